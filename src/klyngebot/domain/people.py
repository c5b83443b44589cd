"""People at the partners, as the register knows them."""

import re
from dataclasses import dataclass
from typing import NewType

from klyngebot.domain.partners import PartnerId

PersonId = NewType("PersonId", int)

_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;.]+(\.[^@\s,;.]+)+")


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


def parse_email(text: str) -> str:
    """Return ``text`` as an address in small letters, or an empty string.

    Raises:
        ValueError: ``text`` is not shaped like an address.
    """
    bare = text.strip().lower()
    if bare and not _EMAIL.fullmatch(bare):
        raise ValueError("not an e-mail address")
    return bare


def parse_phone(text: str) -> str:
    """Return ``text`` as ``+`` and digits, Norwegian when it has eight digits, or an empty string.

    Raises:
        ValueError: ``text`` is not shaped like a telephone number.
    """
    bare = re.sub(r"[\s().-]", "", text)
    if not bare:
        return ""
    bare = re.sub(r"^00", "+", bare)
    if re.fullmatch(r"[0-9]{8}", bare):
        return f"+47{bare}"
    if re.fullmatch(r"\+[0-9]{7,15}", bare):
        return bare
    raise ValueError("not a telephone number")
