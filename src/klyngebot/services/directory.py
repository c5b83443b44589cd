"""Looking up partners and people. Visitors see partners, never people."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

from klyngebot.domain.clock import Clock
from klyngebot.domain.errors import BadInputError, NotFoundError
from klyngebot.domain.partners import Partner, PartnerId
from klyngebot.domain.people import Person, PersonField, PersonId
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.domain.terms import Term, Vocabulary
from klyngebot.domain.visibility import as_seen_by, may_find, may_see
from klyngebot.services.authority import known, require
from klyngebot.services.index import Index
from klyngebot.services.query import as_typed, is_too_short, words_of
from klyngebot.store import partners, people, phone_views, register, terms
from klyngebot.store.database import Database, Reader, Transaction

PHONES_A_DAY = 20
"""Numbers of different people that one may look at in a sliding day."""

COUNTED_FOR = timedelta(days=90)
"""How far back people are told how often their number was looked at."""

_A_DAY = timedelta(days=1)

_Everything = tuple[list[Partner], list[Person], Vocabulary]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """What a search found, the best first.

    Args:
        words: What was searched for, as it was typed.
        partners: The partners.
        people: The people, as the asker sees them.
        more: Whether there are others that are not shown.
        people_first: Whether a person is the best of all.
        near: What else to search for, when nothing was found.
        may_ask: Whether the asker may put it to the project office instead.
    """

    words: str
    partners: list[Partner]
    people: list[Person]
    more: bool = False
    people_first: bool = False
    near: list[str] = field(default_factory=list)
    may_ask: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerCard:
    """A partner; their people and the code of their join link where the asker may see them."""

    partner: Partner
    category: Term
    people: list[Person] | None
    join_code: str | None
    tags: list[Term] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCard:
    """A person as the asker sees them; the telephone number only once it was asked for.

    Args:
        person: The person.
        competences: What they are marked with.
        has_phone: Whether there is a number that the asker may see.
    """

    person: Person
    competences: list[Term] = field(default_factory=list)
    has_phone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneViews:
    """How often others have looked at somebody's number since so many days ago."""

    count: int
    days: int


