"""The cards of people and partners: one's own, and those one looks after."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from klyngebot.domain.audit import Action
from klyngebot.domain.cards import (
    CONSENT_VERSION,
    Card,
    PartnerEntry,
    PersonEntry,
    entries_of_partner,
    entries_of_person,
)
from klyngebot.domain.clock import Clock
from klyngebot.domain.errors import BadInputError, NotAllowedError, NotFoundError
from klyngebot.domain.partners import Partner, PartnerId, Standing
from klyngebot.domain.people import Person, PersonField, PersonId, Visibility
from klyngebot.domain.privacy import Kept
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.domain.terms import Term, TermId, TermKind
from klyngebot.domain.visibility import as_seen_by, may_see
from klyngebot.services.authority import require, require_keeper, require_person
from klyngebot.store import (
    audit,
    consents,
    partners,
    people,
    phone_views,
    subscribers,
    terms,
)
from klyngebot.store.database import Database, Reader, Transaction

VIEWS_KEPT: timedelta = Kept.NINETY_DAYS.time
"""How far back one sees how often one's number was looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSheet:
    """A person's card as whoever keeps it sees it.

    Args:
        person: Without what the keeper may not see.
        competences: Those of the vocabulary the person is marked with.
        entries: What the keeper may change.
        is_me: Whether it is the keeper's own.
        by_leader: Whether a leader looks at it.
        phone_views: How often the number was looked at lately; None when it is not one's own.
    """

    person: Person
    competences: tuple[Term, ...]
    entries: tuple[PersonEntry, ...]
    is_me: bool
    by_leader: bool
    phone_views: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerSheet:
    """A partner's card as whoever keeps it sees it."""

    partner: Partner
    category: Term
    terms: tuple[Term, ...]
    people: tuple[Person, ...]
    entries: tuple[PartnerEntry, ...]
    by_leader: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCard:
    """What exists of the caller: a card only if they are somebody's contact."""

    role: Role
    locale: str
    subscribed: bool
    topics: tuple[Term, ...]
    sheet: PersonSheet | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermChoices:
    """Terms a card can be marked with, and whether it is."""

    card: Card
    name: str
    kind: TermKind
    choices: tuple[tuple[Term, bool], ...]


