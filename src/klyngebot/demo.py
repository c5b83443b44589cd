"""The whole thing in one process, with no token and no server of anyone's."""

import asyncio
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from klyngebot.app import App, run_until_signal
from klyngebot.config import (
    ClusterSettings,
    DeliverySettings,
    Settings,
    StoreSettings,
    TelegramSettings,
)
from klyngebot.domain.codes import leader_code
from klyngebot.domain.register import read_row
from klyngebot.files.tables import read_csv
from klyngebot.sandbox import Sandbox, SandboxServer, serve
from klyngebot.services.register import Register
from klyngebot.store import partners
from klyngebot.store.database import (
    Database,
    StoreLockedError,
    StoreProblem,
    is_in_use,
)

TOKEN = "990000000:made-up-token-of-the-demo-bot"  # noqa: S105 - opens nothing but the demo
FIRST_PORT = 8765
PORTS = 20

_PEOPLE = (("Ola", "Leder", "nb"), ("Kari", "Fjell", "nb"), ("Emma", "Quarry", "en"))


async def run_demo(
    folder: Path, register: Path, announce: Callable[[str, str], None], *, port: int = FIRST_PORT
) -> None:
    """Run sandbox and bot until a signal.

    Args:
        folder: Where the demo keeps its database and the sandbox its chats.
        register: A CSV file that an empty database is filled from.
        announce: Told the address of the page and a leader code, when all is ready.
        port: The first port to try.
    """
    settings = Settings(
        telegram=TelegramSettings(token=SecretStr(TOKEN), poll_seconds=20),
        store=StoreSettings(path=folder / "klyngebot.sqlite3", backups=folder / "backups"),
        delivery=DeliverySettings(),
        cluster=ClusterSettings(),
    )
    folder.mkdir(parents=True, exist_ok=True)
    await _fill(settings, register)
    sandbox = Sandbox(token=TOKEN, state_path=folder / "sandbox.json")
    if not sandbox.users:
        for first_name, last_name, language in _PEOPLE:
            sandbox.user(first_name, last_name=last_name, language_code=language)
    async with AsyncExitStack() as stack:
        server = await _serve(stack, sandbox, port)
        telegram = settings.telegram.model_copy(update={"api_url": server.url})
        app = App(settings.model_copy(update={"telegram": telegram}))
        telling = asyncio.create_task(_tell(app, server, announce))
        try:
            await run_until_signal(app)
        finally:
            telling.cancel()


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


async def _tell(app: App, server: SandboxServer, announce: Callable[[str, str], None]) -> None:
    await app.ready.wait()
    announce(server.url, leader_code(TOKEN, datetime.now(UTC)))


async def _fill(settings: Settings, register: Path) -> None:
    db = await Database.open(settings.store.path)
    try:
        if not await partners.list_all(db.reader):
            rows = [read_row(row.line, row.cells) for row in read_csv(register.read_bytes())]
            await Register(db, lambda: secrets.token_urlsafe(12)).apply(rows, dry_run=False)
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
