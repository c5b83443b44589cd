"""Promises 1 to 3 under SIGKILL: at SQL boundaries and at the phases of a request.

One scenario holds intake, commands and a broadcast. Each run starts from the same files, kills the
process at one point, starts it again, and compares the store with what the chats really received.
"""

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from klyngebot.sandbox import Fault, FaultKind, Sandbox, User, serve
from support.house import TOKEN, House, open_house
from support.killable import BotProcess

IN_FLIGHT = 3
PEOPLE = 7
TEXT = "Dette er kunngjøringen"
STEPS = range(20, 230, 10)


@dataclass(frozen=True)
class Template:
    """The files every run starts from: a leader about to confirm, and people who subscribe."""

    folder: Path
    leader_id: int
    confirm: str
    confirm_message: int


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return asyncio.run(_prepare(tmp_path_factory.mktemp("template")))


async def _prepare(folder: Path) -> Template:
    async with open_house(folder, state_path=folder / "sandbox.json") as house:
        leader = await house.leader()
        for number in range(PEOPLE):
            await house.say(house.person(f"Person{number}"), "/start")
        joiner = house.sandbox.users[1]
        await house.say(joiner, "/start bli-made-up-join-code-0")
        await house.say(leader, "/kunngjor")
        await house.say(leader, TEXT)
        await house.tap(leader, "Forhåndsvis")
        message = house.sandbox.chat(leader.id)[-1]
        confirm = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        house.sandbox.save()
        return Template(folder, leader.id, confirm, message["message_id"])


@asynccontextmanager
async def scenario(template: Template, folder: Path) -> AsyncIterator[tuple[House, list[User]]]:
    """Copy the files and queue what people do while the bot is down."""
    shutil.copytree(template.folder, folder, dirs_exist_ok=True)
    sandbox = Sandbox(token=TOKEN, state_path=folder / "sandbox.json")
    async with serve(sandbox) as server:
        house = House(folder, sandbox, server.url)
        people = [user for user in sandbox.users if user.id != template.leader_id]
        leader = next(user for user in sandbox.users if user.id == template.leader_id)
        sandbox.tap_data(leader, template.confirm, message_id=template.confirm_message)
        sandbox.tap(people[0], "Bjørg Mørk")
        sandbox.tap(people[1], "✓ Miljø")
        sandbox.say(people[2], "/hjelp")
        sandbox.say(people[3], "/start")
        yield house, people


async def run_until_settled(house: House, url: str) -> None:
    """Start the bot again and wait until nothing waits."""
    bot = BotProcess(house.folder, url, in_flight=IN_FLIGHT, brisk=True)
    greetings = _greetings(house)
    bot.start()
    try:
        async with asyncio.timeout(30):
            await house.until(lambda: _greetings(house) > greetings)
            await house.settled()
            while not _account_is_shown(house):
                await asyncio.sleep(0.01)
    finally:
        code = await bot.stop()
    assert code == 0


def _greetings(house: House) -> int:
    return sum(call.method == "getMe" for call in house.sandbox.calls)


def _account_is_shown(house: House) -> bool:
    return bool(house.rows("SELECT 1 FROM broadcast WHERE progress_shown = 'final'"))


def check_promises(house: House, people: list[User]) -> None:
    """Compare the store with what the chats really received."""
    rows = house.rows(
        "SELECT address, state FROM delivery WHERE kind = 'broadcast' AND subject_id = 1"
    )
    states = {int(address): state for address, state in rows}
    copies = Counter(r.chat_id for r in house.sandbox.all_received if r.text == TEXT)
    assert len(rows) == len(states) == PEOPLE + 1, "a recipient is missing or stands twice"
    assert set(states.values()) <= {"delivered", "uncertain"}
    assert sum(state == "uncertain" for state in states.values()) <= IN_FLIGHT
    for chat_id, state in states.items():
        assert copies[chat_id] <= 1, "somebody got two copies unasked"
        assert copies[chat_id] == 1 or state == "uncertain", "somebody was silently missed"
    assert house.rows("SELECT count(*) FROM broadcast") == [(1,)]
    assert house.rows("SELECT count(*) FROM join_request") == [(1,)]
    assert house.rows("SELECT count(*) FROM subscription") == [(4 * (PEOPLE + 1) - 1,)]
    assert house.rows("SELECT DISTINCT state FROM inbox") == [("done",)]
    assert "Takk, Bjørg Mørk!" in "".join(house.texts(people[0]))
    assert any(text.startswith("Dette kan jeg") for text in house.texts(people[2]))
    assert house.texts(people[3])[-1].startswith(("Hei, Person3!", TEXT))


