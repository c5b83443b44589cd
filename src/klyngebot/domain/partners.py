"""Partners: the organisations that make up the cluster."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from klyngebot.domain.terms import TermId

PartnerId = NewType("PartnerId", int)

_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


class Category:
    """The categories every cluster begins with; the leader adds, renames and retires."""

    COMPANY = TermId(5)
    RESEARCH = TermId(6)
    PUBLIC = TermId(7)
    INTEREST = TermId(8)


class Standing(StrEnum):
    """Whether a partner agreement (partneravtale) is signed, or they only support the cluster."""

    AGREEMENT = "agreement"
    SUPPORTER = "supporter"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFacts:
    """What the register says of a partner; empty strings and None where it says nothing."""

    name: str
    short_name: str = ""
    category: TermId
    standing: Standing
    signed_on: date | None = None
    joined_on: date | None = None
    org_number: str | None = None
    municipality: str = ""
    county: str = ""
    country: str = ""
    website: str = ""
    email: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An organisation in the register."""

    id: PartnerId
    facts: PartnerFacts
    join_code: str
    left_on: date | None = None
    terms: tuple[TermId, ...] = ()

    @property
    def name(self) -> str:
        """Return the short name where there is one."""
        return self.facts.short_name or self.facts.name


def parse_org_number(text: str) -> str | None:
    """Return the nine digits of a Norwegian organisation number, or None when ``text`` is empty.

    Spaces, dots, ``NO`` before and ``MVA`` after are accepted. The last digit is a check digit
    with weights 3 2 7 6 5 4 3 2 modulo 11 (Brønnøysundregistrene).

    Raises:
        ValueError: ``text`` is not a valid number.
    """
    bare = re.sub(r"[\s.]", "", text).upper().removeprefix("NO").removesuffix("MVA")
    if not bare:
        return None
    if not re.fullmatch(r"[0-9]{9}", bare):
        raise ValueError("an organisation number has nine digits")
    remainder = sum(int(d) * w for d, w in zip(bare, _WEIGHTS, strict=False)) % 11
    if (11 - remainder) % 11 != int(bare[8]):
        raise ValueError("the check digit is wrong")
    return bare
