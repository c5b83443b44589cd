"""What is typed on cards, by the rules of each field."""

from collections.abc import Callable
from datetime import date

from klyngebot.domain.answers import LINE_LIMIT, line
from klyngebot.domain.cards import Card, Entry, PartnerEntry, PersonEntry
from klyngebot.domain.drafts import (
    GIVEN,
    Draft,
    DraftKind,
    waiting_for_a_button,
)
from klyngebot.domain.errors import BadInputError
from klyngebot.domain.partners import parse_org_number
from klyngebot.domain.places import find_municipality
from klyngebot.domain.when import parse_day
from klyngebot.files.contacts import parse_email, parse_phone, parse_website

ABOUT_LIMIT = 1000
"""Characters in what a partner does: its card has room for them."""

SHORT_NAME_LIMIT = 30
"""Characters in a short name: it stands in buttons beside a person's."""


def accept(draft: Draft, name: str, text: str, today: date) -> str:
    """Return what to keep in field ``name`` of a draft of a card.

    Raises:
        BadInputError: It cannot be used, and why.
    """
    if name == "category" or name in GIVEN:
        raise waiting_for_a_button(draft)
    return read(_entry(draft, name), text, today)


def entry_of(draft: Draft) -> Entry:
    """Return which field of which card a draft of kind EDIT is about."""
    is_person = Card.read(draft.fields["card"]).is_person
    return (PersonEntry if is_person else PartnerEntry)(draft.fields["field"])


def read(entry: Entry, text: str, today: date) -> str:
    """Return ``text`` as ``entry`` keeps it.

    Raises:
        BadInputError: It cannot be used, and why.
    """
    if entry in {PartnerEntry.SIGNED_ON, PartnerEntry.JOINED_ON}:
        return parse_day(line(text, LINE_LIMIT), today).isoformat()
    reader = _READERS.get(entry)
    return reader(text) if reader else line(text, _LIMITS.get(entry, LINE_LIMIT))


def county_of(municipality: str) -> str:
    """Return the county of a municipality that ``read`` has returned."""
    place = find_municipality(municipality)
    return place.county if place else ""


def _entry(draft: Draft, name: str) -> Entry:
    if draft.kind is DraftKind.EDIT:
        return entry_of(draft)
    return (PersonEntry if draft.kind is DraftKind.NEW_PERSON else PartnerEntry)(name)


def _email(text: str) -> str:
    try:
        return parse_email(line(text, LINE_LIMIT))
    except ValueError as error:
        raise BadInputError("bad_email") from error


def _phone(text: str) -> str:
    try:
        number = parse_phone(line(text, LINE_LIMIT))
    except ValueError as error:
        raise BadInputError("bad_phone") from error
    if not number:
        raise BadInputError("bad_phone")
    return number


def _website(text: str) -> str:
    address = parse_website(line(text, LINE_LIMIT))
    if not address:
        raise BadInputError("bad_website")
    return address


def _municipality(text: str) -> str:
    typed = line(text, LINE_LIMIT)
    place = find_municipality(typed)
    if place is None:
        raise BadInputError("bad_municipality", name=typed)
    return place.name


def _org_number(text: str) -> str:
    try:
        number = parse_org_number(line(text, LINE_LIMIT))
    except ValueError as error:
        raise BadInputError("bad_org_number") from error
    if number is None:
        raise BadInputError("bad_org_number")
    return number


_READERS: dict[Entry, Callable[[str], str]] = {
    PersonEntry.EMAIL: _email,
    PersonEntry.PHONE: _phone,
    PartnerEntry.EMAIL: _email,
    PartnerEntry.WEBSITE: _website,
    PartnerEntry.MUNICIPALITY: _municipality,
    PartnerEntry.ORG_NUMBER: _org_number,
}
_LIMITS: dict[Entry, int] = {
    PartnerEntry.ABOUT: ABOUT_LIMIT,
    PartnerEntry.SHORT_NAME: SHORT_NAME_LIMIT,
}
