"""Broadcasts: their text, their progress message and their account."""

from collections.abc import Sequence
from datetime import datetime

from klyngebot.domain.broadcasts import Broadcast, BroadcastId
from klyngebot.domain.deliveries import Account, DeliveryState, Kind, RecipientResult
from klyngebot.domain.drafts import DraftId
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store.database import Reader, Transaction, instant, stamp

_PER_RECIPIENT = """
    SELECT subscriber_id,
           CASE WHEN max(state IN ('pending', 'sending')) THEN 'pending'
                WHEN max(state = 'uncertain') THEN 'uncertain'
                WHEN max(state = 'refused')   THEN 'refused'
                WHEN max(state = 'withdrawn') THEN 'withdrawn'
                WHEN max(state = 'expired')   THEN 'expired'
                ELSE 'delivered' END AS state,
           max(CASE WHEN state IN ('uncertain', 'refused') THEN reason ELSE '' END) AS reason,
           max(state = 'uncertain' AND may_resend
               AND subscriber_id IN (SELECT id FROM subscriber WHERE subscribed)) AS can_resend
      FROM delivery
     WHERE kind = :kind AND subject_id = :id
     GROUP BY subscriber_id
"""
"""A recipient of several messages is as far as the one that went worst."""


async def add(
    tx: Transaction,
    draft_id: DraftId,
    parts: Sequence[str],
    *,
    author: SubscriberId,
    now: datetime,
) -> BroadcastId:
    """Store the broadcast that ``draft_id`` became and return its id."""
    row = await tx.fetch_one(
        """
        INSERT INTO broadcast (draft_id, author_id, confirmed_at)
        VALUES (:draft_id, :author, :now)
        RETURNING id
        """,
        draft_id=draft_id,
        author=author,
        now=stamp(now),
    )
    assert row is not None
    await tx.execute_many(
        "INSERT INTO broadcast_part (broadcast_id, part, html) VALUES (:id, :part, :html)",
        [{"id": row["id"], "part": number, "html": html} for number, html in enumerate(parts)],
    )
    return BroadcastId(row["id"])


async def find_by_draft(db: Reader, draft_id: DraftId, author: SubscriberId) -> BroadcastId | None:
    """Return what the author's draft became, or None."""
    row = await db.fetch_one(
        "SELECT id FROM broadcast WHERE draft_id = :draft_id AND author_id = :author",
        draft_id=draft_id,
        author=author,
    )
    return BroadcastId(row["id"]) if row else None


async def find(db: Reader, broadcast_id: BroadcastId) -> Broadcast | None:
    """Return the broadcast, or None."""
    row = await db.fetch_one(
        """
        SELECT b.id, b.confirmed_at, b.progress_message, s.locale,
               iif(s.erased_at IS NULL, s.address, '') AS address
          FROM broadcast b
          JOIN subscriber s ON s.id = b.author_id
         WHERE b.id = :id
        """,
        id=broadcast_id,
    )
    if row is None:
        return None
    parts = await db.fetch_all(
        "SELECT html FROM broadcast_part WHERE broadcast_id = :id ORDER BY part", id=broadcast_id
    )
    return Broadcast(
        id=BroadcastId(row["id"]),
        author_address=row["address"],
        author_locale=row["locale"],
        confirmed_at=instant(row["confirmed_at"]),
        parts=tuple(part["html"] for part in parts),
        progress_message=row["progress_message"],
    )


async def list_ids(db: Reader, *, limit: int = 1000) -> list[BroadcastId]:
    """Return the broadcasts, newest first."""
    rows = await db.fetch_all("SELECT id FROM broadcast ORDER BY id DESC LIMIT :limit", limit=limit)
    return [BroadcastId(row["id"]) for row in rows]


async def count_states(db: Reader, broadcast_id: BroadcastId) -> dict[DeliveryState, int]:
    """Return how many recipients are in each state."""
    rows = await db.fetch_all(
        f"SELECT state, count(*) AS n FROM ({_PER_RECIPIENT}) GROUP BY state",
        kind=Kind.BROADCAST,
        id=broadcast_id,
    )
    return {DeliveryState(row["state"]): row["n"] for row in rows}


async def account(db: Reader, broadcast_id: BroadcastId) -> Account:
    """Return what became of the broadcast."""
    rows = await db.fetch_all(
        f"""
        SELECT r.*, coalesce(p.name, s.name) AS name,
               coalesce(nullif(o.short_name, ''), o.name, '') AS partner_name
          FROM ({_PER_RECIPIENT}) r
          JOIN subscriber s ON s.id = r.subscriber_id
          LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
          LEFT JOIN person p ON p.id = m.person_id
          LEFT JOIN partner o ON o.id = m.partner_id
         WHERE r.state NOT IN ('delivered', 'pending')
         ORDER BY r.state DESC, name
        """,
        kind=Kind.BROADCAST,
        id=broadcast_id,
    )
    problems = tuple(
        RecipientResult(
            subscriber_id=SubscriberId(row["subscriber_id"]),
            name=row["name"],
            partner_name=row["partner_name"],
            state=DeliveryState(row["state"]),
            reason=row["reason"],
            can_resend=bool(row["can_resend"]),
        )
        for row in rows
    )
    return Account(counts=await count_states(db, broadcast_id), problems=problems)


async def list_unshown(db: Reader) -> list[tuple[BroadcastId, str]]:
    """Return the broadcasts whose end the author has not seen, and what was shown last."""
    rows = await db.fetch_all(
        """
        SELECT b.id, b.progress_shown
          FROM broadcast b
          JOIN subscriber s ON s.id = b.author_id
         WHERE b.progress_shown <> 'final' AND s.erased_at IS NULL
         ORDER BY b.id
        """
    )
    return [(BroadcastId(row["id"]), row["progress_shown"]) for row in rows]


async def set_progress(
    tx: Transaction, broadcast_id: BroadcastId, shown: str, *, message_id: int | None
) -> None:
    """Note that the author's message ``message_id`` shows ``shown``; ``final`` is its end."""
    await tx.execute(
        """
        UPDATE broadcast SET progress_shown = :shown, progress_message = :message_id WHERE id = :id
        """,
        id=broadcast_id,
        shown=shown,
        message_id=message_id,
    )


async def reopen_progress(tx: Transaction, broadcast_id: BroadcastId) -> None:
    """Let the author's message be brought up to date again."""
    await tx.execute("UPDATE broadcast SET progress_shown = '' WHERE id = :id", id=broadcast_id)
