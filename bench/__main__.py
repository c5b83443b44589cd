"""``make bench``: measure everything and write ``docs/benchmarks.md``.

``python -m bench lookup`` measures one part and prints its rows.
"""

import asyncio
import os
import platform
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import bare, ceiling, importing, lookup, rate, sandbox, whole
from bench.support import Row

REPORT = Path(__file__).parent.parent / "docs" / "benchmarks.md"

_HEAD = """\
# Benchmarks

`make bench` writes this page. The machines are shared and noisy: trust the ratios, which come from
one run, more than the numbers. The goals are those of the design. What is not here yet comes with
its part of the bot.

{when}, {cores} cores, Python {python}, SQLite {sqlite}, {system}.

| what | to reach | measured | how |
| --- | --- | --- | --- |
"""


_PARTS = {
    "ceiling": ceiling,
    "lookup": lookup,
    "importing": importing,
    "whole": whole,
    "rate": rate,
    "bare": bare,
    "sandbox": sandbox,
}


async def _measure(names: list[str]) -> list[Row]:
    rows: list[Row] = []
    for part in map(_PARTS.__getitem__, names):
        sys.stdout.write(f"{part.__name__} …\n")
        sys.stdout.flush()
        rows += await part.measure()
    return rows


def main() -> None:
    """Measure and print; write, too, when everything is measured."""
    rows = asyncio.run(_measure(sys.argv[1:] or list(_PARTS)))
    head = _HEAD.format(
        when=f"{datetime.now(UTC):%Y-%m-%d}",
        cores=os.cpu_count(),
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        system=platform.system(),
    )
    lines = [f"| {row.what} | {row.goal} | {row.measured} | {row.how} |" for row in rows]
    if not sys.argv[1:]:
        REPORT.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write("\n".join(lines) + "\n")


main()
