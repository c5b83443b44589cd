"""Inline mode: what somebody types after the bot's name, and what the bot offers."""

from dataclasses import dataclass
from typing import Any

INLINE_LIFETIME = 30.0
"""Telegram forgets an inline query after 30 s (``Client.cpp``, new inline query)."""


@dataclass(slots=True)
class InlineQuery:
    """A question, and its answer once there is one.

    Args:
        id: As the bot gets it.
        user_id: Who asks.
        chat_id: Where the answer will be posted.
        query: What was typed.
        asked_at: When (s since 1970).
        answer: ``results``, ``next_offset`` and maybe ``button``.
    """

    id: str
    user_id: int
    chat_id: int
    query: str
    asked_at: float
    answer: dict[str, Any] | None = None
