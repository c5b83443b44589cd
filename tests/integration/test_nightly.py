import asyncio
import os
from datetime import timedelta
from pathlib import Path

import pytest

from integration.office import OSLO, until
from klyngebot.domain.partners import Category, PartnerFacts, Standing
from klyngebot.domain.people import PersonFacts, Source
from klyngebot.domain.roles import Caller
from klyngebot.nightly import Nightly
from klyngebot.store import (
    imports,
    inbox,
    invitations,
    partners,
    people,
    subscribers,
    tries,
)
from klyngebot.store.backups import list_backups
from klyngebot.store.database import Database
from klyngebot.store.inbox import InboxUpdate
from support.clock import START, FakeClock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def nightly_of(db: Database, clock: FakeClock, folder: Path, *, keep: int = 7) -> Nightly:
    return Nightly(db, clock, zone=OSLO, folder=folder, keep=keep)


async def run_until_looked(nightly: Nightly, clock: FakeClock, folder: Path, copies: int) -> None:
    """Let the night shift look once, wait until it is done, and send it home."""
    before = clock.readings
    running = asyncio.create_task(nightly.run())
    await until(lambda: clock.readings > before and len(list_backups(folder)) >= copies)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def made_at(copy: Path, clock: FakeClock, hours: float) -> None:
    """Let ``copy`` be ``hours`` old."""
    seconds = (clock.now() - timedelta(hours=hours)).timestamp()
    os.utime(copy, (seconds, seconds))


async def test_a_bot_without_a_copy_makes_one_at_once(
    db: Database, clock: FakeClock, folder: Path
) -> None:
    await run_until_looked(nightly_of(db, clock, folder), clock, folder, copies=1)

    assert [copy.name for copy in list_backups(folder)] == [
        f"backup-{START:%Y-%m-%d-%H%M%S}.sqlite3"
    ]


async def test_a_copy_made_before_a_migration_does_not_count_as_the_nights(
    db: Database, clock: FakeClock, folder: Path
) -> None:
    folder.mkdir()
    (folder / "before-schema-0002.sqlite3").write_bytes(b"an older file")

    await run_until_looked(nightly_of(db, clock, folder), clock, folder, copies=1)

    assert len(list_backups(folder)) == 1
    assert (folder / "before-schema-0002.sqlite3").read_bytes() == b"an older file"


@pytest.mark.parametrize(("hours", "copies"), [(1, 1), (5, 1), (24, 2)])
async def test_there_is_one_copy_a_night(
    db: Database, clock: FakeClock, folder: Path, hours: float, copies: int
) -> None:
    nightly = nightly_of(db, clock, folder)
    await nightly.work()
    made_at(list_backups(folder)[0], clock, hours)
    clock.advance(1)

    await run_until_looked(nightly, clock, folder, copies)

    assert len(list_backups(folder)) == copies


async def test_only_the_newest_are_kept(db: Database, clock: FakeClock, folder: Path) -> None:
    nightly = nightly_of(db, clock, folder, keep=2)

    for _ in range(4):
        await nightly.work()
        clock.advance(24 * 3600)

    assert [copy.name[7:17] for copy in list_backups(folder)] == ["2026-11-27", "2026-11-26"]


async def test_the_night_forgets_what_is_no_longer_needed(
    db: Database, clock: FakeClock, folder: Path
) -> None:
    async with db.transaction() as tx:
        await inbox.put(tx, [InboxUpdate(update_id=1, lane=1, body="{}")], clock.now())
        await inbox.finish(tx, 1)
    clock.advance(73 * 3600)

    await nightly_of(db, clock, folder).work()

    assert await db.reader.value("SELECT count(*) FROM inbox") == 0


async def test_the_night_forgets_failed_links_after_a_day_and_old_personal_links_after_a_month(
    db: Database, clock: FakeClock, folder: Path
) -> None:
    await add_links(db, clock)
    clock.advance(24 * 3600 + 1)
    await nightly_of(db, clock, folder).work()
    tries_left = await db.reader.value("SELECT count(*) FROM failed_try")
    clock.advance(28 * 24 * 3600)
    await nightly_of(db, clock, folder).work()
    kept = await db.reader.value("SELECT count(*) FROM invitation")
    clock.advance(2 * 24 * 3600)

    await nightly_of(db, clock, folder).work()

    assert (tries_left, kept) == (0, 1)
    assert await db.reader.value("SELECT count(*) FROM invitation") == 0


async def add_links(db: Database, clock: FakeClock) -> None:
    """Keep a link that failed now, and a personal one that is too old from now on."""
    caller = Caller(address="1", name="Ola")
    facts = PartnerFacts(name="Zink AS", category=Category.COMPANY, standing=Standing.AGREEMENT)
    async with db.transaction() as tx:
        await tries.add(tx, 1, "1", clock.now())
        by = await subscribers.ensure(tx, await subscribers.find_actor(tx, caller), clock.now())
        who = await people.put(
            tx,
            await partners.put(tx, facts, join_code="zink"),
            PersonFacts(name="Nils Åsen"),
            source=Source.OFFICE,
            now=clock.now(),
        )
        made = [("a hash", who)]
        await invitations.add(tx, made, by=by, now=clock.now(), expires_at=clock.now())


async def test_the_night_drops_a_file_that_has_waited_for_a_week(
    db: Database, clock: FakeClock, folder: Path
) -> None:
    async with db.transaction() as tx:
        actor = await subscribers.find_actor(tx, Caller(address="1", name="Ola"))
        owner = await subscribers.ensure(tx, actor, clock.now())
        await imports.add(tx, owner, "x.csv", b"Kari", update_id=1, now=clock.now())
    clock.advance(8 * 24 * 3600)

    await nightly_of(db, clock, folder).work()

    row = await db.reader.fetch_one("SELECT state, body FROM import_file")
    assert row is not None
    assert tuple(row) == ("dropped", None)


async def test_a_copy_that_cannot_be_made_stops_nothing_and_is_tried_again(
    db: Database, clock: FakeClock, folder: Path
) -> None:
    folder.write_text("a file where the folder should be")
    nightly = nightly_of(db, clock, folder)
    await nightly.work()
    folder.unlink()

    await nightly.work()

    assert len(list_backups(folder)) == 1
