"""Updates: one at a time in each chat, many chats at once; nothing is lost and nothing blocks."""

import asyncio
import resource
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from integration.office import until
from klyngebot.bot.lanes import ATTEMPTS, Lanes
from klyngebot.store import inbox
from klyngebot.store.database import Database
from klyngebot.store.inbox import InboxUpdate
from support.clock import FakeClock


class Handler:
    """Notes what it is given, and fails where it is told to."""

    def __init__(self) -> None:
        self.began: list[int] = []
        self.done: list[int] = []
        self.at_hand: dict[int, int] = {}
        self.most_in_a_lane = 0
        self.broken: set[int] = set()
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def __call__(self, update: InboxUpdate) -> None:
        self.began.append(update.update_id)
        self.at_hand[update.lane] = self.at_hand.get(update.lane, 0) + 1
        self.most_in_a_lane = max(self.most_in_a_lane, self.at_hand[update.lane])
        try:
            await self.may_go_on.wait()
            if update.update_id in self.broken:
                raise ValueError("a fault of ours")
        finally:
            self.at_hand[update.lane] -= 1
        self.done.append(update.update_id)


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
def apologies() -> list[int]:
    return []


Start = Callable[[], Awaitable[Lanes]]


@pytest.fixture
async def start(db: Database, handler: Handler, apologies: list[int]) -> AsyncIterator[Start]:
    running: list[tuple[Lanes, asyncio.Task[None]]] = []

    async def apologise(update: InboxUpdate) -> None:
        apologies.append(update.update_id)
        raise ValueError("the chat is gone too")

    async def begin() -> Lanes:
        lanes = Lanes(db, handler, apologise)
        running.append((lanes, asyncio.create_task(lanes.run())))
        await asyncio.sleep(0)
        return lanes

    yield begin
    for lanes, task in running:
        lanes.stop()
        handler.may_go_on.set()
        async with asyncio.timeout(30):
            await task


async def put(db: Database, *updates: tuple[int, int]) -> list[InboxUpdate]:
    """Store updates, each given as its id and its lane."""
    made = [InboxUpdate(update_id=id_, lane=lane, body="{}") for id_, lane in updates]
    async with db.transaction() as tx:
        return await inbox.put(tx, made, FakeClock().now())


async def settled(db: Database) -> dict[int, str]:
    """Wait until nothing waits, and return the state of each update."""
    async with asyncio.timeout(10):
        while await inbox.list_waiting(db.reader):
            await asyncio.sleep(0.005)
    rows = await db.reader.fetch_all("SELECT update_id, state FROM inbox ORDER BY update_id")
    return {row["update_id"]: row["state"] for row in rows}


async def test_what_waits_on_disk_is_handled_at_start_in_order(
    db: Database, handler: Handler, start: Start
) -> None:
    await put(db, (3, 1), (1, 1), (2, 1))

    await start()

    assert await settled(db) == {1: "done", 2: "done", 3: "done"}
    assert handler.done == [1, 2, 3]


async def test_a_chat_is_handled_one_by_one_in_order_and_many_chats_at_once(
    db: Database, handler: Handler, start: Start
) -> None:
    lanes = await start()
    handler.may_go_on.clear()
    lanes.add(await put(db, *((n, n % 5) for n in range(1, 51))))
    await until(lambda: sum(handler.at_hand.values()) == 5)
    at_once = sorted(handler.began)

    handler.may_go_on.set()
    await settled(db)

    assert at_once == [1, 2, 3, 4, 5]
    assert handler.most_in_a_lane == 1
    for lane in range(5):
        assert [n for n in handler.done if n % 5 == lane] == [
            n for n in range(1, 51) if n % 5 == lane
        ]


async def test_what_is_added_while_its_lane_works_comes_after(
    db: Database, handler: Handler, start: Start
) -> None:
    lanes = await start()
    handler.may_go_on.clear()
    lanes.add(await put(db, (1, 7)))
    await until(lambda: handler.began == [1])
    lanes.add(await put(db, (2, 7), (3, 7)))

    handler.may_go_on.set()
    await settled(db)

    assert handler.done == [1, 2, 3]


