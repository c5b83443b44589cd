import re
from dataclasses import fields
from enum import Enum
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngebot.domain.drafts import DraftId
from klyngebot.domain.partners import Category, PartnerId
from klyngebot.domain.people import PersonId
from klyngebot.domain.terms import TermId
from klyngebot.render import data
from klyngebot.render.data import KINDS, LIMIT, ButtonData, decode, encode

LARGEST = 2**53
WORDS = st.text("abcdefghijklmnopqrstuvwxyz-0123456789", max_size=24)
OF_TYPE: dict[type, st.SearchStrategy[object]] = {
    bool: st.booleans(),
    int: st.integers(0, LARGEST),
    str: WORDS,
}


def values_of(type_: type) -> st.SearchStrategy[object]:
    plain: type = getattr(type_, "__supertype__", type_)
    return st.sampled_from(list(plain)) if issubclass(plain, Enum) else OF_TYPE[plain]


def buttons(kind: type[ButtonData]) -> st.SearchStrategy[ButtonData]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: values_of(hints[field.name]) for field in fields(kind)})


ANY_BUTTON = st.one_of([buttons(kind) for kind in KINDS.values()])


@given(ANY_BUTTON)
def test_what_a_button_carries_comes_back_the_same(button: ButtonData) -> None:
    assert decode(encode(button)) == button


@given(ANY_BUTTON)
def test_a_button_fits_what_telegram_carries(button: ButtonData) -> None:
    assert 1 <= len(encode(button).encode()) <= LIMIT == 64


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_every_kind_fits_with_the_largest_ids_and_comes_back(kind: type[ButtonData]) -> None:
    hints = get_type_hints(kind)
    largest = {bool: True, str: "message-" + "9" * 16, Category: Category.RESEARCH}
    values = [largest.get(hint := hints[field.name]) or _last(hint) for field in fields(kind)]

    button = kind(*values)

    assert decode(encode(button)) == button


def _last(type_: Any) -> object:
    """Return the longest value of an enumeration, and the largest number else."""
    is_enum = isinstance(type_, type) and issubclass(type_, Enum)
    return max(type_, key=lambda value: len(value.value)) if is_enum else LARGEST


@given(st.text() | st.text("1tlcgpqmnjdobxvrsuaef0123456789:-²٣ ", max_size=40))
def test_any_text_is_a_button_or_nothing(text: str) -> None:
    found = decode(text)

    assert found is None or isinstance(found, ButtonData)


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=30))
def test_any_text_behind_a_known_beginning_is_a_button_or_nothing(code: str, rest: str) -> None:
    found = decode(f"1{code}{rest}")

    assert found is None or type(found) is KINDS[code]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1?",
        "0c",
        "2c",
        "c",
        "1c:",
        "1cx",
        "1t",
        "1t5",
        "1t5:1",
        "1t5:2:1",
        "1t5:1:1:1",
        "1t-5:1:1",
        "1t5 :1:1",
        "1t٣:1:1",
        "1t²:1:1",
        "1gcompany:0",
        "1Lc5:-1",
        "1L",
        "1Lc",
        "1p1234567890123456789",
    ],
)
def test_what_no_button_of_this_version_made_is_nothing(text: str) -> None:
    assert decode(text) is None


def test_a_button_reads_the_way_it_was_first_written() -> None:
    assert encode(data.SetTopic(TermId(5), on=True, in_settings=False)) == "1t5:1:0"
    assert encode(data.ShowCategories()) == "1c"
    assert encode(data.ShowCategory(Category.RESEARCH, 2)) == "1Lc6:2"
    assert encode(data.GoBack(DraftId(3), "title")) == "1b3:title"
    assert encode(data.ShowPartner(PartnerId(12))) == "1p12"


def test_a_button_that_is_too_long_is_refused_when_it_is_made() -> None:
    with pytest.raises(ValueError, match="GoBack"):
        encode(data.GoBack(DraftId(1), "x" * 64))


def test_every_kind_has_a_code_of_its_own() -> None:
    kinds = ButtonData.__subclasses__()

    assert len(KINDS) == len(kinds)
    assert all(re.fullmatch("[a-z]|[A-Z][A-Za-z0-9]", kind.code) for kind in kinds)


LISTS = [
    data.ShowCategories(),
    data.ShowCategory(Category.COMPANY, 3),
    data.ShowCounties(),
    data.ShowCounty("18", 2),
    data.ShowCompetences(1),
    data.ShowTagged(TermId(9), 0),
    data.SearchFor("hvem kan prøveboring i Finnmark"),
]


@pytest.mark.parametrize("place", LISTS, ids=lambda place: type(place).__name__)
def test_a_card_knows_the_list_it_was_opened_from(place: ButtonData) -> None:
    origin = data.origin_of(place)
    card = data.OpenPerson(PersonId(LARGEST), via_partner=True, origin=origin)

    carried = decode(encode(card))

    assert carried == card
    assert data.back_to(origin) == place


def test_a_list_that_is_too_long_to_carry_is_left_out() -> None:
    assert data.origin_of(data.SearchFor("x" * 60)) == ""
    assert data.back_to("") is None


@pytest.mark.parametrize(
    "origin", ["q1", "Ls" + "x" * 50, "d1|1", "u1|2|3", "Lq1|1|", "tull", "\ud800"]
)
def test_back_leads_to_lists_only(origin: str) -> None:
    assert data.back_to(origin) is None
