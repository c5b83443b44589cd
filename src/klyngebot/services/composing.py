"""Writing announcements: several at once, each kept until it is sent or deleted.

Only their author writes in them. What is being written at the moment is a draft in the sense of
``services.drafting``; it names the broadcast, and leaving it loses nothing.
"""

from dataclasses import dataclass

from klyngebot.domain.answers import Typed, accept_message
from klyngebot.domain.broadcasts import (
    MAIN,
    Acknowledging,
    Broadcast,
    BroadcastId,
    BroadcastState,
    Mark,
    Part,
)
from klyngebot.domain.clock import Clock
from klyngebot.domain.drafts import Draft, DraftKind, busy_with
from klyngebot.domain.errors import BadInputError, NoDraftError, NotFoundError, SentError
from klyngebot.domain.outgoing import outgoing, title
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.i18n import LOCALES
from klyngebot.services.authority import known, require
from klyngebot.store import broadcasts, drafts, parts
from klyngebot.store.database import Database, Reader, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """An announcement that is being written.

    Args:
        broadcast: What there is of it.
        variant: The locale being written; ``MAIN`` for everybody.
        others: Other drafts of the same author, newest first.
    """

    broadcast: Broadcast
    variant: str = MAIN
    others: tuple[Broadcast, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the messages of the variant being written."""
        return self.broadcast.variants.get(self.variant, ())


class Composing:
    """Use cases of writing announcements. All are for leaders."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def current(self, caller: Caller) -> Composition | None:
        """Return the announcement the caller is writing in, or None."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            draft = await drafts.find(tx, known(actor))
            if draft is None or draft.kind is not DraftKind.ANNOUNCEMENT:
                return None
            return await _composition(tx, actor, draft)

    async def list_drafts(self, caller: Caller) -> list[Broadcast]:
        """Return the caller's drafts that have something in them, newest first."""
        async with self._db.read() as db:
            actor = await require(db, caller, Role.LEADER)
            return await _drafts_of(db, actor)

    async def begin(self, caller: Caller) -> Composition:
        """Begin an announcement, or go on with one in which nothing is written yet."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            author = known(actor)
            blank = await broadcasts.find_blank(tx, author)
            if blank is None:
                blank = await broadcasts.add(tx, author, self._clock.now())
            return await _open(tx, actor, blank, MAIN)

    async def open(
        self, caller: Caller, broadcast_id: BroadcastId, variant: str = MAIN
    ) -> Composition:
        """Go on writing in one of the caller's drafts.

        Raises:
            NoDraftError: It has been sent or deleted, or is somebody else's.
            NotFoundError: There is no such language.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            if variant not in {MAIN, *LOCALES}:
                raise NotFoundError
            await own(tx, actor, broadcast_id)
            return await _open(tx, actor, broadcast_id, variant)

    async def copy(self, caller: Caller, broadcast_id: BroadcastId) -> Composition:
        """Begin a draft that says what another one says; a second time makes no second copy.

        Raises:
            NotFoundError: There is no such announcement.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            source = await broadcasts.find(tx, broadcast_id)
            if source is None or not source.parts:
                raise NotFoundError
            author = known(actor)
            copy = await broadcasts.find_blank(tx, author, copied_from=source.id)
            if copy is None:
                copy = await broadcasts.add(
                    tx,
                    author,
                    self._clock.now(),
                    audience=source.audience,
                    copied_from=source.id,
                )
                await parts.copy(tx, source.id, copy)
            return await _open(tx, actor, copy, MAIN)

    async def drop_part(
        self, caller: Caller, broadcast_id: BroadcastId, part_id: int
    ) -> Composition:
        """Take a message, or the album it belongs to, out of a draft."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            broadcast = await own(tx, actor, broadcast_id)
            for locale, written in broadcast.variants.items():
                gone = next((part for part in written if part.id == part_id), None)
                if gone is not None:
                    same = [
                        p.id
                        for p in written
                        if p.id == gone.id or (gone.album and p.album == gone.album)
                    ]
                    await parts.drop(tx, same)
                    await broadcasts.change(tx, broadcast, self._clock.now(), content=True)
                    return await _open(tx, actor, broadcast_id, locale)
            return await _open(tx, actor, broadcast_id, MAIN)

    async def put_away(self, caller: Caller) -> None:
        """Write in no announcement any more; what is written is kept."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            draft = await drafts.find(tx, known(actor))
            if draft is not None and draft.kind is DraftKind.ANNOUNCEMENT:
                await drafts.delete(tx, known(actor))

    async def delete(self, caller: Caller, broadcast_id: BroadcastId) -> None:
        """Delete one of the caller's drafts; one that is gone already is no error.

        Raises:
            NoDraftError: It has been sent.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            if await broadcasts.find(tx, broadcast_id) is None:
                return
            await own(tx, actor, broadcast_id)
            await leave(tx, actor, broadcast_id)
            await broadcasts.delete(tx, broadcast_id)

    async def set_mark(self, caller: Caller, broadcast_id: BroadcastId, mark: Mark) -> None:
        """Say how much a draft matters."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            broadcast = await own(tx, actor, broadcast_id)
            if broadcast.mark is not mark:
                await broadcasts.change(tx, broadcast, self._clock.now(), mark=mark)

    async def set_acknowledging(
        self, caller: Caller, broadcast_id: BroadcastId, who: Acknowledging
    ) -> None:
        """Say who is asked to confirm that they have read a draft once it is sent."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            broadcast = await own(tx, actor, broadcast_id)
            if broadcast.acknowledging is not who:
                await broadcasts.change(
                    tx, broadcast, self._clock.now(), acknowledging=who, content=True
                )


async def own(tx: Reader, actor: Actor, broadcast_id: BroadcastId) -> Broadcast:
    """Return the actor's draft ``broadcast_id``.

    Raises:
        SentError: It is confirmed.
        NoDraftError: It was deleted, or is somebody else's.
    """
    broadcast = await broadcasts.find(tx, broadcast_id)
    if broadcast is None:
        raise NoDraftError
    if broadcast.state is not BroadcastState.DRAFT:
        raise SentError(broadcast.id, title(broadcast.parts))
    if broadcast.author_id != actor.subscriber_id:
        raise NoDraftError
    return broadcast


async def leave(tx: Transaction, actor: Actor, broadcast_id: BroadcastId) -> None:
    """Let the actor write in ``broadcast_id`` no more."""
    draft = await drafts.find(tx, known(actor))
    if draft is not None and draft.fields.get("broadcast") == str(broadcast_id):
        await drafts.delete(tx, known(actor))


async def take(tx: Transaction, actor: Actor, draft: Draft, typed: Typed, clock: Clock) -> None:
    """Add a message to the announcement that ``draft`` names.

    Raises:
        BadInputError: It does not fit a message, a caption or an album.
        NoDraftError: It has been sent or deleted.
    """
    broadcast = await own(tx, actor, BroadcastId(int(draft.fields["broadcast"])))
    variant = draft.fields["variant"]
    part = Part(
        id=0,
        html=accept_message(typed),
        attachment=typed.attachment,
        album=typed.album,
        message_id=typed.message_id,
    )
    outgoing((*broadcast.variants.get(variant, ()), part))
    if await parts.add(tx, broadcast.id, variant, part, update_id=typed.update_id):
        await broadcasts.change(tx, broadcast, clock.now(), content=True)


async def correct(tx: Transaction, actor: Actor, typed: Typed, clock: Clock) -> BroadcastId | None:
    """Let a draft say what its author has changed in a message; None when it is no part of one.

    Raises:
        BadInputError: It does not fit any more, or the file is of another kind.
    """
    found = await parts.find_by_message(tx, known(actor), typed.message_id)
    if found is None:
        return None
    broadcast_id, part = found
    broadcast = await broadcasts.find(tx, broadcast_id)
    if broadcast is None or broadcast.state is not BroadcastState.DRAFT:
        return None
    changed = corrected(part, typed)
    if changed != part:
        await parts.put(tx, part.id, changed)
        await broadcasts.change(tx, broadcast, clock.now(), content=True)
    return broadcast_id


def corrected(part: Part, typed: Typed) -> Part:
    """Return ``part`` as ``typed`` has it.

    Raises:
        BadInputError: It does not fit, or is of another kind: text stays text, a file its kind.
    """
    before = part.attachment.kind if part.attachment else None
    after = typed.attachment.kind if typed.attachment else None
    if before is not after:
        raise BadInputError("other_kind")
    return Part(
        id=part.id,
        html=accept_message(typed),
        attachment=typed.attachment,
        album=part.album,
        message_id=part.message_id,
    )


async def _open(
    tx: Transaction, actor: Actor, broadcast_id: BroadcastId, variant: str
) -> Composition:
    owner = known(actor)
    draft = await drafts.find(tx, owner)
    given = {"broadcast": str(broadcast_id), "variant": variant}
    if draft and draft.is_lost_when_left:
        raise busy_with(draft)
    if draft is None or draft.kind is not DraftKind.ANNOUNCEMENT or draft.fields != given:
        draft = await drafts.begin(tx, owner, DraftKind.ANNOUNCEMENT, given)
    return await _composition(tx, actor, draft)


async def _composition(db: Reader, actor: Actor, draft: Draft) -> Composition:
    broadcast = await own(db, actor, BroadcastId(int(draft.fields["broadcast"])))
    others = [one for one in await _drafts_of(db, actor) if one.id != broadcast.id]
    return Composition(broadcast=broadcast, variant=draft.fields["variant"], others=tuple(others))


async def _drafts_of(db: Reader, actor: Actor) -> list[Broadcast]:
    found = [await broadcasts.find(db, id_) for id_ in await broadcasts.list_ids(db, drafts=True)]
    return [one for one in found if one is not None and one.author_id == actor.subscriber_id]
