"""Keeping cards true: a field at a time, by whoever keeps the card, also two at once."""

import pytest

from integration.office import Office
from klyngebot.domain.audit import Action
from klyngebot.domain.cards import PartnerEntry, PersonEntry
from klyngebot.domain.drafts import DraftKind
from klyngebot.domain.errors import (
    BadInputError,
    NoDraftError,
    NotAllowedError,
    NotFoundError,
)
from klyngebot.domain.partners import Category, PartnerId, Standing
from klyngebot.domain.people import PersonFacts, PersonField, PersonId, Visibility
from klyngebot.domain.roles import Caller, Role
from klyngebot.domain.terms import TermId, TermKind
from klyngebot.services.writing import Writing
from klyngebot.store import people

DRILLING = TermId(9)


async def me(office: Office, caller: Caller) -> PersonId:
    sheet = (await office.cards.mine(caller)).sheet
    assert sheet is not None
    return sheet.person.id


async def partner_of(office: Office, caller: Caller) -> PartnerId:
    sheet = (await office.cards.mine(caller)).sheet
    assert sheet is not None
    return sheet.person.partner_id


async def type_in(office: Office, caller: Caller, text: str) -> Writing:
    """Type ``text`` into the field the caller has begun, twice, as it may come."""
    typed = office.typed(text)
    shown = []
    for _ in range(2):
        draft = await office.drafting.answer(caller, typed)
        assert draft is not None
        shown.append(await office.editing.go_on(caller, draft, update_id=typed.update_id))
    assert shown[0].card == shown[1].card
    return shown[0]


async def fields_noted(office: Office, action: Action) -> list[str]:
    rows = await office.db.reader.fetch_all(
        "SELECT fields FROM audit WHERE action = :action ORDER BY id", action=action
    )
    return [row["fields"] for row in rows]


@pytest.mark.parametrize(
    ("entry", "typed", "kept"),
    [
        (PersonEntry.NAME, " Kari\u200b  Nordmann ", "Kari Nordmann"),
        (PersonEntry.TITLE, "Senior geolog", "Senior geolog"),
        (PersonEntry.EMAIL, "Kari@Example.NO", "kari@example.no"),
        (PersonEntry.PHONE, "990 00 001", "+4799000001"),
        (PersonEntry.LANGUAGES, "norsk, engelsk", "norsk, engelsk"),
    ],
)
async def test_what_is_typed_is_saved_at_once(
    office: Office, entry: PersonEntry, typed: str, kept: str
) -> None:
    kari = await office.someone(Role.MEMBER, 7)
    who = await me(office, kari)

    await office.editing.edit_person(kari, who, entry)
    await type_in(office, kari, typed)

    sheet = await office.cards.person(kari, who)
    assert getattr(sheet.person.facts, entry) == kept
    assert await fields_noted(office, Action.PERSON_CHANGED) == [entry.value]
    assert await office.drafting.find(kari) is None


@pytest.mark.parametrize(
    ("entry", "typed", "problem"),
    [
        (PersonEntry.EMAIL, "kari", "bad_email"),
        (PersonEntry.PHONE, "12", "bad_phone"),
        (PersonEntry.PHONE, "99000001 / 99000002", "bad_phone"),
        (PersonEntry.NAME, "\u200b ", "empty"),
        (PersonEntry.TITLE, "x" * 121, "line_too_long"),
    ],
)
async def test_what_cannot_be_used_is_said_and_loses_nothing(
    office: Office, entry: PersonEntry, typed: str, problem: str
) -> None:
    kari = await office.someone(Role.MEMBER, 7)
    await office.editing.edit_person(kari, await me(office, kari), entry)

    with pytest.raises(BadInputError, match=problem):
        await office.drafting.answer(kari, office.typed(typed))

    draft = await office.drafting.find(kari)
    assert draft is not None
    assert draft.next_field == "value"


