"""How fast messages go over HTTP without a limit, beside the bare loops of other libraries."""

import sys
from dataclasses import dataclass
from pathlib import Path

from bench import apart
from bench.support import Row

_AIOGRAM = Path(sys.prefix) / "aiogram" / "bin" / "python"
"""``make .venv/bench`` makes this environment; aiogram wants an older pydantic than we."""

_ROUNDS = 3
_MESSAGES = {
    "unpaced": 3_000,
    "aiogram": 2_000,
    "ptb-unpaced": 200,
    "ptb-one-by-one": 200,
}


@dataclass(frozen=True, slots=True)
class _Cost:
    """The best of some rounds: how many a second (1/s), and the processor time of each (s)."""

    rate: float
    processor: float


async def measure() -> list[Row]:
    """Send with each in turn to a server that answers a constant, time and again."""
    took: dict[str, list[list[float]]] = {kind: [] for kind in _MESSAGES}
    for _ in range(_ROUNDS):
        for kind, found in took.items():
            found.append(await _send(kind))
    ours, aiogram, ptb, one_by_one = (_best(kind, found) for kind, found in took.items())
    return [
        Row(
            "Engine over HTTP, durable rows, no limit, 64 in flight",
            "–",
            f"{ours.rate:,.0f}/s, {1e6 * ours.processor:.0f} µs of the processor for each",
            "a server that answers a constant on one core, the client on the other; no round trip "
            f"but that; time.perf_counter; best of {_ROUNDS} times {_MESSAGES['unpaced']:,}",
        ),
        Row(
            "… against aiogram's own loop, 64 in flight",
            "–",
            _against(ours, aiogram),
            "same run; await bot.send_message, nothing on disk; other work disturbs the processor "
            "time less",
        ),
        Row(
            "… against python-telegram-bot's, 64 in flight",
            "–",
            f"{_against(ours, ptb)}; {one_by_one.rate:,.0f}/s one by one",
            "same run; await bot.send_message with the request it comes with, nothing on disk",
        ),
    ]


async def _send(kind: str) -> list[float]:
    """Return how long it took by the clock and of the processor's time (s)."""
    count = _MESSAGES[kind]
    async with apart.server("constant") as server:
        if kind != "aiogram":
            return await apart.client(kind, server.url, count)
        return await apart.client(
            "unpaced", server.url, count, module="bench.with_aiogram", python=_AIOGRAM
        )


def _best(kind: str, took: list[list[float]]) -> _Cost:
    clock, processor = (min(found) for found in zip(*took, strict=True))
    return _Cost(_MESSAGES[kind] / clock, processor / _MESSAGES[kind])


def _against(ours: _Cost, other: _Cost) -> str:
    return (
        f"it takes {1e6 * other.processor:.0f} µs for each, "
        f"{other.processor / ours.processor:.1f} × ours; {other.rate:,.0f}/s, of which ours is "
        f"{ours.rate / other.rate:.1f} ×"
    )
