"""Accounts: what became of a broadcast, read from the rows of its deliveries."""

from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.deliveries import Account, DeliveryState, Kind, RecipientResult
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store.database import Reader

_PER_RECIPIENT = """
    SELECT subscriber_id,
           CASE WHEN max(state IN ('pending', 'sending')) THEN 'pending'
                WHEN max(state = 'uncertain') THEN 'uncertain'
                WHEN max(state = 'refused')   THEN 'refused'
                WHEN max(state = 'withdrawn') THEN 'withdrawn'
                WHEN max(state = 'expired')   THEN 'expired'
                ELSE 'delivered' END AS state,
           max(CASE WHEN state IN ('uncertain', 'refused') THEN reason ELSE '' END) AS reason,
           max(partner_id) AS partner_id,
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
        f"SELECT state, count(*) AS n FROM ({_PER_RECIPIENT}) GROUP BY state",
        kind=kind,
        id=subject_id,
    )
    return {DeliveryState(row["state"]): row["n"] for row in rows}


async def account(db: Reader, subject_id: int, kind: Kind = Kind.BROADCAST) -> Account:
    """Return what became of a broadcast, or of a change of one, with the names of its problems."""
    problems = await list_results(db, subject_id, kind, problems=True)
    return Account(counts=await count_states(db, subject_id, kind), problems=tuple(problems))


async def list_results(
    db: Reader, subject_id: int, kind: Kind = Kind.BROADCAST, *, problems: bool = False
) -> list[RecipientResult]:
    """Return how it went for each recipient, the worst first, or only for the ``problems``.

    Somebody's partner is the one they were counted for when it was confirmed.
    """
    rows = await db.fetch_all(
        f"""
        SELECT r.*, coalesce(p.name, s.name) AS name,
               coalesce(nullif(o.short_name, ''), o.name, '') AS partner_name
          FROM ({_PER_RECIPIENT}) r
          JOIN subscriber s ON s.id = r.subscriber_id
          LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
          LEFT JOIN person p ON p.id = m.person_id
          LEFT JOIN partner o ON o.id = coalesce(r.partner_id, m.partner_id)
         WHERE NOT :problems OR r.state NOT IN ('delivered', 'pending')
         ORDER BY r.state DESC, name
        """,
        kind=kind,
        id=subject_id,
        problems=problems,
    )
    return [
        RecipientResult(
            subscriber_id=SubscriberId(row["subscriber_id"]),
            name=row["name"],
            partner_name=row["partner_name"],
            state=DeliveryState(row["state"]),
            reason=row["reason"],
            can_resend=bool(row["can_resend"]),
        )
        for row in rows
    ]


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


async def count_done(db: Reader, broadcast_id: BroadcastId) -> int:
    """Return how many recipients of a broadcast have a result."""
    counts = await count_states(db, broadcast_id)
    return sum(counts.values()) - counts.get(DeliveryState.PENDING, 0)
