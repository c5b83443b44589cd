"""When people are left in peace: at night and on public holidays, messages make no sound."""

from datetime import date, datetime, time, timedelta

NIGHT_BEGINS = time(21)
NIGHT_ENDS = time(7)

_FIXED = {(1, 1), (5, 1), (5, 17), (12, 25), (12, 26)}
_FROM_EASTER = {-3, -2, 0, 1, 39, 49, 50}
"""Maundy Thursday, Good Friday, Easter, Easter Monday, Ascension, Whit Sunday and Whit Monday.

With the fixed ones and Sundays these are Norway's days off: https://lovdata.no/lov/1995-02-24-12
and, for 1 and 17 May, https://lovdata.no/lov/1947-04-26-1
"""


def is_quiet(wall: datetime) -> bool:
    """Return whether a message at ``wall``, in the cluster's own time, should make no sound."""
    return not NIGHT_ENDS <= wall.time() < NIGHT_BEGINS or is_holiday(wall.date())


def is_holiday(on: date) -> bool:
    """Return whether ``on`` is a public holiday in Norway; an ordinary Sunday is none here."""
    return (on.month, on.day) in _FIXED or (on - easter(on.year)).days in _FROM_EASTER


def easter(year: int) -> date:
    """Return Easter Sunday of a Gregorian ``year``, by the rule of Meeus, Jones and Butcher."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leap, off = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * off + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, 1) + timedelta(days=day)
