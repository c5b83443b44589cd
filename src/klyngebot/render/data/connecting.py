"""Groups and channels: what their buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.render.data.base import ButtonData


@dataclass(frozen=True)
class ShowChats(ButtonData):
    """Show which groups and channels a draft goes to."""

    code: ClassVar[str] = "B8"
    broadcast: BroadcastId


@dataclass(frozen=True)
class SetChat(ButtonData):
    """Send a draft to a group or channel, too, or not."""

    code: ClassVar[str] = "B9"
    broadcast: BroadcastId
    chat: SubscriberId
    on: bool


@dataclass(frozen=True)
class SetPeople(ButtonData):
    """Send a draft to people besides the groups, or to the groups alone."""

    code: ClassVar[str] = "BA"
    broadcast: BroadcastId
    on: bool


@dataclass(frozen=True)
class Disconnect(ButtonData):
    """Send nothing more to a group or channel."""

    code: ClassVar[str] = "BB"
    chat: SubscriberId
