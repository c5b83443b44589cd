"""The stand-in on a port of localhost."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from klyngebot.sandbox import page
from klyngebot.sandbox.attaching import Attaching
from klyngebot.sandbox.control import Control
from klyngebot.sandbox.door import Door
from klyngebot.sandbox.events import Events
from klyngebot.sandbox.grouping import Grouping
from klyngebot.sandbox.guard import guard
from klyngebot.sandbox.inspection import Inspection
from klyngebot.sandbox.sandbox import Sandbox
from klyngebot.sandbox.switchboard import Switchboard
from klyngebot.sandbox.webhook import Courier
from klyngebot.sandbox.wire import Wire

LARGEST_BODY = 64 * 1024 * 1024
CLOSES_WITHIN = 0.1
"""How long an open call may go on when the server closes (s)."""


@dataclass(frozen=True, slots=True)
class SandboxServer:
    """Where the stand-in listens.

    Args:
        sandbox: What is served.
        host: Of this machine.
        port: Of everything: Bot API, control API and page.
        api_port: Of the Bot API alone; closed during an outage, so that nobody gets through.
    """

    sandbox: Sandbox
    host: str
    port: int
    api_port: int

    @property
    def url(self) -> str:
        """The address, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    @property
    def api_url(self) -> str:
        """The address of the Bot API alone, without a slash at the end."""
        return f"http://{self.host}:{self.api_port}"


@asynccontextmanager
async def serve(
    sandbox: Sandbox, *, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[SandboxServer]:
    """Serve ``sandbox`` until the block ends; port 0 takes any that is free.

    Raises:
        OSError: The port is taken.
    """
    wire = Wire(sandbox)
    runner = _runner(_application(sandbox, wire))
    door = Door(sandbox, host, lambda: _runner(_bot_api(wire)))
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        await door.open()
        async with _running(Courier(sandbox, wire.obey).run(), door.follow()):
            yield SandboxServer(sandbox, host, runner.addresses[0][1], door.port)
    finally:
        await wire.close()
        await door.close()
        await runner.cleanup()
        sandbox.save()


@asynccontextmanager
async def _running(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Let ``works``, which never end by themselves, run for as long as the block lasts."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def run(sandbox: Sandbox, announce: Callable[[str], None], *, port: int) -> None:
    """Serve ``sandbox`` until SIGINT or SIGTERM; ``announce`` is told the address.

    Raises:
        OSError: The port is taken.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with serve(sandbox, port=port) as server:
        announce(server.url)
        await stopping.wait()


def _runner(app: web.Application) -> web.AppRunner:
    return web.AppRunner(
        app, access_log=None, handler_cancellation=True, shutdown_timeout=CLOSES_WITHIN
    )


def _bot_api(wire: Wire) -> web.Application:
    app = web.Application(middlewares=[guard], client_max_size=LARGEST_BODY)
    app.router.add_route("*", "/bot{token:[^/]+}/{method}", wire.call)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", wire.download)
    return app


def _application(sandbox: Sandbox, wire: Wire) -> web.Application:
    app = _bot_api(wire)
    app.router.add_get("/sandbox/events", Events(sandbox).stream)
    app.add_routes(control_api(sandbox))
    app.add_routes(page.routes())
    return app


def control_api(sandbox: Sandbox) -> list[web.RouteDef]:
    """Return what answers under ``/sandbox``, but for the stream of events."""
    rooms = (Control, Attaching, Grouping, Switchboard, Inspection)
    return [route for room in rooms for route in room(sandbox).routes()]
