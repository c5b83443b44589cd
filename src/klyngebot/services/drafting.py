"""Writing something in several messages.

Drafts survive restarts, and the same update fills a field only once.
"""

from zoneinfo import ZoneInfo

from klyngebot.domain.answers import Place, Typed, accept
from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.clock import Clock
from klyngebot.domain.drafts import (
    KEPT_APART,
    NO_TOPIC,
    OF_CARDS,
    TERMS,
    Draft,
    DraftId,
    DraftKind,
    busy_with,
    waiting_for_a_button,
)
from klyngebot.domain.errors import BadInputError, NoDraftError
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.domain.terms import TermId, TermKind
from klyngebot.domain.when import parse_when
from klyngebot.services import composing, correcting, entries, scheduling
from klyngebot.services.authority import known, require
from klyngebot.store import drafts, subscribers, terms
from klyngebot.store.database import Database, Reader, Transaction

ROLES = {
    DraftKind.ANNOUNCEMENT: Role.LEADER,
    DraftKind.DUE: Role.LEADER,
    DraftKind.CORRECTION: Role.LEADER,
    DraftKind.NEWS: Role.EDITOR,
    DraftKind.EVENT: Role.EDITOR,
    DraftKind.JOIN: Role.VISITOR,
    DraftKind.DECLINE: Role.CONTACT,
    DraftKind.QUESTION: Role.MEMBER,
    DraftKind.ANSWER: Role.LEADER,
    DraftKind.EDIT: Role.MEMBER,
    DraftKind.NEW_PARTNER: Role.LEADER,
    DraftKind.NEW_PERSON: Role.CONTACT,
    DraftKind.NEW_TERM: Role.LEADER,
    DraftKind.RENAME_TERM: Role.LEADER,
    DraftKind.SYNONYMS: Role.LEADER,
}
"""Who may write what."""


class Drafting:
    """Use cases of what somebody is writing."""

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo) -> None:
        self._db = db
        self._clock = clock
        self._zone = zone

    async def begin(self, caller: Caller, kind: DraftKind) -> Draft:
        """Return the caller's draft of ``kind``, begun now if they have none.

        Raises:
            BadInputError: They are in the middle of writing something else.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, ROLES[kind])
            owner = known(actor)
            draft = await drafts.find(tx, owner)
            if draft and draft.kind is kind:
                return draft
            if draft and draft.is_lost_when_left:
                raise busy_with(draft)
            return await drafts.begin(tx, owner, kind)

    async def find(self, caller: Caller, *, by: int | None = None) -> Draft | None:
        """Return what the caller is writing, or what update ``by`` has settled; else None."""
        async with self._db.read() as db:
            actor = await require(db, caller, Role.VISITOR)
            return await _own(db, actor) or await _settled_by(db, actor, by)

    async def answer(self, caller: Caller, typed: Typed) -> Draft | None:
        """Put ``typed`` where it belongs and return the draft; None when there is none.

        Raises:
            BadInputError: It cannot be used; the draft is as it was.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            draft = await _own(tx, actor)
            if draft is None:
                return await _settled_by(tx, actor, typed.update_id)
            if await drafts.has_used(tx, draft, typed.update_id):
                return draft
            await require(tx, caller, ROLES[draft.kind])
            if draft.kind in KEPT_APART:
                return await self._take(tx, actor, draft, typed)
            name = _field(draft)
            value = self._accept(draft, name, typed)
            if draft.kind in TERMS:
                await check_words(tx, draft.with_fields({**draft.fields, name: value}))
            return await drafts.set_field(tx, draft, name, value, update_id=typed.update_id)

    async def _take(self, tx: Transaction, actor: Actor, draft: Draft, typed: Typed) -> Draft:
        if draft.kind is DraftKind.ANNOUNCEMENT:
            await composing.take(tx, actor, draft, typed, self._clock)
            return draft
        if draft.kind is DraftKind.CORRECTION:
            return await correcting.take(tx, draft, typed)
        wall = parse_when(typed.text, self._clock.now(), self._zone)
        return await scheduling.take(tx, actor, draft, wall, self._clock, update_id=typed.update_id)

    def _accept(self, draft: Draft, name: str, typed: Typed) -> str:
        place = Place(now=self._clock.now(), zone=self._zone)
        if draft.kind in OF_CARDS:
            return entries.accept(draft, name, typed.text, place.now.astimezone(place.zone).date())
        return accept(draft, name, typed, place)

    async def correct(self, caller: Caller, typed: Typed) -> BroadcastId | None:
        """Let a draft of an announcement say what its author has changed in a message.

        Returns:
            Which announcement that was, or None when the message is no part of a draft.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            if not actor.has(Role.LEADER):
                return None
            return await composing.correct(tx, actor, typed, self._clock)

    async def choose_topic(
        self, caller: Caller, draft_id: DraftId, topic: TermId | None, *, update_id: int
    ) -> Draft:
        """Fill the topic of a draft; None means that it concerns everyone.

        Raises:
            NoDraftError: It is finished or cancelled.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.EDITOR)
            draft = await own_draft(tx, actor, draft_id)
            if topic is not None and topic not in {t.id for t in await subscribers.list_topics(tx)}:
                raise NoDraftError
            if await drafts.has_used(tx, draft, update_id):
                return draft
            value = NO_TOPIC if topic is None else str(topic)
            return await drafts.set_field(tx, draft, "topic", value, update_id=update_id)

    async def go_back(self, caller: Caller, draft_id: DraftId, name: str) -> Draft:
        """Empty field ``name`` of a draft, so that it is asked for again.

        Raises:
            NoDraftError: It is finished or cancelled.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            draft = await own_draft(tx, actor, draft_id)
            await require(tx, caller, ROLES[draft.kind])
            if not draft.may_empty(name):
                raise NoDraftError
            return await drafts.drop_field(tx, draft, name)

    async def cancel(self, caller: Caller, draft_id: DraftId | None = None) -> bool:
        """Drop what the caller is writing; return whether there was anything.

        Raises:
            NoDraftError: ``draft_id`` is given and has become something already.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            draft = await _own(tx, actor)
            if draft_id is not None and (draft is None or draft.id != draft_id):
                if await drafts.is_finished(tx, draft_id):
                    raise NoDraftError
                return True
            return draft is not None and await drafts.delete(tx, known(actor))


