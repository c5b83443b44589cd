"""Prints the greatest resident size (KiB) after 1 000 deliveries and after 100 000 more."""

import resource
import sys

import klyngebot.app  # noqa: F401 - what a running bot has in memory
from bench.support import TimedSender, store_of
from klyngebot.broadcast import Engine, Pacer
from klyngebot.domain.clock import SystemClock


async def main() -> None:
    """Send and print."""
    for count in (1_000, 100_000):
        clock = SystemClock()
        async with store_of(count) as db:
            sender = TimedSender()
            engine = Engine(db, sender, Pacer(None, clock.monotonic), clock, in_flight=64)
            await engine.drain()
            sender.arrived.clear()
        sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}\n")
