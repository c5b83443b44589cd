"""News and events."""

from datetime import datetime

from klyngebot.domain.drafts import DraftId
from klyngebot.domain.publications import Event, EventId, NewsId, NewsItem
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.domain.terms import TermId
from klyngebot.store.database import Reader, Row, Transaction, instant, stamp


async def add_news(
    tx: Transaction,
    draft_id: DraftId,
    *,
    title: str,
    body: str,
    topic_id: TermId | None,
    author: SubscriberId,
    now: datetime,
) -> NewsId:
    """Store the news that ``draft_id`` became and return its id."""
    row = await tx.fetch_one(
        """
        INSERT INTO news_item (draft_id, title, body, topic_id, author_id, published_at)
        VALUES (:draft_id, :title, :body, :topic_id, :author, :now)
        RETURNING id
        """,
        draft_id=draft_id,
        title=title,
        body=body,
        topic_id=topic_id,
        author=author,
        now=stamp(now),
    )
    assert row is not None
    return NewsId(row["id"])


async def add_event(
    tx: Transaction,
    draft_id: DraftId,
    *,
    title: str,
    place: str,
    topic_id: TermId | None,
    author: SubscriberId,
    starts_local: datetime,
    zone: str,
    starts_at: datetime,
) -> EventId:
    """Store the event that ``draft_id`` became and return its id."""
    row = await tx.fetch_one(
        """
        INSERT INTO event (draft_id, title, place, topic_id, author_id,
                           starts_local, zone, starts_at)
        VALUES (:draft_id, :title, :place, :topic_id, :author,
                :starts_local, :zone, :starts_at)
        RETURNING id
        """,
        draft_id=draft_id,
        title=title,
        place=place,
        topic_id=topic_id,
        author=author,
        starts_local=starts_local.replace(tzinfo=None).isoformat(timespec="minutes"),
        zone=zone,
        starts_at=stamp(starts_at),
    )
    assert row is not None
    return EventId(row["id"])


async def find_news(db: Reader, news_id: NewsId) -> NewsItem | None:
    """Return the news item, or None."""
    row = await db.fetch_one("SELECT * FROM news_item WHERE id = :id", id=news_id)
    return _news(row) if row else None


async def find_news_by_draft(db: Reader, draft_id: DraftId, author: SubscriberId) -> NewsId | None:
    """Return what the author's draft became, or None."""
    row = await db.fetch_one(
        "SELECT id FROM news_item WHERE draft_id = :draft_id AND author_id = :author",
        draft_id=draft_id,
        author=author,
    )
    return NewsId(row["id"]) if row else None


async def find_event(db: Reader, event_id: EventId) -> Event | None:
    """Return the event, or None."""
    row = await db.fetch_one("SELECT * FROM event WHERE id = :id", id=event_id)
    return _event(row) if row else None


async def find_event_by_draft(
    db: Reader, draft_id: DraftId, author: SubscriberId
) -> EventId | None:
    """Return what the author's draft became, or None."""
    row = await db.fetch_one(
        "SELECT id FROM event WHERE draft_id = :draft_id AND author_id = :author",
        draft_id=draft_id,
        author=author,
    )
    return EventId(row["id"]) if row else None


async def list_news(db: Reader, *, limit: int) -> list[NewsItem]:
    """Return the latest news, newest first."""
    rows = await db.fetch_all(
        "SELECT * FROM news_item ORDER BY published_at DESC, id DESC LIMIT :limit", limit=limit
    )
    return [_news(row) for row in rows]


async def list_coming(db: Reader, now: datetime, *, limit: int) -> list[Event]:
    """Return the events that have not begun, the next one first."""
    rows = await db.fetch_all(
        "SELECT * FROM event WHERE starts_at >= :now ORDER BY starts_at, id LIMIT :limit",
        now=stamp(now),
        limit=limit,
    )
    return [_event(row) for row in rows]


def _topic(row: Row) -> TermId | None:
    return None if row["topic_id"] is None else TermId(row["topic_id"])


def _news(row: Row) -> NewsItem:
    return NewsItem(
        id=NewsId(row["id"]),
        title=row["title"],
        body=row["body"],
        topic_id=_topic(row),
        published_at=instant(row["published_at"]),
    )


def _event(row: Row) -> Event:
    return Event(
        id=EventId(row["id"]),
        title=row["title"],
        place=row["place"],
        topic_id=_topic(row),
        starts_local=datetime.fromisoformat(row["starts_local"]),
        zone=row["zone"],
        starts_at=instant(row["starts_at"]),
    )
