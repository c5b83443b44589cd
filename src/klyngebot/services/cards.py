"""The cards of people and partners: one's own, and those one looks after."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from klyngebot.domain.audit import Action
from klyngebot.domain.cards import (
    CONSENT_VERSION,
    PartnerEntry,
    PersonEntry,
    entries_of_partner,
    entries_of_person,
)
from klyngebot.domain.clock import Clock
from klyngebot.domain.errors import BadInputError
from klyngebot.domain.partners import Partner, PartnerId
from klyngebot.domain.people import Person, PersonField, PersonId, Visibility
from klyngebot.domain.privacy import Kept
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.domain.terms import Term, TermKind
from klyngebot.domain.visibility import as_seen_by, may_see
from klyngebot.services.authority import require, require_keeper, require_person
from klyngebot.store import (
    audit,
    consents,
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
            return await partner_sheet(db, actor, partner)

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
            return await partner_sheet(db, actor, partner)

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
                fields = [f"{about}_seen_by"]
                await audit.note(
                    tx, actor, Action.PERSON_CHANGED, actor.person_id, now, fields=fields
                )
            person = await people.find(tx, actor.person_id)
            assert person is not None
            return await self._sheet(tx, actor, person)

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


async def partner_sheet(db: Reader, actor: Actor, partner: Partner) -> PartnerSheet:
    """Return the card of ``partner`` as ``actor``, who keeps it, sees it."""
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
