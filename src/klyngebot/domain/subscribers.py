"""Subscribers: a channel and an address that receives."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from klyngebot.domain.terms import Term

SubscriberId = NewType("SubscriberId", int)

NORWEGIAN = {"no": "nb", "nb": "nb", "nn": "nn", "da": "nb", "sv": "nb", "se": "nb"}
"""The locale that Telegram's languages of the Nordic countries start in; all others: English."""


class Channel(StrEnum):
    """How a subscriber is reached."""

    TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Somebody who has written to us, and whether they want to hear from us."""

    id: SubscriberId
    address: str
    name: str
    locale: str
    subscribed: bool
    unreachable_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicChoice:
    """A topic and whether this subscriber has it on."""

    topic: Term
    on: bool


def first_locale(language: str) -> str:
    """Return the locale to begin with for a Telegram ``language`` such as ``nn-NO`` or empty."""
    tag = language.split("-", maxsplit=1)[0].lower()
    return NORWEGIAN.get(tag, "en") if tag else "nb"
