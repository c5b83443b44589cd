"""Questions to the project office, answers to its announcements, and what it answers."""

from datetime import datetime, timedelta

from klyngebot.domain.broadcasts import MAIN, BroadcastId
from klyngebot.domain.deliveries import DeliveryState
from klyngebot.domain.drafts import DraftId
from klyngebot.domain.outgoing import title
from klyngebot.domain.questions import (
    PATIENCE,
    Answer,
    AnswerId,
    Followed,
    Question,
    QuestionId,
    Tally,
)
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store import parts
from klyngebot.store.database import Reader, Row, Transaction, instant, stamp

LATELY = timedelta(days=30)
"""How far back the average time to an answer looks."""

_QUESTION = """
    SELECT q.*, coalesce(p.name, s.name) AS asker_name,
           coalesce(nullif(o.short_name, ''), o.name, '') AS partner_name,
           coalesce(cp.name, c.name, '') AS closer_name
      FROM question q
      JOIN subscriber s ON s.id = q.asker_id
      LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
      LEFT JOIN person p ON p.id = m.person_id
      LEFT JOIN partner o ON o.id = m.partner_id
      LEFT JOIN subscriber c ON c.id = q.closed_by
      LEFT JOIN membership cm ON cm.subscriber_id = c.id AND cm.ended_at IS NULL
      LEFT JOIN person cp ON cp.id = cm.person_id
"""

_FIRST_ANSWER = "(SELECT min(a.answered_at) FROM question_answer a WHERE a.question_id = q.id)"
_IS_OPEN = f"(q.closed_at IS NULL AND {_FIRST_ANSWER} IS NULL)"


async def add(
    tx: Transaction, draft_id: DraftId, *, asker: SubscriberId, text: str, now: datetime
) -> QuestionId:
    """Store the question that ``draft_id`` became and return its id."""
    row = await tx.fetch_one(
        """
        INSERT INTO question (draft_id, asker_id, text, asked_at)
        VALUES (:draft_id, :asker, :text, :now)
        RETURNING id
        """,
        draft_id=draft_id,
        asker=asker,
        text=text,
        now=stamp(now),
    )
    assert row is not None
    return QuestionId(row["id"])


async def add_reply(
    tx: Transaction,
    broadcast_id: BroadcastId | None,
    *,
    follows: AnswerId | None,
    asker: SubscriberId,
    text: str,
    message_id: int,
    update_id: int,
    now: datetime,
) -> QuestionId:
    """Store what somebody replies to an announcement or an answer, and return its id."""
    row = await tx.fetch_one(
        """
        INSERT INTO question (update_id, broadcast_id, follows_id, message_id, asker_id, text,
                              asked_at)
        VALUES (:update_id, :broadcast_id, :follows, :message_id, :asker, :text, :now)
        RETURNING id
        """,
        update_id=update_id,
        broadcast_id=broadcast_id,
        follows=follows,
        message_id=message_id,
        asker=asker,
        text=text,
        now=stamp(now),
    )
    assert row is not None
    return QuestionId(row["id"])


async def change(tx: Transaction, question_id: QuestionId, text: str) -> None:
    """Let a question say ``text`` instead; it waits for an answer again."""
    await tx.execute(
        """
        UPDATE question SET text = :text, edits = edits + 1, closed_at = NULL, closed_by = NULL
         WHERE id = :id AND text <> :text
        """,
        id=question_id,
        text=text,
    )


async def close(
    tx: Transaction, question_id: QuestionId, *, by: SubscriberId, now: datetime
) -> None:
    """Close a question that nobody has answered or closed."""
    await tx.execute(
        f"""
        UPDATE question AS q SET closed_at = :now, closed_by = :by
         WHERE q.id = :id AND {_IS_OPEN}
        """,
        id=question_id,
        by=by,
        now=stamp(now),
    )


async def reopen(tx: Transaction, question_id: QuestionId) -> None:
    """Let a question that was closed wait for an answer again."""
    await tx.execute(
        "UPDATE question SET closed_at = NULL, closed_by = NULL WHERE id = :id", id=question_id
    )


async def find(db: Reader, question_id: QuestionId) -> Question | None:
    """Return the question with its answers, or None."""
    return await _find(db, "q.id = :id", id=question_id)


