import pytest

from integration.office import Office, person
from klyngebot.domain.errors import BadInputError, NotAllowedError, NotFoundError
from klyngebot.domain.partners import Category, PartnerId
from klyngebot.domain.people import PersonId
from klyngebot.domain.roles import Caller, Role
from klyngebot.store import partners, people

REGISTER = """\
Partner;Kortnavn;Kategori;Kommune;Fylke;Hva de gjør;Kontaktperson;Stilling
Senjagrafitt AS;Senjagrafitt;bedrift;Senja;Troms;Bryter grafitt;Bjørg Mørk;geolog
Senjagrafitt AS;;;;;;Nils Åsen;daglig leder
Kåfjord Kvarts AS;Kåfjord Kvarts;bedrift;Gáivuotna-Kåfjord;Troms;Kvarts og kjerneboring;Máret Čoske
Boreriggen AS;;bedrift;Rana;Nordland;Kjerneboring etter grafitt og kvarts;Ola Bore;sjef
Røros Kobber AS;;bedrift;Røros;Trøndelag;Kobber;Kari Røe;gruvesjef
Malmhøgskolen;;FoU og utdanning;Narvik;Nordland;Utdanner bergingeniører;;
"""


@pytest.fixture(autouse=True)
async def register(office: Office) -> None:
    await office.import_rows(REGISTER.encode())


@pytest.fixture
async def member(office: Office) -> Caller:
    return await office.someone(Role.MEMBER, 7)


async def partners_for(office: Office, words: str) -> list[str]:
    return [partner.name for partner in (await office.directory.search(person(1), words)).partners]


async def people_for(office: Office, member: Caller, words: str) -> list[str]:
    return [who.name for who in (await office.directory.search(member, words)).people]


@pytest.mark.parametrize(
    "words",
    ["Senjagrafitt", "SENJAGRAFITT", "senja", "senjagraf", " senja  grafitt ", "grafitt senja"],
)
async def test_capitals_spaces_order_and_beginnings_do_not_matter(
    office: Office, words: str
) -> None:
    assert (await partners_for(office, words))[0] == "Senjagrafitt"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("senjagrafit", "Senjagrafitt"),
        ("senjagrafftt", "Senjagrafitt"),
        ("snejagrafitt", "Senjagrafitt"),
        ("malmhogskoln", "Malmhøgskolen"),
        ("kvrats", "Kåfjord Kvarts"),
        ("borerigen", "Boreriggen AS"),
    ],
)
async def test_one_slip_is_forgiven(office: Office, words: str, name: str) -> None:
    assert name in await partners_for(office, words)


async def test_grafit_finds_everybody_who_has_to_do_with_grafitt(office: Office) -> None:
    assert set(await partners_for(office, "grafit")) == {"Senjagrafitt", "Boreriggen AS"}


@pytest.mark.parametrize("words", ["Røros", "roros", "RØROS", "röros"])
async def test_a_plain_o_will_do_for_one_with_a_stroke(office: Office, words: str) -> None:
    assert await partners_for(office, words) == ["Røros Kobber AS"]


@pytest.mark.parametrize("words", ["Kåfjord", "kafjord", "kaafjord", "KÅFJORD"])
async def test_a_plain_a_or_two_will_do_for_one_with_a_ring(office: Office, words: str) -> None:
    assert await partners_for(office, words) == ["Kåfjord Kvarts"]


async def test_what_is_in_the_name_comes_before_what_is_in_the_description(
    office: Office,
) -> None:
    assert await partners_for(office, "kvarts") == ["Kåfjord Kvarts", "Boreriggen AS"]
    assert await partners_for(office, "grafitt") == ["Senjagrafitt", "Boreriggen AS"]


async def test_a_partner_is_found_by_its_place(office: Office) -> None:
    found = await partners_for(office, "nordland")

    assert sorted(found) == ["Boreriggen AS", "Malmhøgskolen"]


