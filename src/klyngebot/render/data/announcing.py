"""Announcements: what their buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.drafts import DraftId
from klyngebot.render.data.base import ButtonData


@dataclass(frozen=True)
class Preview(ButtonData):
    """Show an announcement as recipients will see it."""

    code: ClassVar[str] = "v"
    draft: DraftId


@dataclass(frozen=True)
class Resume(ButtonData):
    """Go on writing an announcement."""

    code: ClassVar[str] = "r"
    draft: DraftId


@dataclass(frozen=True)
class Confirm(ButtonData):
    """Send an announcement."""

    code: ClassVar[str] = "s"
    draft: DraftId
    fingerprint: int


@dataclass(frozen=True)
class ShowAccount(ButtonData):
    """Show what became of a broadcast."""

    code: ClassVar[str] = "a"
    broadcast: BroadcastId


@dataclass(frozen=True)
class SendAgain(ButtonData):
    """Send once more to those of whom nobody knows."""

    code: ClassVar[str] = "e"
    broadcast: BroadcastId


@dataclass(frozen=True)
class LeaveUncertain(ButtonData):
    """Let the uncertain ones be."""

    code: ClassVar[str] = "f"
    broadcast: BroadcastId
