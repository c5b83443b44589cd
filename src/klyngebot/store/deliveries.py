"""The queue: rows are added by those who cause them, claimed and settled by the engine."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from klyngebot.domain.deliveries import (
    UNKNOWN_MESSAGE,
    Content,
    Deferred,
    Delivered,
    Delivery,
    DeliveryId,
    Hold,
    Kind,
    Moved,
    Outcome,
    Refused,
    Uncertain,
    asked_wait,
)
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store.database import Reader, Row, Transaction, instant, stamp

TURN = """
    coalesce((SELECT turn FROM delivery
               WHERE state = 'pending' AND held = 0 AND urgent = 0
               ORDER BY turn LIMIT 1), 0)
"""
"""Where the queue of bulk stands: what begins now counts its recipients from there."""

DECIDES = """
    EXISTS (SELECT 1
              FROM subscriber s
              LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
             WHERE s.id = delivery.subscriber_id
               AND (s.staff = 'leader'
                    OR (delivery.kind = 'join_request' AND m.is_contact
                        AND m.partner_id = (SELECT r.partner_id FROM join_request r
                                             WHERE r.id = delivery.subject_id))))
"""
"""Whether the recipient of a request to join, or of a question, may answer it now."""


_CONFIRMED = """
    EXISTS (SELECT 1
              FROM broadcast_change c
              JOIN broadcast b ON b.id = c.broadcast_id
              JOIN acknowledgement a ON a.broadcast_id = b.id
              JOIN delivery o ON o.kind = 'broadcast' AND o.subject_id = b.id AND o.part = 0
                             AND o.subscriber_id = a.subscriber_id
             WHERE c.id = delivery.subject_id
               AND (a.subscriber_id = delivery.subscriber_id
                    OR (b.acknowledging = 'partners' AND o.partner_id = delivery.partner_id)))
"""
"""Whether what a reminder is about has been confirmed, by the recipient or for their partner."""


_WITHDRAWN = """
    EXISTS (SELECT 1
              FROM broadcast_change c
              JOIN broadcast_change w ON w.broadcast_id = c.broadcast_id
             WHERE c.id = delivery.subject_id AND w.kind = 'withdrawal')
"""
"""Whether what a reminder is about has been withdrawn."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A delivery that came back."""

    delivery: Delivery
    outcome: Outcome


async def add(
    tx: Transaction, content: Content, recipients: Iterable[SubscriberId], now: datetime
) -> None:
    """Add a row for each of ``recipients``; those who have one keep it."""
    await tx.execute_many(
        f"""
        INSERT INTO delivery (kind, subject_id, part, subscriber_id, channel, address, urgent,
                              due_at, turn, resends)
        SELECT :kind, :subject_id, :part, id, channel, address, :urgent, :now,
               iif(:urgent, 0, {TURN}), :resends
          FROM subscriber
         WHERE id = :subscriber_id
        ON CONFLICT DO NOTHING
        """,
        [
            {
                "kind": content.kind,
                "subject_id": content.subject_id,
                "part": content.part,
                "urgent": content.kind.urgent,
                "resends": content.kind.resends_by_itself,
                "subscriber_id": subscriber_id,
                "now": stamp(now),
            }
            for subscriber_id in recipients
        ],
    )


