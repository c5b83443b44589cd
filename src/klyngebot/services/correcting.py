"""Correcting what was sent everywhere it has arrived, and withdrawing it.

What a message is to say instead is kept beside it until a leader confirms: until then everybody
gets what they got before. From then on the messages that wait go out corrected, and those that
have arrived, or are on their way at that moment, get a row of delivery that edits or deletes them.
"""

from dataclasses import dataclass, replace

from klyngebot.domain.answers import Typed
from klyngebot.domain.audit import Action
from klyngebot.domain.broadcasts import (
    Broadcast,
    BroadcastId,
    BroadcastState,
    Change,
    ChangeId,
    ChangeKind,
    ChangeReport,
    Part,
)
from klyngebot.domain.clock import Clock
from klyngebot.domain.corrections import ChangeReach, Correction, message_and_item
from klyngebot.domain.drafts import Draft, DraftKind, busy_with
from klyngebot.domain.errors import BadInputError, NotFoundError
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.services.authority import known, require
from klyngebot.services.composing import corrected
from klyngebot.store import audit, broadcasts, corrections, drafts, parts, sending
from klyngebot.store.database import Database, Reader, Transaction

_NOT_SENT = frozenset({BroadcastState.DRAFT})


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPreview:
    """What is to be corrected, and at how many it would be."""

    correction: Correction
    reach: ChangeReach

    @property
    def is_empty(self) -> bool:
        """Return whether nothing would differ from what was sent."""
        return not self.correction.changes


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalPreview:
    """At how many a broadcast would be deleted."""

    broadcast: Broadcast
    reach: ChangeReach


