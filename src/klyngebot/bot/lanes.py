"""One update at a time in each chat, many chats at once; nothing is lost and nothing blocks."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

from klyngebot.store import inbox
from klyngebot.store.database import Database, UnwritableError
from klyngebot.store.inbox import InboxUpdate

_log = logging.getLogger(__name__)

ATTEMPTS = 3
"""How often an update is tried before it is put aside."""

_PARALLEL = 32
_PAUSE = 0.2
_UNWRITABLE_PAUSE = 1.0

Handle = Callable[[InboxUpdate], Awaitable[None]]
"""Handles an update; raises when it must be tried again."""


class Lanes:
    """Handles what is in the inbox.

    Args:
        db: The store.
        handle: What to do with an update.
        give_up: Told of an update that failed ``ATTEMPTS`` times, after it was put aside.
    """

    def __init__(self, db: Database, handle: Handle, give_up: Handle) -> None:
        self._db = db
        self._handle = handle
        self._give_up = give_up
        self._waiting: dict[int, deque[int]] = {}
        self._room = asyncio.Semaphore(_PARALLEL)
        self._group: asyncio.TaskGroup | None = None
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Handle what waits on disk, and then what is added, until :meth:`stop`."""
        async with asyncio.TaskGroup() as self._group:
            self.add(await inbox.list_waiting(self._db.reader))
            await self._stopping.wait()

    def stop(self) -> None:
        """Finish the updates at hand; the rest waits on disk for the next start."""
        self._stopping.set()

    def add(self, updates: Iterable[InboxUpdate]) -> None:
        """Take ``updates``, which are on disk."""
        assert self._group is not None
        for update in updates:
            lane = self._waiting.get(update.lane)
            if lane is None:
                lane = self._waiting[update.lane] = deque()
                self._group.create_task(self._run_lane(update.lane, lane))
            lane.append(update.update_id)

    async def _run_lane(self, number: int, lane: deque[int]) -> None:
        while lane and not self._stopping.is_set():
            async with self._room:
                await self._run_one(lane.popleft())
        if self._waiting.get(number) is lane:
            del self._waiting[number]

    async def _run_one(self, update_id: int) -> None:
        while not self._stopping.is_set():
            try:
                if await self._attempt(update_id):
                    return
            except UnwritableError as error:
                # A full disk is nobody's fault: wait until it can be written again.
                _log.error("unwritable error=%s", error)
                await asyncio.sleep(_UNWRITABLE_PAUSE)

    async def _attempt(self, update_id: int) -> bool:
        """Try an update once; return whether it is settled."""
        async with self._db.transaction() as tx:
            update = await inbox.begin_attempt(tx, update_id)
            if update and update.attempts > ATTEMPTS:  # each of them took the process down
                await inbox.quarantine(tx, update_id, "crash")
                update = None
        if update is None:
            return True
        try:
            await self._handle(update)
        except UnwritableError:
            raise
        except Exception as error:  # noqa: BLE001 - this is where every error ends
            _log.exception("update_failed update_id=%d attempt=%d", update_id, update.attempts)
            if update.attempts >= ATTEMPTS:
                await self._put_aside(update, type(error).__name__)
                return True
            await asyncio.sleep(_PAUSE * update.attempts)
            return False
        async with self._db.transaction() as tx:
            await inbox.finish(tx, update_id)
        return True

    async def _put_aside(self, update: InboxUpdate, reason: str) -> None:
        async with self._db.transaction() as tx:
            await inbox.quarantine(tx, update.update_id, reason)
        _log.error("quarantined update_id=%d reason=%s", update.update_id, reason)
        try:
            await self._give_up(update)
        except Exception:  # noqa: BLE001 - it is put aside already
            _log.exception("apology_failed update_id=%d", update.update_id)
