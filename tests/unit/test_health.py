import pytest

from klyngebot.domain.broadcasts import Stop
from klyngebot.domain.deliveries import Deferred, Delivered, Outcome, Refused, Uncertain
from klyngebot.domain.health import WINDOW, Health

OK, NOT_YET = Delivered(1), Deferred(1.0)
LOST, CRASH = Uncertain("ReadTimeout"), Uncertain("crash")
BLOCKED = Refused("Forbidden: bot was blocked by the user", unreachable=True)
UNKNOWN = Refused("Bad Request: chat not found", unreachable=True)
BROKEN = Refused("Bad Request: can't parse entities", content=True)


def after(*outcomes: Outcome) -> Health:
    health = Health()
    for outcome in outcomes:
        health = health.after(outcome)
    return health


@pytest.mark.parametrize(
    ("outcomes", "stop"),
    [
        ([LOST] * 9, None),
        ([LOST] * 10, Stop.UNCERTAIN),
        ([LOST] * 9 + [OK] + [LOST] * 9, None),
        ([LOST] * 5 + [NOT_YET] * 9 + [LOST] * 5, Stop.UNCERTAIN),
        ([CRASH] * 20, None),
        ([BLOCKED] * 10, None),
        ([BLOCKED] * 11, Stop.REFUSED),
        ([BLOCKED] * 10 + [OK] * 40 + [BLOCKED], None),
        ([OK] * 100 + [BLOCKED, OK, OK, OK] * 10 + [BLOCKED] * 3, Stop.REFUSED),
        ([UNKNOWN] * 2, None),
        ([UNKNOWN] * 3, Stop.UNKNOWN_CHATS),
        ([OK] * 47 + [UNKNOWN] * 3, Stop.UNKNOWN_CHATS),
        ([OK] * 48 + [UNKNOWN] * 3, None),
        ([OK] * 48 + [UNKNOWN] * 11, Stop.REFUSED),
        ([BROKEN], Stop.CONTENT),
        ([BROKEN, OK], None),
        ([OK] * 1000, None),
    ],
)
def test_it_stops_at_exactly_these_thresholds(outcomes: list[Outcome], stop: Stop | None) -> None:
    assert after(*outcomes).stop is stop


def test_only_the_latest_results_are_kept() -> None:
    health = after(*[BLOCKED] * 5, *[OK] * WINDOW)

    assert health == Health("d" * WINDOW, 5 + WINDOW)
