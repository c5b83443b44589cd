"""Broadcasts: what they say, where they stand, and their progress message."""

from datetime import datetime
from typing import Any

from klyngebot.domain.audiences import EVERYONE, Audience
from klyngebot.domain.broadcasts import (
    Acknowledging,
    Broadcast,
    BroadcastId,
    BroadcastState,
    Mark,
    Part,
    Stop,
)
from klyngebot.domain.deliveries import CHANGES, Content, Kind
from klyngebot.domain.health import Health
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store import parts
from klyngebot.store.database import Reader, Row, Transaction, instant, stamp

_BROADCAST = """
    SELECT b.*, s.locale AS author_locale, iif(s.erased_at IS NULL, s.address, '') AS author_address
      FROM broadcast b
      JOIN subscriber s ON s.id = b.author_id
"""


async def add(
    tx: Transaction,
    author: SubscriberId,
    now: datetime,
    *,
    audience: Audience = EVERYONE,
    copied_from: BroadcastId | None = None,
) -> BroadcastId:
    """Begin a broadcast of ``author`` and return its id."""
    row = await tx.fetch_one(
        """
        INSERT INTO broadcast (author_id, audience, copied_from, changed_at)
        VALUES (:author, :audience, :copied_from, :now)
        RETURNING id
        """,
        author=author,
        audience=audience.to_json(),
        copied_from=copied_from,
        now=stamp(now),
    )
    assert row is not None
    return BroadcastId(row["id"])


async def find(db: Reader, broadcast_id: BroadcastId) -> Broadcast | None:
    """Return the broadcast, or None."""
    row = await db.fetch_one(f"{_BROADCAST} WHERE b.id = :id", id=broadcast_id)
    return None if row is None else _broadcast(row, await parts.list_of(db, broadcast_id))


async def find_blank(
    db: Reader, author: SubscriberId, *, copied_from: BroadcastId | None = None
) -> BroadcastId | None:
    """Return a draft of the author's that nobody has touched, and of which it is a copy; or None.

    So that beginning or copying a second time makes no second one.
    """
    row = await db.fetch_one(
        """
        SELECT b.id
          FROM broadcast b
         WHERE b.author_id = :author AND b.state = 'draft' AND b.copied_from IS :copied_from
           AND iif(b.copied_from IS NULL,
                   NOT EXISTS (SELECT 1 FROM broadcast_part p WHERE p.broadcast_id = b.id),
                   b.revision = 1)
         ORDER BY b.id DESC
        """,
        author=author,
        copied_from=copied_from,
    )
    return BroadcastId(row["id"]) if row else None


async def list_ids(
    db: Reader, *, drafts: bool = False, limit: int = 1000, before: BroadcastId | None = None
) -> list[BroadcastId]:
    """Return the broadcasts that were confirmed, newest first.

    ``drafts`` returns the drafts with something in them instead; ``before`` leaves out that one
    and what is newer.
    """
    rows = await db.fetch_all(
        """
        SELECT id
          FROM broadcast b
         WHERE (state = 'draft') = :drafts
           AND (:before IS NULL OR id < :before)
           AND (state <> 'draft'
                OR EXISTS (SELECT 1 FROM broadcast_part p WHERE p.broadcast_id = b.id))
         ORDER BY coalesce(confirmed_at, changed_at) DESC, id DESC
         LIMIT :limit
        """,
        drafts=drafts,
        before=before,
        limit=limit,
    )
    return [BroadcastId(row["id"]) for row in rows]


async def list_due(db: Reader, now: datetime) -> list[Broadcast]:
    """Return those that wait for a time that has come."""
    rows = await db.fetch_all(
        f"{_BROADCAST} WHERE b.state = 'waiting' AND b.due_at <= :now ORDER BY b.due_at, b.id",
        now=stamp(now),
    )
    return [_broadcast(row, {}) for row in rows]


async def list_paused(db: Reader) -> list[BroadcastId]:
    """Return those that are paused, or have stopped by themselves, the latest first."""
    rows = await db.fetch_all("SELECT id FROM broadcast WHERE state = 'paused' ORDER BY id DESC")
    return [BroadcastId(row["id"]) for row in rows]


