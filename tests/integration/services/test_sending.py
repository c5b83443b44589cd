"""A confirmed announcement: regret, the chosen time, pausing, stopping, and sharing the queue."""

from datetime import datetime, timedelta

import pytest

from integration.office import OSLO, Office, person
from klyngebot.broadcast.scheduler import Scheduler
from klyngebot.domain.broadcasts import (
    Broadcast,
    BroadcastId,
    BroadcastReport,
    BroadcastState,
    Mark,
    Stop,
)
from klyngebot.domain.deliveries import (
    Deferred,
    Delivered,
    Delivery,
    DeliveryState,
    Kind,
    Outcome,
    Refused,
    Uncertain,
)
from klyngebot.domain.errors import BadInputError
from klyngebot.domain.roles import Caller
from klyngebot.services.announcements import Announcements, SendingRules
from klyngebot.store import deliveries, sending
from klyngebot.store.deliveries import Settled

REGRET = timedelta(seconds=30)


@pytest.fixture
async def leader(office: Office) -> Caller:
    office.announcements = Announcements(office.db, office.clock, SendingRules(regret=REGRET))
    return await office.leader()


def scheduler(office: Office, *, right: bool = True) -> Scheduler:
    return Scheduler(office.db, office.clock, lambda: right)


async def state(office: Office, leader: Caller, id_: BroadcastId) -> BroadcastState:
    return (await office.announcements.report(leader, id_)).broadcast.state


async def confirmed(office: Office, leader: Caller, people: int = 4) -> BroadcastReport:
    await office.subscribe(*range(1, people + 1))
    return await office.confirm(leader, await office.compose(leader, "Hei."))


async def under_way(office: Office, leader: Caller, people: int = 4) -> BroadcastId:
    id_ = (await confirmed(office, leader, people)).broadcast.id
    office.clock.advance(REGRET)
    await scheduler(office).look()
    return id_


async def claim(office: Office, limit: int) -> list[Delivery]:
    async with office.db.transaction() as tx:
        return await deliveries.claim(tx, office.clock.now(), limit=limit, busy=[])


async def settle(office: Office, claimed: list[Delivery], *outcomes: Outcome) -> None:
    now = office.clock.now()
    back = [Settled(*pair) for pair in zip(claimed, outcomes, strict=True)]
    async with office.db.transaction() as tx:
        await deliveries.settle(tx, back, now)
        await sending.watch(tx, back, now)


async def chosen_for(office: Office, leader: Caller, text: str) -> Broadcast:
    """Return a draft that goes out at the time ``text`` names."""
    await office.subscribe(1, 2)
    draft = await office.compose(leader, "Hei.")
    await office.scheduling.begin(leader, draft.id)
    await office.drafting.answer(leader, office.typed(text))
    return (await office.announcements.preview(leader, draft.id)).broadcast


async def test_nothing_goes_out_while_it_can_be_regretted(office: Office, leader: Caller) -> None:
    id_ = (await confirmed(office, leader)).broadcast.id
    office.clock.advance(REGRET - timedelta(seconds=1))
    await scheduler(office).look()
    before = await claim(office, 8)

    office.clock.advance(timedelta(seconds=1))
    await scheduler(office).look()

    assert before == []
    assert len(await claim(office, 8)) == 4
    assert await state(office, leader, id_) is BroadcastState.SENDING


async def test_what_is_regretted_is_a_draft_again_and_reaches_nobody(
    office: Office, leader: Caller
) -> None:
    report = await confirmed(office, leader)

    back = await office.announcements.take_back(leader, report.broadcast.id)
    again = await office.announcements.take_back(leader, report.broadcast.id)
    office.clock.advance(timedelta(days=1))
    await scheduler(office).look()

    assert (back.broadcast.state, back.broadcast.due_at) == (BroadcastState.DRAFT, None)
    assert again.broadcast == back.broadcast
    assert await office.states() == {}
    assert await claim(office, 8) == []


async def test_an_old_button_does_not_confirm_what_was_taken_back(
    office: Office, leader: Caller
) -> None:
    draft = await office.compose(leader, "Hei.")
    await office.subscribe(1)
    await office.confirm(leader, draft)
    await office.announcements.take_back(leader, draft.id)

    with pytest.raises(BadInputError, match="changed_since_preview"):
        await office.confirm(leader, draft)

    assert await office.states() == {}


