"""Server-sent events: they tell the page what has changed, and the page asks for it."""

import asyncio
import json

from aiohttp import web

from klyngebot.sandbox.world import World

GATHERED_FOR = 0.04
"""Changes are told together, at most so late (s)."""

HEARTBEAT = 15.0


class Events:
    """Tells browsers which topics of ``world`` have changed: ``chat:1``, ``users``, ``calls``."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Tell one browser, until it goes away."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        changed = {"everything"}
        woken = asyncio.Event()
        woken.set()

        def note(topic: str) -> None:
            changed.add(topic)
            woken.set()

        self._world.listeners.append(note)
        try:
            while True:
                await self._tell(response, changed, woken)
        except ConnectionError:
            return response
        finally:
            self._world.listeners.remove(note)

    async def _tell(
        self, response: web.StreamResponse, changed: set[str], woken: asyncio.Event
    ) -> None:
        try:
            await asyncio.wait_for(woken.wait(), HEARTBEAT)
        except TimeoutError:
            await response.write(b": still here\n\n")
            return
        await asyncio.sleep(GATHERED_FOR)
        woken.clear()
        topics = sorted(changed)
        changed.clear()
        await response.write(f"data: {json.dumps(topics)}\n\n".encode())
