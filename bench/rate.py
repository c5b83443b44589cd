"""How much of the permitted rate is used, and whether it is ever exceeded."""

import time

from bench.support import Row, TimedSender, store_of, worst_second
from klyngebot.broadcast import Engine, Pacer
from klyngebot.domain.clock import SystemClock

_PER_SECOND = 30
_SECONDS = 60


async def measure() -> list[Row]:
    """Send at 30/s for a minute, with a round trip of 100 ms and 5 ms of jitter on the way."""
    clock = SystemClock()
    sender = TimedSender(round_trip=0.1, jitter=0.005)
    async with store_of(_PER_SECOND * _SECONDS) as db:
        engine = Engine(db, sender, Pacer(_PER_SECOND, clock.monotonic), clock, in_flight=8)
        await engine.drain()
    took = sender.arrived[-1] - sender.arrived[0]
    used = (len(sender.arrived) - 1) / took / _PER_SECOND
    return [
        Row(
            "Permitted rate used, 30/s over 60 s",
            "≥ 99 %",
            f"{used:.1%}",
            "durable rows, 100 ms round trip, 0–5 ms jitter, 8 in flight; read at the server",
        ),
        Row(
            "Most messages in any sliding second at the server",
            "≤ 30",
            str(worst_second(sender.arrived)),
            f"same run, {time.get_clock_info('monotonic').implementation}",
        ),
    ]
