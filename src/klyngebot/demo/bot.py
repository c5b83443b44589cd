"""The demo's bot, in a process of its own: it can really be killed, and started again."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

from pydantic import SecretStr

from klyngebot.app import App
from klyngebot.config import (
    AnnouncingSettings,
    ClusterSettings,
    DeliverySettings,
    Settings,
    StoreSettings,
    TelegramSettings,
)

TOKEN = "990000000:made-up-token-of-the-demo-bot"  # noqa: S105 - opens nothing but the demo
_READY = b"ready\n"
_STOPS_WITHIN = 20.0
"""How long the bot may take to finish what is at hand (s); then it is killed."""


class BotEndedError(RuntimeError):
    """The bot ended before it was ready; ``code`` is its exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the bot ended with code {code}; its log says why")
        self.code = code


def settings_in(folder: Path, api_url: str = "http://127.0.0.1") -> Settings:
    """Return the settings of a demo: what the operator has set for the real bot stays out."""
    return Settings(
        telegram=TelegramSettings(token=SecretStr(TOKEN), api_url=api_url, poll_seconds=20),
        store=StoreSettings(path=folder / "klyngebot.sqlite3", backups=folder / "backups"),
        delivery=DeliverySettings(),
        announcing=AnnouncingSettings(regret_seconds=3),  # who tries it does not want to wait
        cluster=ClusterSettings(),
    )


async def run_bot(folder: Path, api_url: str) -> None:
    """Run the bot until standard input ends: who started it is gone, or asks it to stop."""
    app = App(settings_in(folder, api_url))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, app.stop)
    loop.add_reader(sys.stdin.fileno(), _watch, loop, app.stop)
    telling = asyncio.create_task(_tell(app))
    try:
        await app.run()
    finally:
        telling.cancel()


class BotProcess:
    """Runs the bot of the demo in ``folder`` against ``api_url``.

    Args:
        folder: Where the demo keeps its data.
        api_url: Of the sandbox.
        log: Where the bot's log goes.
        changed: Told when the bot has started or ended.
    """

    def __init__(
        self, folder: Path, api_url: str, log: IO[str], changed: Callable[[], None]
    ) -> None:
        self._folder = folder
        self._api_url = api_url
        self._log = log
        self._changed = changed
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    @property
    def is_running(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start it, unless it runs, and wait until it is ready.

        Raises:
            BotEndedError: It has ended instead.
        """
        async with self._turn:
            if self.is_running:
                return
            process = self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "klyngebot", "demo-bot", str(self._folder), self._api_url),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=self._log,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                start_new_session=True,  # Ctrl-C is for the demo, which then ends the bot in order
            )
            assert process.stdout is not None
            if await process.stdout.readline() != _READY:
                raise BotEndedError(await process.wait())
            self._changed()

    async def kill(self) -> None:
        """Kill it without a warning (SIGKILL), and wait until it is gone."""
        async with self._turn:
            if self._process is not None and self.is_running:
                self._process.kill()
                await self._process.wait()
            self._changed()

    async def stop(self) -> None:
        """Let it finish what is at hand."""
        async with self._turn:
            process = self._process
            if process is None or process.stdin is None or not self.is_running:
                return
            process.stdin.close()
            try:
                await asyncio.wait_for(process.wait(), _STOPS_WITHIN)
            except TimeoutError:
                process.kill()
                await process.wait()


async def _tell(app: App) -> None:
    await app.ready.wait()
    sys.stdout.buffer.write(_READY)
    sys.stdout.buffer.flush()


def _watch(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    if not os.read(sys.stdin.fileno(), 1024):
        loop.remove_reader(sys.stdin.fileno())
        stop()
