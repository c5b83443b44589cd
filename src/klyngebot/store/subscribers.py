"""Subscribers, their topics and their roles."""

from datetime import datetime

from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import PersonId
from klyngebot.domain.roles import Actor, Caller, GivenRole, Holder, Role, given_roles
from klyngebot.domain.subscribers import (
    Channel,
    Subscriber,
    SubscriberId,
    TopicChoice,
    first_locale,
)
from klyngebot.domain.terms import Term, TermId, TermKind
from klyngebot.domain.text import sort_key
from klyngebot.domain.unreached import Unreachable
from klyngebot.store import terms
from klyngebot.store.database import Reader, Row, Transaction, instant, stamp

_STAFF = {"editor": Role.EDITOR, "leader": Role.LEADER}
_HOLDER = """
    SELECT s.id, s.address, s.locale, s.name, s.staff, m.is_contact, m.person_id,
           p.name AS person_name, coalesce(nullif(o.short_name, ''), o.name) AS partner_name
      FROM subscriber s
      LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
      LEFT JOIN person p ON p.id = m.person_id
      LEFT JOIN partner o ON o.id = m.partner_id
"""


async def find_actor(db: Reader, caller: Caller) -> Actor:
    """Return ``caller`` with the role the database gives them now."""
    row = await db.fetch_one(
        """
        SELECT s.id, s.locale, s.staff, m.person_id, m.partner_id, m.is_contact
          FROM subscriber s
          LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
         WHERE s.channel = :channel AND s.address = :address
        """,
        channel=Channel.TELEGRAM,
        address=caller.address,
    )
    if row is None:
        return Actor(caller=caller, role=Role.VISITOR, locale=first_locale(caller.language))
    is_contact = bool(row["is_contact"])
    member = Role.VISITOR if row["person_id"] is None else Role.MEMBER
    return Actor(
        caller=caller,
        role=_STAFF.get(row["staff"], Role.CONTACT if is_contact else member),
        locale=row["locale"],
        subscriber_id=SubscriberId(row["id"]),
        person_id=None if row["person_id"] is None else PersonId(row["person_id"]),
        partner_id=None if row["partner_id"] is None else PartnerId(row["partner_id"]),
        is_contact=is_contact,
    )


async def ensure(tx: Transaction, actor: Actor, now: datetime) -> SubscriberId:
    """Return the subscriber of ``actor``, made if this is the first we hear of them."""
    row = await tx.fetch_one(
        """
        INSERT INTO subscriber (channel, address, name, locale, created_at)
        VALUES (:channel, :address, :name, :locale, :now)
        ON CONFLICT (channel, address) DO UPDATE
           SET name = excluded.name, unreachable_reason = NULL, unreachable_at = NULL
        RETURNING id
        """,
        channel=Channel.TELEGRAM,
        address=actor.caller.address,
        name=actor.caller.name,
        locale=actor.locale,
        now=stamp(now),
    )
    assert row is not None
    return SubscriberId(row["id"])


async def get(db: Reader, subscriber_id: SubscriberId) -> Subscriber:
    """Return the subscriber, who exists."""
    row = await db.fetch_one("SELECT * FROM subscriber WHERE id = :id", id=subscriber_id)
    assert row is not None
    return _subscriber(row)


async def set_subscribed(tx: Transaction, subscriber_id: SubscriberId, *, on: bool) -> bool:
    """Let the subscriber hear from us, or not; return whether that is a change."""
    rows = await tx.fetch_all(
        """
        UPDATE subscriber SET subscribed = :on WHERE id = :id AND subscribed <> :on RETURNING id
        """,
        id=subscriber_id,
        on=on,
    )
    return bool(rows)


async def set_locale(tx: Transaction, subscriber_id: SubscriberId, locale: str) -> None:
    """Write to the subscriber in ``locale`` from now on."""
    await tx.execute(
        "UPDATE subscriber SET locale = :locale WHERE id = :id", id=subscriber_id, locale=locale
    )


async def is_unreachable_since_before(
    db: Reader, subscriber_id: SubscriberId, now: datetime
) -> bool:
    """Return whether it was known before ``now`` that the channel can not reach a subscriber."""
    return bool(
        await db.value(
            "SELECT EXISTS (SELECT 1 FROM subscriber WHERE id = :id AND unreachable_at < :now)",
            id=subscriber_id,
            now=stamp(now),
        )
    )


async def set_unreachable(tx: Transaction, address: str, reason: str, now: datetime) -> None:
    """Note that the channel can not reach ``address``, and why."""
    await tx.execute(
        """
        UPDATE subscriber
           SET unreachable_reason = :reason, unreachable_at = coalesce(unreachable_at, :now)
         WHERE channel = :channel AND address = :address
        """,
        channel=Channel.TELEGRAM,
        address=address,
        reason=reason,
        now=stamp(now),
    )


async def set_reachable(tx: Transaction, address: str) -> None:
    """Note that ``address`` can be reached again."""
    await tx.execute(
        """
        UPDATE subscriber
           SET unreachable_reason = NULL, unreachable_at = NULL
         WHERE channel = :channel AND address = :address
        """,
        channel=Channel.TELEGRAM,
        address=address,
    )


async def list_unreachable(db: Reader) -> list[Unreachable]:
    """Return the chats that Telegram does not let us write to, the latest first."""
    rows = await db.fetch_all(
        """
        SELECT s.id, s.unreachable_reason, s.unreachable_at, coalesce(p.name, s.name) AS name,
               coalesce(nullif(o.short_name, ''), o.name, '') AS partner_name
          FROM subscriber s
          LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
          LEFT JOIN person p ON p.id = m.person_id
          LEFT JOIN partner o ON o.id = m.partner_id
         WHERE s.unreachable_at IS NOT NULL AND s.subscribed AND s.erased_at IS NULL
         ORDER BY s.unreachable_at DESC, s.id
        """
    )
    return [
        Unreachable(
            id=SubscriberId(row["id"]),
            name=row["name"],
            partner_name=row["partner_name"],
            reason=row["unreachable_reason"] or "",
            since=instant(row["unreachable_at"]),
        )
        for row in rows
    ]


