"""Promises 1 and 2 at length: a crowd, everything that goes wrong, and a process that is killed.

The account in the store is compared, row by row, with what the server really took.
"""

import asyncio
import re
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from support.crowd import FIRST, Crowd, Fate, announce_to, serve_crowd
from support.killable import BotProcess

IN_FLIGHT = 8
"""As a bot is set up unless told otherwise: the number in the promise."""

MOST_GROWTH = 20 * 1024
"""KiB that one life of the process may grow after its first tenth."""

MOST_LOG = 64 * 1024 * 1024
"""Bytes of the write-ahead log."""

_LOOK = 0.2
"""How often (s) the process and its files are measured."""

_IS_ANY_OPEN = """
    SELECT EXISTS (SELECT 1 FROM delivery WHERE state = 'pending')
        OR EXISTS (SELECT 1 FROM delivery WHERE state = 'sending')
"""


@dataclass
class Life:
    """One life of the process: how many messages the server had, and its size (KiB) then."""

    messages: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    @property
    def growth(self) -> int:
        """Return how much (KiB) it has grown after its first tenth."""
        if not self.sizes:
            return 0
        first, last = self.messages[0], self.messages[-1]
        early = [size for number, size in self._seen if number - first <= (last - first) / 10]
        return max(self.sizes) - max(early)

    @property
    def _seen(self) -> list[tuple[int, int]]:
        return list(zip(self.messages, self.sizes, strict=True))


class Soak:
    """A broadcast to a crowd, by processes that are killed, until every row has a result."""

    def __init__(self, folder: Path, crowd: Crowd) -> None:
        self.path = folder / "klyngebot.sqlite3"
        self.crowd = crowd
        self.lives: list[Life] = []
        self.largest_log = 0
        self.seconds = 0.0

    async def run(self, seconds: float) -> None:
        """Run for at most ``seconds`` (s)."""
        await announce_to(self.path, len(self.crowd.copies))
        began = time.monotonic()
        async with serve_crowd(self.crowd) as url, asyncio.timeout(seconds):
            while not await self._live(url):
                pass
        self.seconds = time.monotonic() - began

    async def _live(self, url: str) -> bool:
        """Let the process live, and return whether it lived to the end."""
        bot = BotProcess(self.path.parent, url, in_flight=IN_FLIGHT)
        bot.start()
        self.crowd.pid = bot.pid
        self.lives.append(Life())
        try:
            while bot.is_running and not self._is_over():
                self._measure(bot.pid)
                await asyncio.sleep(_LOOK)
        finally:
            await bot.stop()
        return not bot.was_killed

    def _is_over(self) -> bool:
        return self.rows(_IS_ANY_OPEN) == [(0,)]

    def _measure(self, pid: int) -> None:
        try:
            status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
            log = self.path.with_name(self.path.name + "-wal").stat().st_size
        except OSError:  # it has just been killed
            return
        size = re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
        if size is not None:
            self.lives[-1].messages.append(self.crowd.messages)
            self.lives[-1].sizes.append(int(size[1]))
            self.largest_log = max(self.largest_log, log)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(sql).fetchall()

    def check(self, kills: Sequence[int]) -> None:
        """Compare the store with what the server took."""
        rows = self.rows("SELECT address, state FROM delivery WHERE kind = 'broadcast'")
        states = {int(address) - FIRST: state for address, state in rows}
        recipients = len(self.crowd.copies)
        assert len(rows) == len(states) == recipients, "a recipient is missing or stands twice"
        assert len(self.lives) == len(kills) + 1
        seen = Counter(
            (states[number], self.crowd.fates[number], copies)
            for number, copies in enumerate(self.crowd.copies)
        )
        assert set(seen) <= {
            ("delivered", Fate.TAKEN, 1),
            ("refused", Fate.REFUSED, 0),
            *(("uncertain", fate, copies) for fate in Fate for copies in (0, 1)),
        }, seen
        uncertain = sum(state == "uncertain" for state in states.values())
        assert uncertain <= self.crowd.lost + IN_FLIGHT * len(kills)
        assert self.crowd.within_waits <= IN_FLIGHT * self.crowd.waits, "sent while asked to wait"
        assert self.largest_log < MOST_LOG

    def __str__(self) -> str:
        growth = max(life.growth for life in self.lives)
        return (
            f"{len(self.crowd.copies)} recipients in {self.seconds:.0f} s, "
            f"{dict(Counter(state for (state,) in self.rows('SELECT state FROM delivery')))}, "
            f"{self.crowd.lost} answers lost, {self.crowd.waits} waits, "
            f"{len(self.lives) - 1} kills, most growth {growth} KiB, "
            f"largest log {self.largest_log // 1024} KiB"
        )


@pytest.mark.long
async def test_a_small_crowd_is_counted_to_the_last_through_a_kill(tmp_path: Path) -> None:
    kills = (200,)
    soak = Soak(tmp_path, Crowd(600, bursts=(400,), kills=kills))

    await soak.run(60)

    soak.check(kills)


@pytest.mark.long
@pytest.mark.timeout(1800)
async def test_a_hundred_thousand_are_counted_to_the_last_through_ten_kills(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kills = range(5_000, 55_000, 5_000)
    soak = Soak(tmp_path, Crowd(100_000, bursts=range(2_500, 100_000, 10_000), kills=kills))

    await soak.run(1_700)

    with capsys.disabled():
        sys.stdout.write(f"\n{soak}\n")
    soak.check(kills)
    assert all(life.growth < MOST_GROWTH for life in soak.lives)
