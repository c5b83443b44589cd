"""Cards: showing, changing, and who sees what: what their buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.cards import PartnerEntry, PersonEntry
from klyngebot.domain.drafts import DraftId
from klyngebot.domain.partners import PartnerId, Standing
from klyngebot.domain.people import PersonField, PersonId, Visibility
from klyngebot.domain.terms import TermId, TermKind
from klyngebot.render.data.base import ButtonData


@dataclass(frozen=True)
class ShowMyCard(ButtonData):
    """Show what exists of oneself."""

    code: ClassVar[str] = "Ma"


@dataclass(frozen=True)
class ShowPersonSheet(ButtonData):
    """Show a person's card to who keeps it."""

    code: ClassVar[str] = "Mb"
    person: PersonId


@dataclass(frozen=True)
class ShowPartnerSheet(ButtonData):
    """Show a partner's card to who keeps it."""

    code: ClassVar[str] = "Mc"
    partner: PartnerId


@dataclass(frozen=True)
class ChoosePersonEntry(ButtonData):
    """Show which fields of a person can be changed."""

    code: ClassVar[str] = "Md"
    person: PersonId


@dataclass(frozen=True)
class ChoosePartnerEntry(ButtonData):
    """Show which fields of a partner can be changed."""

    code: ClassVar[str] = "Me"
    partner: PartnerId


@dataclass(frozen=True)
class EditPerson(ButtonData):
    """Write in a field of a person's card."""

    code: ClassVar[str] = "Mf"
    person: PersonId
    entry: PersonEntry


@dataclass(frozen=True)
class EditPartner(ButtonData):
    """Write in a field of a partner's card."""

    code: ClassVar[str] = "Mg"
    partner: PartnerId
    entry: PartnerEntry


@dataclass(frozen=True)
class ClearEntry(ButtonData):
    """Empty the field that is being written in."""

    code: ClassVar[str] = "Mh"
    draft: DraftId


@dataclass(frozen=True)
class UseMine(ButtonData):
    """Save over what somebody else did, of which ``seen`` is the number."""

    code: ClassVar[str] = "Mi"
    draft: DraftId
    seen: int


@dataclass(frozen=True)
class LetBe(ButtonData):
    """Leave the field as it is."""

    code: ClassVar[str] = "Mj"
    draft: DraftId


@dataclass(frozen=True)
class ShowSeenBy(ButtonData):
    """Show who sees what of a person."""

    code: ClassVar[str] = "Mk"


@dataclass(frozen=True)
class ChooseSeenBy(ButtonData):
    """Show who may be let see a field of oneself."""

    code: ClassVar[str] = "Na"
    field: PersonField


@dataclass(frozen=True)
class SetSeenBy(ButtonData):
    """Choose who sees a field."""

    code: ClassVar[str] = "Ml"
    field: PersonField
    by: Visibility


@dataclass(frozen=True)
class ShowPersonTerms(ButtonData):
    """Show a page of the competences of a person."""

    code: ClassVar[str] = "Mm"
    person: PersonId
    page: int


@dataclass(frozen=True)
class SetPersonTerm(ButtonData):
    """Mark a person with a competence, or not."""

    code: ClassVar[str] = "Mn"
    person: PersonId
    term: TermId
    on: bool
    page: int


@dataclass(frozen=True)
class ShowPartnerTerms(ButtonData):
    """Show a page of the competences or materials of a partner."""

    code: ClassVar[str] = "Mo"
    partner: PartnerId
    kind: TermKind
    page: int


@dataclass(frozen=True)
class SetPartnerTerm(ButtonData):
    """Mark a partner with a term, or not."""

    code: ClassVar[str] = "Mp"
    partner: PartnerId
    term: TermId
    on: bool
    page: int


@dataclass(frozen=True)
class ShowPartnerCategories(ButtonData):
    """Show which categories a partner can have."""

    code: ClassVar[str] = "Mq"
    partner: PartnerId


@dataclass(frozen=True)
class SetCategory(ButtonData):
    """Put a partner into a category."""

    code: ClassVar[str] = "Mr"
    partner: PartnerId
    term: TermId


@dataclass(frozen=True)
class SetStanding(ButtonData):
    """Say whether a partner has signed an agreement."""

    code: ClassVar[str] = "Ms"
    partner: PartnerId
    standing: Standing


@dataclass(frozen=True)
class AddColleague(ButtonData):
    """Begin to write the card of somebody new at a partner."""

    code: ClassVar[str] = "Mt"
    partner: PartnerId


@dataclass(frozen=True)
class SkipField(ButtonData):
    """Leave a field of a new card empty."""

    code: ClassVar[str] = "Mu"
    draft: DraftId
    field: str


@dataclass(frozen=True)
class ConfirmPerson(ButtonData):
    """Put somebody new into the register."""

    code: ClassVar[str] = "Mv"
    draft: DraftId
    fingerprint: int


@dataclass(frozen=True)
class ChooseCategory(ButtonData):
    """Fill the category of a new partner."""

    code: ClassVar[str] = "Mw"
    draft: DraftId
    term: TermId


@dataclass(frozen=True)
class ConfirmPartner(ButtonData):
    """Put a new partner into the register."""

    code: ClassVar[str] = "Mx"
    draft: DraftId
    fingerprint: int
