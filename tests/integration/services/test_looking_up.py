"""What one box finds: a table of what is typed and who is found."""

import asyncio

import pytest

from integration.office import Office, person
from klyngebot.domain.errors import BadInputError, NotFoundError
from klyngebot.domain.partners import Category, PartnerFacts, PartnerId, Standing
from klyngebot.domain.people import PersonFacts, PersonField, PersonId, Source, Visibility
from klyngebot.domain.roles import Caller, Role
from klyngebot.domain.terms import TermId, TermKind
from klyngebot.domain.text import fold
from klyngebot.services.directory import Matches
from klyngebot.store import memberships, partners, people, terms

PARTNERS = {
    "Kåfjord Kvarts AS": ("Kåfjord", "Troms", ["Kvarts"], "Bryter kvarts i dagbrudd."),
    "Boreriggen AS": ("Rana", "Nordland", ["Kjerneboring"], "Borer etter malm."),
    "Ishavsboring AS": ("Loppa", "Finnmark", ["Kjerneboring"], "Leter på vidda."),
    "Silbačuovga AS": ("Kárášjohka-Karasjok", "", ["Geologi"], "Kartlegger sølv."),
    "Malmhøgskolen": ("Narvik", "Nordland", [], "Utdanner bergingeniører."),
    "Norrberg AB": ("", "", ["Grafitt"], "Grafitt i Norrbotten."),
}
PEOPLE = {
    "Bjørg Mørk": ("Kåfjord Kvarts AS", "geolog", "norsk, samisk", ["Oppredning"]),
    "Nils-Ánte Åsen": ("Boreriggen AS", "daglig leder", "", []),
    "Máret Čoske": ("Ishavsboring AS", "boreleder", "norsk, finsk", []),
    "Liv Kjerne": ("Silbačuovga AS", "feltleder", "", ["Kjerneboring"]),
    "Ola Hansen": ("Malmhøgskolen", "rektor", "", []),
    "Per Hansen": ("Malmhøgskolen", "dosent", "norsk", ["Kjerneboring"]),
}
SEEN_BY_NOBODY = {"Per Hansen": (PersonField.COMPETENCES, PersonField.LANGUAGES)}


@pytest.fixture(autouse=True)
async def register(office: Office) -> None:
    async with office.db.transaction() as tx:
        vocabulary = await terms.vocabulary(tx)

        def ids(names: list[str]) -> set[TermId]:
            kinds = (TermKind.COMPETENCE, TermKind.MATERIAL)
            found = [vocabulary.find(kind, name) for name in names for kind in kinds]
            return {term.id for term in found if term}

        at: dict[str, PartnerId] = {}
        for name, (municipality, county, tags, about) in PARTNERS.items():
            facts = PartnerFacts(
                name=name,
                category=Category.COMPANY,
                standing=Standing.AGREEMENT,
                municipality=municipality,
                county=county,
                country="Sverige" if name.endswith("AB") else "Norge",
                about=about,
            )
            at[name] = await partners.put(tx, facts, join_code=name)
            await terms.set_of_partner(tx, at[name], ids(tags))
        for name, (employer, title, languages, competences) in PEOPLE.items():
            who = await people.put(
                tx,
                at[employer],
                PersonFacts(
                    name=name,
                    title=title,
                    languages=languages,
                    email="hemmelig@nord.example",
                    phone="+4799000001",
                ),
                source=Source.IMPORT,
                now=office.clock.now(),
            )
            await people.set_informed(tx, who, "office", office.clock.now())
            await terms.set_of_person(tx, who, ids(competences))
            for field in SEEN_BY_NOBODY.get(name, ()):
                await people.set_seen_by(tx, who, field, Visibility.NOBODY)


@pytest.fixture
async def member(office: Office) -> Caller:
    return await office.someone(Role.MEMBER, 7)


async def search(office: Office, caller: Caller, words: str) -> Matches:
    return await office.directory.search(caller, words)


async def found(office: Office, caller: Caller, words: str) -> tuple[list[str], list[str]]:
    matches = await search(office, caller, words)
    return [p.name for p in matches.partners], [p.name for p in matches.people]


