"""Accounts: what became of a broadcast, read from the rows of its deliveries."""

import json
from datetime import datetime

from klyngebot.domain.accounts import LostNotice
from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.deliveries import (
    CHANGES,
    STOPPED,
    Account,
    DeliveryState,
    Kind,
    RecipientResult,
)
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store.database import Reader, Row, Transaction, instant, stamp

PER_RECIPIENT = """
    SELECT subscriber_id,
           CASE WHEN max(state IN ('pending', 'sending')) THEN 'pending'
                WHEN max(state = 'uncertain') THEN 'uncertain'
                WHEN max(state = 'refused')   THEN 'refused'
                WHEN max(state = 'withdrawn') THEN 'withdrawn'
                WHEN max(state = 'expired')   THEN 'expired'
                ELSE 'delivered' END AS state,
           max(CASE WHEN state IN ('uncertain', 'refused') THEN reason ELSE '' END) AS reason,
           max(partner_id) AS partner_id, max(settled_at) AS settled_at, max(variant) AS variant,
           max(state = 'uncertain' AND may_resend
               AND subscriber_id IN (SELECT id FROM subscriber WHERE subscribed)) AS can_resend
      FROM delivery
     WHERE kind = :kind AND subject_id = :id
     GROUP BY subscriber_id
"""
"""A recipient of several messages is as far as the one that went worst."""


async def count_states(
    db: Reader, subject_id: int, kind: Kind = Kind.BROADCAST
) -> dict[DeliveryState, int]:
    """Return how many recipients of a broadcast, or of a change of one, are in each state."""
    rows = await db.fetch_all(
        f"SELECT state, count(*) AS n FROM ({PER_RECIPIENT}) GROUP BY state",
        kind=kind,
        id=subject_id,
    )
    if not rows:
        return await _kept_counts(db, subject_id, kind)
    return {DeliveryState(row["state"]): row["n"] for row in rows}


async def account(db: Reader, subject_id: int, kind: Kind = Kind.BROADCAST) -> Account:
    """Return what became of a broadcast, or of a change of one, with the names of its problems."""
    problems = await list_results(db, subject_id, kind, problems=True)
    return Account(
        counts=await count_states(db, subject_id, kind),
        problems=tuple(problems),
        only_counts=bool(await _kept_counts(db, subject_id, kind)),
    )


async def list_results(
    db: Reader, subject_id: int, kind: Kind = Kind.BROADCAST, *, problems: bool = False
) -> list[RecipientResult]:
    """Return how it went for each recipient, the worst first, or only for the ``problems``.

    Somebody's partner is the one they were counted for when it was confirmed.
    """
    rows = await db.fetch_all(
        f"""
        SELECT r.*, coalesce(p.name, s.name) AS name, o.id AS at_partner,
               coalesce(nullif(o.short_name, ''), o.name, '') AS partner_name,
               s.chat = 'private' AS is_person, a.at AS confirmed_at,
               r.state = 'withdrawn' AND s.subscribed AND b.state = 'cancelled' AS was_stopped
          FROM ({PER_RECIPIENT}) r
          JOIN subscriber s ON s.id = r.subscriber_id
          LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
          LEFT JOIN person p ON p.id = m.person_id
          LEFT JOIN partner o ON o.id = coalesce(r.partner_id, m.partner_id)
          LEFT JOIN broadcast b ON b.id = :id AND :kind = 'broadcast'
          LEFT JOIN acknowledgement a ON a.broadcast_id = b.id AND a.subscriber_id = s.id
         WHERE NOT :problems OR r.state NOT IN ('delivered', 'pending')
         ORDER BY r.state DESC, name
        """,
        kind=kind,
        id=subject_id,
        problems=problems,
    )
    return [_result(row) for row in rows]


async def is_any_open(db: Reader, subject_id: int, kind: Kind = Kind.BROADCAST) -> bool:
    """Return whether a recipient of a broadcast, or of a change of one, has no result yet."""
    return bool(
        await db.value(
            """
            SELECT EXISTS (SELECT 1 FROM delivery
                            WHERE kind = :kind AND subject_id = :id
                              AND state IN ('pending', 'sending'))
            """,
            kind=kind,
            id=subject_id,
        )
    )


async def keep_only_counts(tx: Transaction, before: datetime) -> None:
    """Let only the counts stay of broadcasts to which nothing has happened since ``before``.

    What corrected one and what it corrected go together, for their rows name each other.
    """
    old = await tx.fetch_all(
        f"""
        SELECT b.id
          FROM broadcast b
         WHERE b.confirmed_at < :before AND b.counts = '' AND b.state IN ('sending', 'cancelled')
           AND NOT EXISTS (SELECT 1 FROM broadcast_change c
                            WHERE c.broadcast_id = b.id AND c.made_at >= :before)
           AND NOT EXISTS (SELECT 1 FROM delivery d
                            WHERE {_OF_BROADCAST.format(id="b.id")}
                              AND (d.state IN ('pending', 'sending') OR d.settled_at >= :before))
        """,
        before=stamp(before),
    )
    for row in old:
        await _keep_counts(tx, BroadcastId(row["id"]))


