"""Spreadsheet files to rows of text by heading."""

from dataclasses import dataclass

from klyngebot.domain.text import clean
from klyngebot.files.apart import read_apart
from klyngebot.files.delimited import read_delimited
from klyngebot.files.rows import (
    HEADING_WITHIN,
    MAX_BYTES,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    BadTableError,
    within_limits,
)
from klyngebot.files.workbooks import is_workbook

__all__ = [
    "MAX_BYTES",
    "MAX_CELL",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "BadTableError",
    "Table",
    "TableRow",
    "is_called_a_table",
    "read_table",
]


_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that is not blank: its number as the sheet shows it, and its cells by heading."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The headings in their order, no two alike, and the rows below them."""

    headings: tuple[str, ...]
    rows: list[TableRow]


def read_table(data: bytes, name: str = "") -> Table:
    """Return the table in a workbook (XLSX, XLS, ODS) or a CSV file, told apart by content.

    The headings are the first row with two filled cells; a title may stand above. Columns without
    one are left out. It blocks, for a moment or for seconds: call it in a thread.

    Args:
        data: The file, at most ``MAX_BYTES``.
        name: What it is called; only says which sign divides a text that does not show it.

    Raises:
        BadTableError: It is no table, or larger than the limits. ``problem`` is one of
            ``too_large``, ``too_many_rows``, ``too_many_columns``, ``cell_too_long``,
            ``unzips_too_large``, ``encrypted``, ``not_a_table``, ``empty``, ``no_heading`` and
            ``heading_twice``.
    """
    if len(data) > MAX_BYTES:
        raise BadTableError("too_large")
    rows = read_apart(data) if is_workbook(data) else within_limits(read_delimited(data, name))
    if not rows:
        raise BadTableError("empty")
    top = next((at for at, (_, cells) in enumerate(rows) if _is_heading(cells)), HEADING_WITHIN)
    if top >= HEADING_WITHIN:
        raise BadTableError("no_heading")
    if len(rows) - top - 1 > MAX_ROWS:
        raise BadTableError("too_many_rows")
    headings = [clean(heading) for heading in rows[top][1]]
    return Table(
        _unlike(headings),
        [
            TableRow(line, {key: cell for key, cell in zip(headings, cells, strict=False) if key})
            for line, cells in rows[top + 1 :]
        ],
    )


def is_called_a_table(name: str) -> bool:
    """Return whether a file's ``name`` is one of those tables have; its content may differ."""
    return name.lower().endswith(_ENDINGS)


def _is_heading(cells: list[str]) -> bool:
    return sum(bool(clean(cell)) for cell in cells) >= 2


def _unlike(headings: list[str]) -> tuple[str, ...]:
    filled = tuple(heading for heading in headings if heading)
    if len({heading.casefold() for heading in filled}) < len(filled):
        raise BadTableError("heading_twice")
    return filled
