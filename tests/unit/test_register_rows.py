from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngebot.domain.partners import Category, Standing
from klyngebot.domain.register import Fault, Field, Problem, RegisterRow
from klyngebot.domain.terms import Term, TermId, TermKind, Vocabulary
from klyngebot.files.columns import HEADINGS, understand
from klyngebot.files.register import read_row as read
from klyngebot.files.tables import TableRow

DRILLING, GEOLOGY, TAILINGS, QUARTZ = TermId(9), TermId(10), TermId(15), TermId(19)


def term(id_: int, kind: TermKind, nb: str, en: str, *synonyms: str) -> Term:
    return Term(id=TermId(id_), kind=kind, names={"nb": nb, "en": en}, synonyms=synonyms)


WORDS = Vocabulary(
    (
        term(5, TermKind.CATEGORY, "Bedrift", "Company"),
        term(6, TermKind.CATEGORY, "FoU og utdanning", "R&D and education", "FoU"),
        term(7, TermKind.CATEGORY, "Offentlig aktør", "Public body"),
        term(8, TermKind.CATEGORY, "Interesseorganisasjon", "Interest organisation"),
        term(DRILLING, TermKind.COMPETENCE, "Kjerneboring", "Core drilling", "prøveboring"),
        term(GEOLOGY, TermKind.COMPETENCE, "Geologi", "Geology"),
        term(TAILINGS, TermKind.COMPETENCE, "Avgang, deponi", "Tailings"),
        term(QUARTZ, TermKind.MATERIAL, "Kvarts", "Quartz"),
    )
)
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
    "Partneravtale fra": "1.3.2024",
    "Med fra": "2024-04-02",
    "E-post partner": "Post@nord.example",
    "Kompetanse": "Prøveboring, geology",
    "Materialer": "kvarts",
    "Språk": "norsk; engelsk / norsk",
    "Kompetanse (person)": "Avgang, deponi; geologi",
}


def read_row(line: int, cells: dict[str, str]) -> RegisterRow:
    return read(TableRow(line, cells), understand(list(cells)).fields, WORDS)


def test_a_whole_row_is_a_partner_and_a_person() -> None:
    assert read_row(7, WHOLE) == RegisterRow(
        line=7,
        partner_name="Nord Mineral AS",
        person_name="Kari Nordmann",
        partner={
            Field.SHORT_NAME: "Nord",
            Field.CATEGORY: Category.RESEARCH,
            Field.STANDING: Standing.SUPPORTER,
            Field.SIGNED_ON: date(2024, 3, 1),
            Field.JOINED_ON: date(2024, 4, 2),
            Field.ORG_NUMBER: "923609016",
            Field.MUNICIPALITY: "Rana-Raane",
            Field.COUNTY: "Nordland",
            Field.COUNTRY: "Norge",
            Field.WEBSITE: "https://nord.example",
            Field.PARTNER_EMAIL: "post@nord.example",
            Field.ABOUT: "Kvarts",
            Field.COMPETENCES: frozenset({DRILLING, GEOLOGY}),
            Field.MATERIALS: frozenset({QUARTZ}),
        },
        person={
            Field.TITLE: "Leder",
            Field.EMAIL: "kari@nord.example",
            Field.PHONE: "+4778000000",
            Field.LANGUAGES: "norsk, engelsk",
            Field.PERSON_COMPETENCES: frozenset({TAILINGS, GEOLOGY}),
        },
    )


@pytest.mark.parametrize("field", Field)
def test_a_field_is_known_by_each_of_its_headings_however_they_are_written(field: Field) -> None:
    for heading in HEADINGS[field]:
        assert understand(["Partner", heading.upper()]).fields.get(heading.upper()) is field or (
            field is Field.PARTNER
        )


def test_no_heading_means_two_fields() -> None:
    every = [heading for headings in HEADINGS.values() for heading in headings]

    assert len(set(every)) == len(every)


def test_what_a_person_can_do_is_not_what_their_partner_can() -> None:
    row = read_row(2, {"Partner": "Nord", "Kompetanse": "geologi", "Navn": "Kari"})

    assert (row.partner, row.person) == ({Field.COMPETENCES: frozenset({GEOLOGY})}, {})


