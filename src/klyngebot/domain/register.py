"""A file of the register: its rows as they were understood, and what they would change.

A column that is not in the file, and a cell that is empty, leaves what the register says. Nothing
is ever removed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from klyngebot.domain.partners import Partner, Standing
from klyngebot.domain.people import Person
from klyngebot.domain.terms import TermId
from klyngebot.domain.text import fold


class Field(StrEnum):
    """What a column can be. Those of a partner come first, then those of a person."""

    PARTNER = "partner"
    SHORT_NAME = "short_name"
    CATEGORY = "category"
    STANDING = "standing"
    SIGNED_ON = "signed_on"
    JOINED_ON = "joined_on"
    ORG_NUMBER = "org_number"
    MUNICIPALITY = "municipality"
    COUNTY = "county"
    COUNTRY = "country"
    WEBSITE = "website"
    PARTNER_EMAIL = "partner_email"
    ABOUT = "about"
    COMPETENCES = "competences"
    MATERIALS = "materials"
    PERSON = "person"
    TITLE = "title"
    EMAIL = "email"
    PHONE = "phone"
    LANGUAGES = "languages"
    PERSON_COMPETENCES = "person_competences"

    @property
    def is_tags(self) -> bool:
        """Return whether it is a set of terms; those of several rows are put together."""
        return self in {Field.COMPETENCES, Field.MATERIALS, Field.PERSON_COMPETENCES}


class Problem(StrEnum):
    """Why a row is refused."""

    NO_PARTNER = "no_partner"
    NO_PERSON = "no_person"
    BAD_CATEGORY = "bad_category"
    BAD_STANDING = "bad_standing"
    BAD_DATE = "bad_date"
    BAD_ORG_NUMBER = "bad_org_number"
    ORG_NUMBER_TAKEN = "org_number_taken"
    BAD_MUNICIPALITY = "bad_municipality"
    BAD_WEBSITE = "bad_website"
    BAD_COMPETENCE = "bad_competence"
    BAD_MATERIAL = "bad_material"
    BAD_EMAIL = "bad_email"
    BAD_PHONE = "bad_phone"
    UNKNOWN_PARTNER = "unknown_partner"
    SAID_OTHERWISE = "said_otherwise"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row.

    Args:
        problem: Which rule it breaks.
        value: What stands there.
        other: The nearest word that would do, the partner whose number it is, or the row that
            says otherwise.
    """

    problem: Problem
    value: str = ""
    other: str = ""


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"
    REFUSED = "refused"


Value = str | TermId | Standing | date | frozenset[TermId]
Values = Mapping[Field, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """A row as it was understood; ``partner`` and ``person`` have the cells that are not empty.

    ``key`` says which partner it is, and ``person_key`` which person: the same name elsewhere is
    somebody else. Both are asked for many times, and folding takes its time.
    """

    line: int
    partner_name: str
    person_name: str = ""
    partner: Values = field(default_factory=dict)
    person: Values = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    key: str = field(init=False, repr=False, compare=False)
    person_key: tuple[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", fold(self.partner_name))
        object.__setattr__(self, "person_key", (self.key, fold(self.person_name)))


@dataclass(frozen=True, slots=True)
class Change:
    """A field that becomes another; None where the register said nothing."""

    field: Field
    before: Value | None
    after: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """What would become of a row, and why. ``is_back`` tells of somebody who had left."""

    row: RegisterRow
    verdict: Verdict
    changes: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()
    is_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The register as it stands, also those who have left."""

    partners: tuple[Partner, ...] = ()
    people: tuple[Person, ...] = ()
