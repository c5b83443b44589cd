"""The cluster's vocabulary: topics, categories, competences and materials, kept by the leader."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from klyngebot.domain.text import fold

TermId = NewType("TermId", int)


class TermKind(StrEnum):
    """What a term says something about."""

    TOPIC = "topic"
    CATEGORY = "category"
    COMPETENCE = "competence"
    MATERIAL = "material"

    @property
    def is_tag(self) -> bool:
        """Return whether partners (and, for competences, people) are marked with it."""
        return self in {TermKind.COMPETENCE, TermKind.MATERIAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of the vocabulary. A retired one is offered no more; what has it keeps it."""

    id: TermId
    kind: TermKind
    names: dict[str, str]
    synonyms: tuple[str, ...] = ()
    retired: bool = False

    def name(self, locale: str) -> str:
        """Return the name in ``locale``, in bokmål where that is missing."""
        return self.names.get(locale) or self.names["nb"]

    @property
    def words(self) -> tuple[str, ...]:
        """Return every name and synonym."""
        return (*self.names.values(), *self.synonyms)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every term there is, in order."""

    terms: tuple[Term, ...]
    _by_word: dict[tuple[TermKind, str], Term] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_word: dict[tuple[TermKind, str], Term] = {}
        for term in self.terms:
            for word in term.words:
                by_word.setdefault((term.kind, fold(word)), term)
        object.__setattr__(self, "_by_word", by_word)

    def find(self, kind: TermKind, word: str) -> Term | None:
        """Return the term of ``kind`` that is called ``word`` in any language, or None."""
        return self._by_word.get((kind, fold(word)))

    def get(self, term_id: TermId) -> Term | None:
        """Return the term, or None."""
        return next((term for term in self.terms if term.id == term_id), None)

    def named(self, ids: Iterable[TermId], kind: TermKind | None = None) -> list[Term]:
        """Return the terms with ``ids`` (of ``kind``), in the vocabulary's order."""
        wanted = set(ids)
        return [t for t in self.terms if t.id in wanted and kind in {None, t.kind}]

    def offered(self, kind: TermKind) -> list[Term]:
        """Return the terms of ``kind`` one can choose among: those not retired."""
        return [term for term in self.terms if term.kind is kind and not term.retired]
