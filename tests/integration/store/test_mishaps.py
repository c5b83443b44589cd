"""What goes wrong with the file: damage, a full disk, and tasks cancelled at any moment."""

import asyncio
import random
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from klyngebot.store.database import (
    Database,
    Reader,
    StoreError,
    StoreLockedError,
    Transaction,
    UnwritableError,
    is_in_use,
    is_whole,
)


async def note(tx: Transaction, name: str, value: str = "x") -> None:
    await tx.execute("INSERT INTO meta (name, value) VALUES (:n, :v)", n=name, v=value)


async def notes(db: Reader) -> list[str]:
    return [row["name"] for row in await db.fetch_all("SELECT name FROM meta ORDER BY name")]


@pytest.fixture
async def filled(tmp_path: Path) -> Path:
    """A closed database of several hundred pages."""
    path = tmp_path / "filled.sqlite3"
    db = await Database.open(path)
    async with db.transaction() as tx:
        await tx.execute_many(
            "INSERT INTO meta (name, value) VALUES (:n, :v)",
            [{"n": f"{n:04}", "v": "x" * 1000} for n in range(1000)],
        )
    await db.close()
    return path


async def test_only_the_owner_can_read_what_lies_beside_the_file(db: Database) -> None:
    async with db.transaction() as tx:
        await note(tx, "written")

    beside = [db.path.with_name(db.path.name + end) for end in ("-wal", "-shm")]

    assert [stat.S_IMODE(file.stat().st_mode) for file in beside] == [0o600, 0o600]


@pytest.mark.parametrize("seed", range(6))
async def test_a_damaged_file_is_refused_and_left_as_it_is(filled: Path, seed: int) -> None:
    dice = random.Random(seed)
    pages = bytearray(filled.read_bytes())
    for offset in range(4096, len(pages) - 512, 4096):
        pages[offset : offset + 512] = dice.randbytes(512)
    filled.write_bytes(pages)

    with pytest.raises(StoreError, match="damaged"):
        await Database.open(filled)

    assert filled.read_bytes() == bytes(pages)


@pytest.mark.parametrize("part", [0.02, 0.2, 0.4, 0.6, 0.8, 0.98])
async def test_one_page_of_noise_anywhere_is_found(filled: Path, part: float) -> None:
    pages = bytearray(filled.read_bytes())
    offset = int(len(pages) * part) // 4096 * 4096
    pages[offset : offset + 4096] = random.Random(offset).randbytes(4096)
    filled.write_bytes(pages)

    with pytest.raises(StoreError, match="damaged"):
        await Database.open(filled)

    assert filled.read_bytes() == bytes(pages)


@pytest.mark.parametrize("length", [16, 100])
async def test_a_file_whose_header_is_zeroed_is_refused_and_left_as_it_is(
    filled: Path, length: int
) -> None:
    damaged = bytes(length) + filled.read_bytes()[length:]
    filled.write_bytes(damaged)

    with pytest.raises(StoreError, match="damaged"):
        await Database.open(filled)

    assert filled.read_bytes() == damaged


async def test_a_file_cut_short_is_refused_and_left_as_it_is(filled: Path) -> None:
    cut = filled.read_bytes()[: 40 * 4096]
    filled.write_bytes(cut)

    with pytest.raises(StoreError, match="damaged"):
        await Database.open(filled)

    assert filled.read_bytes() == cut


async def test_a_refused_open_leaves_the_first_one_working(db: Database) -> None:
    with suppress(StoreLockedError):
        await Database.open(db.path)

    async with db.transaction() as tx:
        await note(tx, "still here")

    assert await notes(db.reader) == ["still here"]
    assert is_in_use(db.path)


async def cancel_after(turns: int, running: "asyncio.Task[None]") -> None:
    """Give ``running`` and the threads behind it a number of turns, and cancel it."""
    for turn in range(turns):
        await asyncio.sleep(0 if turn % 3 else 0.0001)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_wherever_a_transaction_is_cancelled_the_next_one_works(db: Database) -> None:
    async def write(name: str) -> None:
        async with db.transaction() as tx:
            await note(tx, f"{name}-a")
            await note(tx, f"{name}-b")

    for attempt in range(100):
        running = asyncio.create_task(write(f"cancelled-{attempt:03}"))
        await cancel_after(attempt % 20, running)
        async with db.transaction() as tx:
            await note(tx, f"kept-{attempt:03}")

    names = await notes(db.reader)
    assert [name for name in names if name.startswith("kept")] == [
        f"kept-{attempt:03}" for attempt in range(100)
    ]
    halves = [name[:-2] for name in names if name.startswith("cancelled")]
    assert all(halves.count(name) == 2 for name in halves)


async def test_wherever_a_read_is_cancelled_the_next_one_works(db: Database) -> None:
    async def look() -> None:
        async with db.read() as reader:
            await notes(reader)
            await notes(reader)

    for attempt in range(100):
        running = asyncio.create_task(look())
        await cancel_after(attempt % 20, running)
        async with db.transaction() as tx:
            await note(tx, f"{attempt:03}")
        async with db.read() as reader:
            assert len(await notes(reader)) == attempt + 1


async def test_cancelling_those_who_wait_for_their_turn_harms_nobody(db: Database) -> None:
    async def write(name: str) -> None:
        async with db.transaction() as tx:
            await note(tx, name)

    async with db.transaction() as tx:
        waiting = [asyncio.create_task(write(f"waited-{n}")) for n in range(10)]
        await asyncio.sleep(0)
        for task in waiting[::2]:
            task.cancel()
        await note(tx, "first")
    await asyncio.gather(*waiting, return_exceptions=True)

    assert await notes(db.reader) == ["first"] + [f"waited-{n}" for n in range(1, 10, 2)]


async def fill_the_disk(db: Database) -> None:
    """Let the file not grow by a single page."""
    async with db.transaction() as tx:
        pages = await tx.value("PRAGMA page_count")
        await tx.execute(f"PRAGMA max_page_count = {pages}")


async def make_room(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute("PRAGMA max_page_count = 1000000")


async def write_much(db: Database) -> None:
    async with db.transaction() as tx:
        await note(tx, "small")
        await note(tx, "large", "x" * 1_000_000)


async def test_a_full_disk_is_said_to_be_unwritable_and_nothing_is_kept(db: Database) -> None:
    await fill_the_disk(db)

    with pytest.raises(UnwritableError, match="full"):
        await write_much(db)

    assert await notes(db.reader) == []
    assert await is_whole(db.reader)


async def test_writing_goes_on_when_the_disk_has_room_again(db: Database) -> None:
    await fill_the_disk(db)
    with suppress(UnwritableError):
        await write_much(db)
    await make_room(db)

    await write_much(db)

    assert await notes(db.reader) == ["large", "small"]
