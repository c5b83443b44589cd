"""Copies that pass their check, and what happens when one is put back."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from integration.office import Office, person
from klyngebot.broadcast import Engine, Pacer
from klyngebot.domain.deliveries import Content, DeliveryState, Kind
from klyngebot.store import deliveries, inbox
from klyngebot.store.backups import admit_restored, back_up, list_backups
from klyngebot.store.database import Database, StoreError, is_whole
from klyngebot.store.inbox import InboxUpdate
from klyngebot.store.ledger import Ledger
from support.clock import START
from support.sender import FakeSender


async def restored(copy: Path, folder: Path) -> Database:
    folder.mkdir()
    return await Database.open(Path(shutil.copy(copy, folder / "klyngebot.sqlite3")))


async def admitted(db: Database) -> bool:
    async with db.transaction() as tx:
        return await admit_restored(tx, Ledger.beside(db.path), START) is not None


async def test_a_copy_is_whole_has_everything_and_is_for_its_owner_alone(
    office: Office, tmp_path: Path
) -> None:
    await office.subscribe(1, 2, 3)

    copy = await back_up(office.db, tmp_path / "backups", office.clock.now())

    beside = await Database.open_read_only(copy)
    assert await beside.reader.value("SELECT count(*) FROM subscriber") == 3
    assert await is_whole(beside.reader)
    assert copy.stat().st_mode & 0o077 == 0
    assert list_backups(tmp_path / "backups") == [copy]
    await beside.close()


async def test_the_newest_seven_are_kept_and_nothing_else_is_touched(
    office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")

    made = [
        await back_up(office.db, folder, office.clock.now() + timedelta(days=n)) for n in range(9)
    ]

    assert list_backups(folder) == made[:1:-1]
    assert (folder / "notes.txt").read_text() == "mine"
    assert len(list(folder.iterdir())) == 8


async def test_a_copy_that_cannot_be_written_leaves_the_older_ones(
    office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    older = await back_up(office.db, folder, office.clock.now())
    taken = office.clock.now() + timedelta(days=1)
    (folder / f"backup-{taken:%Y-%m-%d-%H%M%S}.sqlite3").mkdir()

    with pytest.raises((StoreError, OSError)):
        await back_up(office.db, folder, taken)

    assert older in list_backups(folder)


async def test_a_copy_can_be_made_while_somebody_reads(office: Office, tmp_path: Path) -> None:
    async with office.db.read() as reading:
        await reading.value("SELECT count(*) FROM meta")

        copy = await back_up(office.db, tmp_path / "backups", office.clock.now())

    assert copy.exists()


async def test_the_file_itself_is_no_copy(office: Office, tmp_path: Path) -> None:
    await back_up(office.db, tmp_path / "backups", office.clock.now())

    assert not await admitted(office.db)


async def test_nothing_that_waited_goes_out_of_a_copy_put_back(
    office: Office, tmp_path: Path
) -> None:
    await office.subscribe(1, 2, 3)
    leader = await office.leader()
    broadcast = await office.announce(leader, "Hei")
    asker = await office.visitor(77)
    await office.queue(Content(kind=Kind.JOIN_ANSWER, subject_id=1), asker)
    async with office.db.transaction() as tx:
        await deliveries.claim(tx, office.clock.now(), limit=2, busy=[])
        updates = [InboxUpdate(update_id=n, lane=1, body="{}") for n in (1, 2)]
        await inbox.put(tx, updates, office.clock.now())
        await inbox.finish(tx, 2)
    copy = await back_up(office.db, tmp_path / "backups", office.clock.now())

    put_back = await restored(copy, tmp_path / "put back")
    first, second = await admitted(put_back), await admitted(put_back)
    sender = FakeSender()
    await Engine(put_back, sender, Pacer(None, office.clock.monotonic), office.clock).drain()

    there = Office(put_back, office.clock, tmp_path)
    report = await there.announcements.report(leader, broadcast)
    assert (first, second) == (True, False)
    assert sender.sent == []
    assert await inbox.list_waiting(put_back.reader) == []
    assert await there.states() == {"uncertain": 4}
    assert {problem.reason for problem in report.account.problems} == {"restored"}
    assert report.account.count(DeliveryState.UNCERTAIN) == 3
    await put_back.close()


async def test_what_had_been_delivered_stays_delivered_in_a_copy(
    office: Office, tmp_path: Path
) -> None:
    await office.subscribe(1)
    await office.announce(await office.leader(), "Hei")
    engine = Engine(office.db, FakeSender(), Pacer(None, office.clock.monotonic), office.clock)
    await engine.drain()
    copy = await back_up(office.db, tmp_path / "backups", office.clock.now())

    put_back = await restored(copy, tmp_path / "put back")
    await admitted(put_back)

    assert await Office(put_back, office.clock, tmp_path).states() == {"delivered": 1}
    await put_back.close()


async def test_a_copy_put_back_works_like_the_file_it_was(office: Office, tmp_path: Path) -> None:
    copy = await back_up(office.db, tmp_path / "backups", office.clock.now())
    put_back = await restored(copy, tmp_path / "put back")
    await admitted(put_back)
    there = Office(put_back, office.clock, tmp_path)

    await there.subscribe(1)
    await there.announce(await there.leader(), "Hei")

    assert await there.states() == {"pending": 1}
    assert (await there.subscriptions.settings(person(1))).subscribed
    await put_back.close()


async def test_a_copy_of_a_damaged_file_is_refused(tmp_path: Path, office: Office) -> None:
    folder = tmp_path / "backups"
    async with office.db.transaction() as tx:
        await tx.execute("CREATE INDEX meta_value ON meta (value)")
        await tx.execute("INSERT INTO meta VALUES ('a', 'b')")
        await tx.execute("PRAGMA writable_schema = ON")
        await tx.execute("UPDATE sqlite_master SET sql = 'CREATE' WHERE name = 'meta_value'")
    await office.db.checkpoint()

    with pytest.raises(StoreError):
        await back_up(office.db, folder, office.clock.now())

    assert list_backups(folder) == []
    with closing(sqlite3.connect(office.db.path)) as connection, pytest.raises(sqlite3.Error):
        connection.execute("SELECT * FROM meta").fetchall()
