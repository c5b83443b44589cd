"""When an announcement goes out: as soon as it is confirmed, or at a time its author writes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.clock import Clock
from klyngebot.domain.drafts import Draft, DraftKind, busy_with
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.services.authority import known, require
from klyngebot.services.composing import own
from klyngebot.store import broadcasts, drafts
from klyngebot.store.database import Database, Transaction, stamp


class Scheduling:
    """Use cases of choosing the time. All are for leaders."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def begin(self, caller: Caller, broadcast_id: BroadcastId) -> Draft:
        """Ask for the time of one of the caller's drafts.

        Raises:
            NoDraftError: It has been sent or deleted, or is somebody else's.
            BadInputError: The caller is in the middle of writing something else.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            await own(tx, actor, broadcast_id)
            draft = await drafts.find(tx, known(actor))
            if draft and draft.is_lost_when_left:
                raise busy_with(draft)
            given = {"broadcast": str(broadcast_id)}
            if draft and draft.kind is DraftKind.DUE and draft.fields == given:
                return draft
            return await drafts.begin(tx, known(actor), DraftKind.DUE, given)

    async def clear(self, caller: Caller, broadcast_id: BroadcastId) -> None:
        """Let one of the caller's drafts go out as soon as it is confirmed."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            broadcast = await own(tx, actor, broadcast_id)
            if broadcast.due_at is not None:
                await broadcasts.change(
                    tx, broadcast, self._clock.now(), due_local=None, zone=None, due_at=None
                )


async def take(
    tx: Transaction, actor: Actor, draft: Draft, wall: datetime, clock: Clock, *, update_id: int
) -> Draft:
    """Let the announcement that ``draft`` names go out at ``wall``, a time with its zone.

    What was written is kept with its zone, so that it stays that time where the rules of the zone
    change.

    Raises:
        NoDraftError: It has been sent or deleted.
    """
    broadcast = await own(tx, actor, BroadcastId(int(draft.fields["broadcast"])))
    zone = wall.tzinfo
    assert isinstance(zone, ZoneInfo)
    await broadcasts.change(
        tx,
        broadcast,
        clock.now(),
        due_local=wall.isoformat(),
        zone=zone.key,
        due_at=stamp(wall.astimezone(UTC)),
    )
    return await drafts.settle(tx, draft, str(broadcast.id), update_id)
