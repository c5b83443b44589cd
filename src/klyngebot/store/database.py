"""Open, migrate, read and write the SQLite file.

One connection writes, behind a lock; one reads several statements from one moment, behind another;
and one reads single statements: two tasks on one connection would share a transaction. ``BEGIN
IMMEDIATE`` takes the write lock before anything is read.
"""

import asyncio
import fcntl
import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import IO, Any, Self

import aiosqlite

from klyngebot.store import durable

Row = sqlite3.Row

BEFORE_SCHEMA = "before-schema-"
"""What the name of a copy made before a migration begins with."""

_BUSY_SECONDS = 5.0
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)


class StoreProblem(StrEnum):
    """Why a database file cannot be used; ``render.terminal`` has a sentence for each."""

    IN_USE = "in_use"
    MISSING = "missing"
    NOT_ALLOWED = "not_allowed"
    DAMAGED = "damaged"
    OLDER = "older"
    NEWER = "newer"
    READ_ONLY = "read_only"
    BAD_BACKUP = "bad_backup"


class StoreError(Exception):
    """A database file cannot be used.

    Args:
        problem: Why.
        path: Which file.
        detail: More of it, such as what the system said.
    """

    def __init__(self, problem: StoreProblem, path: Path, detail: str = "") -> None:
        super().__init__(f"{problem}: {path} {detail}".rstrip())
        self.problem = problem
        self.path = path
        self.detail = detail


class UnwritableError(Exception):
    """The disk is full or the file is held by somebody; nothing of the transaction is kept."""


class StoreLockedError(StoreError):
    """Another process owns the file."""


def sqlite_version() -> str:
    """Return the version of the SQLite library in use."""
    return sqlite3.sqlite_version


def stamp(instant: datetime) -> str:
    """Return ``instant`` as it is stored: UTC, microseconds, sortable as text."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def instant(text: str) -> datetime:
    """Return the instant stored as ``text``."""
    return datetime.fromisoformat(text)


class Reader:
    """Reads committed rows."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def fetch_all(self, sql: str, **parameters: object) -> list[Row]:
        """Return every row of ``sql``."""
        # Execute and fetch in one go: a statement cancelled in between would stay open and
        # break the next COMMIT.
        return list(await self._connection.execute_fetchall(sql, parameters))

    async def fetch_one(self, sql: str, **parameters: object) -> Row | None:
        """Return the first row of ``sql``, or None."""
        rows = await self.fetch_all(sql, **parameters)
        return rows[0] if rows else None

    async def value(self, sql: str, **parameters: object) -> Any:
        """Return the first column of the first row of ``sql``, which always has one."""
        return (await self.fetch_all(sql, **parameters))[0][0]