@pytest.mark.parametrize(
    ("words", "partner_names", "people_names"),
    [
        # every spelling of a place
        ("Kåfjord", ["Kåfjord Kvarts AS"], []),
        ("Kafjord", ["Kåfjord Kvarts AS"], []),
        ("Gáivuotna", ["Kåfjord Kvarts AS"], []),
        ("gaivuotna", ["Kåfjord Kvarts AS"], []),
        ("Kåfjord-Kvarts", ["Kåfjord Kvarts AS"], ["Bjørg Mørk"]),
        ("kåfjordkvarts", ["Kåfjord Kvarts AS"], []),
        ("Karasjok", ["Silbačuovga AS"], []),
        ("silbacuovga", ["Silbačuovga AS"], []),
        ("Romsa", ["Kåfjord Kvarts AS"], []),
        ("sverige", ["Norrberg AB"], []),
        # names, in any order, with hyphens or without
        ("Mørk", [], ["Bjørg Mørk"]),
        ("mork bjorg", [], ["Bjørg Mørk"]),
        ("Nils Ánte", [], ["Nils-Ánte Åsen"]),
        ("nilsante", [], ["Nils-Ánte Åsen"]),
        ("coske", [], ["Máret Čoske"]),
        ("Hansen", [], ["Ola Hansen", "Per Hansen"]),
        ("rektor Hansen", [], ["Ola Hansen"]),
        # synonyms, the other language, parts of words
        ("oppredning", [], ["Bjørg Mørk"]),
        ("mineral processing", [], ["Bjørg Mørk"]),
        ("prøveboring Finnmark", ["Ishavsboring AS"], ["Liv Kjerne", "Máret Čoske"]),
        ("hvem kan prøveboring i Finnmark", ["Ishavsboring AS"], ["Liv Kjerne", "Máret Čoske"]),
        (
            "kven kan prøveboring i Finnmark fylke?",
            ["Ishavsboring AS"],
            ["Liv Kjerne", "Máret Čoske"],
        ),
        (
            "who can do core drilling in Finnmark",
            ["Ishavsboring AS"],
            ["Liv Kjerne", "Máret Čoske"],
        ),
        ("prøveboring i Nordland", ["Boreriggen AS"], ["Nils-Ánte Åsen"]),
        (
            "boring",
            ["Ishavsboring AS", "Boreriggen AS"],
            ["Liv Kjerne", "Máret Čoske", "Nils-Ánte Åsen"],
        ),
        ("hvem driver med geologi i Nord-Norge", ["Silbačuovga AS"], ["Liv Kjerne"]),
        ("graphite", ["Norrberg AB"], []),
        # slips
        ("prøvbeoring i finmark", ["Ishavsboring AS"], ["Liv Kjerne", "Máret Čoske"]),
        ("opredning", [], ["Bjørg Mørk"]),
        ("Mørkk", [], ["Bjørg Mørk"]),
        ("gravitt", ["Norrberg AB"], []),
        # what people speak
        ("finsk", [], ["Máret Čoske"]),
        ("samisk geolog", [], ["Bjørg Mørk"]),
        # every word must be there
        ("grafitt finnmark", [], []),
        ("Mørk Finnmark", [], []),
    ],
)
async def test_a_member_finds(
    office: Office, member: Caller, words: str, partner_names: list[str], people_names: list[str]
) -> None:
    assert await found(office, member, words) == (partner_names, people_names)


async def the(office: Office, name: str) -> PersonId:
    return next(who.id for who in await people.list_all(office.db.reader) if who.name == name)


async def signed_in_as(office: Office, name: str, number: int) -> Caller:
    """Return somebody who is the person called ``name``."""
    caller = await office.visitor(number)
    async with office.db.transaction() as tx:
        who = await the(office, name)
        await memberships.begin(tx, who, await office.id_of(caller), office.clock.now())
    return caller


async def set_seen_by(
    office: Office, name: str, field: PersonField, visibility: Visibility
) -> None:
    who = await the(office, name)
    async with office.db.transaction() as tx:
        await people.set_seen_by(tx, who, field, visibility)


