"""Questions to the project office and their answers."""

from datetime import datetime

from klyngebot.domain.drafts import DraftId
from klyngebot.domain.questions import Answer, AnswerId, Question, QuestionId
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store.database import Reader, Row, Transaction, instant, stamp

_QUESTION = """
    SELECT q.*, coalesce(p.name, s.name) AS asker_name,
           coalesce(nullif(o.short_name, ''), o.name, '') AS partner_name
      FROM question q
      JOIN subscriber s ON s.id = q.asker_id
      LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
      LEFT JOIN person p ON p.id = m.person_id
      LEFT JOIN partner o ON o.id = m.partner_id
"""


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


async def find(db: Reader, question_id: QuestionId) -> Question | None:
    """Return the question with its answers, or None."""
    row = await db.fetch_one(f"{_QUESTION} WHERE q.id = :id", id=question_id)
    return await _question(db, row) if row else None


async def find_by_draft(db: Reader, draft_id: DraftId, asker: SubscriberId) -> Question | None:
    """Return the question that the asker's draft became, or None."""
    row = await db.fetch_one(
        f"{_QUESTION} WHERE q.draft_id = :draft_id AND q.asker_id = :asker",
        draft_id=draft_id,
        asker=asker,
    )
    return await _question(db, row) if row else None


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
    row = await db.fetch_one(
        f"""
        {_QUESTION}
         WHERE q.id = (SELECT question_id FROM question_answer WHERE id = :answer_id)
        """,
        answer_id=answer_id,
    )
    return await _question(db, row) if row else None


async def find_answered_by_draft(
    db: Reader, draft_id: DraftId, author: SubscriberId
) -> Question | None:
    """Return the question that the author's draft became an answer to, or None."""
    row = await db.fetch_one(
        f"""
        {_QUESTION}
         WHERE q.id = (SELECT question_id FROM question_answer
                        WHERE draft_id = :draft_id AND author_id = :author)
        """,
        draft_id=draft_id,
        author=author,
    )
    return await _question(db, row) if row else None


async def list_of(db: Reader, asker: SubscriberId) -> list[Question]:
    """Return what somebody has asked, oldest first."""
    rows = await db.fetch_all(f"{_QUESTION} WHERE q.asker_id = :asker ORDER BY q.id", asker=asker)
    return [await _question(db, row) for row in rows]


async def delete_of(tx: Transaction, asker: SubscriberId) -> None:
    """Forget what somebody has asked, and the answers."""
    await tx.execute("DELETE FROM question WHERE asker_id = :asker", asker=asker)


async def _question(db: Reader, row: Row) -> Question:
    answers = await db.fetch_all(
        """
        SELECT a.*, coalesce(p.name, s.name) AS author_name
          FROM question_answer a
          JOIN subscriber s ON s.id = a.author_id
          LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
          LEFT JOIN person p ON p.id = m.person_id
         WHERE a.question_id = :id
         ORDER BY a.id
        """,
        id=row["id"],
    )
    return Question(
        id=QuestionId(row["id"]),
        asker_id=SubscriberId(row["asker_id"]),
        asker_name=row["asker_name"],
        partner_name=row["partner_name"],
        text=row["text"],
        asked_at=instant(row["asked_at"]),
        answers=tuple(map(_answer, answers)),
    )


def _answer(row: Row) -> Answer:
    return Answer(
        id=AnswerId(row["id"]),
        author_id=SubscriberId(row["author_id"]),
        author_name=row["author_name"],
        text=row["text"],
        answered_at=instant(row["answered_at"]),
    )
