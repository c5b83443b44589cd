"""Choosing whom an announcement is for; who fits it later; and why one has got it."""

from datetime import timedelta

import pytest

from integration.office import Office
from klyngebot.domain.audiences import EVERYONE, AudienceRole, Dimension, Flaw, Place, number_of
from klyngebot.domain.broadcasts import Broadcast, BroadcastId, BroadcastState
from klyngebot.domain.errors import BadInputError, NoDraftError, NotFoundError
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.roles import Caller, Role
from klyngebot.domain.terms import TermId
from klyngebot.services.announcements import Announcements, SendingRules
from klyngebot.store import memberships

TOPIC, COUNTY, ROLE = Dimension.TOPIC, Dimension.COUNTY, Dimension.ROLE


async def draft(office: Office, leader: Caller) -> Broadcast:
    return await office.compose(leader, "Befaring på torsdag")


Value = tuple[Place, Dimension, int]


async def put(office: Office, leader: Caller, id_: BroadcastId, value: Value) -> int:
    """Choose a value, and return how many it reaches now."""
    shown = await office.audiences.set_value(leader, id_, *value, on=True)
    return shown.reach.people


async def member(office: Office, number: int, partner: PartnerId) -> Caller:
    caller = await office.visitor(number)
    who = await office.employee(partner, f"Medlem {number}")
    async with office.db.transaction() as tx:
        await memberships.begin(tx, who, await office.id_of(caller), office.clock.now())
    return caller


async def schedule(office: Office, leader: Caller, broadcast: Broadcast) -> BroadcastId:
    """Confirm a draft that goes out in an hour."""
    late = Announcements(office.db, office.clock, SendingRules(regret=timedelta(hours=1)))
    shown = await late.preview(leader, broadcast.id)
    report = await late.confirm(
        leader,
        broadcast.id,
        shown.broadcast.revision,
        shown.reach.recipients,
        progress_message=None,
    )
    assert report.broadcast.state is BroadcastState.WAITING
    return broadcast.id


async def newcomers(office: Office, leader: Caller, id_: BroadcastId) -> int:
    return (await office.announcements.report(leader, id_)).newcomers


async def test_a_value_is_a_state_and_a_second_tap_changes_nothing(office: Office) -> None:
    leader = await office.leader()
    await office.subscribe(1, 2)
    await office.subscriptions.set_topic(await office.visitor(2), TermId(1), on=False)
    id_ = (await draft(office, leader)).id

    once = await office.audiences.set_value(leader, id_, Place.FIRST, TOPIC, 1, on=True)
    twice = await office.audiences.set_value(leader, id_, Place.FIRST, TOPIC, 1, on=True)

    assert once.reach.people == 1
    assert twice.broadcast == once.broadcast


async def test_a_change_makes_an_older_button_to_send_stale(office: Office) -> None:
    leader = await office.leader()
    await office.subscribe(1)
    before = await draft(office, leader)

    await put(office, leader, before.id, (Place.FIRST, TOPIC, 1))

    with pytest.raises(BadInputError, match="changed_since_preview"):
        await office.confirm(leader, before)


async def test_taking_the_last_value_out_reaches_nobody_not_everybody(office: Office) -> None:
    leader = await office.leader()
    await office.subscribe(1)
    id_ = (await draft(office, leader)).id
    await put(office, leader, id_, (Place.FIRST, TOPIC, 1))

    emptied = await office.audiences.set_value(leader, id_, Place.FIRST, TOPIC, 1, on=False)
    again = await office.audiences.choose_all(leader, id_, members=False)

    assert emptied.reach.recipients == 0
    assert again.audience == EVERYONE
    assert again.reach.people == 1


async def test_taking_out_what_was_not_chosen_leaves_everyone(office: Office) -> None:
    leader = await office.leader()
    id_ = (await draft(office, leader)).id

    shown = await office.audiences.set_value(leader, id_, Place.FIRST, TOPIC, 1, on=False)

    assert shown.audience == EVERYONE


