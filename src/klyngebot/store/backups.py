"""Verified copies of the file, and what happens when one is put back."""

from datetime import datetime
from pathlib import Path

from klyngebot.store.database import Database, Transaction

_PREFIX = "backup-"


async def back_up(db: Database, folder: Path, now: datetime, *, keep: int = 7) -> Path:
    """Write a checked copy of ``db`` to ``folder`` and return its path; keep the newest ``keep``.

    The copy is marked as a copy, so that nothing is sent by itself when it is put back.

    Raises:
        StoreError: The copy does not pass its check. Older copies are left alone.
    """
    target = folder / f"{_PREFIX}{now:%Y-%m-%d-%H%M%S}.sqlite3"
    unfinished = target.with_suffix(".unfinished")
    await db.copy_to(unfinished)
    unfinished.replace(target)
    for old in list_backups(folder)[keep:]:
        old.unlink()
    return target


def list_backups(folder: Path) -> list[Path]:
    """Return the copies in ``folder``, newest first."""
    return sorted(folder.glob(f"{_PREFIX}*.sqlite3"), reverse=True)


async def admit_restored(tx: Transaction) -> bool:
    """Return whether the file is a copy put back; if so, nothing in it goes out by itself.

    What was waiting may have been sent since the copy was made, so it is *uncertain* and a
    person decides. Updates waiting then are long answered or expired.
    """
    if not await tx.fetch_all("DELETE FROM meta WHERE name = 'copy' RETURNING name"):
        return False
    await tx.execute(
        """
        UPDATE delivery
           SET state = 'uncertain', reason = 'restored'
         WHERE state IN ('pending', 'sending')
        """
    )
    await tx.execute("DELETE FROM inbox WHERE state = 'waiting'")
    return True
