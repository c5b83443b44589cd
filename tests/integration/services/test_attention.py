"""What waits for a leader: paused and undecided announcements, and notices that did not arrive."""

import asyncio
from datetime import timedelta

import pytest
from markupsafe import Markup

from integration.office import OSLO, Office
from klyngebot.broadcast.scheduler import UNANSWERED, Scheduler
from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.deliveries import (
    CHANGES,
    Content,
    Delivered,
    Kind,
    Outcome,
    Refused,
    Uncertain,
)
from klyngebot.domain.drafts import DraftKind
from klyngebot.domain.roles import Caller
from klyngebot.i18n import translator
from klyngebot.render import attention, progress
from klyngebot.render.data import ShowLost
from klyngebot.render.pages import page
from klyngebot.render.reply import Text
from klyngebot.store import deliveries
from klyngebot.store.deliveries import Settled

NB = translator("nb")
BLOCKED = Refused("Forbidden: bot was blocked by the user", unreachable=True)
LOST = Uncertain("lost")


@pytest.fixture
async def leader(office: Office) -> Caller:
    return await office.leader()


def scheduler(office: Office, *, right: bool = True) -> Scheduler:
    return Scheduler(office.db, office.clock, lambda: right)


async def settle(office: Office, outcomes: dict[str, Outcome], *, limit: int = 100) -> None:
    async with office.db.transaction() as tx:
        claimed = await deliveries.claim(tx, office.clock.now(), limit=limit, busy=[])
        back = [Settled(one, outcomes.get(one.address, Delivered(1))) for one in claimed]
        await deliveries.settle(tx, back, office.clock.now())


async def uncertain(office: Office, leader: Caller) -> BroadcastId:
    """Return an announcement of which nobody knows whether one of two has got it."""
    await office.subscribe(1, 2)
    id_ = await office.announce(leader, "Fagdag")
    await settle(office, {"1": LOST})
    return id_


async def again(office: Office, leader: Caller, id_: BroadcastId) -> int:
    """Return to how many it would be sent again."""
    report = await office.announcements.report(leader, id_)
    return sum(one.can_resend for one in report.account.problems)


async def account(office: Office, leader: Caller, id_: BroadcastId) -> Text:
    report = await office.announcements.report(leader, id_)
    return progress.report(report, NB, zone=OSLO, now=office.clock.now())


async def test_uncertain_ones_nobody_chose_for_are_left_after_a_day_and_that_is_said(
    office: Office, leader: Caller
) -> None:
    id_ = await uncertain(office, leader)
    office.clock.advance(UNANSWERED - timedelta(seconds=1))
    await scheduler(office).leave_unanswered()
    before = await again(office, leader, id_)

    office.clock.advance(timedelta(seconds=1))
    await scheduler(office).leave_unanswered()
    await scheduler(office).leave_unanswered()
    report = await office.announcements.send_again(leader, id_)

    assert before == 1
    assert report.account.counts == {"delivered": 1, "uncertain": 1}
    said = (await account(office, leader, id_)).html
    assert "Ingen valgte innen et døgn, så de usikre er latt være." in said
    assert await office.value("SELECT progress_shown FROM broadcast") == ""


async def test_the_scheduler_looks_for_what_nobody_chose_by_itself(
    office: Office, leader: Caller
) -> None:
    id_ = await uncertain(office, leader)
    office.clock.advance(UNANSWERED)

    running = asyncio.create_task(scheduler(office).run())
    async with asyncio.timeout(10):
        while await again(office, leader, id_):
            await asyncio.sleep(0.01)
    running.cancel()

    assert (await account(office, leader, id_)).html.count("Ingen valgte") == 1


async def test_whoever_chose_is_not_told_that_nobody_did(office: Office, leader: Caller) -> None:
    id_ = await uncertain(office, leader)
    await office.announcements.leave(leader, id_)

    office.clock.advance(UNANSWERED * 2)
    await scheduler(office).leave_unanswered()

    assert "Ingen valgte" not in (await account(office, leader, id_)).html


async def test_the_day_begins_when_the_last_result_is_in(office: Office, leader: Caller) -> None:
    await office.subscribe(1, 2)
    id_ = await office.announce(leader, "Fagdag")
    await settle(office, {"1": LOST}, limit=1)
    await office.announcements.pause(leader, id_)
    office.clock.advance(UNANSWERED * 3)
    await scheduler(office).leave_unanswered()
    paused = await again(office, leader, id_)

    await office.announcements.go_on(leader, id_)
    await settle(office, {})
    await scheduler(office).leave_unanswered()

    assert (paused, await again(office, leader, id_)) == (1, 1)


