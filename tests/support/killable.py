"""The bot as a process of its own that is really killed.

``forkserver`` imports everything once, so that a start costs no import. The kill comes from outside
the code under test: at the n-th SQL statement, seen by SQLite's own trace.

``python -m support.killable FOLDER URL SYNCHRONOUS PAGES`` is the bot that ``strace``
makes a record of.
"""

import asyncio
import logging
import multiprocessing
import os
import signal
import sqlite3
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from klyngebot.app import App
from klyngebot.bot import progress
from klyngebot.broadcast import engine, pacer
from support.house import settings_for

# The server that processes are forked from finds the tests' own modules by this.
os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
_SPAWN = multiprocessing.get_context("forkserver")
_SPAWN.set_forkserver_preload(["support.killable"])


class BotProcess:
    """A running bot.

    Args:
        folder: Where its database lies.
        url: The sandbox.
        kill_at: The SQL statement, counted from 1, before which it is killed; None for never.
        in_flight: As in the settings.
        brisk: Whether it looks for work ten times as often; a sweep counts every look.
    """

    def __init__(
        self,
        folder: Path,
        url: str,
        *,
        kill_at: int | None = None,
        in_flight: int = 3,
        brisk: bool = False,
    ) -> None:
        self._count = _SPAWN.Value("i", 0)
        self._process = _SPAWN.Process(
            target=_run,
            args=(folder, url, kill_at, in_flight, self._count),
            kwargs={"brisk": brisk},
            daemon=True,
        )

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def statements(self) -> int:
        """Return how many SQL statements have begun."""
        return int(self._count.value)

    @property
    def was_killed(self) -> bool:
        return self._process.exitcode == -signal.SIGKILL

    @property
    def is_running(self) -> bool:
        return self._process.is_alive()

    def start(self) -> None:
        self._process.start()

    async def stop(self) -> int | None:
        """Send SIGTERM and return the exit code."""
        if self._process.is_alive():
            self._process.terminate()
        return await self._join()

    async def kill(self) -> None:
        if self._process.is_alive():
            self._process.kill()
        await self._join()

    async def _join(self) -> int | None:
        # In a thread: the sandbox the process talks to runs in this loop.
        await asyncio.to_thread(self._process.join, 20)
        return self._process.exitcode


def _run(
    folder: Path, url: str, kill_at: int | None, in_flight: int, count: Any, *, brisk: bool
) -> None:
    logging.disable(logging.CRITICAL)
    pacer.WINDOW = 0.1  # nobody waits for a pace
    if brisk:
        engine.IDLE = progress._LOOK = 0.05
    _trace_statements(kill_at, count)
    asyncio.run(_work(App(settings_for(folder, url, in_flight=in_flight))))


async def _work(app: App) -> None:
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, app.stop)
    await app.run()


def _trace_statements(kill_at: int | None, count: Any) -> None:
    connect = sqlite3.connect

    def traced(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **kwargs)
        connection.set_trace_callback(begun)
        return connection

    def begun(_statement: str) -> None:
        count.value += 1
        if count.value == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    sqlite3.connect = traced  # type: ignore[assignment]


def main(folder: str, url: str, synchronous: str, pages: str) -> None:
    """Run the bot until SIGTERM.

    ``synchronous`` takes the place of FULL, and the log moves into the file every ``pages`` pages.
    """
    _tune(synchronous, pages)
    _run(Path(folder), url, None, 3, SimpleNamespace(value=0), brisk=True)


def _tune(synchronous: str, pages: str) -> None:
    connect = sqlite3.connect

    class Tuned(sqlite3.Connection):
        def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
            if sql == "PRAGMA synchronous = FULL":
                super().execute(f"PRAGMA wal_autocheckpoint = {pages}")
                return super().execute(f"PRAGMA synchronous = {synchronous}")
            return super().execute(sql, parameters)

    def tuned(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, factory=Tuned, **kwargs)
        return connection

    sqlite3.connect = tuned  # type: ignore[assignment]


if __name__ == "__main__":
    main(*sys.argv[1:])