@pytest.mark.parametrize(
    ("entry", "typed", "kept"),
    [
        (PartnerEntry.NAME, "Nytt Navn AS", "Nytt Navn AS"),
        (PartnerEntry.WEBSITE, "example.no", "https://example.no"),
        (PartnerEntry.MUNICIPALITY, "kafjord", "Gáivuotna-Kåfjord-Kaivuono"),
        (PartnerEntry.ORG_NUMBER, "NO 974 760 673 MVA", "974760673"),
        (PartnerEntry.SIGNED_ON, "1. mars 2024", "2024-03-01"),
    ],
)
async def test_a_leader_changes_all_of_a_partner(
    office: Office, entry: PartnerEntry, typed: str, kept: str
) -> None:
    leader = await office.leader()
    partner = await office.partner("Nord AS")

    await office.editing.edit_partner(leader, partner, entry)
    await type_in(office, leader, typed)

    facts = (await office.cards.partner(leader, partner)).partner.facts
    assert str(getattr(facts, entry)) == kept
    assert facts.county == ("Troms" if entry is PartnerEntry.MUNICIPALITY else "")
    assert await fields_noted(office, Action.PARTNER_CHANGED) == [entry.value]


@pytest.mark.parametrize(
    ("entry", "typed", "problem"),
    [
        (PartnerEntry.WEBSITE, "ikke en adresse", "bad_website"),
        (PartnerEntry.MUNICIPALITY, "Herøy", "bad_municipality"),
        (PartnerEntry.ORG_NUMBER, "974 760 674", "bad_org_number"),
        (PartnerEntry.SIGNED_ON, "1. mars", "day_needs_year"),
        (PartnerEntry.SIGNED_ON, "31.2.2024", "when_no_such_date"),
        (PartnerEntry.SHORT_NAME, "x" * 31, "line_too_long"),
        (PartnerEntry.ABOUT, "x" * 1001, "line_too_long"),
    ],
)
async def test_a_partners_fields_have_rules(
    office: Office, entry: PartnerEntry, typed: str, problem: str
) -> None:
    leader = await office.leader()
    await office.editing.edit_partner(leader, await office.partner("Nord AS"), entry)

    with pytest.raises(BadInputError, match=problem):
        await office.drafting.answer(leader, office.typed(typed))


async def test_a_contact_does_not_change_what_an_agreement_says(office: Office) -> None:
    contact = await office.someone(Role.CONTACT, 7)
    partner = await partner_of(office, contact)

    with pytest.raises(NotAllowedError):
        await office.editing.edit_partner(contact, partner, PartnerEntry.ORG_NUMBER)
    await office.editing.edit_partner(contact, partner, PartnerEntry.ABOUT)
    await type_in(office, contact, "Bryter grafitt")

    assert (await office.cards.my_partner(contact)).partner.facts.about == "Bryter grafitt"


async def test_a_contact_does_not_change_a_colleagues_number(office: Office) -> None:
    contact = await office.someone(Role.CONTACT, 7)
    colleague = await office.employee(await partner_of(office, contact), "Nils Åsen")

    with pytest.raises(NotAllowedError):
        await office.editing.edit_person(contact, colleague, PersonEntry.PHONE)

    sheet = await office.cards.person(contact, colleague)
    assert PersonEntry.PHONE not in sheet.entries
    assert PersonEntry.EMAIL in sheet.entries


async def test_nobody_overwrites_what_they_may_not_see(office: Office) -> None:
    contact = await office.someone(Role.CONTACT, 7)
    colleague = await office.employee(await partner_of(office, contact), "Nils Åsen")
    async with office.db.transaction() as tx:
        await people.set_seen_by(tx, colleague, PersonField.EMAIL, Visibility.NOBODY)

    assert PersonEntry.EMAIL not in (await office.cards.person(contact, colleague)).entries
    with pytest.raises(NotAllowedError):
        await office.editing.edit_person(contact, colleague, PersonEntry.EMAIL)


async def test_what_is_hidden_meanwhile_is_neither_shown_nor_written_over(office: Office) -> None:
    contact = await office.someone(Role.CONTACT, 7)
    colleague = await office.employee(await partner_of(office, contact), "Nils Åsen")
    await office.editing.edit_person(contact, colleague, PersonEntry.EMAIL)
    async with office.db.transaction() as tx:
        facts = PersonFacts(name="Nils Åsen", email="privat@example.no")
        await people.change(tx, colleague, facts)
        await people.set_seen_by(tx, colleague, PersonField.EMAIL, Visibility.NOBODY)

    with pytest.raises(NotAllowedError):
        await type_in(office, contact, "nils@example.no")

    found = await people.find(office.db.reader, colleague)
    assert found is not None
    assert found.facts.email == "privat@example.no"


