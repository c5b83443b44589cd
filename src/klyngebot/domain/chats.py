"""Groups and channels that are connected, so that announcements can be sent there."""

from dataclasses import dataclass
from enum import StrEnum

from klyngebot.domain.subscribers import SubscriberId


class ChatKind(StrEnum):
    """What kind of chat a subscriber is, when it is no person."""

    GROUP = "group"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedChat:
    """A group or channel as Telegram tells of it when somebody writes there.

    Args:
        address: The chat's id.
        name: What it is called.
        kind: Which of the two.
        is_administered: Whether who writes is one of its administrators at this moment.
    """

    address: str
    name: str
    kind: ChatKind
    is_administered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedChat:
    """A group or channel that is connected."""

    id: SubscriberId
    name: str
    kind: ChatKind
