from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngebot.domain.errors import BadInputError
from klyngebot.domain.when import parse_when

OSLO = ZoneInfo("Europe/Oslo")
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=OSLO)


def read(text: str) -> str:
    return parse_when(text, TUESDAY, OSLO).isoformat()


def problem(text: str) -> str:
    with pytest.raises(BadInputError) as caught:
        parse_when(text, TUESDAY, OSLO)
    return caught.value.problem


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        # bokmål
        ("24.12.2026 kl. 14:30", "2026-12-24T14:30"),
        ("24.12.2026 14:30", "2026-12-24T14:30"),
        ("24.12.26 14.30", "2026-12-24T14:30"),
        ("24.12. kl 14", "2026-12-24T14:00"),
        ("24/12 kl 14", "2026-12-24T14:00"),
        ("24/12/2026 kl 14", "2026-12-24T14:00"),
        ("1.2 kl 9", "2027-02-01T09:00"),
        ("01.02 kl 09:05", "2027-02-01T09:05"),
        ("24. desember kl. 10", "2026-12-24T10:00"),
        ("24. desember 2027 kl. 10", "2027-12-24T10:00"),
        ("24 des kl 10", "2026-12-24T10:00"),
        ("24. des. kl 10.15", "2026-12-24T10:15"),
        ("den 24. desember klokka 10", "2026-12-24T10:00"),
        ("3. mars klokken 8", "2027-03-03T08:00"),
        ("torsdag 24. desember kl. 18:00", "2026-12-24T18:00"),
        ("torsdag, 24. desember, kl. 18:00", "2026-12-24T18:00"),
        ("torsdag den 24. desember kl. 18:00", "2026-12-24T18:00"),
        ("torsdag kl 12", "2026-11-26T12:00"),
        ("Torsdag KL 12", "2026-11-26T12:00"),
        ("tor. kl 12", "2026-11-26T12:00"),
        ("tirsdag kl 12", "2026-12-01T12:00"),
        ("mandag 09:00", "2026-11-30T09:00"),
        ("lørdag kl 11", "2026-11-28T11:00"),
        ("søndag kl 11", "2026-11-29T11:00"),
        ("i dag kl 10:01", "2026-11-24T10:01"),
        ("i dag 23:59", "2026-11-24T23:59"),
        ("i morgen kl 0", "2026-11-25T00:00"),
        ("i overmorgen kl. 9", "2026-11-26T09:00"),
        ("i morgen 9.30", "2026-11-25T09:30"),
        ("torsdag 14.30", "2026-11-26T14:30"),
        ("  I   morgen   kl. 12 ", "2026-11-25T12:00"),
        ("i morgen kl.12", "2026-11-25T12:00"),
        ("i overmorgen 08", "2026-11-26T08:00"),
        ("i morgen 8", "2026-11-25T08:00"),
        ("fredag 09", "2026-11-27T09:00"),
        ("3. des 14:30", "2026-12-03T14:30"),
        ("imorgen kl 9", "2026-11-25T09:00"),
        ("idag kl 12", "2026-11-24T12:00"),
        ("overmorgen kl 9", "2026-11-26T09:00"),
        ("29. februar kl 9", "2028-02-29T09:00"),
        ("29.2 kl 9", "2028-02-29T09:00"),
        ("24. desember kl.14:30", "2026-12-24T14:30"),
        ("24. desember kl.14.30", "2026-12-24T14:30"),
        ("24. desember kl14", "2026-12-24T14:00"),
        # nynorsk
        ("i morgon kl 9", "2026-11-25T09:00"),
        ("i overmorgon klokka 9", "2026-11-26T09:00"),
        ("måndag 7. desember kl 9", "2026-12-07T09:00"),
        ("tysdag kl 9", "2026-12-01T09:00"),
        ("laurdag kl 9", "2026-11-28T09:00"),
        ("sundag 29. november kl 9", "2026-11-29T09:00"),
        ("torsdag den 24. desember klokka 18", "2026-12-24T18:00"),
        ("imorgon kl 9", "2026-11-25T09:00"),
        ("overmorgon klokka 9.30", "2026-11-26T09:30"),
        ("måndag den 1. mars 2027 klokka 9 til 15", "2027-03-01T09:00"),
        ("laur. 28.11. kl. 9", "2026-11-28T09:00"),
        # English
        ("tomorrow at 9", "2026-11-25T09:00"),
        ("today at 15:00", "2026-11-24T15:00"),
        ("Thursday at 12", "2026-11-26T12:00"),
        ("on Thursday at 12:30", "2026-11-26T12:30"),
        ("24 December 2026 at 14:30", "2026-12-24T14:30"),
        ("Thursday 24 December 14:30", "2026-12-24T14:30"),
        ("1 May at 10", "2027-05-01T10:00"),
        ("wed 25 nov 13:00", "2026-11-25T13:00"),
        ("2026-12-24 14:30", "2026-12-24T14:30"),
        ("2026-12-24 kl 14", "2026-12-24T14:00"),
        ("December 4 at 9:00", "2026-12-04T09:00"),
        ("Friday, December 4, 2026 at 9:00", "2026-12-04T09:00"),
        ("Dec 4th at 9", "2026-12-04T09:00"),
        ("4th of December at 9", "2026-12-04T09:00"),
        ("the day after tomorrow at 9", "2026-11-26T09:00"),
        # the time first, or with an end
        ("kl. 9 fredag 4. desember", "2026-12-04T09:00"),
        ("kl 9:30 4.12.2026", "2026-12-04T09:30"),
        ("at 9 on Friday 4 December", "2026-12-04T09:00"),
        ("fredag 4. desember kl. 9-15", "2026-12-04T09:00"),
        ("fredag 4. desember kl. 9 til 15", "2026-12-04T09:00"),
        ("4.12.2026 09:00 – 15:30", "2026-12-04T09:00"),
        ("4 December at 9 to 15", "2026-12-04T09:00"),
        ("2026-12-04 09:00-15:00", "2026-12-04T09:00"),
        ("29.2.2028 kl 12", "2028-02-29T12:00"),
    ],
)
def test_a_moment_is_read_as_people_type_it(text: str, wall: str) -> None:
    found = parse_when(text, TUESDAY, OSLO)

    assert found.replace(tzinfo=None) == datetime.fromisoformat(wall)
    assert found.tzinfo is OSLO


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "when_needs_time"),
        ("torsdag", "when_needs_time"),
        ("24. desember", "when_needs_time"),
        ("24.12.2026", "when_needs_time"),
        ("24/12", "when_needs_time"),
        ("2026-12-24", "when_needs_time"),
        ("24 December 2026", "when_needs_time"),
        ("i morgen", "when_needs_time"),
        ("kl 14", "when_unclear"),
        ("en gang kl 14", "when_unclear"),
        ("30.2 kl 12", "when_no_such_date"),
        ("February 30 at 12", "when_no_such_date"),
        ("gruve 4 kl 12", "when_unclear"),
        ("29.2.2027 kl 12", "when_no_such_date"),
        ("24.13 kl 12", "when_no_such_date"),
        ("0.12 kl 12", "when_no_such_date"),
        ("24. brumaire kl 12", "when_unclear"),
        ("24.12 kl 24", "when_no_such_time"),
        ("24.12 kl 12:60", "when_no_such_time"),
        ("mandag 24.12 kl 12", "when_wrong_weekday"),
        ("Monday 24 December at 12", "when_wrong_weekday"),
        ("i dag kl 10", "when_passed"),
        ("i dag kl 9:59", "when_passed"),
        ("24. november kl 9", "when_passed"),
        ("23.11.2026 kl 12", "when_passed"),
        ("1.1.2020 kl 12", "when_passed"),
        ("2000-01-01 12:00", "when_passed"),
    ],
)
def test_what_cannot_be_a_moment_is_refused_with_the_reason(text: str, expected: str) -> None:
    assert problem(text) == expected


