"""Taking the register out."""

from klyngebot.domain.audit import Action
from klyngebot.domain.clock import Clock
from klyngebot.domain.roles import Caller, Role
from klyngebot.services import register
from klyngebot.services.authority import require
from klyngebot.services.register import RegisterExport
from klyngebot.store import audit
from klyngebot.store.database import Database


class Exporting:
    """Use cases of exports. All are for leaders, who see everything of everybody."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def offer(self, caller: Caller) -> int:
        """Return how many partners an export would have."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return len((await register.export(db)).register.partners)

    async def take(self, caller: Caller, *, update_id: int) -> RegisterExport:
        """Return the register without those who have left, and note who took it."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            now = self._clock.now()
            await audit.note(tx, actor, Action.EXPORT_MADE, None, now, update_id=update_id)
            return await register.export(tx)
