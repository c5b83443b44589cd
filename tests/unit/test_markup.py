"""What is put into markup is escaped: an f-string inside ``Markup(`` would not be."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "klyngebot"


def raw_markup(code: str) -> list[int]:
    """Return the lines on which something put together is declared to be markup."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call)
        and _name(node.func) == "Markup"
        and any(_is_put_together(part) for part in (*node.args, *node.keywords))
    ]


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _is_put_together(node: ast.AST) -> bool:
    return any(
        isinstance(part, ast.JoinedStr)
        or (isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add | ast.Mod))
        or (isinstance(part, ast.Call) and _name(part.func) == "format")
        for part in ast.walk(node)
    )


@pytest.mark.parametrize(
    "code",
    [
        'Markup(f"<b>{name}</b>")',
        'markupsafe.Markup("<b>" + name)',
        'Markup("<b>%s</b>" % name)',
        'Markup("<b>{}</b>".format(name))',
    ],
)
def test_markup_put_together_from_pieces_is_found(code: str) -> None:
    assert raw_markup(code) == [1]


@pytest.mark.parametrize("code", ['Markup("<b>%s</b>") % name', "Markup(body)", 'f"{Markup(x)}"'])
def test_markup_that_escapes_what_is_put_into_it_is_left_alone(code: str) -> None:
    assert raw_markup(code) == []


def test_nothing_is_put_together_inside_markup() -> None:
    found = {
        path.relative_to(SOURCE).as_posix(): lines
        for path in sorted(SOURCE.rglob("*.py"))
        if (lines := raw_markup(path.read_text(encoding="utf-8")))
    }

    assert found == {}