async def claim(
    tx: Transaction, now: datetime, *, limit: int, busy: Sequence[str], only_urgent: bool = False
) -> list[Delivery]:
    """Mark up to ``limit`` rows *sending* and return them; the caller must send or settle each.

    Args:
        tx: The transaction.
        now: Rows due later are left, expired ones settled as such.
        limit: How many at most.
        busy: Addresses that must wait.
        only_urgent: Whether bulk is held.
    """
    await tx.execute(
        """
        UPDATE delivery
           SET state = 'expired', settled_at = :now
         WHERE state = 'pending' AND expires_at <= :now
        """,
        now=stamp(now),
    )
    rows = await tx.fetch_all(
        """
        UPDATE delivery
           SET state = 'sending'
         WHERE id IN (
               SELECT d.id
                 FROM delivery d
                WHERE d.state = 'pending' AND d.held = 0
                  AND d.due_at <= :now
                  AND (d.urgent OR NOT :only_urgent)
                  AND d.address NOT IN (SELECT value FROM json_each(:busy))
                  AND NOT EXISTS (SELECT 1  -- one at a time to each chat
                                    FROM delivery f
                                   WHERE f.state = 'pending' AND f.held = 0
                                     AND f.address = d.address AND f.due_at <= :now
                                     AND (f.urgent > d.urgent
                                          OR (f.urgent = d.urgent
                                              AND (f.turn, f.id) < (d.turn, d.id))))
                  AND NOT EXISTS (SELECT 1  -- and the messages of one subject in order
                                    FROM delivery e
                                   WHERE e.kind = d.kind AND e.subject_id = d.subject_id
                                     AND e.subscriber_id = d.subscriber_id AND e.part < d.part
                                     AND e.state IN ('pending', 'sending'))
                ORDER BY d.urgent DESC, d.turn, d.id
                LIMIT :limit)
        RETURNING id, kind, subject_id, part, variant, subscriber_id, address, urgent, turn,
                  resends, may_resend,
                  (SELECT locale FROM subscriber WHERE id = subscriber_id) AS locale,
                  CASE kind
                  WHEN 'broadcast' THEN (SELECT revision FROM broadcast WHERE id = subject_id)
                  WHEN 'correction' THEN (SELECT b.revision
                                            FROM broadcast_change c
                                            JOIN broadcast b ON b.id = c.broadcast_id
                                           WHERE c.id = subject_id)
                  END AS revision,
                  (SELECT coalesce(o.message_id, '') || ' ' || o.more_ids
                     FROM delivery o WHERE o.id = delivery.original_id) AS targets
        """,
        now=stamp(now),
        limit=limit,
        busy=json.dumps(busy),
        only_urgent=only_urgent,
    )
    ordered = sorted(rows, key=lambda row: (-row["urgent"], row["turn"], row["id"]))
    return [_delivery(row) for row in ordered]


async def settle(tx: Transaction, settled: Iterable[Settled], now: datetime) -> None:
    """Write down what came back, and what it says about the recipients."""
    for state, rows in _by_state(settled, now).items():
        await tx.execute_many(_SETTLE[state], rows)
    if originals := _originals(settled, now):
        await tx.execute_many(_SPARE, originals)
        await tx.execute_many(_FOLLOW, originals)
    for hold in _holds(settled, now):
        await tx.execute(
            """
            INSERT INTO hold (address, until)
            SELECT :address, :until
             WHERE :address = ''
                OR EXISTS (SELECT 1 FROM subscriber WHERE address = :address)  -- not erased
            ON CONFLICT (address) DO UPDATE SET until = max(until, excluded.until)
            """,
            address=hold.address or "",
            until=stamp(hold.until),
        )


async def recover(tx: Transaction, now: datetime) -> int:
    """Settle what was in flight when the last process ended, and return how many rows that was."""
    rows = await tx.fetch_all("SELECT * FROM delivery WHERE state = 'sending'")
    crashed = Uncertain("crash")
    await settle(
        tx, [Settled(_delivery({**dict(row), "locale": ""}), crashed) for row in rows], now
    )
    return len(rows)


async def find_sent(db: Reader, address: str, message_id: int) -> Content | None:
    """Return what brought ``message_id`` into the chat at ``address``; None when no delivery did.

    A number alone says nothing: those of other chats are the same.
    """
    row = await db.fetch_one(
        """
        SELECT kind, subject_id, part, variant
          FROM delivery
         WHERE address = :address AND message_id IS NOT NULL
           AND (message_id = :message_id
                OR instr(' ' || more_ids || ' ', ' ' || :message_id || ' '))
         ORDER BY id
         LIMIT 1
        """,
        address=address,
        message_id=message_id,
    )
    if row is None:
        return None
    kind = Kind(row["kind"])
    return Content(
        kind=kind, subject_id=row["subject_id"], part=row["part"], variant=row["variant"]
    )


