"""Announcing: from a draft to a row of proof for each recipient, and what becomes of it."""

from dataclasses import dataclass
from datetime import timedelta

from klyngebot.domain.audiences import AudienceNames, AudienceReach
from klyngebot.domain.audit import Action
from klyngebot.domain.broadcasts import (
    Broadcast,
    BroadcastId,
    BroadcastReport,
    BroadcastState,
    Mark,
)
from klyngebot.domain.clock import Clock
from klyngebot.domain.errors import BadInputError, NoDraftError, NotFoundError
from klyngebot.domain.outgoing import lengths, outgoing
from klyngebot.domain.roles import Caller, Role
from klyngebot.services.audiences import names_of
from klyngebot.services.authority import require
from klyngebot.services.composing import leave, own
from klyngebot.store import (
    audiences,
    audit,
    broadcasts,
    corrections,
    reports,
    sending,
    subscribers,
    uncertain,
    unsent,
)
from klyngebot.store.database import Database, Reader, Transaction

_RECENT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingRules:
    """What the operator has set.

    Args:
        regret: How long a confirmed broadcast waits, so that it can be taken back.
        ask_twice_above: More recipients than this are asked about twice.
    """

    regret: timedelta = timedelta(seconds=30)
    ask_twice_above: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementPreview:
    """What goes out, and to whom if it went now.

    Args:
        broadcast: The draft.
        reach: Whom it reaches.
        names: What the values of its audience are called.
        to_author: Whether the author is subscribed, and so may be among them.
        asks_twice: Whether it matters so much that the leader is asked twice.
    """

    broadcast: Broadcast
    reach: AudienceReach
    names: AudienceNames
    to_author: bool
    asks_twice: bool


