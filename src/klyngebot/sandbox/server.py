"""The stand-in on a port of localhost."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from klyngebot.sandbox import page
from klyngebot.sandbox.control import Control
from klyngebot.sandbox.events import Events
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
    """Where the stand-in listens."""

    sandbox: Sandbox
    host: str
    port: int

    @property
    def url(self) -> str:
        """The address, without a slash at the end."""
        return f"http://{self.host}:{self.port}"


@asynccontextmanager
async def serve(
    sandbox: Sandbox, *, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[SandboxServer]:
    """Serve ``sandbox`` until the block ends; port 0 takes any that is free.

    Raises:
        OSError: The port is taken.
    """
    wire = Wire(sandbox)
    runner = web.AppRunner(
        _application(sandbox, wire),
        access_log=None,
        handler_cancellation=True,
        shutdown_timeout=CLOSES_WITHIN,
    )
    courier = Courier(sandbox, wire.obey)
    await runner.setup()
    delivering = asyncio.create_task(courier.run())
    try:
        await web.TCPSite(runner, host, port).start()
        yield SandboxServer(sandbox, host, runner.addresses[0][1])
    finally:
        delivering.cancel()
        await asyncio.gather(delivering, return_exceptions=True)
        await wire.close()
        await runner.cleanup()
        sandbox.save()


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


def _application(sandbox: Sandbox, wire: Wire) -> web.Application:
    app = web.Application(middlewares=[guard], client_max_size=LARGEST_BODY)
    app.router.add_route("*", "/bot{token:[^/]+}/{method}", wire.call)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", wire.download)
    app.router.add_get("/sandbox/events", Events(sandbox).stream)
    rooms = (Control(sandbox), Switchboard(sandbox), Inspection(sandbox))
    app.add_routes([*(route for room in rooms for route in room.routes()), *page.routes()])
    return app
