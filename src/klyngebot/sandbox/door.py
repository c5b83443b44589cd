"""The Bot API on a port of its own, which is really closed while Telegram is away.

On the port that the page shares, an outage can only break calls off that have arrived, and a bot
must then fear that they had an effect. Here it is refused, as when the network is down.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from klyngebot.sandbox.world import World


@dataclass(slots=True)
class Door:
    """Opens and closes with the outages of ``world``.

    Args:
        world: Whose outages.
        host: Of this machine.
        runner: Makes what serves the Bot API, anew for each time the door opens.
        port: Chosen when it opens first, and kept.
    """

    world: World
    host: str
    runner: Callable[[], web.AppRunner]
    port: int = 0
    _open: web.AppRunner | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def open(self) -> None:
        """Listen."""
        if self._open is None:
            runner = self._open = self.runner()
            await runner.setup()
            await web.TCPSite(runner, self.host, self.port).start()
            self.port = runner.addresses[0][1]

    async def close(self) -> None:
        """Refuse everybody, and hang up on those inside."""
        runner, self._open = self._open, None
        if runner is not None:
            await runner.cleanup()

    async def follow(self) -> None:
        """Open and close as ``world`` says, until cancelled."""
        self.world.listeners.append(self._note)
        try:
            while True:
                await self._changed.wait()
                self._changed.clear()
                await (self.close() if self.world.outage else self.open())
        finally:
            self.world.listeners.remove(self._note)

    def _note(self, topic: str) -> None:
        if topic == "state":
            self._changed.set()