@pytest.mark.parametrize("words", ["xylofon", "zzzz", "salmon"])
async def test_what_nobody_is_called_finds_nothing(office: Office, words: str) -> None:
    assert await partners_for(office, words) == []


@pytest.mark.parametrize("words", ["", "a", " ø ", "!?", "--"])
async def test_too_little_to_search_for_is_said(office: Office, words: str) -> None:
    with pytest.raises(BadInputError, match="search_too_short"):
        await office.directory.search(person(1), words)


@pytest.mark.parametrize(
    "words", ["%", "__", "' OR 1=1 --", "%%%", "NULL", "*" * 5000, "ab" * 5000]
)
async def test_signs_that_mean_something_to_a_database_find_nothing(
    office: Office, words: str
) -> None:
    try:
        found = await partners_for(office, words)
    except BadInputError:
        found = []

    assert found == []


async def test_a_member_finds_people(office: Office, member: Caller) -> None:
    assert await people_for(office, member, "mork") == ["Bjørg Mørk"]
    assert "Bjørg Mørk" in await people_for(office, member, "geolog")
    assert await people_for(office, member, "coske") == ["Máret Čoske"]


@pytest.mark.parametrize("words", ["mork", "Bjørg Mørk", "geolog", "asen"])
async def test_a_visitor_finds_no_people(office: Office, words: str) -> None:
    assert (await office.directory.search(person(1), words)).people == []


@pytest.mark.parametrize("words", ["mork", "bjorg", "asen"])
async def test_the_name_of_a_person_leads_a_visitor_to_no_partner(
    office: Office, words: str
) -> None:
    assert "Senjagrafitt" not in await partners_for(office, words)


async def senjagrafitt(office: Office) -> PartnerId:
    found = await partners.list_all(office.db.reader)
    return next(partner.id for partner in found if partner.name == "Senjagrafitt")


async def test_a_visitor_sees_a_card_without_people_and_without_the_link(office: Office) -> None:
    card = await office.directory.partner(person(1), await senjagrafitt(office))

    assert card.partner.name == "Senjagrafitt"
    assert card.people is None
    assert card.join_code is None


async def test_a_member_sees_people_and_only_a_leader_the_link(
    office: Office, member: Caller
) -> None:
    leader = await office.leader()
    partner_id = await senjagrafitt(office)

    seen_by_member = await office.directory.partner(member, partner_id)
    seen_by_leader = await office.directory.partner(leader, partner_id)

    assert [who.name for who in seen_by_member.people or []] == ["Bjørg Mørk", "Nils Åsen"]
    assert seen_by_member.join_code is None
    assert seen_by_leader.join_code == seen_by_leader.partner.join_code


async def test_a_visitor_cannot_open_the_card_of_a_person(office: Office) -> None:
    (who, *_) = await people.list_at(office.db.reader, await senjagrafitt(office))

    with pytest.raises(NotAllowedError):
        await office.directory.person(person(1), who.id)


async def test_cards_of_what_is_gone_are_not_found(office: Office, member: Caller) -> None:
    with pytest.raises(NotFoundError):
        await office.directory.partner(member, PartnerId(4711))
    with pytest.raises(NotFoundError):
        await office.directory.person(member, PersonId(4711))


async def test_categories_are_counted_and_listed_by_name(office: Office) -> None:
    counts = await office.browsing.count_categories(person(1))

    category, companies = await office.browsing.list_category(person(1), Category.COMPANY)

    assert [(term.id, n) for term, n in counts] == [(Category.COMPANY, 4), (Category.RESEARCH, 1)]
    assert category.name("nb") == "Bedrift"
    assert [partner.name for partner in companies] == [
        "Boreriggen AS",
        "Kåfjord Kvarts",
        "Røros Kobber AS",
        "Senjagrafitt",
    ]


async def test_no_more_are_found_than_fit_a_screen(office: Office, member: Caller) -> None:
    for number in range(20):
        await office.partner(f"Prøvegruve {number} AS")

    assert len(await partners_for(office, "gruve")) == 8
