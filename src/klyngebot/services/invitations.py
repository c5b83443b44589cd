"""Personal links: made for one person, opened once, and in at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from klyngebot.domain.audit import Action
from klyngebot.domain.clock import Clock
from klyngebot.domain.errors import BadInputError, LinkExpiredError, NotFoundError
from klyngebot.domain.invitations import LIFETIME, hashed, personal_code
from klyngebot.domain.partners import Partner, PartnerId
from klyngebot.domain.people import Person, PersonId
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.domain.text import fold, sort_key
from klyngebot.services.authority import known, require, require_keeper, require_keeper_of
from klyngebot.services.guessing import may_enter
from klyngebot.services.leaving import settle_in
from klyngebot.services.subscriptions import admit
from klyngebot.store import (
    audit,
    drafts,
    invitations,
    memberships,
    partners,
    people,
    subscribers,
)
from klyngebot.store.database import Database, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """A personal link: for whom, the payload that opens it, and the update it was made in."""

    person: Person
    code: str
    made: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Who somebody has become by a personal link; ``again`` when they were that before."""

    person: Person
    again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitable:
    """A partner and who of it is not in the bot."""

    partner: Partner
    people: list[Person]


class Invitations:
    """Use cases of personal links.

    Args:
        db: The store.
        clock: The time.
        token: The bot's token, which the links are derived from.
    """

    def __init__(self, db: Database, clock: Clock, *, token: str) -> None:
        self._db = db
        self._clock = clock
        self._token = token

    async def open(self, caller: Caller, code: str, *, update_id: int) -> Entered:
        """Make the caller the person whose link this is.

        Raises:
            LinkExpiredError: It is wrong, used, too old or revoked.
            BadInputError: They have made it themselves, for somebody else.
        """
        now = self._clock.now()
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            person = await _invited(tx, actor, hashed(code), now)
            right = person is not None
            if (
                await may_enter(tx, actor, right=right, update_id=update_id, now=now)
                and person is not None
            ):
                again = actor.person_id == person.id
                if not again:
                    await self._enter(tx, actor, person, hashed(code))
                return Entered(person=person, again=again)
        raise LinkExpiredError

    async def list_partners(self, caller: Caller, words: str) -> list[Invitable]:
        """Return the partners (called ``words``) that have people to invite; a contact's own."""
        async with self._db.read() as db:
            actor = await require(db, caller, Role.CONTACT)
            missing: dict[PartnerId, list[Person]] = {}
            for person in await people.list_not_joined(db):
                missing.setdefault(person.partner_id, []).append(person)
            return [
                Invitable(partner=partner, people=missing[partner.id])
                for partner in await partners.list_all(db)
                if partner.id in missing
                and actor.looks_after(partner.id)
                and _is_called(partner, words)
            ]

    async def list_people(self, caller: Caller, partner_id: PartnerId) -> Invitable:
        """Return who of a partner is not in the bot.

        Raises:
            NotAllowedError: Somebody else looks after it.
        """
        async with self._db.read() as db:
            _, partner = await require_keeper(db, caller, partner_id)
            return Invitable(partner=partner, people=await people.list_not_joined(db, partner_id))

    async def invite(self, caller: Caller, person_id: PersonId, *, update_id: int) -> Invite:
        """Make a personal link for somebody; the same update makes the same link.

        Raises:
            NotAllowedError: It is somebody at another partner.
            BadInputError: They are in the bot already, or they or their partner have left.
        """
        async with self._db.transaction() as tx:
            actor, person = await require_keeper_of(tx, caller, person_id)
            if person.left_at or await memberships.find_subscriber(tx, person_id):
                raise BadInputError("not_to_be_invited", name=person.name)
            partner = await partners.find(tx, person.partner_id)
            if partner is None or partner.left_on is not None:
                raise BadInputError("partner_left", name=person.partner_name)
            (invite,) = await self._make(tx, actor, [person], update_id)
            await audit.note(
                tx,
                actor,
                Action.PERSON_INVITED,
                person_id,
                self._clock.now(),
                update_id=update_id,
            )
            return invite

    async def find(self, caller: Caller, person_id: PersonId, made: int) -> Invite:
        """Return the link that the update ``made`` has made for somebody.

        Raises:
            NotAllowedError: It is somebody at another partner.
            NotFoundError: None was made there, or it opens nothing any more.
        """
        code = personal_code(self._token, made, person_id)
        async with self._db.read() as db:
            _, person = await require_keeper_of(db, caller, person_id)
            found = await invitations.find(db, hashed(code))
            if found is None or found.is_spent or found.expires_at <= self._clock.now():
                raise NotFoundError
            return Invite(person=person, code=code, made=made)

    async def invite_all(self, caller: Caller, *, update_id: int) -> list[Invite]:
        """Make a personal link for everybody who is not in the bot."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            missing = await people.list_not_joined(tx)
            made = await self._make(tx, actor, missing, update_id)
            if made:
                await audit.note(
                    tx,
                    actor,
                    Action.INVITATIONS_MADE,
                    None,
                    self._clock.now(),
                    update_id=update_id,
                )
            return sorted(made, key=lambda invite: sort_key(invite.person.partner_name))

    async def _enter(self, tx: Transaction, actor: Actor, person: Person, digest: str) -> None:
        now = self._clock.now()
        who = await admit(tx, actor, self._clock)
        assert await invitations.use(tx, digest, who, now)
        await drafts.delete_join(tx, who)
        await memberships.replace_waiting(tx, who)
        newcomer = await subscribers.find_actor(tx, actor.caller)
        await settle_in(tx, newcomer, person.id, who, now)

    async def _make(
        self, tx: Transaction, actor: Actor, who: Iterable[Person], update_id: int
    ) -> list[Invite]:
        made = [
            Invite(
                person=person,
                code=personal_code(self._token, update_id, person.id),
                made=update_id,
            )
            for person in who
        ]
        now = self._clock.now()
        await invitations.add(
            tx,
            [(hashed(invite.code), invite.person.id) for invite in made],
            by=known(actor),
            now=now,
            expires_at=now + LIFETIME,
        )
        return made


async def _invited(tx: Transaction, actor: Actor, digest: str, now: datetime) -> Person | None:
    """Return whom a link lets in, or None; who is that person already is let in by any of theirs.

    Raises:
        BadInputError: ``actor`` has made it themselves, for somebody else.
    """
    found = await invitations.find(tx, digest)
    person = await people.find(tx, found.person_id) if found else None
    if found is None or person is None:
        return None
    if actor.person_id == person.id:
        return person
    if found.is_spent or found.expires_at <= now or person.left_at is not None:
        return None
    if found.made_by == actor.subscriber_id:
        raise BadInputError("link_is_for", name=person.name)
    taken = await memberships.find_subscriber(tx, person.id)
    return None if taken else person


def _is_called(partner: Partner, words: str) -> bool:
    return fold(words) in fold(f"{partner.facts.name} {partner.facts.short_name}")
