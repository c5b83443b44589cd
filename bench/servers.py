"""``python -m bench.servers sandbox|constant``: a server on one core.

It prints its port, and once its standard input is closed, the processor time its answers took (s).
"""

import asyncio
import os
import sys
import time
from contextlib import AsyncExitStack

from aiohttp import web

from klyngebot.sandbox import Sandbox, serve

PEOPLE = 100
FIRST_PERSON = 990_000_001
_ANSWER = web.json_response({"ok": True, "result": {"message_id": 1}}).body


async def _sandbox(until: AsyncExitStack) -> int:
    sandbox = Sandbox()
    for number in range(PEOPLE):
        sandbox.say(sandbox.user(f"Person {number}", id=FIRST_PERSON + number), "/start")
    return (await until.enter_async_context(serve(sandbox))).port


async def _constant(until: AsyncExitStack) -> int:
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", _answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    until.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return int(runner.addresses[0][1])


async def _answer(request: web.Request) -> web.Response:
    await request.read()
    return web.Response(body=_ANSWER, content_type="application/json")


async def main(kind: str) -> None:
    """Serve until nobody wants it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    async with AsyncExitStack() as until:
        print(await {"sandbox": _sandbox, "constant": _constant}[kind](until), flush=True)
        began = time.process_time()
        await asyncio.to_thread(sys.stdin.read)
        print(time.process_time() - began, flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
