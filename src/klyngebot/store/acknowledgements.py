"""Acknowledgements: who was asked, who has confirmed, and the reminders to those who have not."""

from datetime import datetime

from klyngebot.domain.acknowledging import (
    Asked,
    Confirmations,
    Original,
    Shown,
    by_partner,
)
from klyngebot.domain.broadcasts import (
    Acknowledging,
    Broadcast,
    BroadcastId,
    ChangeId,
    ChangeKind,
)
from klyngebot.domain.deliveries import DeliveryState
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store import corrections
from klyngebot.store.database import Reader, Row, Transaction, instant, stamp

_LAST_PARTS = """
    SELECT subscriber_id, max(part) AS part, state, variant, partner_id, message_id
      FROM delivery
     WHERE kind = 'broadcast' AND subject_id = :id
     GROUP BY subscriber_id
"""
"""Of each recipient the last message, which has the button; SQLite takes the row of the max."""


async def is_recipient(db: Reader, broadcast_id: BroadcastId, subscriber_id: SubscriberId) -> bool:
    """Return whether a broadcast is for somebody, and has not been withdrawn from them."""
    return bool(
        await db.value(
            """
            SELECT EXISTS (SELECT 1 FROM delivery
                            WHERE kind = 'broadcast' AND subject_id = :id
                              AND subscriber_id = :subscriber_id
                              AND state NOT IN ('withdrawn', 'expired'))
            """,
            id=broadcast_id,
            subscriber_id=subscriber_id,
        )
    )


async def put(
    tx: Transaction, broadcast_id: BroadcastId, subscriber_id: SubscriberId, now: datetime
) -> datetime:
    """Note that somebody has confirmed, and return when they first did."""
    await tx.execute(
        "INSERT INTO acknowledgement VALUES (:id, :subscriber_id, :now) ON CONFLICT DO NOTHING",
        id=broadcast_id,
        subscriber_id=subscriber_id,
        now=stamp(now),
    )
    at = await find(tx, broadcast_id, subscriber_id)
    assert at is not None
    return at


async def find(
    db: Reader, broadcast_id: BroadcastId, subscriber_id: SubscriberId
) -> datetime | None:
    """Return when somebody confirmed a broadcast, or None."""
    row = await db.fetch_one(
        """
        SELECT at FROM acknowledgement
         WHERE broadcast_id = :id AND subscriber_id = :subscriber_id
        """,
        id=broadcast_id,
        subscriber_id=subscriber_id,
    )
    return instant(row["at"]) if row else None


async def find_corrected(
    db: Reader, change_id: ChangeId, subscriber_id: SubscriberId
) -> datetime | None:
    """Return when somebody confirmed the broadcast that a change is of, or None."""
    row = await db.fetch_one(
        """
        SELECT a.at
          FROM broadcast_change c
          JOIN acknowledgement a ON a.broadcast_id = c.broadcast_id
         WHERE c.id = :id AND a.subscriber_id = :subscriber_id
        """,
        id=change_id,
        subscriber_id=subscriber_id,
    )
    return instant(row["at"]) if row else None


async def list_shown(
    db: Reader, broadcast_id: BroadcastId, subscriber_id: SubscriberId
) -> list[Shown]:
    """Return the messages in somebody's chat that have the button."""
    rows = await db.fetch_all(
        f"""
        SELECT message_id, variant, 0 AS reminder
          FROM ({_LAST_PARTS})
         WHERE subscriber_id = :subscriber_id AND message_id IS NOT NULL
         UNION ALL
        SELECT d.message_id, d.variant, 1
          FROM delivery d
          JOIN broadcast_change c ON c.id = d.subject_id AND c.broadcast_id = :id
         WHERE d.kind = 'reminder' AND d.subscriber_id = :subscriber_id
           AND d.message_id IS NOT NULL
        """,
        id=broadcast_id,
        subscriber_id=subscriber_id,
    )
    return [
        Shown(message_id=row["message_id"], variant=row["variant"], reminder=bool(row["reminder"]))
        for row in rows
    ]


async def read(db: Reader, broadcast: Broadcast) -> Confirmations:
    """Return who has confirmed ``broadcast`` and who has not, and its latest reminder."""
    asked = await list_asked(db, broadcast.id)
    partners, alone = by_partner(asked, broadcast.acknowledging)
    return Confirmations(
        broadcast=broadcast,
        partners=partners,
        alone=alone,
        last_reminder=await corrections.find_last(db, broadcast.id, ChangeKind.REMINDER),
        is_withdrawn=bool(await corrections.find_last(db, broadcast.id, ChangeKind.WITHDRAWAL)),
    )


