"""Becoming a confirmed contact: a link, a name, and a leader's tap."""

from dataclasses import dataclass
from datetime import datetime

from klyngebot.domain.clock import Clock
from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.drafts import Draft, DraftId, DraftKind
from klyngebot.domain.errors import BadInputError, LinkExpiredError, NoDraftError, NotFoundError
from klyngebot.domain.memberships import JoinRequest, RequestId, RequestState
from klyngebot.domain.partners import Partner, PartnerId
from klyngebot.domain.people import Person, PersonFacts, PersonId, Source
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.services.authority import known, require
from klyngebot.services.drafting import own_draft
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
        candidates: People of the partner who are not in the bot yet.
    """

    partner: Partner
    draft: Draft | None
    candidates: list[Person]


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
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            partner = await partners.find_by_join_code(tx, code.removeprefix(PREFIX))
            if partner is None:
                raise LinkExpiredError
            owner = await admit(tx, actor, self._clock)
            if actor.partner_id == partner.id:
                return JoinStep(partner=partner, draft=None, candidates=[])
            return await self._begin(tx, owner, partner, update_id)

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
            free = {person.id: person for person in await people.list_not_joined(tx, partner.id)}
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
            if draft.next_field is not None:
                raise NoDraftError
            return await self._ask(tx, actor, draft, None)

    async def decide(self, caller: Caller, request_id: RequestId, *, approve: bool) -> JoinRequest:
        """Approve or decline a request; one that is decided stays as it is.

        Raises:
            NotFoundError: There is no such request.
            BadInputError: Somebody else has become that person in the meantime.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            request = await memberships.find(tx, request_id)
            if request is None:
                raise NotFoundError
            now = self._clock.now()
            state = RequestState.APPROVED if approve else RequestState.DECLINED
            if await memberships.decide(tx, request_id, state, by=known(actor), now=now):
                if approve:
                    await _tie(tx, request, now)
                content = Content(kind=Kind.JOIN_ANSWER, subject_id=request_id)
                await deliveries.add(tx, content, [request.subscriber_id], now)
            return await _found(tx, request_id)

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
            if draft and draft.kind is not DraftKind.JOIN and draft.fields:
                raise BadInputError("busy_writing")
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
        leaders = [leader.id for leader in await subscribers.list_leaders(tx)]
        content = Content(kind=Kind.JOIN_REQUEST, subject_id=request_id)
        await deliveries.add(tx, content, leaders, now)
        return await _found(tx, request_id)


async def _partner(tx: Transaction, draft: Draft) -> Partner:
    partner = await partners.find(tx, PartnerId(int(draft.fields.get("partner", "0"))))
    if partner is None:
        raise NoDraftError
    return partner


async def _step(tx: Transaction, partner: Partner, draft: Draft) -> JoinStep:
    candidates = await people.list_not_joined(tx, partner.id)
    return JoinStep(partner=partner, draft=draft, candidates=candidates)


async def _tie(tx: Transaction, request: JoinRequest, now: datetime) -> None:
    person_id = request.person_id or await _person(tx, request, now)
    if not await memberships.begin(tx, person_id, request.subscriber_id, now):
        raise BadInputError("person_taken", name=request.name)


async def _person(tx: Transaction, request: JoinRequest, now: datetime) -> PersonId:
    """Return the person of that name at the partner, made when there is none."""
    found = await people.find_named(tx, request.partner_id, request.name)
    if found is not None and found.left_at is None:
        return found.id
    facts = PersonFacts(name=request.name, title=request.title)
    return await people.put(tx, request.partner_id, facts, source=Source.SELF, now=now)


async def _found(tx: Transaction, request_id: RequestId) -> JoinRequest:
    request = await memberships.find(tx, request_id)
    assert request is not None
    return request