async def own_draft(
    tx: Transaction, actor: Actor, draft_id: DraftId, kind: DraftKind | None = None
) -> Draft:
    """Return the draft ``draft_id`` if it is the actor's and of ``kind``.

    Raises:
        NoDraftError: It is finished, cancelled or somebody else's.
    """
    draft = await _own(tx, actor)
    if draft is None or draft.id != draft_id or (kind and draft.kind is not kind):
        raise NoDraftError
    return draft


def check_unchanged(draft: Draft, fingerprint: int) -> None:
    """Let only what was seen go out.

    Raises:
        BadInputError: ``draft`` is not what the preview with ``fingerprint`` showed.
    """
    if draft.fingerprint != fingerprint:
        raise BadInputError("changed_since_preview")


async def check_words(db: Reader, draft: Draft) -> None:
    """Let two terms of a kind share no word.

    Raises:
        BadInputError: Another term has a word of ``draft``, and which.
    """
    vocabulary = await terms.vocabulary(db)
    term = vocabulary.get(TermId(int(draft.fields.get("term", "0"))))
    kind = term.kind if term else TermKind(draft.fields["kind"])
    names = [draft.fields.get(name, "") for name in ("nb", "en", "name")]
    words = [*names, *draft.fields.get("words", "").split(", ")]
    vocabulary.check_free(kind, filter(None, words), but=term.id if term else None)


async def _own(db: Reader, actor: Actor) -> Draft | None:
    return None if actor.subscriber_id is None else await drafts.find(db, actor.subscriber_id)


async def _settled_by(db: Reader, actor: Actor, update_id: int | None) -> Draft | None:
    """Return the draft that an update settled, when it comes a second time."""
    if actor.subscriber_id is None or update_id is None:
        return None
    return await drafts.find_settled(db, actor.subscriber_id, by=update_id)


def _field(draft: Draft) -> str:
    if draft.kind is DraftKind.EDIT:
        return "value"  # also a second try, where the first could not be saved
    if draft.next_field is None:
        raise waiting_for_a_button(draft)
    return draft.next_field