async def make_leader(tx: Transaction, subscriber_id: SubscriberId) -> None:
    """Make the subscriber a leader."""
    await set_staff(tx, subscriber_id, GivenRole.LEADER)


async def set_staff(
    tx: Transaction, subscriber_id: SubscriberId, role: GivenRole | None
) -> GivenRole | None:
    """Make the subscriber an editor, a leader or neither; return what they were before."""
    was = await tx.value("SELECT staff FROM subscriber WHERE id = :id", id=subscriber_id)
    await tx.execute(
        "UPDATE subscriber SET staff = :role WHERE id = :id", id=subscriber_id, role=role
    )
    return GivenRole(was) if was else None


async def find_holder(db: Reader, subscriber_id: SubscriberId) -> Holder | None:
    """Return the subscriber with the roles they have, or None when nobody is there."""
    row = await db.fetch_one(
        f"{_HOLDER} WHERE s.id = :id AND s.erased_at IS NULL", id=subscriber_id
    )
    return _holder(row) if row else None


async def list_holders(db: Reader) -> list[Holder]:
    """Return everybody who has been given a role, by name."""
    rows = await db.fetch_all(f"{_HOLDER} WHERE s.staff IS NOT NULL OR m.is_contact")
    return sorted(map(_holder, rows), key=lambda holder: sort_key(holder.name))


async def list_known(db: Reader) -> list[Holder]:
    """Return everybody who has written to us, the latest first."""
    rows = await db.fetch_all(f"{_HOLDER} WHERE s.erased_at IS NULL ORDER BY s.id DESC")
    return [_holder(row) for row in rows]


async def is_code_taken(db: Reader, code: str, by: SubscriberId | None) -> bool:
    """Return whether somebody else than ``by`` has used the code with this hash."""
    return bool(
        await db.value(
            """
            SELECT EXISTS (SELECT 1 FROM used_code
                            WHERE hash = :code AND (:by IS NULL OR used_by IS NOT :by))
            """,
            code=code,
            by=by,
        )
    )


async def use_code(tx: Transaction, code: str, by: SubscriberId, now: datetime) -> None:
    """Mark the hash ``code`` used."""
    await tx.execute(
        """
        INSERT INTO used_code (hash, used_at, used_by) VALUES (:code, :now, :by)
        ON CONFLICT (hash) DO NOTHING
        """,
        code=code,
        by=by,
        now=stamp(now),
    )


async def list_leaders(db: Reader) -> list[Subscriber]:
    """Return the leaders."""
    rows = await db.fetch_all("SELECT * FROM subscriber WHERE staff = 'leader' ORDER BY id")
    return [_subscriber(row) for row in rows]


async def count_subscribed(db: Reader) -> int:
    """Return how many hear from us."""
    count: int = await db.value("SELECT count(*) FROM subscriber WHERE subscribed")
    return count


async def list_topics(db: Reader) -> list[Term]:
    """Return the topics one can choose among, in their order."""
    return (await terms.vocabulary(db)).offered(TermKind.TOPIC)


async def list_choices(db: Reader, subscriber_id: SubscriberId) -> list[TopicChoice]:
    """Return every topic and whether the subscriber has it on."""
    rows = await db.fetch_all(
        "SELECT topic_id FROM subscription WHERE subscriber_id = :id", id=subscriber_id
    )
    on = {row["topic_id"] for row in rows}
    return [TopicChoice(topic=topic, on=topic.id in on) for topic in await list_topics(db)]


async def set_topic(
    tx: Transaction, subscriber_id: SubscriberId, topic_id: TermId, *, on: bool
) -> None:
    """Turn a topic on or off for the subscriber; an unknown topic changes nothing."""
    sql = (
        """
        INSERT INTO subscription (subscriber_id, topic_id)
        SELECT :id, t.id FROM term t
         WHERE t.id = :topic AND t.kind = 'topic' AND t.retired_at IS NULL
        ON CONFLICT DO NOTHING
        """
        if on
        else "DELETE FROM subscription WHERE subscriber_id = :id AND topic_id = :topic"
    )
    await tx.execute(sql, id=subscriber_id, topic=topic_id)


async def set_all_topics(tx: Transaction, subscriber_id: SubscriberId) -> None:
    """Turn every topic on for the subscriber."""
    await tx.execute(
        """
        INSERT INTO subscription (subscriber_id, topic_id)
        SELECT :id, id FROM term WHERE kind = 'topic' AND retired_at IS NULL
        ON CONFLICT DO NOTHING
        """,
        id=subscriber_id,
    )


def _holder(row: Row) -> Holder:
    return Holder(
        subscriber_id=SubscriberId(row["id"]),
        address=row["address"],
        locale=row["locale"],
        name=row["person_name"] or row["name"],
        partner_name=row["partner_name"] or "",
        roles=given_roles(row["staff"], is_contact=bool(row["is_contact"])),
        is_member=row["person_id"] is not None,
    )


def _subscriber(row: Row) -> Subscriber:
    return Subscriber(
        id=SubscriberId(row["id"]),
        address=row["address"],
        name=row["name"],
        locale=row["locale"],
        subscribed=bool(row["subscribed"]),
        unreachable_since=instant(row["unreachable_at"]) if row["unreachable_at"] else None,
    )
