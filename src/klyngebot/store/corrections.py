"""Changes of what was sent: corrections that wait for a yes, and those made, with their rows."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from klyngebot.domain.broadcasts import (
    Attachment,
    Broadcast,
    BroadcastId,
    Change,
    ChangeId,
    ChangeKind,
    ChangeReport,
    Part,
)
from klyngebot.domain.corrections import DELETABLE_FOR, ChangeReach, Correction, PartChange
from klyngebot.domain.deliveries import UNKNOWN_MESSAGE, Kind
from klyngebot.domain.outgoing import ALBUM_MOST
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store import accounts
from klyngebot.store.database import Reader, Row, Transaction, instant, stamp
from klyngebot.store.deliveries import TURN
from klyngebot.store.parts import part_of

_CHANGE = """
    SELECT c.*, s.locale AS maker_locale, iif(s.erased_at IS NULL, s.address, '') AS maker_address,
           coalesce(p.name, s.name) AS maker_name
      FROM broadcast_change c
      JOIN subscriber s ON s.id = c.made_by
      LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
      LEFT JOIN person p ON p.id = m.person_id
"""


async def find_part(db: Reader, part_id: int) -> tuple[BroadcastId, Part] | None:
    """Return a message of a broadcast, and of which; or None."""
    row = await db.fetch_one("SELECT * FROM broadcast_part WHERE id = :id", id=part_id)
    return None if row is None else (BroadcastId(row["broadcast_id"]), part_of(row))


async def note_new(tx: Transaction, part: Part, new: Part) -> bool:
    """Keep what ``part`` is to say, until somebody confirms it; return whether that is news.

    To say what it says already is no correction.
    """
    same = part == new
    rows = await tx.fetch_all(
        """
        UPDATE broadcast_part SET new_html = :html, new_file_id = :file_id
         WHERE id = :id AND (new_html IS NOT :html OR new_file_id IS NOT :file_id)
        RETURNING id
        """,
        id=part.id,
        html=None if same else new.html,
        file_id=new.attachment.file_id if new.attachment and not same else None,
    )
    return bool(rows)


async def find_new(db: Reader, broadcast: Broadcast) -> Correction:
    """Return what of a broadcast is to be corrected."""
    rows = await db.fetch_all(
        "SELECT * FROM broadcast_part WHERE broadcast_id = :id AND new_html IS NOT NULL"
        " ORDER BY locale, id",
        id=broadcast.id,
    )
    changes = tuple(
        PartChange(locale=row["locale"], before=part_of(row), after=_new_part(row)) for row in rows
    )
    return Correction(broadcast=broadcast, changes=changes)


async def apply_new(tx: Transaction, broadcast_id: BroadcastId) -> bool:
    """Let the messages of a broadcast say what they are to say; return whether any did not."""
    rows = await tx.fetch_all(
        """
        UPDATE broadcast_part
           SET html = new_html, file_id = coalesce(new_file_id, file_id),
               new_html = NULL, new_file_id = NULL
         WHERE broadcast_id = :id AND new_html IS NOT NULL
        RETURNING id
        """,
        id=broadcast_id,
    )
    return bool(rows)


async def drop_new(tx: Transaction, broadcast_id: BroadcastId) -> None:
    """Forget what the messages of a broadcast were to say."""
    await tx.execute(
        "UPDATE broadcast_part SET new_html = NULL, new_file_id = NULL WHERE broadcast_id = :id",
        id=broadcast_id,
    )


async def reach(
    db: Reader, broadcast_id: BroadcastId, now: datetime, variants: Collection[str] | None = None
) -> ChangeReach:
    """Return how many have got a broadcast, of those who get one of ``variants`` (None: any)."""
    row = await db.fetch_one(
        """
        SELECT coalesce(sum(reached), 0) AS reached,
               coalesce(sum(unknown AND NOT reached), 0) AS unknown,
               coalesce(sum(waiting AND NOT reached AND NOT unknown), 0) AS waiting,
               coalesce(sum(reached AND too_old), 0) AS too_old
          FROM (SELECT max(state = 'sending'
                           OR (state = 'delivered' AND message_id IS NOT NULL)) AS reached,
                       max(state = 'uncertain'
                           OR (state = 'delivered' AND message_id IS NULL)) AS unknown,
                       max(state = 'pending') AS waiting,
                       max(state = 'delivered' AND settled_at < :deletable) AS too_old
                  FROM delivery
                 WHERE kind = 'broadcast' AND subject_id = :id AND address <> ''
                   AND (:variants IS NULL OR variant IN (SELECT value FROM json_each(:variants)))
                 GROUP BY subscriber_id)
        """,
        id=broadcast_id,
        deletable=stamp(now - DELETABLE_FOR),
        variants=None if variants is None else json.dumps(list(variants)),
    )
    assert row is not None
    return ChangeReach(**dict(row))


async def add(
    tx: Transaction,
    broadcast_id: BroadcastId,
    kind: ChangeKind,
    by: SubscriberId,
    now: datetime,
    *,
    update_id: int,
) -> ChangeId:
    """Note that ``by`` changes a broadcast, and return the id of that change."""
    row = await tx.fetch_one(
        """
        INSERT INTO broadcast_change (broadcast_id, kind, update_id, made_by, made_at)
        VALUES (:broadcast_id, :kind, :update_id, :by, :now)
        RETURNING id
        """,
        broadcast_id=broadcast_id,
        kind=kind,
        update_id=update_id,
        by=by,
        now=stamp(now),
    )
    assert row is not None
    return ChangeId(row["id"])


async def add_rows(
    tx: Transaction,
    change: Change,
    now: datetime,
    *,
    message: int | None = None,
    item: int = 0,
    variant: str | None = None,
) -> None:
    """Add a row for each message that has arrived, or is on its way, and is to be changed.

    A message of which nobody knows whether it arrived, and so not which it is, gets one that says
    so. A withdrawal takes along the reminders of what is gone, each after the messages themselves.

    Args:
        tx: The transaction.
        change: What is done to it.
        now: When.
        message: Which message of the broadcast; None is each.
        item: Which file of it, where it is an album.
        variant: Only those who got this variant; None is everybody.
    """
    await tx.execute(
        f"""
        INSERT INTO delivery (kind, subject_id, part, variant, subscriber_id, channel, address,
                              urgent, due_at, turn, resends, partner_id, original_id,
                              state, reason, settled_at)
        SELECT :kind, :change, iif(:all, place, part * {ALBUM_MOST} + :item), variant,
               subscriber_id, channel, address, 0, :now,
               {TURN} + row_number() OVER (ORDER BY id) - 1, 1, partner_id, id,
               iif(known, 'pending', 'refused'), iif(known, '', :unknown), iif(known, NULL, :now)
          FROM (SELECT *, state = 'sending'
                          OR (state = 'delivered' AND message_id IS NOT NULL) AS known,
                       row_number() OVER (PARTITION BY subscriber_id ORDER BY kind, part, id) - 1
                       AS place
                  FROM delivery
                 WHERE (kind = 'broadcast' AND subject_id = :broadcast
                        OR :all AND kind = 'reminder'
                           AND subject_id IN (SELECT id FROM broadcast_change
                                               WHERE broadcast_id = :broadcast))
                   AND address <> ''
                   AND state IN ('sending', 'delivered', 'uncertain')
                   AND (:message IS NULL OR part = :message)
                   AND (:variant IS NULL OR variant = :variant))
         ORDER BY id
        """,
        kind=change.kind,
        change=change.id,
        broadcast=change.broadcast_id,
        message=message,
        item=item,
        variant=variant,
        all=change.kind is ChangeKind.WITHDRAWAL,
        unknown=UNKNOWN_MESSAGE,
        now=stamp(now),
    )


async def overtake(tx: Transaction, change: Change, now: datetime) -> None:
    """Take back older edits that have not left yet, where ``change`` has one of the same message.

    A withdrawal takes back whatever else was to be done to the broadcast.
    """
    await tx.execute(
        """
        UPDATE delivery
           SET state = 'withdrawn', settled_at = :now
         WHERE kind IN ('correction', 'reminder') AND state = 'pending'
           AND subject_id IN (SELECT id FROM broadcast_change
                               WHERE broadcast_id = :broadcast AND id <> :change)
           AND (:all OR EXISTS (SELECT 1 FROM delivery n
                                 WHERE n.original_id = delivery.original_id
                                   AND n.part = delivery.part
                                   AND n.kind = 'correction' AND n.subject_id = :change))
        """,
        broadcast=change.broadcast_id,
        change=change.id,
        all=change.kind is ChangeKind.WITHDRAWAL,
        now=stamp(now),
    )


async def find(db: Reader, change_id: ChangeId) -> Change | None:
    """Return the change, or None."""
    row = await db.fetch_one(f"{_CHANGE} WHERE c.id = :id", id=change_id)
    return None if row is None else _change(row)


async def find_by_update(db: Reader, update_id: int) -> Change | None:
    """Return the change that an update has made, or None."""
    row = await db.fetch_one(f"{_CHANGE} WHERE c.update_id = :update_id", update_id=update_id)
    return None if row is None else _change(row)


async def find_last(db: Reader, broadcast_id: BroadcastId, kind: ChangeKind) -> Change | None:
    """Return the latest change of ``kind`` that was made to a broadcast, or None."""
    made = await _list_of(db, broadcast_id)
    return next((one for one in reversed(made) if one.kind is kind), None)


async def list_reports(db: Reader, broadcast_id: BroadcastId) -> tuple[ChangeReport, ...]:
    """Return the changes that were made to a broadcast with their accounts, in order."""
    return tuple([await report(db, one) for one in await _list_of(db, broadcast_id)])


async def report(db: Reader, change: Change) -> ChangeReport:
    """Return a change with its account."""
    account = await accounts.account(db, change.id, Kind(change.kind))
    return ChangeReport(change=change, account=account)


async def is_any_open(db: Reader, change: Change) -> bool:
    """Return whether any of those it concerns has no result yet."""
    return await accounts.is_any_open(db, change.id, Kind(change.kind))


async def list_unshown(db: Reader) -> list[tuple[ChangeId, str]]:
    """Return the edits whose end their maker has not seen, and what was shown last."""
    rows = await db.fetch_all(
        """
        SELECT c.id, c.progress_shown
          FROM broadcast_change c
          JOIN subscriber s ON s.id = c.made_by
         WHERE c.progress_shown <> 'final' AND c.kind <> 'reminder' AND s.erased_at IS NULL
         ORDER BY c.id
        """
    )
    return [(ChangeId(row["id"]), row["progress_shown"]) for row in rows]


async def set_progress(
    tx: Transaction, change_id: ChangeId, shown: str, *, message_id: int | None
) -> None:
    """Note that the maker's message ``message_id`` shows ``shown``; ``final`` is its end.

    The account of the broadcast, where it is shown, is then brought up to date.
    """
    await tx.execute(
        """
        UPDATE broadcast_change SET progress_shown = :shown, progress_message = :message_id
         WHERE id = :id
        """,
        id=change_id,
        shown=shown,
        message_id=message_id,
    )
    await tx.execute(
        """
        UPDATE broadcast SET progress_shown = ''
         WHERE :shown = 'final' AND progress_message IS NOT NULL
           AND id = (SELECT broadcast_id FROM broadcast_change WHERE id = :id)
        """,
        id=change_id,
        shown=shown,
    )


async def _list_of(db: Reader, broadcast_id: BroadcastId) -> list[Change]:
    rows = await db.fetch_all(
        f"{_CHANGE} WHERE c.broadcast_id = :id ORDER BY c.id", id=broadcast_id
    )
    return [_change(row) for row in rows]


def _change(row: Row) -> Change:
    return Change(
        id=ChangeId(row["id"]),
        broadcast_id=BroadcastId(row["broadcast_id"]),
        kind=ChangeKind(row["kind"]),
        made_at=instant(row["made_at"]),
        maker_address=row["maker_address"],
        maker_locale=row["maker_locale"],
        maker_name=row["maker_name"],
        progress_message=row["progress_message"],
    )


def _new_part(row: Row) -> Part:
    before = part_of(row)
    attachment = before.attachment
    if attachment is not None and row["new_file_id"] is not None:
        attachment = Attachment(kind=attachment.kind, file_id=row["new_file_id"])
    return replace(before, html=row["new_html"], attachment=attachment)
