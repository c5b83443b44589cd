"""``python -m bench.servers <kind>``: a server in a process of its own.

It prints its port, and once its standard input is closed, what it has seen (JSON). The far ones
tell each message, and how late they woke at worst (s); the others, which keep to the first core,
the processor time their answers took (s).
"""

import asyncio
import json
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from aiohttp import web
from aiohttp.typedefs import Handler

from bench.crowd import FIRST_PERSON, TOKEN
from bench.support import JITTER, ROUND_TRIP
from klyngebot.sandbox import Fault, FaultKind, Limits, Sandbox, serve
from klyngebot.sandbox.wire import Wire

PEOPLE = 100
_FAR_PEOPLE = 2_000
_STRICT = Limits(per_second=30, penalty=5)
_SUDDEN = Fault(FaultKind.ERROR, method="sendMessage", after=150, status=429, retry_after=5)
_CHAT = {"id": FIRST_PERSON, "type": "private", "first_name": "Person"}
_ME = {"id": 990000000, "is_bot": True, "first_name": "Bot", "username": "made_up_bot"}
_RESULTS = {
    "getMe": _ME,
    "sendMessage": {"message_id": 1, "date": 1796000000, "chat": _CHAT, "from": _ME, "text": "Hei"},
}
_ANSWERS = {
    method: json.dumps({"ok": True, "result": result}).encode()
    for method, result in _RESULTS.items()
}

Tell = Callable[[], object]


@asynccontextmanager
async def _sandbox() -> AsyncIterator[tuple[int, Tell]]:
    """The stand-in as it is."""
    _keep_to_first_core()
    async with serve(_peopled(PEOPLE)) as server:
        yield server.port, _processor_time()


@asynccontextmanager
async def _constant() -> AsyncIterator[tuple[int, Tell]]:
    """An answer that costs nothing to make."""
    _keep_to_first_core()

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        body = _ANSWERS[request.match_info["method"]]
        return web.Response(body=body, content_type="application/json")

    async with _listening(answer) as port:
        yield port, _processor_time()


@asynccontextmanager
async def _far(
    *, limits: Limits | None = None, fault: Fault | None = None
) -> AsyncIterator[tuple[int, Tell]]:
    """The stand-in, a long way off."""
    sandbox = _peopled(_FAR_PEOPLE)
    sandbox.limits = limits
    if fault:
        sandbox.faults.add(fault)
    wire = Wire(sandbox)
    pick = random.Random(2)  # the same jitter every run
    late = [0.0]

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            await request.read()
        except ConnectionResetError:
            return web.Response()  # a client that was stopped has hung up
        until = time.monotonic() + ROUND_TRIP / 2 + pick.uniform(0, JITTER)
        await asyncio.sleep(until - time.monotonic())
        late.append(time.monotonic() - until)
        response = await wire.call(request)
        await asyncio.sleep(ROUND_TRIP / 2)
        return response

    async with _listening(answer) as port:
        yield port, lambda: {"messages": _messages(sandbox), "late": max(late)}


def _messages(sandbox: Sandbox) -> list[tuple[float, int]]:
    """Return when each message arrived (monotonic s), and how long (s) its sender must wait."""
    return sorted(
        (call.at, (call.answer or {}).get("parameters", {}).get("retry_after", 0))
        for call in sandbox.calls
        if call.method == "sendMessage"
    )


def _peopled(count: int) -> Sandbox:
    sandbox = Sandbox(token=TOKEN)
    for number in range(count):
        sandbox.say(sandbox.user(f"Person {number}", id=FIRST_PERSON + number), "/start")
    sandbox.queue.clear()
    return sandbox


def _keep_to_first_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _processor_time() -> Tell:
    began = time.process_time()
    return lambda: time.process_time() - began


@asynccontextmanager
async def _listening(answer: Handler) -> AsyncIterator[int]:
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


_KINDS: dict[str, Callable[[], AbstractAsyncContextManager[tuple[int, Tell]]]] = {
    "sandbox": _sandbox,
    "constant": _constant,
    "far": _far,
    "strict": lambda: _far(limits=_STRICT),
    "sudden": lambda: _far(fault=_SUDDEN),
}


async def main(kind: str) -> None:
    """Serve until nobody wants it."""
    async with _KINDS[kind]() as (port, tell):
        print(port, flush=True)
        await asyncio.to_thread(sys.stdin.read)
        print(json.dumps(tell()), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
