"""Claim, send, settle: what the rows say, whatever comes back."""

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from integration.office import Office, person, until
from klyngebot.broadcast import Engine, Pacer
from klyngebot.domain.deliveries import (
    Content,
    Deferred,
    Delivered,
    DeliveryState,
    Kind,
    Outcome,
    Refused,
    Uncertain,
)
from klyngebot.store import deliveries, subscribers
from klyngebot.store.database import Database
from klyngebot.store.deliveries import Settled
from support.clock import FakeClock
from support.sender import FakeSender

BLOCKED = Refused("Forbidden: bot was blocked by the user", unreachable=True)


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("klyngebot.broadcast.engine.IDLE", 0.005)
    monkeypatch.setattr("klyngebot.broadcast.engine.LONGEST_STOP", 0.05)


def unlimited(office: Office, sender: FakeSender, *, in_flight: int = 8) -> Engine:
    return engine(office, sender, Pacer(None, office.clock.monotonic), in_flight=in_flight)


def engine(office: Office, sender: FakeSender, pacer: Pacer, *, in_flight: int = 8) -> Engine:
    return Engine(office.db, sender, pacer, office.clock, in_flight=in_flight)


async def looked_again(clock: FakeClock, times: int = 3) -> None:
    """Wait until the engine has looked for work again."""
    before = clock.readings
    await until(lambda: clock.readings >= before + times)


async def finished(running: asyncio.Task[None], clock: FakeClock, seconds: float = 1.1) -> None:
    """Let time pass until everything is sent."""
    while not running.done():
        clock.advance(seconds)
        before = clock.readings
        await until(lambda before=before: running.done() or clock.readings > before + 2)  # type: ignore[misc]
    running.result()


async def test_everybody_gets_the_announcement_once(office: Office) -> None:
    await office.subscribe(*range(1, 21))
    await office.announce(await office.leader(), "Hei alle")
    sender = FakeSender()

    await unlimited(office, sender).drain()

    assert sorted(map(int, sender.addresses)) == list(range(1, 21))
    assert await office.states() == {"delivered": 20}


@pytest.mark.parametrize(
    ("outcome", "state", "reason"),
    [
        (Delivered(7), "delivered", ""),
        (Delivered(None), "delivered", ""),
        (Refused("Bad Request: chat not found"), "refused", "Bad Request: chat not found"),
        (Uncertain("http 502"), "uncertain", "http 502"),
        (ValueError("a fault of ours"), "uncertain", "fault"),
    ],
)
async def test_what_comes_back_is_written_down(
    office: Office, outcome: Outcome | Exception, state: str, reason: str
) -> None:
    await office.subscribe(1)
    await office.announce(await office.leader(), "Hei")

    await unlimited(office, FakeSender([outcome])).drain()

    row = await office.db.reader.fetch_one("SELECT state, reason, settled_at FROM delivery")
    assert row is not None
    assert (row["state"], row["reason"]) == (state, reason)
    assert row["settled_at"] is not None


async def test_the_message_id_is_kept(office: Office) -> None:
    await office.subscribe(1)
    await office.announce(await office.leader(), "Hei")

    await unlimited(office, FakeSender([Delivered(4711)])).drain()

    assert await office.value("SELECT message_id FROM delivery") == 4711


async def test_a_blocked_chat_is_marked_unreachable_and_not_tried_again(office: Office) -> None:
    await office.subscribe(1, 2)
    await office.announce(await office.leader(), "Hei")
    sender = FakeSender([BLOCKED])

    await unlimited(office, sender, in_flight=1).drain()

    first, second = [
        await subscribers.get(office.db.reader, await office.id_of(person(n))) for n in (1, 2)
    ]
    assert sender.addresses == ["1", "2"]
    assert await office.states() == {"refused": 1, "delivered": 1}
    assert first.unreachable_since == office.clock.at
    assert second.unreachable_since is None


async def test_a_refused_content_says_nothing_of_the_chat(office: Office) -> None:
    await office.subscribe(1)
    await office.announce(await office.leader(), "Hei")

    await unlimited(office, FakeSender([Refused("Bad Request: message is too long")])).drain()

    found = await subscribers.get(office.db.reader, await office.id_of(person(1)))
    assert found.unreachable_since is None