async def test_a_clock_that_cannot_be_trusted_leaves_nobody(office: Office, leader: Caller) -> None:
    id_ = await uncertain(office, leader)
    office.clock.advance(timedelta(days=400))

    await scheduler(office, right=False).leave_unanswered()

    assert await again(office, leader, id_) == 1


async def test_what_is_paused_or_undecided_waits_for_a_leader(
    office: Office, leader: Caller
) -> None:
    undecided = await uncertain(office, leader)
    paused = await office.announce(leader, "Husk fristen")
    await office.announcements.pause(leader, paused)

    waits = await office.afterwards.attention(leader)
    shown = attention.on_top(waits, Text(Markup("Resten")), NB)

    assert [one.id for one in waits.paused] == [paused]
    assert [one.id for one in waits.undecided] == [undecided]
    assert shown.html.splitlines()[0] == "⏸ 1 kunngjøring står på pause og venter på deg."
    labels = [button.label for row in shown.buttons for button in row]
    assert labels == ["På pause: Husk fristen", "Usikre: Fagdag"]


async def test_nothing_is_said_where_nothing_waits(office: Office, leader: Caller) -> None:
    await office.subscribe(1)
    await office.announce(leader, "Fagdag")
    await settle(office, {})

    waits = await office.afterwards.attention(leader)

    below = Text(Markup("Resten"))
    assert attention.on_top(waits, below, NB, notices=True) == Text(below.html, [])


async def test_undecided_ones_who_have_left_wait_for_nobody(office: Office, leader: Caller) -> None:
    await uncertain(office, leader)
    await office.subscriptions.stop(await office.visitor(1))

    assert (await office.afterwards.attention(leader)).undecided == ()


async def test_notices_that_did_not_arrive_are_listed_by_what_they_were(
    office: Office, leader: Caller
) -> None:
    for number in range(1, 7):
        await office.visitor(number)
    draft = await office.write(leader, DraftKind.NEWS, "Ny gruve", "Den åpner.")
    topic = (await office.publishing.list_topics(leader))[0]
    draft = await office.drafting.choose_topic(leader, draft.id, topic.id, update_id=9000)
    await office.publishing.publish(leader, draft.id, notify=True, fingerprint=draft.fingerprint)
    outcomes: dict[str, Outcome] = {str(number): BLOCKED for number in range(1, 5)}
    await settle(office, outcomes | {"5": LOST})
    await office.queue(Content(kind=Kind.JOIN_ANSWER, subject_id=7), await office.visitor(6))
    office.clock.advance(60)
    await settle(office, {"6": BLOCKED})

    found = await office.afterwards.list_lost(leader)
    shown = attention.lost(found, 0, NB, zone=OSLO).html.unescape()

    assert shown.splitlines()[2:4] == [
        "24. nov. · svaret på en forespørsel: avvist: Person 6 – har blokkert boten",
        (
            "24. nov. · nyheten «Ny gruve»: avvist: Person 1 – har blokkert boten; "
            "avvist: Person 2 – har blokkert boten; avvist: Person 3 – har blokkert boten; 2 til"
        ),
    ]


async def test_announcements_are_no_notices_and_old_ones_are_not_listed(
    office: Office, leader: Caller
) -> None:
    await uncertain(office, leader)
    await office.queue(Content(kind=Kind.JOIN_ANSWER, subject_id=7), await office.visitor(1))
    await settle(office, {"1": BLOCKED})
    new = await office.afterwards.list_lost(leader)

    office.clock.advance(timedelta(days=91))

    assert [one.kind for one in new] == [Kind.JOIN_ANSWER]
    assert await office.afterwards.list_lost(leader) == []


def test_every_kind_of_notice_has_a_name() -> None:
    assert set(attention.NOTICES) == set(Kind) - {Kind.BROADCAST, *CHANGES}


@pytest.mark.parametrize("length", [10, 500])
def test_the_longest_list_fits_its_messages_and_leaves_nobody_out(length: int) -> None:
    items = [Markup(f"{number:0{length}}") for number in range(40)]
    shown: list[str] = []
    number = 0
    while len(shown) < len(items):
        lines, _turn = page(items, number, ShowLost, NB)
        assert sum(len(line) + 1 for line in lines) < 3300
        shown += lines[:-1]
        number += 1

    assert shown == items
    assert page(items, 99, ShowLost, NB) == page(items, number - 1, ShowLost, NB)
