"""The demo as a process, and its people over HTTP."""

import asyncio
import json
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""How long (s) to wait for what certainly comes: a shared machine can stand still for a while."""


class Demo:
    """A running demo: what it printed, and its people over HTTP."""

    def __init__(self, process: asyncio.subprocess.Process, printed: str) -> None:
        self.process = process
        self.printed = printed
        self.url = re.search(r"http://127\.0\.0\.1:\d+", printed)[0]  # type: ignore[index]
        self.code = re.search(r"/start leder-\S+", printed)[0]  # type: ignore[index]

    async def people(self) -> list[dict[str, Any]]:
        async with ClientSession() as session, session.get(f"{self.url}/sandbox/users") as answer:
            people: list[dict[str, Any]] = await answer.json()
            return people

    async def say(self, user_id: int, text: str) -> None:
        await self.post("messages", user_id=user_id, text=text)

    async def sees(self, user_id: int, text: str, seconds: float = PATIENCE) -> None:
        """Wait until the chat of ``user_id`` shows ``text``."""
        async with asyncio.timeout(seconds), ClientSession() as session:
            while True:
                async with session.get(f"{self.url}/sandbox/chats/{user_id}") as answer:
                    if text in json.dumps(await answer.json(), ensure_ascii=False):
                        return
                await asyncio.sleep(0.05)

    async def post(self, path: str, **body: Any) -> Any:
        async with (
            ClientSession() as session,
            session.post(f"{self.url}/sandbox/{path}", json=body) as answer,
        ):
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def get(self, path: str) -> Any:
        async with ClientSession() as session, session.get(f"{self.url}/sandbox/{path}") as answer:
            return await answer.json()

    async def tap(self, user_id: int, button: str, then: str) -> None:
        await self.post("taps", user_id=user_id, button=button)
        await self.sees(user_id, then)

    async def text_with(self, user_id: int, words: str) -> str:
        """Return the newest text in the chat of ``user_id`` that holds ``words``."""
        texts = [message.get("text", "") for message in await self.get(f"chats/{user_id}")]
        return next(str(text) for text in reversed(texts) if words in text)

    async def received(self, text: str, *, at_least: int = 0) -> list[int]:
        """Return who but the first got what begins with ``text``, once for each copy."""
        leader = (await self.people())[0]["id"]
        async with asyncio.timeout(PATIENCE):
            while True:
                got = [
                    one["chat_id"]
                    for one in await self.get("received")
                    if one["method"] == "sendMessage"
                    and one["text"].startswith(text)
                    and one["chat_id"] != leader  # who has seen it before, as a preview
                ]
                if len(got) >= at_least:
                    return got
                await asyncio.sleep(0.02)

    async def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        await asyncio.wait_for(self.process.wait(), PATIENCE)
        assert self.process.returncode is not None
        return self.process.returncode


@asynccontextmanager
async def demo(folder: Path, *arguments: str) -> AsyncIterator[Demo]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "klyngebot",
        "demo",
        "--folder",
        str(folder),
        *arguments,
        cwd=ROOT,
        env={**os.environ, "LANG": "nb_NO.UTF-8", "COLUMNS": "200"},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        printed = ""
        while "Ctrl-C" not in printed:
            line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
            assert line, printed
            printed += line.decode()
        yield Demo(process, printed)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
