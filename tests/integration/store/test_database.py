"""The file: opened by one, migrated, whole or refused; everything of a transaction or nothing."""

import asyncio
import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path

import pytest

from integration.office import Office
from klyngebot.domain.partners import Category
from klyngebot.domain.people import PersonId, Visibility
from klyngebot.domain.roles import Caller, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store import partners, people, subscribers
from klyngebot.store.database import (
    Database,
    Migration,
    StoreError,
    StoreLockedError,
    StoreProblem,
    is_in_use,
    is_whole,
    migrations,
)


async def put(db: Database, name: str, value: str = "1") -> None:
    async with db.transaction() as tx:
        await tx.execute(
            "INSERT INTO meta (name, value) VALUES (:name, :value)", name=name, value=value
        )


async def names(db: Database) -> list[str]:
    return [row["name"] for row in await db.reader.fetch_all("SELECT name FROM meta ORDER BY name")]


def at_rest(path: Path) -> None:
    """Bring everything of a closed database into the one file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


async def test_a_fresh_file_has_the_newest_schema_and_is_for_its_owner_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "deep" / "down" / "klyngebot.sqlite3"

    db = await Database.open(path)

    assert await db.reader.value("PRAGMA user_version") == migrations()[-1].version
    assert await is_whole(db.reader)
    assert path.stat().st_mode & 0o077 == 0
    await db.close()


async def test_the_file_is_kept_safe_from_power_cuts(db: Database) -> None:
    async with db.transaction() as tx:
        found = {
            name: await tx.value(f"PRAGMA {name}")
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


async def test_migrations_are_numbered_without_gaps() -> None:
    assert [step.version for step in migrations()] == list(range(1, len(migrations()) + 1))


async def test_what_was_written_is_there_after_opening_again(tmp_path: Path) -> None:
    path = tmp_path / "klyngebot.sqlite3"
    first = await Database.open(path)
    await put(first, "kept")
    await first.close()

    second = await Database.open(path)

    assert await names(second) == ["kept"]
    await second.close()


async def test_a_migration_is_taken_apart_into_whole_statements() -> None:
    step = Migration(1, "x", "-- a; b\nCREATE TABLE a (\n  t TEXT DEFAULT ';'\n);\nSELECT 1;\n")

    assert step.statements() == ["-- a; b\nCREATE TABLE a (\n  t TEXT DEFAULT ';'\n);", "SELECT 1;"]


async def test_a_file_of_a_newer_klyngebot_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "klyngebot.sqlite3"
    await (await Database.open(path)).close()
    at_rest(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9999")

    with pytest.raises(StoreError, match=StoreProblem.NEWER):
        await Database.open(path)

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (9999,)
    assert not is_in_use(path)


@pytest.mark.parametrize("offset", [0, 16, 100, 4096, 5 * 4096, 12 * 4096])
async def test_a_damaged_file_is_refused_and_left_as_it_is(tmp_path: Path, offset: int) -> None:
    path = tmp_path / "klyngebot.sqlite3"
    await (await Database.open(path)).close()
    damaged = bytearray(path.read_bytes())
    damaged[offset : offset + 600] = bytes((7 * n + 13) % 256 for n in range(600))
    path.write_bytes(damaged)

    with pytest.raises(StoreError, match=StoreProblem.DAMAGED):
        await Database.open(path)

    assert path.read_bytes() == bytes(damaged)
    assert not is_in_use(path)


@pytest.mark.parametrize("damage", ["zeroed header", "cut in half", "something else"])
async def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(
    tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "klyngebot.sqlite3"
    await (await Database.open(path)).close()
    whole = path.read_bytes()
    damaged = {
        "zeroed header": bytes(100) + whole[100:],
        "cut in half": whole[: len(whole) // 2],
        "something else": b"Dette er ikke en database.\n" * 400,
    }[damage]
    path.write_bytes(damaged)

    with pytest.raises(StoreError, match=StoreProblem.DAMAGED):
        await Database.open(path)

    assert path.read_bytes() == damaged


async def test_a_second_process_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "klyngebot.sqlite3"
    first = await Database.open(path)

    with pytest.raises(StoreLockedError):
        await Database.open(path)
    assert is_in_use(path)

    await first.close()
    assert not is_in_use(path)
    await (await Database.open(path)).close()


@pytest.mark.parametrize("steps", range(0, 60, 2))
def test_opening_that_is_broken_off_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    """Not a thread that speaks to a loop which is closed by then, and not the file's lock."""
    faults: list[object] = []
    monkeypatch.setattr(threading, "excepthook", faults.append)
    path = tmp_path / "klyngebot.sqlite3"

    async def break_off() -> None:
        opening = asyncio.create_task(Database.open(path))
        for _ in range(steps):
            await asyncio.sleep(0)
        opening.cancel()
        with suppress(asyncio.CancelledError):
            await (await opening).close()

    async def open_again() -> None:
        await (await Database.open(path)).close()

    before = set(threading.enumerate())
    asyncio.run(break_off())
    asyncio.run(open_again())
    left = set(threading.enumerate()) - before
    for thread in left:
        thread.join(5)

    assert faults == []
    assert not any(thread.is_alive() for thread in left)


