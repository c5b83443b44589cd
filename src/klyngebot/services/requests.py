"""Answering who asks to be a confirmed contact: leaders, and the contacts of that partner."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from klyngebot.domain.audit import Action
from klyngebot.domain.clock import Clock
from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.drafts import (
    Draft,
    DraftId,
    DraftKind,
    busy_with,
)
from klyngebot.domain.errors import BadInputError, NoDraftError, NotFoundError
from klyngebot.domain.memberships import JoinRequest, RequestId, RequestState
from klyngebot.domain.people import PersonFacts, PersonId, Source
from klyngebot.domain.roles import Actor, Caller, GivenRole, Holder, Role
from klyngebot.services.authority import known, require, require_request
from klyngebot.services.drafting import own_draft
from klyngebot.services.leaving import settle_in
from klyngebot.store import audit, deliveries, drafts, memberships, partners, people, subscribers
from klyngebot.store.database import Database, Transaction

TAKEN_UP = timedelta(days=30)
"""How long a request that led nowhere can be approved anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Who waits for an answer, the oldest first, and whom one may take up again."""

    waiting: list[JoinRequest]
    declined: list[JoinRequest]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declining:
    """A request about to be declined, and the word being written; None when it is decided."""

    request: JoinRequest
    draft: Draft | None


class Requests:
    """Use cases of those who let others in."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def waiting(self, caller: Caller) -> Waiting:
        """Return who waits, and who was declined lately, at the partners the caller looks after."""
        async with self._db.read() as db:
            actor = await require(db, caller, Role.CONTACT)
            at = None if actor.role is Role.LEADER else actor.partner_id
            since = self._clock.now() - TAKEN_UP
            return Waiting(
                waiting=await memberships.list_waiting(db, at),
                declined=await memberships.list_taken_up(db, at, since=since),
            )

    async def show(self, caller: Caller, request_id: RequestId) -> JoinRequest:
        """Return a request, and stop writing why it is declined.

        Raises:
            NotAllowedError: It is to a partner somebody else looks after.
        """
        async with self._db.transaction() as tx:
            actor, request = await require_request(tx, caller, request_id)
            await _drop_word(tx, actor, request_id)
            return request

    async def asker(self, caller: Caller, request_id: RequestId) -> Holder:
        """Return who asked, with what they may do now."""
        async with self._db.read() as db:
            _, request = await require_request(db, caller, request_id)
            holder = await subscribers.find_holder(db, request.subscriber_id)
            if holder is None:
                raise NotFoundError
            return holder

    async def approve(self, caller: Caller, request_id: RequestId) -> JoinRequest:
        """Let somebody in; a request that is decided stays as it is.

        Raises:
            BadInputError: Somebody else has become that person in the meantime.
        """
        now = self._clock.now()
        async with self._db.transaction() as tx:
            actor, request = await require_request(tx, caller, request_id)
            by = known(actor)
            if await memberships.decide(tx, request_id, RequestState.APPROVED, by=by, now=now):
                await _let_in(tx, actor, request, now, part=0)
            return await _found(tx, request_id)

    async def approve_anyway(self, caller: Caller, request_id: RequestId) -> JoinRequest:
        """Let somebody in whose request was declined or replaced lately, and led to nothing since.

        Raises:
            BadInputError: Their partner has left, or somebody else has become that person.
        """
        now = self._clock.now()
        async with self._db.transaction() as tx:
            actor, request = await require_request(tx, caller, request_id)
            by, since = known(actor), now - TAKEN_UP
            partner = await partners.find(tx, request.partner_id)
            if partner is None or partner.left_on is not None:
                raise BadInputError("partner_left", name=request.partner_name)
            if await memberships.approve_anyway(tx, request_id, by=by, now=now, since=since):
                await _let_in(tx, actor, request, now, part=1)
            return await _found(tx, request_id)

    async def begin_decline(
        self, caller: Caller, request_id: RequestId, *, update_id: int
    ) -> Declining:
        """Ask the caller why they decline, if it is not decided.

        Raises:
            BadInputError: They are in the middle of writing something else.
        """
        async with self._db.transaction() as tx:
            actor, request = await require_request(tx, caller, request_id)
            if request.state is not RequestState.WAITING:
                return Declining(request=request, draft=None)
            draft = await drafts.find(tx, known(actor))
            if draft and draft.kind is not DraftKind.DECLINE and draft.is_lost_when_left:
                raise busy_with(draft)
            if not draft or draft.fields.get("request") != str(request_id):
                draft = await drafts.begin(tx, known(actor), DraftKind.DECLINE)
                draft = await drafts.set_field(
                    tx, draft, "request", str(request_id), update_id=update_id
                )
            return Declining(request=request, draft=draft)

    async def declining(self, caller: Caller, draft_id: DraftId) -> Declining:
        """Return what the caller is writing to whom they decline.

        Raises:
            NoDraftError: It is sent or given up.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.CONTACT)
            draft = await own_draft(tx, actor, draft_id, DraftKind.DECLINE)
            _, request = await require_request(tx, caller, _of(draft))
            return Declining(request=request, draft=draft)

    async def decline(
        self, caller: Caller, request_id: RequestId, *, with_word: bool
    ) -> JoinRequest:
        """Decline a request, ``with_word`` with what the caller has written; once only.

        Raises:
            NoDraftError: There is no word for it.
        """
        now = self._clock.now()
        async with self._db.transaction() as tx:
            actor, request = await require_request(tx, caller, request_id)
            if request.state is RequestState.WAITING:
                word = await _word(tx, actor, request_id) if with_word else ""
                await memberships.decide(
                    tx, request_id, RequestState.DECLINED, by=known(actor), now=now, word=word
                )
                await audit.note(tx, actor, Action.REQUEST_DECLINED, request_id, now)
                content = Content(kind=Kind.JOIN_ANSWER, subject_id=request_id)
                await deliveries.add(tx, content, [request.subscriber_id], now)
            await _drop_word(tx, actor, request_id)
            return await _found(tx, request_id)


async def tell_of_waiting(tx: Transaction, holder: Holder, now: datetime) -> None:
    """Ask whoever decides from now on about those who wait already."""
    leads = GivenRole.LEADER in holder.roles
    at = None if leads else await memberships.find_partner(tx, holder.subscriber_id)
    if not leads and (at is None or not holder.is_contact):
        return
    for request in await memberships.list_waiting(tx, at):
        content = Content(kind=Kind.JOIN_REQUEST, subject_id=request.id)
        await deliveries.add(tx, content, [holder.subscriber_id], now)


async def _let_in(
    tx: Transaction, actor: Actor, request: JoinRequest, now: datetime, *, part: int
) -> None:
    """Make the asker a member and tell them; a declined one has had part 0 of the answer."""
    person_id = await _person(tx, request, now)
    await settle_in(tx, actor, person_id, request.subscriber_id, now)
    await audit.note(tx, actor, Action.REQUEST_APPROVED, request.id, now)
    content = Content(kind=Kind.JOIN_ANSWER, subject_id=request.id, part=part)
    await deliveries.add(tx, content, [request.subscriber_id], now)


async def _person(tx: Transaction, request: JoinRequest, now: datetime) -> PersonId:
    """Return the person they are, or of that name at the partner; made when there is none."""
    found = await people.find(tx, request.person_id) if request.person_id else None
    if found is None:
        found = await people.find_named(tx, request.partner_id, request.name)
    if found is not None and found.left_at is None:
        return found.id
    facts = PersonFacts(name=request.name, title=request.title)
    return await people.put(tx, request.partner_id, facts, source=Source.SELF, now=now)


async def _word(tx: Transaction, actor: Actor, request_id: RequestId) -> str:
    draft = await drafts.find(tx, known(actor))
    if draft is None or draft.kind is not DraftKind.DECLINE or _of(draft) != request_id:
        raise NoDraftError
    if "word" not in draft.fields:
        raise BadInputError("empty")
    return draft.fields["word"]


async def _drop_word(tx: Transaction, actor: Actor, request_id: RequestId) -> None:
    draft = await drafts.find(tx, known(actor))
    if draft is not None and draft.kind is DraftKind.DECLINE and _of(draft) == request_id:
        await drafts.delete(tx, known(actor))


def _of(draft: Draft) -> RequestId:
    return RequestId(int(draft.fields.get("request", "0")))


async def _found(tx: Transaction, request_id: RequestId) -> JoinRequest:
    request = await memberships.find(tx, request_id)
    assert request is not None
    return request