async def test_what_was_taken_back_can_be_sent_again(office: Office, leader: Caller) -> None:
    id_ = (await confirmed(office, leader)).broadcast.id
    await office.announcements.take_back(leader, id_)

    await office.confirm(leader, await office.previewed(leader, id_))

    assert await office.states() == {"pending": 4}


async def test_what_has_begun_is_not_taken_back(office: Office, leader: Caller) -> None:
    id_ = await under_way(office, leader)

    with pytest.raises(BadInputError, match="has_begun"):
        await office.announcements.take_back(leader, id_)

    assert await office.states() == {"pending": 4}


async def test_recipients_are_shown_again_when_they_have_changed(
    office: Office, leader: Caller
) -> None:
    await office.subscribe(1, 2)
    draft = await office.compose(leader, "Hei.")
    await office.subscribe(3)

    with pytest.raises(BadInputError, match="recipients_changed"):
        await office.announcements.confirm(
            leader, draft.id, draft.revision, 2, progress_message=None
        )

    assert await office.states() == {}


async def test_what_telegram_has_not_taken_is_not_sent(office: Office, leader: Caller) -> None:
    await office.subscribe(1)
    draft = await office.compose(leader, "Hei.")
    await office.drafting.answer(leader, office.typed("Og mer."))
    unseen = (await office.announcements.preview(leader, draft.id)).broadcast

    with pytest.raises(BadInputError, match="changed_since_preview"):
        await office.confirm(leader, unseen)


async def test_it_goes_out_at_the_time_that_was_written(office: Office, leader: Caller) -> None:
    draft = await chosen_for(office, leader, "fredag kl. 9")
    await office.confirm(leader, draft)
    assert draft.due_at is not None
    due = draft.due_at.astimezone(OSLO)
    office.clock.until(draft.due_at - timedelta(seconds=1))
    await scheduler(office).look()
    before = await claim(office, 8)

    office.clock.until(draft.due_at)
    await scheduler(office).look()

    assert (due.weekday(), due.hour, due.minute) == (4, 9, 0)
    assert before == []
    assert len(await claim(office, 8)) == 2


async def test_the_time_it_was_written_for_is_taken_once(office: Office, leader: Caller) -> None:
    await office.subscribe(1)
    draft = await office.compose(leader, "Hei.")
    await office.scheduling.begin(leader, draft.id)
    typed = office.typed("fredag kl. 9")

    first = await office.drafting.answer(leader, typed)
    second = await office.drafting.answer(leader, typed)

    assert first == second
    shown = await office.announcements.preview(leader, draft.id)
    assert shown.broadcast.revision == draft.revision + 1


async def test_a_time_that_has_passed_meanwhile_is_said(office: Office, leader: Caller) -> None:
    draft = await chosen_for(office, leader, "fredag kl. 9")
    assert draft.due_at is not None
    office.clock.until(draft.due_at)

    with pytest.raises(BadInputError, match="when_passed"):
        await office.confirm(leader, draft)

    assert await office.states() == {}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("28. mars 2027 kl. 02:30", "when_skipped"),
        ("31. oktober 2027 kl. 02:30", "when_twice"),
        ("i går kl. 9", "when_unclear"),
        ("fredag", "when_needs_time"),
    ],
)
async def test_a_time_that_cannot_be_used_is_asked_for_again(
    office: Office, leader: Caller, text: str, problem: str
) -> None:
    with pytest.raises(BadInputError, match=problem):
        await chosen_for(office, leader, text)

    assert await office.drafting.find(leader) is not None


async def test_as_soon_as_possible_is_chosen_again(office: Office, leader: Caller) -> None:
    draft = await chosen_for(office, leader, "fredag kl. 9")

    await office.scheduling.clear(leader, draft.id)

    assert (await office.announcements.preview(leader, draft.id)).broadcast.due_at is None


async def test_a_scheduled_one_taken_back_keeps_its_time(office: Office, leader: Caller) -> None:
    draft = await chosen_for(office, leader, "fredag kl. 9")
    await office.confirm(leader, draft)

    back = await office.announcements.take_back(leader, draft.id)

    assert (back.broadcast.state, back.broadcast.due_at) == (BroadcastState.DRAFT, draft.due_at)


