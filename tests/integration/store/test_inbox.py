"""What Telegram has handed over."""

from datetime import timedelta

import pytest

from klyngebot.store import inbox
from klyngebot.store.database import Database
from klyngebot.store.inbox import InboxUpdate
from support.clock import FakeClock


def updates(*ids: int) -> list[InboxUpdate]:
    return [InboxUpdate(update_id=id_, lane=id_ % 3, body=f'{{"update_id": {id_}}}') for id_ in ids]


async def put(db: Database, clock: FakeClock, *ids: int) -> list[int]:
    async with db.transaction() as tx:
        return [new.update_id for new in await inbox.put(tx, updates(*ids), clock.now())]


async def test_duplicates_drop_out(db: Database, clock: FakeClock) -> None:
    first = await put(db, clock, 1, 2)
    second = await put(db, clock, 2, 3, 3)

    assert (first, second) == ([1, 2], [3])
    assert [u.update_id for u in await inbox.list_waiting(db.reader)] == [1, 2, 3]


async def test_an_update_that_is_done_is_not_taken_again(db: Database, clock: FakeClock) -> None:
    await put(db, clock, 1)
    async with db.transaction() as tx:
        await inbox.finish(tx, 1)

    again = await put(db, clock, 1)

    assert again == []
    assert await inbox.list_waiting(db.reader) == []


async def test_a_done_update_keeps_nothing_of_what_was_said(db: Database, clock: FakeClock) -> None:
    await put(db, clock, 1)

    async with db.transaction() as tx:
        await inbox.finish(tx, 1)

    assert await db.reader.value("SELECT body FROM inbox") is None


async def test_attempts_are_counted(db: Database, clock: FakeClock) -> None:
    await put(db, clock, 1)
    counted = []

    for _ in range(3):
        async with db.transaction() as tx:
            update = await inbox.begin_attempt(tx, 1)
            assert update is not None
            counted.append((update.attempts, update.lane, update.body))

    assert counted == [(n, 1, '{"update_id": 1}') for n in (1, 2, 3)]


@pytest.mark.parametrize("how", ["done", "quarantined", "never seen"])
async def test_what_does_not_wait_is_not_begun(db: Database, clock: FakeClock, how: str) -> None:
    await put(db, clock, 1)
    async with db.transaction() as tx:
        if how == "done":
            await inbox.finish(tx, 1)
        elif how == "quarantined":
            await inbox.quarantine(tx, 1, "ValueError")

        begun = await inbox.begin_attempt(tx, 2 if how == "never seen" else 1)

    assert begun is None


async def test_a_quarantined_update_is_counted_and_kept_to_be_looked_at(
    db: Database, clock: FakeClock
) -> None:
    await put(db, clock, 1, 2)

    async with db.transaction() as tx:
        await inbox.quarantine(tx, 1, "ValueError")

    assert await inbox.count_quarantined(db.reader) == 1
    assert [u.update_id for u in await inbox.list_waiting(db.reader)] == [2]
    assert await db.reader.value("SELECT body FROM inbox WHERE update_id = 1")


async def test_ids_are_kept_for_72_hours_and_what_waits_for_ever(
    db: Database, clock: FakeClock
) -> None:
    await put(db, clock, 1, 2)
    async with db.transaction() as tx:
        await inbox.finish(tx, 1)
    kept = []

    for hours in (71, 73):
        async with db.transaction() as tx:
            await inbox.forget_old(tx, clock.at + timedelta(hours=hours))
        rows = await db.reader.fetch_all("SELECT update_id FROM inbox ORDER BY update_id")
        kept.append([row["update_id"] for row in rows])

    assert kept == [[1, 2], [2]]


async def test_a_quarantined_update_is_forgotten_after_a_week(
    db: Database, clock: FakeClock
) -> None:
    await put(db, clock, 1)
    async with db.transaction() as tx:
        await inbox.quarantine(tx, 1, "ValueError")
    kept = []

    for days in (6, 8):
        async with db.transaction() as tx:
            await inbox.forget_old(tx, clock.at + timedelta(days=days))
        kept.append(await inbox.count_quarantined(db.reader))

    assert kept == [1, 0]
