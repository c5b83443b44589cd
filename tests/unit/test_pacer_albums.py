"""An album is one message to send and as many as its items at the server."""

import asyncio

import pytest

from klyngebot.broadcast.pacer import Pacer
from unit.test_pacer import Monotonic

RATE = 30


@pytest.fixture
def clock() -> Monotonic:
    return Monotonic()


@pytest.fixture
def pacer(clock: Monotonic) -> Pacer:
    return Pacer(RATE, clock)


async def started(pacer: Pacer, *addresses: str) -> list[asyncio.Task[bool]]:
    """Start an album of ten to each of ``addresses`` at once, and let them ask for room."""
    for address in addresses:
        pacer.start_bulk(address)
    albums = [asyncio.create_task(pacer.room_for(address, 10)) for address in addresses]
    await asyncio.sleep(0)
    return albums


async def test_three_albums_of_ten_are_a_second_and_the_fourth_waits_for_the_next(
    pacer: Pacer, clock: Monotonic
) -> None:
    albums = await started(pacer, "1", "2", "3", "4")
    at_once = [album.done() for album in albums]
    clock.now += 1.03

    assert at_once == [True, True, False, False]  # four have begun: 28 of 30 with two whole ones
    assert await asyncio.gather(*albums) == [True] * 4


async def test_no_bulk_starts_while_an_album_waits_or_as_long_as_it_takes(
    pacer: Pacer, clock: Monotonic
) -> None:
    albums = await started(pacer, "1", "2", "3", "4")
    while_it_waits = pacer.bulk_room()
    clock.now += 1.03
    await asyncio.gather(*albums)
    clock.now += 0.2
    soon = pacer.bulk_room()
    clock.now += 1.2

    assert (while_it_waits, soon) == (0, 0)
    assert pacer.bulk_room() > 0


async def test_an_album_that_waits_into_a_hold_does_not_leave(pacer: Pacer) -> None:
    albums = await started(pacer, "1", "2", "3", "4")

    pacer.hold(30)

    assert await asyncio.gather(*albums) == [True, True, False, False]


async def test_an_album_larger_than_the_limit_leaves_when_nothing_else_does(
    clock: Monotonic,
) -> None:
    pacer = Pacer(5, clock)

    (album,) = await started(pacer, "1")

    assert await album
    assert pacer.bulk_room() <= 0


async def test_an_album_counts_in_its_group_as_its_items(pacer: Pacer, clock: Monotonic) -> None:
    for _ in range(2):
        (album,) = await started(pacer, "-100")
        assert await album
        clock.now += 2

    assert pacer.busy() == ["-100"]


async def test_without_a_limit_an_album_leaves_at_once(clock: Monotonic) -> None:
    albums = await started(Pacer(None, clock), "1", "2", "3", "4")

    assert all(album.done() for album in albums)
