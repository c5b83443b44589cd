"""The way in to a partner by its join link, and out again. The answer is in ``requests``."""

from dataclasses import dataclass

from klyngebot.domain.clock import Clock
from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.drafts import (
    Draft,
    DraftId,
    DraftKind,
    busy_with,
)
from klyngebot.domain.errors import LinkExpiredError, NoDraftError, NotFoundError
from klyngebot.domain.memberships import JoinRequest, RequestId
from klyngebot.domain.partners import Partner, PartnerId
from klyngebot.domain.people import Person, PersonId
from klyngebot.domain.roles import Actor, Caller, Holder, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.services.authority import known, require, require_keeper_of
from klyngebot.services.drafting import own_draft
from klyngebot.services.guessing import may_enter
from klyngebot.services.leaving import dismiss, part
from klyngebot.services.subscriptions import admit
from klyngebot.store import deliveries, drafts, memberships, partners, people, subscribers
from klyngebot.store.database import Database, Transaction

PREFIX = "bli-"
"""What the payload of a join link begins with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinStep:
    """Where somebody stands on the way in.

    Args:
        partner: Who they say they work for.
        draft: What they have told so far; None when they are a member there already.
        candidates: People of the partner who are not in the bot yet, and not hidden.
    """

    partner: Partner
    draft: Draft | None
    candidates: list[Person]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Somebody who has left their partner, and what they may do in the bot now, if they are in."""

    person: Person
    holder: Holder | None


class Joining:
    """Use cases on the way to being a confirmed contact."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def open_link(self, caller: Caller, code: str, *, update_id: int) -> JoinStep:
        """Begin to join the partner whose link carries ``code``.

        Raises:
            LinkExpiredError: There is no such link.
            BadInputError: They are in the middle of writing something else.
        """
        now = self._clock.now()
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            partner = await partners.find_by_join_code(tx, code.removeprefix(PREFIX))
            right = partner is not None
            if (
                await may_enter(tx, actor, right=right, update_id=update_id, now=now)
                and partner is not None
            ):
                owner = await admit(tx, actor, self._clock)
                if actor.partner_id == partner.id:
                    return JoinStep(partner=partner, draft=None, candidates=[])
                return await self._begin(tx, owner, partner, update_id)
        raise LinkExpiredError

    async def step(self, caller: Caller, draft: Draft) -> JoinStep:
        """Return where the caller's ``draft`` stands."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            own = await own_draft(tx, actor, draft.id, DraftKind.JOIN)
            return await _step(tx, await _partner(tx, own), own)

    async def pick(self, caller: Caller, draft_id: DraftId, person_id: PersonId) -> JoinRequest:
        """Say that the caller is ``person_id`` in the register, and ask to be confirmed.

        Raises:
            NoDraftError: The way in was cancelled.
            NotFoundError: That person is not waiting to join this partner.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            done = await memberships.find_by_draft(tx, draft_id, known(actor))
            if done is not None:
                return done
            draft = await own_draft(tx, actor, draft_id, DraftKind.JOIN)
            partner = await _partner(tx, draft)
            free = {person.id: person for person in await _candidates(tx, partner)}
            if person_id not in free:
                raise NotFoundError
            return await self._ask(tx, actor, draft, free[person_id])

    async def submit(self, caller: Caller, draft_id: DraftId) -> JoinRequest:
        """Ask to be confirmed with the name and title typed; a second time changes nothing.

        Raises:
            NoDraftError: The way in was cancelled, or a field is empty.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            done = await memberships.find_by_draft(tx, draft_id, known(actor))
            if done is not None:
                return done
            draft = await own_draft(tx, actor, draft_id, DraftKind.JOIN)
            await _partner(tx, draft)
            if draft.next_field is not None:
                raise NoDraftError
            return await self._ask(tx, actor, draft, None)

    async def leave(self, caller: Caller) -> Person | None:
        """End the caller's own membership; return who they were, or None when they were in none."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            person = await people.find(tx, actor.person_id) if actor.person_id else None
            if person is not None:
                await part(tx, actor, person, self._clock.now())
            return person

    async def end(self, caller: Caller, person_id: PersonId) -> Ended:
        """Note that a person works at the partner the caller looks after no more, and tell them.

        Raises:
            NotAllowedError: It is somebody at another partner.
        """
        now = self._clock.now()
        async with self._db.transaction() as tx:
            actor, person = await require_keeper_of(tx, caller, person_id)
            who = await dismiss(tx, actor, person, now)
            holder = await subscribers.find_holder(tx, who) if who is not None else None
            return Ended(person=person, holder=holder)

    async def list_links(self, caller: Caller) -> list[Partner]:
        """Return the partners with their join codes."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return await partners.list_all(db)

    async def _begin(
        self, tx: Transaction, owner: SubscriberId, partner: Partner, update_id: int
    ) -> JoinStep:
        draft = await drafts.find(tx, owner)
        if not (
            draft
            and draft.kind is DraftKind.JOIN
            and draft.fields.get("partner") == str(partner.id)
        ):
            if draft and draft.kind is not DraftKind.JOIN and draft.is_lost_when_left:
                raise busy_with(draft)
            draft = await drafts.begin(tx, owner, DraftKind.JOIN)
            draft = await drafts.set_field(
                tx, draft, "partner", str(partner.id), update_id=update_id
            )
        return await _step(tx, partner, draft)

    async def _ask(
        self, tx: Transaction, actor: Actor, draft: Draft, person: Person | None
    ) -> JoinRequest:
        now = self._clock.now()
        owner = known(actor)
        await memberships.replace_waiting(tx, owner)
        request_id = await memberships.add(
            tx,
            draft.id,
            subscriber_id=owner,
            partner_id=PartnerId(int(draft.fields["partner"])),
            person_id=person.id if person else None,
            name=person.name if person else draft.fields["name"],
            title=person.facts.title if person else draft.fields["title"],
            now=now,
        )
        await drafts.delete(tx, owner)
        asked = [leader.id for leader in await subscribers.list_leaders(tx)]
        asked += await memberships.list_contacts(tx, PartnerId(int(draft.fields["partner"])))
        content = Content(kind=Kind.JOIN_REQUEST, subject_id=request_id)
        await deliveries.add(tx, content, asked, now)
        return await _found(tx, request_id)


async def _partner(tx: Transaction, draft: Draft) -> Partner:
    partner = await partners.find(tx, PartnerId(int(draft.fields.get("partner", "0"))))
    if partner is None or partner.left_on is not None:
        raise NoDraftError
    return partner


async def _step(tx: Transaction, partner: Partner, draft: Draft) -> JoinStep:
    return JoinStep(partner=partner, draft=draft, candidates=await _candidates(tx, partner))


async def _candidates(tx: Transaction, partner: Partner) -> list[Person]:
    """Return whom a newcomer may say they are; who is hidden writes their name instead."""
    missing = await people.list_not_joined(tx, partner.id)
    return [person for person in missing if not person.hidden]


async def _found(tx: Transaction, request_id: RequestId) -> JoinRequest:
    request = await memberships.find(tx, request_id)
    assert request is not None
    return request
