"""Confirming announcements: what its buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.broadcasts import BroadcastId, ChangeId
from klyngebot.render.data.base import ButtonData


@dataclass(frozen=True)
class Acknowledge(ButtonData):
    """Confirm that one has read a broadcast; once one has, see when."""

    code: ClassVar[str] = "BM"
    broadcast: BroadcastId


@dataclass(frozen=True)
class ShowConfirmations(ButtonData):
    """Show who has confirmed a broadcast and who has not."""

    code: ClassVar[str] = "BN"
    broadcast: BroadcastId
    page: int


@dataclass(frozen=True)
class AskRemind(ButtonData):
    """Ask whether to remind those who have not confirmed."""

    code: ClassVar[str] = "BO"
    broadcast: BroadcastId


@dataclass(frozen=True)
class Remind(ButtonData):
    """Remind those who have not confirmed, where nobody has since the reminder ``last``."""

    code: ClassVar[str] = "BP"
    broadcast: BroadcastId
    last: ChangeId


@dataclass(frozen=True)
class ShowStandings(ButtonData):
    """Show how things stand with each partner."""

    code: ClassVar[str] = "BQ"
    page: int