async def two_at_once(office: Office) -> tuple[Caller, Caller, PersonId]:
    """Return who began first and has to choose, who was first to be done, and whose card it is."""
    kari = await office.someone(Role.MEMBER, 7)
    leader = await office.leader()
    who = await me(office, kari)
    await office.editing.edit_person(kari, who, PersonEntry.TITLE)
    await office.editing.edit_person(leader, who, PersonEntry.TITLE)
    await type_in(office, leader, "sjefgeolog")
    return kari, leader, who


async def title_of(office: Office, caller: Caller, who: PersonId) -> str:
    return (await office.cards.person(caller, who)).person.facts.title


async def test_the_second_of_two_sees_the_difference(office: Office) -> None:
    kari, _, who = await two_at_once(office)

    at = await type_in(office, kari, "senior geolog")

    assert at.clash is not None
    assert (at.clash.by, at.clash.theirs, at.clash.mine) == (
        "Person 900",
        "sjefgeolog",
        "senior geolog",
    )
    assert await title_of(office, kari, who) == "sjefgeolog"


@pytest.mark.parametrize("times", [1, 2])
async def test_the_second_can_use_theirs(office: Office, times: int) -> None:
    kari, _, who = await two_at_once(office)
    at = await type_in(office, kari, "senior geolog")
    assert at.draft is not None
    assert at.clash is not None

    for _ in range(times):
        await office.editing.use_mine(kari, at.draft.id, at.clash.seen, update_id=5001)

    assert await title_of(office, kari, who) == "senior geolog"
    assert len(await fields_noted(office, Action.PERSON_CHANGED)) == 2


@pytest.mark.parametrize("times", [1, 2])
async def test_the_second_can_let_it_be(office: Office, times: int) -> None:
    kari, _, who = await two_at_once(office)
    at = await type_in(office, kari, "senior geolog")
    assert at.draft is not None

    for _ in range(times):
        await office.editing.let_be(kari, at.draft.id, update_id=5001)

    assert await title_of(office, kari, who) == "sjefgeolog"
    assert await office.drafting.find(kari) is None


async def test_only_the_difference_that_was_seen_is_written_over(office: Office) -> None:
    kari, leader, who = await two_at_once(office)
    at = await type_in(office, kari, "senior geolog")
    assert at.draft is not None
    assert at.clash is not None
    await office.editing.edit_person(leader, who, PersonEntry.TITLE)
    await type_in(office, leader, "daglig leder")

    again = await office.editing.use_mine(kari, at.draft.id, at.clash.seen, update_id=5001)

    assert again.clash is not None
    assert again.clash.theirs == "daglig leder"
    assert await title_of(office, kari, who) == "daglig leder"


async def test_two_who_write_the_same_do_not_clash(office: Office) -> None:
    kari, _, who = await two_at_once(office)

    at = await type_in(office, kari, "sjefgeolog")

    assert at.clash is None
    assert await title_of(office, kari, who) == "sjefgeolog"


async def test_a_name_that_is_taken_can_be_typed_anew(office: Office) -> None:
    kari = await office.someone(Role.MEMBER, 7)
    await office.employee(await partner_of(office, kari), "Nils Åsen")
    await office.editing.edit_person(kari, await me(office, kari), PersonEntry.NAME)

    with pytest.raises(BadInputError, match="name_taken"):
        await type_in(office, kari, "NILS ÅSEN")
    await type_in(office, kari, "Nils Åsen jr.")

    assert (await office.cards.mine(kari)).sheet is not None
    assert await fields_noted(office, Action.PERSON_CHANGED) == ["name"]


async def test_a_field_is_emptied_where_a_card_can_do_without(office: Office) -> None:
    kari = await office.someone(Role.MEMBER, 7)
    who = await me(office, kari)
    at = await office.editing.edit_person(kari, who, PersonEntry.TITLE)
    assert at.draft is not None
    for _ in range(2):
        await office.editing.clear(kari, at.draft.id, update_id=5001)
    named = await office.editing.edit_person(kari, who, PersonEntry.NAME)
    assert named.draft is not None

    with pytest.raises(NoDraftError):
        await office.editing.clear(kari, named.draft.id, update_id=5002)

    assert await title_of(office, kari, who) == ""


async def test_who_keeps_the_card_no_more_saves_nothing(office: Office) -> None:
    contact = await office.someone(Role.CONTACT, 7)
    colleague = await office.employee(await partner_of(office, contact), "Nils Åsen")
    await office.editing.edit_person(contact, colleague, PersonEntry.TITLE)
    async with office.db.transaction() as tx:
        await tx.execute("UPDATE membership SET is_contact = 0")

    with pytest.raises(NotAllowedError):
        await type_in(office, contact, "ny tittel")


