from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.workbook import Workbook

from klyngebot.files.tables import Table, TableRow, read_table
from klyngebot.files.workbooks import read_workbook
from support.workbooks import ods, old_xls, written, xlsx

TABLE = Table(("Partner", "Sted"), [TableRow(2, {"Partner": "Kåfjord", "Sted": "Øst"})])


@pytest.mark.parametrize("make", [xlsx, ods])
def test_a_workbook_is_known_by_its_content(make: Callable[..., bytes]) -> None:
    data = make(("Partner", "Sted"), ("Kåfjord", "Øst"))

    assert read_table(data, "partnere.csv") == read_table(data) == TABLE


def test_an_old_workbook_with_a_title_is_read() -> None:
    assert read_table(old_xls()).rows == [
        TableRow(
            3,
            {
                "Partner": "Kåfjord",
                "Org.nr.": "923609016",
                "Telefon": "99000001",
                "Dato": "2024-03-01",
            },
        )
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (923609016, "923609016"),
        (99000001.0, "99000001"),
        (4799000001, "4799000001"),
        (-7, "-7"),
        (1.5, "1.5"),
        (0.1 + 0.2, "0.3"),
        (1e20, "1e+20"),
        (True, "ja"),
        (False, "nei"),
        (date(2024, 3, 1), "2024-03-01"),
        ("2024-03-01 ", "2024-03-01 "),
        ("=1+1\n–", "=1+1\n–"),
    ],
)
def test_a_value_reads_as_people_see_it(value: object, shown: str) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        match value:
            case str():
                sheet.write_string(1, 0, value)
            case date():
                sheet.write_datetime(1, 0, value)
            case _:
                sheet.write(1, 0, value)

    assert read_table(written(fill)).rows == [TableRow(2, {"a": shown, "b": ""})]


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        ("yyyy-mm-dd hh:mm", datetime(2024, 3, 1, 12, 30), "2024-03-01 12:30"),
        ("yyyy-mm-dd hh:mm", datetime(2024, 3, 1, 12, 30, 5), "2024-03-01 12:30:05"),
        ("hh:mm", time(9, 5), "09:05"),
        ("[h]:mm", timedelta(days=1, hours=2), "26:00"),
    ],
)
def test_a_moment_reads_as_in_iso(form: str, value: datetime, shown: str) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_datetime(1, 0, value, book.add_format({"num_format": form}))

    assert read_table(written(fill)).rows[0].cells["a"] == shown


def test_a_formula_is_its_value_and_never_evaluated() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b", "c"])
        sheet.write_formula(1, 0, "=1+1", value=3)
        sheet.write_formula(1, 1, "=1/0", value="#DIV/0!")
        sheet.write_formula(1, 2, '=""', value="")

    assert read_table(written(fill)).rows[0].cells == {"a": "3", "b": "", "c": ""}


def test_the_first_sheet_that_shows_rows_is_taken() -> None:
    def fill(book: Workbook) -> None:
        book.add_worksheet("tom").activate()
        book.add_chartsheet("figur")
        hidden = book.add_worksheet("skjult")
        hidden.write_row(0, 0, ["x", "y"])
        hidden.hide()
        book.add_worksheet("partnere").write_row(3, 2, ["Partner", "Sted"])
        book.add_worksheet("mer").write_row(0, 0, ["z", "æ"])

    assert read_table(written(fill)) == Table(("Partner", "Sted"), [])


def test_a_line_is_the_number_beside_the_row_in_the_sheet() -> None:
    data = xlsx((), ("Partnere",), (), ("Partner", "Om"), (), ("Nord", "x"), ("", " "), ("Syd",))

    assert [(row.line, row.cells["Partner"]) for row in read_table(data).rows] == [
        (6, "Nord"),
        (8, "Syd"),
    ]


def test_a_workbook_may_be_as_large_as_the_limits() -> None:
    wide = xlsx([f"h{n}" for n in range(50)], ["x" * 1000] * 50)
    long = xlsx(("Tittel",), *[("a", "b")] * 20_001)

    assert len(read_table(wide).headings) == 50
    assert len(read_table(long).rows) == 20_000


_texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20)


@given(st.lists(st.tuples(_texts, _texts), max_size=5))
def test_text_in_an_ods_comes_back_as_it_was(rows: list[tuple[str, str]]) -> None:
    rows = [(" ".join(a.split()), " ".join(b.split())) for a, b in rows]

    found = read_workbook(ods(("A", "B"), *rows))

    assert found[1:] == [(n, list(row)) for n, row in enumerate(rows, 2) if any(row)]
