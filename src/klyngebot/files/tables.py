"""Spreadsheet files to rows of text."""

import csv
import io
from dataclasses import dataclass

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 20_000
MAX_CELL = 1_000

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ";,\t"


class BadTableError(Exception):
    """The file cannot be read as a table. ``problem`` says why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that is not blank: its line in the file, and its cells by heading."""

    line: int
    cells: dict[str, str]


def read_csv(data: bytes) -> list[TableRow]:
    """Return the rows of a CSV file in UTF-8, UTF-16 or Windows-1252, with ``;``, ``,`` or tab.

    Raises:
        BadTableError: It is too large, not text, or has no heading.
    """
    if len(data) > MAX_BYTES:
        raise BadTableError("too_large")
    text = _decode(data)
    heading_line = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=heading_line.count)
    try:
        lines = list(_lines(text, delimiter))
    except csv.Error as error:
        raise BadTableError("not_a_table") from error
    if not lines or heading_line.count(delimiter) == 0:
        raise BadTableError("no_heading")
    if len(lines) - 1 > MAX_ROWS:
        raise BadTableError("too_many_rows")
    headings = [heading.strip() for heading in lines[0][1]]
    return [
        TableRow(number, dict(zip(headings, cells, strict=False)))
        for number, cells in lines[1:]
        if any(cell.strip() for cell in cells)
    ]


def _lines(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found = []
    line = 1
    for cells in reader:
        if any(len(cell) > MAX_CELL for cell in cells):
            raise BadTableError("cell_too_long")
        found.append((line, cells))
        line = reader.line_num + 1
    return found


def _decode(data: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for candidate in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            text = data.decode(candidate)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    raise BadTableError("not_text")
