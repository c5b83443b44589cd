"""News and events: reading them, and adding one."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from klyngebot.domain.clock import Clock
from klyngebot.domain.deliveries import Content, Kind, Reach
from klyngebot.domain.drafts import NO_TOPIC, Draft, DraftId, DraftKind
from klyngebot.domain.errors import BadInputError, NoDraftError, NotFoundError
from klyngebot.domain.publications import Event, NewsId, NewsItem
from klyngebot.domain.roles import Caller, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.domain.terms import Term, TermId, TermKind
from klyngebot.services.authority import known, require
from klyngebot.services.drafting import check_unchanged, own_draft
from klyngebot.store import drafts, notices, publications, subscribers, terms
from klyngebot.store.database import Database, Transaction

_LATEST = 8
_COMING = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationPreview:
    """What is published, the topics to name it by, and whom a notice would reach now."""

    draft: Draft
    topics: list[Term]
    reach: Reach


class Publishing:
    """Use cases of news and events."""

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo) -> None:
        self._db = db
        self._clock = clock
        self._zone = zone

    async def list_news(self, caller: Caller) -> list[NewsItem]:
        """Return the latest news, newest first; anyone may read them."""
        async with self._db.read() as db:
            await require(db, caller, Role.VISITOR)
            return await publications.list_news(db, limit=_LATEST)

    async def news(self, caller: Caller, news_id: NewsId) -> NewsItem:
        """Return a piece of news; anyone may read it.

        Raises:
            NotFoundError: There is no such news.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.VISITOR)
            found = await publications.find_news(db, news_id)
            if found is None:
                raise NotFoundError
            return found

    async def list_events(self, caller: Caller) -> list[Event]:
        """Return the coming events, the next one first; anyone may read them."""
        async with self._db.read() as db:
            await require(db, caller, Role.VISITOR)
            return await publications.list_coming(db, self._clock.now(), limit=_COMING)

    async def list_topics(self, caller: Caller) -> list[Term]:
        """Return the topics."""
        async with self._db.read() as db:
            await require(db, caller, Role.VISITOR)
            return await subscribers.list_topics(db)

    async def preview(self, caller: Caller, draft_id: DraftId) -> PublicationPreview:
        """Return what a finished draft would publish.

        Raises:
            NoDraftError: It is finished, cancelled or has an empty field.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.EDITOR)
            draft = _complete(await own_draft(tx, actor, draft_id))
            return PublicationPreview(
                draft=draft,
                topics=[
                    term
                    for term in (await terms.vocabulary(tx)).terms
                    if term.kind is TermKind.TOPIC
                ],
                reach=await notices.reach(tx, topic_of(draft)),
            )

    async def publish(
        self, caller: Caller, draft_id: DraftId, fingerprint: int, *, notify: bool
    ) -> None:
        """Publish a finished draft, with or without a notice; a second time changes nothing.

        Raises:
            NoDraftError: It is cancelled or has an empty field.
            BadInputError: It is not what the preview with ``fingerprint`` showed, or its topic
                has been retired since.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.EDITOR)
            author = known(actor)
            if await publications.find_news_by_draft(tx, draft_id, author) is not None:
                return
            if await publications.find_event_by_draft(tx, draft_id, author) is not None:
                return
            draft = _complete(await own_draft(tx, actor, draft_id))
            check_unchanged(draft, fingerprint)
            await _check_topic(tx, draft)
            content = await self._add(tx, draft, author)
            await drafts.delete(tx, author)
            if notify:
                await notices.add(tx, content, topic_of(draft), self._clock.now())

    async def _add(self, tx: Transaction, draft: Draft, author: SubscriberId) -> Content:
        if draft.kind is DraftKind.NEWS:
            news_id = await publications.add_news(
                tx,
                draft.id,
                title=draft.fields["title"],
                body=draft.fields["body"],
                topic_id=topic_of(draft),
                author=author,
                now=self._clock.now(),
            )
            return Content(kind=Kind.NEWS, subject_id=news_id)
        when = datetime.fromisoformat(draft.fields["when"])
        event_id = await publications.add_event(
            tx,
            draft.id,
            title=draft.fields["title"],
            place=draft.fields["place"],
            topic_id=topic_of(draft),
            author=author,
            starts_local=when,
            zone=str(self._zone),
            starts_at=when.astimezone(UTC),
        )
        return Content(kind=Kind.EVENT, subject_id=event_id)


def topic_of(draft: Draft) -> TermId | None:
    """Return the topic a draft names, or None when it concerns everyone."""
    value = draft.fields.get("topic", NO_TOPIC)
    return None if value == NO_TOPIC else TermId(int(value))


async def _check_topic(tx: Transaction, draft: Draft) -> None:
    topic = topic_of(draft)
    if topic is not None and topic not in {t.id for t in await subscribers.list_topics(tx)}:
        raise BadInputError("topic_retired")


def _complete(draft: Draft) -> Draft:
    if draft.kind not in {DraftKind.NEWS, DraftKind.EVENT} or draft.next_field is not None:
        raise NoDraftError
    return draft