async def test_what_only_the_office_changes_is_not_saved_without_the_role(office: Office) -> None:
    contact = await office.someone(Role.CONTACT, 7)
    await staff(office, contact, "leader")
    partner = await partner_of(office, contact)
    await office.editing.edit_partner(contact, partner, PartnerEntry.ORG_NUMBER)
    await staff(office, contact, None)

    with pytest.raises(NotAllowedError):
        await type_in(office, contact, "974 760 673")


async def staff(office: Office, caller: Caller, role: str | None) -> None:
    async with office.db.transaction() as tx:
        await tx.execute(
            "UPDATE subscriber SET staff = :role WHERE address = :a", role=role, a=caller.address
        )


async def test_a_number_is_shown_only_after_a_consent_that_is_noted(office: Office) -> None:
    kari = await office.someone(Role.MEMBER, 7)
    given = "SELECT count(*) FROM consent WHERE text_version = 1"
    assert await office.value(given) == 0

    for visibility in (Visibility.PARTNER, Visibility.PARTNER, Visibility.MEMBERS):
        await office.cards.set_seen_by(kari, PersonField.PHONE, visibility)
    assert await office.value(given) == 1
    await office.cards.set_seen_by(kari, PersonField.PHONE, Visibility.NOBODY)
    await office.cards.set_seen_by(kari, PersonField.PHONE, Visibility.MEMBERS)

    assert await office.value(f"{given} AND withdrawn_at IS NOT NULL") == 1
    assert await office.value(f"{given} AND withdrawn_at IS NULL") == 1
    assert await fields_noted(office, Action.PERSON_CHANGED) == ["phone_seen_by"] * 4


async def test_other_fields_need_no_consent(office: Office) -> None:
    kari = await office.someone(Role.MEMBER, 7)

    await office.cards.set_seen_by(kari, PersonField.EMAIL, Visibility.NOBODY)

    assert await office.value("SELECT count(*) FROM consent") == 0
    assert await office.value("SELECT email_seen_by FROM person") == "nobody"


async def test_competences_are_marked_and_unmarked(office: Office) -> None:
    kari = await office.someone(Role.MEMBER, 7)
    who = await me(office, kari)

    for on in (True, True, False, True):
        await office.marking.set_person_term(kari, who, DRILLING, on=on)

    sheet = (await office.cards.mine(kari)).sheet
    assert sheet is not None
    assert [term.id for term in sheet.competences] == [DRILLING]
    assert await fields_noted(office, Action.PERSON_CHANGED) == ["competences"] * 3


async def test_a_person_is_marked_with_competences_only(office: Office) -> None:
    kari = await office.someone(Role.MEMBER, 7)

    for term in (Category.COMPANY, TermId(19), TermId(4711)):
        with pytest.raises(NotFoundError):
            await office.marking.set_person_term(kari, await me(office, kari), term, on=True)


async def test_a_partner_is_marked_with_competences_and_materials(office: Office) -> None:
    contact = await office.someone(Role.CONTACT, 7)
    partner = await partner_of(office, contact)

    await office.marking.set_partner_term(contact, partner, DRILLING, on=True)
    found = await office.marking.set_partner_term(contact, partner, TermId(19), on=True)

    assert found.kind is TermKind.MATERIAL
    assert [term.id for term in (await office.cards.my_partner(contact)).terms] == [9, 19]
    assert await fields_noted(office, Action.PARTNER_CHANGED) == ["competences", "materials"]


async def test_a_leader_sets_category_and_standing(office: Office) -> None:
    leader = await office.leader()
    partner = await office.partner("Nord AS")

    for _ in range(2):
        await office.marking.set_category(leader, partner, Category.RESEARCH)
        await office.marking.set_standing(leader, partner, Standing.SUPPORTER)

    facts = (await office.cards.partner(leader, partner)).partner.facts
    assert (facts.category, facts.standing) == (Category.RESEARCH, Standing.SUPPORTER)
    assert await fields_noted(office, Action.PARTNER_CHANGED) == ["category", "standing"]


