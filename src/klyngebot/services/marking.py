"""Marking people and partners with terms, and saying what a partner is."""

from dataclasses import dataclass
from datetime import datetime

from klyngebot.domain.audit import Action
from klyngebot.domain.cards import Card
from klyngebot.domain.clock import Clock
from klyngebot.domain.errors import NotAllowedError, NotFoundError
from klyngebot.domain.partners import Partner, PartnerId, Standing
from klyngebot.domain.people import Person, PersonField, PersonId
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.domain.terms import Term, TermId, TermKind
from klyngebot.domain.visibility import may_see
from klyngebot.services.authority import require, require_keeper, require_person
from klyngebot.services.cards import PartnerSheet, partner_sheet
from klyngebot.store import audit, partners, people, terms
from klyngebot.store.database import Database, Reader, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class TermChoices:
    """Terms a card can be marked with, and whether it is."""

    card: Card
    name: str
    kind: TermKind
    choices: tuple[tuple[Term, bool], ...]


class Marking:
    """Use cases of marking cards with terms, and of a partner's category and standing.

    Args:
        db: The store.
        clock: The time.
    """

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

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
            return await partner_sheet(tx, actor, await _partner(tx, partner_id))

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
            return await partner_sheet(tx, actor, await _partner(tx, partner_id))


async def check_category(db: Reader, term_id: TermId) -> Term:
    """Return the category ``term_id``.

    Raises:
        NotFoundError: There is none, or it is offered no more.
    """
    for term in (await terms.vocabulary(db)).offered(TermKind.CATEGORY):
        if term.id == term_id:
            return term
    raise NotFoundError


def _check_may_mark(actor: Actor, person: Person) -> None:
    if not may_see(actor, person, PersonField.COMPETENCES):
        raise NotAllowedError


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