async def list_holds(db: Reader, now: datetime) -> list[Hold]:
    """Return the waits Telegram asked for that are not over."""
    rows = await db.fetch_all("SELECT * FROM hold WHERE until > :now", now=stamp(now))
    return [Hold(address=row["address"] or None, until=instant(row["until"])) for row in rows]


async def is_any_open(db: Reader) -> bool:
    """Return whether any row has no result yet."""
    return bool(
        await db.value(
            "SELECT EXISTS (SELECT 1 FROM delivery WHERE state = 'pending')"
            " OR EXISTS (SELECT 1 FROM delivery WHERE state = 'sending')"
        )
    )


async def count_waiting(db: Reader) -> int:
    """Return how many rows have no result yet."""
    count: int = await db.value(
        "SELECT count(*) FROM delivery WHERE state IN ('pending', 'sending')"
    )
    return count


_WAITS_AGAIN = f"""
    CASE WHEN (SELECT erased_at FROM subscriber WHERE id = subscriber_id) IS NOT NULL
         THEN 'withdrawn'
         WHEN kind = 'broadcast'
              AND (SELECT state FROM broadcast WHERE id = subject_id) = 'cancelled'
         THEN 'withdrawn'
         WHEN kind IN ('correction', 'withdrawal')
         THEN iif(EXISTS (SELECT 1 FROM delivery n
                           WHERE n.original_id = delivery.original_id AND n.id > delivery.id
                             AND (n.kind = 'withdrawal'
                                  OR (n.kind = 'correction' AND n.part = delivery.part))),
                  'withdrawn', 'pending')
         WHEN kind IN ('join_request', 'question') THEN iif({DECIDES}, 'pending', 'withdrawn')
         WHEN kind = 'reminder' AND ({_CONFIRMED} OR {_WITHDRAWN}) THEN 'withdrawn'
         WHEN urgent OR (SELECT subscribed FROM subscriber WHERE id = subscriber_id)
         THEN 'pending' ELSE 'withdrawn' END
"""
"""Who left while a message was on its way does not get it afterwards, nor what was cancelled.

An edit that a newer one overtakes is done by that one. Nor is anybody reminded of what has been
confirmed or withdrawn meanwhile.
"""

_IS_OVER = """
    (kind = 'broadcast'
     AND ((SELECT state FROM broadcast WHERE id = subject_id) = 'cancelled'
          OR NOT (SELECT subscribed FROM subscriber WHERE id = subscriber_id)))
"""
"""Whether nothing of it goes out any more: what nobody knows of then stays uncertain."""

_FOLLOW = """
    UPDATE delivery
       SET state = iif(o.state = 'uncertain', 'refused', 'withdrawn'), settled_at = :now,
           reason = iif(o.state = 'uncertain', :unknown, '')
      FROM (SELECT id, state FROM delivery WHERE id = :id) o
     WHERE delivery.original_id = o.id AND delivery.state = 'pending' AND o.state <> 'delivered'
"""
"""What was to be changed on its way and did not arrive has nothing to be changed.

What waits again goes out as it is to be; of what nobody knows, nobody can say which message.
"""

_SPARE = """
    DELETE FROM delivery
     WHERE original_id = :id AND state = 'pending'
       AND (SELECT kind = 'reminder' AND state NOT IN ('delivered', 'uncertain')
              FROM delivery WHERE id = :id)
"""
"""A reminder that did not arrive needs no deletion, and its row would say that the announcement,
which is deleted by a row of its own, did not, either."""

