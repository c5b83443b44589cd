"""Giving and taking roles."""

from klyngebot.domain.audit import Action
from klyngebot.domain.clock import Clock
from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.errors import BadInputError, NotFoundError
from klyngebot.domain.roles import Caller, GivenRole, Holder, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.domain.text import fold
from klyngebot.services.authority import require
from klyngebot.services.requests import tell_of_waiting
from klyngebot.store import audit, deliveries, memberships, subscribers, unsent
from klyngebot.store.database import Database, Reader, Transaction

MATCHES = 8


class Roles:
    """Use cases of who may do what. All are for leaders."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def list_holders(self, caller: Caller) -> list[Holder]:
        """Return everybody who has a role."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return await subscribers.list_holders(db)

    async def search(self, caller: Caller, words: str) -> list[Holder]:
        """Return those who have written to the bot and are called ``words``, at most a handful."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            known = await subscribers.list_known(db)
            found = [who for who in known if fold(words) in fold(f"{who.name} {who.partner_name}")]
            return found[:MATCHES]

    async def holder(self, caller: Caller, subscriber_id: SubscriberId) -> Holder:
        """Return what somebody may do.

        Raises:
            NotFoundError: The bot does not know them.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return await _holder(db, subscriber_id)

    async def set(
        self, caller: Caller, subscriber_id: SubscriberId, role: GivenRole, *, on: bool
    ) -> Holder:
        """Give somebody a role or take it, and tell them.

        Raises:
            NotFoundError: The bot does not know them.
            BadInputError: Nobody would be leader, or they have no partner to look after.
        """
        now = self._clock.now()
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            before = await _holder(tx, subscriber_id)
            if (role in before.roles) == on:
                return before
            await _set(tx, before, role, on=on)
            action = Action.ROLE_GIVEN if on else Action.ROLE_TAKEN
            noted = await audit.note(tx, actor, action, subscriber_id, now, fields=(role,))
            if noted is not None and subscriber_id != actor.subscriber_id:
                content = Content(kind=Kind.ROLE_CHANGED, subject_id=noted)
                await deliveries.add(tx, content, [subscriber_id], now)
            await unsent.withdraw_requests(tx, subscriber_id, now)
            after = await _holder(tx, subscriber_id)
            await tell_of_waiting(tx, after, now)
            return after


async def keep_a_leader(tx: Transaction, subscriber_id: SubscriberId) -> None:
    """Let the leader ``subscriber_id`` go only when there is another one.

    Raises:
        BadInputError: There is none.
    """
    if all(leader.id == subscriber_id for leader in await subscribers.list_leaders(tx)):
        raise BadInputError("last_leader")


async def _set(tx: Transaction, holder: Holder, role: GivenRole, *, on: bool) -> None:
    if role is GivenRole.CONTACT:
        if not holder.is_member:
            raise BadInputError("not_a_member", name=holder.name)
        await memberships.set_contact(tx, holder.subscriber_id, on=on)
        return
    if GivenRole.LEADER in holder.roles:
        await keep_a_leader(tx, holder.subscriber_id)
    await subscribers.set_staff(tx, holder.subscriber_id, role if on else None)


async def _holder(db: Reader, subscriber_id: SubscriberId) -> Holder:
    holder = await subscribers.find_holder(db, subscriber_id)
    if holder is None:
        raise NotFoundError
    return holder