class Announcements:
    """Use cases of sending announcements. All are for leaders."""

    def __init__(self, db: Database, clock: Clock, rules: SendingRules) -> None:
        self._db = db
        self._clock = clock
        self._rules = rules

    async def preview(self, caller: Caller, broadcast_id: BroadcastId) -> AnnouncementPreview:
        """Return what a draft would send, and to whom.

        Raises:
            NoDraftError: It has been sent or deleted, or is somebody else's.
            BadInputError: There is nothing in it, or too much for one message.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            broadcast = await own(tx, actor, broadcast_id)
            if not broadcast.parts:
                raise BadInputError("nothing_to_send")
            return await self._preview(tx, broadcast)

    async def note_previewed(
        self, caller: Caller, broadcast_id: BroadcastId, content_revision: int
    ) -> AnnouncementPreview:
        """Note that Telegram has taken the messages as they were at ``content_revision``.

        Raises:
            NoDraftError: It has been sent or deleted, or is somebody else's.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            await own(tx, actor, broadcast_id)
            await broadcasts.note_previewed(tx, broadcast_id, content_revision)
            return await self._preview(tx, await own(tx, actor, broadcast_id))

    async def confirm(
        self,
        caller: Caller,
        broadcast_id: BroadcastId,
        revision: int,
        people: int,
        *,
        progress_message: int | None,
    ) -> BroadcastReport:
        """Fix the recipients, a row each; a second confirmation changes nothing.

        Args:
            caller: Who confirms.
            broadcast_id: Which.
            revision: The one that was shown.
            people: How many recipients were shown.
            progress_message: The message in the caller's chat that shows how far it has come.

        Raises:
            NoDraftError: It was deleted, or is somebody else's.
            BadInputError: It, or whom it reaches, has changed since it was shown; its time has
                passed; or there is nobody to send to.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            broadcast = await _found(tx, broadcast_id)
            if broadcast.state is not BroadcastState.DRAFT and broadcast.revision == revision:
                return await _report(tx, broadcast_id)
            broadcast = await own(tx, actor, broadcast_id)
            await self._check(tx, broadcast, revision, people)
            await self._fix(tx, broadcast)
            await audit.note(tx, actor, Action.BROADCAST_SENT, broadcast_id, self._clock.now())
            await leave(tx, actor, broadcast_id)
            report = await _report(tx, broadcast_id)
            await broadcasts.set_progress(
                tx, broadcast_id, report.progress, message_id=progress_message
            )
            return report

    async def take_back(self, caller: Caller, broadcast_id: BroadcastId) -> BroadcastReport:
        """Make a draft again of what nobody has got yet; one that is a draft stays one.

        Raises:
            BadInputError: It has begun to go out.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            broadcast = await _found(tx, broadcast_id)
            if broadcast.state is BroadcastState.DRAFT:
                return await _report(tx, broadcast_id)
            if broadcast.state is not BroadcastState.WAITING:
                raise BadInputError("has_begun", broadcast=broadcast_id)
            if not await unsent.forget_subject(tx, sending.content_of(broadcast_id)):
                raise BadInputError("has_begun", broadcast=broadcast_id)
            now = self._clock.now()
            await broadcasts.move(tx, broadcast, BroadcastState.DRAFT, now)
            applied = await corrections.apply_new(tx, broadcast_id)
            await broadcasts.change(tx, broadcast, now, content=applied, confirmed_at=None)
            await broadcasts.keep_only_chosen_time(tx, broadcast_id)
            await audit.note(tx, actor, Action.BROADCAST_TAKEN_BACK, broadcast_id, now)
            return await _report(tx, broadcast_id)

    async def pause(self, caller: Caller, broadcast_id: BroadcastId) -> BroadcastReport:
        """Let what has not left yet wait; what is not under way stays as it is."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            broadcast, now = await _found(tx, broadcast_id), self._clock.now()
            if broadcast.state is BroadcastState.SENDING:
                await sending.pause(tx, broadcast, now)
                await audit.note(tx, actor, Action.BROADCAST_PAUSED, broadcast_id, now)
            return await _report(tx, broadcast_id)

    async def go_on(self, caller: Caller, broadcast_id: BroadcastId) -> BroadcastReport:
        """Let a paused broadcast go on; another stays as it is."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            broadcast, now = await _found(tx, broadcast_id), self._clock.now()
            if broadcast.state is BroadcastState.PAUSED:
                await sending.begin(tx, broadcast, now)
                await audit.note(tx, actor, Action.BROADCAST_RESUMED, broadcast_id, now)
            return await _report(tx, broadcast_id)

    async def cancel(self, caller: Caller, broadcast_id: BroadcastId) -> BroadcastReport:
        """Take back what has not left yet, for good; who has it, keeps it."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            broadcast, now = await _found(tx, broadcast_id), self._clock.now()
            if broadcast.state in {BroadcastState.SENDING, BroadcastState.PAUSED}:
                await sending.cancel(tx, broadcast, now)
                await audit.note(tx, actor, Action.BROADCAST_CANCELLED, broadcast_id, now)
            return await _report(tx, broadcast_id)

    async def list_recent(
        self, caller: Caller, before: BroadcastId | None = None
    ) -> list[BroadcastReport]:
        """Return the latest that were confirmed, with their accounts, newest first."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            ids = await broadcasts.list_ids(db, limit=_RECENT, before=before)
            return [await _report(db, id_) for id_ in ids]

    async def report(self, caller: Caller, broadcast_id: BroadcastId) -> BroadcastReport:
        """Return what became of a broadcast.

        Raises:
            NotFoundError: There is no such broadcast.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return await _report(db, broadcast_id)

    async def send_again(self, caller: Caller, broadcast_id: BroadcastId) -> BroadcastReport:
        """Send once more to those of whom nobody knows; each gets this once only."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            now = self._clock.now()
            if await uncertain.send_again(tx, broadcast_id, now):
                await broadcasts.reopen_progress(tx, broadcast_id)
                await audit.note(tx, actor, Action.BROADCAST_SENT_AGAIN, broadcast_id, now)
            return await _report(tx, broadcast_id)

    async def leave(self, caller: Caller, broadcast_id: BroadcastId) -> BroadcastReport:
        """Let the uncertain ones be."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            now = self._clock.now()
            if await uncertain.leave(tx, broadcast_id):
                await audit.note(tx, actor, Action.BROADCAST_LEFT, broadcast_id, now)
            return await _report(tx, broadcast_id)

    async def _preview(self, db: Reader, broadcast: Broadcast) -> AnnouncementPreview:
        for parts in broadcast.variants.values():
            outgoing(parts)
        reach = await audiences.reach(db, broadcast)
        many = reach.recipients > self._rules.ask_twice_above
        author = await subscribers.get(db, broadcast.author_id)
        return AnnouncementPreview(
            broadcast=broadcast,
            reach=reach,
            names=await names_of(db, broadcast.audience),
            to_author=author.subscribed,
            asks_twice=many or broadcast.mark is Mark.URGENT,
        )

    async def _check(
        self, tx: Transaction, broadcast: Broadcast, revision: int, people: int
    ) -> None:
        if broadcast.revision != revision or not broadcast.is_previewed:
            raise BadInputError("changed_since_preview", broadcast=broadcast.id)
        reach = await audiences.reach(tx, broadcast)
        if not reach.recipients:
            raise BadInputError("nobody_to_send_to")
        if reach.recipients != people:
            raise BadInputError(
                "recipients_changed", broadcast=broadcast.id, was=people, now=reach.recipients
            )
        if broadcast.due_at is not None and broadcast.due_at <= self._clock.now():
            raise BadInputError("when_passed")

    async def _fix(self, tx: Transaction, broadcast: Broadcast) -> None:
        now = self._clock.now()
        await audiences.fix(tx, broadcast, lengths(broadcast.variants), now)
        due_at = broadcast.due_at or now + self._rules.regret
        await broadcasts.set_confirmed(tx, broadcast, now, due_at)
        if due_at <= now:
            await sending.begin(tx, broadcast, now)
        else:
            await broadcasts.move(tx, broadcast, BroadcastState.WAITING, now)


async def _found(db: Reader, broadcast_id: BroadcastId) -> Broadcast:
    broadcast = await broadcasts.find(db, broadcast_id)
    if broadcast is None:
        raise NoDraftError
    return broadcast


async def _report(db: Reader, broadcast_id: BroadcastId) -> BroadcastReport:
    report = await reports.find(db, broadcast_id)
    if report is None:
        raise NotFoundError
    return report
