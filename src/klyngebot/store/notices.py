"""Notices of news and events: to everybody who hears from us, or who has the topic on."""

from datetime import datetime

from klyngebot.domain.deliveries import Content, Reach
from klyngebot.domain.terms import TermId
from klyngebot.store import audiences
from klyngebot.store.database import Reader, Transaction, stamp
from klyngebot.store.deliveries import TURN

_AUDIENCE = """
    subscriber s
     WHERE s.subscribed AND s.chat = 'private'
       AND (:topic IS NULL
            OR s.id IN (SELECT subscriber_id FROM subscription WHERE topic_id = :topic))
"""


async def add(tx: Transaction, content: Content, topic: TermId | None, now: datetime) -> None:
    """Fix the recipients: a row each for everybody who hears from us (and has ``topic`` on)."""
    await tx.execute(
        f"""
        INSERT INTO delivery (kind, subject_id, part, subscriber_id, channel, address, urgent,
                              due_at, turn, resends)
        SELECT :kind, :subject_id, :part, s.id, s.channel, s.address, :urgent, :now,
               {TURN} + row_number() OVER (ORDER BY s.id) - 1, :resends
          FROM {_AUDIENCE}
         ORDER BY s.id
        """,
        kind=content.kind,
        subject_id=content.subject_id,
        part=content.part,
        urgent=content.kind.urgent,
        resends=content.kind.resends_by_itself,
        topic=topic,
        now=stamp(now),
    )


async def reach(db: Reader, topic: TermId | None) -> Reach:
    """Return whom a message would go to now."""
    chosen = f"""
        SELECT a.id, m.partner_id
          FROM (SELECT s.id FROM {_AUDIENCE}) a
          LEFT JOIN membership m ON m.subscriber_id = a.id AND m.ended_at IS NULL
    """
    return await audiences.count(db, chosen, topic=topic)
