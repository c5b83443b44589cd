"""Where the draft of a card stands: of a field that is typed, or of a card that is new."""

from dataclasses import dataclass
from zlib import crc32

from klyngebot.domain.cards import Card, Entry
from klyngebot.domain.drafts import (
    Draft,
    DraftId,
    DraftKind,
    busy_with,
)
from klyngebot.domain.errors import NoDraftError
from klyngebot.domain.partners import Partner, PartnerId
from klyngebot.domain.people import Person
from klyngebot.domain.roles import Actor
from klyngebot.domain.terms import Term, TermKind
from klyngebot.services.authority import known
from klyngebot.services.entries import entry_of
from klyngebot.store import drafts, partners, people, terms
from klyngebot.store.database import Reader, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two have changed the same field at once.

    Args:
        name: Whose card it is.
        entry: Which field.
        theirs: What it says now.
        mine: What the one who comes second has typed.
        by: Who was first; empty when nobody knows.
    """

    name: str
    entry: Entry
    theirs: str
    mine: str
    by: str

    @property
    def seen(self) -> int:
        """Return a number that differs when the field says something else than is shown here."""
        return crc32(self.theirs.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Where a draft of a card stands.

    Args:
        card: Which card; None while it is being made.
        draft: What is being written; None when it has had its effect.
        entry: The field that is asked for, of an existing card.
        name: Whose card it is, or the partner of somebody new.
        before: What the field says now.
        clash: Somebody else was first.
        categories: What a new partner can be.
    """

    card: Card | None = None
    draft: Draft | None = None
    entry: Entry | None = None
    name: str = ""
    before: str = ""
    clash: Clash | None = None
    categories: tuple[Term, ...] = ()


async def open_draft(
    tx: Transaction, actor: Actor, kind: DraftKind, given: dict[str, str]
) -> Draft:
    """Return a new draft in place of one of the same kind with nothing typed.

    Raises:
        BadInputError: The actor is in the middle of writing something else.
    """
    owner = known(actor)
    draft = await drafts.find(tx, owner)
    if draft is not None and draft.kind is not kind and draft.is_lost_when_left:
        raise busy_with(draft)
    if draft is not None and given and given.items() == draft.fields.items():
        return draft
    return await drafts.begin(tx, owner, kind, given)


async def settled(tx: Transaction, actor: Actor, draft_id: DraftId) -> Writing | None:
    """Return what became of a draft that has had its effect; None when it has not."""
    draft = await drafts.find_settled(tx, known(actor), draft_id=draft_id)
    return Writing(card=Card.read(draft.fields["card"])) if draft else None


async def stands(db: Reader, draft: Draft) -> Writing:
    """Return where ``draft`` stands.

    Raises:
        NoDraftError: It is of no card, or the card is gone.
    """
    match draft.kind:
        case DraftKind.EDIT:
            card = Card.read(draft.fields["card"])
            return Writing(
                card=card,
                draft=draft,
                entry=entry_of(draft),
                name=await _name(db, card),
                before=draft.fields["before"],
            )
        case DraftKind.NEW_PERSON:
            card = Card(PartnerId(int(draft.fields["partner"])), is_person=False)
            return Writing(draft=draft, name=await _name(db, card))
        case DraftKind.NEW_PARTNER:
            vocabulary = await terms.vocabulary(db)
            return Writing(draft=draft, categories=tuple(vocabulary.offered(TermKind.CATEGORY)))
        case _:
            raise NoDraftError


async def _name(db: Reader, card: Card) -> str:
    found: Person | Partner | None = (
        await people.find(db, card.person)
        if card.is_person
        else await partners.find(db, card.partner)
    )
    if found is None:
        raise NoDraftError
    return found.name
