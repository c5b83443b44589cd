"""Nothing is kept of people that is not told: schema, statement, record and forgetting agree."""

import re
import runpy
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from klyngebot.domain.privacy import FIELDS, NOTHING_PERSONAL, Kept, Purpose, unknown_columns
from klyngebot.store import own_data, retention
from klyngebot.store.database import migrations

ROOT = Path(__file__).parents[2]
LEADS = re.compile(r"REFERENCES (subscriber|person) \(id\)|\n\s*(address|lane|actor_id)\s")
NO_WAY_TO_SOMEBODY = {"sqlite_sequence"}


def schema(*more: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Return each table's SQL and columns, as the migrations make them."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for step in migrations():
            for statement in (*step.statements(), *more):
                connection.execute(statement)
            more = ()
        tables = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
        return {
            name: (
                sql,
                frozenset(
                    f"{name}.{row[1]}"
                    for row in connection.execute(f"PRAGMA table_info({name})").fetchall()
                ),
            )
            for name, sql in tables
            if name not in NO_WAY_TO_SOMEBODY
        }


def columns(*more: str) -> frozenset[str]:
    return frozenset().union(*(found for _, found in schema(*more).values()))


def test_every_column_is_told_of_or_holds_nothing_personal() -> None:
    assert unknown_columns(columns()) == frozenset()


def test_a_new_column_of_which_nothing_is_said_is_found() -> None:
    more = "CREATE TABLE photo (person_id INTEGER, file TEXT) STRICT"

    assert unknown_columns(columns(more)) == {"photo.person_id", "photo.file"}


def test_everything_told_of_is_there() -> None:
    told = {f"{field.table}.{column}" for field in FIELDS for column in field.columns}
    bare = {column for column in NOTHING_PERSONAL if not column.endswith(".*")}

    assert told | bare <= columns()
    assert {name.removesuffix(".*") for name in NOTHING_PERSONAL - bare} <= schema().keys()


def test_no_column_is_told_of_twice() -> None:
    told = [f"{field.table}.{column}" for field in FIELDS for column in field.columns]

    assert len(set(told)) == len(told)


@pytest.mark.parametrize("purpose", Purpose, ids=lambda purpose: purpose.name.lower())
def test_every_purpose_has_a_basis_and_something_kept_for_it(purpose: Purpose) -> None:
    assert purpose.basis
    assert [field for field in FIELDS if field.purpose is purpose]


def test_every_table_that_leads_to_somebody_is_taken_out_with_their_data() -> None:
    leading = {name for name, (sql, _) in schema().items() if LEADS.search(sql)}

    assert leading <= {source.table for source in own_data.SOURCES}


def test_every_time_that_is_promised_is_kept_by_the_night() -> None:
    promised = {field.kept for field in FIELDS if field.kept.value[1] is not None}
    elsewhere = {
        Kept.A_WEEK,
        Kept.THIRTY_DAYS,
        Kept.THREE_DAYS,
        Kept.UNTIL_HANDLED,
        Kept.TWO_YEARS,
        Kept.WHILE_CONTACT,
    }

    assert promised == {*retention.STATEMENTS, *elsewhere}


def test_the_record_of_processing_is_up_to_date() -> None:
    made = runpy.run_path(str(ROOT / "tools" / "protokoll.py"))["record"]()

    assert (ROOT / "docs" / "protokoll.md").read_text(encoding="utf-8") == made
