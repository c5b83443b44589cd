"""What is done once a night: a checked backup, and forgetting what is no longer needed."""

import asyncio
import logging
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from klyngebot.domain.clock import Clock
from klyngebot.store import imports, inbox, invitations, tries
from klyngebot.store.backups import back_up, list_backups
from klyngebot.store.database import Database, StoreError, UnwritableError

_log = logging.getLogger(__name__)

_HOUR = 3
"""The hour of the night after the day's last messages; a bot with no copy makes one at once."""

_LOOK = 60.0

_TRIES_KEPT = timedelta(days=1)
"""How long links that did not work are remembered; an hour is what they are counted over."""

_INVITATIONS_KEPT = timedelta(days=30)
"""How long after it was too old a personal link is known, to tell its owner that they are in."""


class Nightly:
    """The night shift.

    Args:
        db: The store.
        clock: The time.
        zone: Whose night it is.
        folder: Where backups go.
        keep: How many are kept.
    """

    def __init__(
        self, db: Database, clock: Clock, *, zone: ZoneInfo, folder: Path, keep: int
    ) -> None:
        self._db = db
        self._clock = clock
        self._zone = zone
        self._folder = folder
        self._keep = keep

    async def run(self) -> None:
        """Look every minute whether it is time, until cancelled."""
        while True:
            if self._is_due():
                await self.work()
            await asyncio.sleep(_LOOK)

    async def work(self) -> None:
        """Do the night's work; what fails is logged and tried again."""
        try:
            async with self._db.transaction() as tx:
                await inbox.forget_old(tx, self._clock.now())
                await imports.forget_old(tx, self._clock.now())
                await tries.forget_before(tx, self._clock.now() - _TRIES_KEPT)
                await invitations.forget_before(tx, self._clock.now() - _INVITATIONS_KEPT)
            path = await back_up(self._db, self._folder, self._clock.now(), keep=self._keep)
            await self._db.checkpoint()
        except (StoreError, UnwritableError, OSError) as error:
            _log.error("backup_failed error=%s", type(error).__name__)
        else:
            _log.info("backup_done file=%s", path.name)

    def _is_due(self) -> bool:
        now = self._clock.now().astimezone(self._zone)
        newest = next(iter(list_backups(self._folder)), None)
        if newest is None:
            return True
        tonight = now.replace(hour=_HOUR, minute=0, second=0, microsecond=0)
        return now >= tonight and newest.stat().st_mtime < tonight.timestamp()
