"""Looking up: what their buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import PersonId
from klyngebot.domain.terms import TermId
from klyngebot.render.data.base import ButtonData


@dataclass(frozen=True)
class ShowCategories(ButtonData):
    """Show the categories of partners."""

    code: ClassVar[str] = "c"


@dataclass(frozen=True)
class ShowCategory(ButtonData):
    """Show a page of the partners of one category; "g" once carried a word instead of a row."""

    code: ClassVar[str] = "Lc"
    category: TermId
    page: int


@dataclass(frozen=True)
class ShowPartner(ButtonData):
    """Show a partner's card."""

    code: ClassVar[str] = "p"
    origin: ClassVar[str] = ""
    partner: PartnerId


@dataclass(frozen=True)
class ShowPerson(ButtonData):
    """Show a person's card."""

    code: ClassVar[str] = "q"
    via_partner: ClassVar[bool] = False
    origin: ClassVar[str] = ""
    person: PersonId


@dataclass(frozen=True)
class ShowCounties(ButtonData):
    """Show the counties that have partners."""

    code: ClassVar[str] = "Lf"


@dataclass(frozen=True)
class ShowCounty(ButtonData):
    """Show a page of the partners in the county with a number."""

    code: ClassVar[str] = "Ly"
    county: str
    page: int


@dataclass(frozen=True)
class ShowCompetences(ButtonData):
    """Show a page of the competences that partners have."""

    code: ClassVar[str] = "Lk"
    page: int


@dataclass(frozen=True)
class ShowTagged(ButtonData):
    """Show a page of the partners with a competence."""

    code: ClassVar[str] = "Lt"
    term: TermId
    page: int


@dataclass(frozen=True)
class SearchFor(ButtonData):
    """Search for these words. They hold no ``:`` and no ``|``."""

    code: ClassVar[str] = "Ls"
    words: str


@dataclass(frozen=True)
class OpenPartner(ButtonData):
    """Show a partner's card, with the way back to where it was opened (``origin_of``)."""

    code: ClassVar[str] = "Lp"
    partner: PartnerId
    origin: str


@dataclass(frozen=True)
class OpenPerson(ButtonData):
    """Show a person's card, with the way back: by the partner's card or straight."""

    code: ClassVar[str] = "Lq"
    person: PersonId
    via_partner: bool
    origin: str


@dataclass(frozen=True)
class ShowPhone(ButtonData):
    """Show a person's telephone number on their card."""

    code: ClassVar[str] = "Lv"
    person: PersonId
    via_partner: bool
    origin: str


@dataclass(frozen=True)
class SaveContact(ButtonData):
    """Send a person as a contact to save in the telephone."""

    code: ClassVar[str] = "Ll"
    person: PersonId


@dataclass(frozen=True)
class GetVcard(ButtonData):
    """Send a person as a file for any address book."""

    code: ClassVar[str] = "Ld"
    person: PersonId
