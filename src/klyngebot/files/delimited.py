"""CSV and its relatives: text with one sign between the cells."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from klyngebot.files.rows import BadTableError, Row

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_OTHER_FORMATS = ("<", "%PDF", "{\\rtf")
_DELIMITERS = ";,\t"
_SEP = re.compile(r"sep=(.)(?:\r\n|\r|\n|$)", re.IGNORECASE)
"""What Excel reads and writes before the headings, to say which sign it is."""


def read_delimited(data: bytes, name: str = "") -> Iterator[Row]:
    """Yield each row of a text in UTF-8, UTF-16 or Windows-1252, with ``;``, ``,`` or tab.

    Where the text leaves open which sign it is, the ending of the file's ``name`` decides.

    Raises:
        BadTableError: It is not text, or a cell never ends.
    """
    text = _decode(data)
    if text.lstrip().startswith(_OTHER_FORMATS):
        raise BadTableError("not_a_table")
    told = _SEP.match(text)
    delimiter = told[1] if told else _delimiter(text, name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            if not (told and line == 1):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:  # a cell of more than 131 072 characters
        raise BadTableError("cell_too_long") from error


def _decode(data: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for candidate in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            text = data.decode(candidate)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    raise BadTableError("not_a_table")


def _delimiter(text: str, name: str) -> str:
    """Return the sign that makes most of the first rows equally wide.

    Titles and sentences have commas, too, but not the same number in every row.
    """
    order = "\t;," if name.lower().endswith((".tsv", ".tab")) else _DELIMITERS
    return max(order, key=lambda sign: _likelihood(text, sign))


def _likelihood(text: str, sign: str) -> tuple[float, int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    widths: list[int] = []
    with suppress(csv.Error):
        widths.extend(len(cells) for cells in islice(reader, 10) if cells)
    wide = Counter(width for width in widths if width > 1)
    return max(wide.values(), default=0) / max(len(widths), 1), next(iter(wide), 0)
