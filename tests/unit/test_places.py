from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngebot.domain import places_table
from klyngebot.domain.places import (
    County,
    Municipality,
    counties,
    find_county,
    find_municipality,
    municipalities,
    search_words,
)

KAFJORD = Municipality("5540", "Gáivuotna-Kåfjord-Kaivuono", "Troms")
KAUTOKEINO = Municipality("5612", "Guovdageaidnu-Kautokeino", "Finnmark")
RANA = Municipality("1833", "Rana-Raane", "Nordland")
HEROY = Municipality("1818", "Herøy", "Nordland")
OTHER_HEROY = Municipality("1515", "Herøy", "Møre og Romsdal")

# As in SSB's classification 131, valid from 2024-01-01.
MUNICIPALITIES_BY_COUNTY = {
    "Oslo": 1,
    "Rogaland": 23,
    "Møre og Romsdal": 27,
    "Nordland": 41,
    "Østfold": 12,
    "Akershus": 21,
    "Buskerud": 18,
    "Innlandet": 46,
    "Vestfold": 6,
    "Telemark": 17,
    "Agder": 25,
    "Vestland": 43,
    "Trøndelag": 38,
    "Troms": 21,
    "Finnmark": 18,
}


def number(text: str) -> str | None:
    found = find_municipality(text)
    return found.number if found else None


def county_number(text: str) -> str | None:
    found = find_county(text)
    return found.number if found else None


def test_there_are_15_counties_and_357_municipalities() -> None:
    assert len({county.number for county in counties()}) == len(counties()) == 15
    assert len({place.number for place in municipalities()}) == len(municipalities()) == 357


def test_every_county_has_its_number_of_municipalities() -> None:
    assert Counter(place.county for place in municipalities()) == MUNICIPALITIES_BY_COUNTY


def test_counties_and_municipalities_come_by_number() -> None:
    assert sorted(counties(), key=lambda county: county.number) == list(counties())
    assert sorted(municipalities(), key=lambda place: place.number) == list(municipalities())


def test_twenty_nine_municipalities_have_names_in_several_languages() -> None:
    rows = places_table.MUNICIPALITIES.splitlines()

    assert sum(" - " in row for row in rows) == 29


def test_every_municipality_is_found_by_number_and_by_name_and_county() -> None:
    for place in municipalities():
        assert find_municipality(place.number) == place
        assert find_municipality(f"{place.name} ({place.county})") == place
        assert find_municipality(place.name.upper(), county=place.county) == place


@pytest.mark.parametrize(
    "text", ["Kåfjord", "Kafjord", "Gáivuotna", "gaivuotna", "KAIVUONO", "Kåfjord kommune", "5540"]
)
def test_a_municipality_is_found_by_any_of_its_names(text: str) -> None:
    assert find_municipality(text) == KAFJORD


@pytest.mark.parametrize(
    "text",
    [
        "KAUTOKEINO",
        "Guovdageaidnu",
        "Guovdageaidnu - Kautokeino",
        "KAUTOKEINO – GUOVDAGEAIDNU",
        "Kautokeino/Guovdageaidnu kommune",
        "Kautokeino (Guovdageaidnu)",
        "Kautokeino, Finnmárku",
    ],
)
def test_the_order_of_the_names_does_not_matter(text: str) -> None:
    assert find_municipality(text) == KAUTOKEINO


@pytest.mark.parametrize("text", ["Rana", "rana kommune", "  RANA  KOMMUNE ", "Rana, Nordland"])
def test_kommune_may_follow_the_name(text: str) -> None:
    assert find_municipality(text) == RANA


@pytest.mark.parametrize("text", ["Våler", "Herøy", "Heroy kommune"])
def test_a_name_that_two_counties_share_finds_nothing(text: str) -> None:
    assert find_municipality(text) is None


@pytest.mark.parametrize(
    "text",
    ["Herøy (Nordland)", "Herøy, Nordland", "heroy kommune (nordlánnda fylke)", "Herøy (Nordland"],
)
def test_a_shared_name_is_found_with_its_county(text: str) -> None:
    assert find_municipality(text) == HEROY


def test_a_county_beside_the_text_narrows() -> None:
    assert find_municipality("Herøy", county="Nordland") == HEROY
    assert find_municipality("Herøy", county="Møre og Romsdal") == OTHER_HEROY
    assert find_municipality("Herøy", county="Troms") is None


@pytest.mark.parametrize("text", ["Bø (Telemark)", "Os, Hordaland", "Rana (Troms)", "Rana, 55"])
def test_a_county_that_does_not_hold_the_municipality_finds_nothing(text: str) -> None:
    assert find_municipality(text) is None


@pytest.mark.parametrize(
    "text",
    ["", " ", "kommune", "Mo i Rana", "Varanger", "Sør", "Fron", "2100", "301", "(Nordland)"],
)
def test_what_names_no_municipality_finds_nothing(text: str) -> None:
    assert find_municipality(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sør-Varanger", "5605"),
        ("sor varanger", "5605"),
        ("Ålesund", "1508"),
        ("Haram", "1580"),
        ("Oslo", "0301"),
        ("Evje og Hornnes", "4219"),
        ("Hattfjelldal", "1826"),
        ("Steinkjer", "5006"),
        ("Stientje", "5006"),
        ("Porsangu", "5622"),
        ("Karasjohka", "5610"),
    ],
)
def test_municipalities_have_the_numbers_of_2024(text: str, expected: str) -> None:
    assert number(text) == expected


@pytest.mark.parametrize(
    "text", ["Troms", "ROMSA", "Tromssa", "Troms fylke", "Romsa - Troms", "55"]
)
def test_a_county_is_found_by_any_of_its_names(text: str) -> None:
    assert find_county(text) == County("55", "Troms", ("Romsa", "Tromssa"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Finnmarku", "56"),
        ("Finmarkku", "56"),
        ("Nordlánnda", "18"),
        ("Nordland fylkeskommune", "18"),
        ("Troondelage", "50"),
        ("more og romsdal", "15"),
        ("Østfold", "31"),
        ("Akershus", "32"),
        ("Buskerud", "33"),
    ],
)
def test_counties_have_the_numbers_of_2024(text: str, expected: str) -> None:
    assert county_number(text) == expected


@pytest.mark.parametrize("text", ["", "fylke", "Troms og Finnmark", "Viken", "Hordaland", "54"])
def test_a_county_that_is_none_any_more_finds_nothing(text: str) -> None:
    assert find_county(text) is None


def test_search_words_hold_every_name_of_the_municipality_and_its_county() -> None:
    assert search_words(KAFJORD) == "Gáivuotna Kåfjord Kaivuono Troms Romsa Tromssa"
    assert search_words(HEROY) == "Herøy Nordland Nordlánnda"


@given(text=st.text(), county=st.text(max_size=4))
def test_whatever_is_typed_finds_a_place_or_nothing(text: str, county: str) -> None:
    assert find_municipality(text, county=county) in {None, *municipalities()}
    assert find_county(text) in {None, *counties()}