async def test_a_429_holds_all_of_bulk_for_its_time_and_not_longer(office: Office) -> None:
    await office.subscribe(1, 2, 3)
    await office.announce(await office.leader(), "Hei")
    sender = FakeSender([Deferred(30, holds_all=True)])
    running = asyncio.create_task(unlimited(office, sender, in_flight=1).drain())
    await until(lambda: len(sender.sent) == 1)
    await looked_again(office.clock)
    office.clock.advance(30)
    await looked_again(office.clock)
    sent_while_held = list(sender.addresses)

    office.clock.advance(1)
    await running

    assert sent_while_held == ["1"]
    assert sorted(sender.addresses) == ["1", "1", "2", "3"]
    assert await office.states() == {"delivered": 3}


async def test_a_429_of_one_chat_holds_that_chat_alone(office: Office) -> None:
    await office.subscribe(1, 2, 3)
    await office.announce(await office.leader(), "Hei", "Og så en til")
    sender = FakeSender([Deferred(30, holds_all=False)])
    running = asyncio.create_task(unlimited(office, sender, in_flight=1).drain())
    await until(lambda: len(sender.sent) == 3)
    await looked_again(office.clock)
    office.clock.advance(1.1)
    await until(lambda: len(sender.sent) == 5)
    await looked_again(office.clock)
    before = sender.addresses.count("1")

    await finished(running, office.clock, 40)

    assert before == 1
    assert await office.states() == {"delivered": 6}


async def test_an_album_that_met_the_limit_is_in_doubt_and_holds_the_rest(office: Office) -> None:
    await office.subscribe(1, 2)
    await office.announce(await office.leader(), "Hei")
    in_part = Uncertain("failed to send message #2", Deferred(30, holds_all=True))
    sender = FakeSender([in_part])
    running = asyncio.create_task(unlimited(office, sender, in_flight=1).drain())
    await until(lambda: len(sender.sent) == 1)
    await looked_again(office.clock)
    office.clock.advance(30)
    await looked_again(office.clock)
    sent_while_held = list(sender.addresses)
    holds = await deliveries.list_holds(office.db.reader, office.clock.now())

    office.clock.advance(1)
    await running

    assert sent_while_held == ["1"]
    assert {hold.address for hold in holds} == {"1", None}  # a restart knows of it, too
    assert sender.addresses == ["1", "2"]
    assert await office.states() == {"uncertain": 1, "delivered": 1}


async def test_a_deferred_row_is_never_lost(office: Office) -> None:
    await office.subscribe(1)
    await office.announce(await office.leader(), "Hei")
    sender = FakeSender([Deferred(5, holds_all=True)] * 4)
    running = asyncio.create_task(unlimited(office, sender).drain())

    await finished(running, office.clock, 2)

    assert len(sender.sent) == 5
    assert await office.states() == {"delivered": 1}


async def test_no_more_are_in_flight_than_allowed_and_each_of_them_is_sending_on_disk(
    office: Office,
) -> None:
    await office.subscribe(*range(1, 21))
    await office.announce(await office.leader(), "Hei")
    sender = FakeSender()
    sender.answers.clear()
    running = asyncio.create_task(unlimited(office, sender, in_flight=4).drain())
    await until(lambda: len(sender.flying) == 4)
    meanwhile = await office.states()

    sender.answers.set()
    await running

    assert meanwhile == {"sending": 4, "pending": 16}
    assert sender.most_flying == 4
    assert await office.states() == {"delivered": 20}


async def test_the_parts_of_an_announcement_reach_each_recipient_in_order(office: Office) -> None:
    await office.subscribe(1, 2, 3)
    await office.announce(await office.leader(), "Først", "Så", "Sist")
    sender = FakeSender()
    running = asyncio.create_task(unlimited(office, sender).drain())

    await finished(running, office.clock)

    assert sender.most_to_one_chat == 1
    for address in ("1", "2", "3"):
        parts = [d.content.part for d in sender.sent if d.address == address]
        assert parts == [0, 1, 2]