async def test_a_contact_adds_a_colleague_who_is_hidden_until_told(office: Office) -> None:
    contact = await office.someone(Role.CONTACT, 7)
    partner = await partner_of(office, contact)
    at = await office.newcomers.add_colleague(contact, partner)
    assert at.draft is not None
    await type_in(office, contact, "Nils Åsen")
    await office.newcomers.skip(contact, at.draft.id, "title", update_id=5001)
    done = await type_in(office, contact, "nils@example.no")
    assert done.draft is not None

    cards = [
        await office.newcomers.confirm_person(
            contact, at.draft.id, done.draft.fingerprint, update_id=5002
        )
        for _ in range(2)
    ]

    assert cards[0].card == cards[1].card
    assert cards[0].card is not None
    sheet = await office.cards.person(contact, cards[0].card.person)
    assert sheet.person.facts.email == "nils@example.no"
    assert not sheet.person.is_listed
    assert await office.value("SELECT count(*) FROM audit WHERE action = 'person_added'") == 1


async def test_a_colleague_who_is_there_already_is_not_written_over(office: Office) -> None:
    contact = await office.someone(Role.CONTACT, 7)
    partner = await partner_of(office, contact)
    await office.employee(partner, "Nils Åsen")
    at = await office.newcomers.add_colleague(contact, partner)
    assert at.draft is not None
    await type_in(office, contact, "nils åsen")
    await office.newcomers.skip(contact, at.draft.id, "title", update_id=5001)
    done = await office.newcomers.skip(contact, at.draft.id, "email", update_id=5002)
    assert done.draft is not None

    with pytest.raises(BadInputError, match="name_taken"):
        await office.newcomers.confirm_person(
            contact, at.draft.id, done.draft.fingerprint, update_id=5003
        )


async def test_a_leader_adds_a_partner_once(office: Office) -> None:
    leader = await office.leader()
    at = await office.newcomers.add_partner(leader)
    assert at.draft is not None
    await type_in(office, leader, "Ny Gruve AS")
    await office.newcomers.choose_category(leader, at.draft.id, Category.COMPANY, update_id=5001)
    done = await type_in(office, leader, "Kafjord")
    assert done.draft is not None

    cards = [
        await office.newcomers.confirm_partner(
            leader, at.draft.id, done.draft.fingerprint, update_id=5002
        )
        for _ in range(2)
    ]

    assert cards[0].card is not None
    facts = (await office.cards.partner(leader, cards[0].card.partner)).partner.facts
    assert (facts.name, facts.county) == ("Ny Gruve AS", "Troms")
    assert await office.value("SELECT count(*) FROM audit WHERE action = 'partner_added'") == 1


async def test_what_changed_since_it_was_shown_is_not_added(office: Office) -> None:
    leader = await office.leader()
    at = await office.newcomers.add_partner(leader)
    assert at.draft is not None
    await type_in(office, leader, "Ny Gruve AS")
    await office.newcomers.choose_category(leader, at.draft.id, Category.COMPANY, update_id=5001)
    await office.newcomers.skip(leader, at.draft.id, "municipality", update_id=5002)

    with pytest.raises(BadInputError, match="changed_since_preview"):
        await office.newcomers.confirm_partner(leader, at.draft.id, 1, update_id=5003)


async def test_editing_drops_nothing_else_that_is_being_written(office: Office) -> None:
    leader = await office.leader()
    await office.write(leader, DraftKind.NEWS, "halvferdig")

    with pytest.raises(BadInputError, match="busy_writing"):
        await office.newcomers.add_partner(leader)


async def test_who_is_no_contact_sees_what_exists_of_them(office: Office) -> None:
    leader = await office.leader()
    stranger = await office.visitor(5)

    mine, theirs = await office.cards.mine(leader), await office.cards.mine(stranger)

    assert (mine.sheet, mine.subscribed, mine.role) == (None, False, Role.LEADER)
    assert (theirs.sheet, theirs.subscribed, len(theirs.topics)) == (None, True, 4)


async def test_one_sees_how_often_ones_number_was_looked_at_and_nobody_elses(
    office: Office,
) -> None:
    kari = await office.someone(Role.MEMBER, 7)
    leader = await office.leader()
    who = await me(office, kari)
    async with office.db.transaction() as tx:
        for number in range(3):
            await tx.execute(
                "INSERT INTO phone_view VALUES (:n, 1, :who, :at)",
                n=number,
                who=who,
                at=f"2026-{5 + number * 3:02}-20T08:00:00.000000Z",
            )

    sheet = await office.cards.person(kari, who)

    assert sheet.phone_views == 1
    assert (await office.cards.person(leader, who)).phone_views is None
