"""Files that are no tables, or are made to do harm."""

import codecs
import gzip
import io
import random
import struct
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klyngebot.files.apart import read_apart
from klyngebot.files.tables import MAX_BYTES, BadTableError, read_table
from klyngebot.files.workbooks import MAX_UNPACKED, read_workbook
from klyngebot.i18n import LOCALES, translator
from klyngebot.render.register import table_problem
from support.workbooks import entries_of, ods, old_xls, written, xlsx, zipped
from unit.sandbox.pixel import PNG

GOOD = xlsx(("Partner", "Sted"), ("Nord", "Rana"))
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
SHEET = "xl/worksheets/sheet1.xml"
NOISE = random.Random(1).randbytes(700_000)
BOMB = b"<c/>" * (MAX_UNPACKED // 4 + 1)


def with_entry(name: str, data: bytes) -> bytes:
    return zipped(entries_of(GOOD) | {name: data})


def with_first_of(old: bytes, new: bytes, data: bytes = GOOD) -> bytes:
    assert len(old) == len(new)
    assert old in data
    return data.replace(old, new, 1)


def lying() -> bytes:
    """Return a zip whose directory claims that a bomb has ten bytes."""
    size = struct.pack("<I", len(BOMB))
    checks = [struct.pack("<I", zlib.crc32(text)) for text in (BOMB, BOMB[:10])]
    data = with_entry(SHEET, BOMB)
    return data.replace(size, struct.pack("<I", 10)).replace(checks[0], checks[1])


def overlapping() -> bytes:
    """Return a zip of 150 entries that all point at the same packed megabyte."""
    one = zipped({"a.xml": b"<c/>" * 250_000})
    directory = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    entry = one[directory:end]
    finish = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 150, 150, len(entry) * 150, directory, 0)
    return one[:directory] + entry * 150 + finish


def encrypted_entry() -> bytes:
    data = bytearray(GOOD)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def old_with_password() -> bytes:
    """Return an old workbook whose second record says that it is encrypted."""
    data = bytearray(old_xls())
    start = data.index(bytes.fromhex("09081000"))
    after = start + 4 + 16
    data[after : after + 2] = bytes.fromhex("2f00")
    return bytes(data)


def far_apart() -> bytes:
    return written(
        lambda book: [
            sheet := book.add_worksheet(),
            sheet.write(0, 0, "a"),
            sheet.write(1_048_575, 16_383, "b"),
        ]
    )


def hidden() -> bytes:
    return written(
        lambda book: [
            book.add_worksheet().activate(),
            sheet := book.add_worksheet(),
            sheet.write_row(0, 0, ["Partner", "Sted"]),
            sheet.hide(),
        ]
    )


def dtd(name: str = "DOCTYPE") -> bytes:
    return b'<!%b x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' % name.encode()


def behind_a_megabyte() -> bytes:
    """Return a good sheet but for a DOCTYPE that begins in the last bytes of its first megabyte."""
    head, sheet = entries_of(GOOD)[SHEET].split(b"?>", 1)
    return (head + b"?>").ljust(1024 * 1024 - 3) + b"<!DOCTYPE x>" + sheet


