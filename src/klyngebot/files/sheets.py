"""Writing tables as XLSX and CSV, in which no text can run as a formula."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | date | datetime | None

_MOST_TEXT = 32_767
"""Most UTF-16 units in a cell: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3"""

_LONGEST_TITLE = 31
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDEST = 60
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
"""How a cell begins that a spreadsheet may take for a formula when it opens a CSV file (OWASP)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table on a sheet of its own. A ``datetime`` is shown as it is, without its zone."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class _Looks:
    heading: Format
    text: Format
    number: Format
    day: Format
    moment: Format


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook with a sheet for each of ``sheets``: headings in bold that stay, filters.

    Every string is stored as text, whatever it begins with. It blocks, a second for 10 000 rows.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "remove_timezone": True}) as book:
        looks = _Looks(
            heading=book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            text=book.add_format({"text_wrap": True, "valign": "top"}),
            number=book.add_format({"num_format": "0", "valign": "top"}),
            day=book.add_format({"num_format": "dd.mm.yyyy", "valign": "top"}),
            moment=book.add_format({"num_format": "dd.mm.yyyy hh:mm", "valign": "top"}),
        )
        titles: set[str] = set()
        for sheet in sheets:
            _fill(book.add_worksheet(_title(sheet.title, titles)), sheet, looks)
    return buffer.getvalue()


def write_csv(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """Return a CSV file as Excel in Norway opens it: UTF-8 with a mark, ``;``, everything quoted.

    Text that a spreadsheet might take for a formula gets ``'`` before it, telephone numbers with
    ``+`` as well: XLSX is the better choice. Dates are as in ISO 8601.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_plain(heading) for heading in headings])
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def _title(wanted: str, taken: set[str]) -> str:
    """Return ``wanted`` as Excel allows it, unlike those ``taken``, and take it."""
    bare = _cut(_NOT_IN_TITLE.sub(" ", wanted).strip("' "), _LONGEST_TITLE).strip("' ") or "Ark"
    title = bare
    number = 1
    while title.casefold() in taken | {"history"}:
        number += 1
        end = f" {number}"
        title = f"{_cut(bare, _LONGEST_TITLE - len(end))}{end}"
    taken.add(title.casefold())
    return title


def _fill(sheet: Worksheet, table: Sheet, looks: _Looks) -> None:
    for column, heading in enumerate(table.headings):
        _write_text(sheet, 0, column, heading, looks.heading)
        below = [row[column] for row in table.rows if column < len(row)]
        sheet.set_column(column, column, _width([heading, *below]))
    for number, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row):
            _write(sheet, number, column, cell, looks)
    sheet.freeze_panes(1, 0)
    if table.headings:
        sheet.autofilter(0, 0, len(table.rows), len(table.headings) - 1)


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, looks: _Looks) -> None:
    match cell:
        case None:
            pass
        case datetime():
            sheet.write_datetime(row, column, cell, looks.moment)
        case date():
            sheet.write_datetime(row, column, cell, looks.day)
        case int() if abs(cell) < 10**15:  # Excel keeps fifteen digits
            sheet.write_number(row, column, cell, looks.number)
        case _:
            _write_text(sheet, row, column, str(cell), looks.text)


def _write_text(sheet: Worksheet, row: int, column: int, raw: str, look: Format) -> None:
    text = _cut(raw, _MOST_TEXT)
    if text.startswith("<r>"):  # XlsxWriter would take it for its own markup, unescaped
        sheet.write_rich_string(row, column, "<", "r", text[2:], look)
    else:
        sheet.write_string(row, column, text, look)


def _width(cells: Sequence[Cell]) -> int:
    """Return the width of a column (characters) that shows its longest line, within reason."""
    longest = max((len(line) for cell in cells for line in _plain(cell).split("\n")), default=0)
    return min(max(longest + 3, 10), _WIDEST)


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.replace(tzinfo=None).isoformat(" ", "minutes")
        case str():
            bare = cell.replace("\0", "")
            return f"'{bare}" if _FORMULA.match(bare) else bare
        case _:
            return str(cell)


def _cut(text: str, units: int) -> str:
    """Return at most that many UTF-16 units of ``text``, without what no XML can hold."""
    kept = re.sub("[\ud800-\udfff\ufffe\uffff]", "", text)
    return kept.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
