"""One chat that has to wait keeps nobody else waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from klyngebot.broadcast import Pacer
from support.clock import FakeClock

Waiting = Callable[[str], "asyncio.Task[object]"]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def pacer(clock: FakeClock) -> Pacer:
    return Pacer(30, clock.monotonic)


@pytest.fixture
async def waiting(pacer: Pacer) -> AsyncIterator[Waiting]:
    tasks: list[asyncio.Task[object]] = []

    def begin(address: str) -> asyncio.Task[object]:
        tasks.append(asyncio.create_task(pacer.start_answer(address)))
        return tasks[-1]

    yield begin
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_an_answer_whose_own_chat_is_held_does_not_stop_bulk(
    pacer: Pacer, waiting: Waiting
) -> None:
    pacer.hold(3600, "1")
    task = waiting("1")
    await asyncio.sleep(0)

    room = pacer.bulk_room()

    assert not task.done()
    assert room > 0


async def test_an_answer_that_waits_for_the_overall_limit_stops_bulk_until_it_has_gone(
    pacer: Pacer, clock: FakeClock, waiting: Waiting
) -> None:
    for number in range(30):
        pacer.back(await pacer.start_answer(str(number)))
    task = waiting("99")
    await asyncio.sleep(0)
    while_full = (task.done(), pacer.bulk_room())

    clock.advance(1.05)
    room = pacer.bulk_room()
    async with asyncio.timeout(30):
        await task

    assert while_full == (False, 0)
    assert room == 0


async def test_answers_that_come_while_bulk_is_being_claimed_do_not_break_the_limit(
    pacer: Pacer, clock: FakeClock, waiting: Waiting
) -> None:
    for number in range(26):
        pacer.back(await pacer.start_answer(str(number)))
    clock.advance(0.9)

    promised = pacer.bulk_room()
    answers = [waiting(f"answer {number}") for number in range(4)]
    await asyncio.sleep(0)
    for number in range(promised):
        pacer.start_bulk(f"bulk {number}")
    started = 26 + promised + sum(task.done() for task in answers)

    assert started <= 30
