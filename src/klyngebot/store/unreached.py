"""Whom a broadcast has not reached: its own recipients, and people of the register."""

from klyngebot.domain.audiences import OF_REGISTER, AudienceRole, Dimension, Selection
from klyngebot.domain.broadcasts import Broadcast
from klyngebot.domain.deliveries import Kind
from klyngebot.domain.people import PersonId
from klyngebot.domain.unreached import Unreached, UnreachedPerson, Why
from klyngebot.store.accounts import PER_RECIPIENT
from klyngebot.store.audiences import CRITERIA, conditions
from klyngebot.store.database import Reader, Row, instant

_OF_PEOPLE = {
    **CRITERIA,
    Dimension.ROLE: f"('member' IN {{values}} OR ({CRITERIA[Dimension.ROLE]}))",
    Dimension.COMPETENCE: """
        (p.id IN (SELECT person_id FROM person_term WHERE CAST(term_id AS TEXT) IN {values})
         OR o.id IN (SELECT partner_id FROM partner_term WHERE CAST(term_id AS TEXT) IN {values}))
        """,
}
"""What each dimension asks of a person ``p`` in the register, who may have no chat.

Who is in the register can be a confirmed contact, and who has no chat follows no topic.
"""


async def find(db: Reader, broadcast: Broadcast) -> Unreached:
    """Return whom a broadcast has not reached: its own recipients, and the register's people.

    Somebody of the register is meant if one of the selections fits them, as far as the register
    and their chat tell, and no exception does. Who has a chat, could hear from us and still was
    not chosen then, was not meant; it is what is told of later that may fit now.
    """
    values: dict[str, str] = {}
    people, audience = _OF_PEOPLE, broadcast.audience
    meant = " OR ".join(conditions("in", audience.include, values, people)) or "0"
    but = " OR ".join(conditions("ex", audience.exclude, values, people)) or "0"
    rows = await db.fetch_all(
        f"""
        SELECT p.id, p.name, p.email, p.informed_at, r.state, r.reason, s.subscribed,
               s.id AS subscriber_id, m.began_at,
               coalesce(nullif(o.short_name, ''), o.name) AS partner_name
          FROM person p
          JOIN partner o ON o.id = p.partner_id
          LEFT JOIN membership m ON m.person_id = p.id AND m.ended_at IS NULL
          LEFT JOIN subscriber s ON s.id = m.subscriber_id
          LEFT JOIN ({PER_RECIPIENT}) r ON r.subscriber_id = s.id
         WHERE p.left_at IS NULL AND o.left_on IS NULL
           AND iif(r.state IS NULL, coalesce(({meant}) AND NOT coalesce(({but}), 0), 0),
                   r.state NOT IN ('delivered', 'pending'))
         ORDER BY o.folded, p.folded
        """,
        kind=Kind.BROADCAST,
        id=broadcast.id,
        **values,
    )
    found = [_unreached(row, broadcast) for row in rows]
    in_register = {row["subscriber_id"] for row in rows if row["state"] is not None}
    return Unreached(
        broadcast=broadcast,
        people=tuple(one for one in found if one is not None),
        elsewhere=await _count_missed(db, broadcast) - len(in_register),
        asks_the_bot=any(_asks_the_bot(one) for one in audience.include),
    )


def _unreached(row: Row, broadcast: Broadcast) -> UnreachedPerson | None:
    why = _why(row, broadcast)
    if why is None:
        return None
    return UnreachedPerson(
        id=PersonId(row["id"]),
        name=row["name"],
        email=row["email"],
        partner_name=row["partner_name"],
        why=why,
        reason=row["reason"] or "",
        is_told=row["informed_at"] is not None,
    )


def _why(row: Row, broadcast: Broadcast) -> Why | None:
    """Return why somebody has not got it; None if they had a chat and were not chosen."""
    if row["state"] is not None:
        return Why(row["state"])
    if row["subscriber_id"] is None:
        return Why.NOT_IN_BOT
    if not row["subscribed"]:
        return Why.UNSUBSCRIBED
    assert broadcast.confirmed_at is not None
    return Why.CAME_LATER if instant(row["began_at"]) > broadcast.confirmed_at else None


def _asks_the_bot(selection: Selection) -> bool:
    roles = set(selection.criteria.get(Dimension.ROLE, ()))
    only_bot = set(selection.criteria) - OF_REGISTER - {Dimension.ROLE}
    return bool(only_bot) or (bool(roles) and AudienceRole.MEMBER not in roles)


async def _count_missed(db: Reader, broadcast: Broadcast) -> int:
    count: int = await db.value(
        f"""
        SELECT count(*)
          FROM ({PER_RECIPIENT}) r JOIN subscriber s ON s.id = r.subscriber_id
         WHERE r.state NOT IN ('delivered', 'pending') AND s.chat = 'private'
        """,
        kind=Kind.BROADCAST,
        id=broadcast.id,
    )
    return count
