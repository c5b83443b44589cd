"""Typing on cards: a field at a time, and new cards.

A field is saved when it still says what it said when the writer began; when somebody else has
changed it meanwhile the writer sees what it says now and chooses. See ADR 0005 for the drafts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from zlib import crc32

from klyngebot.domain.audit import Action
from klyngebot.domain.cards import (
    Card,
    Entry,
    PartnerEntry,
    PersonEntry,
    entries_of_partner,
    entries_of_person,
    may_be_empty,
    partner_with,
    person_with,
    value_on,
)
from klyngebot.domain.clock import Clock
from klyngebot.domain.drafts import Draft, DraftId, DraftKind
from klyngebot.domain.errors import BadInputError, NoDraftError, NotAllowedError
from klyngebot.domain.partners import Partner, PartnerFacts, PartnerId, Standing
from klyngebot.domain.people import Person, PersonFacts, PersonId, Source
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.domain.terms import Term, TermId, TermKind
from klyngebot.services.authority import known, require, require_keeper, require_person
from klyngebot.services.drafting import check_unchanged, own_draft
from klyngebot.services.entries import county_of, entry_of
from klyngebot.services.marking import check_category
from klyngebot.store import audit, drafts, partners, people, terms
from klyngebot.store.database import Database, Reader, Transaction


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


class Editing:
    """Use cases of writing on cards.

    Args:
        db: The store.
        clock: The time.
        new_code: Makes the unguessable code of a new partner's join link.
    """

    def __init__(self, db: Database, clock: Clock, new_code: Callable[[], str]) -> None:
        self._db = db
        self._clock = clock
        self._new_code = new_code

    async def edit_person(self, caller: Caller, person_id: PersonId, entry: PersonEntry) -> Writing:
        """Begin to write in a field of a person's card.

        Raises:
            NotAllowedError: The caller does not keep it, or may not change that field.
            BadInputError: They are in the middle of writing something else.
        """
        async with self._db.transaction() as tx:
            actor, person = await require_person(tx, caller, person_id)
            _check_entry(entry, entries_of_person(actor, person.id))
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

    async def add_colleague(self, caller: Caller, partner_id: PartnerId) -> Writing:
        """Begin to write the card of somebody new at a partner.

        Raises:
            NotAllowedError: The caller does not look after it.
            BadInputError: They are in the middle of writing something else.
        """
        async with self._db.transaction() as tx:
            actor, partner = await require_keeper(tx, caller, partner_id)
            given = {"partner": str(partner.id)}
            draft = await _open(tx, actor, DraftKind.NEW_PERSON, given)
            return Writing(draft=draft, name=partner.name)

    async def add_partner(self, caller: Caller) -> Writing:
        """Begin to write the card of a new partner, or go on with it.

        Raises:
            BadInputError: The caller is in the middle of writing something else.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            draft = await drafts.find(tx, known(actor))
            if draft is None or draft.kind is not DraftKind.NEW_PARTNER:
                draft = await _open(tx, actor, DraftKind.NEW_PARTNER, {})
            return await _stands(tx, draft)

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
            return await _stands(tx, own)

    async def clear(self, caller: Caller, draft_id: DraftId, *, update_id: int) -> Writing:
        """Empty the field that is being written in.

        Raises:
            NoDraftError: It is finished or cancelled, or a card cannot do without the field.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.MEMBER)
            if (done := await _settled(tx, actor, draft_id)) is not None:
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
            if (done := await _settled(tx, actor, draft_id)) is not None:
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
            if (done := await _settled(tx, actor, draft_id)) is not None:
                return done
            draft = await own_draft(tx, actor, draft_id, DraftKind.EDIT)
            card = draft.fields["card"]
            await drafts.settle(tx, draft, card, update_id)
            return Writing(card=Card.read(card))

    async def choose_category(
        self, caller: Caller, draft_id: DraftId, term_id: TermId, *, update_id: int
    ) -> Writing:
        """Fill the category of a new partner.

        Raises:
            NoDraftError: It is finished or cancelled.
            NotFoundError: There is no such category.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            draft = await own_draft(tx, actor, draft_id, DraftKind.NEW_PARTNER)
            await check_category(tx, term_id)
            if not await drafts.has_used(tx, draft, update_id):
                draft = await drafts.set_field(
                    tx, draft, "category", str(term_id), update_id=update_id
                )
            return await _stands(tx, draft)

    async def skip(
        self, caller: Caller, draft_id: DraftId, name: str, *, update_id: int
    ) -> Writing:
        """Leave a field of a new card empty.

        Raises:
            NoDraftError: It is finished or cancelled, or a card cannot do without the field.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.CONTACT)
            draft = await own_draft(tx, actor, draft_id)
            if await drafts.has_used(tx, draft, update_id):
                return await _stands(tx, draft)
            if (draft.kind, name) not in _OPTIONAL or draft.next_field != name:
                raise NoDraftError
            draft = await drafts.set_field(tx, draft, name, "", update_id=update_id)
            return await _stands(tx, draft)

    async def confirm_person(
        self, caller: Caller, draft_id: DraftId, fingerprint: int, *, update_id: int
    ) -> Writing:
        """Put somebody new into the register, hidden until they have been told.

        Raises:
            NoDraftError: It is cancelled, or a field is empty.
            NotAllowedError: The caller looks after that partner no more.
            BadInputError: It is not what was shown, or somebody there has that name.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.CONTACT)
            if (done := await _settled(tx, actor, draft_id)) is not None:
                return done
            draft = await own_draft(tx, actor, draft_id, DraftKind.NEW_PERSON)
            _check_whole(draft, fingerprint)
            actor, partner = await require_keeper(
                tx, caller, PartnerId(int(draft.fields["partner"]))
            )
            person_id = await self._put_person(tx, actor, partner, draft)
            card = Card(person_id, is_person=True)
            await drafts.settle(tx, draft, str(card), update_id)
            return Writing(card=card)

    async def confirm_partner(
        self, caller: Caller, draft_id: DraftId, fingerprint: int, *, update_id: int
    ) -> Writing:
        """Put a new partner into the register.

        Raises:
            NoDraftError: It is cancelled, or a field is empty.
            BadInputError: It is not what was shown, or there is a partner of that name.
        """
        now = self._clock.now()
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            if (done := await _settled(tx, actor, draft_id)) is not None:
                return done
            draft = await own_draft(tx, actor, draft_id, DraftKind.NEW_PARTNER)
            _check_whole(draft, fingerprint)
            facts = _new_partner(draft)
            if await partners.find_named(tx, facts.name) is not None:
                raise BadInputError("partner_exists", name=facts.name)
            partner_id = await partners.put(tx, facts, join_code=self._new_code())
            await audit.note(tx, actor, Action.PARTNER_ADDED, partner_id, now)
            card = Card(partner_id, is_person=False)
            await drafts.settle(tx, draft, str(card), update_id)
            return Writing(card=card)

    async def _begin(
        self, tx: Transaction, actor: Actor, card: Card, entry: Entry, before: str
    ) -> Writing:
        given = {"card": str(card), "field": entry.value, "before": before}
        draft = await _open(tx, actor, DraftKind.EDIT, given)
        return await _stands(tx, draft)

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

    async def _put_person(
        self, tx: Transaction, actor: Actor, partner: Partner, draft: Draft
    ) -> PersonId:
        facts = PersonFacts(
            name=draft.fields["name"], title=draft.fields["title"], email=draft.fields["email"]
        )
        there = await people.find_named(tx, partner.id, facts.name)
        if there is not None and there.left_at is None:
            raise BadInputError("name_taken", name=facts.name)
        now = self._clock.now()
        person_id = await people.put(tx, partner.id, facts, source=Source.OFFICE, now=now)
        await audit.note(tx, actor, Action.PERSON_ADDED, person_id, now)
        return person_id


