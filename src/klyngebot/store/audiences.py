"""Audiences as SQL: who is chosen, counted for the preview and fixed for the broadcast.

The statement is put together of pieces written here; every value is a parameter.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from klyngebot.domain.audiences import (
    OF_REGISTER,
    STAFF,
    Audience,
    AudienceReach,
    Dimension,
    Selection,
)
from klyngebot.domain.broadcasts import Broadcast, BroadcastId, BroadcastState
from klyngebot.domain.deliveries import Kind, Reach
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.domain.text import sort_key
from klyngebot.store.database import Reader, Transaction, stamp

_EVERYBODY = """
    FROM subscriber s
    LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
    LEFT JOIN partner o ON o.id = m.partner_id
   WHERE s.subscribed AND s.chat = 'private' AND s.erased_at IS NULL
"""

_ASKING = 24
"""Broadcasts that can be asked after."""

_ONE_OF = "(SELECT value FROM json_each(:{name}))"

CRITERIA = {
    Dimension.ROLE: """
        CASE WHEN m.id IS NOT NULL AND 'member' IN {values} THEN 1
             WHEN m.is_contact AND 'contact' IN {values} THEN 1
             ELSE coalesce(s.staff, '') IN {values} END
        """,
    Dimension.TOPIC: """
        s.id IN (SELECT subscriber_id FROM subscription
                  WHERE CAST(topic_id AS TEXT) IN {values})
        """,
    Dimension.CATEGORY: "CAST(o.category_id AS TEXT) IN {values}",
    Dimension.COUNTY: "o.county IN {values}",
    Dimension.COMPETENCE: """
        (m.person_id IN (SELECT person_id FROM person_term WHERE CAST(term_id AS TEXT) IN {values})
         OR o.id IN (SELECT partner_id FROM partner_term WHERE CAST(term_id AS TEXT) IN {values}))
        """,
    Dimension.PARTNER: "CAST(o.id AS TEXT) IN {values}",
    Dimension.UNCONFIRMED: """
        EXISTS (SELECT 1
                  FROM delivery d JOIN broadcast b ON b.id = d.subject_id
                 WHERE d.kind = 'broadcast' AND d.subscriber_id = s.id
                   AND CAST(d.subject_id AS TEXT) IN {values} AND d.state <> 'withdrawn'
                   AND b.author_id <> s.id  -- who has written it, has read it
                   AND NOT EXISTS (SELECT 1
                                     FROM acknowledgement a
                                    WHERE a.broadcast_id = b.id
                                      AND (a.subscriber_id = s.id
                                           OR (b.acknowledging = 'partners'
                                               AND a.subscriber_id IN (
                                                   SELECT e.subscriber_id
                                                     FROM delivery e
                                                    WHERE e.kind = 'broadcast'
                                                      AND e.subject_id = b.id
                                                      AND e.partner_id = d.partner_id)))))
        """,
}
"""What each dimension asks of a subscriber ``s``, their membership ``m`` and partner ``o``."""


async def find_selection(db: Reader, broadcast: BroadcastId, who: SubscriberId) -> int | None:
    """Return which selection chose somebody who has got a broadcast; None when they have not."""
    row = await db.fetch_one(
        """
        SELECT coalesce(selection, 0) AS selection
          FROM delivery
         WHERE kind = 'broadcast' AND subject_id = :broadcast AND subscriber_id = :who
           AND state IN ('sending', 'delivered', 'uncertain')
         LIMIT 1
        """,
        broadcast=broadcast,
        who=who,
    )
    return row["selection"] if row else None


async def list_asking(db: Reader) -> list[BroadcastId]:
    """Return the latest broadcasts that asked to be confirmed, newest first."""
    rows = await db.fetch_all(
        """
        SELECT id FROM broadcast
         WHERE acknowledging <> 'nobody' AND state NOT IN ('draft', 'waiting')
         ORDER BY confirmed_at DESC, id DESC
         LIMIT :limit
        """,
        limit=_ASKING,
    )
    return [BroadcastId(row["id"]) for row in rows]


async def reach(db: Reader, broadcast: Broadcast) -> AudienceReach:
    """Return whom ``broadcast`` would go to now."""
    chosen, values = _chosen(broadcast.audience)
    return AudienceReach(
        **asdict(await count(db, chosen, **values)),
        absent=await _absent(db, broadcast.audience),
        variants=await _variants(db, broadcast),
        chats=await _chats(db, broadcast.audience),
    )


async def count(db: Reader, chosen: str, **values: object) -> Reach:
    """Return how many, and of how many partners, a query of id and partner_id chooses."""
    row = await db.fetch_one(
        f"""
        SELECT count(*) AS people,
               count(DISTINCT o.id) AS partners,
               count(*) FILTER (WHERE c.partner_id IS NULL AND s.staff IS NULL) AS without_partner,
               (SELECT count(*) FROM partner
                 WHERE standing = 'agreement' AND left_on IS NULL) AS partners_in_all
          FROM ({chosen}) c
          JOIN subscriber s ON s.id = c.id
          LEFT JOIN partner o ON o.id = c.partner_id AND o.standing = 'agreement'
        """,
        **values,
    )
    assert row is not None
    return Reach(**dict(row))


async def fix(tx: Transaction, broadcast: Broadcast, parts: dict[str, int], now: datetime) -> None:
    """Fix the recipients: a row each, for each of the ``parts`` that their variant has.

    The rows are held until the broadcast is released.
    """
    chosen, values = _chosen(broadcast.audience)
    for part in range(max(parts.values(), default=0)):
        await tx.execute(
            f"""
            INSERT INTO delivery
                   (kind, subject_id, part, subscriber_id, channel, address, due_at, held, variant,
                    selection, partner_id, resends)
            SELECT :kind, :broadcast, :part, r.id, r.channel, r.address, :now, 1, r.variant,
                   r.selection, r.partner_id, :resends
              FROM (SELECT c.*, s.channel, s.address,
                           iif(s.locale IN (SELECT value FROM json_each(:locales)), s.locale, '')
                               AS variant
                      FROM ({chosen} UNION ALL {_CHATS}) c
                      JOIN subscriber s ON s.id = c.id) r
             WHERE :part < (SELECT value FROM json_each(:parts) WHERE key = r.variant)
             ORDER BY r.id
            ON CONFLICT DO NOTHING
            """,
            kind=Kind.BROADCAST,
            broadcast=broadcast.id,
            part=part,
            now=stamp(now),
            locales=json.dumps([locale for locale in parts if locale]),
            parts=json.dumps(parts),
            resends=broadcast.mark == "urgent",
            chats=json.dumps(broadcast.audience.chats),
            **values,
        )


async def count_newcomers(db: Reader, broadcast: Broadcast) -> int:
    """Return how many fit the audience of a broadcast that waits, and nothing waits for them."""
    if broadcast.state is not BroadcastState.WAITING:
        return 0
    chosen, values = _chosen(broadcast.audience)
    count: int = await db.value(
        f"SELECT count(*) FROM ({chosen}) WHERE id NOT IN {_HAS_ROWS}",
        subject=broadcast.id,
        **values,
    )
    return count


async def add_newcomers(
    tx: Transaction, broadcast: Broadcast, parts: dict[str, int], now: datetime
) -> None:
    """Add rows for those who fit the audience of a broadcast that waits, and had not done so.

    Also for who had left and is back: what was withdrawn then is no proof of anything yet.
    """
    chosen, values = _chosen(broadcast.audience)
    await tx.execute(
        f"""
        DELETE FROM delivery
         WHERE kind = 'broadcast' AND subject_id = :subject AND state = 'withdrawn'
           AND subscriber_id IN (SELECT id FROM ({chosen}) WHERE id NOT IN {_HAS_ROWS})
        """,
        subject=broadcast.id,
        **values,
    )
    await fix(tx, broadcast, parts, now)


def conditions(
    prefix: str,
    selections: tuple[Selection, ...],
    values: dict[str, str],
    criteria: Mapping[Dimension, str] = CRITERIA,
) -> list[str]:
    """Return a condition for each selection, and put what it names into ``values``."""
    found = []
    for number, selection in enumerate(selections):
        condition = "1"
        for dimension, chosen in selection.criteria.items():
            name = f"{prefix}_{number}_{dimension}"
            values[name] = json.dumps(chosen)
            asked = criteria[dimension].replace("{values}", _ONE_OF.replace("{name}", name))
            condition += f" AND ({asked})"
        found.append(f"({condition})")
    return found


_HAS_ROWS = """
    (SELECT subscriber_id FROM delivery
      WHERE kind = 'broadcast' AND subject_id = :subject AND state <> 'withdrawn')
