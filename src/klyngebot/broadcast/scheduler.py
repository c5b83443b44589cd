"""What happens when its time has come: broadcasts go out, and what nobody chose for is left."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from klyngebot.domain.broadcasts import Broadcast, Stop
from klyngebot.domain.clock import Clock
from klyngebot.store import broadcasts, sending, uncertain
from klyngebot.store.database import Database, UnwritableError

_log = logging.getLogger(__name__)

LOOK = 0.5
"""How often (s) to look for what is due."""

LOOK_UNANSWERED = 60.0
"""How often (s) to look for what nobody has chosen for."""

LATE_MOST = timedelta(hours=6)
"""What is later than this is not sent unasked: after an outage it may make no sense any more."""

UNANSWERED = timedelta(hours=24)
"""How long a leader can choose whether the uncertain ones get it again; late news is no news."""


class Scheduler:
    """Looks for broadcasts that are due, and for questions that nobody has answered.

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
        next_at = self._clock.monotonic()
        while True:
            try:
                await self.look()
                if self._clock.monotonic() >= next_at:
                    next_at = self._clock.monotonic() + LOOK_UNANSWERED
                    await self.leave_unanswered()
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

    async def leave_unanswered(self) -> None:
        """Leave the uncertain ones for whom nobody has chosen in a day; they are not sent again."""
        now = self._clock.now()
        before = now - UNANSWERED
        if not await uncertain.is_any_unanswered(self._db.reader, before):
            return
        if not self._clock_is_right():
            return
        async with self._db.transaction() as tx:
            left = await sending.leave_unanswered(tx, before, now)
        _log.info("unanswered_left broadcasts=%d", len(left))


def _is_late(due: Broadcast, limit: datetime) -> bool:
    return due.due_at is not None and due.due_at < limit
