"""Correcting and withdrawing what was sent: what its buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.broadcasts import BroadcastId, ChangeId
from klyngebot.render.data.base import ButtonData


@dataclass(frozen=True)
class ChooseCorrected(ButtonData):
    """Choose which message of a broadcast is to be corrected."""

    code: ClassVar[str] = "BG"
    broadcast: BroadcastId


@dataclass(frozen=True)
class CorrectPart(ButtonData):
    """Write what a message is to say instead."""

    code: ClassVar[str] = "BH"
    part: int


@dataclass(frozen=True)
class DecideCorrection(ButtonData):
    """Correct everywhere what was shown, or let it be."""

    code: ClassVar[str] = "BI"
    broadcast: BroadcastId
    fingerprint: int
    correct: bool


@dataclass(frozen=True)
class AskWithdraw(ButtonData):
    """Ask whether to delete a broadcast everywhere, and then once more."""

    code: ClassVar[str] = "BJ"
    broadcast: BroadcastId
    again: bool


@dataclass(frozen=True)
class Withdraw(ButtonData):
    """Delete a broadcast everywhere."""

    code: ClassVar[str] = "BK"
    broadcast: BroadcastId


@dataclass(frozen=True)
class ShowChange(ButtonData):
    """Show what became of a correction or a withdrawal."""

    code: ClassVar[str] = "BL"
    change: ChangeId
