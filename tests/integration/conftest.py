from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from integration.office import Office
from klyngebot.store.database import Database
from support.clock import FakeClock
from support.store import make_store


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    path = tmp_path / "klyngebot.sqlite3"
    await make_store(path)
    db = await Database.open(path)
    yield db
    await db.close()


@pytest.fixture
def office(db: Database, clock: FakeClock, tmp_path: Path) -> Office:
    return Office(db, clock, tmp_path)