async def test_an_error_takes_everything_of_the_transaction_back(db: Database) -> None:
    async def fail() -> None:
        async with db.transaction() as tx:
            await tx.execute("INSERT INTO meta VALUES ('lost', '1')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    await put(db, "next")
    assert await names(db) == ["next"]


async def test_a_statement_that_fails_takes_everything_back(db: Database) -> None:
    await put(db, "there")

    async def fail() -> None:
        async with db.transaction() as tx:
            await tx.execute("INSERT INTO meta VALUES ('lost', '1')")
            await tx.execute("INSERT INTO meta VALUES ('there', '2')")

    with pytest.raises(sqlite3.IntegrityError):
        await fail()

    await put(db, "next")
    assert await names(db) == ["next", "there"]


async def test_a_cancellation_at_any_step_takes_everything_back_or_nothing(db: Database) -> None:
    async def write(number: int) -> None:
        async with db.transaction() as tx:
            await tx.execute("INSERT INTO meta VALUES (:name, '1')", name=f"a{number}")
            await tx.fetch_all("SELECT * FROM meta")
            await tx.execute_many("INSERT INTO meta VALUES (:name, '1')", [{"name": f"b{number}"}])

    for steps in range(25):
        task = asyncio.create_task(write(steps))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
    await put(db, "next")

    found = set(await names(db))
    assert {name[1:] for name in found if name[0] == "a"} == {
        name[1:] for name in found if name[0] == "b"
    }
    assert "next" in found


async def test_two_transactions_at_once_do_not_mix(db: Database) -> None:
    inside = asyncio.Event()

    async def fail() -> None:
        async with db.transaction() as tx:
            await tx.execute("INSERT INTO meta VALUES ('lost', '1')")
            inside.set()
            for _ in range(20):
                await tx.fetch_all("SELECT 1")
            raise ZeroDivisionError

    async def succeed() -> None:
        await inside.wait()
        await put(db, "kept")

    failed, succeeded = await asyncio.gather(fail(), succeed(), return_exceptions=True)

    assert isinstance(failed, ZeroDivisionError)
    assert succeeded is None
    assert await names(db) == ["kept"]


async def test_a_transaction_has_the_file_to_itself_before_it_reads_anything(db: Database) -> None:
    with closing(sqlite3.connect(db.path, timeout=0, isolation_level=None)) as another:
        async with db.transaction():
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                another.execute("BEGIN IMMEDIATE")

        another.execute("BEGIN IMMEDIATE")


async def test_a_hundred_increments_at_once_are_all_counted(db: Database) -> None:
    await put(db, "count", "0")

    async def increment() -> None:
        async with db.transaction() as tx:
            count = int(await tx.value("SELECT value FROM meta"))
            await tx.execute("UPDATE meta SET value = :value", value=str(count + 1))

    await asyncio.gather(*(increment() for _ in range(100)))

    assert await db.reader.value("SELECT value FROM meta") == "100"


async def test_a_read_sees_one_moment(db: Database) -> None:
    await put(db, "before")

    async with db.read() as reader:
        first = await reader.value("SELECT count(*) FROM meta")
        await put(db, "after")
        second = await reader.value("SELECT count(*) FROM meta")

    assert (first, second) == (1, 1)
    assert await names(db) == ["after", "before"]


async def test_a_single_statement_sees_what_is_committed_while_somebody_reads_a_moment(
    db: Database,
) -> None:
    async with db.read() as reading:
        await reading.value("SELECT count(*) FROM meta")
        await put(db, "committed")

        seen = await names(db)

    assert seen == ["committed"]


async def test_readers_do_not_see_what_is_not_committed(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute("INSERT INTO meta VALUES ('soon', '1')")

        seen = await names(db)

    assert seen == []
    assert await names(db) == ["soon"]


async def test_reading_works_again_after_an_error_in_a_read(db: Database) -> None:
    async def fail() -> None:
        async with db.read() as reader:
            await reader.fetch_all("SELECT * FROM meta")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await put(db, "later")

    async with db.read() as reader:
        found = await reader.fetch_all("SELECT * FROM meta")

    assert len(found) == 1


async def test_many_readers_at_once_do_not_disturb_each_other(office: Office) -> None:
    async def read() -> int:
        async with office.db.read() as reader:
            first: int = await reader.value("SELECT count(*) FROM meta")
            await asyncio.sleep(0)
            second: int = await reader.value("SELECT count(*) FROM meta")
            return second - first

    found = await asyncio.gather(
        *(read() for _ in range(20)), *(put(office.db, str(n)) for n in range(20))
    )

    assert found[:20] == [0] * 20


async def test_a_reader_beside_an_open_one_sees_what_it_commits_and_writes_nothing(
    db: Database,
) -> None:
    beside = await Database.open_read_only(db.path)
    await put(db, "committed")

    seen = await names(beside)
    with pytest.raises(StoreError, match=StoreProblem.READ_ONLY):
        async with beside.transaction():
            pass
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await beside.reader.fetch_all("DELETE FROM meta RETURNING name")
    await beside.close()

    assert seen == ["committed"]
    await put(db, "still open")


async def test_a_reader_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=StoreProblem.MISSING):
        await Database.open_read_only(tmp_path / "nothing.sqlite3")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("version", "problem"), [(0, StoreProblem.OLDER), (9999, StoreProblem.NEWER)]
)
async def test_a_reader_refuses_another_schema(
    tmp_path: Path, version: int, problem: StoreProblem
) -> None:
    path = tmp_path / "klyngebot.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("CREATE TABLE x (y)")

    with pytest.raises(StoreError, match=problem):
        await Database.open_read_only(path)