def test_an_empty_cell_says_nothing() -> None:
    row = read_row(2, dict.fromkeys(WHOLE, " ") | {"Partner": "Nord", "Kontaktperson": "Kari"})

    assert (row.partner, row.person, row.faults) == ({}, {}, ())


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

    assert (row.partner[Field.CATEGORY], row.faults) == (category, ())


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("Partneravtale", Standing.AGREEMENT),
        ("agreement", Standing.AGREEMENT),
        ("støttespiller", Standing.SUPPORTER),
        ("støttespelar", Standing.SUPPORTER),
        ("partnaravtale", Standing.AGREEMENT),
        ("Supporter", Standing.SUPPORTER),
    ],
)
def test_a_standing_is_read_in_either_language(text: str, standing: Standing) -> None:
    row = read_row(2, {"Partner": "Nord", "Kategori": "Bedrift", "Tilknytning": text})

    assert (row.partner[Field.STANDING], row.faults) == (standing, ())


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"Partner": ""}, Fault(Problem.NO_PARTNER)),
        ({"Partner": " \u200b "}, Fault(Problem.NO_PARTNER)),
        ({"Kontaktperson": ""}, Fault(Problem.NO_PERSON, "Leder")),
        ({"Kategori": "Klubb"}, Fault(Problem.BAD_CATEGORY, "Klubb")),
        ({"Kategori": "bedrit"}, Fault(Problem.BAD_CATEGORY, "bedrit", "Bedrift")),
        ({"Tilknytning": "kanskje"}, Fault(Problem.BAD_STANDING, "kanskje")),
        ({"Partneravtale fra": "snart"}, Fault(Problem.BAD_DATE, "snart")),
        ({"Med fra": "31.2.2024"}, Fault(Problem.BAD_DATE, "31.2.2024")),
        ({"Orgnr.": "923609017"}, Fault(Problem.BAD_ORG_NUMBER, "923609017")),
        ({"Nettsted": "har ikke"}, Fault(Problem.BAD_WEBSITE, "har ikke")),
        ({"E-post partner": "post"}, Fault(Problem.BAD_EMAIL, "post")),
        ({"E-post": "kari"}, Fault(Problem.BAD_EMAIL, "kari")),
        ({"Telefon": "ring meg"}, Fault(Problem.BAD_PHONE, "ring meg")),
        ({"Materialer": "kvartz"}, Fault(Problem.BAD_MATERIAL, "kvartz", "Kvarts")),
        (
            {"Kompetanse": "geologi, prøvebåring"},
            Fault(Problem.BAD_COMPETENCE, "prøvebåring", "prøveboring"),
        ),
        ({"Kompetanse (person)": "xyzzy"}, Fault(Problem.BAD_COMPETENCE, "xyzzy")),
        ({"Kommune": "Ranna"}, Fault(Problem.BAD_MUNICIPALITY, "Ranna, Nordland")),
    ],
)
def test_a_row_says_what_is_wrong_with_it_and_what_would_do(
    cells: dict[str, str], fault: Fault
) -> None:
    row = {key: value for key, value in WHOLE.items() if key != "Orgnr."} | cells

    assert read_row(2, row).faults == (fault,)


def test_every_fault_of_a_row_is_named() -> None:
    wrong = {"Partner": "", "Kategori": "?!", "Orgnr.": "1", "E-post": "x", "Telefon": "y"}

    row = read_row(2, WHOLE | wrong)

    assert [fault.problem for fault in row.faults] == [
        Problem.NO_PARTNER,
        Problem.BAD_CATEGORY,
        Problem.BAD_ORG_NUMBER,
        Problem.BAD_EMAIL,
        Problem.BAD_PHONE,
    ]


@pytest.mark.parametrize(
    ("municipality", "county", "country", "kept"),
    [
        ("Kåfjord", "", "", ("Gáivuotna-Kåfjord-Kaivuono", "Troms")),
        ("Kåfjord", "Troms og Finnmark", "Norway", ("Gáivuotna-Kåfjord-Kaivuono", "Troms")),
        ("Herøy", "Nordland", "", ("Herøy", "Nordland")),
        ("", "nordland fylke", "", (None, "Nordland")),
        ("Kiruna", "", "Sverige", ("Kiruna", None)),
        ("Rovaniemi", "Lappi", "Finland", ("Rovaniemi", "Lappi")),
    ],
)
def test_a_norwegian_municipality_has_its_full_name_and_county_and_a_foreign_one_is_as_it_is(
    municipality: str, county: str, country: str, kept: tuple[str | None, str | None]
) -> None:
    place = {"Kommune": municipality, "Fylke": county, "Land": country}
    row = read_row(2, {"Partner": "Nord", **place})

    assert row.faults == ()
    assert (row.partner.get(Field.MUNICIPALITY), row.partner.get(Field.COUNTY)) == kept


@pytest.mark.parametrize(
    ("municipality", "county"), [("Kiruna", ""), ("Herøy", ""), ("Bø", "Telemark")]
)
def test_a_place_that_is_no_norwegian_municipality_needs_its_country(
    municipality: str, county: str
) -> None:
    row = read_row(2, {"Partner": "Nord", "Kommune": municipality, "Fylke": county})

    assert [fault.problem for fault in row.faults] == [Problem.BAD_MUNICIPALITY]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-01", date(2024, 3, 1)),
        ("2024-03-01 09:30", date(2024, 3, 1)),
        ("1.3.2024", date(2024, 3, 1)),
        ("01/03/2024", date(2024, 3, 1)),
    ],
)
def test_a_date_is_read_as_people_and_spreadsheets_write_it(text: str, day: date) -> None:
    row = read_row(2, {"Partner": "Nord", "Med fra": text})

    assert row.partner == {Field.JOINED_ON: day}


def test_what_our_own_csv_files_put_before_a_formula_is_taken_off() -> None:
    row = read_row(2, {"Partner": "'=Nord", "Om": "'+ og litt til", "Kortnavn": "Nord '-x'"})

    assert (row.partner_name, row.partner) == (
        "=Nord",
        {Field.ABOUT: "+ og litt til", Field.SHORT_NAME: "Nord '-x'"},
    )


def test_rows_of_one_partner_meet_in_its_folded_name() -> None:
    assert (
        read_row(2, {"Partner": "KÅFJORD Gruve"}).key
        == read_row(3, {"Partner": "Kafjord gruve"}).key
    )


@given(st.dictionaries(st.sampled_from(sorted(WHOLE)), st.text(st.characters(), max_size=30)))
def test_any_cells_are_a_row(cells: dict[str, str]) -> None:
    row = read_row(2, cells)

    assert bool(row.partner_name) == (Fault(Problem.NO_PARTNER) not in row.faults)