"""

_CHATS = """
    SELECT id, NULL AS partner_id, NULL AS selection
      FROM subscriber
     WHERE id IN (SELECT value FROM json_each(:chats)) AND chat <> 'private' AND subscribed
"""


def _chosen(audience: Audience) -> tuple[str, dict[str, str]]:
    """Return a query of id, partner_id and the number of the first selection that chose them."""
    values: dict[str, str] = {}
    found = [
        f"SELECT s.id, m.partner_id, {number} AS selection {_EVERYBODY} AND {condition}"
        for number, condition in enumerate(conditions("in", audience.include, values))
    ]
    left_out = "".join(
        f" AND id NOT IN (SELECT s.id {_EVERYBODY} AND {condition})"
        for condition in conditions("ex", audience.exclude, values)
    )
    union = (
        " UNION ALL ".join(found) or f"SELECT s.id, m.partner_id, 0 AS selection {_EVERYBODY} AND 0"
    )
    query = f"""
        SELECT id, partner_id, min(selection) AS selection
          FROM ({union})
         WHERE 1 {left_out}
         GROUP BY id
    """
    return query, values


async def _absent(db: Reader, audience: Audience) -> tuple[str, ...]:
    """Return the partners with an agreement, within the audience, from which nobody gets it."""
    chosen, values = _chosen(audience)
    meant, more = _partners_meant(audience)
    rows = await db.fetch_all(
        f"""
        SELECT coalesce(nullif(o.short_name, ''), o.name) AS name
          FROM partner o
         WHERE o.standing = 'agreement' AND o.left_on IS NULL AND {meant}
           AND o.id NOT IN (SELECT partner_id FROM ({chosen}) WHERE partner_id IS NOT NULL)
        """,
        **values,
        **more,
    )
    return tuple(sorted((row["name"] for row in rows), key=sort_key))


_OF_PARTNERS = {
    Dimension.CATEGORY: "CAST(o.category_id AS TEXT) IN {values}",
    Dimension.COUNTY: "o.county IN {values}",
    Dimension.COMPETENCE: """
        (o.id IN (SELECT partner_id FROM partner_term WHERE CAST(term_id AS TEXT) IN {values})
         OR o.id IN (SELECT p.partner_id FROM person p JOIN person_term t ON t.person_id = p.id
                      WHERE p.left_at IS NULL AND CAST(t.term_id AS TEXT) IN {values}))
        """,
    Dimension.PARTNER: "CAST(o.id AS TEXT) IN {values}",
}
"""What a dimension asks of a partner ``o``; the others leave it open."""


def _partners_meant(audience: Audience) -> tuple[str, dict[str, str]]:
    """Return a condition for the partners ``o`` that the audience is about."""
    values: dict[str, str] = {}
    of_partners = tuple(map(_only_register, _about_partners(audience)))
    asked = " OR ".join(conditions("pin", of_partners, values, _OF_PARTNERS)) or "0"
    whole = tuple(one for one in audience.exclude if set(one.criteria) <= OF_REGISTER)
    but = "".join(f" AND NOT {one}" for one in conditions("pex", whole, values, _OF_PARTNERS))
    return f"({asked}){but}", values


def _about_partners(audience: Audience) -> list[Selection]:
    """Return the selections that name partners, or else those that could mean any of them.

    Whoever chooses the companies of a county, and a topic besides, asks after those companies.
    """
    real = [one for one in audience.include if not one.is_nobody]
    named = [one for one in real if one.is_everyone or OF_REGISTER & one.criteria.keys()]
    return named or [one for one in real if _means_any_partner(one)]


def _means_any_partner(selection: Selection) -> bool:
    roles = selection.criteria.get(Dimension.ROLE, ())
    return Dimension.UNCONFIRMED not in selection.criteria and not (
        roles and STAFF.issuperset(roles)
    )


def _only_register(selection: Selection) -> Selection:
    kept = {key: value for key, value in selection.criteria.items() if key in OF_REGISTER}
    return Selection(kept)


async def _variants(db: Reader, broadcast: Broadcast) -> dict[str, int]:
    chosen, values = _chosen(broadcast.audience)
    locales = [locale for locale, parts in broadcast.variants.items() if locale and parts]
    rows = await db.fetch_all(
        f"""
        SELECT iif(s.locale IN (SELECT value FROM json_each(:locales)), s.locale, '') AS variant,
               count(*) AS n
          FROM ({chosen}) c JOIN subscriber s ON s.id = c.id
         GROUP BY variant
        """,
        locales=json.dumps(locales),
        **values,
    )
    return {row["variant"]: row["n"] for row in rows}


async def _chats(db: Reader, audience: Audience) -> tuple[str, ...]:
    rows = await db.fetch_all(
        f"SELECT name FROM subscriber WHERE id IN (SELECT id FROM ({_CHATS})) ORDER BY name",
        chats=json.dumps(audience.chats),
    )
    return tuple(row["name"] for row in rows)