@pytest.mark.parametrize("text", ["tirsdag 1.12", "torsdag 3.12", "onsdag 25.11."])
def test_a_date_without_a_time_is_not_taken_for_a_time(text: str) -> None:
    assert problem(text) in {"when_needs_time", "when_unclear"}


def test_a_wrong_weekday_names_the_date_that_was_meant() -> None:
    with pytest.raises(BadInputError) as caught:
        read("mandag 24.12 kl 12")

    assert str(caught.value.values["date"]) == "2026-12-24"


def test_an_hour_the_clocks_skip_is_refused_and_the_next_one_offered() -> None:
    with pytest.raises(BadInputError) as caught:
        read("28.03.2027 02:30")

    assert caught.value.problem == "when_skipped"
    assert caught.value.values["instead"] == datetime(2027, 3, 28, 3, 30, tzinfo=OSLO)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("31.10.2027 02:30 sommertid", "2027-10-31T02:30:00+02:00"),
        ("31.10.2027 02:30 sommartid", "2027-10-31T02:30:00+02:00"),
        ("31.10.2027 02:30 vintertid", "2027-10-31T02:30:00+01:00"),
        ("31 October 2027 at 02:30 summer time", "2027-10-31T02:30:00+02:00"),
        ("31 October 2027 at 02:30 winter time", "2027-10-31T02:30:00+01:00"),
        ("31.10.2027 kl 2 Sommertid", "2027-10-31T02:00:00+02:00"),
        ("31.10.2027 01:59", "2027-10-31T01:59:00+02:00"),
        ("31.10.2027 03:00", "2027-10-31T03:00:00+01:00"),
        ("28.03.2027 01:59", "2027-03-28T01:59:00+01:00"),
        ("28.03.2027 03:00", "2027-03-28T03:00:00+02:00"),
    ],
)
def test_the_nights_the_clocks_change_are_told_apart(text: str, moment: str) -> None:
    assert read(text) == moment


