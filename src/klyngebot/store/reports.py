"""Reports: a broadcast, what became of it, what was changed of it, and who has confirmed it."""

from klyngebot.domain.broadcasts import Acknowledging, BroadcastId, BroadcastReport
from klyngebot.store import (
    accounts,
    acknowledgements,
    audiences,
    broadcasts,
    corrections,
    questions,
)
from klyngebot.store.database import Reader


async def find(db: Reader, broadcast_id: BroadcastId) -> BroadcastReport | None:
    """Return a broadcast with all that can be told of it, or None."""
    broadcast = await broadcasts.find(db, broadcast_id)
    if broadcast is None:
        return None
    asks = broadcast.acknowledging is not Acknowledging.NOBODY
    return BroadcastReport(
        broadcast=broadcast,
        account=await accounts.account(db, broadcast_id),
        newcomers=await audiences.count_newcomers(db, broadcast),
        changes=await corrections.list_reports(db, broadcast_id),
        confirmed=(await acknowledgements.read(db, broadcast)).count if asks else None,
        answers=await questions.count_to(db, broadcast_id),
    )
