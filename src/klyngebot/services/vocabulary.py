"""The words of the cluster: topics, categories, competences and materials, kept by the leader."""

from dataclasses import dataclass

from klyngebot.domain.audit import Action
from klyngebot.domain.clock import Clock
from klyngebot.domain.drafts import (
    TERMS,
    Draft,
    DraftId,
    DraftKind,
    busy_with,
)
from klyngebot.domain.errors import BadInputError, NoDraftError, NotFoundError
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.domain.terms import Term, TermId, TermKind, Use, Vocabulary
from klyngebot.i18n import LOCALES
from klyngebot.services.authority import known, require
from klyngebot.services.drafting import check_unchanged, check_words, own_draft
from klyngebot.store import audit, drafts, subscribers, terms
from klyngebot.store.database import Database, Reader, Transaction

SOURCE = "nb"
"""The language every term has a name in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCard:
    """A term as the leader sees it.

    Args:
        term: It.
        use: Who uses it now.
        could_follow: How many follow every other topic and may be given this one, once.
    """

    term: Term
    use: Use
    could_follow: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TermDraft:
    """What is being written of the vocabulary; ``term`` is None for a new one."""

    draft: Draft
    kind: TermKind
    term: Term | None


class Terms:
    """Use cases of the vocabulary."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def count(self, caller: Caller) -> dict[TermKind, int]:
        """Return how many terms of each kind are in use."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            found = await terms.vocabulary(db)
            return {kind: len(found.offered(kind)) for kind in TermKind}

    async def list_kind(self, caller: Caller, kind: TermKind) -> list[tuple[Term, Use]]:
        """Return the terms of a kind and who uses them, those that are retired last."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            found = [term for term in (await terms.vocabulary(db)).terms if term.kind is kind]
            use = await terms.count_users(db)
            ordered = sorted(found, key=lambda term: term.retired)
            return [(term, use.get(term.id, Use())) for term in ordered]

    async def term(self, caller: Caller, term_id: TermId) -> TermCard:
        """Return a term.

        Raises:
            NotFoundError: There is no such term.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return await _card(db, term_id)

    async def begin_new(self, caller: Caller, kind: TermKind) -> TermDraft:
        """Begin a new term of ``kind``.

        Raises:
            BadInputError: The caller is in the middle of writing something else.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            return await _begin(tx, actor, DraftKind.NEW_TERM, {"kind": kind})

    async def begin_rename(self, caller: Caller, term_id: TermId, locale: str) -> TermDraft:
        """Begin to give a term another name in ``locale``.

        Raises:
            NotFoundError: There is no such term, or nothing is written in that language.
            BadInputError: The caller is in the middle of writing something else.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            await _term(tx, term_id)
            if locale not in LOCALES:
                raise NotFoundError
            given = {"term": str(term_id), "locale": locale}
            return await _begin(tx, actor, DraftKind.RENAME_TERM, given)

    async def begin_synonyms(self, caller: Caller, term_id: TermId) -> TermDraft:
        """Begin to write down the other words for a term.

        Raises:
            NotFoundError: There is no such term.
            BadInputError: The caller is in the middle of writing something else.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            await _term(tx, term_id)
            return await _begin(tx, actor, DraftKind.SYNONYMS, {"term": str(term_id)})

    async def step(self, caller: Caller, draft_id: DraftId) -> TermDraft:
        """Return where the caller's draft stands.

        Raises:
            NoDraftError: It is finished or cancelled.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            return await _step(tx, await own_draft(tx, actor, draft_id))

    async def fill_rest(self, caller: Caller, draft_id: DraftId, *, update_id: int) -> TermDraft:
        """Fill the field that need not be typed: the same in English, or no other words.

        Raises:
            NoDraftError: It is finished or cancelled, or asks for something else.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            draft = await own_draft(tx, actor, draft_id)
            if not await drafts.has_used(tx, draft, update_id):
                rest = {"en": draft.fields.get(SOURCE, ""), "words": ""}
                if draft.next_field not in rest:
                    raise NoDraftError
                name = draft.next_field
                draft = await drafts.set_field(tx, draft, name, rest[name], update_id=update_id)
            return await _step(tx, draft)

    async def save(
        self, caller: Caller, draft_id: DraftId, fingerprint: int, term_id: TermId | None
    ) -> TermCard:
        """Do what a finished draft says, and return the term; a second time changes nothing.

        Args:
            caller: Who.
            draft_id: What they have written.
            fingerprint: What of it they have seen.
            term_id: The term it is about; None for a new one.

        Raises:
            NoDraftError: It is cancelled or has an empty field.
            BadInputError: It is not what was shown, or another term has that word by now.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            draft = await drafts.find(tx, known(actor))
            if draft is None or draft.id != draft_id:
                return await _card(tx, await _done(tx, draft_id, term_id))
            check_unchanged(draft, fingerprint)
            if draft.kind not in TERMS or draft.next_field is not None:
                raise NoDraftError
            saved = await self._save(tx, actor, draft)
            await drafts.delete(tx, known(actor))
            return await _card(tx, saved)

    async def set_retired(self, caller: Caller, term_id: TermId, *, retired: bool) -> TermCard:
        """Offer a term no more, or offer it again. Who has it keeps it.

        Raises:
            NotFoundError: There is no such term.
            BadInputError: It is the last topic or category in use.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            term = await _term(tx, term_id)
            if retired and not term.kind.is_tag:
                offered = (await terms.vocabulary(tx)).offered(term.kind)
                if {other.id for other in offered} <= {term_id}:
                    raise BadInputError("last_term", kind=term.kind)
            now = self._clock.now()
            if await terms.set_retired(tx, term_id, now if retired else None):
                action = Action.TERM_RETIRED if retired else Action.TERM_BACK
                await audit.note(tx, actor, action, term_id, now)
            return await _card(tx, term_id)

    async def spread(self, caller: Caller, topic_id: TermId) -> TermCard:
        """Let those who follow every other topic follow this one, too; once for each topic.

        Who has turned a topic off has chosen, and is left alone.

        Raises:
            NotFoundError: There is no such topic in use.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            card = await _card(tx, topic_id)
            if card.term.kind is not TermKind.TOPIC or card.term.retired:
                raise NotFoundError
            if card.could_follow:
                for subscriber_id in await terms.list_all_but(tx, topic_id):
                    await subscribers.set_topic(tx, subscriber_id, topic_id, on=True)
                await audit.note(tx, actor, Action.TERM_SPREAD, topic_id, self._clock.now())
            return await _card(tx, topic_id)

    async def _save(self, tx: Transaction, actor: Actor, draft: Draft) -> TermId:
        fields, now = draft.fields, self._clock.now()
        await check_words(tx, draft)
        if draft.kind is DraftKind.NEW_TERM:
            names = {"nb": fields["nb"], "en": fields["en"]}
            added = await terms.add(tx, TermKind(fields["kind"]), names, draft_id=draft.id)
            await audit.note(tx, actor, Action.TERM_ADDED, added, now)
            return added
        term = await _term(tx, TermId(int(fields["term"])))
        if draft.kind is DraftKind.RENAME_TERM:
            changed = term.names.get(fields["locale"]) != fields["name"]
            await terms.rename(tx, term.id, fields["locale"], fields["name"])
        else:
            words = list(filter(None, fields["words"].split(", ")))
            changed = set(term.synonyms) != set(words)
            await terms.set_synonyms(tx, term.id, words)
        if changed:
            name = "name" if draft.kind is DraftKind.RENAME_TERM else "synonyms"
            await audit.note(tx, actor, Action.TERM_CHANGED, term.id, now, fields=[name])
        return term.id


async def _term(db: Reader, term_id: TermId) -> Term:
    term = (await terms.vocabulary(db)).get(term_id)
    if term is None:
        raise NotFoundError
    return term


async def _card(db: Reader, term_id: TermId) -> TermCard:
    term = await _term(db, term_id)
    could_follow = 0
    if term.kind is TermKind.TOPIC and not term.retired:
        spread = await audit.is_noted(db, Action.TERM_SPREAD, term_id)
        could_follow = 0 if spread else len(await terms.list_all_but(db, term_id))
    use = (await terms.count_users(db)).get(term_id, Use())
    return TermCard(term=term, use=use, could_follow=could_follow)


async def _done(db: Reader, draft_id: DraftId, term_id: TermId | None) -> TermId:
    """Return the term that a draft which is gone was about, or has become."""
    done = term_id or await terms.find_by_draft(db, draft_id)
    if done is None:
        raise NoDraftError
    return done


async def _begin(
    tx: Transaction, actor: Actor, kind: DraftKind, given: dict[str, str]
) -> TermDraft:
    draft = await drafts.find(tx, known(actor))
    same = draft is not None and draft.kind is kind and given.items() <= draft.fields.items()
    if draft is None or not same:
        if draft is not None and any(draft.may_empty(name) for name in draft.fields):
            raise busy_with(draft)
        draft = await drafts.begin(tx, known(actor), kind, given)
    return await _step(tx, draft)


async def _step(db: Reader, draft: Draft) -> TermDraft:
    if draft.kind not in TERMS:
        raise NoDraftError
    vocabulary: Vocabulary = await terms.vocabulary(db)
    if draft.kind is DraftKind.NEW_TERM:
        return TermDraft(draft=draft, kind=TermKind(draft.fields["kind"]), term=None)
    term = vocabulary.get(TermId(int(draft.fields["term"])))
    if term is None:
        raise NoDraftError
    return TermDraft(draft=draft, kind=term.kind, term=term)