async def list_asked(db: Reader, broadcast_id: BroadcastId) -> list[Asked]:
    """Return who was asked to confirm a broadcast; whom it was withdrawn from, was not.

    Its author has read it: they are among them only once they have confirmed all the same.
    """
    rows = await db.fetch_all(
        f"""
        SELECT d.subscriber_id, d.state, d.partner_id, a.at, s.subscribed,
               coalesce(p.name, s.name) AS name,
               coalesce(nullif(o.short_name, ''), o.name, '') AS partner_name
          FROM ({_LAST_PARTS}) d
          JOIN broadcast b ON b.id = :id
          JOIN subscriber s ON s.id = d.subscriber_id AND s.chat = 'private'
          LEFT JOIN partner o ON o.id = d.partner_id
          LEFT JOIN acknowledgement a ON a.broadcast_id = :id AND a.subscriber_id = s.id
          LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
          LEFT JOIN person p ON p.id = m.person_id
         WHERE s.erased_at IS NULL AND d.state NOT IN ('withdrawn', 'expired')
           AND (s.id <> b.author_id OR a.at IS NOT NULL)
        """,
        id=broadcast_id,
    )
    return [_asked(row) for row in rows]


async def find_original(
    db: Reader, broadcast_id: BroadcastId, subscriber_id: SubscriberId
) -> Original:
    """Return what somebody got of a broadcast, as its reminder needs it."""
    row = await db.fetch_one(
        f"SELECT message_id, partner_id FROM ({_LAST_PARTS}) WHERE subscriber_id = :subscriber_id",
        id=broadcast_id,
        subscriber_id=subscriber_id,
    )
    return Original(
        message_id=row["message_id"] if row else None,
        has_partner=bool(row and row["partner_id"] is not None),
    )


async def add_reminders(
    tx: Transaction,
    broadcast_id: BroadcastId,
    reminder: ChangeId,
    recipients: list[SubscriberId],
    now: datetime,
) -> None:
    """Remind ``recipients``, a row each; one of whom nobody knows is not sent again by itself."""
    await tx.execute_many(
        f"""
        INSERT INTO delivery (kind, subject_id, subscriber_id, channel, address, due_at, variant,
                              partner_id, turn, resends)
        SELECT 'reminder', :change, s.id, s.channel, s.address, :now, d.variant, d.partner_id,
               coalesce((SELECT turn FROM delivery
                          WHERE state = 'pending' AND held = 0 AND urgent = 0
                            AND (kind, subject_id) <> ('reminder', :change)
                          ORDER BY turn LIMIT 1), 0) + :place, 0
          FROM ({_LAST_PARTS}) d
          JOIN subscriber s ON s.id = d.subscriber_id
         WHERE s.id = :subscriber_id
        """,
        [
            {
                "change": reminder,
                "id": broadcast_id,
                "subscriber_id": subscriber_id,
                "place": place,
                "now": stamp(now),
            }
            for place, subscriber_id in enumerate(recipients, start=1)
        ],
    )


async def withdraw_reminders(
    tx: Transaction, broadcast: Broadcast, subscriber_id: SubscriberId, now: datetime
) -> None:
    """Take back the reminders that wait for who has confirmed, and for whom they speak."""
    await tx.execute(
        """
        UPDATE delivery SET state = 'withdrawn', settled_at = :now
         WHERE kind = 'reminder' AND state = 'pending'
           AND subject_id IN (SELECT id FROM broadcast_change
                               WHERE broadcast_id = :id AND kind = 'reminder')
           AND (subscriber_id = :subscriber_id
                OR (:one_is_enough
                    AND partner_id = (SELECT partner_id FROM delivery
                                       WHERE kind = 'broadcast' AND subject_id = :id
                                         AND subscriber_id = :subscriber_id)))
        """,
        id=broadcast.id,
        subscriber_id=subscriber_id,
        one_is_enough=broadcast.acknowledging is Acknowledging.PARTNERS,
        now=stamp(now),
    )


def _asked(row: Row) -> Asked:
    return Asked(
        subscriber_id=SubscriberId(row["subscriber_id"]),
        name=row["name"],
        partner_id=PartnerId(row["partner_id"]) if row["partner_id"] is not None else None,
        partner_name=row["partner_name"],
        state=DeliveryState(row["state"]),
        confirmed_at=instant(row["at"]) if row["at"] else None,
        subscribed=bool(row["subscribed"]),
    )
