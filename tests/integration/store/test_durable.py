"""A power cut during the night's copy: there is always a whole one, and then the new one."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from integration.office import Office
from klyngebot.store import durable
from klyngebot.store.backups import back_up
from support.disk import Disk
from support.strace import Step, read_steps, recorded, why_not

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())

BACK_UP = """
import asyncio, sys
from datetime import datetime
from pathlib import Path
from klyngebot.store.backups import back_up
from klyngebot.store.database import Database

async def main(path, folder, now):
    db = await Database.open_read_only(Path(path))
    await back_up(db, Path(folder), datetime.fromisoformat(now), keep=1)
    await db.close()

asyncio.run(main(*sys.argv[1:]))
"""

LATER = "2031-01-01T03:00:00+00:00"


def record(command: list[str], folder: Path) -> list[Step]:
    trace = folder.with_name("trace")
    subprocess.run(recorded([sys.executable, "-c", *command], trace), check=True)
    return read_steps(trace, folder)


def whole(image: dict[str, bytes], folder: Path) -> list[str]:
    """Return the names of the copies in ``image`` that are whole."""
    folder.mkdir(exist_ok=True)
    found = []
    for path, content in image.items():
        if not Path(path).match("backup-*.sqlite3"):
            continue
        (folder / "copy").write_bytes(content)
        try:
            with closing(sqlite3.connect(folder / "copy")) as copy:
                verdict = copy.execute("PRAGMA integrity_check").fetchall()
                marked = copy.execute("SELECT 1 FROM meta WHERE name = 'copy'").fetchall()
        except sqlite3.DatabaseError:
            continue
        if verdict == [("ok",)] and marked:
            found.append(Path(path).name)
    return found


async def test_a_power_cut_leaves_a_whole_copy_at_any_moment_and_the_new_one_at_the_end(
    office: Office, tmp_path: Path
) -> None:
    await office.subscribe(1, 2, 3)
    folder = tmp_path / "backups"
    older = await back_up(office.db, folder, office.clock.now())
    disk, random = Disk({str(older): older.read_bytes()}), Random(1)

    steps = record([BACK_UP, str(office.db.path), str(folder), LATER], folder)

    for number, step in enumerate(steps):
        disk.take(step)
        if number % 5 == 0 or number > len(steps) - 20:
            assert whole(disk.after_a_cut(random), tmp_path / "image"), step
    for _ in range(20):
        assert "backup-2031-01-01-030000.sqlite3" in whole(
            disk.after_a_cut(random), tmp_path / "image"
        )


def test_a_folder_is_made_with_those_above_it_and_only_once(tmp_path: Path) -> None:
    made = tmp_path / "a" / "b"

    durable.make_folder(made)
    durable.make_folder(made)

    assert made.is_dir()