async def test_a_part_waits_until_the_deferred_one_before_it_has_gone(office: Office) -> None:
    await office.subscribe(1)
    await office.announce(await office.leader(), "Først", "Så")
    sender = FakeSender([Deferred(10)])
    running = asyncio.create_task(unlimited(office, sender).drain())

    await finished(running, office.clock)

    assert [delivery.content.part for delivery in sender.sent] == [0, 0, 1]


async def test_a_part_does_not_overtake_a_deferred_one_even_if_its_chat_is_free(
    office: Office,
) -> None:
    await office.subscribe(1)
    await office.announce(await office.leader(), "Først", "Så")
    async with office.db.transaction() as tx:
        (first,) = await deliveries.claim(tx, office.clock.now(), limit=9, busy=[])
        await deliveries.settle(tx, [Settled(first, Deferred(10))], office.clock.now())

        overtaking = await deliveries.claim(tx, office.clock.now(), limit=9, busy=[])

    assert overtaking == []


async def test_two_announcements_do_not_reach_a_chat_in_the_same_second(office: Office) -> None:
    await office.subscribe(1, 2)
    leader = await office.leader()
    await office.announce(leader, "Den første")
    await office.announce(leader, "Den andre")
    sender = FakeSender()
    sender.answers.clear()
    running = asyncio.create_task(unlimited(office, sender).drain())
    await until(lambda: len(sender.flying) >= 2)
    await looked_again(office.clock)
    at_once = sorted(sender.addresses)

    sender.answers.set()
    await finished(running, office.clock)

    assert at_once == ["1", "2"]
    assert sender.most_to_one_chat == 1


async def test_an_answer_to_a_request_goes_before_the_queue(office: Office) -> None:
    await office.subscribe(*range(1, 6))
    await office.announce(await office.leader(), "Hei")
    asker = await office.visitor(77)
    await office.queue(Content(kind=Kind.JOIN_ANSWER, subject_id=1), asker)
    sender = FakeSender()

    await unlimited(office, sender, in_flight=1).drain()

    assert sender.addresses[0] == "77"
    assert len(sender.addresses) == 6


async def test_an_answer_to_a_request_goes_out_while_bulk_is_held(office: Office) -> None:
    await office.subscribe(1)
    await office.announce(await office.leader(), "Hei")
    asker = await office.visitor(77)
    await office.queue(Content(kind=Kind.JOIN_ANSWER, subject_id=1), asker)
    pacer = Pacer(None, office.clock.monotonic)
    pacer.hold(60)
    sender = FakeSender()
    running = asyncio.create_task(engine(office, sender, pacer).drain())
    await until(lambda: len(sender.sent) == 1)
    await looked_again(office.clock)
    while_held = list(sender.addresses)

    office.clock.advance(61)
    await running

    assert while_held == ["77"]
    assert sender.addresses == ["77", "1"]


async def test_a_row_due_later_waits_for_its_time(office: Office) -> None:
    await office.subscribe(1)
    await office.announce(await office.leader(), "Hei")
    office.clock.advance(-10)
    sender = FakeSender()
    running = asyncio.create_task(unlimited(office, sender).drain())
    await looked_again(office.clock)
    early = list(sender.sent)

    await finished(running, office.clock, 10)

    assert early == []
    assert len(sender.sent) == 1


async def test_an_expired_row_is_settled_and_not_sent(office: Office) -> None:
    await office.subscribe(1)
    await office.announce(await office.leader(), "Hei")
    async with office.db.transaction() as tx:
        await tx.execute("UPDATE delivery SET expires_at = due_at")
    sender = FakeSender()

    await unlimited(office, sender).drain()

    assert sender.sent == []
    assert await office.states() == {"expired": 1}


async def test_who_leaves_in_time_gets_nothing(office: Office) -> None:
    await office.subscribe(1, 2)
    await office.announce(await office.leader(), "Hei")
    await office.subscriptions.stop(person(1))
    sender = FakeSender()

    await unlimited(office, sender).drain()

    assert sender.addresses == ["2"]
    assert await office.states() == {"withdrawn": 1, "delivered": 1}


