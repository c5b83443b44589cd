import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngebot.files.tables import (
    MAX_BYTES,
    MAX_CELL,
    MAX_ROWS,
    BadTableError,
    Table,
    TableRow,
    read_table,
)


def problem(data: bytes) -> str:
    with pytest.raises(BadTableError) as caught:
        read_table(data)
    return caught.value.problem


@pytest.mark.parametrize(
    "data",
    [
        "Partner;Sted\r\nKåfjord;Øst\r\n".encode(),
        "Partner;Sted\nKåfjord;Øst".encode(),
        "Partner;Sted\rKåfjord;Øst\r".encode(),
        "Partner;Sted\r\nKåfjord;Øst\r\n".encode("utf-8-sig"),
        "Partner;Sted\r\nKåfjord;Øst\r\n".encode("cp1252"),
        codecs.BOM_UTF16_LE + "Partner;Sted\r\nKåfjord;Øst\r\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "Partner;Sted\r\nKåfjord;Øst\r\n".encode("utf-16-be"),
        "Partner,Sted\nKåfjord,Øst\n".encode(),
        "Partner\tSted\nKåfjord\tØst\n".encode(),
        codecs.BOM_UTF16_LE + "Partner\tSted\r\nKåfjord\tØst\r\n".encode("utf-16-le"),
        ' Partner ;"Sted"\n"Kåfjord";"Øst"\n'.encode(),
    ],
)
def test_what_spreadsheets_save_is_read(data: bytes) -> None:
    assert read_table(data).rows == [TableRow(2, {"Partner": "Kåfjord", "Sted": "Øst"})]


def test_the_delimiter_is_the_one_the_headings_use() -> None:
    rows = read_table(b"Partner;Om\nNord;kvarts, kalk, jern\n").rows

    assert rows == [TableRow(2, {"Partner": "Nord", "Om": "kvarts, kalk, jern"})]


def test_a_line_is_the_one_an_editor_shows() -> None:
    data = b'Partner;Om\n"Nord";"to\nlinjer\ntekst"\n\nSyd;x\n;\n"Vest";"en\nto"\nOst;y\n'

    assert [(row.line, row.cells["Partner"]) for row in read_table(data).rows] == [
        (2, "Nord"),
        (6, "Syd"),
        (8, "Vest"),
        (10, "Ost"),
    ]


@pytest.mark.parametrize("blank", ["", ";", " ; ", '"";""', "\t;"])
def test_blank_rows_are_left_out(blank: str) -> None:
    rows = read_table(f"Partner;Om\nNord;x\n{blank}\nSyd;y\n".encode()).rows

    assert [row.line for row in rows] == [2, 4]


def test_a_short_row_lacks_its_last_cells_and_a_long_one_loses_them() -> None:
    rows = read_table(b"Partner;Om;Land\nNord\nSyd;x;y;z\n").rows

    assert [row.cells for row in rows] == [
        {"Partner": "Nord"},
        {"Partner": "Syd", "Om": "x", "Land": "y"},
    ]


@pytest.mark.parametrize(
    "data", [b"Partner\nNord\n", b"Partner;\nNord;\n", b"Liste;\n" * 10 + b"Partner;Om\n"]
)
def test_a_file_without_headings_is_refused(data: bytes) -> None:
    assert problem(data) == "no_heading"


@pytest.mark.parametrize("data", [b"", b"\n", b"   ", b";;\n;;\n", codecs.BOM_UTF8])
def test_a_file_without_text_is_refused(data: bytes) -> None:
    assert problem(data) == "empty"


def test_headings_alone_are_a_table_without_rows() -> None:
    assert read_table(b"Partner;Om\n") == Table(("Partner", "Om"), [])


@pytest.mark.parametrize(
    "above",
    [
        "\n\n",
        "Partnerne i klyngen\n",
        "Partnere i Nordland, Troms og Finnmark;;\n\nsist endret i mai, av Kari\n",
        "Liste;\n" * 9,
    ],
)
def test_a_title_may_stand_above_the_headings(above: str) -> None:
    table = read_table(f"{above}Partner;Om;Land\nNord;gull, kobber;Norge\n".encode())

    assert table.headings == ("Partner", "Om", "Land")
    assert table.rows[0].cells == {"Partner": "Nord", "Om": "gull, kobber", "Land": "Norge"}
    assert table.rows[0].line == above.count("\n") + 2


def test_a_column_without_a_heading_is_left_out() -> None:
    table = read_table(b"Partner;;Om;\nNord;a;b;c\n")

    assert table == Table(("Partner", "Om"), [TableRow(2, {"Partner": "Nord", "Om": "b"})])


