"""What the benchmarks share: a store full of deliveries, and a sender with a known round trip."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from klyngebot.domain.clock import SystemClock
from klyngebot.domain.deliveries import Content, Delivered, Delivery, Kind, Outcome
from klyngebot.store import deliveries
from klyngebot.store.database import Database


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the report."""

    what: str
    goal: str
    measured: str
    how: str


class TimedSender:
    """Answers after a round trip and notes when each message reached the server."""

    def __init__(self, round_trip: float = 0.0, jitter: float = 0.0) -> None:
        self._round_trip = round_trip
        self._jitter = jitter
        self._random = random.Random(2)  # the same jitter every run
        self.arrived: list[float] = []

    async def send(self, delivery: Delivery) -> Outcome:  # noqa: ARG002 - any will do
        if self._round_trip:
            there = self._round_trip / 2 + self._random.uniform(0, self._jitter)
            await asyncio.sleep(there)
            self.arrived.append(time.monotonic())
            await asyncio.sleep(self._round_trip / 2)
        else:
            self.arrived.append(time.monotonic())
        return Delivered(1)


@asynccontextmanager
async def store_of(recipients: int, parts: int = 1) -> AsyncIterator[Database]:
    """Yield a store in which a broadcast to so many recipients has been confirmed."""
    with TemporaryDirectory() as folder:
        db = await Database.open(Path(folder) / "bench.sqlite3")
        try:
            await fill(db, recipients, parts)
            yield db
        finally:
            await db.close()


async def fill(db: Database, recipients: int, parts: int = 1) -> None:
    """Add subscribers with made-up addresses, and a delivery to each."""
    now = SystemClock().now()
    async with db.transaction() as tx:
        await tx.execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
            INSERT INTO subscriber (channel, address, name, locale, subscribed, created_at)
            SELECT 'telegram', cast(990000000 + i AS TEXT), 'Person ' || i, 'nb', 1, '' FROM n
            """,
            count=recipients,
        )
        for part in range(parts):
            content = Content(kind=Kind.BROADCAST, subject_id=1, part=part)
            await deliveries.add_for_audience(tx, content, None, now)


def worst_second(moments: list[float]) -> int:
    """Return the most of ``moments`` (s) that fall into any sliding second."""
    ordered = sorted(moments)
    worst = first = 0
    for last, moment in enumerate(ordered):
        while ordered[first] <= moment - 1.0:
            first += 1
        worst = max(worst, last - first + 1)
    return worst


def percentile(values: list[float], share: float) -> float:
    """Return the value below which ``share`` (0 to 1) of ``values`` lie."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]
