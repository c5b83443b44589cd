"""What became of an announcement: what its buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.render.data.base import ButtonData


@dataclass(frozen=True)
class ShowPartnerAccount(ButtonData):
    """Show a page of what became of a broadcast, partner by partner."""

    code: ClassVar[str] = "Cf"
    broadcast: BroadcastId
    page: int


@dataclass(frozen=True)
class TakeAccount(ButtonData):
    """Send the account of a broadcast as a workbook."""

    code: ClassVar[str] = "Cg"
    broadcast: BroadcastId


@dataclass(frozen=True)
class ShowUnreached(ButtonData):
    """Show a page of whom a broadcast was for and has not reached."""

    code: ClassVar[str] = "Ca"
    broadcast: BroadcastId
    page: int


@dataclass(frozen=True)
class TakeAddresses(ButtonData):
    """Send their e-mail addresses, and the announcement as plain text."""

    code: ClassVar[str] = "Cb"
    broadcast: BroadcastId


@dataclass(frozen=True)
class ShowLost(ButtonData):
    """Show a page of the notices that did not reach somebody."""

    code: ClassVar[str] = "Cd"
    page: int


@dataclass(frozen=True)
class ShowUnreachable(ButtonData):
    """Show a page of the chats that Telegram does not let us write to."""

    code: ClassVar[str] = "Cc"
    page: int