async def list_undecided(db: Reader) -> list[BroadcastId]:
    """Return those with uncertain recipients to whom it could be sent again, the latest first."""
    rows = await db.fetch_all(
        """
        SELECT DISTINCT d.subject_id AS id
          FROM delivery d
          JOIN broadcast b ON b.id = d.subject_id AND b.state = 'sending'
          JOIN subscriber s ON s.id = d.subscriber_id AND s.subscribed
         WHERE d.state = 'uncertain' AND d.may_resend = 1
           AND +d.kind = 'broadcast'  -- by the index of what is uncertain: few rows of many
         ORDER BY d.subject_id DESC
        """
    )
    return [BroadcastId(row["id"]) for row in rows]


async def note_unanswered(tx: Transaction, broadcast_id: BroadcastId, now: datetime) -> None:
    """Note that the uncertain ones were left because nobody had chosen, and let that be shown."""
    await tx.execute(
        "UPDATE broadcast SET unanswered_at = :now, progress_shown = '' WHERE id = :id",
        id=broadcast_id,
        now=stamp(now),
    )


async def delete(tx: Transaction, broadcast_id: BroadcastId) -> None:
    """Remove a draft. What has been confirmed is kept."""
    await tx.execute("DELETE FROM broadcast WHERE id = :id AND state = 'draft'", id=broadcast_id)


async def change(
    tx: Transaction,
    broadcast: Broadcast,
    now: datetime,
    *,
    content: bool = False,
    **columns: Any,
) -> None:
    """Set ``columns`` of a broadcast and count its revision up.

    Args:
        tx: The transaction.
        broadcast: Which.
        now: When.
        content: Whether its messages have changed.
        columns: Names of columns and their values; only names written in the code.
    """
    sets = "".join(f", {name} = :{name}" for name in columns)
    await tx.execute(
        f"""
        UPDATE broadcast
           SET revision = revision + 1, changed_at = :now,
               content_revision = iif(:content, revision + 1, content_revision){sets}
         WHERE id = :id
        """,
        id=broadcast.id,
        now=stamp(now),
        content=content,
        **columns,
    )


async def move(
    tx: Transaction,
    broadcast: Broadcast,
    state: BroadcastState,
    now: datetime,
    *,
    stopped: Stop | None = None,
    started_done: int = 0,
) -> None:
    """Let a broadcast stand at ``state``.

    Raises:
        IllegalTransitionError: It does not follow where it stands.
    """
    begins = state is BroadcastState.SENDING
    await tx.execute(
        """
        UPDATE broadcast
           SET state = :state, stopped = :stopped, progress_shown = '',
               stops = stops + iif(:stopped IS NULL, 0, 1),
               health = iif(:begins, '', health), seen = iif(:begins, 0, seen),
               started_at = iif(:begins, :now, started_at),
               started_done = iif(:begins, :started_done, started_done)
         WHERE id = :id
        """,
        id=broadcast.id,
        state=broadcast.state.to(state),
        stopped=stopped,
        begins=begins,
        now=stamp(now),
        started_done=started_done,
    )


async def set_confirmed(
    tx: Transaction, broadcast: Broadcast, now: datetime, due_at: datetime
) -> None:
    """Note that a broadcast is confirmed, and when it goes out."""
    await tx.execute(
        "UPDATE broadcast SET confirmed_at = :now, due_at = :due_at WHERE id = :id",
        id=broadcast.id,
        now=stamp(now),
        due_at=stamp(due_at),
    )


async def keep_only_chosen_time(tx: Transaction, broadcast_id: BroadcastId) -> None:
    """Forget when a draft was to go out, unless its author has chosen that time."""
    await tx.execute(
        "UPDATE broadcast SET due_at = NULL WHERE id = :id AND due_local IS NULL", id=broadcast_id
    )


async def note_previewed(tx: Transaction, broadcast_id: BroadcastId, content_revision: int) -> None:
    """Note that Telegram has taken the messages as they were at ``content_revision``."""
    await tx.execute(
        "UPDATE broadcast SET previewed = :revision WHERE id = :id",
        id=broadcast_id,
        revision=content_revision,
    )