async def test_what_a_crash_left_in_flight_is_uncertain_and_not_sent_by_itself(
    office: Office,
) -> None:
    await office.subscribe(1, 2, 3)
    await office.announce(await office.leader(), "Hei")
    async with office.db.transaction() as tx:
        await deliveries.claim(tx, office.clock.now(), limit=2, busy=[])
    sender = FakeSender()
    after_crash = unlimited(office, sender)

    left = await after_crash.recover()
    await after_crash.drain()

    assert left == 2
    assert sender.addresses == ["3"]
    assert await office.states() == {"uncertain": 2, "delivered": 1}


async def test_an_answer_to_a_request_survives_one_crash_by_itself_and_not_two(
    office: Office,
) -> None:
    asker = await office.visitor(77)
    await office.queue(Content(kind=Kind.JOIN_ANSWER, subject_id=1), asker)
    states = []

    for _ in range(2):
        async with office.db.transaction() as tx:
            await deliveries.claim(tx, office.clock.now(), limit=9, busy=[])
        await unlimited(office, FakeSender()).recover()
        states.append(await office.states())

    assert states == [{"pending": 1}, {"uncertain": 1}]


async def test_an_answer_whose_line_is_lost_is_sent_once_more(office: Office) -> None:
    asker = await office.visitor(77)
    await office.queue(Content(kind=Kind.JOIN_ANSWER, subject_id=1), asker)
    sender = FakeSender([Uncertain("lost")] * 3)

    await finished(asyncio.create_task(unlimited(office, sender).drain()), office.clock)

    assert len(sender.sent) == 2
    assert await office.states() == {"uncertain": 1}


async def test_a_hold_survives_a_restart(office: Office) -> None:
    await office.subscribe(1, 2)
    await office.announce(await office.leader(), "Hei")
    sender = FakeSender([Deferred(600, holds_all=True)])
    first = unlimited(office, sender, in_flight=1)
    running = asyncio.create_task(first.run())
    await until(lambda: len(sender.sent) == 1)
    await looked_again(office.clock)
    first.stop()
    await running
    pacer = Pacer(None, office.clock.monotonic)

    await engine(office, FakeSender(), pacer).recover()

    assert pacer.bulk_is_held
    assert pacer.busy() == ["1"]
    office.clock.advance(599)
    assert pacer.bulk_is_held
    office.clock.advance(2)
    assert not pacer.bulk_is_held


async def test_stopping_lets_what_is_in_flight_come_back_and_leaves_the_rest_waiting(
    office: Office,
) -> None:
    await office.subscribe(*range(1, 6))
    await office.announce(await office.leader(), "Hei")
    sender = FakeSender()
    sender.answers.clear()
    stopped = unlimited(office, sender, in_flight=2)
    running = asyncio.create_task(stopped.run())
    await until(lambda: len(sender.flying) == 2)

    stopped.stop()
    sender.answers.set()
    await running

    assert await office.states() == {"delivered": 2, "pending": 3}


async def test_stopping_does_not_wait_for_ever_for_an_answer(office: Office) -> None:
    await office.subscribe(1)
    await office.announce(await office.leader(), "Hei")
    sender = FakeSender()
    sender.answers.clear()
    stopped = unlimited(office, sender)
    running = asyncio.create_task(stopped.run())
    await until(lambda: len(sender.flying) == 1)

    stopped.stop()
    async with asyncio.timeout(30):
        await running

    assert await office.states() == {"uncertain": 1}
    assert await office.value("SELECT reason FROM delivery") == "stopped"


async def test_nobody_ever_gets_more_than_two(office: Office) -> None:
    await office.subscribe(1)
    leader = await office.leader()
    broadcast = await office.announce(leader, "Hei")
    sender = FakeSender([Uncertain("lost")] * 9)

    for _ in range(4):
        await finished(asyncio.create_task(unlimited(office, sender).drain()), office.clock)
        await office.announcements.send_again(leader, broadcast)
        await office.announcements.send_again(leader, broadcast)

    report = await office.announcements.report(leader, broadcast)
    assert len(sender.sent) == 2
    assert report.account.count(DeliveryState.UNCERTAIN) == 1
    assert not report.account.problems[0].can_resend


