"""Claim, send, settle.

One transaction writes down what came back and marks what goes next, so that a row is *sending* on
disk before its request leaves, and at most ``in_flight`` rows are uncertain after a crash.
"""

import asyncio
import logging
from dataclasses import replace
from typing import Protocol

from klyngebot.broadcast.pacer import AFTER_RETRY, Pacer, Start
from klyngebot.domain.clock import Clock
from klyngebot.domain.deliveries import Deferred, Delivery, Outcome, Uncertain, asked_wait
from klyngebot.store import deliveries, sending
from klyngebot.store.database import Database, UnwritableError
from klyngebot.store.deliveries import Settled

_log = logging.getLogger(__name__)

IDLE = 0.5
"""How often (s) an idle engine looks for work."""

_UNWRITABLE_PAUSE = 1.0
"""How long (s) to wait when the disk refuses to be written."""

LONGEST_STOP = 10.0
"""How long (s) a stopping engine waits for what is in flight, and then for a disk that refuses."""


class Sender(Protocol):
    """Carries one message to one recipient."""

    async def send(self, delivery: Delivery) -> Outcome:
        """Send ``delivery`` and say what is known of it; never raise for a failed send."""
        ...


class Engine:
    """Sends what waits in the store, one row each, until stopped.

    Args:
        db: The store.
        sender: What carries a message.
        pacer: What says when.
        clock: The time.
        in_flight: The most rows that are *sending* at once.
    """

    def __init__(
        self, db: Database, sender: Sender, pacer: Pacer, clock: Clock, *, in_flight: int = 8
    ) -> None:
        self._db = db
        self._sender = sender
        self._pacer = pacer
        self._clock = clock
        self._in_flight = in_flight
        self._flying: dict[asyncio.Task[Outcome], tuple[Delivery, Start]] = {}
        self._back: list[Settled] = []
        self._stopping = asyncio.Event()

    async def recover(self) -> int:
        """Settle what a crash left in flight, take up holds, and return how many rows that was."""
        now = self._clock.now()
        async with self._db.transaction() as tx:
            left = await deliveries.recover(tx, now)
        for hold in await deliveries.list_holds(self._db.reader, now):
            self._pacer.hold((hold.until - now).total_seconds(), hold.address)
        if left:
            _log.warning("recovered in_flight=%d", left)
        return left

    async def run(self) -> None:
        """Send until :meth:`stop`; then let what is in flight come back, and settle it."""
        while not self._stopping.is_set():
            sent = await self._step()
            await self._wait(busy=sent > 0)
        if self._flying:
            await asyncio.wait(self._flying, timeout=LONGEST_STOP)
        for task in self._flying:
            task.cancel()
        if self._flying:
            await asyncio.wait(self._flying)
        await self._settle_last()

    def stop(self) -> None:
        """Claim nothing more."""
        self._stopping.set()

    async def drain(self) -> None:
        """Send until every row has a result. For tests and benchmarks."""
        while self._flying or self._back or await deliveries.is_any_open(self._db.reader):
            busy = await self._step() > 0
            if busy or await deliveries.is_any_open(self._db.reader):
                await self._wait(busy=busy)

    async def _settle_last(self) -> None:
        """Write down what came back; where the disk refuses until the end, the rows stay *sending*.

        They are uncertain at the next start, so that nothing is sent twice unasked.
        """
        until = asyncio.get_running_loop().time() + LONGEST_STOP
        while self._flying or self._back:
            await self._step(limit=0)
            if self._back and asyncio.get_running_loop().time() >= until:
                _log.error("stopped_unwritten rows=%d", len(self._back))
                return

    async def _step(self, limit: int | None = None) -> int:
        """Settle and claim in one transaction, start what was claimed, and return how many."""
        self._collect()
        room = min(self._in_flight - len(self._flying), self._pacer.bulk_room())
        room = room if limit is None else limit
        if room <= 0 and not self._back:
            self._pacer.give_back()
            return len(self._flying)
        try:
            claimed = await self._settle_and_claim(max(room, 0))
        except UnwritableError as error:
            # What came back stays in memory and nothing new is sent until it can be written.
            self._pacer.give_back()
            _log.error("unwritable error=%s", error)
            await asyncio.sleep(_UNWRITABLE_PAUSE)
            return len(self._flying)
        for delivery in claimed:
            start = self._pacer.start_bulk(delivery.address)
            task = asyncio.create_task(self._send(delivery, start))
            self._flying[task] = (delivery, start)
        self._pacer.give_back()
        return len(self._flying)

    async def _settle_and_claim(self, room: int) -> list[Delivery]:
        now = self._clock.now()
        back, claimed = list(self._back), list[Delivery]()
        async with self._db.transaction() as tx:
            await deliveries.settle(tx, back, now)
            await sending.follow(tx, back)
            await sending.watch(tx, back, now)
            if room:
                flying = [delivery.address for delivery, _ in self._flying.values()]
                claimed = await deliveries.claim(
                    tx,
                    now,
                    limit=room,
                    busy=[*self._pacer.busy(), *flying],
                    only_urgent=self._pacer.bulk_is_held,
                )
        del self._back[: len(back)]
        return claimed

    async def _send(self, delivery: Delivery, start: Start) -> Outcome:
        try:
            return await self._sender.send(delivery)
        except asyncio.CancelledError:
            return Uncertain("stopped")
        except Exception:  # noqa: BLE001 - whatever it is, the row needs a state
            _log.exception("sender_failed delivery=%d", delivery.id)
            return Uncertain("fault")
        finally:
            self._pacer.back(start)

    def _collect(self) -> None:
        for task in [task for task in self._flying if task.done()]:
            delivery, _ = self._flying.pop(task)
            outcome = _longer(task.result())
            if (wait := asked_wait(outcome)) is not None:
                self._pacer.hold(wait.seconds, delivery.address)
                if wait.holds_all:
                    self._pacer.hold(wait.seconds)
            self._back.append(Settled(delivery, outcome))

    async def _wait(self, *, busy: bool) -> None:
        """Wait until something is back, the pacer gives room, or it is time to look again."""
        if not busy:
            await _wait_or(self._stopping, IDLE)
        elif len(self._flying) < self._in_flight and not self._pacer.has_bulk_room:
            await self._pacer.wait_for_bulk()
        elif self._flying:
            await asyncio.wait(self._flying, timeout=IDLE, return_when=asyncio.FIRST_COMPLETED)


def _longer(outcome: Outcome) -> Outcome:
    """Return ``outcome`` with a little more than the wait asked for: its clock is not ours."""
    match outcome:
        case Deferred(seconds):
            return replace(outcome, seconds=seconds + AFTER_RETRY)
        case Uncertain(wait=Deferred(seconds) as wait):
            return replace(outcome, wait=replace(wait, seconds=seconds + AFTER_RETRY))
        case _:
            return outcome


async def _wait_or(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