async def find_of(db: Reader, content: Content) -> BroadcastId | None:
    """Return which broadcast ``content`` is of: itself, or a change or reminder of it; or None."""
    if content.kind is Kind.BROADCAST:
        return BroadcastId(content.subject_id)
    if content.kind not in CHANGES:
        return None
    row = await db.fetch_one(
        "SELECT broadcast_id FROM broadcast_change WHERE id = :id", id=content.subject_id
    )
    return BroadcastId(row["broadcast_id"]) if row else None


async def health(db: Reader, broadcast_id: BroadcastId) -> Health:
    """Return how the latest deliveries of a broadcast have gone."""
    row = await db.fetch_one("SELECT health, seen FROM broadcast WHERE id = :id", id=broadcast_id)
    return Health(row["health"], row["seen"]) if row else Health()


async def set_health(tx: Transaction, broadcast_id: BroadcastId, now: Health) -> None:
    """Note how the latest deliveries of a broadcast have gone."""
    await tx.execute(
        "UPDATE broadcast SET health = :recent, seen = :seen WHERE id = :id",
        id=broadcast_id,
        recent=now.recent,
        seen=now.seen,
    )


async def list_told(db: Reader, broadcast_id: BroadcastId) -> list[tuple[int, SubscriberId]]:
    """Return who hears that a broadcast has stopped, and the number of this stop.

    That is its author while they are a leader, else every leader.
    """
    rows = await db.fetch_all(
        """
        SELECT b.stops, s.id
          FROM broadcast b
          JOIN subscriber s ON s.staff = 'leader' AND s.erased_at IS NULL
         WHERE b.id = :id
           AND (s.id = b.author_id
                OR NOT EXISTS (SELECT 1 FROM subscriber a
                                WHERE a.id = b.author_id AND a.staff = 'leader'))
        """,
        id=broadcast_id,
    )
    return [(row["stops"], SubscriberId(row["id"])) for row in rows]


async def list_unshown(db: Reader) -> list[tuple[BroadcastId, str]]:
    """Return the broadcasts whose end the author has not seen, and what was shown last."""
    rows = await db.fetch_all(
        """
        SELECT b.id, b.progress_shown
          FROM broadcast b
          JOIN subscriber s ON s.id = b.author_id
         WHERE b.progress_shown <> 'final' AND b.state <> 'draft' AND s.erased_at IS NULL
         ORDER BY b.id
        """
    )
    return [(BroadcastId(row["id"]), row["progress_shown"]) for row in rows]


async def set_progress(
    tx: Transaction, broadcast_id: BroadcastId, shown: str, *, message_id: int | None
) -> None:
    """Note that the author's message ``message_id`` shows ``shown``; ``final`` is its end."""
    await tx.execute(
        """
        UPDATE broadcast SET progress_shown = :shown, progress_message = :message_id WHERE id = :id
        """,
        id=broadcast_id,
        shown=shown,
        message_id=message_id,
    )


async def reopen_progress(tx: Transaction, broadcast_id: BroadcastId) -> None:
    """Let the author's message be brought up to date again."""
    await tx.execute("UPDATE broadcast SET progress_shown = '' WHERE id = :id", id=broadcast_id)


def _broadcast(row: Row, variants: dict[str, tuple[Part, ...]]) -> Broadcast:
    return Broadcast(
        id=BroadcastId(row["id"]),
        author_id=SubscriberId(row["author_id"]),
        author_address=row["author_address"],
        author_locale=row["author_locale"],
        state=BroadcastState(row["state"]),
        revision=row["revision"],
        content_revision=row["content_revision"],
        previewed=row["previewed"],
        mark=Mark(row["mark"]),
        acknowledging=Acknowledging(row["acknowledging"]),
        audience=Audience.from_json(row["audience"]),
        variants=variants,
        changed_at=instant(row["changed_at"]),
        due_at=_instant(row["due_at"]),
        confirmed_at=_instant(row["confirmed_at"]),
        stopped=Stop(row["stopped"]) if row["stopped"] else None,
        progress_message=row["progress_message"],
        started_at=_instant(row["started_at"]),
        started_done=row["started_done"],
        unanswered_at=_instant(row["unanswered_at"]),
    )


def _instant(text: str | None) -> datetime | None:
    return None if text is None else instant(text)
