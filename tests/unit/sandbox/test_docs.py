"""The documentation agrees with the code, in both directions."""

import re
from pathlib import Path

from aiohttp import web

from klyngebot.sandbox import FaultKind, Sandbox, page
from klyngebot.sandbox.control import Control
from klyngebot.sandbox.inspection import Inspection
from klyngebot.sandbox.methods import METHODS
from klyngebot.sandbox.switchboard import Switchboard

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")
SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (ROOT / "src" / "klyngebot" / "sandbox").rglob("*.py")
)


def first_cells(header: str) -> list[str]:
    """Return what stands in the first column of the table with this header, unquoted."""
    table = TEXT.split(f"| {header} |", 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)


def test_every_method_stands_in_the_documentation_and_the_other_way_round() -> None:
    assert first_cells("method") == [method.name for method in METHODS.values()]


def test_every_fault_stands_in_the_documentation_and_the_other_way_round() -> None:
    assert first_cells("kind") == [kind.value for kind in FaultKind]


def test_every_request_stands_in_the_documentation_and_the_other_way_round() -> None:
    sandbox = Sandbox()
    routes = [
        *Control(sandbox).routes(),
        *Switchboard(sandbox).routes(),
        *Inspection(sandbox).routes(),
        *page.routes(),
    ]
    known = {f"{route.method} {route.path}" for route in routes if "." not in route.path}

    documented = set(first_cells("request"))

    assert documented == known | {"GET /sandbox/events"}
    assert all(isinstance(route, web.RouteDef) for route in routes)


def test_every_refusal_in_the_table_stands_in_the_code() -> None:
    table = TEXT.split("| method |", 1)[1].split("\n\n", 1)[0]
    refusals = [
        refusal
        for row in table.splitlines()[2:]
        for refusal in re.findall(r"`([^`]{12,})`", row.split("|")[3])
    ]
    code = re.sub(r'"\s*\n\s*f?"', "", SOURCE)

    missing = []
    for refusal in refusals:
        words = refusal.removesuffix("…").strip()
        # What is put together at run time stands there with a name in braces.
        pattern = re.escape(words).replace("document", r"(?:document|\{name\})")
        pattern = re.sub(
            r"bot\\ (.+)\\ is\\ too", r"(?:bot\\ \1|bot\\ \\{.*\\})\\ is\\ too", pattern
        )
        if not re.search(pattern, code) and refusal not in {m.name for m in METHODS.values()}:
            missing.append(refusal)
    assert missing == []
