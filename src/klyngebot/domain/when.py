"""Dates and times as Norwegians (and English speakers) type them."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from klyngebot.domain.errors import BadInputError

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "mandag man måndag monday mon",
            "tirsdag tirs tir tysdag tys tuesday tues tue",
            "onsdag ons wednesday wed",
            "torsdag tors tor thursday thurs thu",
            "fredag fre friday fri",
            "lørdag lør laurdag laur lau saturday sat",
            "søndag søn sundag sun sunday",
        )
    )
    for name in names.split()
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar january jan",
            "februar february feb",
            "mars march mar",
            "april apr",
            "mai may",
            "juni june jun",
            "juli july jul",
            "august aug",
            "september sep sept",
            "oktober october okt oct",
            "november nov",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
_RELATIVE = {
    "i dag": 0,
    "today": 0,
    "i morgen": 1,
    "i morgon": 1,
    "tomorrow": 1,
    "i overmorgen": 2,
    "i overmorgon": 2,
    "idag": 0,
    "imorgen": 1,
    "imorgon": 1,
    "imorra": 1,
    "overmorgen": 2,
    "overmorgon": 2,
    "day after tomorrow": 2,
    "the day after tomorrow": 2,
}
_TIME = re.compile(
    r"(?:(?P<word>\b(?:kl|klokka|klokken|at)(?![^\W\d])\.?)\s*|(?<![\d.:/-]))(?P<hour>\d{1,2})"
    r"(?:(?P<mark>[:.])(?P<minute>\d{2}))?"
    r"(?:\s+(?P<season>sommertid|sommartid|vintertid|summer time|winter time))?$"
)
_TIME_FIRST = re.compile(
    r"(?P<time>(?:(?:kl|klokka|klokken|at)\.?\s*)\d{1,2}(?:[:.]\d{2})?)\s+(?:on\s+)?(?P<date>\S.*)$"
)
_BARE_HOUR = re.compile(r"(?P<day>.*\D) (?P<hour>\d{1,2})$")
"""An hour alone, which is one only where no date can end in it: "i morgen 8", "fredag 08"."""

_UNTIL = re.compile(r"(?<=\d)\s*(?:[-–]|til|to)\s*(?:kl\.?\s*)?\d{1,2}(?:[:.]\d{2})?$")
"""The end of an event, which is not kept: "kl. 9-15". Not part of a date such as 2026-12-04."""

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})$")
_NUMBERS = re.compile(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})\.?(?:[./]?(?P<year>\d{4}|\d{2}))?$")
_NAMED = re.compile(
    r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?\s+(?:of\s+)?(?P<name>[a-z]+)\.?(?:\s+(?P<year>\d{4}))?$"
)
_NAME_FIRST = re.compile(
    r"(?P<name>[a-z]+)\.?\s+(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?(?:\s+(?P<year>\d{4}))?$"
)

_LEAP = 8
"""Years until 29 February comes again at the latest: 1896, 1904."""


def parse_when(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment ``text`` names, with its wall time in ``zone``.

    A date without a year is the next such date. Both a date and a time are needed.

    Raises:
        BadInputError: It is not understood, has passed, does not exist (the night the clocks go
            forward) or exists twice (the night they go back) without ``sommertid``/``vintertid``.
    """
    bare = _UNTIL.sub("", " ".join(text.lower().replace(",", " ").split()))
    if (turned := _TIME_FIRST.match(bare)) is not None:
        bare = f"{turned['date']} {turned['time']}"
    if (hour := _BARE_HOUR.match(bare)) is not None and _is_hour(hour["day"], hour["hour"]):
        bare = f"{hour['day']} kl {hour['hour']}"
    clock = _TIME.search(bare)
    if clock is None or not (clock["word"] or clock["minute"]):
        raise BadInputError("when_needs_time")
    day = bare[: clock.start()].strip()
    dotted = clock["mark"] == "." and not clock["word"]
    if dotted and int(clock["minute"]) <= 12 and day.rstrip(".") in _WEEKDAYS:
        raise BadInputError("when_needs_time")  # "tirsdag 1.12" is a date
    on = _parse_date(day, now.astimezone(zone).date())
    try:
        at = time(int(clock["hour"]), int(clock["minute"] or 0))
    except ValueError as error:
        raise BadInputError("when_no_such_time") from error
    moment = _place(datetime.combine(on, at), zone, clock["season"] or "")
    if moment.astimezone(UTC) <= now:
        raise BadInputError("when_passed")
    return moment


def _is_hour(day: str, number: str) -> bool:
    """Return whether ``number`` after ``day`` can only be an hour: "fredag 13" may be a date."""
    return day in _RELATIVE or (day.rstrip(".") in _WEEKDAYS and number.startswith("0"))


def parse_day(text: str, today: date) -> date:
    """Return the date ``text`` names, with its year.

    Raises:
        BadInputError: It is not understood, or there is no such date.
    """
    bare = " ".join(text.lower().replace(",", " ").split())
    if bare not in _RELATIVE and not re.search(r"\d{4}", bare):
        raise BadInputError("day_needs_year")
    return _parse_date(bare, today)


def _parse_date(text: str, today: date) -> date:
    for prefix in ("den ", "on "):
        text = text.removeprefix(prefix)
    if text in _RELATIVE:
        return today + timedelta(days=_RELATIVE[text])
    first, _, rest = text.partition(" ")
    weekday = _WEEKDAYS.get(first.rstrip("."))
    if weekday is None:
        return _calendar_date(text, today)
    if not rest:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    found = _calendar_date(rest.removeprefix("den "), today)
    if found.weekday() != weekday:
        raise BadInputError("when_wrong_weekday", date=found)
    return found


def _calendar_date(text: str, today: date) -> date:
    match = _ISO.match(text) or _NUMBERS.match(text)
    match = match or _NAMED.match(text) or _NAME_FIRST.match(text)
    if match is None:
        raise BadInputError("when_unclear")
    parts = match.groupdict()
    month = _MONTHS.get(parts["name"]) if "name" in parts else int(parts["month"])
    if month is None:
        raise BadInputError("when_unclear")
    year = int(parts["year"]) if parts["year"] else None
    if year is not None and year < 100:
        year += 2000
    years = range(today.year, today.year + _LEAP + 1) if year is None else [year]
    for one in years:
        with suppress(ValueError):
            found = date(one, month, int(parts["day"]))
            if year is not None or found >= today:
                return found
    raise BadInputError("when_no_such_date")


def _place(wall: datetime, zone: ZoneInfo, season: str) -> datetime:
    first, second = wall.replace(tzinfo=zone), wall.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    round_trip = first.astimezone(UTC).astimezone(zone)
    if round_trip.replace(tzinfo=None) != wall:
        raise BadInputError("when_skipped", instead=round_trip)
    if not season:
        raise BadInputError("when_twice")
    return first if season in {"sommertid", "sommartid", "summer time"} else second
