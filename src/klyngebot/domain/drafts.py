"""Long input is a draft: the next question is the first empty field."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType
from zlib import crc32

from klyngebot.domain.errors import BadInputError

DraftId = NewType("DraftId", int)


class DraftKind(StrEnum):
    """What a draft becomes."""

    ANNOUNCEMENT = "announcement"
    DUE = "due"
    CORRECTION = "correction"
    NEWS = "news"
    EVENT = "event"
    JOIN = "join"
    DECLINE = "decline"
    QUESTION = "question"
    ANSWER = "answer"
    EDIT = "edit"
    NEW_PARTNER = "new_partner"
    NEW_PERSON = "new_person"
    NEW_TERM = "new_term"
    RENAME_TERM = "rename_term"
    SYNONYMS = "synonyms"


FIELDS: dict[DraftKind, tuple[str, ...]] = {
    DraftKind.ANNOUNCEMENT: ("broadcast", "variant"),
    DraftKind.DUE: ("broadcast", "due"),
    DraftKind.CORRECTION: ("part", "text"),
    DraftKind.NEWS: ("title", "body", "topic"),
    DraftKind.EVENT: ("title", "when", "place", "topic"),
    DraftKind.JOIN: ("partner", "name", "title"),
    DraftKind.DECLINE: ("request", "word"),
    DraftKind.QUESTION: ("text",),
    DraftKind.ANSWER: ("question", "text"),
    DraftKind.EDIT: ("card", "field", "before", "value"),
    DraftKind.NEW_PARTNER: ("name", "category", "municipality"),
    DraftKind.NEW_PERSON: ("partner", "name", "title", "email"),
    DraftKind.NEW_TERM: ("kind", "nb", "en"),
    DraftKind.RENAME_TERM: ("term", "locale", "name"),
    DraftKind.SYNONYMS: ("term", "words"),
}
"""The fields of each kind in the order they are asked for.

What is written of an announcement goes into its broadcast, which is kept apart from this; the
draft says only which one is being written, in which variant.
"""

GIVEN = frozenset(
    {
        "partner",
        "request",
        "question",
        "card",
        "field",
        "before",
        "kind",
        "term",
        "locale",
        "broadcast",
        "variant",
        "part",
    }
)
"""Fields that a link or a button fills, so that nobody types or empties them."""

KEPT_APART = frozenset({DraftKind.ANNOUNCEMENT, DraftKind.DUE, DraftKind.CORRECTION})
"""What is written of broadcasts: leaving it for something else loses nothing."""

TAKES_FILES = frozenset({DraftKind.ANNOUNCEMENT, DraftKind.CORRECTION})
"""Where a picture or a file is as good as a text."""

OF_CARDS = frozenset({DraftKind.EDIT, DraftKind.NEW_PARTNER, DraftKind.NEW_PERSON})
"""What is written of the cards in the register."""

SETTLED = "settled"
"""The field of a draft that has had its effect, by which update; it counts as none."""
TERMS = frozenset({DraftKind.NEW_TERM, DraftKind.RENAME_TERM, DraftKind.SYNONYMS})
"""What is written of the vocabulary."""

NO_TOPIC = "0"
"""The topic field of what concerns everyone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Something being written. ``fields`` keeps the order they were filled in."""

    id: DraftId
    kind: DraftKind
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def next_field(self) -> str | None:
        """Return the first empty field, or None when all are filled."""
        return next((name for name in FIELDS[self.kind] if name not in self.fields), None)

    @property
    def is_lost_when_left(self) -> bool:
        """Return whether beginning something else would drop what is written here."""
        return bool(self.fields) and self.kind not in KEPT_APART

    @property
    def is_settled(self) -> bool:
        """Return whether it has had its effect and only remembers it."""
        return SETTLED in self.fields

    @property
    def fingerprint(self) -> int:
        """Return a number that differs when anything in it does: what goes out is what was seen."""
        return crc32("\0".join(f"{k}={v}" for k, v in self.fields.items()).encode())

    def may_empty(self, name: str) -> bool:
        """Return whether its writer may go back to ``name``."""
        return name in FIELDS[self.kind] and name not in GIVEN

    def with_fields(self, fields: dict[str, str]) -> "Draft":
        """Return this draft with ``fields`` instead."""
        return Draft(id=self.id, kind=self.kind, fields=fields)


def busy_with(draft: Draft) -> BadInputError:
    """Return what to raise where somebody begins to write while they are writing ``draft``."""
    return BadInputError("busy_writing", draft=draft.id, kind=draft.kind)


def waiting_for_a_button(draft: Draft) -> BadInputError:
    """Return what to raise where somebody types while ``draft`` waits for a tap."""
    return BadInputError("choose_button", draft=draft.id)