@pytest.mark.parametrize(
    "headings", ["Om;Partner;Om", "Om;Partner; om\u200b", '"Hva  nå";"hva\nNÅ"']
)
def test_two_headings_alike_are_refused(headings: str) -> None:
    assert problem(f"{headings}\na;b;c\n".encode()) == "heading_twice"


@pytest.mark.parametrize(
    "told", ["sep=|\r\n", "SEP=|\n", "sep=|\r"], ids=["windows", "large", "mac"]
)
def test_the_first_line_may_say_what_stands_between_the_cells(told: str) -> None:
    table = read_table(f"{told}Partner|Om\nNord|x;y\n".encode())

    assert table.rows == [TableRow(3, {"Partner": "Nord", "Om": "x;y"})]


@pytest.mark.parametrize(
    ("text", "name", "headings"),
    [
        ("Partner;Om, kort\n", "a.csv", ("Partner", "Om, kort")),
        ("Partner, kort;Om\tog mer\n", "a.tsv", ("Partner, kort;Om", "og mer")),
        ('Partner,Om,Sted\nNord,"x; y; z",Rana\n', "a.tsv", ("Partner", "Om", "Sted")),
    ],
)
def test_a_name_decides_what_the_text_leaves_open(
    text: str, name: str, headings: tuple[str, ...]
) -> None:
    assert read_table(text.encode(), name).headings == headings


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04\x14\x00\x06\x00;\x00\n",
        b"Partner;Om\nNord;\0\n",
        b"\x81\x8d;\x8f",
        codecs.BOM_UTF16_LE + b"a",
        codecs.BOM_UTF8 + b"Partner;\xff",
    ],
)
def test_what_is_not_text_is_refused(data: bytes) -> None:
    assert problem(data) == "not_a_table"


def test_a_file_may_be_as_large_as_the_limit_and_no_larger() -> None:
    line = b"Nord;" + b"x" * 994 + b"\n"
    largest = b"Partner;Om\n" + line * (MAX_BYTES // len(line) - 1)
    largest += b"\n" * (MAX_BYTES - len(largest))

    rows = read_table(largest[: MAX_BYTES - 900]).rows

    assert len(rows) == MAX_BYTES // len(line) - 1
    assert problem(b"Partner;Om\n" + b"x" * MAX_BYTES) == "too_large"


def test_a_table_may_have_as_many_rows_as_the_limit_and_no_more() -> None:
    whole = read_table(b"Partner;Om\n" + b"Nord;x\n" * MAX_ROWS).rows

    assert len(whole) == MAX_ROWS
    assert problem(b"Partner;Om\n" + b"Nord;x\n" * (MAX_ROWS + 1)) == "too_many_rows"


def test_a_cell_may_be_as_long_as_the_limit_and_no_longer() -> None:
    assert read_table(b"Partner;Om\nNord;" + b"x" * MAX_CELL).rows[0].cells["Om"] == "x" * MAX_CELL
    assert problem(b"Partner;Om\nNord;" + b"x" * (MAX_CELL + 1)) == "cell_too_long"


@pytest.mark.parametrize("length", [131_073, 1_500_000])
def test_a_quote_that_is_never_closed_is_refused(length: int) -> None:
    assert problem(b'Partner;Om\nNord;"' + b"x" * length) == "cell_too_long"


@given(st.binary() | st.text('Partner;Om,\t\n\r"æ x').map(str.encode))
def test_any_bytes_are_a_table_or_a_bad_table(data: bytes) -> None:
    try:
        rows = read_table(data).rows
    except BadTableError:
        return
    assert all(any(cell.strip() for cell in row.cells.values()) or row.line > 1 for row in rows)


@given(
    st.sampled_from([codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE]),
    st.binary(max_size=60),
)
def test_any_bytes_behind_a_mark_are_a_table_or_a_bad_table(mark: bytes, data: bytes) -> None:
    try:
        read_table(mark + data)
    except BadTableError as error:
        assert error.problem  # noqa: PT017 - any other error fails the test


@given(st.lists(st.lists(st.text("abæ ;,\n\"'", max_size=8), min_size=2, max_size=2), max_size=6))
def test_what_is_quoted_comes_back_as_it_was(rows: list[list[str]]) -> None:
    quoted = [";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    data = "\n".join(["Partner;Om", *quoted]).encode()

    found = read_table(data).rows

    assert [list(row.cells.values()) for row in found] == [
        row for row in rows if any(cell.strip() for cell in row)
    ]
