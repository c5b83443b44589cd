"""The whole thing on one machine, with no token and no server of anyone's."""

import asyncio
import secrets
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from klyngebot.config import Settings
from klyngebot.demo import tour
from klyngebot.demo.bot import TOKEN, BotEndedError, BotProcess, run_bot, settings_in
from klyngebot.domain.clock import SystemClock
from klyngebot.domain.codes import leader_code
from klyngebot.files.tables import read_table
from klyngebot.sandbox import Sandbox, SandboxServer, serve
from klyngebot.services.register import Register
from klyngebot.store import partners
from klyngebot.store.database import (
    Database,
    StoreLockedError,
    StoreProblem,
    is_in_use,
)

__all__ = ["TOKEN", "BotEndedError", "is_demo_folder", "reset", "run_bot", "run_demo"]

FIRST_PORT = 8765
PORTS = 20

_PEOPLE = (
    (tour.LEADER, "blir prosjektleder"),
    (tour.CONTACT, "hos en partner"),
    (tour.READER, "leser engelsk"),
)


async def run_demo(
    folder: Path,
    register: Path,
    log: IO[str],
    announce: Callable[[str, str], None],
    *,
    port: int = FIRST_PORT,
) -> None:
    """Run sandbox and bot until a signal.

    Args:
        folder: Where the demo keeps its database and the sandbox its chats.
        register: A CSV file that an empty database is filled from.
        log: Where the bot's log goes.
        announce: Told the address of the page and a leader code, when all is ready.
        port: The first port to try.

    Raises:
        StoreError: The database cannot be used.
        BotEndedError: The bot did not come up.
    """
    folder.mkdir(parents=True, exist_ok=True)
    await _fill(settings_in(folder), register)
    sandbox = Sandbox(token=TOKEN, state_path=folder / "sandbox.json")
    sandbox.guide = tour.guide()
    if not sandbox.users:
        for (first_name, last_name, language), hint in _PEOPLE:
            sandbox.user(first_name, last_name=last_name, language_code=language, hint=hint)
    async with AsyncExitStack() as stack:
        server = await _serve(stack, sandbox, port)
        bot = BotProcess(folder, server.api_url, log, lambda: sandbox.changed("state"))
        sandbox.process = bot
        stack.push_async_callback(bot.stop)
        stopping = _signalled()
        starting = asyncio.create_task(bot.start())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
            announce(server.url, leader_code(TOKEN, datetime.now(UTC)))
        else:
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
        await stopping


def _signalled() -> asyncio.Future[None]:
    """Return what is done as soon as SIGTERM or SIGINT asks to stop."""
    loop = asyncio.get_running_loop()
    stopping = loop.create_future()

    def stop() -> None:
        if not stopping.done():
            stopping.set_result(None)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    return stopping


def is_demo_folder(folder: Path) -> bool:
    """Return whether ``folder`` is free for a demo: new, or a demo's own."""
    return not (folder / "klyngebot.sqlite3").exists() or (folder / "demo.log").exists()


def reset(folder: Path) -> None:
    """Remove what a demo keeps in ``folder``, and nothing else.

    Raises:
        StoreLockedError: The demo is running.
    """
    database = folder / "klyngebot.sqlite3"
    if database.exists() and is_in_use(database):
        raise StoreLockedError(StoreProblem.IN_USE, database)
    for name in ("klyngebot.sqlite3*", "sandbox.*", "demo.log", "backups"):
        for path in folder.glob(name):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


async def _fill(settings: Settings, register: Path) -> None:
    db = await Database.open(settings.store.path)
    try:
        if not await partners.list_all(db.reader):
            await Register(db, SystemClock(), lambda: secrets.token_urlsafe(12)).read_in(
                read_table(register.read_bytes()), informed=True
            )
    finally:
        await db.close()


async def _serve(stack: AsyncExitStack, sandbox: Sandbox, first: int) -> SandboxServer:
    for port in _ports(first):
        try:
            return await stack.enter_async_context(serve(sandbox, port=port))
        except OSError:
            continue
    raise OSError(f"every port from {first} to {first + PORTS - 1} is taken")


def _ports(first: int) -> Iterator[int]:
    yield from range(first, first + PORTS)
