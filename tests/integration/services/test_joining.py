import asyncio

import pytest

from integration.office import Office, person
from klyngebot.domain.deliveries import Kind
from klyngebot.domain.drafts import DraftId
from klyngebot.domain.errors import BadInputError, LinkExpiredError, NoDraftError, NotFoundError
from klyngebot.domain.memberships import JoinRequest, RequestId, RequestState
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import PersonId
from klyngebot.domain.roles import Caller, Role
from klyngebot.services.joining import JoinStep

NEWCOMER = person(7)


@pytest.fixture
async def partner(office: Office) -> PartnerId:
    return await office.partner("Senjagrafitt AS", code="made-up-code")


@pytest.fixture
async def employee(office: Office, partner: PartnerId) -> PersonId:
    return await office.employee(partner, "Bjørg Mørk")


async def open_link(office: Office, caller: Caller = NEWCOMER) -> JoinStep:
    return await office.joining.open_link(caller, "bli-made-up-code", update_id=9000)


async def begun(office: Office, caller: Caller = NEWCOMER) -> DraftId:
    step = await open_link(office, caller)
    assert step.draft is not None
    return step.draft.id


async def typed_in(office: Office, caller: Caller = NEWCOMER, name: str = "Ola Ny") -> DraftId:
    """Return a finished way in, with a name and a title typed."""
    draft_id = await begun(office, caller)
    await office.drafting.answer(caller, office.typed(name))
    await office.drafting.answer(caller, office.typed("geolog"))
    return draft_id


async def decide(
    office: Office, caller: Caller, request_id: RequestId, *, approve: bool
) -> JoinRequest:
    if approve:
        return await office.requests.approve(caller, request_id)
    return await office.requests.decline(caller, request_id, with_word=False)


async def requests(office: Office) -> int:
    found: int = await office.value("SELECT count(*) FROM join_request")
    return found


async def queued(office: Office, kind: Kind) -> int:
    found: int = await office.value("SELECT count(*) FROM delivery WHERE kind = :k", k=kind)
    return found


async def test_a_link_leads_to_its_partner_and_those_who_are_not_in_yet(
    office: Office, employee: PersonId
) -> None:
    step = await open_link(office)

    assert step.partner.facts.name == "Senjagrafitt AS"
    assert [who.id for who in step.candidates] == [employee]


async def test_who_is_hidden_is_not_shown_to_whoever_has_a_link_and_comes_in_by_name(
    office: Office, employee: PersonId
) -> None:
    leader = await office.leader()
    await office.owndata.hide(leader, employee, on=True)
    draft_id = await begun(office)

    assert (await open_link(office)).candidates == []
    with pytest.raises(NotFoundError):
        await office.joining.pick(NEWCOMER, draft_id, employee)

    draft_id = await typed_in(office, name="Bjørg Mørk")
    request = await office.joining.submit(NEWCOMER, draft_id)
    await office.requests.approve(leader, request.id)

    sheet = (await office.cards.mine(NEWCOMER)).sheet
    assert sheet is not None
    assert (sheet.person.id, sheet.person.hidden) == (employee, True)


async def test_a_link_nobody_made_is_refused_and_lets_nobody_in(
    office: Office, partner: PartnerId
) -> None:
    with pytest.raises(LinkExpiredError):
        await office.joining.open_link(NEWCOMER, "bli-guessed", update_id=1)

    assert await office.value("SELECT count(*) FROM subscriber") == 0


async def test_opening_a_link_twice_begins_once(office: Office, partner: PartnerId) -> None:
    assert await begun(office) == await begun(office)


async def test_picking_oneself_twice_makes_one_request(office: Office, employee: PersonId) -> None:
    await office.leader()
    draft_id = await begun(office)

    first = await office.joining.pick(NEWCOMER, draft_id, employee)
    second = await office.joining.pick(NEWCOMER, draft_id, employee)

    assert first == second
    assert first.state is RequestState.WAITING
    assert await requests(office) == 1
    assert await queued(office, Kind.JOIN_REQUEST) == 1


async def test_submitting_many_times_at_once_makes_one_request(
    office: Office, partner: PartnerId
) -> None:
    await office.leader()
    draft_id = await typed_in(office)

    made = await asyncio.gather(*(office.joining.submit(NEWCOMER, draft_id) for _ in range(20)))

    assert {request.id for request in made} == {made[0].id}
    assert await requests(office) == 1
    assert await queued(office, Kind.JOIN_REQUEST) == 1


async def test_every_leader_is_asked(office: Office, employee: PersonId) -> None:
    await office.leader(900)
    await office.leader(901)

    await office.joining.pick(NEWCOMER, await begun(office), employee)

    assert await queued(office, Kind.JOIN_REQUEST) == 2


async def test_a_way_in_with_a_field_missing_is_not_submitted(
    office: Office, partner: PartnerId
) -> None:
    draft_id = await begun(office)

    with pytest.raises(NoDraftError):
        await office.joining.submit(NEWCOMER, draft_id)

    assert await requests(office) == 0


