"""Nothing that waits for a time goes out by a clock that is wrong."""

from datetime import timedelta

import pytest

from klyngebot.broadcast.clockwatch import TOLERANCE, ClockWatch
from support.clock import FakeClock

SECOND = timedelta(seconds=1)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def watch(clock: FakeClock) -> ClockWatch:
    return ClockWatch(clock)


def test_time_that_passes_is_no_reason_for_doubt(clock: FakeClock, watch: ClockWatch) -> None:
    clock.advance(timedelta(days=30))

    assert watch.is_right()


@pytest.mark.parametrize(
    ("jump", "right"),
    [
        (timedelta(days=1), False),
        (TOLERANCE + SECOND, False),
        (TOLERANCE, True),
        (timedelta(0), True),
        (-TOLERANCE, True),
        (-TOLERANCE - SECOND, False),
        (-timedelta(hours=1), False),
    ],
)
def test_a_jump_of_more_than_two_minutes_is_in_doubt(
    clock: FakeClock, watch: ClockWatch, jump: timedelta, right: bool
) -> None:
    clock.at += jump

    assert watch.is_right() is right


def test_a_clock_that_the_server_agrees_with_is_right_whatever_it_was(
    clock: FakeClock, watch: ClockWatch
) -> None:
    clock.at += timedelta(hours=9)  # the machine slept

    watch.heard(clock.at - SECOND)
    clock.advance(3600)

    assert watch.is_right()


@pytest.mark.parametrize("apart", [timedelta(days=1), -timedelta(days=1)])
def test_a_clock_that_the_server_disagrees_with_is_wrong_until_both_agree(
    clock: FakeClock, watch: ClockWatch, apart: timedelta
) -> None:
    watch.heard(clock.at + apart)
    wrong = watch.is_right()
    clock.at += apart  # somebody sets it right

    watch.heard(clock.at)

    assert not wrong
    assert watch.is_right()


def test_thirty_seconds_of_a_wrong_day_release_nothing(clock: FakeClock, watch: ClockWatch) -> None:
    right = []
    clock.at += timedelta(days=1)
    for _ in range(60):
        clock.advance(0.5)
        right.append(watch.is_right())
    clock.at -= timedelta(days=1)

    assert not any(right)
    assert watch.is_right()
