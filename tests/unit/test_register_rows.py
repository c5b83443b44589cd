import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngebot.domain.partners import Category, PartnerFacts, Standing
from klyngebot.domain.people import PersonFacts
from klyngebot.domain.register import Problem, RegisterRow
from klyngebot.domain.terms import TermId
from klyngebot.files.register import has_partner_heading, read_row, unknown_headings

WHOLE = {
    "Partner": " Nord  Mineral AS ",
    "Kortnavn": "Nord",
    "Kategori": "FoU",
    "Tilknytning": "Støttespiller",
    "Orgnr.": "923 609 016",
    "Kommune": "Rana",
    "Fylke": "Nordland",
    "Land": "Norge",
    "Nettsted": "nord.example",
    "Hva de gjør": "Kvarts",
    "Kontaktperson": "Kari Nordmann",
    "Stilling": "Leder",
    "E-post": "Kari@Nord.example",
    "Telefon": "78 00 00 00",
}


def test_a_whole_row_is_a_partner_and_a_person() -> None:
    assert read_row(7, WHOLE) == RegisterRow(
        line=7,
        partner_name="Nord Mineral AS",
        partner=PartnerFacts(
            name="Nord Mineral AS",
            short_name="Nord",
            category=Category.RESEARCH,
            standing=Standing.SUPPORTER,
            org_number="923609016",
            municipality="Rana",
            county="Nordland",
            country="Norge",
            website="https://nord.example",
            about="Kvarts",
        ),
        person=PersonFacts(
            name="Kari Nordmann",
            title="Leder",
            email="kari@nord.example",
            phone="+4778000000",
        ),
    )


@pytest.mark.parametrize(
    "headings",
    [
        ["Organisasjon", "Navn"],
        ["BEDRIFT", "navn"],
        ["Organisation", "Contact"],
        [" organization ", "contact"],
    ],
)
def test_headings_are_understood_however_they_are_written(headings: list[str]) -> None:
    row = read_row(2, dict(zip(headings, ["Nord", "Kari"], strict=True)))

    assert has_partner_heading(headings)
    assert unknown_headings(headings) == []
    assert (row.partner_name, row.person) == ("Nord", PersonFacts(name="Kari"))


def test_headings_nobody_understands_are_named() -> None:
    headings = ["Partner", "Skostørrelse", ""]

    assert unknown_headings(headings) == ["Skostørrelse", ""]
    assert not has_partner_heading(["Skostørrelse"])


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Bedrift", Category.COMPANY),
        ("company", Category.COMPANY),
        ("FoU og utdanning", Category.RESEARCH),
        ("R&D and education", Category.RESEARCH),
        ("Offentlig aktør", Category.PUBLIC),
        ("Public body", Category.PUBLIC),
        ("Interesseorganisasjon", Category.INTEREST),
        ("interest organisation", Category.INTEREST),
    ],
)
def test_a_category_is_read_in_either_language(text: str, category: TermId) -> None:
    row = read_row(2, {"Partner": "Nord", "Kategori": text})

    assert row.partner is not None
    assert (row.partner.category, row.problems) == (category, ())


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("", Standing.AGREEMENT),
        ("Partneravtale", Standing.AGREEMENT),
        ("agreement", Standing.AGREEMENT),
        ("støttespiller", Standing.SUPPORTER),
        ("Supporter", Standing.SUPPORTER),
    ],
)
def test_a_partner_has_an_agreement_unless_the_row_says_otherwise(
    text: str, standing: Standing
) -> None:
    row = read_row(2, {"Partner": "Nord", "Kategori": "Bedrift", "Tilknytning": text})

    assert row.partner is not None
    assert (row.partner.standing, row.problems) == (standing, ())


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"Partner": ""}, (Problem.NO_PARTNER, "")),
        ({"Partner": " \u200b "}, (Problem.NO_PARTNER, "")),
        ({"Kategori": "Klubb"}, (Problem.BAD_CATEGORY, "Klubb")),
        ({"Tilknytning": "kanskje"}, (Problem.BAD_STANDING, "kanskje")),
        ({"Orgnr.": "923609017"}, (Problem.BAD_ORG_NUMBER, "923609017")),
        ({"E-post": "kari"}, (Problem.BAD_EMAIL, "kari")),
        ({"Telefon": "ring meg"}, (Problem.BAD_PHONE, "ring meg")),
    ],
)
def test_a_row_says_what_is_wrong_with_it(
    cells: dict[str, str], problem: tuple[Problem, str]
) -> None:
    assert read_row(2, WHOLE | cells).problems == (problem,)


def test_every_problem_of_a_row_is_named() -> None:
    wrong = {"Partner": "", "Kategori": "?!", "Orgnr.": "1", "E-post": "x", "Telefon": "y"}

    row = read_row(2, WHOLE | wrong)

    assert [problem for problem, _ in row.problems] == [
        Problem.NO_PARTNER,
        Problem.BAD_CATEGORY,
        Problem.BAD_ORG_NUMBER,
        Problem.BAD_EMAIL,
        Problem.BAD_PHONE,
    ]


def test_a_row_without_a_category_names_a_partner_that_must_be_known() -> None:
    row = read_row(3, {"Partner": "Nord", "Kontaktperson": "Ola"})

    assert (row.partner, row.person) == (None, PersonFacts(name="Ola"))


def test_a_row_without_a_person_is_a_partner_alone() -> None:
    row = read_row(3, {"Partner": "Nord", "Kategori": "Bedrift", "E-post": "not read"})

    assert (row.person, row.problems) == (None, ())


@pytest.mark.parametrize(
    ("text", "website"),
    [
        ("", ""),
        ("nord.example", "https://nord.example"),
        ("http://nord.example", "http://nord.example"),
        ("https://nord.example/om", "https://nord.example/om"),
        ("ingen", ""),
        ("under arbeid . snart", ""),
    ],
)
def test_a_website_is_kept_as_a_link(text: str, website: str) -> None:
    row = read_row(2, WHOLE | {"Nettsted": text})

    assert row.partner is not None
    assert row.partner.website == website


def test_rows_of_one_partner_meet_in_its_folded_name() -> None:
    assert (
        read_row(2, {"Partner": "KÅFJORD Gruve"}).key
        == read_row(3, {"Partner": "Kafjord gruve"}).key
    )


@given(st.dictionaries(st.sampled_from(sorted(WHOLE)), st.text(st.characters(), max_size=30)))
def test_any_cells_are_a_row(cells: dict[str, str]) -> None:
    row = read_row(2, cells)

    assert bool(row.partner_name) == (Problem.NO_PARTNER not in dict(row.problems))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://fjell.example.no", "https://fjell.example.no"),
        ("fjell.example.no/om?a=1", "https://fjell.example.no/om?a=1"),
        ("https://", ""),
        ("https://fjell kvarts", ""),
        ("https://fjell", ""),
        ("har ikke", ""),
        ("", ""),
    ],
)
def test_a_website_is_kept_only_where_a_button_can_open_it(written: str, kept: str) -> None:
    row = read_row(2, {"Partner": "Fjell", "Kategori": "bedrift", "Nettsted": written})

    assert row.partner is not None
    assert row.partner.website == kept
