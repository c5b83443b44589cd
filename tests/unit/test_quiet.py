from datetime import date, datetime

import pytest

from klyngebot.domain.quiet import easter, is_holiday, is_quiet


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(6, 59, True), (7, 0, False), (12, 0, False), (20, 59, False), (21, 0, True), (0, 0, True)],
)
def test_nights_are_quiet(hour: int, minute: int, quiet: bool) -> None:
    assert is_quiet(datetime(2026, 11, 26, hour, minute)) is quiet


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 4, 2),
        date(2026, 4, 3),
        date(2026, 4, 5),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 5, 17),
        date(2026, 5, 24),
        date(2026, 5, 25),
        date(2026, 12, 25),
        date(2026, 12, 26),
    ],
)
def test_public_holidays_are_quiet_all_day(day: date) -> None:
    assert is_holiday(day)
    assert is_quiet(datetime(day.year, day.month, day.day, 12))


@pytest.mark.parametrize(
    "day", [date(2026, 4, 1), date(2026, 4, 4), date(2026, 5, 18), date(2026, 12, 24)]
)
def test_the_days_around_them_are_not(day: date) -> None:
    assert not is_holiday(day)


@pytest.mark.parametrize(
    ("year", "on"),
    [
        (1961, date(1961, 4, 2)),
        (2000, date(2000, 4, 23)),
        (2008, date(2008, 3, 23)),
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_is_when_the_almanac_says(year: int, on: date) -> None:
    assert easter(year) == on
