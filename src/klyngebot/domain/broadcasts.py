"""Broadcasts: what a leader sends to an audience."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from klyngebot.domain.deliveries import Account

BroadcastId = NewType("BroadcastId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """One or several messages to many; its recipients are fixed when it is confirmed.

    Args:
        author_address: Where the author is; empty once they are erased.
        parts: The messages as Telegram HTML, in order.
        progress_message: The message in the author's chat that shows how far it has come.
    """

    id: BroadcastId
    author_address: str
    author_locale: str
    confirmed_at: datetime
    parts: tuple[str, ...]
    progress_message: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastReport:
    """A broadcast with its account."""

    broadcast: Broadcast
    account: Account