class Correcting:
    """Use cases of changing what was sent. All are for leaders; any may change any."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def choose(self, caller: Caller, broadcast_id: BroadcastId) -> Broadcast:
        """Return a broadcast of which a message is to be corrected.

        Raises:
            NotFoundError: It is not there, or was never sent.
            BadInputError: It was withdrawn.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return await _sent(db, broadcast_id)

    async def begin(self, caller: Caller, part_id: int) -> Part:
        """Ask for what a message is to say instead, and return what it says.

        Raises:
            NotFoundError: It is not there, or was never sent.
            BadInputError: It was withdrawn, or the caller is in the middle of something else.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            _broadcast, part = await _sent_part(tx, part_id)
            draft = await drafts.find(tx, known(actor))
            if draft and draft.is_lost_when_left:
                raise busy_with(draft)
            given = {"part": str(part_id)}
            if draft is None or draft.kind is not DraftKind.CORRECTION or draft.fields != given:
                await drafts.begin(tx, known(actor), DraftKind.CORRECTION, given)
            return part

    async def note_edit(self, caller: Caller, typed: Typed) -> CorrectionPreview | None:
        """Keep what the author of a broadcast has changed in a message it was made of.

        Returns:
            What is to be corrected by now; None when the message is no part of anything that was
            sent, or has not changed.

        Raises:
            BadInputError: People's messages cannot be changed like that, or are withdrawn.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            if not actor.has(Role.LEADER):
                return None
            found = await parts.find_by_message(tx, known(actor), typed.message_id)
            broadcast = await broadcasts.find(tx, found[0]) if found else None
            if found is None or broadcast is None or broadcast.state in _NOT_SENT:
                return None
            news = await _note(tx, broadcast.id, found[1], typed)
            shown = await self._preview(tx, broadcast.id)
            return shown if news or not shown.is_empty else None

    async def preview(self, caller: Caller, broadcast_id: BroadcastId) -> CorrectionPreview:
        """Return what is to be corrected, and at how many.

        Raises:
            NotFoundError: It is not there, or was never sent.
            BadInputError: It was withdrawn.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return await self._preview(db, broadcast_id)

    async def let_be(self, caller: Caller, broadcast_id: BroadcastId) -> None:
        """Forget what was to be corrected."""
        async with self._db.transaction() as tx:
            await require(tx, caller, Role.LEADER)
            await corrections.drop_new(tx, broadcast_id)

    async def confirm(
        self,
        caller: Caller,
        broadcast_id: BroadcastId,
        fingerprint: int,
        *,
        update_id: int,
        progress_message: int | None,
    ) -> ChangeReport:
        """Correct everywhere; a second confirmation changes nothing.

        Args:
            caller: Who confirms.
            broadcast_id: Which.
            fingerprint: The one of what was shown.
            update_id: What makes it happen once.
            progress_message: The message in the caller's chat that shows how far it has come.

        Raises:
            NotFoundError: There is nothing to correct.
            BadInputError: It was withdrawn, or has been changed since it was shown.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            made = await corrections.find_by_update(tx, update_id)
            if made is not None:
                return await corrections.report(tx, made)
            correction = (await self._preview(tx, broadcast_id)).correction
            if not correction.changes:
                return await _last(tx, broadcast_id, ChangeKind.CORRECTION)
            if correction.fingerprint != fingerprint:
                raise BadInputError("correction_changed")
            change = await self._add(tx, actor, correction.broadcast, update_id)
            await self._correct(tx, change, correction)
            return await _shown(tx, change, progress_message)

    async def ask_withdraw(self, caller: Caller, broadcast_id: BroadcastId) -> WithdrawalPreview:
        """Return at how many a broadcast would be deleted.

        Raises:
            NotFoundError: It is not there, or was never sent.
            BadInputError: It was withdrawn already.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            broadcast = await _sent(db, broadcast_id)
            reach = await corrections.reach(db, broadcast_id, self._clock.now())
            return WithdrawalPreview(broadcast=broadcast, reach=reach)

    async def withdraw(
        self,
        caller: Caller,
        broadcast_id: BroadcastId,
        *,
        update_id: int,
        progress_message: int | None,
    ) -> ChangeReport:
        """Delete a broadcast everywhere; who has not got it yet gets it no more.

        A second withdrawal changes nothing.

        Args:
            caller: Who withdraws.
            broadcast_id: Which.
            update_id: What makes it happen once.
            progress_message: The message in the caller's chat that shows how far it has come.

        Raises:
            NotFoundError: It is not there, or was never sent.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            made = await corrections.find_last(tx, broadcast_id, ChangeKind.WITHDRAWAL)
            if made is not None:
                return await corrections.report(tx, made)
            broadcast, now = await _sent(tx, broadcast_id), self._clock.now()
            if broadcast.state is not BroadcastState.CANCELLED:
                await sending.cancel(tx, broadcast, now)
            await corrections.drop_new(tx, broadcast_id)
            change = await self._add(tx, actor, broadcast, update_id, kind=ChangeKind.WITHDRAWAL)
            await corrections.add_rows(tx, change, now)
            await corrections.overtake(tx, change, now)
            return await _shown(tx, change, progress_message)

    async def change(self, caller: Caller, change_id: ChangeId) -> ChangeReport:
        """Return what became of a change.

        Raises:
            NotFoundError: There is no such change.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            change = await corrections.find(db, change_id)
            if change is None:
                raise NotFoundError
            return await corrections.report(db, change)

    async def _preview(self, db: Reader, broadcast_id: BroadcastId) -> CorrectionPreview:
        correction = await corrections.find_new(db, await _sent(db, broadcast_id))
        reach = await corrections.reach(
            db, broadcast_id, self._clock.now(), correction.places().keys()
        )
        return CorrectionPreview(correction=correction, reach=reach)

    async def _add(
        self,
        tx: Transaction,
        actor: Actor,
        broadcast: Broadcast,
        update_id: int,
        *,
        kind: ChangeKind = ChangeKind.CORRECTION,
    ) -> Change:
        now = self._clock.now()
        change_id = await corrections.add(
            tx, broadcast.id, kind, known(actor), now, update_id=update_id
        )
        await audit.note(tx, actor, _ACTIONS[kind], broadcast.id, now, update_id=update_id)
        found = await corrections.find(tx, change_id)
        assert found is not None
        return found

    async def _correct(self, tx: Transaction, change: Change, correction: Correction) -> None:
        now = self._clock.now()
        await corrections.apply_new(tx, change.broadcast_id)
        await broadcasts.change(tx, correction.broadcast, now, content=True)
        for variant, places in correction.places().items():
            for number in places:
                message, item = message_and_item(number)
                await corrections.add_rows(
                    tx, change, now, message=message, item=item, variant=variant
                )
        await corrections.overtake(tx, change, now)


_ACTIONS = {
    ChangeKind.CORRECTION: Action.BROADCAST_CORRECTED,
    ChangeKind.WITHDRAWAL: Action.BROADCAST_WITHDRAWN,
}


async def take(tx: Transaction, draft: Draft, typed: Typed) -> Draft:
    """Keep what the message that ``draft`` names is to say.

    Raises:
        BadInputError: People's messages cannot be changed like that, or are withdrawn.
        NotFoundError: It is not there, or was never sent.
    """
    broadcast, part = await _sent_part(tx, int(draft.fields["part"]))
    if part.attachment and not typed.attachment:  # the file stays, and the text is its caption
        typed = replace(typed, attachment=part.attachment)
    await _note(tx, broadcast.id, part, typed)
    return await drafts.settle(tx, draft, str(broadcast.id), typed.update_id)


async def _note(tx: Transaction, broadcast_id: BroadcastId, part: Part, typed: Typed) -> bool:
    broadcast = await _sent(tx, broadcast_id)
    news = await corrections.note_new(tx, part, corrected(part, typed))
    (await corrections.find_new(tx, broadcast)).places()  # fits what people have got
    return news


async def _sent(db: Reader, broadcast_id: BroadcastId) -> Broadcast:
    broadcast = await broadcasts.find(db, broadcast_id)
    if broadcast is None or broadcast.state in _NOT_SENT:
        raise NotFoundError
    if await corrections.find_last(db, broadcast_id, ChangeKind.WITHDRAWAL):
        raise BadInputError("was_withdrawn")
    return broadcast


async def _sent_part(db: Reader, part_id: int) -> tuple[Broadcast, Part]:
    found = await corrections.find_part(db, part_id)
    if found is None:
        raise NotFoundError
    return await _sent(db, found[0]), found[1]


async def _last(db: Reader, broadcast_id: BroadcastId, kind: ChangeKind) -> ChangeReport:
    made = await corrections.find_last(db, broadcast_id, kind)
    if made is None:
        raise NotFoundError
    return await corrections.report(db, made)


async def _shown(tx: Transaction, change: Change, progress_message: int | None) -> ChangeReport:
    report = await corrections.report(tx, change)
    await corrections.set_progress(tx, change.id, report.progress, message_id=progress_message)
    return report