# A row with no address is that of somebody who was erased while it was on its way.
_SETTLE = {
    "delivered": """
        UPDATE delivery
           SET state = 'delivered', message_id = iif(address = '', NULL, :message_id),
               more_ids = iif(address = '', '', :more_ids), settled_at = :now, reason = ''
         WHERE id = :id AND state = 'sending'
        """,
    "refused": """
        UPDATE delivery
           SET state = 'refused', reason = iif(address = '', '', :reason), settled_at = :now
         WHERE id = :id AND state = 'sending'
        """,
    "unreachable": """
        UPDATE subscriber
           SET unreachable_reason = :reason, unreachable_at = coalesce(unreachable_at, :now)
         WHERE id = :subscriber_id AND erased_at IS NULL
        """,
    "deferred": f"""
        UPDATE delivery SET state = {_WAITS_AGAIN}, due_at = :due_at
         WHERE id = :id AND state = 'sending'
        """,
    "uncertain": f"""
        UPDATE delivery
           SET state = CASE WHEN :resend AND may_resend AND NOT {_IS_OVER}
                            THEN {_WAITS_AGAIN} ELSE 'uncertain' END,
               may_resend = may_resend AND NOT :resend, settled_at = :now,
               reason = iif(address = '', '', :reason)
         WHERE id = :id AND state = 'sending'
        """,
}


def _by_state(settled: Iterable[Settled], now: datetime) -> dict[str, list[dict[str, object]]]:
    rows: dict[str, list[dict[str, object]]] = {state: [] for state in _SETTLE}
    for came_back in settled:
        row: dict[str, object] = {"id": came_back.delivery.id, "now": stamp(now)}
        match came_back.outcome:
            case Delivered(message_id, more_ids):
                more = " ".join(map(str, more_ids))
                rows["delivered"].append(row | {"message_id": message_id, "more_ids": more})
            case Refused(reason, unreachable, _content):
                rows["refused"].append(row | {"reason": reason})
                if unreachable:
                    who = came_back.delivery.subscriber_id
                    rows["unreachable"].append(row | {"reason": reason, "subscriber_id": who})
            case Deferred(seconds):
                later = stamp(now + timedelta(seconds=seconds))
                rows["deferred"].append(row | {"due_at": later})
            case Moved():
                rows["deferred"].append(row | {"due_at": stamp(now)})
            case Uncertain(reason):
                resend = came_back.delivery.resends
                rows["uncertain"].append(row | {"reason": reason, "resend": resend})
    return {state: found for state, found in rows.items() if found}


def _originals(settled: Iterable[Settled], now: datetime) -> list[dict[str, object]]:
    return [
        {"id": came_back.delivery.id, "now": stamp(now), "unknown": UNKNOWN_MESSAGE}
        for came_back in settled
        if came_back.delivery.content.kind in {Kind.BROADCAST, Kind.REMINDER}
        and not isinstance(came_back.outcome, Delivered)
    ]


def _holds(settled: Iterable[Settled], now: datetime) -> list[Hold]:
    found = []
    for came_back in settled:
        if (wait := asked_wait(came_back.outcome)) is not None:
            until = now + timedelta(seconds=wait.seconds)
            found.append(Hold(address=came_back.delivery.address, until=until))
            if wait.holds_all:
                found.append(Hold(address=None, until=until))
    return found


def _delivery(row: "Row | dict[str, object]") -> Delivery:
    values = dict(row)
    return Delivery(
        id=DeliveryId(values["id"]),
        content=Content(
            kind=Kind(values["kind"]),
            subject_id=values["subject_id"],
            part=values["part"],
            variant=values["variant"],
            revision=values.get("revision") or 0,
        ),
        subscriber_id=SubscriberId(values["subscriber_id"]),
        address=values["address"],
        locale=values["locale"],
        resends=bool(values["resends"]),
        targets=tuple(map(int, (values.get("targets") or "").split())),
        is_again=not values["may_resend"],
    )
