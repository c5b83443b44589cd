"""Looking at telephone numbers: only those one may see, twenty a day, and the person can tell."""

from datetime import timedelta

import pytest

from integration.office import Office
from klyngebot.domain.errors import BadInputError, NotAllowedError, NotFoundError
from klyngebot.domain.people import PersonFacts, PersonField, PersonId, Source, Visibility
from klyngebot.domain.roles import Caller, Role
from klyngebot.i18n import translator
from klyngebot.render.contacts import contact, file
from klyngebot.services.directory import PHONES_A_DAY
from klyngebot.store import memberships, people

NUMBER = "+4799000001"


@pytest.fixture
async def member(office: Office) -> Caller:
    return await office.someone(Role.MEMBER, 7)


async def colleagues(
    office: Office, count: int, visibility: Visibility = Visibility.MEMBERS
) -> list[PersonId]:
    at = await office.partner("Prøvegruva AS")
    found = []
    async with office.db.transaction() as tx:
        for number in range(count):
            facts = PersonFacts(
                name=f"Kari Fjell {number}", phone=NUMBER, email="kari@nord.example"
            )
            who = await people.put(tx, at, facts, source=Source.IMPORT, now=office.clock.now())
            await people.set_informed(tx, who, "office", office.clock.now())
            await people.set_seen_by(tx, who, PersonField.PHONE, visibility)
            found.append(who)
    return found


async def look(office: Office, caller: Caller, who: PersonId, update_id: int) -> str:
    card = await office.directory.show_phone(caller, who, update_id=update_id)
    return card.person.facts.phone


async def test_a_number_is_shown_only_when_it_is_asked_for(office: Office, member: Caller) -> None:
    (who,) = await colleagues(office, 1)

    card = await office.directory.person(member, who)
    partner = await office.directory.partner(member, card.person.partner_id)
    matches = await office.directory.search(member, "Kari Fjell")

    assert card.has_phone
    assert card.person.facts.phone == ""
    assert [one.facts.phone for one in [*(partner.people or []), *matches.people]] == ["", ""]
    assert await look(office, member, who, 1) == NUMBER


@pytest.mark.parametrize("visibility", [Visibility.NOBODY, Visibility.PARTNER])
async def test_a_number_that_one_may_not_see_is_not_shown_and_not_offered(
    office: Office, member: Caller, visibility: Visibility
) -> None:
    (who,) = await colleagues(office, 1, visibility)

    card = await office.directory.person(member, who)
    saved = await office.directory.save(member, who, update_id=1)

    assert not card.has_phone
    assert saved.person.facts.phone == ""
    with pytest.raises(BadInputError, match="phone_not_shown"):
        await look(office, member, who, 2)
    assert await office.value("SELECT count(*) FROM phone_view") == 0


async def test_twenty_numbers_are_shown_in_a_day(office: Office, member: Caller) -> None:
    everybody = await colleagues(office, PHONES_A_DAY + 1)
    for update_id, who in enumerate(everybody[:-1]):
        await look(office, member, who, update_id)

    again = await look(office, member, everybody[0], 100)
    with pytest.raises(BadInputError, match="phones_seen"):
        await look(office, member, everybody[-1], 101)
    office.clock.advance(timedelta(hours=24, seconds=1).total_seconds())

    assert again == NUMBER
    assert await look(office, member, everybody[-1], 102) == NUMBER


async def test_leaders_are_limited_too(office: Office) -> None:
    leader = await office.leader()
    everybody = await colleagues(office, PHONES_A_DAY + 1, Visibility.NOBODY)
    for update_id, who in enumerate(everybody[:-1]):
        await look(office, leader, who, update_id)

    with pytest.raises(BadInputError, match="phones_seen"):
        await look(office, leader, everybody[-1], 101)


async def test_a_file_counts_as_a_look_and_goes_without_a_number_at_the_limit(
    office: Office, member: Caller
) -> None:
    everybody = await colleagues(office, PHONES_A_DAY + 1)
    for update_id, who in enumerate(everybody[:-1]):
        saved = await office.directory.save(member, who, update_id=update_id)
        assert saved.person.facts.phone == NUMBER

    without = await office.directory.save(member, everybody[-1], update_id=100)

    assert without.person.facts.phone == ""
    assert without.has_phone
    assert "ikke med" in file(without, translator("nb")).caption
    assert b"TEL" not in file(without, translator("nb")).body


async def test_one_can_tell_how_often_others_have_looked(office: Office, member: Caller) -> None:
    (mine,) = await colleagues(office, 1)
    me = await office.visitor(8)
    async with office.db.transaction() as tx:
        await memberships.begin(tx, mine, await office.id_of(me), office.clock.now())

    await look(office, member, mine, 1)
    await look(office, member, mine, 1)
    await look(office, member, mine, 2)
    await look(office, me, mine, 3)
    now = await office.directory.phone_views(me)
    office.clock.advance(timedelta(days=91).total_seconds())
    later = await office.directory.phone_views(me)

    assert (now.count, now.days) == (2, 90)
    assert later.count == 0


async def test_a_visitor_sees_no_number_and_gets_no_card(office: Office) -> None:
    visitor = await office.visitor(1)
    (who,) = await colleagues(office, 1)

    with pytest.raises(NotAllowedError):
        await look(office, visitor, who, 1)
    with pytest.raises(NotAllowedError):
        await office.directory.save(visitor, who, update_id=1)


async def test_who_is_hidden_is_not_found_for_their_number(office: Office, member: Caller) -> None:
    (who,) = await colleagues(office, 1)
    async with office.db.transaction() as tx:
        await people.set_hidden(tx, who, on=True)

    with pytest.raises(NotFoundError):
        await look(office, member, who, 1)
    with pytest.raises(NotFoundError):
        await office.directory.save(member, who, update_id=1)


async def test_a_contact_holds_what_one_may_see_and_fits_telegram(
    office: Office, member: Caller
) -> None:
    (who,) = await colleagues(office, 1)
    async with office.db.transaction() as tx:
        await people.set_seen_by(tx, who, PersonField.EMAIL, Visibility.NOBODY)

    card = await office.directory.show_phone(member, who, update_id=1)
    sent = contact(card)

    assert (sent.phone, sent.first_name, sent.last_name) == (NUMBER, "Kari Fjell", "0")
    assert "TEL;TYPE=WORK,VOICE:+4799000001" in sent.vcard
    assert "EMAIL" not in sent.vcard
    assert len(sent.vcard.encode()) <= 2048
