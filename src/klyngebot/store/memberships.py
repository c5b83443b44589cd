"""Who is a confirmed contact, since when, and who asks to be."""

from datetime import datetime

from klyngebot.domain.drafts import DraftId
from klyngebot.domain.memberships import JoinRequest, Member, RequestId, RequestState
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import PersonId
from klyngebot.domain.roles import given_roles
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store.database import Reader, Row, Transaction, stamp

_REQUEST = """
    SELECT r.*, s.name AS subscriber_name,
           coalesce((SELECT p.name
                       FROM membership m
                       JOIN person p ON p.id = m.person_id
                      WHERE m.subscriber_id = d.id AND m.ended_at IS NULL), d.name) AS decider,
           coalesce(nullif(o.short_name, ''), o.name) AS partner_name,
           (SELECT coalesce(nullif(c.short_name, ''), c.name)
              FROM membership m
              JOIN partner c ON c.id = m.partner_id
             WHERE m.subscriber_id = s.id AND m.ended_at IS NULL
               AND c.id <> r.partner_id) AS leaves
      FROM join_request r
      JOIN subscriber s ON s.id = r.subscriber_id
      JOIN partner o ON o.id = r.partner_id
      LEFT JOIN subscriber d ON d.id = r.decided_by
"""

_MAY_BE_TAKEN_UP = """
    r.state IN ('declined', 'replaced')
    AND coalesce(r.decided_at, r.asked_at) > :since
    AND NOT EXISTS (SELECT 1 FROM join_request n
                     WHERE n.subscriber_id = r.subscriber_id AND n.id > r.id)
    AND NOT EXISTS (SELECT 1 FROM membership m
                     WHERE m.subscriber_id = r.subscriber_id AND m.ended_at IS NULL
                       AND (m.partner_id = r.partner_id OR m.began_at >= r.asked_at))
"""
"""The latest request of whoever asked, when it led nowhere and they have not come in elsewhere
since; ``:since`` is asked for."""


async def add(
    tx: Transaction,
    draft_id: DraftId,
    *,
    subscriber_id: SubscriberId,
    partner_id: PartnerId,
    person_id: PersonId | None,
    name: str,
    title: str,
    now: datetime,
) -> RequestId:
    """Store the request that ``draft_id`` became and return its id."""
    row = await tx.fetch_one(
        """
        INSERT INTO join_request
               (draft_id, subscriber_id, partner_id, person_id, name, title, asked_at)
        VALUES (:draft_id, :subscriber_id, :partner_id, :person_id, :name, :title, :now)
        RETURNING id
        """,
        draft_id=draft_id,
        subscriber_id=subscriber_id,
        partner_id=partner_id,
        person_id=person_id,
        name=name,
        title=title,
        now=stamp(now),
    )
    assert row is not None
    return RequestId(row["id"])


async def find(db: Reader, request_id: RequestId) -> JoinRequest | None:
    """Return the request, or None."""
    row = await db.fetch_one(f"{_REQUEST} WHERE r.id = :id", id=request_id)
    return _request(row) if row else None


async def find_by_draft(
    db: Reader, draft_id: DraftId, subscriber_id: SubscriberId
) -> JoinRequest | None:
    """Return the request that the subscriber's draft became, or None."""
    row = await db.fetch_one(
        f"{_REQUEST} WHERE r.draft_id = :draft_id AND r.subscriber_id = :subscriber_id",
        draft_id=draft_id,
        subscriber_id=subscriber_id,
    )
    return _request(row) if row else None


async def replace_waiting(tx: Transaction, subscriber_id: SubscriberId) -> None:
    """Let a new request take the place of what the subscriber asked before."""
    await tx.execute(
        """
        UPDATE join_request SET state = 'replaced'
         WHERE subscriber_id = :subscriber_id AND state = 'waiting'
        """,
        subscriber_id=subscriber_id,
    )


