"""Answering who asks to join: leaders, and the contacts of that partner."""

from datetime import timedelta

import pytest

from integration.office import Office, person
from klyngebot.domain.deliveries import Kind
from klyngebot.domain.drafts import DraftKind
from klyngebot.domain.errors import BadInputError, NoDraftError, NotAllowedError, NotFoundError
from klyngebot.domain.memberships import JoinRequest, RequestId, RequestState
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import PersonFacts, Source
from klyngebot.domain.roles import Caller, Role
from klyngebot.store import memberships, people

NEWCOMER = person(7)


@pytest.fixture
async def contact(office: Office) -> Caller:
    """Return the contact of partner 1."""
    return await office.someone(Role.CONTACT, 5)


async def asks(
    office: Office,
    at: str = "Arbeidsgiver 5 AS",
    *,
    caller: Caller = NEWCOMER,
    name: str = "Ola Ny",
) -> JoinRequest:
    step = await office.joining.open_link(caller, f"bli-code-{at}", update_id=9000)
    assert step.draft is not None
    await office.drafting.answer(caller, office.typed(name))
    await office.drafting.answer(caller, office.typed("geolog"))
    return await office.joining.submit(caller, step.draft.id)


async def told(office: Office, kind: Kind) -> list[str]:
    rows = await office.db.reader.fetch_all(
        "SELECT address FROM delivery WHERE kind = :kind AND state = 'pending' ORDER BY id",
        kind=kind,
    )
    return [row["address"] for row in rows]


async def role_of(office: Office, caller: Caller) -> Role:
    return (await office.subscriptions.settings(caller)).role


async def noted(office: Office) -> list[str]:
    rows = await office.db.reader.fetch_all("SELECT action FROM audit ORDER BY id")
    return [row["action"] for row in rows]


async def test_leaders_and_the_partners_own_contacts_are_asked(
    office: Office, contact: Caller
) -> None:
    await office.leader()
    await office.someone(Role.CONTACT, 6)
    await office.someone(Role.EDITOR, 8)

    await asks(office)

    assert sorted(await told(office, Kind.JOIN_REQUEST)) == ["5", "900"]


async def test_a_contact_lets_a_colleague_in(office: Office, contact: Caller) -> None:
    request = await asks(office)

    decided = await office.requests.approve(contact, request.id)

    assert (decided.state, decided.decided_by) == (RequestState.APPROVED, "Medlem 5")
    assert await role_of(office, NEWCOMER) is Role.MEMBER
    assert await noted(office) == ["member_joined", "request_approved"]


async def test_a_contact_decides_for_no_other_partner(office: Office, contact: Caller) -> None:
    await office.partner("Zink AS")
    request = await asks(office, "Zink AS")

    for decide in (office.requests.approve, office.requests.approve_anyway, office.requests.show):
        with pytest.raises(NotAllowedError):
            await decide(contact, request.id)
    with pytest.raises(NotAllowedError):
        await office.requests.begin_decline(contact, request.id, update_id=1)
    with pytest.raises(NotAllowedError):
        await office.requests.decline(contact, request.id, with_word=False)

    assert (await office.requests.waiting(contact)).waiting == []
    assert await role_of(office, NEWCOMER) is Role.VISITOR


async def test_a_contact_who_is_so_no_more_decides_nothing(office: Office, contact: Caller) -> None:
    request = await asks(office)
    async with office.db.transaction() as tx:
        await memberships.set_contact(tx, await office.id_of(contact), on=False)

    with pytest.raises(NotAllowedError):
        await office.requests.approve(contact, request.id)


async def test_who_is_declined_gets_the_word(office: Office, contact: Caller) -> None:
    request = await asks(office)
    asked = await office.requests.begin_decline(contact, request.id, update_id=1)
    assert asked.draft is not None
    await office.drafting.answer(contact, office.typed("Jobber ikke her."))

    shown = await office.requests.declining(contact, asked.draft.id)
    declined = await office.requests.decline(contact, request.id, with_word=True)

    assert shown.draft is not None
    assert shown.draft.fields["word"] == declined.word == "Jobber ikke her."
    assert declined.state is RequestState.DECLINED
    assert await told(office, Kind.JOIN_ANSWER) == ["7"]
    assert await office.drafting.find(contact) is None


async def test_declining_twice_is_declining_once(office: Office, contact: Caller) -> None:
    request = await asks(office)
    for _ in range(2):
        await office.requests.begin_decline(contact, request.id, update_id=1)
    await office.drafting.answer(contact, office.typed("Nei."))

    first = await office.requests.decline(contact, request.id, with_word=True)
    second = await office.requests.decline(contact, request.id, with_word=True)

    assert first == second
    assert await told(office, Kind.JOIN_ANSWER) == ["7"]
    assert await noted(office) == ["request_declined"]


