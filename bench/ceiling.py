"""What the engine can do when nothing holds it back."""

import time

from bench.support import InstantSender, Row, store_of
from klyngebot.broadcast import Engine, Pacer
from klyngebot.domain.clock import SystemClock


async def measure() -> list[Row]:
    """Send to 1 000, 10 000 and 100 000 recipients with 64 in flight and no limit."""
    rates = {count: await _rate(count) for count in (1_000, 10_000, 100_000)}
    single = await _rate(2_000, in_flight=1)
    return [
        Row(
            "Engine ceiling, durable rows, no limit, 64 in flight",
            "≥ 2000/s, flat",
            " · ".join(f"{rate:,.0f}/s at {count:,}" for count, rate in rates.items()),
            "a sender that answers at once; settle and claim in one FULL commit",
        ),
        Row(
            "… against a commit for each message",
            "–",
            f"{rates[10_000] / single:.1f} × its rate",
            "the same engine with one in flight, same run",
        ),
    ]


async def _rate(count: int, *, in_flight: int = 64) -> float:
    clock = SystemClock()
    pacer = Pacer(None, clock.monotonic)
    async with store_of(count) as db:
        engine = Engine(db, InstantSender(), pacer, clock, in_flight=in_flight)
        began = time.perf_counter()
        await engine.drain()
        return count / (time.perf_counter() - began)