async def replace_waiting_at(tx: Transaction, partner_id: PartnerId) -> None:
    """Let go of what waits at a partner that has left."""
    await tx.execute(
        """
        UPDATE join_request SET state = 'replaced'
         WHERE partner_id = :partner_id AND state = 'waiting'
        """,
        partner_id=partner_id,
    )


async def list_waiting(db: Reader, partner_id: PartnerId | None = None) -> list[JoinRequest]:
    """Return the requests (to a partner) nobody has decided, oldest first."""
    rows = await db.fetch_all(
        f"""
        {_REQUEST}
         WHERE r.state = 'waiting' AND (:partner_id IS NULL OR r.partner_id = :partner_id)
         ORDER BY r.id
        """,
        partner_id=partner_id,
    )
    return [_request(row) for row in rows]


async def list_taken_up(
    db: Reader, partner_id: PartnerId | None, *, since: datetime
) -> list[JoinRequest]:
    """Return the requests (to a partner) settled after ``since`` that may be approved anyway."""
    rows = await db.fetch_all(
        f"""
        {_REQUEST}
         WHERE (:partner_id IS NULL OR r.partner_id = :partner_id) AND {_MAY_BE_TAKEN_UP}
         ORDER BY r.id DESC
        """,
        partner_id=partner_id,
        since=stamp(since),
    )
    return [_request(row) for row in rows]


async def decide(
    tx: Transaction,
    request_id: RequestId,
    state: RequestState,
    *,
    by: SubscriberId,
    now: datetime,
    word: str = "",
) -> bool:
    """Settle a waiting request; return False when it is settled already."""
    rows = await tx.fetch_all(
        """
        UPDATE join_request
           SET state = :state, decided_by = :by, decided_at = :now, word = :word
         WHERE id = :id AND state = 'waiting'
        RETURNING id
        """,
        id=request_id,
        state=state,
        by=by,
        now=stamp(now),
        word=word,
    )
    return bool(rows)


async def approve_anyway(
    tx: Transaction, request_id: RequestId, *, by: SubscriberId, now: datetime, since: datetime
) -> bool:
    """Approve a request that was declined or replaced after ``since``; return whether it was."""
    rows = await tx.fetch_all(
        f"""
        UPDATE join_request AS r
           SET state = 'approved', decided_by = :by, decided_at = :now, word = ''
         WHERE id = :id AND {_MAY_BE_TAKEN_UP}
        RETURNING id
        """,
        id=request_id,
        by=by,
        now=stamp(now),
        since=stamp(since),
    )
    return bool(rows)


async def begin(
    tx: Transaction, person_id: PersonId, subscriber_id: SubscriberId, now: datetime
) -> bool:
    """Make the subscriber this person's, from now; return False when somebody else is them.

    Whoever comes from another partner has left it, and starts afresh here.
    """
    live = await tx.fetch_one(
        "SELECT subscriber_id FROM membership WHERE person_id = :id AND ended_at IS NULL",
        id=person_id,
    )
    if live:
        return bool(live["subscriber_id"] == subscriber_id)
    await tx.execute(
        """
        UPDATE person SET left_at = :now
         WHERE id = (SELECT person_id FROM membership
                      WHERE subscriber_id = :subscriber_id AND ended_at IS NULL)
           AND partner_id <> (SELECT partner_id FROM person WHERE id = :person_id)
        """,
        subscriber_id=subscriber_id,
        person_id=person_id,
        now=stamp(now),
    )
    await end(tx, subscriber_id, now)
    await tx.execute(
        """
        INSERT INTO membership (subscriber_id, person_id, partner_id, began_at)
        SELECT :subscriber_id, id, partner_id, :now FROM person WHERE id = :person_id
        """,
        subscriber_id=subscriber_id,
        person_id=person_id,
        now=stamp(now),
    )
    await tx.execute(
        """
        UPDATE person
           SET informed_at = coalesce(informed_at, :now), left_at = NULL,
               informed_how = coalesce(informed_how, 'chat')
         WHERE id = :person_id
        """,
        person_id=person_id,
        now=stamp(now),
    )
    return True


