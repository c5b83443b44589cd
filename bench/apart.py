"""Servers and clients in processes of their own, so that neither waits for the other's work."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Server:
    """One of ``bench.servers``; ``told`` is what it has seen, once it is closed."""

    port: int
    told: Any = None

    @property
    def url(self) -> str:
        """The address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def server(kind: str) -> AsyncIterator[Server]:
    """Run a server of this ``kind`` until the block ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.servers", kind, stdin=PIPE, stdout=PIPE
    )
    assert process.stdin, "it is a pipe"
    assert process.stdout, "it is a pipe"
    try:
        running = Server(int(await process.stdout.readline()))
        yield running
    finally:
        process.stdin.close()
        told = await process.stdout.read()
        await process.wait()
    running.told = json.loads(told)


async def client(
    kind: str,
    url: str,
    much: int,
    *,
    module: str = "bench.clients",
    python: str | Path = sys.executable,
) -> list[float]:
    """Let a client of this ``kind`` send to ``url``, and return the numbers it prints.

    Raises:
        RuntimeError: It has failed.
    """
    process = await asyncio.create_subprocess_exec(
        python, "-m", module, kind, url, str(much), stdout=PIPE
    )
    printed, _ = await process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"the client {kind} has failed")
    return [float(number) for number in printed.split()]