class Transaction(Reader):
    """Reads and writes; everything in it happens, or nothing."""

    async def execute(self, sql: str, **parameters: object) -> None:
        """Run ``sql``, which returns nothing."""
        await self._connection.execute_fetchall(sql, parameters)

    async def execute_many(self, sql: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Run ``sql`` once for each of ``rows``."""
        await (await self._connection.executemany(sql, rows)).close()


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step of the schema."""

    version: int
    name: str
    sql: str

    def statements(self) -> list[str]:
        """Return the single statements of this step."""
        found, rest = [], ""
        for line in self.sql.splitlines(keepends=True):
            rest += line
            if sqlite3.complete_statement(rest):
                found.append(rest.strip())
                rest = ""
        return found


def migrations() -> list[Migration]:
    """Return every migration, in order."""
    files = resources.files(__package__).joinpath("migrations").iterdir()
    steps = [
        Migration(int(file.name[:4]), file.name, file.read_text(encoding="utf-8"))
        for file in files
        if file.name.endswith(".sql")
    ]
    return sorted(steps, key=lambda step: step.version)


class Database:
    """The open file of one process. Make it with :meth:`open` or :meth:`open_read_only`."""

    def __init__(
        self,
        path: Path,
        reading: aiosqlite.Connection,
        single: aiosqlite.Connection,
        *,
        writing: aiosqlite.Connection | None = None,
        lock: IO[bytes] | None = None,
    ) -> None:
        self.path = path
        self._reading = reading
        self._single = single
        self._writing = writing
        self._lock = lock
        self._read_lock = asyncio.Lock()
        self._write_lock = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path, *, backups: Path | None = None) -> Self:
        """Open ``path`` for this process alone, making and migrating it as needed.

        Args:
            path: The database file.
            backups: Where a copy goes before a migration; beside the file when None.

        Raises:
            StoreLockedError: Another process has it open.
            StoreError: The file is damaged, or made by a newer klyngebot.
        """
        async with AsyncExitStack() as opened:
            lock = opened.enter_context(_take(path))
            writing = await _connect(path, "rwc", opened)
            await _prepare(writing, path)
            await _migrate(writing, path, backups or path.parent)
            reading = await _connect(path, "ro", opened)
            single = await _connect(path, "ro", opened)
            opened.pop_all()
        return cls(path, reading, single, writing=writing, lock=lock)

    @classmethod
    async def open_read_only(cls, path: Path) -> Self:
        """Open ``path`` beside a running bot, for reading only.

        Raises:
            StoreError: There is no such file, or its schema is not this version's.
        """
        if not path.exists():
            raise StoreError(StoreProblem.MISSING, path)
        async with AsyncExitStack() as opened:
            reading = await _connect(path, "ro", opened)
            db = cls(path, reading, await _connect(path, "ro", opened))
            try:
                version = await db.reader.value("PRAGMA user_version")
            except sqlite3.DatabaseError as error:
                raise StoreError(StoreProblem.DAMAGED, path) from error
            if version != migrations()[-1].version:
                known = migrations()[-1].version
                problem = StoreProblem.NEWER if version > known else StoreProblem.OLDER
                raise StoreError(problem, path, str(version))
            opened.pop_all()
        return db

    @property
    def reader(self) -> Reader:
        """Return a reader for single statements."""
        return Reader(self._single)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reader]:
        """Read several statements from one moment of the database."""
        async with self._read_lock:
            try:
                await self._reading.execute_fetchall("BEGIN")
                yield Reader(self._reading)
            finally:
                await asyncio.shield(_roll_back(self._reading))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Write; commit at the end, or roll everything back on any error.

        Raises:
            UnwritableError: The disk refuses; trying again later may work.
        """
        if self._writing is None:
            raise StoreError(StoreProblem.READ_ONLY, self.path)
        async with self._write_lock:
            try:
                await self._writing.execute_fetchall("BEGIN IMMEDIATE")
                yield Transaction(self._writing)
                await self._writing.execute_fetchall("COMMIT")
            except BaseException as error:
                await asyncio.shield(_roll_back(self._writing))
                if isinstance(error, sqlite3.OperationalError):
                    raise UnwritableError(str(error)) from error
                raise

    async def checkpoint(self) -> bool:
        """Move the write-ahead log into the file and truncate it.

        Returns:
            Whether nothing is left in the log; somebody who reads can be in the way.
        """
        if self._writing is None:
            return False
        async with self._write_lock:
            rows = await self._writing.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            return all(row[0] == 0 for row in rows)

    async def copy_to(self, target: Path, at: datetime) -> None:
        """Write a checked copy of this moment to ``target``, marked as a copy made ``at``.

        Raises:
            StoreError: It cannot be written, or does not pass its check.
        """
        # A connection of its own: VACUUM cannot run while the reading one is in a transaction.
        async with AsyncExitStack() as opened:
            connection = await _connect(self.path, "ro", opened)
            try:
                await _copy(connection, target, at)
            except sqlite3.Error as error:
                target.unlink(missing_ok=True)
                raise StoreError(StoreProblem.BAD_BACKUP, target, str(error)) from error

    async def close(self) -> None:
        """Close the file and let other processes have it."""
        await self._reading.close()
        await self._single.close()
        if self._writing is not None:
            await self._writing.close()
        if self._lock is not None:
            self._lock.close()


async def _connect(path: Path, mode: str, opened: AsyncExitStack) -> aiosqlite.Connection:
    """Open a connection and let ``opened`` close it."""
    connection = aiosqlite.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=_BUSY_SECONDS,
    )
    try:
        await connection
    except BaseException:
        # aiosqlite only asks its thread to stop; it must not speak to a loop that is closed then.
        connection._thread.join()  # noqa: SLF001 - it has no name for this
        raise
    opened.push_async_callback(connection.close)
    connection.row_factory = sqlite3.Row
    return connection


async def _roll_back(connection: aiosqlite.Connection) -> None:
    # Unconditionally: a BEGIN cancelled on its way runs before this, and is not seen from here.
    with suppress(sqlite3.Error):
        await connection.execute_fetchall("ROLLBACK")


def _take(path: Path) -> IO[bytes]:
    """Make ``path``, which only its owner may read, and lock it for this process."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = _lock(path)
        path.touch(mode=0o600)
    except OSError as error:
        raise StoreError(StoreProblem.NOT_ALLOWED, path, error.strerror or "") from error
    return lock