async def end(tx: Transaction, subscriber_id: SubscriberId, now: datetime) -> bool:
    """End the subscriber's membership; return whether there was one."""
    rows = await tx.fetch_all(
        """
        UPDATE membership SET ended_at = :now
         WHERE subscriber_id = :id AND ended_at IS NULL
        RETURNING id
        """,
        id=subscriber_id,
        now=stamp(now),
    )
    return bool(rows)


async def set_contact(tx: Transaction, subscriber_id: SubscriberId, *, on: bool) -> bool:
    """Let the member look after their partner, or not; return whether that is a change."""
    rows = await tx.fetch_all(
        """
        UPDATE membership SET is_contact = :on
         WHERE subscriber_id = :id AND ended_at IS NULL AND is_contact <> :on
        RETURNING id
        """,
        id=subscriber_id,
        on=on,
    )
    return bool(rows)


async def list_contacts(db: Reader, partner_id: PartnerId) -> list[SubscriberId]:
    """Return those who look after a partner."""
    rows = await db.fetch_all(
        """
        SELECT subscriber_id FROM membership
         WHERE partner_id = :id AND is_contact AND ended_at IS NULL
         ORDER BY id
        """,
        id=partner_id,
    )
    return [SubscriberId(row["subscriber_id"]) for row in rows]


async def find_subscriber(db: Reader, person_id: PersonId) -> SubscriberId | None:
    """Return the subscriber who is this person now, or None."""
    row = await db.fetch_one(
        "SELECT subscriber_id FROM membership WHERE person_id = :id AND ended_at IS NULL",
        id=person_id,
    )
    return SubscriberId(row["subscriber_id"]) if row else None


async def find_person(db: Reader, subscriber_id: SubscriberId) -> PersonId | None:
    """Return the person this subscriber is now, or None."""
    row = await db.fetch_one(
        "SELECT person_id FROM membership WHERE subscriber_id = :id AND ended_at IS NULL",
        id=subscriber_id,
    )
    return PersonId(row["person_id"]) if row and row["person_id"] is not None else None


async def find_partner(db: Reader, subscriber_id: SubscriberId) -> PartnerId | None:
    """Return the partner this subscriber is with now, or None."""
    row = await db.fetch_one(
        "SELECT partner_id FROM membership WHERE subscriber_id = :id AND ended_at IS NULL",
        id=subscriber_id,
    )
    return PartnerId(row["partner_id"]) if row else None


async def list_members(db: Reader, partner_id: PartnerId) -> list[Member]:
    """Return who is in the bot from a partner, in the order they came."""
    rows = await db.fetch_all(
        """
        SELECT m.subscriber_id, m.person_id, m.is_contact, s.staff
          FROM membership m
          JOIN subscriber s ON s.id = m.subscriber_id
         WHERE m.partner_id = :id AND m.person_id IS NOT NULL AND m.ended_at IS NULL
         ORDER BY m.id
        """,
        id=partner_id,
    )
    return [
        Member(
            subscriber_id=SubscriberId(row["subscriber_id"]),
            person_id=PersonId(row["person_id"]),
            roles=given_roles(row["staff"], is_contact=bool(row["is_contact"])),
        )
        for row in rows
    ]


async def count(db: Reader) -> int:
    """Return how many confirmed contacts there are."""
    members: int = await db.value("SELECT count(*) FROM membership WHERE ended_at IS NULL")
    return members


def _request(row: Row) -> JoinRequest:
    return JoinRequest(
        id=RequestId(row["id"]),
        subscriber_id=SubscriberId(row["subscriber_id"]),
        subscriber_name=row["subscriber_name"],
        partner_id=PartnerId(row["partner_id"]),
        partner_name=row["partner_name"],
        person_id=None if row["person_id"] is None else PersonId(row["person_id"]),
        name=row["name"],
        title=row["title"],
        state=RequestState(row["state"]),
        decided_by=row["decider"] or "",
        leaves=row["leaves"] or "",
        word=row["word"],
    )