def test_an_hour_that_comes_twice_needs_a_season() -> None:
    assert problem("31.10.2027 02:30") == "when_twice"


def test_the_date_is_counted_where_the_place_is_and_not_in_utc() -> None:
    nearly_midnight = datetime(2026, 11, 24, 23, 30, tzinfo=ZoneInfo("UTC"))

    found = parse_when("i morgen kl 9", nearly_midnight, OSLO)

    assert found.isoformat() == "2026-11-26T09:00:00+01:00"


@pytest.mark.parametrize("text", ["0001-01-01 00:10", "1.1.0001 kl 0", "0000-12-24 12:00"])
def test_a_year_before_all_years_is_refused(text: str) -> None:
    assert problem(text) in {"when_unclear", "when_passed"}


@pytest.mark.parametrize("text", ["9999-12-31 23:59", "31.12.9999 kl 23"])
def test_the_last_year_of_all_is_read(text: str) -> None:
    assert read(text).startswith("9999-12-31T23:")


CALENDAR = ["i dag", "i morgen", "tirsdag", "torsdag", "24.12", "31.10.2027", "2027-03-28", "29.2"]
EDGES = ["0001-01-01", "9999-12-31", "1", "9", "24", "31", "00", "99", "٣", "²", "İ", "ſ"]
CLOCK = ["kl", "kl.", "at", "on", "den", "02:30", "00:00", "23:59", "24:00", ".", "/", "-", ":"]
SEASONS = [
    "des",
    "mars",
    "mai",
    "sommertid",
    "sommartid",
    "vintertid",
    "summer time",
    "winter time",
]
PIECES = st.sampled_from(CALENDAR + EDGES + CLOCK + SEASONS)


@given(st.text() | st.lists(PIECES, max_size=7).map(" ".join) | st.lists(PIECES).map("".join))
def test_any_text_is_a_moment_to_come_or_bad_input(text: str) -> None:
    try:
        found = parse_when(text, TUESDAY, OSLO)
    except BadInputError:
        return
    assert found > TUESDAY


@given(st.integers(100, 9999), st.integers(0, 13), st.integers(0, 32), st.integers(0, 24))
def test_any_date_in_numbers_is_a_moment_to_come_or_bad_input(
    year: int, month: int, day: int, hour: int
) -> None:
    try:
        found = parse_when(f"{day}.{month}.{year:04} kl {hour}", TUESDAY, OSLO)
    except BadInputError:
        return
    assert (found.year, found.month, found.day) == (year, month, day)
