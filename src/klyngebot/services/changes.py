"""Who has done what."""

from dataclasses import dataclass

from klyngebot.domain.audit import Entry
from klyngebot.domain.roles import Caller, Role
from klyngebot.services.authority import require
from klyngebot.store import audit
from klyngebot.store.database import Database

PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    """Entries of the audit, newest first; ``paged`` says that there are newer ones."""

    entries: list[Entry]
    paged: bool
    has_older: bool


class Changes:
    """Use cases of the audit."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def list_latest(self, caller: Caller, before: int | None = None) -> ChangesPage:
        """Return what was done last, or last before entry ``before``."""
        async with self._db.read() as db:
            actor = await require(db, caller, Role.LEADER)
            found = await audit.list_latest(db, limit=PAGE + 1, before=before, locale=actor.locale)
            return ChangesPage(
                entries=found[:PAGE], paged=before is not None, has_older=len(found) > PAGE
            )