async def test_a_reader_refuses_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "klyngebot.sqlite3"
    path.write_bytes(b"Dette er ikke en database.\n" * 400)

    with pytest.raises(StoreError, match=StoreProblem.DAMAGED):
        await Database.open_read_only(path)


async def test_the_log_is_moved_into_the_file(db: Database) -> None:
    await put(db, "kept")
    log = db.path.with_name(db.path.name + "-wal")

    await db.checkpoint()

    assert log.stat().st_size == 0
    assert await names(db) == ["kept"]


async def test_an_older_file_is_copied_before_it_is_migrated_and_a_failed_step_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, backups = tmp_path / "klyngebot.sqlite3", tmp_path / "backups"
    db = await Database.open(path)
    await put(db, "kept")
    await db.close()
    known = migrations()
    newest = known[-1].version + 1
    good = Migration(newest, "good", "CREATE TABLE added (x TEXT);")
    broken = Migration(newest + 1, "broken", "CREATE TABLE half (x TEXT);\nSELECT nonsense();")
    monkeypatch.setattr("klyngebot.store.database.migrations", lambda: [*known, good, broken])

    with pytest.raises(sqlite3.OperationalError):
        await Database.open(path, backups=backups)
    monkeypatch.setattr("klyngebot.store.database.migrations", lambda: [*known, good])
    migrated = await Database.open(path, backups=backups)

    tables = {
        row["name"] for row in await migrated.reader.fetch_all("SELECT name FROM sqlite_master")
    }
    assert "added" in tables
    assert "half" not in tables
    assert await names(migrated) == ["kept"]
    (copy,) = backups.iterdir()
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT name FROM meta ORDER BY name").fetchall() == [
            ("copy",),
            ("kept",),
        ]
    await migrated.close()


