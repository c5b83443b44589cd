"""How things stand with each partner: what it has got, confirmed and answered."""

from datetime import datetime

from klyngebot.domain.acknowledging import PartnerStanding
from klyngebot.store.database import Reader, Row, instant, stamp

_ASKED = """
    SELECT subject_id, partner_id, acknowledging, count(*) AS asked, count(a.at) AS confirmed
      FROM (SELECT d.subject_id, d.subscriber_id, max(d.part), d.state, d.partner_id,
                   b.acknowledging, b.author_id
              FROM delivery d
              JOIN broadcast b ON b.id = d.subject_id
             WHERE d.kind = 'broadcast' AND b.acknowledging <> 'nobody'
               AND b.state NOT IN ('draft', 'waiting') AND b.confirmed_at >= :since
             GROUP BY d.subject_id, d.subscriber_id) l
      JOIN subscriber s ON s.id = l.subscriber_id AND s.erased_at IS NULL
      LEFT JOIN acknowledgement a ON a.broadcast_id = l.subject_id AND a.subscriber_id = s.id
     WHERE l.state NOT IN ('withdrawn', 'expired') AND l.partner_id IS NOT NULL
       AND (s.id <> l.author_id OR a.at IS NOT NULL)  -- who has written it, has read it
     GROUP BY subject_id, partner_id
"""
"""Of each announcement and partner how many people were asked to confirm, and how many have."""


async def list_all(db: Reader, *, since: datetime) -> list[PartnerStanding]:
    """Return how things stand with every partner, those who heard nothing for longest first.

    ``since`` is how far back confirmations and answers count.
    """
    rows = await db.fetch_all(
        f"""
        SELECT coalesce(nullif(o.short_name, ''), o.name) AS name,
               (SELECT count(*) FROM membership m
                 WHERE m.partner_id = o.id AND m.ended_at IS NULL) AS people,
               got.last_at, coalesce(ask.asked, 0) AS asked,
               coalesce(ask.confirmed, 0) AS confirmed, coalesce(wrote.n, 0) AS answered
          FROM partner o
          LEFT JOIN (SELECT partner_id, max(settled_at) AS last_at
                       FROM delivery
                      WHERE kind = 'broadcast' AND state = 'delivered'
                      GROUP BY partner_id) got ON got.partner_id = o.id
          LEFT JOIN (SELECT partner_id, count(*) AS asked,
                            sum(iif(acknowledging = 'partners', confirmed > 0, confirmed = asked))
                                AS confirmed
                       FROM ({_ASKED})
                      GROUP BY partner_id) ask ON ask.partner_id = o.id
          LEFT JOIN (SELECT d.partner_id, count(*) AS n
                       FROM question q
                       JOIN delivery d ON d.kind = 'broadcast' AND d.subject_id = q.broadcast_id
                                      AND d.subscriber_id = q.asker_id AND d.part = 0
                      WHERE q.asked_at >= :since
                      GROUP BY d.partner_id) wrote ON wrote.partner_id = o.id
         WHERE o.left_on IS NULL
         ORDER BY coalesce(got.last_at, ''), o.folded
        """,
        since=stamp(since),
    )
    return [_standing(row) for row in rows]


def _standing(row: Row) -> PartnerStanding:
    return PartnerStanding(
        name=row["name"],
        people=row["people"],
        last_at=instant(row["last_at"]) if row["last_at"] else None,
        asked=row["asked"],
        confirmed=row["confirmed"],
        answered=row["answered"],
    )
