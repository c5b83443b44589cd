from itertools import product

import pytest

from klyngebot.domain.broadcasts import BroadcastReport
from klyngebot.domain.deliveries import FINAL, Account, DeliveryState, Kind
from klyngebot.domain.errors import IllegalTransitionError
from support.broadcasts import a_broadcast

PENDING, SENDING = DeliveryState.PENDING, DeliveryState.SENDING
DELIVERED, REFUSED = DeliveryState.DELIVERED, DeliveryState.REFUSED
UNCERTAIN, WITHDRAWN = DeliveryState.UNCERTAIN, DeliveryState.WITHDRAWN
EXPIRED = DeliveryState.EXPIRED

LEGAL = {
    (PENDING, SENDING),
    (PENDING, WITHDRAWN),
    (PENDING, EXPIRED),
    (PENDING, REFUSED),
    (SENDING, PENDING),
    (SENDING, DELIVERED),
    (SENDING, REFUSED),
    (SENDING, UNCERTAIN),
    (SENDING, WITHDRAWN),
    (UNCERTAIN, PENDING),
    (UNCERTAIN, DELIVERED),
}


@pytest.mark.parametrize(("state", "next_state"), sorted(LEGAL))
def test_a_legal_move_gives_the_next_state(state: DeliveryState, next_state: DeliveryState) -> None:
    assert state.to(next_state) is next_state


@pytest.mark.parametrize(
    ("state", "next_state"), sorted(set(product(DeliveryState, repeat=2)) - LEGAL)
)
def test_every_other_move_is_illegal(state: DeliveryState, next_state: DeliveryState) -> None:
    with pytest.raises(IllegalTransitionError, match=f"{state} does not become {next_state}"):
        state.to(next_state)


@pytest.mark.parametrize(
    ("kind", "by_itself"),
    [
        (Kind.BROADCAST, False),
        (Kind.NEWS, False),
        (Kind.EVENT, False),
        (Kind.JOIN_REQUEST, True),
        (Kind.JOIN_ANSWER, True),
        (Kind.QUESTION, True),
        (Kind.QUESTION_ANSWER, True),
    ],
)
def test_only_answers_to_ones_own_request_go_first_and_go_out_again_unasked(
    kind: Kind, by_itself: bool
) -> None:
    assert (kind.resends_by_itself, kind.urgent) == (by_itself, by_itself)


@pytest.mark.parametrize(
    ("counts", "total", "waiting", "progress"),
    [
        ({}, 0, 0, FINAL),
        ({PENDING: 5}, 5, 5, "sending:5/5"),
        ({PENDING: 2, SENDING: 1, DELIVERED: 4}, 7, 3, "sending:3/7"),
        ({SENDING: 1, REFUSED: 1}, 2, 1, "sending:1/2"),
        ({DELIVERED: 4, REFUSED: 1, UNCERTAIN: 1, WITHDRAWN: 1, EXPIRED: 1}, 8, 0, FINAL),
    ],
)
def test_an_account_adds_up(
    counts: dict[DeliveryState, int], total: int, waiting: int, progress: str
) -> None:
    account = Account(counts=counts)
    report = BroadcastReport(broadcast=a_broadcast(), account=account)

    assert (account.total, account.waiting, report.progress) == (total, waiting, progress)
    assert sum(account.count(state) for state in DeliveryState) == account.total
