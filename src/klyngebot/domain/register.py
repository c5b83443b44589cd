"""Rows of the register as they were understood, and what becomes of each."""

from dataclasses import dataclass, field
from enum import StrEnum

from klyngebot.domain.partners import PartnerFacts
from klyngebot.domain.people import PersonFacts
from klyngebot.domain.text import fold


class Problem(StrEnum):
    """Why a row is refused."""

    NO_PARTNER = "no_partner"
    BAD_CATEGORY = "bad_category"
    BAD_STANDING = "bad_standing"
    BAD_ORG_NUMBER = "bad_org_number"
    ORG_NUMBER_TAKEN = "org_number_taken"
    BAD_EMAIL = "bad_email"
    BAD_PHONE = "bad_phone"
    UNKNOWN_PARTNER = "unknown_partner"


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """A row as it was understood. ``partner`` is None where only its name is given."""

    line: int
    partner_name: str
    partner: PartnerFacts | None
    person: PersonFacts | None
    problems: tuple[tuple[Problem, str], ...] = field(default=())

    @property
    def key(self) -> str:
        """Return the folded name that says which partner it is."""
        return fold(self.partner_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """What became of a row, and why."""

    row: RegisterRow
    verdict: Verdict
    problems: tuple[tuple[Problem, str], ...] = field(default=())
