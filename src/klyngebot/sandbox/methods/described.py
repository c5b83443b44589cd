"""A result that Telegram answers with a sentence beside it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Described:
    """``result`` and ``description``, as setWebhook answers."""

    result: Any
    description: str