async def find_by_draft(db: Reader, draft_id: DraftId, asker: SubscriberId) -> Question | None:
    """Return the question that the asker's draft became, or None."""
    of = "q.draft_id = :draft_id AND q.asker_id = :asker"
    return await _find(db, of, draft_id=draft_id, asker=asker)


async def find_by_update(db: Reader, update_id: int, asker: SubscriberId) -> Question | None:
    """Return the question that came with ``update_id`` from the asker, or None."""
    of = "q.update_id = :update_id AND q.asker_id = :asker"
    return await _find(db, of, update_id=update_id, asker=asker)


async def find_by_message(db: Reader, message_id: int, asker: SubscriberId) -> Question | None:
    """Return the question that came in a message of the asker's chat, or None."""
    of = "q.message_id = :message_id AND q.asker_id = :asker"
    return await _find(db, of, message_id=message_id, asker=asker)


async def count_since(db: Reader, asker: SubscriberId, since: datetime) -> int:
    """Return how often somebody has written since then, corrections included."""
    count: int = await db.value(
        """
        SELECT coalesce(sum(1 + edits), 0) FROM question
         WHERE asker_id = :asker AND asked_at > :since
        """,
        asker=asker,
        since=stamp(since),
    )
    return count


async def add_answer(
    tx: Transaction,
    draft_id: DraftId,
    question_id: QuestionId,
    *,
    author: SubscriberId,
    text: str,
    now: datetime,
) -> AnswerId:
    """Store the answer that ``draft_id`` became and return its id."""
    row = await tx.fetch_one(
        """
        INSERT INTO question_answer (draft_id, question_id, author_id, text, answered_at)
        VALUES (:draft_id, :question_id, :author, :text, :now)
        RETURNING id
        """,
        draft_id=draft_id,
        question_id=question_id,
        author=author,
        text=text,
        now=stamp(now),
    )
    assert row is not None
    return AnswerId(row["id"])


async def find_answered(db: Reader, answer_id: AnswerId) -> Question | None:
    """Return the question that has the answer ``answer_id``, or None."""
    return await _find(
        db,
        "q.id = (SELECT question_id FROM question_answer WHERE id = :answer_id)",
        answer_id=answer_id,
    )


async def find_answered_by_draft(
    db: Reader, draft_id: DraftId, author: SubscriberId
) -> Question | None:
    """Return the question that the author's draft became an answer to, or None."""
    return await _find(
        db,
        """
        q.id = (SELECT question_id FROM question_answer
                 WHERE draft_id = :draft_id AND author_id = :author)
        """,
        draft_id=draft_id,
        author=author,
    )


async def list_open(db: Reader, *, limit: int, offset: int) -> list[Question]:
    """Return those that wait for an answer, the oldest first."""
    rows = await db.fetch_all(
        f"{_QUESTION} WHERE {_IS_OPEN} ORDER BY q.asked_at, q.id LIMIT :limit OFFSET :offset",
        limit=limit,
        offset=offset,
    )
    return [await _question(db, row) for row in rows]


async def list_done(db: Reader, *, limit: int, offset: int) -> list[Question]:
    """Return those that are answered or closed, the latest first."""
    rows = await db.fetch_all(
        f"""
        {_QUESTION}
         WHERE NOT {_IS_OPEN}
         ORDER BY coalesce({_FIRST_ANSWER}, q.closed_at) DESC, q.id DESC
         LIMIT :limit OFFSET :offset
        """,
        limit=limit,
        offset=offset,
    )
    return [await _question(db, row) for row in rows]


async def list_to(
    db: Reader, broadcast_id: BroadcastId, *, limit: int, offset: int
) -> list[Question]:
    """Return what came in answer to an announcement: the open ones first, each oldest first."""
    rows = await db.fetch_all(
        f"""
        {_QUESTION}
         WHERE q.broadcast_id = :broadcast_id
         ORDER BY NOT {_IS_OPEN}, q.asked_at, q.id
         LIMIT :limit OFFSET :offset
        """,
        broadcast_id=broadcast_id,
        limit=limit,
        offset=offset,
    )
    return [await _question(db, row) for row in rows]


async def count_to(db: Reader, broadcast_id: BroadcastId) -> int:
    """Return how many have answered an announcement, counting every message."""
    count: int = await db.value(
        "SELECT count(*) FROM question WHERE broadcast_id = :id", id=broadcast_id
    )
    return count


