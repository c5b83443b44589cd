"""Workbooks of Excel and LibreOffice: XLSX, XLS and ODS.

Runs in a process of its own (``apart.py``): a file of 5 kB with a value in its first and its last
cell makes calamine ask for half a terabyte, and Rust ends the process where it gets none.
"""

import io
import json
import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from klyngebot.files.rows import BadTableError, Row, within_limits

MAX_ENTRIES = 200
MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 100

_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_FILE_PASS = re.compile(rb"\x09\x08\x10\0.{16}(?:\x86\0\0\0)?\x2f\0", re.DOTALL)
"""The record of a password, which stands first in an old workbook, or second."""

_LOCAL_HEADER = 30
_CHUNK = 1024 * 1024
_DECLARATIONS = (b"<!doctype", b"<!entity", b"\0")
"""A workbook has none: the last shows XML in another encoding, which might hide the others."""

_Value = int | float | str | bool | date | datetime | time | timedelta


def is_workbook(data: bytes) -> bool:
    """Return whether ``data`` begins like a workbook."""
    return data.startswith((*_ZIPS, _OLE))


def read_workbook(data: bytes) -> list[Row]:
    """Return the rows of the first visible sheet that has any, with text as people see it.

    Raises:
        BadTableError: It is no workbook, needs a password, is too large, or is out to do harm.
    """
    try:
        _check_zip(data) if data.startswith(_ZIPS) else _check_ole(data)
        return _first_rows(data)
    except BadTableError:
        raise
    except MemoryError as error:
        raise BadTableError("unzips_too_large") from error
    except Exception as error:
        raise BadTableError("not_a_table") from error


def _first_rows(data: bytes) -> list[Row]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        for sheet in workbook.sheets_metadata:
            if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible:
                found = workbook.get_sheet_by_name(sheet.name)
                texts = ([_text(value) for value in row] for row in found.iter_rows())
                rows = within_limits(enumerate(texts, 1))
                if rows:
                    return rows
    return []


def _text(value: _Value) -> str:  # noqa: PLR0911 - a table of types
    """Return a value as a person sees it in the sheet; dates as in ISO 8601."""
    match value:
        case str():
            return value
        case bool():
            return "ja" if value else "nei"
        case int() | float():
            return f"{value:.15g}" if abs(value) >= 1e15 or value % 1 else str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "minutes" if not value.second else "seconds")
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
        case time():
            return value.isoformat("minutes" if not value.second else "seconds")
        case date():
            return value.isoformat()


def _check_ole(data: bytes) -> None:
    """Refuse a workbook with a password; Excel wraps an XLSX in the older format then."""
    if _ENCRYPTED_PACKAGE in data or _FILE_PASS.search(data):
        raise BadTableError("encrypted")


def _check_zip(data: bytes) -> None:
    """Unpack every entry, keeping none, to see what the directory only claims."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise BadTableError("unzips_too_large")
    left = min(MAX_UNPACKED, len(data) * MAX_RATIO)
    for entry in entries:
        left -= _check_entry(data, entry, left)


def _check_entry(data: bytes, entry: zipfile.ZipInfo, left: int) -> int:
    if entry.flag_bits & 1:
        raise BadTableError("encrypted")
    is_xml = entry.filename.lower().endswith((".xml", ".rels"))
    size = checksum = 0
    before = b""
    for chunk in _unpacked(data, entry):
        size += len(chunk)
        if size > left:
            raise BadTableError("unzips_too_large")
        checksum = zlib.crc32(chunk, checksum)
        seen = before + chunk.lower()
        if is_xml and any(mark in seen for mark in _DECLARATIONS):
            raise BadTableError("not_a_table")
        if b"manifest:encryption-data" in seen:
            raise BadTableError("encrypted")
        before = seen[-32:]
    if (size, checksum) != (entry.file_size, entry.CRC):
        raise BadTableError("not_a_table")
    return size


def _unpacked(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what the entry really holds; ``zipfile`` stops at the size the directory claims."""
    header = data[entry.header_offset : entry.header_offset + _LOCAL_HEADER]
    lengths = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    start = entry.header_offset + _LOCAL_HEADER + lengths
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        yield packed
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        while not inflater.eof:
            chunk = inflater.decompress(packed, _CHUNK)
            packed = inflater.unconsumed_tail
            if not chunk and not inflater.eof:
                raise BadTableError("not_a_table")
            yield chunk
    else:
        raise BadTableError("not_a_table")


def main() -> None:
    """Read a workbook from the standard input, within limits, and write its rows as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (512 * 1024 * 1024, 512 * 1024 * 1024))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        said: object = {"rows": read_workbook(sys.stdin.buffer.read())}
    except BadTableError as error:
        said = {"problem": error.problem}
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False).encode())


if __name__ == "__main__":
    main()