@pytest.mark.parametrize(
    "words", ["Per Kjerneboring", "kjerneboring narvik", "kjerneborign dosent", "dosent norsk"]
)
async def test_what_is_shown_to_nobody_leads_nobody_to_its_owner(
    office: Office, member: Caller, words: str
) -> None:
    assert await found(office, member, words) == ([], [])
    assert await found(office, person(1), words) == ([], [])
    contact = await office.someone(Role.CONTACT, 8)
    assert await found(office, contact, words) == ([], [])


async def test_who_may_see_it_may_search_for_it(office: Office) -> None:
    leader = await office.leader()
    per = await signed_in_as(office, "Per Hansen", 8)
    colleague = await signed_in_as(office, "Ola Hansen", 9)

    assert await found(office, leader, "kjerneboring narvik") == ([], ["Per Hansen"])
    assert await found(office, per, "dosent norsk") == ([], ["Per Hansen"])
    assert await found(office, colleague, "kjerneboring narvik") == ([], [])

    await set_seen_by(office, "Per Hansen", PersonField.COMPETENCES, Visibility.PARTNER)
    assert await found(office, colleague, "kjerneboring narvik") == ([], ["Per Hansen"])
    assert await found(office, leader, "dosent norsk") == ([], ["Per Hansen"])


async def test_what_is_shown_to_the_partner_is_not_found_by_others(
    office: Office, member: Caller
) -> None:
    await set_seen_by(office, "Bjørg Mørk", PersonField.COMPETENCES, Visibility.PARTNER)
    await set_seen_by(office, "Bjørg Mørk", PersonField.LANGUAGES, Visibility.PARTNER)

    assert await found(office, member, "oppredning") == ([], [])
    assert await found(office, member, "samisk geolog") == ([], [])
    assert await found(office, member, "Bjørg geolog") == ([], ["Bjørg Mørk"])


async def test_a_hidden_competence_does_not_change_the_order(
    office: Office, member: Caller
) -> None:
    async with office.db.transaction() as tx:
        await tx.execute(
            "INSERT INTO person_term SELECT p.id, t.term_id FROM person p, term_name t"
            " WHERE p.name = 'Máret Čoske' AND t.name = 'Kjerneboring'"
        )
    shown = await found(office, member, "kjerneboring finnmark")
    await set_seen_by(office, "Máret Čoske", PersonField.COMPETENCES, Visibility.NOBODY)
    await set_seen_by(office, "Liv Kjerne", PersonField.COMPETENCES, Visibility.NOBODY)

    hidden = await found(office, member, "kjerneboring finnmark")

    assert shown[1] == ["Liv Kjerne", "Máret Čoske"]
    assert hidden[1] == ["Máret Čoske"]


@pytest.mark.parametrize("sql", ["hidden = 1", "informed_at = NULL", "left_at = created_at"])
@pytest.mark.parametrize("words", ["Mørk", "Mørkk", "geolog kvarts", "oppredning", "samisk"])
async def test_who_is_not_listed_is_not_found_and_not_hinted_at(
    office: Office, member: Caller, sql: str, words: str
) -> None:
    async with office.db.transaction() as tx:
        await tx.execute(f"UPDATE person SET {sql} WHERE name = 'Bjørg Mørk'")

    matches = await search(office, member, words)

    assert matches.people == []
    assert not {"Mørk", "Bjørg", "samisk", "mork"} & set(matches.near) - {words}


@pytest.mark.parametrize("words", ["99000001", "+4799000001", "990 00 001", "hemmelig"])
async def test_a_number_or_an_address_finds_nobody(office: Office, words: str) -> None:
    assert await found(office, await office.leader(), words) == ([], [])


@pytest.mark.parametrize(
    "words", ["Hansem", "Hnasen", "Morkk", "Coskee", "Bjorgg", "rektro", "Åsenn"]
)
async def test_a_visitor_is_given_no_name_of_a_person_to_try(office: Office, words: str) -> None:
    matches = await search(office, person(1), words)

    assert matches.people == []
    assert not {fold(name) for name in matches.near} & {
        fold(word) for name in PEOPLE for word in name.split()
    }
    assert "rektor" not in matches.near