_OPTIONAL = {
    (DraftKind.NEW_PERSON, "title"),
    (DraftKind.NEW_PERSON, "email"),
    (DraftKind.NEW_PARTNER, "municipality"),
}


def _check_entry(entry: Entry, allowed: tuple[Entry, ...]) -> None:
    if entry not in allowed:
        raise NotAllowedError


def _check_whole(draft: Draft, fingerprint: int) -> None:
    if draft.next_field is not None:
        raise NoDraftError
    check_unchanged(draft, fingerprint)


async def _keep(
    tx: Transaction, caller: Caller, card: Card, entry: Entry
) -> tuple[Actor, str, PersonFacts | PartnerFacts]:
    """Return who saves, and the card as it is now; who may write there is asked anew."""
    if card.is_person:
        actor, person = await require_person(tx, caller, card.person)
        _check_entry(entry, entries_of_person(actor, person.id))
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


async def _open(tx: Transaction, actor: Actor, kind: DraftKind, given: dict[str, str]) -> Draft:
    """Return a new draft in place of one of the same kind with nothing typed.

    Raises:
        BadInputError: The actor is in the middle of writing something else.
    """
    owner = known(actor)
    draft = await drafts.find(tx, owner)
    if draft is not None and draft.kind is not kind and draft.fields:
        raise BadInputError("busy_writing")
    if draft is not None and given and given.items() == draft.fields.items():
        return draft
    return await drafts.begin(tx, owner, kind, given)


async def _settled(tx: Transaction, actor: Actor, draft_id: DraftId) -> Writing | None:
    draft = await drafts.find_settled(tx, known(actor), draft_id=draft_id)
    return Writing(card=Card.read(draft.fields["card"])) if draft else None


async def _stands(db: Reader, draft: Draft) -> Writing:
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


def _new_partner(draft: Draft) -> PartnerFacts:
    place = draft.fields["municipality"]
    return PartnerFacts(
        name=draft.fields["name"],
        category=TermId(int(draft.fields["category"])),
        standing=Standing.AGREEMENT,
        municipality=place,
        county=county_of(place),
    )