async def test_a_way_in_that_was_cancelled_leads_nowhere(
    office: Office, employee: PersonId
) -> None:
    draft_id = await begun(office)
    await office.drafting.cancel(NEWCOMER, draft_id)

    with pytest.raises(NoDraftError):
        await office.joining.pick(NEWCOMER, draft_id, employee)


async def test_nobody_walks_the_way_in_of_somebody_else(office: Office, employee: PersonId) -> None:
    draft_id = await begun(office)
    other = await office.visitor(8)

    with pytest.raises(NoDraftError):
        await office.joining.pick(other, draft_id, employee)
    with pytest.raises(NoDraftError):
        await office.joining.submit(other, draft_id)


async def test_nobody_is_somebody_at_another_partner(office: Office, partner: PartnerId) -> None:
    elsewhere = await office.employee(await office.partner("Kåfjord Kvarts AS"), "Máret Čoske")
    draft_id = await begun(office)

    with pytest.raises(NotFoundError):
        await office.joining.pick(NEWCOMER, draft_id, elsewhere)


async def test_nobody_is_somebody_who_is_in_already(office: Office, employee: PersonId) -> None:
    leader = await office.leader()
    first = await office.joining.pick(NEWCOMER, await begun(office), employee)
    await office.requests.approve(leader, first.id)
    other = await office.visitor(8)

    step = await open_link(office, other)

    assert step.draft is not None
    assert step.candidates == []
    with pytest.raises(NotFoundError):
        await office.joining.pick(other, step.draft.id, employee)


async def test_an_approved_request_makes_a_member_and_tells_them_once(
    office: Office, employee: PersonId
) -> None:
    leader = await office.leader()
    request = await office.joining.pick(NEWCOMER, await begun(office), employee)

    decided = await office.requests.approve(leader, request.id)

    assert decided.state is RequestState.APPROVED
    assert (await office.subscriptions.settings(NEWCOMER)).role is Role.MEMBER
    assert await queued(office, Kind.JOIN_ANSWER) == 1


async def test_a_declined_request_makes_no_member_and_tells_them(
    office: Office, employee: PersonId
) -> None:
    leader = await office.leader()
    request = await office.joining.pick(NEWCOMER, await begun(office), employee)

    decided = await decide(office, leader, request.id, approve=False)

    assert decided.state is RequestState.DECLINED
    assert (await office.subscriptions.settings(NEWCOMER)).role is Role.VISITOR
    assert await queued(office, Kind.JOIN_ANSWER) == 1


@pytest.mark.parametrize("first", [True, False])
async def test_the_first_decision_stands(
    office: Office, employee: PersonId, *, first: bool
) -> None:
    leader, other = await office.leader(900), await office.leader(901)
    request = await office.joining.pick(NEWCOMER, await begun(office), employee)
    decided = await decide(office, leader, request.id, approve=first)

    again = await decide(office, other, request.id, approve=not first)

    assert again == decided
    assert again.decided_by == leader.name
    assert await queued(office, Kind.JOIN_ANSWER) == 1


async def test_of_two_who_say_they_are_the_same_person_only_one_becomes_it(
    office: Office, employee: PersonId
) -> None:
    leader = await office.leader()
    impostor = await office.visitor(8)
    one = await office.joining.pick(NEWCOMER, await begun(office), employee)
    two = await office.joining.pick(impostor, await begun(office, impostor), employee)
    await office.requests.approve(leader, one.id)

    with pytest.raises(BadInputError, match="person_taken"):
        await office.requests.approve(leader, two.id)

    assert (await office.subscriptions.settings(impostor)).role is Role.VISITOR
    assert await office.value("SELECT state FROM join_request WHERE id = :id", id=two.id) == (
        RequestState.WAITING
    )
    assert await queued(office, Kind.JOIN_ANSWER) == 1


async def test_somebody_who_is_not_in_the_register_comes_into_it_when_approved(
    office: Office, partner: PartnerId
) -> None:
    leader = await office.leader()
    request = await office.joining.submit(NEWCOMER, await typed_in(office))

    await office.requests.approve(leader, request.id)

    card = await office.directory.partner(leader, partner)
    assert [(who.name, who.facts.title) for who in card.people or []] == [("Ola Ny", "geolog")]


async def test_typing_the_name_of_somebody_who_is_in_does_not_take_their_place(
    office: Office, employee: PersonId
) -> None:
    leader = await office.leader()
    first = await office.joining.pick(NEWCOMER, await begun(office), employee)
    await office.requests.approve(leader, first.id)
    other = await office.visitor(8)
    second = await office.joining.submit(other, await typed_in(office, other, "Bjørg Mørk"))

    with pytest.raises(BadInputError, match="person_taken"):
        await office.requests.approve(leader, second.id)

    assert (await office.subscriptions.settings(other)).role is Role.VISITOR


async def test_a_request_that_does_not_exist_is_not_found(office: Office) -> None:
    leader = await office.leader()

    with pytest.raises(NotFoundError):
        await office.requests.approve(leader, RequestId(4711))
