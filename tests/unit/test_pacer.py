import asyncio
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import pytest

from klyngebot.broadcast.pacer import Pacer, Start

RATE = 30
MILLISECOND = 0.001


@dataclass
class Monotonic:
    """A clock that stands still until it is moved."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Line:
    """Sends as much as the pacer lets it, in steps of a millisecond."""

    pacer: Pacer
    clock: Monotonic
    round_trip: tuple[float, float]
    random: Random

    def run(self, seconds: float) -> list[float]:
        """Return when (s) each message started."""
        away: list[tuple[float, Start]] = []
        starts: list[float] = []
        begun_at = self.clock.now
        for step in range(round(seconds / MILLISECOND)):
            self.clock.now = begun_at + step * MILLISECOND
            for due, start in away:
                if due <= self.clock.now:
                    self.pacer.back(start)
            away = [one for one in away if one[0] > self.clock.now]
            for _ in range(self.pacer.bulk_room()):
                trip = self.random.uniform(*self.round_trip)
                away.append((self.clock.now + trip, self.pacer.start_bulk(str(len(starts) + 1))))
                starts.append(self.clock.now)
        return starts


def most_in_a_window(moments: list[float], window: float = 1.0) -> int:
    return max(
        sum(1 for moment in moments[first : first + 200] if moment < begun_at + window - 1e-9)
        for first, begun_at in enumerate(moments)
    )


@pytest.fixture
def clock() -> Monotonic:
    return Monotonic()


@pytest.fixture
def pacer(clock: Monotonic) -> Pacer:
    return Pacer(RATE, clock)


@pytest.fixture
def line(pacer: Pacer, clock: Monotonic) -> Line:
    return Line(pacer, clock, (0.040, 0.150), Random(7))


async def answered(pacer: Pacer, address: str, times: int, *, edit: bool = False) -> None:
    async with asyncio.timeout(30):
        for _ in range(times):
            await pacer.start_answer(address, edit=edit)


async def must_wait(pacer: Pacer, address: str, *, edit: bool = False) -> bool:
    """Return whether an answer to ``address`` has to wait, while the clock stands still."""
    task = asyncio.create_task(pacer.start_answer(address, edit=edit))
    await asyncio.sleep(0)
    waiting = not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return waiting


def test_no_second_has_more_starts_than_the_limit(line: Line) -> None:
    starts = line.run(20)

    assert most_in_a_window(starts) <= RATE


@pytest.mark.parametrize("round_trip", [(0.001, 0.002), (0.040, 0.150), (0.100, 0.100), (0.4, 0.9)])
def test_no_second_at_the_server_has_more_arrivals_than_the_limit(
    pacer: Pacer, clock: Monotonic, round_trip: tuple[float, float]
) -> None:
    line = Line(pacer, clock, round_trip, Random(11))
    late = Random(13)

    arrivals = sorted(start + late.uniform(0, 0.001) for start in line.run(20))

    assert most_in_a_window(arrivals, 0.998) <= RATE


def test_slow_first_messages_are_seen_to_have_been_late_once_a_quick_one_is_back(
    pacer: Pacer, clock: Monotonic
) -> None:
    """Nobody knows how quick a line is before it has been: the first are judged again."""
    late = 0.019
    slow = Line(pacer, clock, (0.1 + late, 0.1 + late), Random(7)).run(0.6)
    clock.now += 0.12
    quick = Line(pacer, clock, (0.1, 0.1), Random(7)).run(2)

    arrivals = [start + late for start in slow] + quick

    assert most_in_a_window(sorted(arrivals)) <= RATE


def test_a_message_counts_from_when_it_leaves_and_not_from_when_its_connection_is_asked_for(
    pacer: Pacer, clock: Monotonic
) -> None:
    for address in range(RATE):
        pacer.start_bulk(str(address))
    clock.now += 0.3
    for address in range(RATE):
        pacer.leaves(str(address))

    clock.now += 0.9
    soon = pacer.bulk_room()
    clock.now += 0.2

    assert soon <= 0 < pacer.bulk_room()


def test_a_message_that_is_back_leaves_no_more(pacer: Pacer, clock: Monotonic) -> None:
    back = pacer.start_bulk("1")
    pacer.back(back)
    clock.now += 0.5

    pacer.leaves("1")

    assert back.at == 1000.0


def test_a_minute_uses_at_least_98_percent_of_the_rate(line: Line) -> None:
    starts = line.run(60)

    assert len(starts) >= 0.98 * RATE * 60


def test_the_first_second_is_spread_and_not_a_burst(line: Line) -> None:
    starts = line.run(1)

    assert most_in_a_window(starts, 0.005) <= 4
    assert most_in_a_window(starts, 0.1) <= 7
    assert len(starts) >= 0.9 * RATE


def test_a_pause_is_made_good_a_few_messages_at_a_time(line: Line, clock: Monotonic) -> None:
    line.run(2)
    clock.now += 30

    starts = line.run(2)

    assert most_in_a_window(starts, 0.005) <= 4
    assert max(after - before for before, after in pairwise(starts)) < 0.2


def test_a_message_that_never_comes_back_is_counted_and_then_forgotten(
    pacer: Pacer, clock: Monotonic
) -> None:
    quick = Pacer(1, clock)
    quick.start_bulk("1")

    clock.now += 1.0
    soon = quick.bulk_room()
    clock.now += 0.021
    later = quick.bulk_room()

    assert (soon, later) == (0, 1)


async def test_an_answer_starts_at_once_when_there_is_room(pacer: Pacer, clock: Monotonic) -> None:
    await answered(pacer, "7", 1)

    assert clock.now == 1000.0


async def test_an_answer_starts_at_once_while_bulk_is_held(pacer: Pacer) -> None:
    pacer.hold(60)

    await answered(pacer, "7", 1)

    assert pacer.bulk_is_held


async def test_an_answer_waits_while_its_own_chat_is_held(pacer: Pacer) -> None:
    pacer.hold(60, "7")

    assert await must_wait(pacer, "7")
    assert not await must_wait(pacer, "8")


async def test_bulk_leaves_two_slots_while_somebody_is_talking_with_us(
    pacer: Pacer, line: Line, clock: Monotonic
) -> None:
    await answered(pacer, "somebody", 1)

    starts = line.run(5)

    assert most_in_a_window(starts) == RATE - 2
    assert not await must_wait(pacer, "another")


async def test_bulk_takes_every_slot_again_ten_seconds_after_the_last_answer(
    pacer: Pacer, line: Line, clock: Monotonic
) -> None:
    await answered(pacer, "somebody", 1)
    clock.now += 10.1

    starts = line.run(5)

    assert most_in_a_window(starts) > RATE - 2


async def test_bulk_stands_back_while_an_answer_waits_for_room(
    pacer: Pacer, clock: Monotonic
) -> None:
    await answered(pacer, "7", RATE, edit=True)
    waiting = asyncio.create_task(pacer.start_answer("8"))
    await asyncio.sleep(0)
    clock.now += 1.03

    while_waiting = pacer.bulk_room()
    async with asyncio.timeout(30):
        await waiting

    assert while_waiting <= 0 < pacer.bulk_room()


async def test_one_person_gets_at_most_four_answers_in_a_second(
    pacer: Pacer, clock: Monotonic
) -> None:
    await answered(pacer, "7", 4)

    fifth = await must_wait(pacer, "7")
    clock.now += 1.01

    assert fifth
    assert not await must_wait(pacer, "7")


async def test_edits_do_not_count_in_the_chat(pacer: Pacer) -> None:
    await answered(pacer, "-100", 10, edit=True)

    assert pacer.busy() == []
    assert not await must_wait(pacer, "-100")


async def test_edits_count_towards_the_overall_limit(pacer: Pacer) -> None:
    await answered(pacer, "7", RATE, edit=True)

    assert await must_wait(pacer, "8", edit=True)


def test_a_shorter_hold_never_ends_a_longer_one(pacer: Pacer, clock: Monotonic) -> None:
    pacer.hold(10)
    pacer.hold(1)
    pacer.hold(10, "7")
    pacer.hold(1, "7")

    clock.now += 9.9
    assert (pacer.bulk_is_held, pacer.busy()) == (True, ["7"])

    clock.now += 0.2
    assert (pacer.bulk_is_held, pacer.busy()) == (False, [])


def test_an_address_is_busy_for_a_second_after_bulk(pacer: Pacer, clock: Monotonic) -> None:
    pacer.start_bulk("7")
    at_once = pacer.busy()

    clock.now += 0.99
    nearly = pacer.busy()
    clock.now += 0.02

    assert (at_once, nearly, pacer.busy()) == (["7"], ["7"], [])


def test_busy_lists_what_was_sent_to_and_what_is_held(pacer: Pacer) -> None:
    pacer.start_bulk("7")
    pacer.hold(5, "-9")

    assert sorted(pacer.busy()) == ["-9", "7"]


def test_a_group_gets_at_most_twenty_messages_in_a_minute(pacer: Pacer, clock: Monotonic) -> None:
    sent: list[float] = []

    for _ in range(1800):
        if "-100" not in pacer.busy():
            pacer.back(pacer.start_bulk("-100"))
            sent.append(clock.now)
        clock.now += 0.1

    assert most_in_a_window(sent, 60.0) == 20
    assert len(sent) >= 59


async def test_a_group_that_has_had_its_twenty_gets_no_answer_either(
    pacer: Pacer, clock: Monotonic
) -> None:
    for _ in range(20):
        pacer.start_bulk("-100")
        clock.now += 1.1

    assert await must_wait(pacer, "-100")


async def test_a_group_gets_answers_again_when_a_minute_has_gone_without_bulk(
    pacer: Pacer, clock: Monotonic
) -> None:
    for _ in range(20):
        await answered(pacer, "-100", 1)
        clock.now += 1.1

    clock.now += 60

    assert not await must_wait(pacer, "-100")


async def test_waiting_for_bulk_ends_soon_when_there_is_room(pacer: Pacer) -> None:
    async with asyncio.timeout(30):
        await pacer.wait_for_bulk()

    assert pacer.bulk_room() > 0


async def test_waiting_for_bulk_never_sleeps_past_a_change(pacer: Pacer) -> None:
    for address in range(RATE):
        pacer.start_bulk(str(address))

    async with asyncio.timeout(30):
        await pacer.wait_for_bulk()

    assert pacer.bulk_room() <= 0


@pytest.mark.parametrize("per_second", [0, -1])
def test_a_limit_below_one_is_refused(clock: Monotonic, per_second: int) -> None:
    with pytest.raises(ValueError, match="per_second"):
        Pacer(per_second, clock)


async def test_without_a_limit_bulk_and_answers_start_freely(clock: Monotonic) -> None:
    pacer = Pacer(None, clock)
    for address in range(10_000):
        pacer.start_bulk(str(address))

    assert pacer.bulk_room() > 10_000
    assert not await must_wait(pacer, "another")
