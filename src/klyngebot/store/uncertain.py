"""Deliveries of which nobody knows whether they arrived: sent again, left be, or shown to us."""

from datetime import datetime

from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store.database import Reader, Transaction, stamp


async def send_again(tx: Transaction, broadcast_id: BroadcastId, now: datetime) -> int:
    """Queue the uncertain rows of a broadcast once more, and return how many.

    A row gets this once only, so nobody ever has more than two copies; who has left gets none.
    """
    rows = await tx.fetch_all(
        """
        UPDATE delivery
           SET state = 'pending', may_resend = 0, due_at = :now, reason = '',
               held = (SELECT state <> 'sending' FROM broadcast WHERE id = subject_id)
         WHERE kind = :kind AND subject_id = :id AND state = 'uncertain' AND may_resend
           AND subscriber_id IN (SELECT id FROM subscriber WHERE subscribed)
           AND (SELECT state FROM broadcast WHERE id = subject_id) <> 'cancelled'
        RETURNING id
        """,
        kind=Kind.BROADCAST,
        id=broadcast_id,
        now=stamp(now),
    )
    return len(rows)


async def leave(tx: Transaction, broadcast_id: BroadcastId) -> bool:
    """Close the question of the uncertain rows of a broadcast; return whether it was open."""
    rows = await tx.fetch_all(
        """
        UPDATE delivery
           SET may_resend = 0
         WHERE kind = :kind AND subject_id = :id AND state = 'uncertain' AND may_resend
        RETURNING id
        """,
        kind=Kind.BROADCAST,
        id=broadcast_id,
    )
    return bool(rows)


async def note_arrived(
    tx: Transaction, content: Content, subscriber_id: SubscriberId, message_id: int, now: datetime
) -> bool:
    """Note which message the last one of a broadcast is, of which nobody knew; return whether so.

    The last one has the buttons. Whoever wrote the broadcast has a preview that has them, too.
    """
    rows = await tx.fetch_all(
        """
        UPDATE delivery
           SET state = 'delivered', message_id = :message_id, reason = '',
               settled_at = coalesce(settled_at, :now)
         WHERE id = (SELECT id FROM delivery
                      WHERE kind = :kind AND subject_id = :id AND subscriber_id = :subscriber_id
                      ORDER BY part DESC
                      LIMIT 1)
           AND state = 'uncertain' AND address <> ''
           AND subscriber_id <> (SELECT author_id FROM broadcast WHERE id = :id)
        RETURNING id
        """,
        kind=content.kind,
        id=content.subject_id,
        subscriber_id=subscriber_id,
        message_id=message_id,
        now=stamp(now),
    )
    return bool(rows)


_UNANSWERED = """
       state = 'uncertain' AND may_resend = 1 AND settled_at <= :before
       AND NOT EXISTS (SELECT 1 FROM delivery o
                        WHERE o.kind = delivery.kind AND o.subject_id = delivery.subject_id
                          AND (o.state IN ('pending', 'sending') OR o.settled_at > :before))
"""
"""Whether a row has been uncertain since ``:before``, and nothing of its subject has moved since:
only then has anybody been asked."""


async def is_any_unanswered(db: Reader, before: datetime) -> bool:
    """Return whether anything is uncertain that nobody has chosen for since ``before``."""
    sql = f"SELECT EXISTS (SELECT 1 FROM delivery WHERE {_UNANSWERED})"
    return bool(await db.value(sql, before=stamp(before)))


async def leave_unanswered(tx: Transaction, before: datetime) -> list[BroadcastId]:
    """Leave what nobody has chosen for since ``before``; return the broadcasts it concerns."""
    rows = await tx.fetch_all(
        f"UPDATE delivery SET may_resend = 0 WHERE {_UNANSWERED} RETURNING kind, subject_id",
        before=stamp(before),
    )
    return sorted({BroadcastId(r["subject_id"]) for r in rows if r["kind"] == Kind.BROADCAST})
