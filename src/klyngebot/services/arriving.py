"""Proof that a message has arrived of which nobody knew: its recipient shows it to us."""

from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.clock import Clock
from klyngebot.domain.roles import Caller, Role
from klyngebot.services.authority import require
from klyngebot.store import sending
from klyngebot.store.database import Database


class Arriving:
    """Use cases of what somebody has got. It speaks for nobody's messages but their own."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def note(self, caller: Caller, broadcast_id: BroadcastId, message_id: int) -> bool:
        """Note that ``message_id`` in the caller's chat is what they got of a broadcast.

        Leaders have previews that look the same, so what they show proves nothing.

        Returns:
            Whether that was news: nobody knew whether it had arrived.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            if actor.subscriber_id is None or actor.has(Role.LEADER):
                return False
            me, now = actor.subscriber_id, self._clock.now()
            return await sending.note_arrived(tx, broadcast_id, me, message_id, now)
