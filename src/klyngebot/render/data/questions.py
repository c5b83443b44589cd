"""Asking the project office: what their buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.broadcasts import BroadcastId
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


@dataclass(frozen=True)
class ListMailbox(ButtonData):
    """List what waits for an answer, or what is ``done``."""

    code: ClassVar[str] = "BS"
    done: bool
    page: int


@dataclass(frozen=True)
class ShowQuestion(ButtonData):
    """Show a question with its answers."""

    code: ClassVar[str] = "BT"
    question: QuestionId


@dataclass(frozen=True)
class CloseQuestion(ButtonData):
    """Note that a question needs no answer."""

    code: ClassVar[str] = "BU"
    question: QuestionId


@dataclass(frozen=True)
class ReopenQuestion(ButtonData):
    """Let a question that was closed wait for an answer again."""

    code: ClassVar[str] = "BV"
    question: QuestionId


@dataclass(frozen=True)
class ListAnswersTo(ButtonData):
    """List what came in answer to an announcement."""

    code: ClassVar[str] = "BW"
    broadcast: BroadcastId
    page: int
