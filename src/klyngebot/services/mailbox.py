"""The project office's mailbox: what waits for an answer, what has one, and how fast."""

from dataclasses import dataclass

from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.clock import Clock
from klyngebot.domain.errors import NotFoundError
from klyngebot.domain.outgoing import title
from klyngebot.domain.questions import Question, QuestionId, Tally
from klyngebot.domain.roles import Caller, Role
from klyngebot.services.authority import known, require
from klyngebot.services.questions import found
from klyngebot.store import broadcasts, questions
from klyngebot.store.database import Database

PAGE = 8
"""Questions on one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxPage:
    """Some of the questions, and how all of them stand.

    Args:
        tally: Of all, or of those about ``about``.
        questions: Those on this page.
        page: Which one, from 0.
        pages: How many there are.
        done: Whether these are answered or closed; says nothing where ``about`` is given.
        about: The announcement these answer.
        title: The first line of that; empty where there are only files.
    """

    tally: Tally
    questions: tuple[Question, ...]
    page: int
    pages: int
    done: bool = False
    about: BroadcastId | None = None
    title: str = ""


class Mailbox:
    """Use cases of the mailbox. All are for leaders, and every leader sees everything."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def list(self, caller: Caller, page: int = 0, *, done: bool = False) -> MailboxPage:
        """Return those that wait, oldest first; or those that are done, latest first."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            tally = await questions.tally(db, self._clock.now())
            pages = _pages(tally.answered + tally.closed if done else tally.open)
            page = min(page, pages - 1)
            listed = questions.list_done if done else questions.list_open
            shown = await listed(db, limit=PAGE, offset=page * PAGE)
            return MailboxPage(
                tally=tally, questions=tuple(shown), page=page, pages=pages, done=done
            )

    async def list_to(
        self, caller: Caller, broadcast_id: BroadcastId, page: int = 0
    ) -> MailboxPage:
        """Return what came in answer to an announcement.

        Raises:
            NotFoundError: There is no such announcement.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            broadcast = await broadcasts.find(db, broadcast_id)
            if broadcast is None:
                raise NotFoundError
            tally = await questions.tally(db, self._clock.now(), broadcast_id)
            pages = _pages(tally.open + tally.answered + tally.closed)
            page = min(page, pages - 1)
            shown = await questions.list_to(db, broadcast_id, limit=PAGE, offset=page * PAGE)
            return MailboxPage(
                tally=tally,
                questions=tuple(shown),
                page=page,
                pages=pages,
                about=broadcast_id,
                title=title(broadcast.parts),
            )

    async def show(self, caller: Caller, question_id: QuestionId) -> Question:
        """Return a question with its answers.

        Raises:
            NotFoundError: There is no such question (any more).
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return await found(db, question_id)

    async def close(self, caller: Caller, question_id: QuestionId) -> Question:
        """Note that a question needs no answer; one that has an answer stays as it is.

        Raises:
            NotFoundError: There is no such question (any more).
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            await questions.close(tx, question_id, by=known(actor), now=self._clock.now())
            return await found(tx, question_id)

    async def reopen(self, caller: Caller, question_id: QuestionId) -> Question:
        """Let a question that was closed wait for an answer again.

        Raises:
            NotFoundError: There is no such question (any more).
        """
        async with self._db.transaction() as tx:
            await require(tx, caller, Role.LEADER)
            await questions.reopen(tx, question_id)
            return await found(tx, question_id)


def _pages(count: int) -> int:
    return max((count + PAGE - 1) // PAGE, 1)
