"""Coming in and settings: what their buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.terms import TermId
from klyngebot.render.data.base import ButtonData


@dataclass(frozen=True)
class SetTopic(ButtonData):
    """Turn a topic on or off."""

    code: ClassVar[str] = "t"
    topic: TermId
    on: bool
    in_settings: bool


@dataclass(frozen=True)
class SetLocale(ButtonData):
    """Choose a language."""

    code: ClassVar[str] = "l"
    locale: str
