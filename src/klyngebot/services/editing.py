"""Typing on cards, a field at a time.

A field is saved when it still says what it said when the writer began; when somebody else has
changed it meanwhile the writer sees what it says now and chooses. See ADR 0005 for the drafts.
"""

from klyngebot.domain.audit import Action
from klyngebot.domain.cards import (
    Card,
    Entry,
    PartnerEntry,
    PersonEntry,
    entries_of_partner,
    may_be_empty,
    partner_with,
    person_with,
    value_on,
)
from klyngebot.domain.clock import Clock
from klyngebot.domain.drafts import Draft, DraftId, DraftKind
from klyngebot.domain.errors import BadInputError, NoDraftError, NotAllowedError
from klyngebot.domain.partners import PartnerFacts, PartnerId
from klyngebot.domain.people import PersonFacts, PersonId
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.services.authority import require, require_keeper, require_person
from klyngebot.services.cards import visible_entries
from klyngebot.services.drafting import own_draft
from klyngebot.services.entries import county_of, entry_of
from klyngebot.services.writing import Clash, Writing, open_draft, settled, stands
from klyngebot.store import audit, drafts, partners, people
from klyngebot.store.database import Database, Reader, Transaction


class Editing:
    """Use cases of writing on cards that exist; ``go_on`` takes new ones along.

    Args:
        db: The store.
        clock: The time.
    """

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def edit_person(self, caller: Caller, person_id: PersonId, entry: PersonEntry) -> Writing:
        """Begin to write in a field of a person's card.

        Raises:
            NotAllowedError: The caller does not keep it, or may not change that field.
            BadInputError: They are in the middle of writing something else.
        """
        async with self._db.transaction() as tx:
            actor, person = await require_person(tx, caller, person_id)
            _check_entry(entry, visible_entries(actor, person))
            card = Card(person.id, is_person=True)
            return await self._begin(tx, actor, card, entry, value_on(person.facts, entry))

    async def edit_partner(
        self, caller: Caller, partner_id: PartnerId, entry: PartnerEntry
    ) -> Writing:
        """Begin to write in a field of a partner's card.

        Raises:
            NotAllowedError: The caller does not keep it, or may not change that field.
            BadInputError: They are in the middle of writing something else.
        """
        async with self._db.transaction() as tx:
            actor, partner = await require_keeper(tx, caller, partner_id)
            _check_entry(entry, entries_of_partner(actor))
            card = Card(partner.id, is_person=False)
            return await self._begin(tx, actor, card, entry, value_on(partner.facts, entry))

    async def go_on(self, caller: Caller, draft: Draft, *, update_id: int) -> Writing:
        """Return where the caller's draft of a card stands; a field that is typed is saved.

        Raises:
            NoDraftError: It is finished or cancelled.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.MEMBER)
            if draft.is_settled:
                return Writing(card=Card.read(draft.fields["card"]))
            own = await own_draft(tx, actor, draft.id, draft.kind)
            if own.kind is DraftKind.EDIT and own.next_field is None:
                return await self._save(tx, caller, own, update_id)
            return await stands(tx, own)

    async def clear(self, caller: Caller, draft_id: DraftId, *, update_id: int) -> Writing:
        """Empty the field that is being written in.

        Raises:
            NoDraftError: It is finished or cancelled, or a card cannot do without the field.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.MEMBER)
            if (done := await settled(tx, actor, draft_id)) is not None:
                return done
            draft = await own_draft(tx, actor, draft_id, DraftKind.EDIT)
            if not may_be_empty(entry_of(draft)):
                raise NoDraftError
            draft = await drafts.set_field(tx, draft, "value", "", update_id=update_id)
            return await self._save(tx, caller, draft, update_id)

    async def use_mine(
        self, caller: Caller, draft_id: DraftId, seen: int, *, update_id: int
    ) -> Writing:
        """Save what the caller typed over what somebody else did, which they have ``seen``.

        Raises:
            NoDraftError: It is finished or cancelled.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.MEMBER)
            if (done := await settled(tx, actor, draft_id)) is not None:
                return done
            draft = await own_draft(tx, actor, draft_id, DraftKind.EDIT)
            if draft.next_field is not None:
                raise NoDraftError
            return await self._save(tx, caller, draft, update_id, seen=seen)

    async def let_be(self, caller: Caller, draft_id: DraftId, *, update_id: int) -> Writing:
        """Leave the field as it is, and drop what was typed.

        Raises:
            NoDraftError: It is finished or cancelled.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.MEMBER)
            if (done := await settled(tx, actor, draft_id)) is not None:
                return done
            draft = await own_draft(tx, actor, draft_id, DraftKind.EDIT)
            card = draft.fields["card"]
            await drafts.settle(tx, draft, card, update_id)
            return Writing(card=Card.read(card))

    async def _begin(
        self, tx: Transaction, actor: Actor, card: Card, entry: Entry, before: str
    ) -> Writing:
        given = {"card": str(card), "field": entry.value, "before": before}
        draft = await open_draft(tx, actor, DraftKind.EDIT, given)
        return await stands(tx, draft)

    async def _save(
        self,
        tx: Transaction,
        caller: Caller,
        draft: Draft,
        update_id: int,
        *,
        seen: int | None = None,
    ) -> Writing:
        card, entry, value = Card.read(draft.fields["card"]), entry_of(draft), draft.fields["value"]
        actor, name, facts = await _keep(tx, caller, card, entry)
        theirs = value_on(facts, entry)
        clash = Clash(
            name=name, entry=entry, theirs=theirs, mine=value, by=await _changer(tx, card, entry)
        )
        if theirs not in {draft.fields["before"], value} and clash.seen != seen:
            return Writing(card=card, draft=draft, entry=entry, name=name, clash=clash)
        if theirs != value:
            await _store(tx, card, facts, entry, value)
            action = Action.PERSON_CHANGED if card.is_person else Action.PARTNER_CHANGED
            await audit.note(tx, actor, action, card.of, self._clock.now(), fields=[entry.value])
        await drafts.settle(tx, draft, str(card), update_id)
        return Writing(card=card)


