"""Who has looked at whose telephone number."""

from datetime import datetime

from klyngebot.domain.people import PersonId
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store.database import Reader, Transaction, stamp


async def add(
    tx: Transaction,
    update_id: int,
    viewer_id: SubscriberId,
    person_id: PersonId,
    now: datetime,
) -> None:
    """Note that the viewer was shown the person's number; an update is noted once."""
    await tx.execute(
        """
        INSERT INTO phone_view (update_id, viewer_id, person_id, at)
        VALUES (:update_id, :viewer_id, :person_id, :now)
        ON CONFLICT (update_id) DO NOTHING
        """,
        update_id=update_id,
        viewer_id=viewer_id,
        person_id=person_id,
        now=stamp(now),
    )


async def list_seen(db: Reader, viewer_id: SubscriberId, since: datetime) -> set[PersonId]:
    """Return the people whose numbers the viewer was shown at ``since`` or later."""
    rows = await db.fetch_all(
        """
        SELECT DISTINCT person_id FROM phone_view
         WHERE viewer_id = :viewer_id AND at >= :since
        """,
        viewer_id=viewer_id,
        since=stamp(since),
    )
    return {PersonId(row["person_id"]) for row in rows}


async def count_of(db: Reader, person_id: PersonId, since: datetime) -> int:
    """Return how often others were shown the person's number at ``since`` or later."""
    count: int = await db.value(
        "SELECT count(*) FROM phone_view WHERE person_id = :person_id AND at >= :since",
        person_id=person_id,
        since=stamp(since),
    )
    return count
