"""Images of a disk after a power cut, and what is broken in them.

Each is opened by SQLite, and asked for every promise made by then. On some the project's own store
is opened and its engine recovers, as when the bot starts again.
"""

import os
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from klyngebot.broadcast import Engine, Pacer
from klyngebot.domain.clock import SystemClock
from klyngebot.domain.deliveries import Delivery, Outcome
from klyngebot.store.database import Database, is_whole
from klyngebot.store.ledger import Ledger
from support.disk import Disk
from support.power import Promise, Record

IN_FLIGHT = 3
"""As in ``support.killable``."""

FILE = "klyngebot.sqlite3"
OPENED_EVERY = 25
"""Every so many images the project's own store is opened on one."""


@dataclass(slots=True)
class Tally:
    """What the images of one record showed."""

    images: int
    broken: Counter[str]
    violating: int = 0

    def __str__(self) -> str:
        share = self.violating / self.images
        return f"{self.violating} of {self.images} images ({share:.1%}) break a promise: " + (
            ", ".join(f"{what} {count}" for what, count in self.broken.most_common()) or "none"
        )


async def explore(record: Record, images: int, *, seed: int) -> Tally:
    """Make ``images`` images of the disk at moments all over the record, and look at each."""
    tally = Tally(images, Counter())
    with TemporaryDirectory(dir=_memory()) as folder:
        for number, (at, files) in enumerate(_images(record, images, Random(seed))):
            place = Path(folder) / "image"
            _write(place, files)
            broken = list(_broken(place, record, at))
            if not broken and number % OPENED_EVERY == 0:
                _write(place, files, copies=True)
                broken = [what async for what in _broken_by_opening(place)]
            tally.broken.update(broken)
            tally.violating += bool(broken)
    return tally


def _images(record: Record, images: int, random: Random) -> Iterator[tuple[int, dict[str, bytes]]]:
    """Yield images, most of them from moments when there is something to lose."""
    disk, moments = Disk(record.before), []
    for number, step in enumerate(record.steps):
        disk.take(step)
        moments += [number] if not disk.is_settled else [number] * (random.random() < 0.02)
    cuts = Counter(random.choices(moments, k=images))
    disk = Disk(record.before)
    for number, step in enumerate(record.steps):
        disk.take(step)
        for _ in range(cuts[number]):
            yield step.at, disk.after_a_cut(random)


def _memory() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _write(place: Path, files: dict[str, bytes], *, copies: bool = False) -> None:
    """Let ``place`` hold ``files``, and the nightly copies among them only when asked to."""
    (place / "backups").mkdir(parents=True, exist_ok=True)
    for left in (*place.iterdir(), *(place / "backups").iterdir()):
        if left.is_file():
            left.unlink()
    for path, data in files.items():
        is_copy = Path(path).parent.name == "backups"
        if copies or not is_copy:
            (place / ("backups" if is_copy else "") / Path(path).name).write_bytes(data)


def _broken(place: Path, record: Record, at: int) -> Iterator[str]:
    """Yield what an image of the moment ``at`` breaks, as SQLite itself reads it."""
    try:
        with closing(sqlite3.connect(place / FILE, isolation_level=None)) as image:
            if image.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                yield "the file is damaged"
                return
            yield from _odd(image, place, record)
            for promise in record.promises:
                if promise.at <= at and not _holds(image, promise):
                    yield promise.what
    except sqlite3.DatabaseError as error:
        yield f"the file is damaged: {error}"


def _holds(image: sqlite3.Connection, promise: Promise) -> bool:
    return bool(image.execute(promise.sql, promise.values).fetchone()[0])


def _odd(image: sqlite3.Connection, place: Path, record: Record) -> Iterator[str]:
    """Yield what may be at no moment."""
    if image.execute("PRAGMA foreign_key_check").fetchall():
        yield "a row refers to nothing"
    [sending] = image.execute("SELECT count(*) FROM delivery WHERE state = 'sending'").fetchone()
    if sending > IN_FLIGHT:
        yield "more rows are sending than may be in flight"
    rows = image.execute(
        "SELECT subject_id, count(*) FROM delivery WHERE kind = 'broadcast' GROUP BY subject_id"
    )
    if any(record.recipients[subject] != count for subject, count in rows):
        yield "an announcement has some of its recipients only"
    erased = "SELECT count(*) FROM subscriber WHERE erased_at IS NOT NULL"
    if image.execute(erased).fetchone()[0] and not Ledger.beside(place / FILE).read():
        yield "somebody is erased whom the ledger does not know"


async def _broken_by_opening(place: Path) -> AsyncIterator[str]:
    """Yield what an image breaks when the bot starts on it."""
    db = await Database.open(place / FILE)
    try:
        await Engine(db, _Nobody(), Pacer(None, SystemClock().monotonic), SystemClock()).recover()
        if not await is_whole(db.reader):
            yield "the file is damaged after recovery"
        states = "SELECT count(*) FROM delivery WHERE state = 'sending'"
        if await db.reader.value(states):
            yield "a row is still sending after recovery"
        for copy in (place / "backups").glob("backup-*.sqlite3"):
            if not _is_whole_copy(copy):
                yield "a backup is not whole"
    finally:
        await db.close()


class _Nobody:
    """Sends nothing."""

    async def send(self, delivery: Delivery) -> Outcome:
        raise AssertionError(f"sent {delivery} before it had recovered")


def _is_whole_copy(copy: Path) -> bool:
    try:
        with closing(sqlite3.connect(copy)) as opened:
            marks = opened.execute("SELECT count(*) FROM meta WHERE name = 'copy'").fetchone()
            whole = opened.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.DatabaseError:
        return False
    return marks == (1,) and whole == [("ok",)]