async def test_removing_a_selection_twice_removes_one(office: Office) -> None:
    leader = await office.leader()
    id_ = (await draft(office, leader)).id
    await put(office, leader, id_, (Place.FIRST, TOPIC, 1))
    await put(office, leader, id_, (Place.SECOND, TOPIC, 2))
    shown = await office.audiences.card(leader, id_)

    for _ in range(2):
        left = await office.audiences.remove(leader, id_, Place.FIRST, shown.broadcast.revision)

    assert [one.criteria for one in left.audience.include] == [{TOPIC: ("2",)}]


async def test_an_exception_leaves_out_who_has_one_of_its_values(office: Office) -> None:
    leader = await office.leader()
    await office.subscribe(1)
    one, two = await office.partner("Fjordmalm"), await office.partner("Altasand")
    await member(office, 2, one)
    await member(office, 3, two)
    await office.someone(Role.EDITOR, 4)
    id_ = (await draft(office, leader)).id

    partner = await put(office, leader, id_, (Place.EXCEPTIONS, Dimension.PARTNER, one))
    editors = number_of(ROLE, AudienceRole.EDITOR)
    role = await put(office, leader, id_, (Place.EXCEPTIONS, ROLE, editors))
    shown = await office.audiences.card(leader, id_)
    without = await office.audiences.remove(leader, id_, Place.EXCEPTIONS, shown.broadcast.revision)

    assert (partner, role, without.reach.people) == (3, 2, 4)


async def test_a_place_or_a_value_that_is_not_there_changes_nothing(office: Office) -> None:
    leader = await office.leader()
    id_ = (await draft(office, leader)).id

    for value in (
        (Place.THIRD, TOPIC, 1),
        (Place.FIRST, TOPIC, 999),
        (Place.FIRST, COUNTY, 3),
        (Place.FIRST, COUNTY, 999),
        (Place.FIRST, ROLE, 0),
    ):
        with pytest.raises(NotFoundError):
            await put(office, leader, id_, value)
    assert (await office.audiences.card(leader, id_)).audience == EVERYONE


async def test_there_is_room_for_eight_selections(office: Office) -> None:
    leader = await office.leader()
    id_ = (await draft(office, leader)).id
    for place in list(Place)[1:]:
        await put(office, leader, id_, (place, TOPIC, 1))

    shown = await office.audiences.card(leader, id_)

    assert len(shown.audience.include) == 8


async def test_only_the_author_changes_a_draft_and_nobody_what_is_sent(office: Office) -> None:
    leader, other = await office.leader(), await office.leader(901)
    await office.subscribe(1)
    broadcast = await draft(office, leader)

    with pytest.raises(NoDraftError):
        await put(office, other, broadcast.id, (Place.FIRST, TOPIC, 1))
    await office.confirm(leader, broadcast)
    with pytest.raises(NoDraftError):
        await put(office, leader, broadcast.id, (Place.FIRST, TOPIC, 1))


async def test_a_copy_says_which_of_its_terms_are_retired(office: Office) -> None:
    leader = await office.leader()
    await office.subscribe(1)
    broadcast = await draft(office, leader)
    await put(office, leader, broadcast.id, (Place.FIRST, TOPIC, 1))
    now = (await office.audiences.card(leader, broadcast.id)).broadcast
    await office.confirm(leader, now)
    await office.terms.set_retired(leader, TermId(1), retired=True)

    copy = (await office.composing.copy(leader, broadcast.id)).broadcast
    shown = await office.audiences.card(leader, copy.id)

    assert shown.audience == now.audience
    assert shown.names.flaw(TOPIC, "1") is Flaw.RETIRED
    assert "1" not in shown.names.offered(TOPIC)


