"""How long 5 000 rows of the register take to look over and to read in."""

import asyncio
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.support import Row
from klyngebot.domain.clock import SystemClock
from klyngebot.domain.imports import ImportState
from klyngebot.domain.roles import Caller
from klyngebot.domain.text import fold
from klyngebot.services.importing import Importing, ImportReport
from klyngebot.store import subscribers
from klyngebot.store.database import Database

_ROWS = 5_000
_AT_A_PARTNER = 20
_HEADINGS = (
    "Partner;Kategori;Kommune;Kompetanse;Kontaktperson;Stilling;E-post;Telefon;Kompetanse (person)"
)
_SYLLABLES = "berg dal fjell haug lund mo nes rud sand stad strand tun vik voll øy ås eng bakk"


async def measure() -> list[Row]:
    """Send one file of new people, and the same with every tenth changed."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bench.sqlite3"
        db = await Database.open(path)
        leader = Caller(address="990000001", name="Ola")
        async with db.transaction() as tx:
            actor = await subscribers.find_actor(tx, leader)
            me = await subscribers.ensure(tx, actor, SystemClock().now())
            await subscribers.make_leader(tx, me)
        codes = (f"made-up-{number}" for number in range(10 * _ROWS))
        importing = Importing(db, SystemClock(), lambda: next(codes))
        lines = _lines()
        plan, apply, _ = await _send(importing, leader, lines, 1)
        lines = [line.replace(";geolog;", ";sjef;") for line in lines]
        again, change, lag = await _send(importing, leader, lines, 2)
        await db.close()
        plain = _plain(Path(folder) / "plain.sqlite3", lines)
    return [
        Row(
            f"Import of {_ROWS:,} new rows: looked over, then read in",
            "–",
            f"{plan:.1f} s, then {apply:.1f} s ({apply / plain:.0f} × a plain executemany)",
            f"CSV; {plain * 1000:.0f} ms for executemany of the same rows, committed at FULL",
        ),
        Row(
            "… again, with every tenth person changed",
            "–",
            f"{again:.1f} s, then {change:.1f} s; the bot answers nobody for {lag * 1000:.0f} ms",
            "same run; the longest wait of a task that sleeps 1 ms at a time",
        ),
    ]


async def _send(
    importing: Importing, leader: Caller, lines: list[str], update_id: int
) -> tuple[float, float, float]:
    body = "\n".join((_HEADINGS, *lines)).encode()
    lags: list[float] = []
    watch = asyncio.create_task(_watch(lags))
    began = time.perf_counter()
    shown = await importing.receive(leader, "partnere.csv", body, update_id=update_id)
    planned = time.perf_counter()
    assert shown.file is not None
    done = await importing.apply(leader, shown.file.id, shown.plan.fingerprint)
    ended = time.perf_counter()
    watch.cancel()
    assert isinstance(done, ImportReport)
    assert done.file.state is ImportState.APPLIED
    return planned - began, ended - planned, max(lags)


async def _watch(lags: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        lags.append(time.perf_counter() - before - 0.001)


def _lines() -> list[str]:
    pick = random.Random(4)
    parts = _SYLLABLES.split()
    found = []
    for number in range(_ROWS):
        partner = number // _AT_A_PARTNER
        own = "bedrift;Rana;geologi, HMS" if number % _AT_A_PARTNER == 0 else ";;"
        name = f"{pick.choice(parts).title()} {''.join(pick.sample(parts, 3)).title()} {number}"
        title = "geolog" if number % 10 == 0 else "borer"
        found.append(
            f"Prøve {partner} AS;{own};{name};{title};p{number}@example.no;"
            f"{99000000 + number};kjerneboring"
        )
    return found


def _plain(path: Path, lines: list[str]) -> float:
    """Return how long (s) it takes to store the same rows without a thought."""
    rows = [line.split(";") for line in lines]
    began = time.perf_counter()
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA journal_mode = WAL")
        plain.execute("PRAGMA synchronous = FULL")
        plain.execute("CREATE TABLE row (a, b, c, d, e, f, g, h, i, folded)")
        plain.executemany(
            "INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(*row, fold(row[4])) for row in rows],
        )
        plain.commit()
    return time.perf_counter() - began
