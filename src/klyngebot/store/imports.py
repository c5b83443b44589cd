"""Files of the register, from when they are sent until they can no longer be undone."""

import json
from datetime import datetime, timedelta

from klyngebot.domain.imports import ImportFile, ImportId, ImportState
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store.database import Reader, Row, Transaction, instant, stamp

KEPT = timedelta(days=7)
"""How long a file waits, and an import can be undone."""


async def add(
    tx: Transaction, owner: SubscriberId, name: str, body: bytes, *, update_id: int, now: datetime
) -> ImportId:
    """Keep a file, once for each update, and return its id; it takes the place of earlier ones."""
    row = await tx.fetch_one(
        """
        INSERT INTO import_file (update_id, owner_id, name, body, made_at)
        VALUES (:update_id, :owner, :name, :body, :now)
        ON CONFLICT (update_id) DO NOTHING
        RETURNING id
        """,
        update_id=update_id,
        owner=owner,
        name=name,
        body=body,
        now=stamp(now),
    )
    if row is None:
        return ImportId(
            await tx.value("SELECT id FROM import_file WHERE update_id = :id", id=update_id)
        )
    await tx.execute(
        """
        UPDATE import_file SET state = 'dropped', body = NULL
         WHERE owner_id = :owner AND state = 'waiting' AND id <> :id
        """,
        owner=owner,
        id=row["id"],
    )
    return ImportId(row["id"])


async def find(db: Reader, import_id: ImportId) -> ImportFile | None:
    """Return the file, or None."""
    row = await db.fetch_one("SELECT * FROM import_file WHERE id = :id", id=import_id)
    return _file(row) if row else None


async def find_latest_applied(db: Reader) -> ImportFile | None:
    """Return the file that was read in last, also where that was undone, or None."""
    row = await db.fetch_one(
        "SELECT * FROM import_file WHERE applied_at IS NOT NULL ORDER BY applied_at DESC, id DESC"
        " LIMIT 1"
    )
    return _file(row) if row else None


async def set_column(tx: Transaction, file: ImportFile, heading: str, field: str) -> None:
    """Note what a column is; an empty ``field`` leaves it out."""
    await tx.execute(
        "UPDATE import_file SET columns = :columns WHERE id = :id",
        id=file.id,
        columns=json.dumps({**file.columns, heading: field}),
    )


async def drop(tx: Transaction, import_id: ImportId) -> bool:
    """Forget a file that waits; return whether it did."""
    rows = await tx.fetch_all(
        """
        UPDATE import_file SET state = 'dropped', body = NULL
         WHERE id = :id AND state = 'waiting'
        RETURNING id
        """,
        id=import_id,
    )
    return bool(rows)


async def set_applied(tx: Transaction, import_id: ImportId, before: str, now: datetime) -> None:
    """Note that the file is read in, and what was there ``before``; only the latest keeps that."""
    await tx.execute("UPDATE import_file SET before = NULL WHERE id <> :id", id=import_id)
    await tx.execute(
        """
        UPDATE import_file
           SET state = 'applied', body = NULL, applied_at = :now, before = :before
         WHERE id = :id
        """,
        id=import_id,
        before=before,
        now=stamp(now),
    )


async def set_undone(tx: Transaction, import_id: ImportId, left: str) -> None:
    """Note that the file is undone, and what was ``left`` as it was."""
    await tx.execute(
        "UPDATE import_file SET state = 'undone', before = :left WHERE id = :id",
        id=import_id,
        left=left,
    )


async def before(db: Reader, import_id: ImportId) -> str | None:
    """Return what was noted of the file when it was read in or undone, while that is kept."""
    text: str | None = await db.value("SELECT before FROM import_file WHERE id = :id", id=import_id)
    return text


async def forget_old(tx: Transaction, now: datetime) -> None:
    """Drop what has waited for a week, and what could be undone for one."""
    at = now - KEPT
    await tx.execute(
        """
        UPDATE import_file SET state = 'dropped', body = NULL
         WHERE state = 'waiting' AND made_at < :at
        """,
        at=stamp(at),
    )
    await tx.execute(
        "UPDATE import_file SET before = NULL WHERE applied_at < :at AND before IS NOT NULL",
        at=stamp(at),
    )


async def drop_waiting(tx: Transaction) -> None:
    """Forget every file that waits."""
    await tx.execute(
        "UPDATE import_file SET state = 'dropped', body = NULL WHERE state = 'waiting'"
    )


async def forget_person(tx: Transaction, person_id: int) -> None:
    """Forget what an import has kept of a person; files that wait may name them, and go, too."""
    await drop_waiting(tx)
    await tx.execute(
        """
        UPDATE import_file
           SET before = json_replace(
                   json_remove(before, '$.changed.person."' || :id || '"',
                               '$.new.person."' || :id || '"'),
                   '$.kept', json('[]'))
         WHERE before IS NOT NULL
        """,
        id=str(person_id),
    )


def _file(row: Row) -> ImportFile:
    return ImportFile(
        id=ImportId(row["id"]),
        owner_id=SubscriberId(row["owner_id"]),
        name=row["name"],
        body=row["body"],
        columns=json.loads(row["columns"]),
        state=ImportState(row["state"]),
        applied_at=instant(row["applied_at"]) if row["applied_at"] else None,
    )
