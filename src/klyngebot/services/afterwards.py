"""What became of an announcement: its account, and those whom it has not reached here."""

from collections.abc import Iterable

from klyngebot.domain.accounts import Attention, FullAccount, LostNotice
from klyngebot.domain.audit import Action
from klyngebot.domain.broadcasts import Broadcast, BroadcastId, BroadcastReport, BroadcastState
from klyngebot.domain.clock import Clock
from klyngebot.domain.errors import NotFoundError
from klyngebot.domain.privacy import Kept
from klyngebot.domain.roles import Caller, Role
from klyngebot.domain.unreached import Unreachable, Unreached
from klyngebot.services.audiences import names_of
from klyngebot.services.authority import require
from klyngebot.store import accounts, audit, broadcasts, corrections, subscribers, unreached
from klyngebot.store.database import Database, Reader

_WHY_IS_KEPT = Kept.NINETY_DAYS.time
"""Longer than that nobody knows why something did not arrive."""

_NOT_SENT = (BroadcastState.DRAFT, BroadcastState.WAITING)


class Afterwards:
    """Use cases of what became of announcements. All are for leaders."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def account(self, caller: Caller, broadcast_id: BroadcastId) -> FullAccount:
        """Return how it went for every recipient.

        Raises:
            NotFoundError: There is no such broadcast.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return await read_account(db, broadcast_id)

    async def take_account(
        self, caller: Caller, broadcast_id: BroadcastId, *, update_id: int
    ) -> FullAccount:
        """Return the same to be taken out, and note who took it.

        Raises:
            NotFoundError: There is no such broadcast.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            found = await read_account(tx, broadcast_id)
            now, action = self._clock.now(), Action.BROADCAST_ACCOUNT_TAKEN
            await audit.note(tx, actor, action, broadcast_id, now, update_id=update_id)
            return found

    async def unreached(self, caller: Caller, broadcast_id: BroadcastId) -> Unreached:
        """Return whom a broadcast was for and has not reached.

        Raises:
            NotFoundError: There is none, nothing of it has gone out, or only its counts are kept.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return await unreached.find(db, await _sent(db, broadcast_id))

    async def take_addresses(
        self, caller: Caller, broadcast_id: BroadcastId, *, update_id: int
    ) -> Unreached:
        """Return the same with the addresses to be taken out, and note who took them.

        Raises:
            NotFoundError: There is none, nothing of it has gone out, or only its counts are kept.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            found = await unreached.find(tx, await _sent(tx, broadcast_id))
            now, action = self._clock.now(), Action.BROADCAST_ADDRESSES_TAKEN
            await audit.note(tx, actor, action, broadcast_id, now, update_id=update_id)
            return found

    async def list_unreachable(self, caller: Caller) -> list[Unreachable]:
        """Return the chats that Telegram does not let us write to, the latest first."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return await subscribers.list_unreachable(db)

    async def list_lost(self, caller: Caller) -> list[LostNotice]:
        """Return the notices that did not reach somebody, the latest first."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return await accounts.list_lost(db, self._clock.now() - _WHY_IS_KEPT)

    async def attention(self, caller: Caller) -> Attention:
        """Return what waits for a leader."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return Attention(
                paused=await _all(db, await broadcasts.list_paused(db)),
                undecided=await _all(db, await broadcasts.list_undecided(db)),
                lost=len(await accounts.list_lost(db, self._clock.now() - _WHY_IS_KEPT)),
                unreachable=len(await subscribers.list_unreachable(db)),
            )


async def read_account(db: Reader, broadcast_id: BroadcastId) -> FullAccount:
    """Return how it went for every recipient of a broadcast.

    Raises:
        NotFoundError: There is no such broadcast.
    """
    broadcast = await _found(db, broadcast_id)
    author = await subscribers.find_holder(db, broadcast.author_id)
    account = await accounts.account(db, broadcast_id)
    return FullAccount(
        report=BroadcastReport(
            broadcast=broadcast,
            account=account,
            changes=await corrections.list_reports(db, broadcast_id),
        ),
        author_name=author.name if author else "",
        names=await names_of(db, broadcast.audience),
        results=tuple(await accounts.list_results(db, broadcast_id)),
    )


async def _sent(db: Reader, broadcast_id: BroadcastId) -> Broadcast:
    broadcast = await _found(db, broadcast_id)
    if broadcast.state in _NOT_SENT or (await accounts.account(db, broadcast_id)).only_counts:
        raise NotFoundError
    return broadcast


async def _found(db: Reader, broadcast_id: BroadcastId) -> Broadcast:
    broadcast = await broadcasts.find(db, broadcast_id)
    if broadcast is None:
        raise NotFoundError
    return broadcast


async def _all(db: Reader, ids: Iterable[BroadcastId]) -> tuple[Broadcast, ...]:
    return tuple([await _found(db, id_) for id_ in ids])
