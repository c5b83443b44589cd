"""How many messages the sandbox answers in a second."""

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from bench.servers import FIRST_PERSON, PEOPLE
from bench.support import Row

_MESSAGES = 12_000
_CONNECTIONS = 8
_ROUNDS = 3
_TEXT = (
    "<b>Nytt fra klyngen</b>\nÅrsmøtet er flyttet til torsdag 3. desember klokka 12 i "
    '<a href="https://example.no/aarsmote">storsalen</a>. Vi byr på lunsj; meld deg på!'
)
_TOKEN = "123456:" + "a" * 35


async def measure() -> list[Row]:
    """Send a message of the usual length to each of a hundred people in turn, time and again."""
    rates: dict[str, list[float]] = {"sandbox": [], "constant": []}
    for _ in range(_ROUNDS):
        for kind, found in rates.items():
            async with _server(kind) as port:
                found.append(await _rate(port))
    sandbox, constant = (sorted(found)[_ROUNDS // 2] for found in rates.values())
    return [
        Row(
            "Messages the sandbox answers, on one core",
            "≥ 2000/s",
            f"{sandbox:,.0f}/s ({sandbox / constant:.2f} × a handler that answers a constant)",
            f"sendMessage with HTML, {_CONNECTIONS} keep-alive connections from another process; "
            f"median of {_ROUNDS} times {_MESSAGES:,}",
        )
    ]


@asynccontextmanager
async def _server(kind: str) -> AsyncIterator[int]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.servers", kind, stdin=PIPE, stdout=PIPE
    )
    assert process.stdin, "it is a pipe"
    assert process.stdout, "it is a pipe"
    try:
        yield int(await process.stdout.readline())
    finally:
        process.stdin.close()
        await process.wait()


async def _rate(port: int) -> float:
    """Return how many answers come in a second, once the connections are warm."""
    await _send(port, _MESSAGES // 10)
    began = time.perf_counter()
    await _send(port, _MESSAGES)
    return _MESSAGES / (time.perf_counter() - began)


async def _send(port: int, messages: int) -> None:
    numbers = iter(range(messages))
    await asyncio.gather(*(_talk(port, numbers) for _ in range(_CONNECTIONS)))


async def _talk(port: int, numbers: Iterator[int]) -> None:
    """Take numbers of messages and send them over one connection, each after the other's answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in numbers:
        writer.write(_REQUESTS[number % PEOPLE])
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
    writer.close()
    await writer.wait_closed()


def _request(chat_id: int) -> bytes:
    """Return the bytes of a call; a client that makes them anew would measure itself."""
    body = json.dumps({"chat_id": chat_id, "text": _TEXT, "parse_mode": "HTML"}).encode()
    head = (
        f"POST /bot{_TOKEN}/sendMessage HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


_REQUESTS = [_request(FIRST_PERSON + number) for number in range(PEOPLE)]
