"""What can be changed on the cards of partners and people, and by whom."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from klyngebot.domain.partners import PartnerFacts, PartnerId
from klyngebot.domain.people import PersonFacts, PersonId
from klyngebot.domain.roles import Actor, Role

CONSENT_VERSION = 1
"""Which wording of the consent to show one's number ``render.visibility`` shows.

A new one counts up.
"""


class PersonEntry(StrEnum):
    """What can be typed on a person's card."""

    NAME = "name"
    TITLE = "title"
    EMAIL = "email"
    PHONE = "phone"
    LANGUAGES = "languages"


class PartnerEntry(StrEnum):
    """What can be typed on a partner's card."""

    NAME = "name"
    SHORT_NAME = "short_name"
    ABOUT = "about"
    WEBSITE = "website"
    EMAIL = "email"
    MUNICIPALITY = "municipality"
    COUNTRY = "country"
    ORG_NUMBER = "org_number"
    SIGNED_ON = "signed_on"
    JOINED_ON = "joined_on"


Entry = PersonEntry | PartnerEntry

_OFFICE_ONLY = frozenset(
    {
        PartnerEntry.NAME,
        PartnerEntry.COUNTRY,
        PartnerEntry.ORG_NUMBER,
        PartnerEntry.SIGNED_ON,
        PartnerEntry.JOINED_ON,
    }
)
"""What an agreement or a public register says; the partner's own contact does not change it."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card in the register."""

    of: PersonId | PartnerId
    is_person: bool

    @classmethod
    def read(cls, text: str) -> "Card":
        """Return the card that :meth:`__str__` wrote."""
        kind, _, number = text.partition(":")
        return cls(PersonId(int(number)), is_person=kind == "person")

    def __str__(self) -> str:
        """Return it as a draft keeps it."""
        return f"{'person' if self.is_person else 'partner'}:{self.of}"

    @property
    def person(self) -> PersonId:
        """Return whose it is."""
        return PersonId(self.of)

    @property
    def partner(self) -> PartnerId:
        """Return whose it is."""
        return PartnerId(self.of)


def entries_of_person(actor: Actor, person_id: PersonId) -> tuple[PersonEntry, ...]:
    """Return what ``actor``, who keeps the card, may change; the number only who it belongs to.

    Leaders change everything.
    """
    if actor.role is Role.LEADER or actor.person_id == person_id:
        return tuple(PersonEntry)
    return tuple(entry for entry in PersonEntry if entry is not PersonEntry.PHONE)


def entries_of_partner(actor: Actor) -> tuple[PartnerEntry, ...]:
    """Return what ``actor``, who keeps the card, may change."""
    if actor.role is Role.LEADER:
        return tuple(PartnerEntry)
    return tuple(entry for entry in PartnerEntry if entry not in _OFFICE_ONLY)


def may_be_empty(entry: Entry) -> bool:
    """Return whether a card can do without ``entry``."""
    return entry not in {PersonEntry.NAME, PartnerEntry.NAME}


def value_on(facts: PersonFacts | PartnerFacts, entry: Entry) -> str:
    """Return what stands in ``entry``, as text; a date as ISO 8601 writes it."""
    value: str | date | None = getattr(facts, entry)
    return value.isoformat() if isinstance(value, date) else value or ""


def person_with(facts: PersonFacts, entry: PersonEntry, value: str) -> PersonFacts:
    """Return ``facts`` with ``value`` in ``entry``."""
    return replace(facts, **{entry.value: value})


def partner_with(
    facts: PartnerFacts, entry: PartnerEntry, value: str, *, county: str = ""
) -> PartnerFacts:
    """Return ``facts`` with ``value`` in ``entry``; ``county`` goes with a municipality."""
    match entry:
        case PartnerEntry.SIGNED_ON | PartnerEntry.JOINED_ON:
            changed: dict[str, Any] = {entry: date.fromisoformat(value) if value else None}
        case PartnerEntry.ORG_NUMBER:
            changed = {entry: value or None}
        case PartnerEntry.MUNICIPALITY:
            changed = {entry: value, "county": county}
        case _:
            changed = {entry: value}
    return replace(facts, **changed)