async def sweep_statement(template: Template, folder: Path, kill_at: int) -> bool:
    """Kill at one SQL statement; return False when the work was done before it came."""
    async with scenario(template, folder) as (house, people):
        url = house.settings.telegram.api_url
        bot = BotProcess(folder, url, kill_at=kill_at, in_flight=IN_FLIGHT)
        bot.start()
        try:
            async with asyncio.timeout(30):
                while bot.is_running and not _is_over(house):
                    await asyncio.sleep(0.01)
        finally:
            await bot.kill()
        await run_until_settled(house, url)
        check_promises(house, people)
        return bot.statements >= kill_at


def _is_over(house: House) -> bool:
    return not house.sandbox.pending_updates and _account_is_shown(house)


@pytest.mark.parametrize("kill_at", STEPS)
async def test_a_kill_at_a_statement_loses_nothing_and_doubles_nothing(
    template: Template, tmp_path: Path, kill_at: int
) -> None:
    await sweep_statement(template, tmp_path, kill_at)


@pytest.mark.long
@pytest.mark.parametrize("kill_at", range(1, 400))
async def test_a_kill_at_any_statement_loses_nothing_and_doubles_nothing(
    template: Template, tmp_path: Path, kill_at: int
) -> None:
    await sweep_statement(template, tmp_path, kill_at)


async def test_the_sweep_reaches_past_the_last_recipient(
    template: Template, tmp_path: Path
) -> None:
    assert await sweep_statement(template, tmp_path / "first", STEPS[0])
    async with scenario(template, tmp_path / "whole") as (house, people):
        bot = BotProcess(house.folder, house.settings.telegram.api_url, in_flight=IN_FLIGHT)
        bot.start()
        async with asyncio.timeout(30):
            while not _is_over(house):
                await asyncio.sleep(0.01)
        assert await bot.stop() == 0
        check_promises(house, people)
        assert STEPS[-1] > bot.statements * 0.6


@pytest.mark.parametrize("phase", ["received", "effect", "answered"])
@pytest.mark.parametrize("position", [0, PEOPLE // 2, PEOPLE])
async def test_a_kill_at_a_phase_of_a_send_leaves_at_most_those_in_flight_uncertain(
    template: Template, tmp_path: Path, phase: str, position: int
) -> None:
    await sweep_request(template, tmp_path, phase, "sendMessage", position, contains=TEXT)


@pytest.mark.parametrize("phase", ["received", "effect", "answered"])
@pytest.mark.parametrize("method", ["getUpdates", "answerCallbackQuery", "editMessageText"])
async def test_a_kill_at_a_phase_of_a_call_loses_no_command(
    template: Template, tmp_path: Path, phase: str, method: str
) -> None:
    await sweep_request(template, tmp_path, phase, method, 0)


async def sweep_request(  # noqa: PLR0917
    template: Template,
    folder: Path,
    phase: str,
    method: str,
    position: int,
    contains: str | None = None,
) -> None:
    async with scenario(template, folder) as (house, people):
        url = house.settings.telegram.api_url
        bot = BotProcess(folder, url, in_flight=IN_FLIGHT)
        bot.start()
        house.sandbox.faults.add(
            Fault(
                FaultKind.KILL,
                method=method,
                contains=contains,
                after=position,
                pid=bot.pid,
                phase=phase,
            )
        )
        async with asyncio.timeout(30):
            while bot.is_running:
                await asyncio.sleep(0.01)
        assert await bot.stop() is not None
        assert bot.was_killed
        await run_until_settled(house, url)
        check_promises(house, people)
