"""Asking the project office, and its answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from klyngebot.domain.clock import Clock
from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.drafts import (
    Draft,
    DraftId,
    DraftKind,
    busy_with,
)
from klyngebot.domain.errors import BadInputError, NoDraftError, NotFoundError
from klyngebot.domain.questions import HOURLY, Question, QuestionId
from klyngebot.domain.roles import Caller, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.services.authority import known, require
from klyngebot.services.drafting import check_unchanged, own_draft
from klyngebot.store import deliveries, drafts, questions, subscribers
from klyngebot.store.database import Database, Reader, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """A question, and what a leader is writing to it; None when it has an answer already."""

    question: Question
    draft: Draft | None

    @property
    def fingerprint(self) -> int:
        """Return a number that differs when the draft does, or the question it answers."""
        return (self.draft.fingerprint if self.draft else 0) + self.question.edits


class Questions:
    """Use cases of questions to the project office."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def ask(self, caller: Caller, draft_id: DraftId, fingerprint: int) -> Question:
        """Send a question to the leaders; a second time changes nothing.

        ``fingerprint`` is that of the draft as it was shown.

        Raises:
            NoDraftError: The draft was cancelled, or a field is empty.
            BadInputError: It has changed since it was shown, or there is nobody to ask.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.MEMBER)
            asker = known(actor)
            done = await questions.find_by_draft(tx, draft_id, asker)
            if done is not None:
                return done
            draft = await own_draft(tx, actor, draft_id, DraftKind.QUESTION)
            text, now = _text(draft), self._clock.now()
            check_unchanged(draft, fingerprint)
            await check_pace(tx, asker, now)
            question_id = await questions.add(tx, draft.id, asker=asker, text=text, now=now)
            await tell_leaders(tx, question_id, now)
            await drafts.delete(tx, asker)
            return await found(tx, question_id)

    async def begin_answer(
        self, caller: Caller, question_id: QuestionId, *, more: bool
    ) -> Answering:
        """Begin to answer a question; one that is answered only when there is ``more`` to say.

        Raises:
            NotFoundError: There is no such question (any more).
            BadInputError: The caller is in the middle of writing something else.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            question = await found(tx, question_id)
            draft = await drafts.find(tx, known(actor))
            begun = draft is not None and _is_answer_to(draft, question_id)
            if question.answers and not more and not begun:
                return Answering(question=question, draft=None)
            draft = await open_answer(tx, known(actor), question_id)
            return Answering(question=question, draft=draft)

    async def answering(self, caller: Caller, draft: Draft) -> Answering:
        """Return the question that the caller's ``draft`` answers.

        Raises:
            NoDraftError: The draft was cancelled.
            NotFoundError: The question is gone.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            own = await own_draft(tx, actor, draft.id, DraftKind.ANSWER)
            return Answering(question=await found(tx, _question_of(own)), draft=own)

    async def answer(self, caller: Caller, draft_id: DraftId, fingerprint: int) -> Question:
        """Send an answer to who asked; a second time changes nothing.

        ``fingerprint`` is that of the answer and the question as they were shown.

        Raises:
            NoDraftError: The draft was cancelled, or a field is empty.
            NotFoundError: The question is gone.
            BadInputError: It, or the question, has changed since it was shown.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            author = known(actor)
            done = await questions.find_answered_by_draft(tx, draft_id, author)
            if done is not None:
                return done
            draft = await own_draft(tx, actor, draft_id, DraftKind.ANSWER)
            text = _text(draft)
            question = await found(tx, _question_of(draft))
            if Answering(question=question, draft=draft).fingerprint != fingerprint:
                raise BadInputError("question_changed", draft=draft.id)
            now = self._clock.now()
            answer_id = await questions.add_answer(
                tx, draft.id, question.id, author=author, text=text, now=now
            )
            content = Content(kind=Kind.QUESTION_ANSWER, subject_id=answer_id)
            await deliveries.add(tx, content, [question.asker_id], now)
            await drafts.delete(tx, author)
            return await found(tx, question.id)


async def check_pace(db: Reader, asker: SubscriberId, now: datetime) -> None:
    """Let nobody write to the project office more than ``HOURLY`` times in an hour.

    Raises:
        BadInputError: They have; nothing is sent, and what they wrote stays where it is.
    """
    if await questions.count_since(db, asker, now - timedelta(hours=1)) >= HOURLY:
        raise BadInputError("asked_too_often", limit=HOURLY)


async def tell_leaders(
    tx: Transaction, question_id: QuestionId, now: datetime, *, edits: int = 0
) -> None:
    """Let every leader have a question, once for each time that it was changed.

    Raises:
        BadInputError: There is no leader.
    """
    leaders = [leader.id for leader in await subscribers.list_leaders(tx)]
    if not leaders:
        raise BadInputError("nobody_to_ask")
    content = Content(kind=Kind.QUESTION, subject_id=question_id, part=edits)
    await deliveries.add(tx, content, leaders, now)


async def open_answer(tx: Transaction, author: SubscriberId, question_id: QuestionId) -> Draft:
    """Return what the author is writing to a question, begun now if they have not.

    Raises:
        BadInputError: They are in the middle of writing something else.
    """
    draft = await drafts.find(tx, author)
    if draft and _is_answer_to(draft, question_id):
        return draft
    if draft and draft.is_lost_when_left and not _is_empty_answer(draft):
        raise busy_with(draft)
    return await drafts.begin(tx, author, DraftKind.ANSWER, {"question": str(question_id)})


async def found(db: Reader, question_id: QuestionId) -> Question:
    """Return a question.

    Raises:
        NotFoundError: There is no such question (any more).
    """
    question = await questions.find(db, question_id)
    if question is None:
        raise NotFoundError
    return question


def _text(draft: Draft) -> str:
    if draft.next_field is not None:
        raise NoDraftError
    return draft.fields["text"]


def _is_answer_to(draft: Draft, question_id: QuestionId) -> bool:
    return draft.kind is DraftKind.ANSWER and _question_of(draft) == question_id


def _is_empty_answer(draft: Draft) -> bool:
    return draft.kind is DraftKind.ANSWER and "text" not in draft.fields


def _question_of(draft: Draft) -> QuestionId:
    return QuestionId(int(draft.fields.get("question", "0")))
