"""The whole bot against the sandbox: answers beside a broadcast, restarts, memory."""

import asyncio
import shutil
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import mkdtemp

from bench.crowd import TOKEN
from bench.support import Row, fill, percentile
from klyngebot.sandbox import Sandbox, User, serve
from klyngebot.store.database import Database

_ASKS = 60
_RECIPIENTS = 900


async def measure() -> list[Row]:
    """Run the bot as a process of its own; the sandbox in this one."""
    return [*await _answers(), *await _restarts(), *await _memory()]


async def _answers() -> list[Row]:
    async with _house(_RECIPIENTS) as (sandbox, url, folder):
        kari = sandbox.user("Kari")
        bot = await _start(folder, url, sandbox)
        busy = await _ask_often(sandbox, kari)
        still = _sent(sandbox)
        await sandbox.wait_for(lambda: _sent(sandbox) == _RECIPIENTS, timeout=60)
        idle = await _ask_often(sandbox, kari)
        await _stop(bot)
    ratio = percentile(busy, 0.99) / percentile(idle, 0.99)
    return [
        Row(
            "Answer to a command while a broadcast runs at 30/s, p99",
            "≤ 1.5 × idle",
            f"{ratio:.2f} × ({percentile(busy, 0.99) * 1000:.0f} ms against "
            f"{percentile(idle, 0.99) * 1000:.0f} ms)",
            f"/hjelp every 0.35 s, {_ASKS} each; {still} of {_RECIPIENTS} sent meanwhile",
        )
    ]


async def _restarts() -> list[Row]:
    resumed, ready = [], []
    for _ in range(8):
        async with _house(400) as (sandbox, url, folder):
            began = time.monotonic()
            bot = await _start(folder, url, sandbox)
            ready.append(time.monotonic() - began)
            await _more_than(sandbox, 20)
            bot.kill()
            await bot.wait()
            killed, before = time.monotonic(), len(sandbox.all_received)
            again = await _start(folder, url, sandbox)
            await _more_than(sandbox, before)
            resumed.append(time.monotonic() - killed)
            await _stop(again)
    return [
        Row(
            "Kill to first resumed delivery, p95",
            "< 3 s",
            f"{percentile(resumed, 0.95):.1f} s",
            "SIGKILL, started again at once, 8 times",
        ),
        Row(
            "Start to ready, worst of 8",
            "< 2 s",
            f"{max(ready):.1f} s",
            "from exec to the first poll, imports and integrity check in it",
        ),
    ]


async def _memory() -> list[Row]:
    code = "import asyncio\nfrom bench.memory import main\nasyncio.run(main())\n"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    small, large = (int(part) for part in out.split())
    return [
        Row(
            "Memory with everything imported, after 1 000 and after 100 000 more deliveries",
            "< 100 MB, flat",
            f"{small / 1024:.0f} MB, then {large / 1024:.0f} MB",
            "greatest resident size of a process of its own",
        )
    ]


async def _more_than(sandbox: Sandbox, count: int) -> None:
    await sandbox.wait_for(lambda: len(sandbox.all_received) > count, timeout=20)


async def _ask_often(sandbox: Sandbox, kari: User) -> list[float]:
    took = []
    for _ in range(_ASKS):
        seen = _helped(sandbox, kari)
        began = time.monotonic()
        sandbox.say(kari, "/hjelp")
        await sandbox.wait_for(lambda: _helped(sandbox, kari) > seen, timeout=20)  # noqa: B023
        took.append(time.monotonic() - began)
        await asyncio.sleep(max(0.35 - took[-1], 0))
    return took


def _sent(sandbox: Sandbox) -> int:
    return sum("kunngjøring" in r.text for r in sandbox.all_received)


def _helped(sandbox: Sandbox, kari: User) -> int:
    return sum(r.text.startswith("Dette kan jeg") for r in sandbox.received(kari.id))


@asynccontextmanager
async def _house(recipients: int) -> AsyncIterator[tuple[Sandbox, str, Path]]:
    sandbox = Sandbox(token=TOKEN)
    folder = Path(mkdtemp())
    try:
        db = await Database.open(folder / "klyngebot.sqlite3")
        await fill(db, recipients)
        await db.close()
        for _ in range(recipients):
            sandbox.say(sandbox.user("Person"), "hei")
        sandbox.queue.clear()
        async with serve(sandbox) as server:
            yield sandbox, server.url, folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _start(folder: Path, url: str, sandbox: Sandbox) -> asyncio.subprocess.Process:
    greetings = _polls(sandbox)
    bot = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "klyngebot",
        "run",
        cwd=folder,
        env={
            "KLYNGEBOT_TELEGRAM__TOKEN": TOKEN,
            "KLYNGEBOT_TELEGRAM__API_URL": url,
            "KLYNGEBOT_TELEGRAM__POLL_SECONDS": "2",
            "KLYNGEBOT_STORE__PATH": str(folder / "klyngebot.sqlite3"),
            "KLYNGEBOT_STORE__BACKUPS": str(folder / "backups"),
        },
        stderr=asyncio.subprocess.DEVNULL,
    )
    await sandbox.wait_for(lambda: _polls(sandbox) > greetings, timeout=30)
    return bot


async def _stop(bot: asyncio.subprocess.Process) -> None:
    bot.send_signal(signal.SIGTERM)
    await bot.wait()


def _polls(sandbox: Sandbox) -> int:
    return sum(call.method == "getMe" for call in sandbox.calls)