def _check_entry(entry: Entry, allowed: tuple[Entry, ...]) -> None:
    if entry not in allowed:
        raise NotAllowedError


async def _keep(
    tx: Transaction, caller: Caller, card: Card, entry: Entry
) -> tuple[Actor, str, PersonFacts | PartnerFacts]:
    """Return who saves, and the card as it is now; who may write there is asked anew."""
    if card.is_person:
        actor, person = await require_person(tx, caller, card.person)
        _check_entry(entry, visible_entries(actor, person))
        return actor, person.name, person.facts
    actor, partner = await require_keeper(tx, caller, card.partner)
    _check_entry(entry, entries_of_partner(actor))
    return actor, partner.name, partner.facts


async def _store(
    tx: Transaction, card: Card, facts: PersonFacts | PartnerFacts, entry: Entry, value: str
) -> None:
    match facts, entry:
        case PersonFacts(), PersonEntry():
            if entry is PersonEntry.NAME:
                await _check_person_free(tx, card, value)
            await people.change(tx, card.person, person_with(facts, entry, value))
        case PartnerFacts(), PartnerEntry():
            await _check_partner_free(tx, card, entry, value)
            changed = partner_with(facts, entry, value, county=county_of(value))
            await partners.change(tx, card.partner, changed)
        case _:
            raise NoDraftError


async def _check_person_free(db: Reader, card: Card, name: str) -> None:
    person = await people.find(db, card.person)
    there = await people.find_named(db, person.partner_id, name) if person else None
    if there is not None and there.id != card.of:
        raise BadInputError("name_taken", name=name)


async def _check_partner_free(db: Reader, card: Card, entry: PartnerEntry, value: str) -> None:
    if entry is PartnerEntry.NAME:
        there, problem = await partners.find_named(db, value), "partner_exists"
    elif entry is PartnerEntry.ORG_NUMBER and value:
        there, problem = await partners.find_by_org_number(db, value), "org_number_taken"
    else:
        return
    if there is not None and there.id != card.of:
        raise BadInputError(problem, name=value)


async def _changer(db: Reader, card: Card, entry: Entry) -> str:
    action = Action.PERSON_CHANGED if card.is_person else Action.PARTNER_CHANGED
    return await audit.find_changer(db, action, card.of, entry.value)
