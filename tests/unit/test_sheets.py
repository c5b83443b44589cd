import csv
import io
import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from klyngebot.files.sheets import Cell, Sheet, write_csv, write_xlsx
from klyngebot.files.tables import read_table
from klyngebot.files.workbooks import read_workbook
from support.workbooks import entries_of

NASTY = [
    "=1+1",
    "+47 990 00 001",
    "-1",
    "@SUM(A1)",
    " =cmd|' /C calc'!A0",
    "\t=1",
    "\r=1",
    "{=1}",
    "https://nord.example",
    "mailto:kari@nord.example",
    "'=1",
    "00123",
    "1e5",
    "<r><t>fet</t></r>",
    "<r>&</r>",
    "<r></r>",
    "_x000D_",
    "&amp; <b>\"'</b>",
    " blank \n linje ",
    "Čearretbákti ŋ đ ŧ 😀",
]


def sheet(*rows: list[Cell]) -> Sheet:
    return Sheet(title="Partnere", headings=["A", "B"], rows=rows)


def read_back(data: bytes) -> list[list[str]]:
    return [cells for _, cells in read_workbook(data)][1:]


@given(
    st.text(
        st.characters(exclude_characters="\ufffe\uffff", exclude_categories=["Cs"]),
        min_size=1,
        max_size=40,
    )
)
@example("\x00\x01\x1f\x7f\x85")
@example("<r> \n&</r>")
def test_any_text_in_a_workbook_comes_back_as_it_was_and_is_no_formula(text: str) -> None:
    data = write_xlsx([sheet(["x", text])])

    assert read_back(data) == [["x", text]]
    assert b"<f>" not in entries_of(data)["xl/worksheets/sheet1.xml"]


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert read_back(write_xlsx([sheet(["x", "a\ud800\uffffb"])])) == [["x", "ab"]]


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_in_a_workbook_comes_back_as_it_was_and_is_no_formula(text: str) -> None:
    data = write_xlsx([Sheet(title=text, headings=[text, "B"], rows=[[text, None]])])

    assert [cells for _, cells in read_workbook(data)] == [[text, "B"], [text, ""]]
    parts = entries_of(data)
    assert re.findall(b"<f|<hyperlink", parts["xl/worksheets/sheet1.xml"]) == []
    assert not any("rels/sheet" in name for name in parts)


def test_each_value_is_stored_as_what_it_is() -> None:
    rows: list[list[Cell]] = [
        ["Nord", 30],
        ["dag", date(2026, 12, 3)],
        ["tid", datetime(2026, 12, 3, 9, 30, tzinfo=UTC)],
        ["stort", 10**17 + 1],
        ["intet", None],
    ]

    data = write_xlsx([sheet(*rows)])

    assert [row[1] for row in read_back(data)] == [
        "30",
        "2026-12-03",
        "2026-12-03 09:30",
        "100000000000000001",
        "",
    ]


def test_a_text_that_no_cell_holds_is_cut() -> None:
    data = write_xlsx([sheet(["x" * 40_000, "y"])])

    assert b"x" * 32_767 in entries_of(data)["xl/sharedStrings.xml"]
    assert b"x" * 32_768 not in entries_of(data)["xl/sharedStrings.xml"]


def test_headings_stay_in_sight_and_can_be_filtered() -> None:
    part = entries_of(write_xlsx([sheet(["x", "y"])]))["xl/worksheets/sheet1.xml"].decode()

    assert '<pane ySplit="1" topLeftCell="A2"' in part
    assert '<autoFilter ref="A1:B2"/>' in part


def test_a_column_is_as_wide_as_its_text_within_reason() -> None:
    rows: list[list[Cell]] = [["Sildefjell Kvarts AS", "ord " * 100]]

    part = entries_of(write_xlsx([sheet(*rows)]))["xl/worksheets/sheet1.xml"].decode()

    widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', part)]
    assert widths == [pytest.approx(23, abs=1), pytest.approx(60, abs=1)]


@pytest.mark.parametrize(
    ("titles", "shown"),
    [
        (["Partnere", "Personer"], ["Partnere", "Personer"]),
        (["Partnere", "PARTNERE"], ["Partnere", "PARTNERE 2"]),
        (["", "", "'"], ["Ark", "Ark 2", "Ark 3"]),
        (["History"], ["History 2"]),
        (["a/b: [c]*?\\"], ["a b   c"]),
        (["😀" * 20], ["😀" * 15]),
        (["Å" * 40, "å" * 40], ["Å" * 31, "å" * 29 + " 2"]),
    ],
)
def test_any_title_of_a_sheet_is_made_one_that_excel_takes(
    titles: list[str], shown: list[str]
) -> None:
    data = write_xlsx([Sheet(title=title, headings=["A"], rows=[]) for title in titles])

    book = entries_of(data)["xl/workbook.xml"].decode()
    assert re.findall('<sheet name="([^"]*)"', book) == shown


@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_titles_make_a_workbook(titles: list[str]) -> None:
    data = write_xlsx([Sheet(title=title, headings=[], rows=[]) for title in titles])

    assert read_workbook(data) == []


_formula = st.sampled_from(["", " ", "\0", "\n", "\u00a0"]).flatmap(
    lambda blank: st.sampled_from("=+-@\t\r＝＋－＠").map(lambda sign: blank + sign)
)


@given(st.builds(str.__add__, _formula, st.text(max_size=20)) | st.text(max_size=20))
def test_no_text_in_a_csv_file_begins_like_a_formula(text: str) -> None:
    data = write_csv(["A", text], [["x", text]])

    head, row = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
    assert head[1] == row[1]
    assert "\0" not in row[1]
    assert not row[1].lstrip().startswith(tuple("=+-@＝＋－＠"))
    assert not row[1].startswith(("\t", "\r", "\n"))
    assert row[1].removeprefix("'") in {
        form.encode("utf-8", "replace").decode()
        for form in (text.replace("\0", ""), text.replace("\0", "").removeprefix("'"))
    }


def test_a_csv_file_is_what_excel_in_norway_opens() -> None:
    rows: list[list[Cell]] = [
        ["Kåfjord", 30, None],
        ['si "hei"; nå', date(2026, 12, 3), datetime(2026, 12, 3, 9)],
    ]

    data = write_csv(["Partner", "Antall", "Når"], rows)

    assert (
        data
        == (
            '\ufeff"Partner";"Antall";"Når"\r\n'
            '"Kåfjord";"30";""\r\n'
            '"si ""hei""; nå";"2026-12-03";"2026-12-03 09:00"\r\n'
        ).encode()
    )


def test_a_csv_file_is_read_again_as_the_table_it_was() -> None:
    table = read_table(write_csv(["Partner", "Om"], [["Nord", "kvarts;\nkalk"], ["Syd", "x"]]))

    assert table.headings == ("Partner", "Om")
    assert [list(row.cells.values()) for row in table.rows] == [
        ["Nord", "kvarts;\nkalk"],
        ["Syd", "x"],
    ]
