"""What the desk does when a proxy says no, and when the clocks do not agree."""

import asyncio

import pytest

from klyngebot.sandbox import Fault, FaultKind
from support.house import House

DAY = 24 * 3600.0
MEMBERS = 100


@pytest.mark.parametrize("days", [1, -1])
async def test_what_is_scheduled_waits_until_both_clocks_agree(
    house: House, caplog: pytest.LogCaptureFixture, days: int
) -> None:
    """By one of two clocks its time has not come, or came long ago: nobody knows which is right."""
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(kari, "/start")
    await house.say(ola, "/kunngjor")
    await house.say(ola, "Alle møter kl. 9")
    await house.tap(ola, "Forhåndsvis")
    await house.tap(ola, "Tidspunkt")
    await house.say(ola, "i morgen kl. 23:59")
    house.sandbox.clock_shift = days * DAY
    await house.tap(ola, "Send ")
    await house.let_its_time_come()

    while "due_held" not in caplog.text:
        await asyncio.sleep(0.01)
    held = house.rows("SELECT state FROM broadcast")
    house.sandbox.clock_shift = 0.0
    await house.say(kari, "/hjelp")
    await house.until(lambda: "Alle møter kl. 9" in house.texts(kari))

    assert held == [("waiting",)]
    assert house.texts(kari).count("Alle møter kl. 9") == 1


async def test_a_proxy_that_says_no_marks_nobody_as_having_blocked(house: House) -> None:
    ola = await house.leader()
    for number in range(MEMBERS - 1):
        house.sandbox.say(house.person(f"Person{number}"), "/start")
    await house.quiet()
    html = Fault(FaultKind.HTML, method="sendMessage", contains="hei", status=403, times=None)
    await house.say(ola, "/kunngjor")
    await house.say(ola, "hei alle sammen")
    await house.tap(ola, "Forhåndsvis")
    await house.tap(ola, f"Send nå til {MEMBERS}")
    house.sandbox.faults.add(html)
    await house.tap(ola, f"Ja, send til {MEMBERS}")
    await house.until(lambda: any("Ti på rad" in text for text in house.texts(ola)))

    assert house.rows("SELECT count(*) FROM subscriber WHERE unreachable_at IS NOT NULL") == [(0,)]
    assert house.rows("SELECT state, stopped FROM broadcast") == [("paused", "uncertain")]
    counts = dict(house.rows("SELECT state, count(*) FROM delivery GROUP BY state"))
    assert 10 <= counts["uncertain"] <= 10 + house.settings.delivery.in_flight
    assert "refused" not in counts
