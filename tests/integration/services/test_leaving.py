"""Leaving: somebody, or a whole partner; access, links and what waits end in the same commit."""

from dataclasses import replace

import pytest

from integration.office import Office, person
from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.errors import (
    BadInputError,
    LinkExpiredError,
    NoDraftError,
    NotAllowedError,
    NotFoundError,
)
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import PersonFacts, PersonField, PersonId, Visibility
from klyngebot.domain.roles import Caller, Role
from klyngebot.services.partnership import fingerprint
from klyngebot.store import people


@pytest.fixture
async def leader(office: Office) -> Caller:
    return await office.leader()


async def role_of(office: Office, caller: Caller) -> Role:
    return (await office.subscriptions.settings(caller)).role


async def noted(office: Office) -> list[str]:
    rows = await office.db.reader.fetch_all("SELECT action FROM audit ORDER BY id")
    return [row["action"] for row in rows]


async def state_of(office: Office, kind: str, address: str) -> str:
    state: str = await office.value(
        "SELECT state FROM delivery WHERE kind = :k AND address = :a", k=kind, a=address
    )
    return state


async def asks(office: Office, number: int, code: str) -> None:
    step = await office.joining.open_link(person(number), f"bli-{code}", update_id=number)
    assert step.draft is not None
    for text in ("Ola Ny", "geolog"):
        await office.drafting.answer(person(number), office.typed(text))
    await office.joining.submit(person(number), step.draft.id)


async def test_who_leaves_loses_access_and_what_waits(office: Office, leader: Caller) -> None:
    contact = await office.someone(Role.CONTACT, 5)
    await asks(office, 7, "code-Arbeidsgiver 5 AS")
    await office.announce(leader, "Hei")

    for _ in range(2):
        await office.joining.leave(contact)

    assert await role_of(office, contact) is Role.VISITOR
    assert await state_of(office, "broadcast", "5") == "withdrawn"
    assert await state_of(office, "join_request", "5") == "withdrawn"
    assert await noted(office) == ["broadcast_sent", "role_taken", "member_left"]
    assert await people.list_all(office.db.reader) == []


async def test_a_contact_notes_that_a_colleague_has_left_and_the_colleague_is_told(
    office: Office, leader: Caller
) -> None:
    contact = await office.someone(Role.CONTACT, 5)
    await asks(office, 7, "code-Arbeidsgiver 5 AS")
    request = (await office.requests.waiting(contact)).waiting[0]
    await office.requests.approve(contact, request.id)
    colleague = PersonId(await office.value("SELECT max(id) FROM person"))

    for _ in range(2):
        await office.joining.end(contact, colleague)

    entry = await office.value("SELECT subject_id FROM delivery WHERE kind = 'role_changed'")
    told = await office.payload(Content(kind=Kind.ROLE_CHANGED, subject_id=entry), "nb")
    assert await role_of(office, person(7)) is Role.VISITOR
    assert told is not None
    assert "ikke lenger bekreftet kontakt for <b>Arbeidsgiver 5 AS</b>" in told["text"]


async def test_nobody_ends_the_membership_of_somebody_elsewhere(
    office: Office, leader: Caller
) -> None:
    contact, other = [await office.someone(Role.CONTACT, number) for number in (5, 6)]
    elsewhere = PersonId(await office.value("SELECT max(id) FROM person"))

    with pytest.raises(NotAllowedError):
        await office.joining.end(contact, elsewhere)

    assert await role_of(office, other) is Role.CONTACT


async def test_a_partner_that_leaves_takes_all_that_is_its_own_along(
    office: Office, leader: Caller
) -> None:
    contact = await office.someone(Role.CONTACT, 5)
    partner = PartnerId(1)
    invited = await office.employee(partner, "Nils Åsen")
    code = (await office.invitations.invite(leader, invited, update_id=100)).code
    await asks(office, 7, "code-Arbeidsgiver 5 AS")
    step = await office.joining.open_link(person(8), "bli-code-Arbeidsgiver 5 AS", update_id=8)
    for text in ("Per Hansen", "geolog"):
        await office.drafting.answer(person(8), office.typed(text))
    await office.announce(leader, "Hei")

    for _ in range(2):
        await office.partnership.leave(leader, partner)

    assert await role_of(office, contact) is Role.VISITOR
    assert await state_of(office, "broadcast", "5") == "withdrawn"
    assert await state_of(office, "role_changed", "5") == "pending"
    assert await people.list_all(office.db.reader) == []
    assert await office.value("SELECT state FROM join_request") == "replaced"
    with pytest.raises(LinkExpiredError):
        await office.joining.open_link(person(9), "bli-code-Arbeidsgiver 5 AS", update_id=9)
    with pytest.raises(LinkExpiredError):
        await office.invitations.open(person(9), code, update_id=10)
    assert step.draft is not None
    with pytest.raises(NoDraftError):
        await office.joining.submit(person(8), step.draft.id)
    assert await office.value("SELECT count(*) FROM audit WHERE action = 'partner_left'") == 1


