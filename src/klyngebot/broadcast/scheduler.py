"""Lets what waits for a time go out when that time has come."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from klyngebot.domain.broadcasts import Broadcast, Stop
from klyngebot.domain.clock import Clock
from klyngebot.store import broadcasts, sending
from klyngebot.store.database import Database, UnwritableError

_log = logging.getLogger(__name__)

LOOK = 0.5
"""How often (s) to look for what is due."""

LATE_MOST = timedelta(hours=6)
"""What is later than this is not sent unasked: after an outage it may make no sense any more."""


class Scheduler:
    """Looks for broadcasts that are due.

    Args:
        db: The store.
        clock: The time.
        clock_is_right: Whether the time can be trusted now; what is due waits until it can.
    """

    def __init__(self, db: Database, clock: Clock, clock_is_right: Callable[[], bool]) -> None:
        self._db = db
        self._clock = clock
        self._clock_is_right = clock_is_right

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except UnwritableError as error:
                _log.error("unwritable error=%s", error)
            await asyncio.sleep(LOOK)

    async def look(self) -> None:
        """Let what is due go out; what is due too long ago stops and asks."""
        now = self._clock.now()
        if not await broadcasts.list_due(self._db.reader, now):
            return
        if not self._clock_is_right():
            _log.warning("due_held clock_is_right=false")
            return
        async with self._db.transaction() as tx:
            for due in await broadcasts.list_due(tx, now):
                if _is_late(due, now - LATE_MOST):
                    _log.warning("due_late broadcast=%d", due.id)
                    await sending.stop(tx, due, Stop.LATE, now)
                else:
                    await sending.begin(tx, due, now)


def _is_late(due: Broadcast, limit: datetime) -> bool:
    return due.due_at is not None and due.due_at < limit
