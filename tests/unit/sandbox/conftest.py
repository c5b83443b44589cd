from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from klyngebot.sandbox import Sandbox, SandboxServer, User, serve
from unit.sandbox.support import Bot


class Clock:
    """A wall clock and a monotonic clock that only tests move."""

    def __init__(self) -> None:
        self.at = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> Sandbox:
    return Sandbox(seed=1, now=clock, clock=clock)


@pytest.fixture
async def server(sandbox: Sandbox) -> AsyncIterator[SandboxServer]:
    async with serve(sandbox) as running:
        yield running


@pytest.fixture
async def bot(server: SandboxServer) -> AsyncIterator[Bot]:
    async with ClientSession() as session:
        yield Bot(session, server)


@pytest.fixture
def kari(sandbox: Sandbox) -> User:
    """Somebody whose /start is already behind the bot."""
    user = sandbox.user("Kari", last_name="Nordmann", username="kari")
    sandbox.say(user, "/start")
    sandbox.queue.clear()
    return user