async def test_a_file_of_the_first_schema_keeps_its_people_topics_and_roles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "klyngebot.sqlite3"
    known = migrations()
    monkeypatch.setattr("klyngebot.store.database.migrations", lambda: known[:1])
    old = await Database.open(path)
    async with old.transaction() as tx:
        for statement in _FIRST_SCHEMA:
            await tx.execute(statement)
    await old.close()
    monkeypatch.setattr("klyngebot.store.database.migrations", lambda: known)

    db = await Database.open(path)

    actor = await subscribers.find_actor(db.reader, Caller(address="990000001", name="Kari"))
    assert (actor.role, actor.partner_id, actor.person_id) == (Role.EDITOR, 1, 1)
    person = await people.find(db.reader, PersonId(1))
    assert person is not None
    assert (person.name, person.is_listed, person.seen_by.phone) == (
        "Kari Nordmann",
        True,
        Visibility.NOBODY,
    )
    assert [p.facts.category for p in await partners.list_all(db.reader)] == [Category.RESEARCH]
    topics = await subscribers.list_choices(db.reader, SubscriberId(1))
    assert [(choice.topic.name("nb"), choice.on) for choice in topics][:2] == [
        ("Samarbeid", False),
        ("Innovasjon og verdiskaping", True),
    ]
    assert await db.reader.value("SELECT count(*) FROM delivery") == 1
    await db.close()


_FIRST_SCHEMA = (
    """
    INSERT INTO partner (id, name, folded, category, standing, searchable, join_code)
    VALUES (1, 'Malmskolen', 'malmskolen', 'research', 'agreement', 'malmskolen', 'made-up')
    """,
    """
    INSERT INTO person (id, partner_id, name, folded, searchable)
    VALUES (1, 1, 'Kari Nordmann', 'kari nordmann', 'kari nordmann')
    """,
    """
    INSERT INTO subscriber (id, channel, address, name, locale, staff, person_id, created_at)
    VALUES (1, 'telegram', '990000001', 'Kari', 'nb', 'editor', 1, '2026-11-23T08:00:00.000000Z')
    """,
    "INSERT INTO subscription (subscriber_id, topic_id) VALUES (1, 2)",
    """
    INSERT INTO delivery (kind, subject_id, subscriber_id, channel, address, due_at)
    VALUES ('news', 1, 1, 'telegram', '990000001', '2026-11-23T08:00:00.000000Z')
    """,
)


async def test_a_step_that_leaves_a_reference_to_nothing_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "klyngebot.sqlite3"
    known = migrations()
    await (await Database.open(path)).close()
    sql = "INSERT INTO partner_term (partner_id, term_id) VALUES (4711, 1);"
    broken = Migration(len(known) + 1, "broken.sql", sql)
    monkeypatch.setattr("klyngebot.store.database.migrations", lambda: [*known, broken])

    with pytest.raises(sqlite3.IntegrityError, match="refer to nothing"):
        await Database.open(path)

    monkeypatch.setattr("klyngebot.store.database.migrations", lambda: known)
    db = await Database.open(path)
    assert await db.reader.value("SELECT count(*) FROM partner_term") == 0
    await db.close()


async def test_the_audit_is_added_to_and_never_changed(db: Database) -> None:
    insert = "INSERT INTO audit (at, role, action) VALUES (:at, 'leader', 'partner_added')"
    async with db.transaction() as tx:
        await tx.execute(insert, at="2024-11-01T08:00:00.000000Z")
        await tx.execute(insert, at="2026-11-23T08:00:00.000000Z")

    for sql in (
        "UPDATE audit SET role = 'editor'",
        "DELETE FROM audit WHERE at > '2026'",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="audit"):
            async with db.transaction() as tx:
                await tx.execute(sql)

    async with db.transaction() as tx:
        await tx.execute("DELETE FROM audit WHERE at < '2024-11-02'")
    assert await db.reader.value("SELECT count(*) FROM audit") == 1