async def test_a_word_for_one_is_never_said_to_another(office: Office, contact: Caller) -> None:
    one = await asks(office)
    two = await asks(office, caller=person(8), name="Per Hansen")
    await office.requests.begin_decline(contact, one.id, update_id=1)
    await office.drafting.answer(contact, office.typed("Bare til Ola."))

    with pytest.raises(NoDraftError):
        await office.requests.decline(contact, two.id, with_word=True)

    asked = await office.requests.begin_decline(contact, two.id, update_id=2)
    assert asked.draft is not None
    assert "word" not in asked.draft.fields


async def test_going_back_gives_up_the_word(office: Office, contact: Caller) -> None:
    request = await asks(office)
    await office.requests.begin_decline(contact, request.id, update_id=1)

    shown = await office.requests.show(contact, request.id)

    assert shown.state is RequestState.WAITING
    assert await office.drafting.find(contact) is None


async def test_declining_drops_nothing_somebody_is_writing(office: Office) -> None:
    leader = await office.leader()
    await office.partner("Zink AS")
    request = await asks(office, "Zink AS")
    await office.write(leader, DraftKind.ANNOUNCEMENT, "Halvferdig")

    await office.requests.begin_decline(leader, request.id, update_id=1)

    kept = await office.composing.list_drafts(leader)
    assert [draft.parts[0].html for draft in kept] == ["Halvferdig"]


async def test_declining_waits_for_news_somebody_is_writing(office: Office) -> None:
    leader = await office.leader()
    await office.partner("Zink AS")
    request = await asks(office, "Zink AS")
    before = await office.write(leader, DraftKind.NEWS, "Halvferdig")

    with pytest.raises(BadInputError, match="busy_writing"):
        await office.requests.begin_decline(leader, request.id, update_id=1)

    assert await office.drafting.find(leader) == before


async def test_somebody_declined_can_be_approved_anyway_and_is_told_again(
    office: Office, contact: Caller
) -> None:
    request = await asks(office)
    await office.requests.decline(contact, request.id, with_word=False)
    lately = await office.requests.waiting(contact)

    for _ in range(2):
        decided = await office.requests.approve_anyway(contact, request.id)

    assert [one.id for one in lately.declined] == [request.id]
    assert decided.state is RequestState.APPROVED
    assert await role_of(office, NEWCOMER) is Role.MEMBER
    assert await told(office, Kind.JOIN_ANSWER) == ["7", "7"]
    assert (await office.requests.waiting(contact)).declined == []


async def test_a_late_tap_on_approve_does_not_undo_a_refusal(
    office: Office, contact: Caller
) -> None:
    request = await asks(office)
    await office.requests.decline(contact, request.id, with_word=False)

    decided = await office.requests.approve(contact, request.id)

    assert decided.state is RequestState.DECLINED
    assert await role_of(office, NEWCOMER) is Role.VISITOR


async def test_after_thirty_days_a_refusal_stands(office: Office, contact: Caller) -> None:
    request = await asks(office)
    await office.requests.decline(contact, request.id, with_word=False)
    office.clock.advance(timedelta(days=31).total_seconds())

    decided = await office.requests.approve_anyway(contact, request.id)

    assert decided.state is RequestState.DECLINED
    assert (await office.requests.waiting(contact)).declined == []


async def test_who_has_asked_anew_is_answered_on_the_new_request_only(
    office: Office, contact: Caller
) -> None:
    old = await asks(office)
    await office.requests.decline(contact, old.id, with_word=False)
    await asks(office)

    decided = await office.requests.approve_anyway(contact, old.id)

    assert decided.state is RequestState.DECLINED
    assert await role_of(office, NEWCOMER) is Role.VISITOR


async def test_a_request_nobody_made_is_not_found(office: Office, contact: Caller) -> None:
    with pytest.raises(NotFoundError):
        await office.requests.approve(contact, RequestId(4711))


async def test_who_moves_starts_afresh_and_takes_no_role_along(
    office: Office, contact: Caller
) -> None:
    old = (await people.list_all(office.db.reader))[0]
    await office.partner("Zink AS")
    leader = await office.leader()
    await office.announce(leader, "Til alle")
    request = await asks(office, "Zink AS", caller=contact, name="Kari Flytter")

    await office.requests.approve(leader, request.id)

    actor = await office.coverage.partner(leader, PartnerId(2))
    ((new, member),) = actor.joined
    left = await people.find(office.db.reader, old.id)
    assert left is not None
    assert left.left_at is not None
    assert new.id != old.id
    assert member.roles == ()
    with pytest.raises(NotAllowedError):
        await office.requests.waiting(contact)
    assert (
        await office.value("SELECT state FROM delivery WHERE kind = 'broadcast' AND address = '5'")
        == "withdrawn"
    )