async def test_who_joins_before_it_goes_out_is_offered_and_taken_once(office: Office) -> None:
    leader = await office.leader()
    await office.subscribe(1)
    id_ = await schedule(office, leader, await draft(office, leader))
    nobody_yet = await newcomers(office, leader, id_)
    await office.subscribe(2, 3)

    offered = await newcomers(office, leader, id_)
    other_count = await office.audiences.take_newcomers(leader, id_, 1)
    taken = await office.audiences.take_newcomers(leader, id_, 2)
    again = await office.audiences.take_newcomers(leader, id_, 2)

    assert (nobody_yet, offered, other_count.account.total) == (0, 2, 1)
    assert (taken.account.total, taken.newcomers) == (3, 0)
    assert again.account.total == 3
    assert await office.value("SELECT count(*) FROM delivery WHERE held = 1") == 3


async def test_who_left_and_is_back_can_be_taken_along_again(office: Office) -> None:
    leader = await office.leader()
    await office.subscribe(1, 2)
    id_ = await schedule(office, leader, await draft(office, leader))
    somebody = await office.visitor(2)
    await office.subscriptions.stop(somebody)
    while_away = await newcomers(office, leader, id_)
    await office.subscriptions.start(somebody)

    taken = await office.audiences.take_newcomers(leader, id_, 1)

    assert while_away == 0
    assert taken.account.waiting == taken.account.total == 2


async def test_nobody_is_added_to_what_has_begun(office: Office) -> None:
    leader = await office.leader()
    await office.subscribe(1)
    id_ = await office.announce(leader, "Befaring")
    await office.subscribe(2)

    with pytest.raises(BadInputError, match="too_late_for_more"):
        await office.audiences.take_newcomers(leader, id_, 1)
    assert await newcomers(office, leader, id_) == 0


async def test_who_leaves_a_partner_does_not_get_what_waits_for_its_people(office: Office) -> None:
    leader = await office.leader()
    stays, leaves = await office.partner("Fjordmalm"), await office.partner("Altasand")
    await member(office, 1, stays)
    gone = await member(office, 2, stays)
    await member(office, 3, leaves)
    broadcast = await draft(office, leader)
    await office.audiences.choose_all(leader, broadcast.id, members=True)
    id_ = await schedule(office, leader, broadcast)

    await office.joining.leave(gone)
    await office.partnership.leave(leader, leaves)

    report = await office.announcements.report(leader, id_)
    assert report.account.waiting == 1
    assert report.newcomers == 0
    assert (
        await office.value("SELECT address FROM delivery WHERE state = 'pending' AND held") == "1"
    )


async def test_why_is_told_by_what_chose_them_when_it_was_confirmed(office: Office) -> None:
    leader, one, two = await office.leader(), await office.visitor(1), await office.visitor(2)
    await office.subscriptions.set_topic(two, TermId(1), on=False)
    broadcast = await draft(office, leader)
    await put(office, leader, broadcast.id, (Place.FIRST, TOPIC, 1))
    await put(office, leader, broadcast.id, (Place.SECOND, TOPIC, 2))
    await office.confirm(leader, (await office.audiences.card(leader, broadcast.id)).broadcast)
    await office.db_execute("UPDATE delivery SET state = 'delivered' WHERE kind = 'broadcast'")
    await office.subscriptions.set_topic(one, TermId(1), on=False)

    reasons = [await office.audiences.why(who, broadcast.id) for who in (one, two)]

    assert [reason.selection.criteria for reason in reasons if reason.selection] == [
        {TOPIC: ("1",)},
        {TOPIC: ("2",)},
    ]


async def test_who_has_not_got_it_learns_nothing_also_while_it_waits(office: Office) -> None:
    leader, one = await office.leader(), await office.visitor(1)
    id_ = await schedule(office, leader, await draft(office, leader))

    for who, which in ((one, id_), (one, BroadcastId(999)), (await office.visitor(5), id_)):
        with pytest.raises(NotFoundError):
            await office.audiences.why(who, which)
    assert (await office.audiences.why(leader, id_)).selection is None
