"""Confirming announcements: who has, who has not, and a reminder to those who have not."""

from klyngebot.domain.acknowledging import (
    NO_CHANGE,
    Acknowledgement,
    Confirmations,
    PartnerStanding,
)
from klyngebot.domain.audit import Action
from klyngebot.domain.broadcasts import (
    Acknowledging,
    Broadcast,
    BroadcastId,
    BroadcastState,
    ChangeId,
    ChangeKind,
)
from klyngebot.domain.clock import Clock
from klyngebot.domain.errors import BadInputError, NotFoundError
from klyngebot.domain.privacy import Kept
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.services.authority import known, require
from klyngebot.store import acknowledgements, audit, broadcasts, corrections, standings
from klyngebot.store.database import Database, Reader

_NOT_SENT = (BroadcastState.DRAFT, BroadcastState.WAITING)


class Acknowledgements:
    """Use cases of confirming. Whoever has got it confirms; the rest is for leaders."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def acknowledge(self, caller: Caller, broadcast_id: BroadcastId) -> Acknowledgement:
        """Note that the caller has read a broadcast; the first time stands.

        Reminders that wait for them are withdrawn, and those that wait for their partner where one
        is enough. A leader who has not got it only sees what the button looks like.

        Raises:
            NotFoundError: It is not for them, or there is no such thing; which one is not told.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            broadcast = await _asking(tx, broadcast_id)
            if not await _has_got(tx, broadcast, actor):
                if not actor.has(Role.LEADER):
                    raise NotFoundError
                return Acknowledgement(broadcast=broadcast, at=None)
            now, me = self._clock.now(), known(actor)
            at = await acknowledgements.put(tx, broadcast_id, me, now)
            await acknowledgements.withdraw_reminders(tx, broadcast, me, now)
            shown = await acknowledgements.list_shown(tx, broadcast_id, me)
            return Acknowledgement(broadcast=broadcast, at=at, shown=tuple(shown))

    async def confirmations(self, caller: Caller, broadcast_id: BroadcastId) -> Confirmations:
        """Return who has confirmed a broadcast and who has not, partner by partner.

        Raises:
            NotFoundError: There is no such broadcast, or nobody is asked to confirm it.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return await acknowledgements.read(db, await _asking(db, broadcast_id))

    async def remind(
        self, caller: Caller, broadcast_id: BroadcastId, last: ChangeId, *, update_id: int
    ) -> Confirmations:
        """Remind those who have got a broadcast and not confirmed it; a second time does nothing.

        Args:
            caller: Who reminds.
            broadcast_id: Of what.
            last: The latest reminder that the caller was told of.
            update_id: The update that asks for it.

        Raises:
            NotFoundError: There is no such broadcast, or nobody is asked to confirm it.
            BadInputError: Somebody has reminded since the caller was asked, nobody is missing, or
                it was withdrawn.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            broadcast = await _asking(tx, broadcast_id)
            found = await acknowledgements.read(tx, broadcast)
            if await corrections.find_by_update(tx, update_id) is not None:
                return found
            before = found.last_reminder
            if (before.id if before else NO_CHANGE) != last:
                raise BadInputError("reminded_already", reminded=broadcast_id)
            if found.is_withdrawn:
                raise BadInputError("was_withdrawn")
            if not found.to_remind:
                raise BadInputError("nobody_to_remind")
            now = self._clock.now()
            made = await corrections.add(
                tx, broadcast_id, ChangeKind.REMINDER, known(actor), now, update_id=update_id
            )
            whom = [one.subscriber_id for one in found.to_remind]
            await acknowledgements.add_reminders(tx, broadcast_id, made, whom, now)
            await audit.note(
                tx, actor, Action.BROADCAST_REMINDED, broadcast_id, now, update_id=update_id
            )
            return await acknowledgements.read(tx, broadcast)

    async def standings(self, caller: Caller) -> list[PartnerStanding]:
        """Return how things stand with each partner: those who heard nothing for longest first."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return await standings.list_all(db, since=self._clock.now() - Kept.A_YEAR.time)


async def _asking(db: Reader, broadcast_id: BroadcastId) -> Broadcast:
    broadcast = await broadcasts.find(db, broadcast_id)
    if broadcast is None or broadcast.acknowledging is Acknowledging.NOBODY:
        raise NotFoundError
    return broadcast


async def _has_got(db: Reader, broadcast: Broadcast, actor: Actor) -> bool:
    return (
        actor.subscriber_id is not None
        and broadcast.state not in _NOT_SENT
        and await acknowledgements.is_recipient(db, broadcast.id, actor.subscriber_id)
    )
