"""People at the partners, as the register knows them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from klyngebot.domain.partners import PartnerId
from klyngebot.domain.terms import TermId

PersonId = NewType("PersonId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What the register says of a person; empty strings where it says nothing."""

    name: str
    title: str = ""
    email: str = ""
    phone: str = ""
    languages: str = ""


class Visibility(StrEnum):
    """Who sees a field of a person; the project office, which keeps the register, sees all."""

    NOBODY = "nobody"
    PARTNER = "partner"
    MEMBERS = "members"


class PersonField(StrEnum):
    """A field of which a person decides who sees it."""

    EMAIL = "email"
    PHONE = "phone"
    LANGUAGES = "languages"
    COMPETENCES = "competences"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenBy:
    """Who sees what; a telephone number nobody until the person says otherwise."""

    email: Visibility = Visibility.MEMBERS
    phone: Visibility = Visibility.NOBODY
    languages: Visibility = Visibility.MEMBERS
    competences: Visibility = Visibility.MEMBERS

    def of(self, field: PersonField) -> Visibility:
        """Return who sees ``field``."""
        visibility: Visibility = getattr(self, field)
        return visibility


class Source(StrEnum):
    """Who brought a person into the register."""

    IMPORT = "import"
    OFFICE = "office"
    SELF = "self"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody at a partner.

    Args:
        id: Never used again.
        partner_id: Where they work; who changes partner is another person there.
        partner_name: Its short name.
        facts: What the register says.
        seen_by: Who sees what of it.
        competences: The terms they are marked with.
        hidden: Whether they have asked to be left out of the look-up.
        informed_at: When they were told that they are in the register; None hides them, too.
        left_at: When they left the partner.
        source: Who brought them in.
    """

    id: PersonId
    partner_id: PartnerId
    partner_name: str
    facts: PersonFacts
    seen_by: SeenBy = SeenBy()
    competences: tuple[TermId, ...] = ()
    hidden: bool = False
    informed_at: datetime | None = None
    left_at: datetime | None = None
    source: Source = Source.IMPORT

    @property
    def name(self) -> str:
        """Return the full name."""
        return self.facts.name

    @property
    def is_listed(self) -> bool:
        """Return whether colleagues in the cluster may find them."""
        return not self.hidden and self.informed_at is not None and self.left_at is None
