"""Verified copies of the file, and what happens when one is put back."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from klyngebot.store import durable, imports
from klyngebot.store.database import BEFORE_SCHEMA, Database, Transaction, instant
from klyngebot.store.erasure import erase_again
from klyngebot.store.ledger import Ledger

_PREFIX = "backup-"
_MADE = "%Y-%m-%d-%H%M%S"

_UNDER_WAY = timedelta(minutes=1)
"""An erasure written down before a copy was begun may have been committed after it."""

BEFORE_SCHEMA_KEPT = timedelta(days=30)
"""Copies made before a migration hold people, too; a month is enough to find that it went wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A copy that was put back.

    Args:
        erased: Who were erased after it was made, and now again.
        unknown: Erasures that cannot be told, for they were written under another key.
    """

    erased: int
    unknown: int


async def back_up(db: Database, folder: Path, now: datetime, *, keep: int = 7) -> Path:
    """Write a checked copy of ``db`` to ``folder`` and return its path; keep the newest ``keep``.

    It is on the disk, name and all, before any older one goes. It is marked as a copy, so that
    nothing is sent by itself when it is put back.

    Raises:
        StoreError: The copy does not pass its check. Older copies are left alone.
    """
    target = folder / f"{_PREFIX}{now:{_MADE}}.sqlite3"
    unfinished = target.with_suffix(".unfinished")
    await db.copy_to(unfinished, now)
    await asyncio.to_thread(durable.put_in_place, unfinished, target)
    for old in list_backups(folder)[keep:]:
        old.unlink()
    return target


def list_backups(folder: Path) -> list[Path]:
    """Return the copies in ``folder``, newest first."""
    return sorted(folder.glob(f"{_PREFIX}*.sqlite3"), reverse=True)


def oldest(folder: Path) -> datetime | None:
    """Return when the oldest copy in ``folder`` was made, or None when there is none."""
    made = [_made(copy) for copy in folder.glob(f"{_PREFIX}*.sqlite3")]
    made += [_modified(copy) for copy in folder.glob(f"{BEFORE_SCHEMA}*.sqlite3")]
    return min(made, default=None)


def drop_before_schema(folder: Path, now: datetime) -> None:
    """Delete the copies made before a migration that are older than ``BEFORE_SCHEMA_KEPT``."""
    for copy in folder.glob(f"{BEFORE_SCHEMA}*.sqlite3"):
        if _modified(copy) < now - BEFORE_SCHEMA_KEPT:
            copy.unlink()


async def admit_restored(tx: Transaction, ledger: Ledger, now: datetime) -> Restored | None:
    """Return what was done to a copy that was put back, or None when the file is none.

    Nothing in it goes out by itself: what was waiting may have been sent since the copy was made,
    so it is *uncertain* and a person decides. Updates waiting then are long answered or expired.
    Who was erased since is erased again.
    """
    rows = await tx.fetch_all("DELETE FROM meta WHERE name = 'copy' RETURNING value")
    if not rows:
        return None
    await tx.execute(
        """
        UPDATE delivery
           SET state = 'uncertain', reason = 'restored'
         WHERE state IN ('pending', 'sending')
        """
    )
    await tx.execute("DELETE FROM inbox WHERE state = 'waiting'")
    since = _since(rows[0]["value"])
    later = [line for line in ledger.read() if since is None or line.at >= since]
    if later:  # a file that waits may name them before the register does
        await imports.drop_waiting(tx)
    erased, unknown = await erase_again(tx, later, now)
    return Restored(erased=erased, unknown=unknown)


def _since(copied: str) -> datetime | None:
    """Return from when on erasures are missing in a copy; None when it does not say."""
    try:
        return instant(copied) - _UNDER_WAY
    except ValueError:
        return None  # a copy of the first version says only that it is one


def _made(copy: Path) -> datetime:
    try:
        return datetime.strptime(copy.name, f"{_PREFIX}{_MADE}.sqlite3").replace(tzinfo=UTC)
    except ValueError:
        return _modified(copy)


def _modified(copy: Path) -> datetime:
    return datetime.fromtimestamp(copy.stat().st_mtime, UTC)
