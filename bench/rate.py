"""How much of the permitted rate is used, and what a 429 does, beside python-telegram-bot."""

import time
from dataclasses import dataclass

from bench import apart
from bench.clients import RETRIES
from bench.support import PER_SECOND, ROUND_TRIP, Row, worst_second

_SECONDS = 60
_STRICT_SECONDS = 30
_SUDDEN_SECONDS = 12

_HEARD = ROUND_TRIP + 0.05
"""What arrives so long (s) after a 429 was answered, left when its sender knew, even a slow one."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the server saw.

    Args:
        messages: When each arrived (s), and how long (s) its sender was told to wait.
        late: How late (s) the server woke at worst: what the machine adds to the jitter.
        given_up: How many its sender gave up.
    """

    messages: list[tuple[float, int]]
    late: float
    given_up: int

    @property
    def worst_second(self) -> int:
        return worst_second([at for at, _ in self.messages])

    @property
    def refused(self) -> int:
        return sum(wait > 0 for _, wait in self.messages)

    @property
    def inside(self) -> int:
        """How many were sent although it was known that none may be."""
        waits = [(at + _HEARD, at + wait) for at, wait in self.messages if wait]
        return sum(any(known <= at < end for known, end in waits) for at, _ in self.messages)

    def used(self, seconds: int) -> float:
        """Return which share of what is permitted in so many seconds from the first was taken."""
        until = self.messages[0][0] + seconds
        return sum(at < until and not wait for at, wait in self.messages) / (PER_SECOND * seconds)


async def measure() -> list[Row]:
    """Send at 30/s to servers that are far: one that takes all, one that punishes, one 429."""
    return [*await _open(), *await _strict(), *await _sudden()]


async def _open() -> list[Row]:
    ours, theirs = await _both("far", _SECONDS)
    clock = time.get_clock_info("monotonic").implementation
    return [
        Row(
            "Permitted rate used, 30/s over 60 s",
            "≥ 99 %",
            f"{ours.used(_SECONDS):.1%} (python-telegram-bot {theirs.used(_SECONDS):.1%})",
            "durable rows over HTTP, 8 in flight; a task for each message through AIORateLimiter; "
            "100 ms round trip, 0–5 ms jitter",
        ),
        Row(
            "Most messages in any sliding second at the server",
            "≤ 30",
            f"{ours.worst_second} (python-telegram-bot {theirs.worst_second})",
            f"same run, {clock}; the server woke up to {1000 * ours.late:.0f} ms late "
            f"({1000 * theirs.late:.0f} ms)",
        ),
    ]


async def _strict() -> list[Row]:
    ours, theirs = await _both("strict", _STRICT_SECONDS)
    return [
        Row(
            "… where the 31st bars the way for 5 s: rate used over 30 s",
            "–",
            f"{ours.used(_STRICT_SECONDS):.1%}, {ours.refused} refused (python-telegram-bot "
            f"{theirs.used(_STRICT_SECONDS):.1%}, {theirs.refused}; it gave {theirs.given_up} up)",
            f"same round trip and clock; AIORateLimiter tries again {RETRIES} times; who sends "
            f"inside the wait doubles it; the server woke up to {1000 * ours.late:.0f} ms late "
            f"({1000 * theirs.late:.0f} ms)",
        ),
        Row(
            "… sent inside a retry_after there",
            "0",
            f"{ours.inside} (python-telegram-bot {theirs.inside})",
            f"same run; what arrives more than {1000 * _HEARD:.0f} ms after the 429",
        ),
    ]


async def _sudden() -> list[Row]:
    ours, theirs = await _both("sudden", _SUDDEN_SECONDS)
    return [
        Row(
            "… sent inside the 5 s of a 429 out of the blue",
            "0",
            f"{ours.inside} (python-telegram-bot {theirs.inside})",
            "to the 151st message; same round trip and clock, no other limit",
        ),
    ]


async def _both(kind: str, seconds: int) -> tuple[_Seen, _Seen]:
    """Return what the server saw of our engine, and then of python-telegram-bot."""
    return await _seen(kind, "paced", seconds), await _seen(kind, "ptb-paced", seconds)


async def _seen(kind: str, client: str, seconds: int) -> _Seen:
    async with apart.server(kind) as server:
        [given_up] = await apart.client(client, server.url, seconds)
    return _Seen(server.told["messages"], server.told["late"], int(given_up))
