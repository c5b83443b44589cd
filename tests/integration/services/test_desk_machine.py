"""The announcement desk against a simple model, whatever leaders, people, time and Telegram do.

The services, the engine, the scheduler, the sender and the store are the real ones; the record of
what chats have received is kept by a Telegram that answers as the machine decides, or never.
"""

import asyncio
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar, cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from integration.office import OSLO, Office, person
from klyngebot.bot.api import Api
from klyngebot.bot.contents import Contents
from klyngebot.bot.sender import TelegramSender
from klyngebot.broadcast.clockwatch import ClockWatch
from klyngebot.broadcast.engine import Engine
from klyngebot.broadcast.pacer import Pacer
from klyngebot.broadcast.scheduler import Scheduler
from klyngebot.domain.acknowledging import NO_CHANGE
from klyngebot.domain.audiences import Dimension, Place
from klyngebot.domain.broadcasts import Acknowledging, BroadcastId, Mark
from klyngebot.domain.deliveries import UNKNOWN_MESSAGE, Delivery, DeliveryState, Kind
from klyngebot.domain.errors import BadInputError, NotFoundError
from klyngebot.services.announcements import Announcements, SendingRules
from klyngebot.store import memberships
from klyngebot.store.database import Database
from support.chats import Chats, Flight, How, Post, at_hour
from support.clock import FakeClock
from support.desk_model import OPEN, Announcement, Desk, Row
from support.store import make_store

IN_FLIGHT = 3
REGRET = timedelta(seconds=30)
PEOPLE = [str(number) for number in range(1, 6)]
TOPIC = 1
Done = TypeVar("Done")

WATCHED = """
    CREATE TABLE moved (id INTEGER, before TEXT, after TEXT);
    CREATE TRIGGER moves AFTER UPDATE OF state ON delivery WHEN old.state <> new.state
    BEGIN INSERT INTO moved VALUES (new.id, old.state, new.state); END;
"""
"""Every move of every row is written down, also those that one transaction makes and unmakes."""

whom = st.sampled_from(PEOPLE)
which = st.sampled_from([0, 0, 0, 1, 2])
part = st.integers(0, 1)
asked = st.sampled_from([Acknowledging.EVERYBODY, *Acknowledging])


class DeskMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.clock = FakeClock()
        self.numbers = itertools.count(1_000_000)
        self.chats = Chats(leaves=self.leaves)
        self.answered: list[tuple[Flight, How]] = []
        self.desk = Desk(dict.fromkeys(PEOPLE, True), set(PEOPLE), {"1": 1, "2": 1, "3": 2})
        self.do(self.set_up())

    # The world.

    def do(self, work: Awaitable[Done]) -> Done:
        async def wait() -> Done:
            return await work

        return self.runner.run(wait())

    async def set_up(self) -> None:
        path = Path(self.folder.name) / "klyngebot.sqlite3"
        await make_store(path)
        await self.open()
        self.leader = await self.office.leader()
        await self.office.subscribe(*map(int, PEOPLE))
        partners = [await self.office.partner(name) for name in ("Senjagrafitt", "Kvarts")]
        for who, partner in self.desk.partners.items():
            employee = await self.office.employee(partners[partner - 1], f"Medlem {who}")
            mine = await self.office.id_of(person(int(who)))
            async with self.db.transaction() as tx:
                await memberships.begin(tx, employee, mine, self.clock.now())
        async with self.db.transaction() as tx:
            for statement in WATCHED.split(";\n    CREATE TRIGGER"):
                sql = statement if "TABLE" in statement else f"CREATE TRIGGER{statement}"
                await tx.execute(sql)

    async def open(self) -> None:
        """Start as the process does: open, recover, and look."""
        self.db = await Database.open(Path(self.folder.name) / "klyngebot.sqlite3")
        self.office = Office(self.db, self.clock, Path(self.folder.name))
        self.office._updates = self.numbers
        self.office.announcements = Announcements(self.db, self.clock, SendingRules(regret=REGRET))
        contents = Contents(self.db, self.clock, OSLO, "Prøveklyngen")
        pacer = Pacer(None, self.clock.monotonic)
        sender = TelegramSender(
            cast("Api", self.chats),
            contents,
            on_token_refused=lambda: None,
            is_quiet=lambda: False,
            pace=pacer,
        )
        self.engine = Engine(
            self.db, Post(self.chats, sender), pacer, self.clock, in_flight=IN_FLIGHT
        )
        watch = ClockWatch(self.clock)
        self.scheduler = Scheduler(self.db, self.clock, watch.is_right)
        await self.engine.recover()

    def leaves(self, delivery: Delivery) -> None:
        """Judge whether a message may leave now."""
        content, who = delivery.content, delivery.address
        if content.kind is Kind.BROADCAST_STOPPED:
            return
        if content.kind is Kind.BROADCAST:
            one = self.desk.find(content.subject_id)
            assert one.state == "sending", f"sent while {one.state}"
            assert (who, content.part) in one.rows, "sent to somebody outside the snapshot"
            row = one.rows[who, content.part]
            assert row.state == "pending", f"sent although {row.state}"
            earlier = [one.rows[who, number].state for number in range(content.part)]
            assert not set(earlier) & set(OPEN), "sent before the message before it"
            row.state = "sending"
            return
        one = self.desk.find(self.changed[content.subject_id])
        assert who in one.people, "changed at somebody outside the snapshot"
        assert content.kind is Kind.WITHDRAWAL or not one.withdrawn, f"{content.kind} afterwards"
        if content.kind is Kind.REMINDER:
            assert not self.desk.is_confirmed_for(one, who), "reminded of what is confirmed"
            assert self.desk.subscribed[who], "reminded although they have left"

    @property
    def changed(self) -> dict[int, int]:
        return self._changes

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.do(self.db.reader.fetch_all(sql))]

    def pick(self, number: int, *states: str) -> Announcement | None:
        found = [one for one in self.desk.announcements if not states or one.state in states]
        return found[-1 - number % len(found)] if found else None

    def twice(self, call: Callable[[], Awaitable[Done]]) -> Done:
        """Handle one update twice, as after a crash; the second time must change nothing."""
        self.do(call())
        return self.do(call())

    @initialize(parts=st.integers(1, 2), urgent=st.booleans(), asking=asked)
    def one_is_under_way(self, parts: int, urgent: bool, asking: Acknowledging) -> None:
        self.compose(parts, urgent, asking)
        self.preview(0)
        self.confirm(0, 2)
        self.time_passes(31)
        self.the_engine_works(1)

    # Writing.

    @rule(parts=st.integers(1, 2), urgent=st.booleans(), asking=asked)
    @precondition(lambda self: len(self.desk.announcements) < 3)
    def compose(self, parts: int, urgent: bool, asking: Acknowledging) -> None:
        id_ = self.do(self.office.composing.begin(self.leader)).broadcast.id
        texts = [f"A{id_} M{number} utgave 0" for number in range(parts)]
        for text in texts:
            typed = self.office.typed(text)
            self.twice(lambda typed=typed: self.office.drafting.answer(self.leader, typed))  # type: ignore[misc]
        mark = Mark.URGENT if urgent else Mark.NORMAL
        self.do(self.office.composing.set_mark(self.leader, id_, mark))
        self.do(self.office.composing.set_acknowledging(self.leader, id_, asking))
        self.desk.announcements.append(Announcement(id_, texts, urgent=urgent, asking=asking.value))

    @rule(number=which, message=part, edition=st.integers(0, 3))
    def edit_a_draft(self, number: int, message: int, edition: int) -> None:
        if (one := self.pick(number, "draft")) is None or message >= len(one.texts):
            return
        text = f"A{one.id} M{message} utgave {edition}"
        typed = self.office.typed(text, message_id=self.message_of(one, message))
        self.twice(lambda: self.office.drafting.correct(self.leader, typed))
        if one.texts[message] != text:
            one.texts[message], one.previewed, one.seen = text, False, None

    def message_of(self, one: Announcement, message: int) -> int:
        report = self.do(self.office.announcements.report(self.leader, BroadcastId(one.id)))
        return report.broadcast.parts[message].message_id

    @rule(number=which, topic=st.booleans())
    def choose_whom(self, number: int, topic: bool) -> None:
        if (one := self.pick(number, "draft")) is None:
            return
        id_, audiences = BroadcastId(one.id), self.office.audiences
        self.twice(lambda: audiences.choose_all(self.leader, id_, members=False))
        if topic:
            self.twice(
                lambda: audiences.set_value(
                    self.leader, id_, Place.FIRST, Dimension.TOPIC, TOPIC, on=True
                )
            )
        if one.topic or topic:
            one.seen = None
        one.topic = topic

    @rule(number=which, minutes=st.sampled_from([1, 30, 24 * 60]))
    def choose_when(self, number: int, minutes: int) -> None:
        if (one := self.pick(number, "draft")) is None:
            return
        at = (self.clock.now() + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
        self.do(self.office.scheduling.begin(self.leader, BroadcastId(one.id)))
        typed = self.office.typed(at_hour(at.astimezone(OSLO)))
        self.twice(lambda: self.office.drafting.answer(self.leader, typed))
        one.chosen, one.seen = at, None

    @rule(number=which)
    def preview(self, number: int) -> None:
        if (one := self.pick(number, "draft")) is None:
            return
        shown = self.do(self.office.previewed(self.leader, BroadcastId(one.id)))
        one.previewed, one.seen = True, len(self.desk.reached(one))
        one.seen_revision = shown.revision

    # Sending.

    @rule(number=which, at_once=st.sampled_from([1, 1, 2, 50]))
    def confirm(self, number: int, at_once: int) -> None:
        if (one := self.pick(number, "draft")) is None or not one.seen_revision:
            return
        now, people = self.clock.now(), len(self.desk.reached(one))
        right = one.previewed and one.seen == people and people > 0
        right = right and (one.chosen is None or one.chosen > now)
        shown = people if one.seen is None else one.seen
        id_, revision = BroadcastId(one.id), one.seen_revision

        async def press() -> bool:
            try:
                await self.office.announcements.confirm(
                    self.leader, id_, revision, shown, progress_message=None
                )
            except BadInputError:
                return False
            return True

        async def all_at_once() -> list[bool]:
            return await asyncio.gather(*(press() for _ in range(at_once)))

        assert set(self.do(all_at_once())) == {right}
        if right:
            self.desk.confirm(one, one.chosen or now + REGRET)

    @rule(number=which)
    def take_back(self, number: int) -> None:
        if (one := self.pick(number, "waiting", "sending", "paused", "cancelled")) is None:
            return
        waits = one.state == "waiting"
        try:
            self.twice(
                lambda: self.office.announcements.take_back(self.leader, BroadcastId(one.id))
            )
        except BadInputError:
            assert not waits
            return
        assert waits
        one.state, one.rows, one.due, one.seen = "draft", {}, None, None

    @rule(number=which)
    def pause(self, number: int) -> None:
        if (one := self.pick(number, "waiting", "sending", "paused", "cancelled")) is None:
            return
        self.twice(lambda: self.office.announcements.pause(self.leader, BroadcastId(one.id)))
        if one.state == "sending":
            one.state = "paused"

    @rule(number=which)
    def go_on(self, number: int) -> None:
        if (one := self.pick(number, "waiting", "paused", "cancelled")) is None:
            return
        self.twice(lambda: self.office.announcements.go_on(self.leader, BroadcastId(one.id)))
        if one.state == "paused":
            self.desk.begin(one)

    @rule(number=which)
    def cancel(self, number: int) -> None:
        if (one := self.pick(number, "waiting", "sending", "paused", "cancelled")) is None:
            return
        self.twice(lambda: self.office.announcements.cancel(self.leader, BroadcastId(one.id)))
        if one.state in {"sending", "paused"}:
            one.state = "cancelled"
            one.take_back_waiting()

    @rule(number=which, again=st.booleans())
    def answer_for_the_uncertain(self, number: int, again: bool) -> None:
        if (one := self.pick(number, "sending", "paused", "cancelled")) is None:
            return
        use, id_ = self.office.announcements, BroadcastId(one.id)
        if again:
            self.twice(lambda: use.send_again(self.leader, id_))
            self.desk.send_again(one)
            return
        self.twice(lambda: use.leave(self.leader, id_))
        for row in one.rows.values():
            row.budget = row.budget and row.state != "uncertain"

    # Time, the engine, and Telegram.

    @rule(seconds=st.sampled_from([5, 31, 3600, 7 * 3600]))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(seconds)
        self.do(self.scheduler.look())
        self.desk.pass_time(self.clock.now())

    @rule(days=st.sampled_from([-1, 1]))
    def the_clock_is_wrong_for_a_while(self, days: int) -> None:
        self.clock.at += timedelta(days=days)
        self.do(self.scheduler.look())
        self.clock.at -= timedelta(days=days)

    @rule(rounds=st.integers(1, 3))
    def the_engine_works(self, rounds: int) -> None:
        for _ in range(rounds):
            self.clock.advance(1.1)
            self.do(self.round())

    async def round(self) -> None:
        """Settle and claim once, and wait until what was claimed is with Telegram."""
        settled, self.answered = self.answered, []
        for flight, how in settled:
            self.settle(flight, how)
        for one in self.desk.announcements:
            self.desk.watch(one)
        await self.engine._step()
        await self.at_rest()

    async def at_rest(self) -> None:
        flying = self.engine._flying
        while sum(not task.done() for task in flying) > len(self.chats.flying):
            await asyncio.sleep(0)

    def settle(self, flight: Flight, how: How) -> None:
        content, who = flight.delivery.content, flight.delivery.address
        if content.kind is not Kind.BROADCAST:
            return
        one, key = self.desk.find(content.subject_id), (who, content.part)
        match how:
            case How.TAKEN:
                one.rows[key].state = "delivered"
                one.results += "d"
            case How.BLOCKED:
                one.rows[key].state = "refused"
                one.results += "r"
            case How.LATER | How.NOT_SENT:
                self.desk.not_sent(one, key)
            case _:
                self.desk.lost(one, key)
                one.results += "u"

    @rule(
        hows=st.lists(st.sampled_from([How.TAKEN, How.TAKEN, *How]), min_size=1, max_size=3),
        works=st.booleans(),
    )
    @precondition(lambda self: self.chats.flying)
    def telegram_answers(self, hows: list[How], works: bool) -> None:
        for how in hows:
            if self.chats.flying:
                self.do(self.answer(how))
        if works:
            self.the_engine_works(1)

    async def answer(self, how: How) -> None:
        flight = self.chats.flying[0]
        self.chats.answer(flight, how)
        self.answered.append((flight, how))
        await self.at_rest()

    @rule(taken=st.lists(st.booleans(), min_size=IN_FLIGHT, max_size=IN_FLIGHT))
    def the_process_is_killed(self, taken: list[bool]) -> None:
        choices = iter(taken)
        self.chats.die(lambda: next(choices))
        self.answered.clear()
        self.do(self.restart())
        for one in self.desk.announcements:
            for key, row in one.rows.items():
                if row.state == "sending":
                    self.desk.lost(one, key)

    async def restart(self) -> None:
        for task in self.engine._flying:
            task.cancel()
        await asyncio.gather(*self.engine._flying, return_exceptions=True)
        await self.db.close()
        await self.open()

    # Afterwards.

    @rule(number=which, message=part, edition=st.integers(0, 3))
    def correct(self, number: int, message: int, edition: int) -> None:
        one = self.pick(number, "waiting", "sending", "paused", "cancelled")
        if one is None or message >= len(one.texts):
            return
        text = f"A{one.id} M{message} utgave {edition}"
        typed = self.office.typed(text, message_id=self.message_of(one, message))
        try:
            shown = self.twice(lambda: self.office.correcting.note_edit(self.leader, typed))
        except BadInputError:
            assert one.withdrawn
            return
        assert not one.withdrawn
        assert (shown is None) == (one.texts[message] == text)
        if shown is None:
            return
        update, id_ = next(self.numbers), BroadcastId(one.id)
        self.twice(
            lambda: self.office.correcting.confirm(
                self.leader,
                id_,
                shown.correction.fingerprint,
                update_id=update,
                progress_message=None,
            )
        )
        one.texts[message] = text
        if one.state == "waiting":
            one.previewed = False

    @rule(number=which)
    def withdraw(self, number: int) -> None:
        one = self.pick(number, "waiting", "sending", "paused", "cancelled")
        if one is None:
            return
        update = next(self.numbers)
        self.twice(
            lambda: self.office.correcting.withdraw(
                self.leader, BroadcastId(one.id), update_id=update, progress_message=None
            )
        )
        one.withdrawn, one.state = True, "cancelled"
        one.take_back_waiting()

    @rule(number=which, who=whom)
    def acknowledge(self, number: int, who: str) -> None:
        if (one := self.pick(number)) is None:
            return
        rows = [row.state for (other, _), row in one.rows.items() if other == who]
        may = one.asking != "nobody" and one.state not in {"draft", "waiting"}
        may = may and any(state != "withdrawn" for state in rows)
        try:
            self.twice(
                lambda: self.office.acknowledgements.acknowledge(
                    person(int(who)), BroadcastId(one.id)
                )
            )
        except NotFoundError:
            assert not may
        else:
            assert may
            one.confirmed_by.add(who)

    @rule(number=which)
    def remind(self, number: int) -> None:
        one = self.pick(number, "sending", "paused", "cancelled")
        if one is None or one.asking == "nobody":
            return
        use, id_, update = self.office.acknowledgements, BroadcastId(one.id), next(self.numbers)
        found = self.do(use.confirmations(self.leader, id_))
        last = found.last_reminder.id if found.last_reminder else NO_CHANGE
        try:
            self.twice(lambda: use.remind(self.leader, id_, last, update_id=update))
        except BadInputError:
            return
        assert not one.withdrawn, "reminded of what was withdrawn"

    # People.

    @rule(who=whom)
    def leave(self, who: str) -> None:
        self.twice(lambda: self.office.subscriptions.stop(person(int(who))))
        self.desk.leave(who)

    @rule(who=whom)
    def come(self, who: str) -> None:
        self.twice(lambda: self.office.subscriptions.start(person(int(who))))
        self.desk.subscribed[who] = True

    @rule(who=whom, on=st.booleans())
    def choose_topic(self, who: str, on: bool) -> None:
        self.twice(lambda: self.office.subscriptions.set_topic(person(int(who)), TOPIC, on=on))  # type: ignore[arg-type]
        self.desk.topics = self.desk.topics | {who} if on else self.desk.topics - {who}

    @rule(who=whom, blocks=st.booleans())
    def block(self, who: str, blocks: bool) -> None:
        reason = "kicked" if blocks else None
        self.twice(lambda: self.office.subscriptions.set_reachable(person(int(who)), reason))

    # What always holds.

    @invariant()
    def everything_agrees(self) -> None:
        self._changes = {
            row["id"]: row["broadcast_id"] for row in self.rows("SELECT * FROM broadcast_change")
        }
        self.only_legal_moves()
        self.rows_are_as_the_model_has_them()
        self.copies_are_few()
        self.what_is_shown_is_what_it_says_now()
        self.accounts_agree_with_the_record()

    def only_legal_moves(self) -> None:
        for row in self.rows("SELECT DISTINCT before, after FROM moved"):
            DeliveryState(row["before"]).to(DeliveryState(row["after"]))
        (flying,) = self.rows("SELECT count(*) AS n FROM delivery WHERE state = 'sending'")
        assert flying["n"] <= IN_FLIGHT

    def rows_are_as_the_model_has_them(self) -> None:
        for one, row in itertools.product(
            self.desk.announcements, self.rows("SELECT id, state FROM broadcast")
        ):
            assert one.id != row["id"] or one.state == row["state"]
        real = {
            (row["subject_id"], row["address"], row["part"]): row["state"]
            for row in self.rows("SELECT * FROM delivery WHERE kind = 'broadcast'")
        }
        model = {
            (one.id, *key): row.state
            for one in self.desk.announcements
            for key, row in one.rows.items()
        }
        assert real == model

    def copies_are_few(self) -> None:
        for (who, kind, subject, number), copies in self.chats.copies.items():
            if kind is Kind.BROADCAST:
                row = self.desk.find(subject).rows.get((who, number), Row())
                assert copies <= 1 + row.again, f"{copies} copies"
            else:
                assert copies <= 1 + (kind is Kind.BROADCAST_STOPPED)

    def what_is_shown_is_what_it_says_now(self) -> None:
        latest: dict[tuple[int, Kind], dict[str, Any]] = {}
        for change in self.rows("SELECT * FROM delivery WHERE original_id IS NOT NULL ORDER BY id"):
            latest[change["original_id"], Kind(change["kind"])] = change
        for row in self.rows("SELECT * FROM delivery WHERE kind = 'broadcast'"):
            if row["state"] != "delivered":
                continue
            one, shown = self.desk.find(row["subject_id"]), None
            shown = self.chats.text(row["address"], row["message_id"])
            gone = latest.get((row["id"], Kind.WITHDRAWAL))
            edit = latest.get((row["id"], Kind.CORRECTION))
            if gone is not None:
                assert gone["state"] != "delivered" or shown is None, "withdrawn, and still there"
            elif edit is None or _is_done(edit):
                assert shown == one.texts[row["part"]], "delivered, and not as it is to be"

    def accounts_agree_with_the_record(self) -> None:
        for one in self.desk.sent():
            report = self.do(self.office.announcements.report(self.leader, BroadcastId(one.id)))
            counts = {state.value: n for state, n in report.account.counts.items() if n}
            assert counts == one.account
            got = Counter(
                who
                for (who, kind, subject, _), n in self.chats.copies.items()
                if kind is Kind.BROADCAST and subject == one.id and n
            )
            for (who, number), row in one.rows.items():
                copies = self.chats.copies[who, Kind.BROADCAST, one.id, number]
                assert copies or row.state != "delivered"
                assert not copies or row.again or row.state not in {"refused", "withdrawn"}
            everything = [who for who, n in got.items() if n == len(one.texts)]
            assert counts.get("delivered", 0) <= len(everything)

    def teardown(self) -> None:
        """Let all that may go out go out: nothing is left without a result."""
        try:
            self.end_well()
        finally:
            self.do(self.restart())
            self.do(self.db.close())
            self.runner.close()
            self.folder.cleanup()

    def end_well(self) -> None:
        calm = 0
        while calm < 2:  # what was put off in the first round goes in the second
            while self.chats.flying:
                self.do(self.answer(How.TAKEN))
            self.clock.advance(70)
            self.do(self.round())
            calm = 0 if self.chats.flying or self.answered else calm + 1
        self.everything_agrees()
        for row in self.rows("SELECT * FROM delivery WHERE state IN ('pending', 'sending')"):
            assert row["kind"] == "broadcast"
            assert self.desk.find(row["subject_id"]).state in {"waiting", "paused"}


def _is_done(edit: dict[str, Any]) -> bool:
    never_known = edit["state"] == "refused" and edit["reason"] == UNKNOWN_MESSAGE
    return edit["state"] in {"delivered", "withdrawn"} or never_known


def _run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        DeskMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_desk_does_as_its_model_and_no_chat_contradicts_it() -> None:
    _run(6, 40)


def test_what_happens_while_messages_are_on_their_way_is_judged_every_time() -> None:
    """One walk past the places that chance seldom finds."""
    desk = DeskMachine()
    try:
        desk.one_is_under_way(1, urgent=False, asking=Acknowledging.EVERYBODY)
        steps: list[Callable[[], None]] = [
            lambda: desk.correct(0, 0, 1),
            lambda: desk.telegram_answers([How.TAKEN, How.LATER, How.LOST_AFTER], works=True),
            lambda: desk.the_process_is_killed([True, False, True]),
            lambda: desk.answer_for_the_uncertain(0, again=True),
            lambda: desk.the_engine_works(2),
            lambda: desk.the_process_is_killed([True, True, True]),
            lambda: desk.answer_for_the_uncertain(0, again=True),
            lambda: desk.time_passes(5),
            lambda: desk.the_engine_works(2),
            lambda: desk.cancel(0),
            lambda: desk.telegram_answers([How.LATER, How.TAKEN, How.NOT_SENT], works=True),
            lambda: desk.correct(0, 0, 2),
            lambda: desk.correct(0, 0, 3),
        ]
        for step in steps:
            step()
            desk.everything_agrees()
    finally:
        desk.teardown()


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_the_desk_does_as_its_model_however_long_it_goes_on() -> None:
    _run(400, 100)
