"""News and events: what their buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.drafts import DraftId
from klyngebot.domain.publications import NewsId
from klyngebot.domain.terms import TermId
from klyngebot.render.data.base import ButtonData


@dataclass(frozen=True)
class ListNews(ButtonData):
    """Show the latest news."""

    code: ClassVar[str] = "w"


@dataclass(frozen=True)
class ShowNews(ButtonData):
    """Show a piece of news."""

    code: ClassVar[str] = "k"
    news: NewsId


@dataclass(frozen=True)
class ChooseTopic(ButtonData):
    """Fill the topic of a draft; 0 is everyone."""

    code: ClassVar[str] = "o"
    draft: DraftId
    topic: TermId


@dataclass(frozen=True)
class Publish(ButtonData):
    """Publish news or an event."""

    code: ClassVar[str] = "u"
    draft: DraftId
    fingerprint: int
    notify: bool
