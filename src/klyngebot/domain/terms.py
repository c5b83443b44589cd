"""The cluster's vocabulary: topics, categories, competences and materials, kept by the leader."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from klyngebot.domain.errors import BadInputError
from klyngebot.domain.text import clean, fold

TermId = NewType("TermId", int)

WORD_LIMIT = 40
"""Characters in a name or synonym: it must fit a button whole."""

WORDS_LIMIT = 12
"""Synonyms of one term."""


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

    def is_called(self, word: str) -> bool:
        """Return whether ``word`` is one of its words, however it is spelt."""
        return fold(word) in map(fold, self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Who uses a term now: followers of a topic, partners and people marked with the rest."""

    followers: int = 0
    partners: int = 0
    people: int = 0


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

    def check_free(
        self, kind: TermKind, words: Iterable[str], *, but: TermId | None = None
    ) -> None:
        """Let two terms of ``kind`` share no word; a retired one keeps its own.

        Args:
            kind: Among which terms.
            words: What a term is to be called.
            but: The term itself, when it is there already.

        Raises:
            BadInputError: Another term has one of them, and which.
        """
        for word in words:
            for term in self.terms:
                if term.kind is kind and term.id != but and term.is_called(word):
                    raise BadInputError("word_taken", word=word, term=term)

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


def read_word(text: str) -> str:
    """Return ``text`` as a name or synonym.

    Raises:
        BadInputError: It is empty, too long or has nothing to search for.
    """
    word = clean(text)
    if not word:
        raise BadInputError("empty")
    if len(word) > WORD_LIMIT:
        raise BadInputError("line_too_long", length=len(word), limit=WORD_LIMIT)
    if not fold(word):
        raise BadInputError("word_without_letters", word=word)
    return word


def read_words(text: str) -> list[str]:
    """Return the words of a list with commas (or lines) between, each once.

    Raises:
        BadInputError: There are none, too many, or one of them cannot be used.
    """
    parts = [part for part in re.split(r"[,;\n]", text) if clean(part)]
    if not parts:
        raise BadInputError("empty")
    words = {fold(word): word for word in reversed([read_word(part) for part in parts])}
    if len(words) > WORDS_LIMIT:
        raise BadInputError("too_many_words", count=len(words), limit=WORDS_LIMIT)
    return list(reversed(words.values()))
