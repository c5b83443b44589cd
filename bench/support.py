"""What the benchmarks share: a store full of deliveries, and a sender that costs nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.crowd import ANNOUNCEMENT, FIRST_PERSON
from klyngebot.domain.audiences import Audience
from klyngebot.domain.broadcasts import MAIN, Part
from klyngebot.domain.clock import SystemClock
from klyngebot.domain.deliveries import FINAL, Delivered, Delivery, Outcome
from klyngebot.domain.outgoing import lengths
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store import audiences, broadcasts, parts, sending
from klyngebot.store.database import Database

PER_SECOND = 30
"""How many messages a second a bot may send."""

ROUND_TRIP = 0.1
"""How long (s) a message to a server that is far takes there and back."""

JITTER = 0.005
"""How much longer (s) it can be on the way there."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the report."""

    what: str
    goal: str
    measured: str
    how: str


class InstantSender:
    """Answers at once, so that what is measured is the engine."""

    async def send(self, delivery: Delivery) -> Outcome:  # noqa: ARG002 - any will do
        return Delivered(1)


@asynccontextmanager
async def store_of(recipients: int) -> AsyncIterator[Database]:
    """Yield a store in which a broadcast to so many recipients has been confirmed."""
    with TemporaryDirectory() as folder:
        db = await Database.open(Path(folder) / "bench.sqlite3")
        try:
            await fill(db, recipients)
            yield db
        finally:
            await db.close()


async def fill(db: Database, recipients: int) -> None:
    """Add subscribers with made-up addresses, and a broadcast with a delivery to each."""
    async with db.transaction() as tx:
        await tx.execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
            INSERT INTO subscriber (channel, address, name, locale, subscribed, created_at)
            SELECT 'telegram', cast(:first + i - 1 AS TEXT), 'Person ' || i, 'nb', 1, '' FROM n
            """,
            count=recipients,
            first=FIRST_PERSON,
        )
    await announce(db, Audience())


async def announce(db: Database, audience: Audience) -> None:
    """Begin to send an announcement to those meant."""
    now = SystemClock().now()
    async with db.transaction() as tx:
        id_ = await broadcasts.add(tx, SubscriberId(1), now, audience=audience)
        part = Part(id=1, html=ANNOUNCEMENT)
        await parts.add(tx, id_, MAIN, part, update_id=id_)
        broadcast = await broadcasts.find(tx, id_)
        assert broadcast is not None
        await audiences.fix(tx, broadcast, lengths(broadcast.variants), now)
        await broadcasts.set_confirmed(tx, broadcast, now, now)
        await sending.begin(tx, broadcast, now)
        await broadcasts.set_progress(tx, id_, FINAL, message_id=None)


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
