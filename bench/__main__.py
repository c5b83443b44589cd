"""``make bench``: measure everything and write ``docs/benchmarks.md``.

``python -m bench lookup`` measures one part and leaves the others of the page as they are.
``rate`` and ``bare`` need what ``make .venv/bench`` installs.
"""

import asyncio
import os
import platform
import re
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import bare, ceiling, importing, lookup, rate, sandbox, whole
from bench.support import Row

REPORT = Path(__file__).parent.parent / "docs" / "benchmarks.md"

_HEAD = """\
# Benchmarks

`make bench` writes this page, `python -m bench rate` one part of it. The machines are shared and
noisy: trust the ratios, which come from one run, more than the numbers. The goals are those of the
design. How long the tests take stands in the last run of CI: nothing here can time its own judge.
"""

_SECTION = """\
## {name}

{about}

{when}, {cores} cores (load {load:.1f} before), Python {python}, SQLite {sqlite}, {system}.

| what | to reach | measured | how |
| --- | --- | --- | --- |
{lines}
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


def main() -> None:
    """Measure what is named, or everything; print each part when it is done, and write it down."""
    for name in sys.argv[1:] or list(_PARTS):
        sys.stdout.write(f"{name} …\n")
        sys.stdout.flush()
        load = os.getloadavg()[0]
        section = _section(name, asyncio.run(_PARTS[name].measure()), load)
        sys.stdout.write(section + "\n")
        REPORT.write_text(_with(section, REPORT.read_text(encoding="utf-8")), encoding="utf-8")


def _section(name: str, rows: list[Row], load: float) -> str:
    return _SECTION.format(
        name=name,
        about=str(_PARTS[name].__doc__).strip(),
        when=f"{datetime.now(UTC):%Y-%m-%d}",
        cores=os.cpu_count(),
        load=load,
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        system=platform.system(),
        lines="\n".join(f"| {r.what} | {r.goal} | {r.measured} | {r.how} |" for r in rows),
    )


def _with(section: str, page: str) -> str:
    """Return ``page`` with this section instead of the one of the same name."""
    sections = re.split(r"^(?=## )", page, flags=re.MULTILINE)[1:]
    found = {_name(old): old.strip() + "\n" for old in sections}
    found[_name(section)] = section
    return "\n".join([_HEAD, *(found[name] for name in _PARTS if name in found)])


def _name(section: str) -> str:
    return section.partition("\n")[0].removeprefix("## ")


main()