async def test_who_comes_back_to_a_partner_starts_afresh_there(
    office: Office, contact: Caller
) -> None:
    request = await asks(office)
    await office.requests.approve(contact, request.id)
    person_id = await office.value("SELECT max(id) FROM person")
    async with office.db.transaction() as tx:
        await people.change(tx, person_id, PersonFacts(name="Ola Ny", phone="+4799000001"))
        await tx.execute("UPDATE person SET phone_seen_by = 'members' WHERE id = :i", i=person_id)
        await tx.execute(
            "INSERT INTO consent (person_id, what, text_version, given_at)"
            " VALUES (:i, 'phone', 1, '2026-11-25T00:00:00.000000Z')",
            i=person_id,
        )
        await tx.execute("INSERT INTO person_term (person_id, term_id) VALUES (:i, 9)", i=person_id)
    await office.joining.leave(NEWCOMER)

    again = await asks(office)
    await office.requests.approve(contact, again.id)

    who = await people.find(office.db.reader, person_id)
    assert who is not None
    assert (who.facts.phone, who.seen_by.phone, who.competences) == ("", "nobody", ())
    assert await office.value("SELECT count(*) FROM consent WHERE withdrawn_at IS NULL") == 0


async def test_a_new_contact_of_a_partner_sees_nothing_asked_of_another(
    office: Office, contact: Caller
) -> None:
    await office.partner("Zink AS")
    request = await asks(office, "Zink AS")
    await office.requests.decline(await office.leader(), request.id, with_word=False)

    seen = await office.requests.waiting(contact)

    assert (seen.waiting, seen.declined) == ([], [])


async def test_an_approved_person_who_had_left_meanwhile_comes_in_anew(
    office: Office, contact: Caller
) -> None:
    partner = PartnerId(1)
    employee = await office.employee(partner, "Nils Åsen")
    step = await office.joining.open_link(NEWCOMER, "bli-code-Arbeidsgiver 5 AS", update_id=1)
    assert step.draft is not None
    request = await office.joining.pick(NEWCOMER, step.draft.id, employee)
    async with office.db.transaction() as tx:
        await people.change(tx, employee, PersonFacts(name="Nils Åsen", phone="+4799000001"))
    await office.joining.end(contact, employee)

    await office.requests.approve(contact, request.id)

    who = await people.find(office.db.reader, employee)
    assert who is not None
    assert (who.left_at, who.facts.phone, who.source) == (None, "", Source.IMPORT)


@pytest.mark.parametrize("declined", [True, False])
async def test_who_has_come_in_elsewhere_since_is_not_moved_by_an_old_request(
    office: Office, contact: Caller, *, declined: bool
) -> None:
    leader = await office.leader()
    request = await asks(office)
    if declined:
        await office.requests.decline(contact, request.id, with_word=False)
    office.clock.advance(60)
    employee = await office.employee(await office.partner("Zink AS"), "Ola Ny")
    invite = await office.invitations.invite(leader, employee, update_id=1)
    await office.invitations.open(NEWCOMER, invite.code, update_id=2)

    lately = await office.requests.waiting(contact)
    await office.requests.approve_anyway(contact, request.id)

    assert lately.declined == []
    sheet = (await office.cards.mine(NEWCOMER)).sheet
    assert sheet is not None
    assert sheet.person.partner_name == "Zink AS"


async def test_a_contact_who_becomes_a_colleague_decides_no_more_and_is_asked_no_more(
    office: Office, contact: Caller
) -> None:
    leader = await office.leader()
    colleague = await office.employee(PartnerId(1), "Nils Åsen")
    await asks(office)
    invite = await office.invitations.invite(leader, colleague, update_id=1)

    await office.invitations.open(contact, invite.code, update_id=2)

    with pytest.raises(NotAllowedError):
        await office.requests.waiting(contact)
    assert await told(office, Kind.JOIN_REQUEST) == ["900"]
    assert "role_taken" in await noted(office)


async def test_a_button_about_who_is_erased_decides_nobody_elses_request(
    office: Office, contact: Caller
) -> None:
    erased = await asks(office)
    await office.owndata.erase_me(NEWCOMER, update_id=9100)
    request = await asks(office, caller=person(8), name="Per Hansen")

    with pytest.raises(NotFoundError):
        await office.requests.approve(contact, erased.id)

    assert await role_of(office, person(8)) is Role.VISITOR
    waiting = (await office.requests.waiting(contact)).waiting
    assert [one.id for one in waiting] == [request.id]
    sql = "SELECT count(*) FROM delivery WHERE kind = 'join_request' AND subject_id = :id"
    assert await office.value(sql, id=request.id) == 1