async def test_what_a_leader_leaves_is_not_sent_again(office: Office) -> None:
    await office.subscribe(1)
    leader = await office.leader()
    broadcast = await office.announce(leader, "Hei")
    sender = FakeSender([Uncertain("lost")])
    await unlimited(office, sender).drain()

    await office.announcements.leave(leader, broadcast)
    await office.announcements.send_again(leader, broadcast)
    await unlimited(office, sender).drain()

    assert len(sender.sent) == 1
    assert await office.states() == {"uncertain": 1}


async def test_the_engine_keeps_the_pace(office: Office) -> None:
    await office.subscribe(*range(1, 21))
    await office.announce(await office.leader(), "Hei")
    sender, pacer = FakeSender(), Pacer(10, office.clock.monotonic)
    running = asyncio.create_task(engine(office, sender, pacer, in_flight=64).drain())
    await until(lambda: bool(sender.sent))
    await looked_again(office.clock, 20)
    at_once = len(sender.sent)

    await finished(running, office.clock, 0.5)

    assert at_once <= 3
    assert len(sender.sent) == 20


async def test_an_engine_that_is_full_keeps_no_room_from_answers(office: Office) -> None:
    await office.subscribe(1, 2)
    await office.announce(await office.leader(), "Hei")
    sender, pacer = FakeSender(), Pacer(4, office.clock.monotonic)
    sender.answers.clear()
    running = asyncio.create_task(engine(office, sender, pacer, in_flight=1).drain())
    await until(lambda: len(sender.flying) == 1)
    office.clock.advance(2)
    await looked_again(office.clock, 20)

    answers = [asyncio.create_task(pacer.start_answer(f"answer {n}")) for n in range(4)]
    await asyncio.sleep(0)
    at_once = sum(answer.done() for answer in answers)
    await asyncio.gather(*answers)
    sender.answers.set()
    await finished(running, office.clock)

    assert at_once == 4


@contextmanager
def full_disk(db: Database) -> Iterator[None]:
    """Let no file of this process grow: SQLite is refused as it is by a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_full_disk_stops_sending_and_loses_no_result(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    await office.subscribe(1, 2, 3)
    await office.announce(await office.leader(), "Hei")
    sender = FakeSender()
    sender.answers.clear()
    running = asyncio.create_task(unlimited(office, sender, in_flight=1).drain())
    await until(lambda: len(sender.flying) == 1)

    with full_disk(office.db):
        sender.answers.set()
        await until(lambda: "unwritable" in caplog.text)
        sent_meanwhile = len(sender.sent)
    await finished(running, office.clock)

    assert sent_meanwhile == 1
    assert sender.addresses == ["1", "2", "3"]
    assert await office.states() == {"delivered": 3}


async def test_an_engine_that_is_stopped_while_the_disk_refuses_ends_and_loses_no_row(
    office: Office, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("klyngebot.broadcast.engine._UNWRITABLE_PAUSE", 0.01)
    await office.subscribe(1, 2)
    await office.announce(await office.leader(), "Hei.")
    sender = FakeSender()
    sender.answers.clear()
    running = unlimited(office, sender, in_flight=1)
    task = asyncio.create_task(running.run())
    await until(lambda: len(sender.flying) == 1)

    with full_disk(office.db):
        sender.answers.set()
        await until(lambda: "unwritable" in caplog.text)
        running.stop()
        await asyncio.wait_for(task, 10)

    assert "stopped_unwritten rows=1" in caplog.text
    assert await office.states() == {"sending": 1, "pending": 1}
    await unlimited(office, FakeSender()).recover()
    assert await office.states() == {"uncertain": 1, "pending": 1}


async def test_a_disk_that_takes_again_before_the_end_loses_no_result(
    office: Office, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("klyngebot.broadcast.engine._UNWRITABLE_PAUSE", 0.01)
    monkeypatch.setattr("klyngebot.broadcast.engine.LONGEST_STOP", 10.0)
    await office.subscribe(1)
    await office.announce(await office.leader(), "Hei.")
    sender = FakeSender()
    sender.answers.clear()
    running = unlimited(office, sender, in_flight=1)
    task = asyncio.create_task(running.run())
    await until(lambda: len(sender.flying) == 1)

    with full_disk(office.db):
        sender.answers.set()
        running.stop()
        await until(lambda: "unwritable" in caplog.text)
    await asyncio.wait_for(task, 10)

    assert await office.states() == {"delivered": 1}
