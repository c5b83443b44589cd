"""What Telegram has handed over, kept until it is handled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from klyngebot.domain.privacy import Kept
from klyngebot.store.database import Reader, Row, Transaction, stamp

KEPT_IDS = Kept.THREE_DAYS.time
"""Longer than the 24 h Telegram redelivers in, shorter than the week after which ids restart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxUpdate:
    """One update as it came: ``body`` is the raw JSON."""

    update_id: int
    lane: int
    body: str
    attempts: int = 0


async def put(tx: Transaction, updates: Iterable[InboxUpdate], now: datetime) -> list[InboxUpdate]:
    """Store ``updates`` and return those not seen before."""
    return [
        update
        for update in updates
        if await tx.fetch_all(
            """
            INSERT INTO inbox (update_id, lane, received_at, body)
            VALUES (:update_id, :lane, :now, :body)
            ON CONFLICT (update_id) DO NOTHING
            RETURNING update_id
            """,
            update_id=update.update_id,
            lane=update.lane,
            body=update.body,
            now=stamp(now),
        )
    ]


async def list_waiting(db: Reader) -> list[InboxUpdate]:
    """Return what is not handled yet, oldest first."""
    rows = await db.fetch_all(
        """
        SELECT update_id, lane, body, attempts
          FROM inbox
         WHERE state = 'waiting'
         ORDER BY update_id
        """
    )
    return [_update(row) for row in rows]


async def count_quarantined(db: Reader) -> int:
    """Return how many updates were given up."""
    count: int = await db.value("SELECT count(*) FROM inbox WHERE state = 'quarantined'")
    return count


async def begin_attempt(tx: Transaction, update_id: int) -> InboxUpdate | None:
    """Count an attempt at ``update_id`` and return it, or None when it is not waiting."""
    row = await tx.fetch_one(
        """
        UPDATE inbox
           SET attempts = attempts + 1
         WHERE update_id = :update_id AND state = 'waiting'
        RETURNING update_id, lane, body, attempts
        """,
        update_id=update_id,
    )
    return _update(row) if row else None


async def finish(tx: Transaction, update_id: int) -> None:
    """Mark ``update_id`` done and erase its body."""
    await tx.execute(
        "UPDATE inbox SET state = 'done', body = NULL WHERE update_id = :update_id",
        update_id=update_id,
    )


async def quarantine(tx: Transaction, update_id: int, reason: str) -> None:
    """Give ``update_id`` up; its body is kept for a person to look at."""
    await tx.execute(
        """
        UPDATE inbox SET state = 'quarantined', reason = :reason WHERE update_id = :update_id
        """,
        update_id=update_id,
        reason=reason,
    )


async def forget_old(tx: Transaction, now: datetime) -> None:
    """Drop the ids of done updates older than ``KEPT_IDS``, and quarantined bodies after 7 days."""
    await tx.execute(
        "DELETE FROM inbox WHERE state = 'done' AND received_at < :before",
        before=stamp(now - KEPT_IDS),
    )
    await tx.execute(
        "DELETE FROM inbox WHERE state = 'quarantined' AND received_at < :before",
        before=stamp(now - Kept.UNTIL_HANDLED.time),
    )


def _update(row: Row) -> InboxUpdate:
    return InboxUpdate(
        update_id=row["update_id"], lane=row["lane"], body=row["body"], attempts=row["attempts"]
    )