async def test_a_partner_that_is_back_has_nobody_and_a_new_link(
    office: Office, leader: Caller
) -> None:
    contact = await office.someone(Role.CONTACT, 5)
    partner = PartnerId(1)
    await office.partnership.leave(leader, partner)

    for _ in range(2):
        back = await office.partnership.come_back(leader, partner)

    assert back.left_on is None
    assert await role_of(office, contact) is Role.VISITOR
    assert (await office.coverage.partner(leader, partner)).joined == []
    with pytest.raises(LinkExpiredError):
        await office.joining.open_link(person(9), "bli-code-Arbeidsgiver 5 AS", update_id=9)
    await office.joining.open_link(person(9), f"bli-{back.join_code}", update_id=10)
    assert (await noted(office)).count("partner_back") == 1


async def test_nobody_is_let_in_to_a_partner_that_has_left(office: Office, leader: Caller) -> None:
    await office.partner("Zink AS", "zink")
    await asks(office, 7, "zink")
    await office.partnership.leave(leader, PartnerId(1))
    (request,) = (await office.requests.waiting(leader)).declined

    with pytest.raises(BadInputError, match="partner_left"):
        await office.requests.approve_anyway(leader, request.id)


async def test_a_join_link_is_replaced_once_and_the_old_one_is_dead(
    office: Office, leader: Caller
) -> None:
    partner = await office.partner("Zink AS", "zink")

    first = await office.partnership.replace_link(leader, partner, fingerprint("zink"))
    second = await office.partnership.replace_link(leader, partner, fingerprint("zink"))

    assert first.join_code == second.join_code != "zink"
    assert await noted(office) == ["link_replaced"]
    with pytest.raises(LinkExpiredError):
        await office.joining.open_link(person(7), "bli-zink", update_id=1)
    await office.joining.open_link(person(7), f"bli-{first.join_code}", update_id=2)


async def test_a_contact_replaces_only_the_own_partners_link(office: Office) -> None:
    contact = await office.someone(Role.CONTACT, 5)
    other = await office.partner("Zink AS", "zink")

    with pytest.raises(NotAllowedError):
        await office.partnership.link(contact, other)
    with pytest.raises(NotAllowedError):
        await office.partnership.replace_link(contact, other, fingerprint("zink"))
    own = await office.partnership.link(contact, PartnerId(1))

    assert own.join_code == "code-Arbeidsgiver 5 AS"


async def test_coverage_shows_the_empty_ones_first_and_the_gone_last(
    office: Office, leader: Caller
) -> None:
    await office.someone(Role.CONTACT, 5)
    await office.employee(PartnerId(1), "Nils Åsen")
    await office.partner("Ånd AS")
    gone = await office.partner("Borte AS")
    await office.partner("Zink AS")
    await office.partnership.leave(leader, gone)

    found = await office.coverage.list_partners(leader)
    summary = await office.coverage.summary(leader)

    assert [(one.partner.name, one.joined, one.listed) for one in found] == [
        ("Zink AS", 0, 0),
        ("Ånd AS", 0, 0),
        ("Arbeidsgiver 5 AS", 1, 2),
        ("Borte AS", 0, 0),
    ]
    assert (summary.partners, summary.without_members) == (3, ["Zink AS", "Ånd AS"])


async def test_a_contact_sees_the_coverage_of_the_own_partner_only(office: Office) -> None:
    contact = await office.someone(Role.CONTACT, 5)
    await office.employee(PartnerId(1), "Nils Åsen")
    other = await office.partner("Zink AS")

    own = await office.coverage.partner(contact, PartnerId(1))

    assert [who.name for who, _ in own.joined] == ["Medlem 5"]
    assert [who.name for who in own.missing] == ["Nils Åsen"]
    assert not own.may_lead
    with pytest.raises(NotAllowedError):
        await office.coverage.partner(contact, other)
    with pytest.raises(NotAllowedError):
        await office.coverage.partner(replace(contact, address="6"), PartnerId(1))


async def test_the_number_of_who_has_left_is_shown_to_no_contact(office: Office) -> None:
    contact = await office.someone(Role.CONTACT, 5)
    colleague = await office.employee(PartnerId(1), "Nils Åsen")
    async with office.db.transaction() as tx:
        await people.change(tx, colleague, PersonFacts(name="Nils Åsen", phone="+4799000001"))
        await people.set_seen_by(tx, colleague, PersonField.PHONE, Visibility.MEMBERS)
    assert (await office.directory.show_phone(contact, colleague, update_id=1)).person.facts.phone
    await office.joining.end(contact, colleague)

    with pytest.raises(NotFoundError):
        await office.directory.person(contact, colleague)
    with pytest.raises(NotFoundError):
        await office.directory.show_phone(contact, colleague, update_id=2)
    with pytest.raises(NotFoundError):
        await office.directory.save(contact, colleague, update_id=3)
    assert (await office.cards.person(contact, colleague)).person.facts.phone == ""


async def test_nobody_becomes_a_member_at_a_partner_that_has_left(
    office: Office, leader: Caller
) -> None:
    partner = await office.partner("Zink AS")
    await office.partnership.leave(leader, partner)
    nils = await office.employee(partner, "Nils Åsen")

    with pytest.raises(BadInputError, match="partner_left"):
        await office.invitations.invite(leader, nils, update_id=1)
    assert await office.invitations.invite_all(leader, update_id=2) == []
