"""News and events: what is published for all to see."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from klyngebot.domain.terms import TermId

NewsId = NewType("NewsId", int)
EventId = NewType("EventId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """A piece of news; ``body`` is Telegram HTML made by the writer's own formatting."""

    id: NewsId
    title: str
    body: str
    topic_id: TermId | None
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something to come to. ``starts_at`` is UTC; ``starts_local`` the wall time at the place."""

    id: EventId
    title: str
    place: str
    topic_id: TermId | None
    starts_local: datetime
    zone: str
    starts_at: datetime
