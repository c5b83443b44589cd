"""Rows of text from a file, and how many, wide and long they may be."""

from collections.abc import Iterable, Iterator

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 50
MAX_CELL = 1_000
MAX_TEXT = 5_000_000
"""Characters in all cells together; a workbook can name one text a million times."""

HEADING_WITHIN = 10
"""Rows that may stand above the table, and its headings with them."""

Row = tuple[int, list[str]]
"""A row's number as the person sees it, and its cells."""


class BadTableError(Exception):
    """The file cannot be read as a table. ``problem`` says why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def within_limits(rows: Iterable[Row]) -> list[Row]:
    """Return the rows that are not blank.

    Raises:
        BadTableError: There are too many, or one is too wide, or a cell too long.
    """
    kept = []
    left = MAX_TEXT
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        left -= sum(_lengths(cells))
        if left < 0:
            raise BadTableError("unzips_too_large")
        kept.append((line, cells[:MAX_COLUMNS]))
        if len(kept) > MAX_ROWS + HEADING_WITHIN:
            raise BadTableError("too_many_rows")
    return kept


def _lengths(cells: list[str]) -> Iterator[int]:
    if any(cell.strip() for cell in cells[MAX_COLUMNS:]):
        raise BadTableError("too_many_columns")
    for cell in cells:
        if len(cell) > MAX_CELL:
            raise BadTableError("cell_too_long")
        yield len(cell)
