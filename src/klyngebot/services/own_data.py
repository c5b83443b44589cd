"""Everybody's own data: see it, take it out, hide it, erase it."""

import logging
from dataclasses import dataclass
from datetime import datetime

from klyngebot.domain.audit import Action
from klyngebot.domain.clock import Clock
from klyngebot.domain.errors import BadInputError, NotFoundError
from klyngebot.domain.people import Person, PersonId
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.services.authority import require
from klyngebot.store import audit, erasure, people, subscribers
from klyngebot.store.database import Database, Reader, Transaction
from klyngebot.store.erasure import Human, human_of
from klyngebot.store.ledger import Ledger
from klyngebot.store.own_data import JsonRow, everything_about

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MyData:
    """Everything that is kept about somebody; ``tables`` is empty for a stranger."""

    at: datetime
    tables: dict[str, list[JsonRow]]


class OwnData:
    """Use cases of what is kept about oneself.

    Args:
        db: The store; the ledger of erasures lies beside it.
        clock: The time.
    """

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._ledger = Ledger.beside(db.path)

    async def take_out(self, caller: Caller, *, update_id: int) -> MyData:
        """Return everything that is kept about the caller."""
        now = self._clock.now()
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            if actor.subscriber_id is None:
                return MyData(at=now, tables={})
            human = await human_of(tx, subscriber_id=actor.subscriber_id)
            await audit.note(
                tx, actor, Action.DATA_TAKEN_OUT, actor.subscriber_id, now, update_id=update_id
            )
            return MyData(at=now, tables=await everything_about(tx, human))

    async def hide_me(self, caller: Caller, *, on: bool) -> Person:
        """Leave the caller out of the look-up, or not; they stay a member.

        Raises:
            NotAllowedError: They are no confirmed contact.
            BadInputError: They are staff and nobody's contact, so there is nothing to hide.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.MEMBER)
            if actor.person_id is None:
                raise BadInputError("no_card_of_own")
            return await self._hide(tx, actor, actor.person_id, on=on)

    async def hide(self, caller: Caller, person_id: PersonId, *, on: bool) -> Person:
        """Leave a person who has asked for it out of the look-up, or not.

        Raises:
            NotFoundError: There is no such person.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            if await people.find(tx, person_id) is None:
                raise NotFoundError
            return await self._hide(tx, actor, person_id, on=on)

    async def ask_erase(self, caller: Caller) -> None:
        """Let the caller be asked whether they want to be erased.

        Raises:
            BadInputError: They are the last leader.
        """
        async with self._db.read() as db:
            actor = await require(db, caller, Role.VISITOR)
            await _check_not_last(db, actor.subscriber_id)

    async def erase_me(self, caller: Caller, *, update_id: int) -> None:
        """Erase the caller; a second time there is nobody left to erase.

        Raises:
            BadInputError: They are the last leader.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            if actor.subscriber_id is None:
                return
            human = await human_of(tx, subscriber_id=actor.subscriber_id)
            await self._erase(tx, actor, human, update_id)
        await self._empty_log()

    async def find_person(self, caller: Caller, person_id: PersonId) -> Person:
        """Return a person who has asked a leader to be erased.

        Raises:
            NotFoundError: There is no such person.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            person = await people.find(db, person_id)
            if person is None:
                raise NotFoundError
            return person

    async def erase_person(self, caller: Caller, person_id: PersonId, *, update_id: int) -> None:
        """Erase a person who has asked for it; a second time there is nobody left to erase.

        Raises:
            BadInputError: They are staff: the role must be taken first.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            if await people.find(tx, person_id) is None:
                return
            human = await human_of(tx, person_id=person_id)
            if human.subscriber_id not in {None, actor.subscriber_id} and await _is_staff(
                tx, human.subscriber_id
            ):
                raise BadInputError("erase_staff")
            await self._erase(tx, actor, human, update_id)
        await self._empty_log()

    async def _hide(
        self, tx: Transaction, actor: Actor, person_id: PersonId, *, on: bool
    ) -> Person:
        if await people.set_hidden(tx, person_id, on=on):
            action = Action.PERSON_HIDDEN if on else Action.PERSON_SHOWN
            await audit.note(tx, actor, action, person_id, self._clock.now())
        person = await people.find(tx, person_id)
        assert person is not None
        return person

    async def _erase(self, tx: Transaction, actor: Actor, human: Human, update_id: int) -> None:
        await _check_not_last(tx, human.subscriber_id)
        now = self._clock.now()
        await audit.note(
            tx,
            actor,
            Action.PERSON_ERASED,
            next(iter(human.person_ids), None),
            now,
        )
        await erasure.erase(tx, human, now, ledger=self._ledger, update_id=update_id)

    async def _empty_log(self) -> None:
        """Take the bytes out of the write-ahead log, too; the night does it where it fails."""
        if not await self._db.checkpoint():
            _log.warning("log_not_emptied when=erasure")


async def _check_not_last(db: Reader, subscriber_id: SubscriberId | None) -> None:
    if {leader.id for leader in await subscribers.list_leaders(db)} == {subscriber_id}:
        raise BadInputError("last_leader_erase")


async def _is_staff(tx: Transaction, subscriber_id: SubscriberId | None) -> bool:
    row = await tx.fetch_one(
        "SELECT 1 FROM subscriber WHERE id = :id AND staff IS NOT NULL", id=subscriber_id
    )
    return row is not None
