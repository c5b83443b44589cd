"""Telling people that somebody else has put them into the register."""

from dataclasses import dataclass
from datetime import datetime

from klyngebot.domain.audit import Action
from klyngebot.domain.clock import Clock
from klyngebot.domain.errors import BadInputError
from klyngebot.domain.informing import BATCH, Untold, fingerprint
from klyngebot.domain.people import PersonId
from klyngebot.domain.roles import Caller, Role
from klyngebot.services.authority import require
from klyngebot.store import audit, people
from klyngebot.store.database import Database

BATCHES = 3
"""E-mails prepared at once, so that one answer is no flood; the next follow when these are sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToInform:
    """Who has not been told: one e-mail's worth at a time.

    Args:
        now: When this was looked up.
        count: How many in all.
        overdue: How many of them should have been told by now.
        batches: The first of them, those waiting longest in the first.
    """

    now: datetime
    count: int
    overdue: int
    batches: list[list[Untold]]


class Informing:
    """Use cases of telling people."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def list_untold(self, caller: Caller) -> ToInform:
        """Return who has not been told that they are in the register."""
        now = self._clock.now()
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            found = await people.list_untold(db)
        ends = range(0, min(len(found), BATCH * BATCHES), BATCH)
        return ToInform(
            now=now,
            count=len(found),
            overdue=sum(who.is_overdue(now) for who in found),
            batches=[found[start : start + BATCH] for start in ends],
        )

    async def confirm(self, caller: Caller, first: PersonId, last: PersonId, shown: int) -> None:
        """Note that exactly those shown were told; a second time changes nothing.

        Args:
            caller: A leader.
            first: The first of them.
            last: The last of them, by id.
            shown: The fingerprint of all of them.

        Raises:
            BadInputError: Some have been told meanwhile, or others have come in between.
        """
        now = self._clock.now()
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            found = [
                who.person.id
                for who in await people.list_untold(tx)
                if first <= who.person.id <= last
            ]
            if found and fingerprint(found) != shown:
                raise BadInputError("list_changed")
            for person_id in found:
                await people.set_informed(tx, person_id, "office", now)
                await audit.note(tx, actor, Action.PERSON_INFORMED, person_id, now)