HOSTILE = {
    "nothing": (b"", "empty"),
    "blank lines": (b" \r\n\t\r\n;;;\r\n", "empty"),
    "an empty workbook": (xlsx(), "empty"),
    "a workbook that hides its rows": (hidden(), "empty"),
    "NULs": (b"\0" * 4096, "not_a_table"),
    "a picture": (PNG, "not_a_table"),
    "a page": (b"<!DOCTYPE html><title>a;b;c</title>\n<p>a;b;c\n", "not_a_table"),
    "a page saved as a sheet": (codecs.BOM_UTF8 + b"\r\n <html><table>a;b", "not_a_table"),
    "a PDF": (b"%PDF-1.7\n1 0 obj;a;b\n", "not_a_table"),
    "rich text": (b"{\\rtf1 a;b;c}", "not_a_table"),
    "noise": (NOISE[:5000], "not_a_table"),
    "a packed text": (gzip.compress(b"Partner;Om\nNord;x\n"), "not_a_table"),
    "UTF-16 without a mark": ("Partner;Om\nNord;x\n".encode("utf-16-le"), "not_a_table"),
    "UTF-32": (codecs.BOM_UTF32_LE + "Partner;Om".encode("utf-32-le"), "not_a_table"),
    "one column": (b"Partner\nNord\n", "no_heading"),
    "a heading far below": (b"Liste\n" * 10 + b"Partner;Om\n", "no_heading"),
    "two headings alike": (xlsx(("Partner", "Om", "OM")), "heading_twice"),
    "51 columns": (b";".join([b"a"] * 51), "too_many_columns"),
    "a workbook of 51 columns": (xlsx([str(n) for n in range(51)]), "too_many_columns"),
    "a cell of 1001 characters": (b"Partner;Om\nNord;" + b"x" * 1001, "cell_too_long"),
    "a workbook with 1001 characters": (xlsx(("a", "b"), ("x" * 1001,)), "cell_too_long"),
    "a quote without an end": (b'Partner;Om\nNord;"' + b"x" * 1_500_000, "cell_too_long"),
    "20001 rows": (b"a;b\n" + b"c;d\n" * 20_001, "too_many_rows"),
    "a workbook of 20001 rows": (xlsx(*[("a", "b")] * 20_002), "too_many_rows"),
    "more than 2 MB": (b"a;b\n" * (MAX_BYTES // 4 + 1), "too_large"),
    "a long text named again and again": (
        zipped({**entries_of(xlsx(*[["x" * 999] * 50] * 120)), "noise.bin": NOISE}),
        "unzips_too_large",
    ),
    "half a workbook": (GOOD[: len(GOOD) // 2], "not_a_table"),
    "a workbook without its end": (GOOD[:-30], "not_a_table"),
    "the beginning of a zip": (b"PK\x03\x04" + NOISE[:3000], "not_a_table"),
    "201 entries": (
        zipped(entries_of(GOOD) | {f"{n}.xml": b"" for n in range(201)}),
        "unzips_too_large",
    ),
    "a bomb": (with_entry(SHEET, BOMB), "unzips_too_large"),
    "a bomb that says it is small": (lying(), "unzips_too_large"),
    "a bomb beside noise": (
        zipped({"noise.bin": NOISE, SHEET: BOMB}),
        "unzips_too_large",
    ),
    "a small bomb": (with_entry(SHEET, b"<c/>" * 1_000_000), "unzips_too_large"),
    "entries on top of each other": (overlapping(), "unzips_too_large"),
    "values far apart": (far_apart(), "unzips_too_large"),
    "a cell repeated 50 million times": (
        ods(("a", "b"), repeated=5_000),
        "unzips_too_large",
    ),
    "a wrong size": (
        with_entry("a.bin", b"x" * 77).replace(struct.pack("<I", 77), struct.pack("<I", 78)),
        "not_a_table",
    ),
    "a wrong checksum": (
        with_entry("a.bin", b"xyz").replace(struct.pack("<I", zlib.crc32(b"xyz")), b"1234"),
        "not_a_table",
    ),
    "a rare packing": (zipped(entries_of(GOOD), zipfile.ZIP_BZIP2), "not_a_table"),
    "a zip in a zip": (zipped({"a.xlsx": GOOD}), "not_a_table"),
    "a letter": (zipped({"word/document.xml": b"<w/>"}), "not_a_table"),
    "a DOCTYPE in a sheet": (with_entry(SHEET, dtd() + b"<worksheet/>"), "not_a_table"),
    "an ENTITY in small letters": (with_entry(SHEET, dtd("entity")), "not_a_table"),
    "a DOCTYPE in UTF-16": (
        with_entry(SHEET, dtd().decode().encode("utf-16")),
        "not_a_table",
    ),
    "a DOCTYPE behind a megabyte": (
        zipped({**entries_of(GOOD), "noise.bin": NOISE, SHEET: behind_a_megabyte()}),
        "not_a_table",
    ),
    "a DOCTYPE in an ODS": (ods(("a", "b"), before=dtd().decode()), "not_a_table"),
    "a workbook without a sheet": (
        zipped({name: data for name, data in entries_of(GOOD).items() if name != SHEET}),
        "not_a_table",
    ),
    "a sheet that breaks off": (with_entry(SHEET, b"<worksheet><sheetData><row"), "not_a_table"),
    "a password": (OLE + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "a password on an entry": (encrypted_entry(), "encrypted"),
    "a password on an ODS": (
        ods(("a", "b"), manifest="<manifest:encryption-data/>"),
        "encrypted",
    ),
    "a password on an old workbook": (old_with_password(), "encrypted"),
    "half an old workbook": (old_xls()[:2500], "not_a_table"),
    "noise as an old workbook": (OLE + NOISE[:3000], "not_a_table"),
    "NULs as an old workbook": (OLE + bytes(3000), "not_a_table"),
}


@pytest.mark.parametrize(("data", "problem"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_within_little_memory(data: bytes, problem: str) -> None:
    tracemalloc.start()
    with pytest.raises(BadTableError) as caught:
        read_table(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert caught.value.problem == problem
    assert peak < 30 * 1024 * 1024


def test_there_are_more_than_thirty_of_them_and_all_but_one_are_small() -> None:
    large = [name for name, (data, _) in HOSTILE.items() if len(data) > MAX_BYTES]

    assert len(HOSTILE) > 30
    assert large == ["more than 2 MB"]


@settings(max_examples=30, deadline=None)  # each starts a process
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_a_table_or_a_bad_table(at: int, patch: bytes) -> None:
    try:
        rows = read_apart(GOOD[:at] + patch + GOOD[at + len(patch) :])
    except BadTableError:
        return
    assert all(isinstance(cell, str) for _, cells in rows for cell in cells)


@settings(max_examples=30, deadline=None)  # each starts a process
@given(st.integers(512, len(old_xls()) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_old_workbook_is_a_table_or_a_bad_table(at: int, patch: bytes) -> None:
    whole = old_xls()
    try:
        rows = read_apart(whole[:at] + patch + whole[at + len(patch) :])
    except BadTableError:
        return
    assert all(isinstance(cell, str) for _, cells in rows for cell in cells)


def test_a_workbook_is_read_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("KLYNGEBOT_TELEGRAM__TOKEN", "990000001:secret")

    assert read_apart(GOOD) == read_workbook(GOOD)


def test_the_lie_is_one_that_zipfile_believes() -> None:
    with zipfile.ZipFile(io.BytesIO(lying())) as archive:
        assert len(archive.read(SHEET)) == 10


@pytest.mark.parametrize("locale", LOCALES)
def test_every_reason_to_refuse_a_file_has_a_sentence_of_its_own(locale: str) -> None:
    problems = {problem for _, problem in HOSTILE.values()}

    assert len(problems) == 10
    assert len({table_problem(problem, translator(locale)) for problem in problems}) == 10
