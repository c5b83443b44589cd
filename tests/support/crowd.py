"""A hundred thousand recipients, and a leaner stand-in for Telegram than the sandbox.

It knows what becomes of a message to each of them before it is sent, and counts what arrives.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from enum import Enum
from itertools import cycle
from pathlib import Path
from random import Random

from aiohttp import web

from klyngebot.domain.broadcasts import MAIN, Part
from klyngebot.domain.clock import SystemClock
from klyngebot.domain.roles import Caller
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.services.announcements import Announcements, SendingRules
from klyngebot.store import broadcasts, parts
from klyngebot.store.database import Database
from support.store import make_store

FIRST = 990_000_000
"""The address of the first recipient; the leader's is the one before it."""

_REFUSED_SHARE = 0.02
_LOST_SHARE = 0.005
RETRY_AFTER = 1
"""How long (s) a 429 asks to wait."""

_BURST = 5
"""How many sends in a row are refused with a 429."""


class Fate(Enum):
    """What becomes of a message to somebody."""

    TAKEN = "taken"
    REFUSED = "refused"
    LOST = "lost"
    """It arrives, and the line ends before the answer."""


async def announce_to(path: Path, recipients: int) -> None:
    """Make a store at ``path`` in which an announcement to so many has just been confirmed."""
    await make_store(path)
    db = await Database.open(path)
    clock = SystemClock()
    async with db.transaction() as tx:
        await tx.execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
            INSERT INTO subscriber (channel, address, name, locale, subscribed, staff, created_at)
            SELECT 'telegram', cast(:first - 1 + i AS TEXT), 'Person ' || i, 'nb', i > 0,
                   iif(i, NULL, 'leader'), ''
              FROM n
            """,
            first=FIRST,
            count=recipients,
        )
        broadcast = await broadcasts.add(tx, SubscriberId(1), clock.now())
        part = Part(id=1, html="En kunngjøring")
        await parts.add(tx, broadcast, MAIN, part, update_id=1)
        await broadcasts.note_previewed(tx, broadcast, 1)
    leader = Caller(address=str(FIRST - 1), name="Person 0")
    desk = Announcements(db, clock, SendingRules(regret=timedelta(0)))
    await desk.confirm(leader, broadcast, 1, recipients, progress_message=None)
    await db.close()


class Crowd:
    """What the server does, and what it has seen.

    Args:
        recipients: How many.
        bursts: Before which messages, counted from 1, a burst of 429 begins.
        kills: Before which messages the process is killed.
        seed: Of the fates.
    """

    def __init__(
        self, recipients: int, *, bursts: Iterable[int], kills: Iterable[int], seed: int = 1
    ) -> None:
        taken = 1 - _REFUSED_SHARE - _LOST_SHARE
        shares = (taken, _REFUSED_SHARE, _LOST_SHARE)
        self.fates = Random(seed).choices(list(Fate), shares, k=recipients)
        self.copies = [0] * recipients
        self.messages = 0
        self.waits = 0
        self.within_waits = 0
        self.lost = 0
        self.pid: int | None = None
        self._bursts = set(bursts)
        self._kills: Iterator[int] = iter(sorted(kills))
        self._kill_at = next(self._kills, None)
        self._phases = cycle(("received", "effect", "answered"))
        self._limited = 0
        self._wait_until = 0.0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a call of the Bot API."""
        method = request.match_info["method"]
        params = await request.json()
        if method == "getUpdates":
            await asyncio.sleep(params["timeout"])  # there is never anything
            return _ok([])
        number = int(params.get("chat_id", 0)) - FIRST
        if method != "sendMessage" or number < 0:
            return _ok(_plain(method, params))
        return await self._message(request, number)

    async def _message(self, request: web.Request, number: int) -> web.StreamResponse:
        if self._is_limited():
            return _refusal(429, "Too Many Requests: retry after 1", retry_after=RETRY_AFTER)
        self.messages += 1
        dies_at = self._phase()
        if dies_at == "received":
            self._kill()
            return _ok(True)
        if self.fates[number] is Fate.REFUSED:
            response = _refusal(403, "Forbidden: bot was blocked by the user")
        else:
            self.copies[number] += 1
            response = _ok({"message_id": self.messages})
        if dies_at == "effect":
            self._kill()
        elif self.fates[number] is Fate.LOST and request.transport is not None:
            self.lost += 1
            request.transport.close()
        with suppress(ConnectionError):
            await response.prepare(request)
            await response.write_eof()
        if dies_at == "answered":
            self._kill()
        return response

    def _is_limited(self) -> bool:
        now = asyncio.get_running_loop().time()
        if self.messages + 1 in self._bursts:
            self._bursts.remove(self.messages + 1)
            self._limited, self._wait_until = _BURST, now + RETRY_AFTER
            self.waits += 1
        self.within_waits += now < self._wait_until
        if not self._limited:
            return False
        self._limited -= 1
        return True

    def _phase(self) -> str | None:
        """Return at which phase of this message the process is killed, if it is."""
        if self.messages != self._kill_at:
            return None
        self._kill_at = next(self._kills, None)
        return next(self._phases)

    def _kill(self) -> None:
        assert self.pid is not None
        os.kill(self.pid, signal.SIGKILL)


def _plain(method: str, params: dict[str, object]) -> object:
    """Return what a call is answered with that has nothing to do with the crowd."""
    if method == "getMe":
        return {"id": 990000000, "is_bot": True, "first_name": "Bot", "username": "made_up_bot"}
    if method in {"sendMessage", "editMessageText"}:
        chat = {"id": params["chat_id"], "type": "private"}
        return {"message_id": params.get("message_id", 1), "date": 0, "chat": chat}
    return True


def _ok(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refusal(status: int, description: str, **parameters: int) -> web.Response:
    body = {"ok": False, "error_code": status, "description": description, "parameters": parameters}
    return web.json_response(body, status=status)


@asynccontextmanager
async def serve_crowd(crowd: Crowd) -> AsyncIterator[str]:
    """Serve ``crowd`` and yield its address."""
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", crowd.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