async def test_who_leaves_before_the_time_does_not_get_it(office: Office, leader: Caller) -> None:
    draft = await chosen_for(office, leader, "fredag kl. 9")
    await office.confirm(leader, draft)

    await office.subscriptions.stop(person(1))
    assert draft.due_at is not None
    office.clock.until(draft.due_at)
    await scheduler(office).look()

    assert [delivery.address for delivery in await claim(office, 8)] == ["2"]


async def test_after_an_outage_of_six_hours_it_still_goes_out(
    office: Office, leader: Caller
) -> None:
    draft = await chosen_for(office, leader, "fredag kl. 9")
    await office.confirm(leader, draft)
    assert draft.due_at is not None
    office.clock.until(draft.due_at + timedelta(hours=6))

    await scheduler(office).look()

    assert await state(office, leader, draft.id) is BroadcastState.SENDING


async def test_after_a_longer_one_the_leader_is_asked_and_nothing_vanishes(
    office: Office, leader: Caller
) -> None:
    draft = await chosen_for(office, leader, "fredag kl. 9")
    await office.confirm(leader, draft)
    assert draft.due_at is not None
    office.clock.until(draft.due_at + timedelta(hours=6, seconds=1))

    await scheduler(office).look()
    await scheduler(office).look()

    shown = (await office.announcements.report(leader, draft.id)).broadcast
    assert (shown.state, shown.stopped) == (BroadcastState.PAUSED, Stop.LATE)
    told = await claim(office, 8)
    assert [one.content.kind for one in told] == [Kind.BROADCAST_STOPPED]
    await office.announcements.go_on(leader, draft.id)
    assert len(await claim(office, 8)) == 2


async def test_nothing_goes_out_by_a_clock_that_cannot_be_trusted(
    office: Office, leader: Caller
) -> None:
    id_ = (await confirmed(office, leader)).broadcast.id
    office.clock.advance(timedelta(days=1))

    await scheduler(office, right=False).look()

    assert await state(office, leader, id_) is BroadcastState.WAITING


async def test_a_pause_lets_only_what_is_in_flight_out(office: Office, leader: Caller) -> None:
    id_ = await under_way(office, leader, 10)
    flying = await claim(office, 3)

    await office.announcements.pause(leader, id_)
    await office.announcements.pause(leader, id_)
    await settle(office, flying, Delivered(1), Deferred(0), Uncertain("ReadTimeout"))
    office.clock.advance(timedelta(seconds=1))

    assert await claim(office, 8) == []
    assert await office.states() == {"delivered": 1, "pending": 8, "uncertain": 1}


async def test_going_on_sends_everybody_else_theirs_once(office: Office, leader: Caller) -> None:
    id_ = await under_way(office, leader, 10)
    flying = await claim(office, 3)
    await office.announcements.pause(leader, id_)
    await office.announcements.go_on(leader, id_)
    await office.announcements.go_on(leader, id_)

    await settle(office, flying, Delivered(1), Deferred(0), Delivered(2))
    office.clock.advance(timedelta(seconds=1))

    rest = await claim(office, 20)
    assert sorted(int(one.address) for one in [*flying[:1], *flying[2:], *rest]) == [*range(1, 11)]


async def test_stopping_takes_back_what_has_not_left_also_what_comes_back_unsent(
    office: Office, leader: Caller
) -> None:
    id_ = await under_way(office, leader, 6)
    flying = await claim(office, 3)

    report = await office.announcements.cancel(leader, id_)
    await settle(office, flying, Delivered(1), Deferred(0), Uncertain("ReadTimeout"))

    assert report.account.count(DeliveryState.WITHDRAWN) == 3
    assert await office.states() == {"delivered": 1, "uncertain": 1, "withdrawn": 4}
    assert await claim(office, 8) == []
    assert (await office.announcements.go_on(leader, id_)).broadcast.state == "cancelled"


async def test_two_announcements_share_the_queue_one_by_one(office: Office, leader: Caller) -> None:
    first = await under_way(office, leader, 40)
    await settle(office, await claim(office, 10), *[Delivered(1)] * 10)
    second = await office.confirm(leader, await office.compose(leader, "Nummer to."))
    office.clock.advance(REGRET)
    await scheduler(office).look()

    turns = []
    for _ in range(20):
        claimed = await claim(office, 1)
        turns += [one.content.subject_id for one in claimed]
        await settle(office, claimed, *[Delivered(1)] * len(claimed))

    assert turns.count(first) == turns.count(second.broadcast.id) == 10
    assert {*turns[::2]} == {first}


