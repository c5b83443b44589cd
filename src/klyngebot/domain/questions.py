"""What members ask the project office, and what it answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from klyngebot.domain.subscribers import SubscriberId

QuestionId = NewType("QuestionId", int)
AnswerId = NewType("AnswerId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a leader answered, in plain text."""

    id: AnswerId
    author_id: SubscriberId
    author_name: str
    text: str
    answered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody asked, in plain text, and the answers so far, oldest first."""

    id: QuestionId
    asker_id: SubscriberId
    asker_name: str
    partner_name: str
    text: str
    asked_at: datetime
    answers: tuple[Answer, ...] = ()
