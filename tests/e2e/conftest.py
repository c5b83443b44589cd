"""The whole bot over HTTP against the sandbox, once as it is and once with every update twice."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from support.house import House, open_house


@pytest.fixture(params=["once", "twice"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    async with asyncio.timeout(60), open_house(tmp_path, twice=request.param == "twice") as house:
        yield house
