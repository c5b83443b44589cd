"""Prints the greatest resident size (KiB) after 1 000 deliveries and after 100 000 more."""

import re
import sys
from pathlib import Path

import klyngebot.app  # noqa: F401 - what a running bot has in memory
from bench.support import InstantSender, store_of
from klyngebot.broadcast import Engine, Pacer
from klyngebot.domain.clock import SystemClock


async def main() -> None:
    """Send and print."""
    for count in (1_000, 100_000):
        clock = SystemClock()
        async with store_of(count) as db:
            pacer = Pacer(None, clock.monotonic)
            await Engine(db, InstantSender(), pacer, clock, in_flight=64).drain()
        sys.stdout.write(f"{_greatest()}\n")


def _greatest() -> int:
    # Not ru_maxrss: Linux hands down that of the process which started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    assert found is not None
    return int(found[1])