async def test_the_nearest_words_are_offered_and_each_finds_something(
    office: Office, member: Caller
) -> None:
    missed = await search(office, member, "grafikk")
    one_word_too_many = await search(office, member, "prøveboring i Finnmark til sommeren")
    nowhere_together = await search(office, member, "grafitt finnmark")

    assert missed.near == ["Grafitt"]
    assert one_word_too_many.near == ["prøveboring Finnmark"]
    assert nowhere_together.near == ["Grafitt", "Finnmark"]
    assert (await search(office, member, "Gravítt på Sørøya")).near == ["Gravítt"]
    for words in (*missed.near, *one_word_too_many.near, *nowhere_together.near):
        assert any(await found(office, member, words))


async def test_members_may_ask_the_office_instead_and_the_office_not_itself(
    office: Office, member: Caller
) -> None:
    assert (await search(office, member, "xylofon")).may_ask
    assert not (await search(office, person(1), "xylofon")).may_ask
    assert not (await search(office, await office.leader(), "xylofon")).may_ask


async def test_the_index_follows_the_register(office: Office, member: Caller) -> None:
    before = await found(office, member, "Mørk")
    who = await the(office, "Bjørg Mørk")

    async with office.db.transaction() as tx:
        await people.set_hidden(tx, who, on=True)
    hidden = await found(office, member, "Mørk")
    async with office.db.transaction() as tx:
        await people.set_hidden(tx, who, on=False)
        vocabulary = await terms.vocabulary(tx)
        processing = vocabulary.find(TermKind.COMPETENCE, "Oppredning")
        assert processing is not None
        for locale in ("nb", "nn"):  # what it is called in nynorsk is near to the old name, too
            await terms.rename(tx, processing.id, locale, "Anrikningsteknikk")
    renamed = await found(office, member, "anrikningsteknikk")

    assert (before, hidden) == (([], ["Bjørg Mørk"]), ([], []))
    assert renamed == ([], ["Bjørg Mørk"])
    assert await found(office, member, "oppredning") == ([], [])


async def test_a_partner_that_has_left_is_gone_and_so_are_its_people(
    office: Office, member: Caller
) -> None:
    gone = next(p for p in await partners.list_all(office.db.reader) if p.name.startswith("Kåf"))
    who = await the(office, "Bjørg Mørk")
    async with office.db.transaction() as tx:
        await partners.set_left(tx, gone.id, office.clock.now().date())

    assert await found(office, member, "kåfjord kvarts") == ([], [])
    assert await found(office, member, "Mørk") == ([], [])
    with pytest.raises(NotFoundError):
        await office.directory.partner(member, gone.id)
    with pytest.raises(NotFoundError):
        await office.directory.person(member, who)


async def test_no_more_people_are_shown_than_let_nobody_copy_the_register(
    office: Office, member: Caller
) -> None:
    at = await office.partner("Storgruva AS")
    for number in range(12):
        await office.employee(at, f"Kari Nordmann {number}")

    matches = await search(office, member, "Nordmann")

    assert len(matches.people) == 5
    assert matches.more


async def test_the_name_or_place_of_a_partner_lists_the_partner_not_its_people(
    office: Office, member: Caller
) -> None:
    assert await found(office, member, "Malmhøgskolen") == (["Malmhøgskolen"], [])
    assert await found(office, member, "Nordland") == (["Boreriggen AS", "Malmhøgskolen"], [])
    assert await found(office, member, "Hansen Malmhøgskolen") == ([], ["Ola Hansen", "Per Hansen"])


@pytest.mark.parametrize("words", ["", "a", "ab", "a b", " ø ", "!?", "R&D"])
async def test_fewer_than_three_letters_are_too_few(
    office: Office, member: Caller, words: str
) -> None:
    with pytest.raises(BadInputError, match="search_too_short"):
        await search(office, member, words)


async def test_a_name_that_is_part_of_a_word_one_may_find_is_not_given_away(office: Office) -> None:
    await office.employee(await office.partner("Nordgruva AS"), "Ola Bore")

    assert (await search(office, person(1), "borw")).near == []
    assert (await search(office, await office.leader(), "borw")).people != []


async def test_searches_at_the_same_time_are_all_answered(office: Office, member: Caller) -> None:
    several = await asyncio.gather(*(found(office, member, "Mørk") for _ in range(5)))

    assert several == [([], ["Bjørg Mørk"])] * 5
