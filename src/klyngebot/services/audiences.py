"""Audiences: a leader puts together whom an announcement is for; each recipient can ask why."""

from collections.abc import Callable
from dataclasses import dataclass

from klyngebot.domain.audiences import (
    MOST,
    Audience,
    AudienceNames,
    AudienceReach,
    Dimension,
    Place,
    Selection,
    value_of,
)
from klyngebot.domain.broadcasts import Broadcast, BroadcastId, BroadcastReport, BroadcastState
from klyngebot.domain.clock import Clock
from klyngebot.domain.errors import BadInputError, NotFoundError
from klyngebot.domain.outgoing import lengths, title
from klyngebot.domain.roles import Caller, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.services.authority import require
from klyngebot.services.composing import own
from klyngebot.store import accounts, audiences, broadcasts, chats, partners, parts, terms
from klyngebot.store.database import Database, Reader, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceCard:
    """Whom a draft is for.

    Args:
        broadcast: The draft.
        reach: Whom it reaches now.
        names: What the audience's values are called, and what can be chosen.
        chats: How many groups and channels are connected.
    """

    broadcast: Broadcast
    reach: AudienceReach
    names: AudienceNames
    chats: int = 0

    @property
    def audience(self) -> Audience:
        """Return the audience."""
        return self.broadcast.audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why somebody has got an announcement.

    Args:
        selection: What they were chosen by; None for a leader who looks at it as recipients do.
        names: What its values are called.
    """

    selection: Selection | None
    names: AudienceNames


class Audiences:
    """Use cases of choosing whom an announcement is for. All but one are for leaders."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def card(self, caller: Caller, broadcast_id: BroadcastId) -> AudienceCard:
        """Return whom one of the caller's drafts is for.

        Raises:
            NoDraftError: It has been sent or deleted, or is somebody else's.
        """
        async with self._db.read() as db:
            actor = await require(db, caller, Role.LEADER)
            return await _card(db, await own(db, actor, broadcast_id))

    async def choose_all(
        self, caller: Caller, broadcast_id: BroadcastId, *, members: bool
    ) -> AudienceCard:
        """Let a draft be for everyone who hears from us, or only for every confirmed contact."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            broadcast = await own(tx, actor, broadcast_id)
            of_all = Audience.of_members if members else Audience.of_everyone
            return await self._change(tx, broadcast, of_all)

    async def set_value(
        self,
        caller: Caller,
        broadcast_id: BroadcastId,
        place: Place,
        dimension: Dimension,
        number: int,
        *,
        on: bool,
    ) -> AudienceCard:
        """Choose a value at a place of a draft's audience, or take it out again.

        Raises:
            NotFoundError: There is no such value, or no such place.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            broadcast = await own(tx, actor, broadcast_id)
            value = value_of(dimension, number)
            names = await names_of(tx, broadcast.audience)
            if value is None or broadcast.audience.at(place) is None:
                raise NotFoundError
            if on and value not in names.offered(dimension):
                raise NotFoundError
            return await self._change(
                tx, broadcast, lambda whole: whole.toggled(place, dimension, value, on=on)
            )

    async def remove(
        self, caller: Caller, broadcast_id: BroadcastId, place: Place, revision: int
    ) -> AudienceCard:
        """Take a selection, or all exceptions, out of a draft's audience.

        Places move up afterwards, so this is done only to the draft as it was at ``revision``.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            broadcast = await own(tx, actor, broadcast_id)
            if broadcast.revision != revision:
                return await _card(tx, broadcast)
            return await self._change(tx, broadcast, lambda whole: whole.without(place))

    async def set_chat(
        self, caller: Caller, broadcast_id: BroadcastId, chat: SubscriberId, *, on: bool
    ) -> AudienceCard:
        """Let a draft go to a group or channel, too, or not.

        Raises:
            NotFoundError: It is not connected (any more).
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            broadcast = await own(tx, actor, broadcast_id)
            if on and chat not in {one.id for one in await chats.list_connected(tx)}:
                raise NotFoundError
            return await self._change(tx, broadcast, lambda whole: whole.with_chat(chat, on=on))

    async def set_people(
        self, caller: Caller, broadcast_id: BroadcastId, *, on: bool
    ) -> AudienceCard:
        """Let a draft go to everyone besides its groups and channels, or to those alone."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            broadcast = await own(tx, actor, broadcast_id)
            if on == bool(broadcast.audience.include):
                return await _card(tx, broadcast)
            of = Audience.of_everyone if on else Audience.of_nobody
            return await self._change(tx, broadcast, of)

    async def why(self, caller: Caller, broadcast_id: BroadcastId) -> Reason:
        """Return why the caller has got an announcement.

        Raises:
            NotFoundError: They have not, or there is none: nobody learns which.
        """
        async with self._db.read() as db:
            actor = await require(db, caller, Role.VISITOR)
            broadcast = await broadcasts.find(db, broadcast_id)
            if broadcast is None or actor.subscriber_id is None:
                raise NotFoundError
            names = await names_of(db, broadcast.audience)
            index = await audiences.find_selection(db, broadcast_id, actor.subscriber_id)
            if index is not None and index < len(broadcast.audience.include):
                return Reason(selection=broadcast.audience.include[index], names=names)
            if index is None and not actor.has(Role.LEADER):
                raise NotFoundError
            return Reason(selection=None if index is None else Selection(), names=names)

    async def take_newcomers(
        self, caller: Caller, broadcast_id: BroadcastId, people: int
    ) -> BroadcastReport:
        """Let an announcement that waits also go to those who fit its audience by now.

        ``people`` is how many that were when they were shown; where it is another number now,
        nothing is done, so that the leader sees it first.

        Raises:
            NotFoundError: There is no such announcement.
            BadInputError: It has begun to go out.
        """
        async with self._db.transaction() as tx:
            await require(tx, caller, Role.LEADER)
            broadcast = await broadcasts.find(tx, broadcast_id)
            if broadcast is None:
                raise NotFoundError
            if broadcast.state is not BroadcastState.WAITING:
                raise BadInputError("too_late_for_more", broadcast=broadcast_id)
            if await audiences.count_newcomers(tx, broadcast) == people:
                now = self._clock.now()
                await audiences.add_newcomers(tx, broadcast, lengths(broadcast.variants), now)
            return BroadcastReport(
                broadcast=broadcast,
                account=await accounts.account(tx, broadcast_id),
                newcomers=await audiences.count_newcomers(tx, broadcast),
            )

    async def _change(
        self, tx: Transaction, broadcast: Broadcast, change: Callable[[Audience], Audience]
    ) -> AudienceCard:
        changed = change(broadcast.audience)
        if changed != broadcast.audience and len(changed.include) <= MOST:
            await broadcasts.change(tx, broadcast, self._clock.now(), audience=changed.to_json())
            found = await broadcasts.find(tx, broadcast.id)
            assert found is not None
            broadcast = found
        return await _card(tx, broadcast)


async def names_of(db: Reader, audience: Audience) -> AudienceNames:
    """Return what the values of ``audience`` are called, and all that can be chosen."""
    asked = {
        value
        for one in (*audience.include, *audience.exclude)
        for value in one.criteria.get(Dimension.UNCONFIRMED, ())
    }
    asking = await audiences.list_asking(db)
    chosen = [BroadcastId(int(value)) for value in sorted(asked)]
    return AudienceNames(
        vocabulary=await terms.vocabulary(db),
        partners={str(one.id): one for one in await partners.list_all(db, left=True)},
        titles={
            str(id_): title((await parts.list_of(db, id_)).get("", ()))
            for id_ in dict.fromkeys([*asking, *chosen])
        },
    )


async def _card(db: Reader, broadcast: Broadcast) -> AudienceCard:
    return AudienceCard(
        broadcast=broadcast,
        reach=await audiences.reach(db, broadcast),
        names=await names_of(db, broadcast.audience),
        chats=len(await chats.list_connected(db)),
    )