class Directory:
    """Use cases of the look-up."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._index: tuple[int, Index] | None = None
        self._making = asyncio.Lock()

    async def search(self, caller: Caller, words: str) -> Matches:
        """Return the partners and, for members, the people that match ``words``.

        Raises:
            BadInputError: There is too little to search for.
        """
        async with self._db.read() as db:
            actor = await require(db, caller, Role.VISITOR)
            if is_too_short(words):
                raise BadInputError("search_too_short")
            revision = await register.revision(db)
            source = self._index_of(revision) or await _everything(db)
        index = await self._made_from(source, revision)
        telling = words_of(words)
        hits = index.search(actor, telling)
        return Matches(
            words=words,
            partners=hits.partners,
            people=[_on_card(actor, person) for person in hits.people],
            more=hits.more,
            people_first=hits.people_first,
            near=[] if hits else index.suggest(actor, telling, as_typed(words)),
            may_ask=actor.has(Role.MEMBER) and not actor.has(Role.LEADER),
        )

    async def partner(self, caller: Caller, partner_id: PartnerId) -> PartnerCard:
        """Return the card of a partner.

        Raises:
            NotFoundError: There is no such partner, or it has left.
        """
        async with self._db.read() as db:
            actor = await require(db, caller, Role.VISITOR)
            partner = await partners.find(db, partner_id)
            if partner is None or partner.left_on is not None:
                raise NotFoundError
            vocabulary = await terms.vocabulary(db)
            category = vocabulary.get(partner.facts.category)
            assert category is not None
            at = [p for p in await people.list_at(db, partner_id) if may_find(actor, p)]
            return PartnerCard(
                partner=partner,
                category=category,
                people=[_on_card(actor, p) for p in at] if actor.has(Role.MEMBER) else None,
                join_code=partner.join_code if actor.has(Role.LEADER) else None,
                tags=vocabulary.named(partner.terms),
            )

    async def person(self, caller: Caller, person_id: PersonId) -> PersonCard:
        """Return the card of a person.

        Raises:
            NotAllowedError: The caller is not a member.
            NotFoundError: There is no such person.
        """
        async with self._db.read() as db:
            actor = await require(db, caller, Role.MEMBER)
            return await _card(db, actor, await _person(db, actor, person_id))

    async def show_phone(
        self, caller: Caller, person_id: PersonId, *, update_id: int
    ) -> PersonCard:
        """Return the card of a person with their number, and note that it was looked at.

        Raises:
            NotAllowedError: The caller is not a member.
            NotFoundError: There is no such person.
            BadInputError: They do not show it (any more), or the caller has seen enough for today.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.MEMBER)
            person = await _person(tx, actor, person_id)
            if not _has_phone(actor, person):
                raise BadInputError("phone_not_shown", name=person.name)
            if not await self._look_at_phone(tx, actor, person, update_id):
                raise BadInputError("phones_seen", limit=PHONES_A_DAY)
            return await _card(tx, actor, person, with_phone=True)

    async def save(self, caller: Caller, person_id: PersonId, *, update_id: int) -> PersonCard:
        """Return what the caller may keep of a person; their number when it may be looked at now.

        Raises:
            NotAllowedError: The caller is not a member.
            NotFoundError: There is no such person.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.MEMBER)
            person = await _person(tx, actor, person_id)
            seen = _has_phone(actor, person) and await self._look_at_phone(
                tx, actor, person, update_id
            )
            return await _card(tx, actor, person, with_phone=seen)

    async def phone_views(self, caller: Caller) -> PhoneViews:
        """Return how often others have looked at the caller's number of late."""
        async with self._db.read() as db:
            actor = await require(db, caller, Role.MEMBER)
            since = self._clock.now() - COUNTED_FOR
            count = await phone_views.count_of(db, actor.person_id, since) if actor.person_id else 0
            return PhoneViews(count=count, days=COUNTED_FOR.days)

    def _index_of(self, revision: int) -> Index | None:
        """Return the index of the register as it is at ``revision``, where there is one."""
        return self._index[1] if self._index and self._index[0] == revision else None

    async def _made_from(self, source: Index | _Everything, revision: int) -> Index:
        """Return ``source`` as an index: after the reading, once for all who wait, in a thread.

        So others are answered meanwhile.
        """
        if isinstance(source, Index):
            return source
        async with self._making:
            index = self._index_of(revision)
            if index is None:
                index = await asyncio.to_thread(Index, *source)
                self._index = (revision, index)
            return index

    async def _look_at_phone(
        self, tx: Transaction, actor: Actor, person: Person, update_id: int
    ) -> bool:
        """Note a look at the number; return False when the day's are used up.

        One's own is not counted, and one that was seen today costs nothing more.
        """
        if actor.person_id == person.id:
            return True
        now = self._clock.now()
        seen = await phone_views.list_seen(tx, known(actor), now - _A_DAY)
        if len(seen | {person.id}) > PHONES_A_DAY:
            return False
        await phone_views.add(tx, update_id, known(actor), person.id, now)
        return True


async def _everything(db: Reader) -> _Everything:
    return await partners.list_all(db), await people.list_all(db), await terms.vocabulary(db)


async def _person(db: Reader, actor: Actor, person_id: PersonId) -> Person:
    person = await people.find(db, person_id)
    if person is None or not may_find(actor, person):
        raise NotFoundError
    partner = await partners.find(db, person.partner_id)
    if partner is None or partner.left_on is not None:
        raise NotFoundError
    return person


async def _card(
    db: Reader, actor: Actor, person: Person, *, with_phone: bool = False
) -> PersonCard:
    seen = as_seen_by(actor, person) if with_phone else _on_card(actor, person)
    return PersonCard(
        person=seen,
        competences=(await terms.vocabulary(db)).named(seen.competences),
        has_phone=_has_phone(actor, person),
    )


def _has_phone(actor: Actor, person: Person) -> bool:
    return bool(person.facts.phone) and may_see(actor, person, PersonField.PHONE)


def _on_card(actor: Actor, person: Person) -> Person:
    """Return ``person`` as the actor sees them, without the number: a look at that is counted."""
    seen = as_seen_by(actor, person)
    return replace(seen, facts=replace(seen.facts, phone=""))
