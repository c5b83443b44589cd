"""The whole bot over HTTP against the sandbox, once as it is and once with every update twice."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from klyngebot.logs import OneLine
from support.browser import chromium
from support.house import CANARIES, TOKEN, House, open_house


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Yield one Chromium for all tests of a worker; each opens a profile of its own in it."""
    async with chromium() as browser:
        yield browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that nobody waits for it alone in the end."""
    longest = ("test_announcement_on_the_page", "test_forged", "test_demo", "test_register_on")
    items.sort(key=lambda item: not any(name in item.nodeid for name in longest))


@pytest.fixture
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for a pace or for the next look; what holds those opens its own house."""
    monkeypatch.setattr("klyngebot.broadcast.engine.IDLE", 0.05)
    monkeypatch.setattr("klyngebot.broadcast.pacer.WINDOW", 0.1)
    monkeypatch.setattr("klyngebot.bot.progress._LOOK", 0.05)
    monkeypatch.setattr("klyngebot.broadcast.scheduler.LOOK", 0.05)


# The second time runs the same lines, so that they are counted once only.
@pytest.fixture(params=["once", pytest.param("twice", marks=pytest.mark.no_cover)])
async def house(
    request: pytest.FixtureRequest,
    brisk: None,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> AsyncIterator[House]:
    """Yield a house; afterwards no line of its log may name a secret, a person or a number."""
    caplog.set_level(logging.INFO, logger="klyngebot")
    async with open_house(tmp_path, twice=request.param == "twice") as house:
        yield house
    line = OneLine([TOKEN])
    written = "\n".join(line.format(record) for record in caplog.get_records("call"))
    for canary in (*CANARIES, *(str(user.id) for user in house.sandbox.users)):
        assert canary not in written
