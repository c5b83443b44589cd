"""The documentation agrees with the code, in both directions."""

import re
from pathlib import Path

from aiohttp import web

from klyngebot.sandbox import FaultKind, Sandbox, page
from klyngebot.sandbox.methods import METHODS
from klyngebot.sandbox.server import control_api

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")


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
    routes = [*control_api(sandbox), *page.routes()]
    known = {f"{route.method} {route.path}" for route in routes if "." not in route.path}

    documented = set(first_cells("request"))

    assert documented == known | {"GET /sandbox/events"}
    assert all(isinstance(route, web.RouteDef) for route in routes)