def _lock(path: Path) -> IO[bytes]:
    file = path.with_name(path.name + ".lock").open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise StoreLockedError(StoreProblem.IN_USE, path) from error
    return file


async def _prepare(connection: aiosqlite.Connection, path: Path) -> None:
    try:
        for pragma in _PRAGMAS:
            await connection.execute_fetchall(pragma)
        rows = list(await connection.execute_fetchall("PRAGMA quick_check"))
    except sqlite3.DatabaseError as error:
        raise StoreError(StoreProblem.DAMAGED, path) from error
    if [row[0] for row in rows] != ["ok"]:
        raise StoreError(StoreProblem.DAMAGED, path)


async def _migrate(connection: aiosqlite.Connection, path: Path, backups: Path) -> None:
    steps = migrations()
    rows = list(await connection.execute_fetchall("PRAGMA user_version"))
    version: int = rows[0][0]
    if version > steps[-1].version:
        raise StoreError(StoreProblem.NEWER, path, str(version))
    if 0 < version < steps[-1].version:
        copy = backups / f"{BEFORE_SCHEMA}{steps[-1].version:04}.sqlite3"
        await _copy(connection, copy, datetime.now(UTC))
    # Off, so that a step can make a table anew without taking along what refers to it; the check
    # before each commit stands in. It cannot be switched inside a transaction.
    await connection.execute_fetchall("PRAGMA foreign_keys = OFF")
    for step in steps[version:]:
        await _apply(connection, step)
    await connection.execute_fetchall("PRAGMA foreign_keys = ON")


async def _apply(connection: aiosqlite.Connection, step: Migration) -> None:
    try:
        await connection.execute_fetchall("BEGIN IMMEDIATE")
        for statement in step.statements():
            await connection.execute_fetchall(statement)
        await _check_references(connection, step)
        await connection.execute_fetchall(f"PRAGMA user_version = {step.version}")
        await connection.execute_fetchall("COMMIT")
    except BaseException:
        await asyncio.shield(_roll_back(connection))
        raise


async def _check_references(connection: aiosqlite.Connection, step: Migration) -> None:
    if list(await connection.execute_fetchall("PRAGMA foreign_key_check")):
        raise sqlite3.IntegrityError(f"{step.name} leaves rows that refer to nothing")


async def _copy(connection: aiosqlite.Connection, target: Path, at: datetime) -> None:
    await asyncio.to_thread(durable.make_folder, target.parent)
    target.unlink(missing_ok=True)
    await connection.execute_fetchall("VACUUM INTO :target", {"target": str(target)})
    target.chmod(0o600)
    await asyncio.to_thread(_mark_and_check, target, at)


def _mark_and_check(path: Path, at: datetime) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        copy.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('copy', ?)", (stamp(at),))
        verdict = [row[0] for row in copy.execute("PRAGMA integrity_check")]
    if verdict != ["ok"]:
        raise StoreError(StoreProblem.BAD_BACKUP, path, str(verdict[0]))
    durable.keep(path)


async def is_whole(db: Reader) -> bool:
    """Return whether the file passes SQLite's full check."""
    try:
        return [row[0] for row in await db.fetch_all("PRAGMA integrity_check")] == ["ok"]
    except sqlite3.DatabaseError:
        return False


def is_in_use(path: Path) -> bool:
    """Return whether a process owns the database at ``path``."""
    try:
        _lock(path).close()
    except StoreLockedError:
        return True
    return False
