from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from integration.office import Office
from klyngebot.store.database import Database
from support.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    db = await Database.open(tmp_path / "klyngebot.sqlite3")
    yield db
    await db.close()


@pytest.fixture
def office(db: Database, clock: FakeClock, tmp_path: Path) -> Office:
    return Office(db, clock, tmp_path)