async def tally(db: Reader, now: datetime, broadcast_id: BroadcastId | None = None) -> Tally:
    """Return how the questions stand, or those about one announcement."""
    row = await db.fetch_one(
        f"""
        SELECT count(*) FILTER (WHERE is_open) AS open,
               count(*) FILTER (WHERE is_open AND asked_at < :late) AS overdue,
               count(first) AS answered,
               count(*) FILTER (WHERE NOT is_open AND first IS NULL) AS closed,
               avg((julianday(first) - julianday(asked_at)) * 86400)
                   FILTER (WHERE first > :since) AS average
          FROM (SELECT q.asked_at, {_IS_OPEN} AS is_open, {_FIRST_ANSWER} AS first
                  FROM question q
                 WHERE :broadcast_id IS NULL OR q.broadcast_id = :broadcast_id)
        """,
        broadcast_id=broadcast_id,
        late=stamp(now - PATIENCE),
        since=stamp(now - LATELY),
    )
    assert row is not None
    return Tally(
        open=row["open"],
        overdue=row["overdue"],
        answered=row["answered"],
        closed=row["closed"],
        average=None if row["average"] is None else timedelta(seconds=row["average"]),
    )


async def list_of(db: Reader, asker: SubscriberId) -> list[Question]:
    """Return what somebody has asked, oldest first."""
    rows = await db.fetch_all(f"{_QUESTION} WHERE q.asker_id = :asker ORDER BY q.id", asker=asker)
    return [await _question(db, row) for row in rows]


async def delete_of(tx: Transaction, asker: SubscriberId) -> None:
    """Forget what somebody has asked, and the answers."""
    await tx.execute("DELETE FROM question WHERE asker_id = :asker", asker=asker)


async def _find(db: Reader, condition: str, **values: object) -> Question | None:
    row = await db.fetch_one(f"{_QUESTION} WHERE {condition}", **values)
    return await _question(db, row) if row else None


async def _question(db: Reader, row: Row) -> Question:
    answers = await db.fetch_all(
        """
        SELECT a.*, coalesce(p.name, s.name) AS author_name, d.state
          FROM question_answer a
          JOIN subscriber s ON s.id = a.author_id
          LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
          LEFT JOIN person p ON p.id = m.person_id
          LEFT JOIN delivery d ON d.kind = 'question_answer' AND d.subject_id = a.id
         WHERE a.question_id = :id
         ORDER BY a.id
        """,
        id=row["id"],
    )
    about = row["broadcast_id"]
    return Question(
        id=QuestionId(row["id"]),
        asker_id=SubscriberId(row["asker_id"]),
        asker_name=row["asker_name"],
        partner_name=row["partner_name"],
        text=row["text"],
        asked_at=instant(row["asked_at"]),
        broadcast_id=None if about is None else BroadcastId(about),
        broadcast_title="" if about is None else await _title(db, BroadcastId(about)),
        follows=await _followed(db, row["follows_id"]),
        message_id=row["message_id"],
        edits=row["edits"],
        closed_at=None if row["closed_at"] is None else instant(row["closed_at"]),
        closed_by=row["closer_name"],
        answers=tuple(map(_answer, answers)),
    )


async def _followed(db: Reader, answer_id: int | None) -> Followed | None:
    row = await db.fetch_one(
        """
        SELECT a.question_id, a.text, coalesce(p.name, s.name) AS author_name
          FROM question_answer a
          JOIN subscriber s ON s.id = a.author_id
          LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
          LEFT JOIN person p ON p.id = m.person_id
         WHERE a.id = :id
        """,
        id=answer_id,
    )
    if row is None:
        return None
    return Followed(
        question_id=QuestionId(row["question_id"]),
        author_name=row["author_name"],
        text=row["text"],
    )


async def _title(db: Reader, broadcast_id: BroadcastId) -> str:
    return title((await parts.list_of(db, broadcast_id)).get(MAIN, ()))


def _answer(row: Row) -> Answer:
    return Answer(
        id=AnswerId(row["id"]),
        author_id=SubscriberId(row["author_id"]),
        author_name=row["author_name"],
        text=row["text"],
        answered_at=instant(row["answered_at"]),
        state=DeliveryState(row["state"]) if row["state"] else None,
    )
