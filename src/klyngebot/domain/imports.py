"""A file of the register that somebody sent, and the plan of what it would do."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from zlib import crc32

from klyngebot.domain.partners import Partner, PartnerFacts
from klyngebot.domain.people import Person, PersonFacts
from klyngebot.domain.register import Change, Field, RowResult, Value, Verdict
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.domain.terms import TermId

ImportId = NewType("ImportId", int)


class ImportState(StrEnum):
    """Where a file stands."""

    WAITING = "waiting"
    APPLIED = "applied"
    UNDONE = "undone"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFile:
    """A file somebody sent. Its ``body`` is kept until it is read in or dropped.

    Args:
        id: Of the row.
        owner_id: Who sent it.
        name: What it is called.
        body: Its bytes.
        columns: What the sender said of its columns: field by heading, empty for leave out.
        state: Where it stands.
        applied_at: When it was read in.
    """

    id: ImportId
    owner_id: SubscriberId
    name: str
    body: bytes | None
    columns: dict[str, str]
    state: ImportState
    applied_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerEntry:
    """What a partner becomes: ``known`` is None for a new one, ``changes`` empty for no change."""

    key: str
    known: Partner | None
    facts: PartnerFacts
    terms: frozenset[TermId]
    changes: tuple[Change, ...]

    @property
    def is_back(self) -> bool:
        """Return whether it had left the cluster."""
        return self.known is not None and self.known.left_on is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """What a person becomes: ``known`` is None for a new one, ``changes`` empty for no change."""

    key: tuple[str, str]
    known: Person | None
    facts: PersonFacts
    terms: frozenset[TermId]
    changes: tuple[Change, ...]

    @property
    def is_back(self) -> bool:
        """Return whether they had left the partner."""
        return self.known is not None and self.known.left_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a file would do: row by row, and to whom. What is missing from it is left alone."""

    rows: tuple[RowResult, ...]
    partners: tuple[PartnerEntry, ...]
    people: tuple[PersonEntry, ...]
    missing_partners: tuple[Partner, ...] = ()
    missing_people: tuple[Person, ...] = ()

    def count(self, *verdicts: Verdict) -> int:
        """Return how many rows have one of ``verdicts``."""
        counts = Counter(result.verdict for result in self.rows)
        return sum(counts[verdict] for verdict in verdicts)

    @property
    def taken(self) -> int:
        """Return how many rows would change something."""
        return self.count(Verdict.NEW, Verdict.CHANGED)

    @property
    def fields(self) -> list[str]:
        """Return which fields would change, as the audit names them."""
        entries: tuple[PartnerEntry | PersonEntry, ...] = (*self.partners, *self.people)
        found = {change.field for entry in entries for change in entry.changes}
        named = [_AUDITED.get(field, field.value) for field in Field if field in found]
        return list(dict.fromkeys(named))

    @property
    def fingerprint(self) -> int:
        """Return a number that differs when anything in it does: what is read in was seen."""
        entries: tuple[PartnerEntry | PersonEntry, ...] = (*self.partners, *self.people)
        seen = [(r.row.line, r.verdict, r.faults, r.is_back) for r in self.rows]
        done = [(e.key, e.known and e.known.id, _legible(e.changes)) for e in entries]
        return crc32(repr((seen, done)).encode())


_AUDITED = {
    Field.PARTNER: "name",
    Field.PERSON: "name",
    Field.PARTNER_EMAIL: "email",
    Field.PERSON_COMPETENCES: "competences",
}
"""What is called the same whether a partner's or a person's."""


def _legible(changes: tuple[Change, ...]) -> list[object]:
    """Return ``changes`` so that equal ones are written alike: a set has no order."""
    return [(c.field, _ordered(c.before), _ordered(c.after)) for c in changes]


def _ordered(value: Value | None) -> object:
    return sorted(value) if isinstance(value, frozenset) else value
