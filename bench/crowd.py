"""What is sent to whom, and to many at once.

The standard library alone, for the environment of another bot library imports it, too.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable

TOKEN = "990000000:made-up-token-of-the-benchmarks"
FIRST_PERSON = 990_000_001
ANNOUNCEMENT = "En <b>kunngjøring</b>"


def take_last_core() -> None:
    """Leave the first core to the server."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


async def send(one: Callable[[int], Awaitable[object]], count: int, *, in_flight: int) -> None:
    """Send to ``count`` chats, so many at once."""
    chats = iter(range(FIRST_PERSON, FIRST_PERSON + count))

    async def in_turn() -> None:
        for chat in chats:
            await one(chat)

    await asyncio.gather(*(in_turn() for _ in range(in_flight)))


async def cost(work: Awaitable[None]) -> list[float]:
    """Do ``work``, and return how long it took by the clock and of the processor's time (s)."""
    began, used = time.perf_counter(), time.process_time()
    await work
    return [time.perf_counter() - began, time.process_time() - used]
