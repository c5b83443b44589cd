"""What the engine can do when nothing holds it back."""

import time

from bench.support import InstantSender, Row, announce, store_of
from klyngebot.broadcast import Engine, Pacer
from klyngebot.domain.audiences import Audience, Dimension, Selection
from klyngebot.domain.clock import SystemClock
from klyngebot.domain.deliveries import Delivery, Outcome
from klyngebot.store.database import Database

_LARGE = 10_000
_SMALL = 30
_BEFORE = 1_000
_TOPIC = 1


async def measure() -> list[Row]:
    """Send to 1 000, 10 000 and 100 000 recipients with 64 in flight and no limit."""
    rates = {count: await _rate(count) for count in (1_000, 10_000, 100_000)}
    single = await _rate(2_000, in_flight=1)
    between = await _between()
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
        Row(
            f"To {_SMALL} beside {_LARGE:,}: messages of the large one before the small one is out",
            f"≤ {_SMALL} and those in flight",
            f"{between} ({_LARGE - _BEFORE:,} in the order of confirmation)",
            f"confirmed when {_BEFORE:,} of the large one had gone; 8 in flight",
        ),
    ]


async def _between() -> int:
    """Return how many messages of a large announcement go out before a small one is out."""
    clock = SystemClock()
    async with store_of(_LARGE) as db:
        async with db.transaction() as tx:
            await tx.execute(
                "INSERT INTO subscription (subscriber_id, topic_id)"
                " SELECT id, :topic FROM subscriber ORDER BY id DESC LIMIT :small",
                topic=_TOPIC,
                small=_SMALL,
            )
        sender = _Counting(db)
        await Engine(db, sender, Pacer(None, clock.monotonic), clock, in_flight=8).drain()
    small = [at for at, subject in enumerate(sender.subjects) if subject != sender.subjects[0]]
    assert len(small) == _SMALL
    return small[-1] + 1 - _BEFORE - _SMALL


class _Counting(InstantSender):
    """Confirms a small announcement in the middle of a large one, and notes what goes when."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.subjects: list[int] = []

    async def send(self, delivery: Delivery) -> Outcome:
        self.subjects.append(delivery.content.subject_id)
        if len(self.subjects) == _BEFORE:
            only = Selection({Dimension.TOPIC: (str(_TOPIC),)})
            await announce(self._db, Audience(include=(only,)))
        return await super().send(delivery)


async def _rate(count: int, *, in_flight: int = 64) -> float:
    clock = SystemClock()
    pacer = Pacer(None, clock.monotonic)
    async with store_of(count) as db:
        engine = Engine(db, InstantSender(), pacer, clock, in_flight=in_flight)
        began = time.perf_counter()
        await engine.drain()
        return count / (time.perf_counter() - began)
