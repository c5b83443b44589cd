"""The vocabulary, and who changed what: what their buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.drafts import DraftId
from klyngebot.domain.terms import TermId, TermKind
from klyngebot.render.data.base import ButtonData


@dataclass(frozen=True)
class ShowVocabulary(ButtonData):
    """Show the kinds of terms."""

    code: ClassVar[str] = "Va"


@dataclass(frozen=True)
class ShowTerms(ButtonData):
    """Show a page of the terms of a kind."""

    code: ClassVar[str] = "Vb"
    kind: TermKind
    page: int


@dataclass(frozen=True)
class ShowTerm(ButtonData):
    """Show a term."""

    code: ClassVar[str] = "Vc"
    term: TermId


@dataclass(frozen=True)
class AddTerm(ButtonData):
    """Begin a new term."""

    code: ClassVar[str] = "Vd"
    kind: TermKind


@dataclass(frozen=True)
class FillRest(ButtonData):
    """Fill the field of a term's draft that need not be typed."""

    code: ClassVar[str] = "Ve"
    draft: DraftId


@dataclass(frozen=True)
class RenameTerm(ButtonData):
    """Begin to give a term another name in a language."""

    code: ClassVar[str] = "Vf"
    term: TermId
    locale: str


@dataclass(frozen=True)
class ReplaceSynonyms(ButtonData):
    """Begin to write down the other words for a term."""

    code: ClassVar[str] = "Vg"
    term: TermId


@dataclass(frozen=True)
class RetireTerm(ButtonData):
    """Take a term out of use, or into it again."""

    code: ClassVar[str] = "Vh"
    term: TermId
    retired: bool


@dataclass(frozen=True)
class SaveTerm(ButtonData):
    """Do what a term's draft says; 0 is a new term."""

    code: ClassVar[str] = "Vi"
    draft: DraftId
    fingerprint: int
    term: TermId


@dataclass(frozen=True)
class SpreadTopic(ButtonData):
    """Let those who follow every other topic follow this one."""

    code: ClassVar[str] = "Vj"
    topic: TermId


@dataclass(frozen=True)
class ShowChanges(ButtonData):
    """Show what was done before an entry of the audit; 0 is the newest."""

    code: ClassVar[str] = "Vk"
    before: int