async def test_an_update_that_keeps_failing_is_put_aside_and_the_others_go_on(
    db: Database, handler: Handler, apologies: list[int], start: Start
) -> None:
    lanes = await start()
    handler.broken = {1}
    lanes.add(await put(db, (1, 7), (2, 7), (3, 8)))
    await until(lambda: 3 in handler.done)
    others_meanwhile = list(handler.done)

    states = await settled(db)

    assert others_meanwhile == [3]
    assert states == {1: "quarantined", 2: "done", 3: "done"}
    assert handler.began.count(1) == ATTEMPTS
    assert handler.done == [3, 2]
    assert apologies == [1]


async def test_an_update_that_fails_once_is_tried_again(
    db: Database, handler: Handler, apologies: list[int], start: Start
) -> None:
    lanes = await start()
    handler.broken = {1}
    lanes.add(await put(db, (1, 7)))
    await until(lambda: handler.began == [1] and not handler.at_hand[7])
    handler.broken = set()

    states = await settled(db)

    assert states == {1: "done"}
    assert handler.began == [1, 1]
    assert apologies == []


async def test_why_an_update_was_put_aside_is_kept(
    db: Database, handler: Handler, start: Start
) -> None:
    lanes = await start()
    handler.broken = {1}
    lanes.add(await put(db, (1, 7)))
    await settled(db)

    row = await db.reader.fetch_one("SELECT reason, body FROM inbox")

    assert row is not None
    assert (row["reason"], row["body"]) == ("ValueError", "{}")


async def test_an_update_that_took_the_process_down_three_times_is_put_aside_at_the_next_start(
    db: Database, handler: Handler, start: Start
) -> None:
    await put(db, (1, 7), (2, 7))
    for _ in range(ATTEMPTS):
        async with db.transaction() as tx:
            await inbox.begin_attempt(tx, 1)

    await start()

    assert await settled(db) == {1: "quarantined", 2: "done"}
    assert handler.began == [2]
    assert await db.reader.value("SELECT reason FROM inbox WHERE update_id = 1") == "crash"


async def test_an_update_that_took_the_process_down_twice_is_tried_once_more(
    db: Database, handler: Handler, start: Start
) -> None:
    await put(db, (1, 7))
    for _ in range(ATTEMPTS - 1):
        async with db.transaction() as tx:
            await inbox.begin_attempt(tx, 1)

    await start()

    assert await settled(db) == {1: "done"}


async def test_an_attempt_is_on_disk_before_the_update_is_handled(
    db: Database, handler: Handler, start: Start
) -> None:
    lanes = await start()
    handler.may_go_on.clear()
    lanes.add(await put(db, (1, 7)))
    await until(lambda: handler.began == [1])

    assert await db.reader.value("SELECT attempts FROM inbox") == 1


async def test_stopping_finishes_what_is_at_hand_and_leaves_the_rest_on_disk(
    db: Database, handler: Handler, start: Start
) -> None:
    lanes = await start()
    handler.may_go_on.clear()
    lanes.add(await put(db, (1, 7), (2, 7), (3, 8)))
    await until(lambda: sorted(handler.began) == [1, 3])

    lanes.stop()
    handler.may_go_on.set()
    await until(lambda: sorted(handler.done) == [1, 3])
    async with asyncio.timeout(30):
        while len(await inbox.list_waiting(db.reader)) > 1:
            await asyncio.sleep(0.005)

    assert [update.update_id for update in await inbox.list_waiting(db.reader)] == [2]
    assert sorted(handler.began) == [1, 3]


async def test_an_update_that_is_added_twice_is_handled_once(
    db: Database, handler: Handler, start: Start
) -> None:
    lanes = await start()
    stored = await put(db, (1, 7))

    lanes.add(stored)
    lanes.add(stored)
    await settled(db)
    lanes.add(await put(db, (2, 7)))
    await settled(db)

    assert handler.done == [1, 2]


async def test_a_full_disk_puts_no_update_aside(
    db: Database, handler: Handler, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    lanes = await start()
    stored = await put(db, (1, 7))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, before[1]))
    try:
        lanes.add(stored)
        await until(lambda: "unwritable" in caplog.text)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert await settled(db) == {1: "done"}
    assert handler.done == [1]
