from hypothesis import given
from hypothesis import strategies as st

from klyngebot.domain.register import Field
from klyngebot.files.columns import WhatIs, WhichColumn, understand


def test_plain_headings_are_understood_and_unknown_ones_left_out() -> None:
    found = understand(["Partner", "Skostørrelse", "Navn"])

    assert found.fields == {"Partner": Field.PARTNER, "Navn": Field.PERSON}
    assert (found.left_out, found.questions) == (("Skostørrelse",), ())


def test_a_heading_that_is_nearly_one_is_asked_about() -> None:
    found = understand(["Firma navn", "Kategori", "Kontaktperson"])

    assert found.questions == (WhatIs(0, "Firma navn", (Field.PARTNER,)),)


def test_what_somebody_said_of_a_column_is_not_asked_again() -> None:
    headings = ["Firma navn", "Kategorri", "Kontaktperson"]

    found = understand(headings, {"Firma navn": "partner", "Kategorri": ""})

    assert found.fields == {"Firma navn": Field.PARTNER, "Kontaktperson": Field.PERSON}
    assert (found.left_out, found.questions) == (("Kategorri",), ())


def test_two_columns_that_mean_the_same_are_asked_about_and_one_is_chosen() -> None:
    headings = ["Partner", "Telefon", "Mobil"]

    asked = understand(headings)
    found = understand(headings, {"Mobil": "phone"})

    assert asked.questions == (WhichColumn(Field.PHONE, ((1, "Telefon"), (2, "Mobil"))),)
    assert found.fields == {"Partner": Field.PARTNER, "Mobil": Field.PHONE}
    assert (found.left_out, found.questions) == (("Telefon",), ())


def test_a_file_without_a_partner_is_asked_which_column_names_them() -> None:
    headings = ["Hvem", "Skostørrelse", "Navn"]

    asked = understand(headings)
    found = understand(headings, {"Hvem": "partner"})

    assert asked.questions == (WhichColumn(Field.PARTNER, ((0, "Hvem"), (1, "Skostørrelse"))),)
    assert (found.fields["Hvem"], found.questions) == (Field.PARTNER, ())


def test_where_every_column_is_taken_the_partner_may_be_any_of_them() -> None:
    headings = ["Navn", "Kategori"]

    asked = understand(headings)
    found = understand(headings, {"Navn": "partner"})

    assert asked.questions == (WhichColumn(Field.PARTNER, ((0, "Navn"), (1, "Kategori"))),)
    assert found.fields == {"Navn": Field.PARTNER, "Kategori": Field.CATEGORY}


@given(st.lists(st.text(min_size=1, max_size=12), min_size=2, max_size=8, unique_by=str.casefold))
def test_whatever_is_answered_the_questions_come_to_an_end(headings: list[str]) -> None:
    chosen: dict[str, str] = {}
    for _ in range(len(headings) + len(Field)):
        asked = understand(headings, chosen).questions
        if not asked:
            break
        match asked[0]:
            case WhatIs(_, heading, _):
                chosen[heading] = ""
            case WhichColumn(field, columns):
                chosen[columns[-1][1]] = field

    assert not asked
