"""A use case that does not ask who is calling, before anything else, fails the build."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from integration.services.test_authority import WITHOUT_CALLER

SOURCE = Path(__file__).parents[2] / "src" / "klyngebot"
ASKS = {
    "require",
    "require_administrator",
    "require_keeper",
    "require_keeper_of",
    "require_person",
    "require_request",
}
OPENS = {"transaction", "read"}

Method = ast.AsyncFunctionDef


def use_cases(source: str) -> Iterator[tuple[str, Method]]:
    """Yield every public awaited method of every public class, with its name."""
    for class_ in ast.parse(source).body:
        if isinstance(class_, ast.ClassDef) and not class_.name.startswith("_"):
            for method in class_.body:
                if isinstance(method, Method) and not method.name.startswith("_"):
                    yield f"{class_.name}.{method.name}", method


def fault(method: Method) -> str | None:
    """Return what is wrong with how ``method`` asks who is calling, or None."""
    arguments = [argument.arg for argument in method.args.args]
    if arguments[1:2] != ["caller"]:
        return "it takes no caller first"
    awaits = sorted(
        (node for node in ast.walk(method) if isinstance(node, ast.Await | ast.AsyncWith)),
        key=lambda node: (node.lineno, node.col_offset),
    )
    if len(awaits) < 2 or not _opens(awaits[0]):
        return "it does not open a transaction first"
    asked = awaits[1]
    if not isinstance(asked, ast.Await) or not isinstance(asked.value, ast.Call):
        return "it does not ask first"
    call = asked.value
    if not isinstance(call.func, ast.Name) or call.func.id not in ASKS:
        return f"it asks {ast.unparse(call.func)} first"
    if len(call.args) < 3 or ast.unparse(call.args[1]) != "caller":
        return "it asks about somebody else"
    return None if _always(method, asked) else "it asks only sometimes"


def _opens(node: ast.AST) -> bool:
    if not isinstance(node, ast.AsyncWith) or len(node.items) != 1:
        return False
    call = node.items[0].context_expr
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in OPENS
        and ast.unparse(call.func.value) == "self._db"
    )


def _always(method: Method, asked: ast.Await) -> bool:
    """Return whether ``asked`` is in a plain statement directly inside the transaction."""
    opened = next(node for node in ast.walk(method) if _opens(node))
    assert isinstance(opened, ast.AsyncWith)
    plain = [node for node in opened.body if isinstance(node, ast.Expr | ast.Assign)]
    return opened in method.body and any(node.value is asked for node in plain)


@cache
def all_use_cases() -> dict[str, Method]:
    found: dict[str, Method] = {}
    for path in sorted((SOURCE / "services").glob("*.py")):
        found |= dict(use_cases(path.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("name", sorted(all_use_cases().keys() - WITHOUT_CALLER))
def test_a_use_case_asks_who_is_calling_before_anything_else(name: str) -> None:
    assert fault(all_use_cases()[name]) is None


def reached(source: str) -> set[str]:
    """Return what takes no caller and is named in ``source``: its class, or a call on its like."""
    unasked = {tuple(name.split(".")) for name in WITHOUT_CALLER}
    classes = {class_ for class_, _ in unasked}
    calls = {f"{class_.lower()}.{method}" for class_, method in unasked}
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            found |= {alias.name for alias in node.names} & classes
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value).split(".")[-1]
            found |= {f"{owner}.{node.attr}"} & calls
    return found


def test_what_takes_no_caller_is_out_of_the_bots_reach() -> None:
    """The bot is everything a person in a chat can set off."""
    for path in sorted((SOURCE / "bot").rglob("*.py")):
        assert reached(path.read_text(encoding="utf-8")) == set(), path.name


def test_what_takes_no_caller_is_found_by_its_class_and_by_its_call() -> None:
    assert reached("from klyngebot.services.register import Register") == {"Register"}
    assert reached("await context.desk.register.read_in(rows)") == {"register.read_in"}
    assert reached("await context.desk.importing.apply(context.caller, data.file)") == set()


BODY = """
class Cards:
    async def show(self, caller, partner_id):
        {}
"""
OPEN = "async with self._db.transaction() as tx:\n            "
BAD = {
    "nothing": "return 1",
    "no transaction": "return await self._show(caller)",
    "asks outside": "actor = await require(self._db.reader, caller, Role.LEADER)",
    "reads first": OPEN + "p = await partners.find(tx, 1)\n"
    "            actor = await require(tx, caller, Role.LEADER)",
    "asks nobody": OPEN + "return await partners.find(tx, partner_id)",
    "asks another": OPEN + "await require(tx, self._owner, Role.LEADER)",
    "asks sometimes": OPEN + "if partner_id:\n"
    "                await require(tx, caller, Role.LEADER)",
    "awaits before": "p = await self._db.reader.value('SELECT 1')\n        "
    + OPEN
    + "await require(tx, caller, Role.LEADER)",
    "opens another": "async with self._other.transaction() as tx:\n"
    "            await require(tx, caller, Role.LEADER)",
    "opens sometimes": "if partner_id:\n"
    "            async with self._db.read() as db:\n"
    "                await require(db, caller, Role.LEADER)",
}
GOOD = {
    "a role": OPEN + "await require(tx, caller, Role.LEADER)",
    "a keeper": OPEN + "actor, partner = await require_keeper(tx, caller, partner_id)",
    "reading": "folded = fold(partner_id)\n        async with self._db.read() as db:\n"
    "            actor = await require(db, caller, Role.VISITOR)",
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
def test_a_use_case_that_does_not_is_found(body: str) -> None:
    ((_, method),) = use_cases(BODY.format(body))

    assert fault(method) is not None


@pytest.mark.parametrize("body", GOOD.values(), ids=GOOD.keys())
def test_a_use_case_that_does_is_let_be(body: str) -> None:
    ((_, method),) = use_cases(BODY.format(body))

    assert fault(method) is None


def test_a_use_case_without_a_caller_is_found() -> None:
    source = "class Cards:\n    async def show(self, partner_id):\n        return 1\n"
    ((_, method),) = use_cases(source)

    assert fault(method) == "it takes no caller first"
