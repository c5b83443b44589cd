"""One's own data: what their buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.people import PersonId
from klyngebot.render.data.base import ButtonData


@dataclass(frozen=True)
class Hide(ButtonData):
    """Leave a person out of the look-up, or not."""

    code: ClassVar[str] = "M0"
    person: PersonId
    on: bool


@dataclass(frozen=True)
class ShowMyData(ButtonData):
    """Show everything that is kept about oneself."""

    code: ClassVar[str] = "M1"


@dataclass(frozen=True)
class AskErase(ButtonData):
    """Say what happens when one erases oneself."""

    code: ClassVar[str] = "M2"


@dataclass(frozen=True)
class EraseMe(ButtonData):
    """Erase oneself."""

    code: ClassVar[str] = "M3"


@dataclass(frozen=True)
class AskErasePerson(ButtonData):
    """Ask whether a person has asked to be erased."""

    code: ClassVar[str] = "M4"
    person: PersonId


@dataclass(frozen=True)
class ErasePerson(ButtonData):
    """Erase a person who has asked for it."""

    code: ClassVar[str] = "M5"
    person: PersonId


@dataclass(frozen=True)
class ConfirmInformed(ButtonData):
    """Note that those between ``first`` and ``last`` were told."""

    code: ClassVar[str] = "M6"
    first: PersonId
    last: PersonId
    fingerprint: int


@dataclass(frozen=True)
class ShowPrivacy(ButtonData):
    """Show a page of what is kept, in detail."""

    code: ClassVar[str] = "M7"
    page: int


@dataclass(frozen=True)
class AskLeave(ButtonData):
    """Ask whether one has left one's partner."""

    code: ClassVar[str] = "My"


@dataclass(frozen=True)
class Leave(ButtonData):
    """Say that one has left one's partner."""

    code: ClassVar[str] = "Mz"


@dataclass(frozen=True)
class HideMe(ButtonData):
    """Leave oneself out of the look-up, or not."""

    code: ClassVar[str] = "M8"
    on: bool
