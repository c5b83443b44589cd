"""How many messages the sandbox answers in a second."""

import asyncio
import json
import time
from collections.abc import Iterator

from bench import apart
from bench.crowd import FIRST_PERSON, TOKEN
from bench.servers import PEOPLE
from bench.support import Row

_MESSAGES = 12_000
_WARMING = 1_000
_CONNECTIONS = 8
_ROUNDS = 5
_TEXT = (
    "<b>Nytt fra klyngen</b>\nÅrsmøtet er flyttet til torsdag 3. desember klokka 12 i "
    '<a href="https://example.no/aarsmote">storsalen</a>. Vi byr på lunsj; meld deg på!'
)


async def measure() -> list[Row]:
    """Send a message of the usual length to each of a hundred people in turn, time and again."""
    rates, costs = [], {"sandbox": 0.0, "constant": 0.0}
    for _ in range(_ROUNDS):
        for kind in costs:
            rate, cost = await _run(kind)
            costs[kind] += cost / _ROUNDS
            rates += [rate] if kind == "sandbox" else []
    rates.sort()
    return [
        Row(
            "Messages the sandbox answers, on one core",
            "≥ 2000/s",
            f"{rates[_ROUNDS // 2]:,.0f}/s ({rates[0]:,.0f} to {rates[-1]:,.0f})",
            f"sendMessage with HTML, {_CONNECTIONS} keep-alive connections from another process; "
            f"median of {_ROUNDS} times {_MESSAGES:,}",
        ),
        Row(
            "… and the processor time of each",
            "–",
            f"{1e6 * costs['sandbox']:.0f} µs ({costs['sandbox'] / costs['constant']:.1f} × an "
            "aiohttp handler that answers a constant)",
            "same run; other work on the machine disturbs this less",
        ),
    ]


async def _run(kind: str) -> tuple[float, float]:
    """Return how many answers a server gives in a second, and its processor time for one (s)."""
    async with apart.server(kind) as server:
        rate = await _rate(server.port)
    return rate, float(server.told) / (_MESSAGES + _WARMING)


async def _rate(port: int) -> float:
    """Return how many answers come in a second, once the connections are warm."""
    await _send(port, _WARMING)
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
        f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\nHost: 127.0.0.1:8081\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


_REQUESTS = [_request(FIRST_PERSON + number) for number in range(PEOPLE)]
