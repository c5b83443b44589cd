"""Asking the project office: what their buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.drafts import DraftId
from klyngebot.domain.questions import QuestionId
from klyngebot.render.data.base import ButtonData


@dataclass(frozen=True)
class Ask(ButtonData):
    """Begin to ask the project office."""

    code: ClassVar[str] = "La"


@dataclass(frozen=True)
class SendQuestion(ButtonData):
    """Send a question to the project office."""

    code: ClassVar[str] = "Lw"
    draft: DraftId
    fingerprint: int


@dataclass(frozen=True)
class AnswerQuestion(ButtonData):
    """Begin to answer a question; ``more`` says that it may have an answer already."""

    code: ClassVar[str] = "Lr"
    question: QuestionId
    more: bool


@dataclass(frozen=True)
class SendAnswer(ButtonData):
    """Send an answer to who asked."""

    code: ClassVar[str] = "Lx"
    draft: DraftId
    fingerprint: int