class Cards:
    """Use cases of keeping cards true; what is typed goes through ``Editing``.

    Args:
        db: The store.
        clock: The time.
    """

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def mine(self, caller: Caller) -> MyCard:
        """Return what exists of the caller."""
        async with self._db.read() as db:
            actor = await require(db, caller, Role.VISITOR)
            person = await people.find(db, actor.person_id) if actor.person_id else None
            choices, subscribed = [], False
            if actor.subscriber_id is not None:
                choices = await subscribers.list_choices(db, actor.subscriber_id)
                subscribed = (await subscribers.get(db, actor.subscriber_id)).subscribed
            return MyCard(
                role=actor.role,
                locale=actor.locale,
                subscribed=subscribed,
                topics=tuple(choice.topic for choice in choices if choice.on),
                sheet=await self._sheet(db, actor, person) if person else None,
            )

    async def person(self, caller: Caller, person_id: PersonId) -> PersonSheet:
        """Return the card of a person the caller keeps.

        Raises:
            NotAllowedError: It is somebody else, of another partner.
        """
        async with self._db.read() as db:
            actor, person = await require_person(db, caller, person_id)
            return await self._sheet(db, actor, person)

    async def partner(self, caller: Caller, partner_id: PartnerId) -> PartnerSheet:
        """Return the card of a partner the caller keeps.

        Raises:
            NotAllowedError: They keep another one, or none.
        """
        async with self._db.read() as db:
            actor, partner = await require_keeper(db, caller, partner_id)
            return await _partner_sheet(db, actor, partner)

    async def my_partner(self, caller: Caller) -> PartnerSheet:
        """Return the card of the partner whose contact the caller is.

        Raises:
            NotAllowedError: They look after no partner.
            BadInputError: They are a leader and nobody's contact.
        """
        async with self._db.read() as db:
            actor = await require(db, caller, Role.CONTACT)
            if actor.partner_id is None:
                raise BadInputError("no_partner_of_own")
            actor, partner = await require_keeper(db, caller, actor.partner_id)
            return await _partner_sheet(db, actor, partner)

    async def set_seen_by(
        self, caller: Caller, about: PersonField, visibility: Visibility
    ) -> PersonSheet:
        """Let ``visibility`` see ``about`` of the caller; to show one's number is a consent.

        Raises:
            BadInputError: They are staff and nobody's contact, so they have no card.
        """
        now = self._clock.now()
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.MEMBER)
            if actor.person_id is None:
                raise BadInputError("no_card_of_own")
            if await people.set_seen_by(tx, actor.person_id, about, visibility):
                if about is PersonField.PHONE:
                    await _consent(tx, actor.person_id, visibility, now)
                await _note_person(tx, actor, actor.person_id, now, f"{about}_seen_by")
            return await self._sheet(tx, actor, await _person(tx, actor.person_id))

    async def person_terms(self, caller: Caller, person_id: PersonId) -> TermChoices:
        """Return the competences a person can be marked with."""
        async with self._db.read() as db:
            actor, person = await require_person(db, caller, person_id)
            return await _person_choices(db, actor, person)

    async def set_person_term(
        self, caller: Caller, person_id: PersonId, term_id: TermId, *, on: bool
    ) -> TermChoices:
        """Mark a person with a competence, or not.

        Raises:
            NotFoundError: There is no such competence.
        """
        async with self._db.transaction() as tx:
            actor, person = await require_person(tx, caller, person_id)
            _check_may_mark(actor, person)
            marks = set(await terms.of_person(tx, person_id))
            after = await _marked(tx, marks, term_id, {TermKind.COMPETENCE}, on=on)
            if after != marks:
                await terms.set_of_person(tx, person_id, after)
                await _note_person(tx, actor, person_id, self._clock.now(), "competences")
            return await _person_choices(tx, actor, await _person(tx, person_id))

    async def partner_terms(
        self, caller: Caller, partner_id: PartnerId, kind: TermKind
    ) -> TermChoices:
        """Return the competences or materials a partner can be marked with."""
        async with self._db.read() as db:
            _, partner = await require_keeper(db, caller, partner_id)
            return await _partner_choices(db, partner, kind)

    async def set_partner_term(
        self, caller: Caller, partner_id: PartnerId, term_id: TermId, *, on: bool
    ) -> TermChoices:
        """Mark a partner with a competence or material, or not.

        Raises:
            NotFoundError: There is no such term.
        """
        async with self._db.transaction() as tx:
            actor, _ = await require_keeper(tx, caller, partner_id)
            marks = set(await terms.of_partner(tx, partner_id))
            tags = {kind for kind in TermKind if kind.is_tag}
            after = await _marked(tx, marks, term_id, tags, on=on)
            term = (await terms.vocabulary(tx)).get(term_id)
            assert term is not None
            if after != marks:
                await terms.set_of_partner(tx, partner_id, after)
                await _note_partner(tx, actor, partner_id, self._clock.now(), f"{term.kind}s")
            return await _partner_choices(tx, await _partner(tx, partner_id), term.kind)

    async def list_categories(self, caller: Caller) -> list[Term]:
        """Return the categories a partner can have."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return (await terms.vocabulary(db)).offered(TermKind.CATEGORY)

    async def set_category(
        self, caller: Caller, partner_id: PartnerId, term_id: TermId
    ) -> PartnerSheet:
        """Put a partner into a category.

        Raises:
            NotFoundError: There is no such partner or category.
        """
        async with self._db.transaction() as tx:
            await require(tx, caller, Role.LEADER)
            actor, partner = await require_keeper(tx, caller, partner_id)
            await check_category(tx, term_id)
            if partner.facts.category != term_id:
                await partners.set_category(tx, partner_id, term_id)
                await _note_partner(tx, actor, partner_id, self._clock.now(), "category")
            return await _partner_sheet(tx, actor, await _partner(tx, partner_id))

    async def set_standing(
        self, caller: Caller, partner_id: PartnerId, standing: Standing
    ) -> PartnerSheet:
        """Say whether a partner has signed an agreement or supports the cluster.

        Raises:
            NotFoundError: There is no such partner.
        """
        async with self._db.transaction() as tx:
            await require(tx, caller, Role.LEADER)
            actor, partner = await require_keeper(tx, caller, partner_id)
            if partner.facts.standing is not standing:
                await partners.set_standing(tx, partner_id, standing)
                await _note_partner(tx, actor, partner_id, self._clock.now(), "standing")
            return await _partner_sheet(tx, actor, await _partner(tx, partner_id))

    async def _sheet(self, db: Reader, actor: Actor, person: Person) -> PersonSheet:
        is_me = actor.person_id == person.id
        since = self._clock.now() - VIEWS_KEPT
        seen = as_seen_by(actor, person)
        vocabulary = await terms.vocabulary(db)
        return PersonSheet(
            person=seen,
            competences=tuple(vocabulary.named(seen.competences, TermKind.COMPETENCE)),
            entries=visible_entries(actor, person),
            is_me=is_me,
            by_leader=actor.role is Role.LEADER,
            phone_views=await phone_views.count_of(db, person.id, since) if is_me else None,
        )


async def check_category(db: Reader, term_id: TermId) -> Term:
    """Return the category ``term_id``.

    Raises:
        NotFoundError: There is none, or it is offered no more.
    """
    for term in (await terms.vocabulary(db)).offered(TermKind.CATEGORY):
        if term.id == term_id:
            return term
    raise NotFoundError


def visible_entries(actor: Actor, person: Person) -> tuple[PersonEntry, ...]:
    """Return what the keeper may change; nobody overwrites what they may not see."""
    return tuple(
        entry
        for entry in entries_of_person(actor, person.id)
        if (field := _FIELD_OF.get(entry)) is None or may_see(actor, person, field)
    )


_FIELD_OF = {
    PersonEntry.EMAIL: PersonField.EMAIL,
    PersonEntry.PHONE: PersonField.PHONE,
    PersonEntry.LANGUAGES: PersonField.LANGUAGES,
}


def _check_may_mark(actor: Actor, person: Person) -> None:
    if not may_see(actor, person, PersonField.COMPETENCES):
        raise NotAllowedError


async def _consent(
    tx: Transaction, person_id: PersonId, visibility: Visibility, now: datetime
) -> None:
    match visibility:
        case Visibility.NOBODY:
            await consents.withdraw(tx, person_id, consents.PHONE, now)
        case Visibility.PARTNER | Visibility.MEMBERS:
            await consents.give(
                tx, person_id, consents.PHONE, text_version=CONSENT_VERSION, now=now
            )
        case _:
            assert_never(visibility)


async def _marked(
    tx: Transaction, marks: set[TermId], term_id: TermId, kinds: set[TermKind], *, on: bool
) -> set[TermId]:
    term = (await terms.vocabulary(tx)).get(term_id)
    if term is None or term.kind not in kinds or (on and term.retired and term_id not in marks):
        raise NotFoundError
    return marks | {term_id} if on else marks - {term_id}


async def _person_choices(db: Reader, actor: Actor, person: Person) -> TermChoices:
    _check_may_mark(actor, person)
    return await _choices(
        db,
        Card(person.id, is_person=True),
        person.name,
        TermKind.COMPETENCE,
        set(person.competences),
    )


async def _partner_choices(db: Reader, partner: Partner, kind: TermKind) -> TermChoices:
    if not kind.is_tag:
        raise NotFoundError
    return await _choices(
        db, Card(partner.id, is_person=False), partner.name, kind, set(partner.terms)
    )


async def _choices(
    db: Reader, card: Card, name: str, kind: TermKind, marks: set[TermId]
) -> TermChoices:
    found = [
        term
        for term in (await terms.vocabulary(db)).terms
        if term.kind is kind and (not term.retired or term.id in marks)
    ]
    return TermChoices(
        card=card, name=name, kind=kind, choices=tuple((term, term.id in marks) for term in found)
    )


async def _partner_sheet(db: Reader, actor: Actor, partner: Partner) -> PartnerSheet:
    vocabulary = await terms.vocabulary(db)
    category = vocabulary.get(partner.facts.category)
    assert category is not None
    at = await people.list_at(db, partner.id)
    return PartnerSheet(
        partner=partner,
        category=category,
        terms=tuple(vocabulary.named(partner.terms)),
        people=tuple(as_seen_by(actor, person) for person in at),
        entries=entries_of_partner(actor),
        by_leader=actor.role is Role.LEADER,
    )


async def _person(db: Reader, person_id: PersonId) -> Person:
    person = await people.find(db, person_id)
    assert person is not None
    return person


async def _partner(db: Reader, partner_id: PartnerId) -> Partner:
    partner = await partners.find(db, partner_id)
    assert partner is not None
    return partner


async def _note_person(
    tx: Transaction, actor: Actor, person_id: PersonId, now: datetime, field: str
) -> None:
    await audit.note(tx, actor, Action.PERSON_CHANGED, person_id, now, fields=[field])


async def _note_partner(
    tx: Transaction, actor: Actor, partner_id: PartnerId, now: datetime, field: str
) -> None:
    await audit.note(tx, actor, Action.PARTNER_CHANGED, partner_id, now, fields=[field])
