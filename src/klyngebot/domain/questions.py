"""What people ask the project office, or answer to what it announces; and what it answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.deliveries import DeliveryState
from klyngebot.domain.subscribers import SubscriberId

QuestionId = NewType("QuestionId", int)
AnswerId = NewType("AnswerId", int)

HOURLY = 20
"""How often one person may write to the project office in an hour; corrections count, too."""

PATIENCE = timedelta(days=2)
"""Who has waited longer than this is pointed out to the leaders."""


class QuestionState(StrEnum):
    """Where a question stands: an answer counts for more than that it was closed."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a leader answered, in plain text, and where its delivery stands (None: long ago)."""

    id: AnswerId
    author_id: SubscriberId
    author_name: str
    text: str
    answered_at: datetime
    state: DeliveryState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The answer that somebody wrote back to, and the question it answered."""

    question_id: QuestionId
    author_name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody asked, in plain text, and the answers so far, oldest first.

    Args:
        broadcast_id: The announcement it answers; None when somebody asked of their own accord.
        broadcast_title: The first line of that; empty where there are only files.
        follows: The answer it is written back to.
        message_id: The message it came in, in the asker's chat.
        edits: How often its asker has changed it.
        closed_at: When somebody closed it without an answer.
        closed_by: Their name; empty once they are erased.
    """

    id: QuestionId
    asker_id: SubscriberId
    asker_name: str
    partner_name: str
    text: str
    asked_at: datetime
    broadcast_id: BroadcastId | None = None
    broadcast_title: str = ""
    follows: Followed | None = None
    message_id: int | None = None
    edits: int = 0
    closed_at: datetime | None = None
    closed_by: str = ""
    answers: tuple[Answer, ...] = ()

    @property
    def state(self) -> QuestionState:
        """Return where it stands."""
        if self.answers:
            return QuestionState.ANSWERED
        return QuestionState.OPEN if self.closed_at is None else QuestionState.CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How the questions stand.

    Args:
        open: How many wait for an answer.
        overdue: How many of these have waited longer than ``PATIENCE``.
        answered: How many have one.
        closed: How many were closed without.
        average: From question to first answer, of those answered lately; None when there are none.
    """

    open: int
    overdue: int
    answered: int
    closed: int
    average: timedelta | None = None