async def test_many_refusals_stop_it_and_tell_its_author_once(
    office: Office, leader: Caller
) -> None:
    id_ = await under_way(office, leader, 30)
    blocked = Refused("Forbidden: bot was blocked by the user", unreachable=True)
    await settle(office, await claim(office, 10), *[blocked] * 10)
    before = await state(office, leader, id_)

    await settle(office, await claim(office, 2), blocked, blocked)

    shown = (await office.announcements.report(leader, id_)).broadcast
    assert before is BroadcastState.SENDING
    assert (shown.state, shown.stopped) == (BroadcastState.PAUSED, Stop.REFUSED)
    told = await claim(office, 8)
    assert [(one.content.kind, one.address) for one in told] == [
        (Kind.BROADCAST_STOPPED, leader.address)
    ]


async def test_those_known_to_be_out_of_reach_do_not_stop_the_next_one(
    office: Office, leader: Caller
) -> None:
    blocked = Refused("Forbidden: bot was blocked by the user", unreachable=True)
    first = await under_way(office, leader, 30)
    await settle(office, await claim(office, 30), *[blocked] * 30)
    stopped = await state(office, leader, first)
    told = [one for one in await claim(office, 8) if one.content.kind is Kind.BROADCAST_STOPPED]
    await settle(office, told, *[Delivered(1)] * len(told))
    since = await office.value("SELECT min(unreachable_at) FROM subscriber")

    second = await office.announce(leader, "En til.")
    office.clock.advance(REGRET)
    await scheduler(office).look()
    await settle(office, await claim(office, 30), *[blocked] * 30)

    assert stopped is BroadcastState.PAUSED
    assert await state(office, leader, second) is BroadcastState.SENDING
    assert await office.value("SELECT max(unreachable_at) FROM subscriber") == since


async def test_after_a_leader_lets_it_go_on_it_is_judged_anew(
    office: Office, leader: Caller
) -> None:
    id_ = await under_way(office, leader, 40)
    await settle(office, await claim(office, 10), *[Uncertain("ReadTimeout")] * 10)
    stopped = await state(office, leader, id_)

    await office.announcements.go_on(leader, id_)
    claimed = [one for one in await claim(office, 8) if one.content.kind is Kind.BROADCAST]
    await settle(office, claimed, *[Uncertain("ReadTimeout")] * len(claimed))

    assert stopped is BroadcastState.PAUSED
    assert await state(office, leader, id_) is BroadcastState.SENDING


async def test_an_urgent_one_goes_out_once_more_by_itself(office: Office, leader: Caller) -> None:
    await office.subscribe(1)
    draft = await office.compose(leader, "Steinras!")
    await office.composing.set_mark(leader, draft.id, Mark.URGENT)
    await office.confirm(leader, await office.previewed(leader, draft.id))
    office.clock.advance(REGRET)
    await scheduler(office).look()

    await settle(office, await claim(office, 1), Uncertain("ReadTimeout"))
    (again,) = await claim(office, 1)
    await settle(office, [again], Uncertain("ReadTimeout"))

    assert await office.states() == {"uncertain": 1}


async def test_an_urgent_one_stays_uncertain_for_who_has_left_meanwhile(
    office: Office, leader: Caller
) -> None:
    """Not withdrawn: they may have got it, and the account must not say that they have not."""
    await office.subscribe(1)
    draft = await office.compose(leader, "Steinras!")
    await office.composing.set_mark(leader, draft.id, Mark.URGENT)
    await office.confirm(leader, await office.previewed(leader, draft.id))
    office.clock.advance(REGRET)
    await scheduler(office).look()
    claimed = await claim(office, 1)

    await office.subscriptions.stop(person(1))
    await settle(office, claimed, Uncertain("ReadTimeout"))

    assert await office.states() == {"uncertain": 1}


async def test_the_time_is_kept_as_it_was_written_with_its_zone(
    office: Office, leader: Caller
) -> None:
    draft = await chosen_for(office, leader, "1. juli 2027 kl. 9")

    row = await office.db.reader.fetch_one(
        "SELECT due_local, zone, due_at FROM broadcast WHERE id = :id", id=draft.id
    )

    assert row is not None
    assert (row["due_local"][:16], row["zone"]) == ("2027-07-01T09:00", "Europe/Oslo")
    assert datetime.fromisoformat(row["due_at"]).hour == 7
