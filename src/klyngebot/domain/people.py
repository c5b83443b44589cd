"""People at the partners, as the register knows them."""

from dataclasses import dataclass
from typing import NewType

from klyngebot.domain.partners import PartnerId

PersonId = NewType("PersonId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What the register says of a person; empty strings where it says nothing."""

    name: str
    title: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody at a partner."""

    id: PersonId
    partner_id: PartnerId
    partner_name: str
    facts: PersonFacts

    @property
    def name(self) -> str:
        """Return the full name."""
        return self.facts.name