async def list_lost(db: Reader, since: datetime) -> list[LostNotice]:
    """Return the notices that did not reach somebody since then, the latest first."""
    rows = await db.fetch_all(
        """
        SELECT d.kind, d.subject_id, d.subscriber_id, d.state, d.reason, d.settled_at,
               coalesce(p.name, s.name) AS name,
               coalesce(nullif(o.short_name, ''), o.name, '') AS partner_name,
               CASE d.kind WHEN 'news' THEN (SELECT title FROM news_item WHERE id = d.subject_id)
                           WHEN 'event' THEN (SELECT title FROM event WHERE id = d.subject_id)
               END AS title
          FROM delivery d
          JOIN subscriber s ON s.id = d.subscriber_id
          LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
          LEFT JOIN person p ON p.id = m.person_id
          LEFT JOIN partner o ON o.id = m.partner_id
         WHERE d.state IN ('refused', 'uncertain', 'expired') AND d.settled_at > :since
           AND d.kind NOT IN ('broadcast', 'correction', 'withdrawal', 'reminder')
           AND s.erased_at IS NULL
         ORDER BY d.settled_at DESC, name
        """,
        since=stamp(since),
    )
    of_notice: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        of_notice.setdefault((row["kind"], row["subject_id"]), []).append(row)
    return [_lost(found) for found in of_notice.values()]


async def count_done(db: Reader, broadcast_id: BroadcastId) -> int:
    """Return how many recipients of a broadcast have a result."""
    counts = await count_states(db, broadcast_id)
    return sum(counts.values()) - counts.get(DeliveryState.PENDING, 0)


_OF_BROADCAST = """
    (d.kind = 'broadcast' AND d.subject_id = {id}
     OR d.kind IN ('correction', 'withdrawal', 'reminder')
        AND d.subject_id IN (SELECT id FROM broadcast_change WHERE broadcast_id = {id}))
"""


async def _keep_counts(tx: Transaction, broadcast_id: BroadcastId) -> None:
    changes = await tx.fetch_all(
        "SELECT id, kind FROM broadcast_change WHERE broadcast_id = :id", id=broadcast_id
    )
    await tx.execute(
        "UPDATE broadcast SET counts = :counts WHERE id = :id",
        id=broadcast_id,
        counts=json.dumps(await count_states(tx, broadcast_id)),
    )
    for row in changes:
        await tx.execute(
            "UPDATE broadcast_change SET counts = :counts WHERE id = :id",
            id=row["id"],
            counts=json.dumps(await count_states(tx, row["id"], Kind(row["kind"]))),
        )
    await tx.execute(
        f"DELETE FROM delivery AS d WHERE {_OF_BROADCAST.format(id=':id')}", id=broadcast_id
    )


async def _kept_counts(db: Reader, subject_id: int, kind: Kind) -> dict[DeliveryState, int]:
    if kind is not Kind.BROADCAST and kind not in CHANGES:
        return {}
    table = "broadcast" if kind is Kind.BROADCAST else "broadcast_change"
    kept = await db.value(f"SELECT counts FROM {table} WHERE id = :id", id=subject_id)
    return {DeliveryState(state): n for state, n in json.loads(kept or "{}").items()}


def _lost(rows: list[Row]) -> LostNotice:
    return LostNotice(
        kind=Kind(rows[0]["kind"]),
        title=rows[0]["title"] or "",
        at=instant(rows[0]["settled_at"]),
        results=tuple(
            RecipientResult(
                subscriber_id=SubscriberId(row["subscriber_id"]),
                name=row["name"],
                partner_name=row["partner_name"],
                state=DeliveryState(row["state"]),
                reason=row["reason"],
            )
            for row in rows
        ),
    )


def _result(row: Row) -> RecipientResult:
    partner = row["at_partner"]
    return RecipientResult(
        subscriber_id=SubscriberId(row["subscriber_id"]),
        name=row["name"],
        partner_name=row["partner_name"],
        state=DeliveryState(row["state"]),
        reason=STOPPED if row["was_stopped"] else row["reason"],
        can_resend=bool(row["can_resend"]),
        partner_id=None if partner is None else PartnerId(partner),
        settled_at=instant(row["settled_at"]) if row["settled_at"] else None,
        confirmed_at=instant(row["confirmed_at"]) if row["confirmed_at"] else None,
        variant=row["variant"],
        is_person=bool(row["is_person"]),
    )
