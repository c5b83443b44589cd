"""A file in the chat: looked over, read in whole or not at all, taken back."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from integration.office import Office
from klyngebot.domain.errors import BadInputError, NotFoundError
from klyngebot.domain.imports import ImportState
from klyngebot.domain.people import PersonField, Visibility
from klyngebot.domain.register import Change, Field, Problem, Verdict
from klyngebot.domain.roles import Caller
from klyngebot.files.columns import WhatIs
from klyngebot.files.tables import MAX_BYTES, read_table
from klyngebot.i18n import LOCALES, translator
from klyngebot.render.exporting import Format, export_body
from klyngebot.services.importing import Importing, ImportReport
from klyngebot.services.register import ImportPreview
from klyngebot.store import imports, memberships, partners, people
from klyngebot.store.database import Database
from support.clock import FakeClock

HEAD = "Partner;Kategori;Org.nr.;Kommune;Kompetanse;Kontaktperson;Stilling;E-post;Telefon"
SENJA = "Senjagrafitt AS;bedrift;974760673;Senja;geologi;Bjørg Mørk;geolog;b@example.no;"
NILS = "Senjagrafitt AS;;;;;Nils Åsen;daglig leder;;"
WRONG = "Kvarts AS;bedrift;;Ranna;;Ola Tvil;;;"
DEMO = Path(__file__).parents[3] / "config" / "demo"
REGISTER = ("partner", "person", "partner_term", "person_term")


def sheet(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *rows)).encode()


async def sent(
    office: Office, leader: Caller, *rows: str, head: str = HEAD, update_id: int | None = None
) -> ImportPreview:
    number = update_id or office.typed("").update_id
    body = sheet(*rows, head=head)
    return await office.importing.receive(leader, "partnere.csv", body, update_id=number)


async def read_in(office: Office, leader: Caller, shown: ImportPreview) -> ImportReport:
    assert shown.file is not None
    done = await office.importing.apply(leader, shown.file.id, shown.plan.fingerprint)
    assert isinstance(done, ImportReport)
    return done


async def register_rows(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    db = office.db.reader
    return {
        name: [tuple(row) for row in await db.fetch_all(f"SELECT * FROM {name} ORDER BY 1, 2")]
        for name in REGISTER
    }


def verdicts(shown: ImportPreview) -> list[Verdict]:
    return [result.verdict for result in shown.plan.rows]


async def test_a_preview_says_what_would_happen_and_writes_nothing(office: Office) -> None:
    leader = await office.leader()
    before = await register_rows(office)

    shown = await sent(office, leader, SENJA, NILS, NILS, WRONG)

    assert verdicts(shown) == [Verdict.NEW, Verdict.NEW, Verdict.REPEATED, Verdict.REFUSED]
    assert shown.plan.rows[3].faults[0].problem is Problem.BAD_MUNICIPALITY
    assert await register_rows(office) == before


async def test_a_changed_field_is_shown_with_what_it_was(office: Office) -> None:
    leader = await office.leader()
    await office.import_rows(sheet(SENJA))

    shown = await sent(office, leader, SENJA.replace("geologi", "HMS").replace("geolog;", "sjef;"))

    (result,) = shown.plan.rows
    words = {
        change.field: tuple(
            sorted(term.name("nb") for term in shown.vocabulary.named(side))
            if isinstance(side, frozenset)
            else side
            for side in (change.before, change.after)
        )
        for change in result.changes
    }
    assert words == {Field.COMPETENCES: (["Geologi"], ["HMS"]), Field.TITLE: ("geolog", "sjef")}


async def test_what_is_missing_from_the_file_is_named_and_stays(office: Office) -> None:
    leader = await office.leader()
    await office.import_rows(sheet(SENJA, NILS, "Malmen AS;bedrift;;;;Kari Nord;;;"))

    shown = await sent(office, leader, SENJA, "Nye AS;bedrift;;;;;;;")
    await read_in(office, leader, shown)

    assert [partner.name for partner in shown.plan.missing_partners] == ["Malmen AS"]
    assert [who.name for who in shown.plan.missing_people] == ["Nils Åsen"]
    assert len(await partners.list_all(office.db.reader)) == 3
    assert len(await people.list_all(office.db.reader)) == 3


async def test_a_file_without_people_says_nothing_of_who_is_missing(office: Office) -> None:
    leader = await office.leader()
    await office.import_rows(sheet(SENJA))

    shown = await sent(office, leader, "Senjagrafitt AS;Senja", head="Partner;Kommune")

    assert shown.plan.missing_people == ()


async def test_a_leader_mends_the_refused_rows_and_sends_the_file_again(office: Office) -> None:
    leader = await office.leader()
    first = await sent(office, leader, SENJA, WRONG)

    second = await sent(office, leader, SENJA, WRONG.replace("Ranna", "Rana"))
    await read_in(office, leader, second)

    assert verdicts(second) == [Verdict.NEW, Verdict.NEW]
    assert first.file is not None
    with pytest.raises(BadInputError, match="import_gone"):
        await office.importing.apply(leader, first.file.id, first.plan.fingerprint)
    assert len(await partners.list_all(office.db.reader)) == 2


async def test_the_rest_is_read_in_where_the_leader_says_so(office: Office) -> None:
    leader = await office.leader()

    done = await read_in(office, leader, await sent(office, leader, SENJA, WRONG))

    assert (done.noted.new, done.noted.changed) == (1, 0)
    assert [p.name for p in await partners.list_all(office.db.reader)] == ["Senjagrafitt AS"]


async def test_where_the_register_has_changed_the_new_preview_is_shown_instead(
    office: Office,
) -> None:
    leader = await office.leader()
    await office.import_rows(sheet(SENJA))
    shown = await sent(office, leader, SENJA.replace("geolog;", "sjef;"))
    await office.import_rows(sheet(SENJA.replace("geolog;", "professor;")))
    before = await register_rows(office)
    assert shown.file is not None

    again = await office.importing.apply(leader, shown.file.id, shown.plan.fingerprint)

    assert isinstance(again, ImportPreview)
    assert again.has_changed
    assert again.plan.rows[0].changes == (Change(Field.TITLE, "professor", "sjef"),)
    assert await register_rows(office) == before
    assert (await read_in(office, leader, again)).noted.changed == 1


async def test_the_same_update_twice_is_one_file_and_a_second_tap_changes_nothing(
    office: Office,
) -> None:
    leader = await office.leader()
    first = await sent(office, leader, SENJA, update_id=4711)
    again = await sent(office, leader, SENJA, update_id=4711)
    assert first.file == again.file

    done = await read_in(office, leader, first)
    before = await register_rows(office)

    assert await read_in(office, leader, first) == done
    assert await register_rows(office) == before
    assert await office.value("SELECT count(*) FROM import_file") == 1
    assert await office.value("SELECT count(*) FROM audit WHERE action = 'import_applied'") == 1


async def test_the_bytes_of_a_file_are_kept_only_while_it_waits(office: Office) -> None:
    leader = await office.leader()
    await sent(office, leader, WRONG)
    dropped = await sent(office, leader, WRONG)
    assert dropped.file is not None
    await office.importing.drop(leader, dropped.file.id)
    applied = await sent(office, leader, SENJA)
    await read_in(office, leader, applied)
    await sent(office, leader, NILS)

    rows = await office.db.reader.fetch_all("SELECT state, body FROM import_file ORDER BY id")

    assert [(row["state"], row["body"] is None) for row in rows] == [
        ("dropped", True),
        ("dropped", True),
        ("applied", True),
        ("waiting", False),
    ]


async def test_nothing_is_lost_where_the_bot_dies_between_preview_and_tap(
    db: Database, office: Office, clock: FakeClock
) -> None:
    leader = await office.leader()
    shown = await sent(office, leader, SENJA, head=HEAD.replace("Partner", "Firma navn"))
    assert shown.file is not None
    chosen = await office.importing.choose(leader, shown.file.id, 0, Field.PARTNER)
    path = db.path
    await db.close()

    reopened = await Database.open(path)
    after = Importing(reopened, clock, lambda: "made-up")
    done = await after.apply(leader, shown.file.id, chosen.plan.fingerprint)
    found = [partner.name for partner in await partners.list_all(reopened.reader)]
    await reopened.close()

    assert isinstance(done, ImportReport)
    assert found == ["Senjagrafitt AS"]


async def test_an_unclear_column_is_asked_about_and_the_answer_kept(office: Office) -> None:
    leader = await office.leader()
    shown = await sent(office, leader, SENJA, head=HEAD.replace("Partner", "Firma navn"))
    assert shown.file is not None

    again = await office.importing.choose(leader, shown.file.id, 0, Field.PARTNER)
    twice = await office.importing.choose(leader, shown.file.id, 0, Field.PARTNER)

    assert shown.columns.questions == (WhatIs(0, "Firma navn", (Field.PARTNER,)),)
    assert shown.plan.rows == ()
    assert verdicts(again) == verdicts(twice) == [Verdict.NEW]


@pytest.mark.parametrize(("column", "field"), [(99, "partner"), (0, "skostørrelse")])
async def test_a_forged_answer_about_a_column_changes_nothing(
    office: Office, column: int, field: str
) -> None:
    leader = await office.leader()
    shown = await sent(office, leader, SENJA)
    assert shown.file is not None

    with pytest.raises(NotFoundError):
        await office.importing.choose(leader, shown.file.id, column, field)

    assert await office.value("SELECT columns FROM import_file") == "{}"


async def test_a_forged_fingerprint_reads_nothing_in(office: Office) -> None:
    leader = await office.leader()
    shown = await sent(office, leader, SENJA)
    assert shown.file is not None

    again = await office.importing.apply(leader, shown.file.id, shown.plan.fingerprint ^ 1)

    assert isinstance(again, ImportPreview)
    assert await partners.list_all(office.db.reader) == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "file_empty"),
        (b"\x00\x01\x02\x03", "file_not_a_table"),
        (b"%PDF-1.7 ...", "file_not_a_table"),
        (b"PK\x03\x04 and then nothing", "file_not_a_table"),
        (b"x" * (MAX_BYTES + 1), "file_too_large"),
        (b"bare ord", "file_no_heading"),
    ],
)
async def test_a_hostile_file_is_refused_with_a_reason_and_not_kept(
    office: Office, body: bytes, problem: str
) -> None:
    leader = await office.leader()

    with pytest.raises(BadInputError, match=problem):
        await office.importing.receive(leader, "partnere.xlsx", body, update_id=1)

    assert await office.value("SELECT count(*) FROM import_file") == 0


async def test_people_an_import_brings_are_not_told_yet(office: Office) -> None:
    leader = await office.leader()
    member = await office.visitor(7)

    done = await read_in(office, leader, await sent(office, leader, SENJA, NILS))

    assert done.not_informed == 2
    assert (await office.directory.search(member, "mørk")).people == []


async def test_an_undo_brings_back_every_byte_of_the_register(office: Office) -> None:
    leader = await office.leader()
    await office.import_rows((DEMO / "partnere.csv").read_bytes())
    before = await register_rows(office)
    body = (DEMO / "endringer.csv").read_bytes()
    shown = await office.importing.receive(leader, "endringer.csv", body, update_id=1)
    done = await read_in(office, leader, shown)
    assert await register_rows(office) != before

    undone = await office.importing.undo(leader, done.file.id)

    assert (undone.file.state, undone.noted.kept) == (ImportState.UNDONE, ())
    assert await register_rows(office) == before
    assert await office.importing.undo(leader, done.file.id) == undone
    assert await office.value("SELECT count(*) FROM audit WHERE action = 'import_undone'") == 1


async def test_an_undo_leaves_what_somebody_has_changed_since_and_names_it(
    office: Office,
) -> None:
    leader = await office.leader()
    await office.import_rows(sheet(SENJA))
    changed = SENJA.replace("geolog;", "sjef;").replace("b@", "bjorg@")
    done = await read_in(office, leader, await sent(office, leader, changed, NILS))
    async with office.db.transaction() as tx:
        await tx.execute("UPDATE person SET title = 'professor' WHERE title = 'sjef'")

    undone = await office.importing.undo(leader, done.file.id)

    (bjorg,) = await people.list_all(office.db.reader)
    assert (bjorg.facts.title, bjorg.facts.email) == ("professor", "b@example.no")
    assert [(kept.name, kept.fields) for kept in undone.noted.kept] == [("Bjørg Mørk", ("title",))]


async def test_an_undo_removes_nobody_who_has_joined_since(office: Office) -> None:
    leader = await office.leader()
    done = await read_in(office, leader, await sent(office, leader, SENJA, NILS))
    caller = await office.visitor(7)
    (bjorg, _) = await people.list_all(office.db.reader)
    async with office.db.transaction() as tx:
        await memberships.begin(tx, bjorg.id, await office.id_of(caller), office.clock.now())

    undone = await office.importing.undo(leader, done.file.id)

    assert [who.name for who in await people.list_all(office.db.reader)] == ["Bjørg Mørk"]
    assert [kept.name for kept in undone.noted.kept] == ["Bjørg Mørk", "Senjagrafitt AS"]


async def test_an_undo_does_not_take_a_number_back_from_another_partner(office: Office) -> None:
    leader = await office.leader()
    await office.import_rows(sheet(SENJA))
    done = await read_in(
        office, leader, await sent(office, leader, "Senjagrafitt AS;;923609016;;;;;;")
    )
    await office.import_rows(sheet("Arving AS;bedrift;974760673;;;;;;"))

    undone = await office.importing.undo(leader, done.file.id)

    assert [(kept.name, kept.fields) for kept in undone.noted.kept] == [
        ("Senjagrafitt AS", ("org_number",))
    ]


async def test_only_the_latest_import_can_be_undone_and_only_for_a_week(
    office: Office, clock: FakeClock
) -> None:
    leader = await office.leader()
    first = await read_in(office, leader, await sent(office, leader, SENJA))
    second = await read_in(office, leader, await sent(office, leader, NILS))

    with pytest.raises(BadInputError, match="import_not_undoable"):
        await office.importing.undo(leader, first.file.id)
    clock.advance(timedelta(days=8).total_seconds())
    with pytest.raises(BadInputError, match="import_not_undoable"):
        await office.importing.undo(leader, second.file.id)

    latest = await office.importing.latest(leader)
    assert latest is not None
    assert (latest.file.id, latest.can_be_undone) == (second.file.id, False)


async def test_after_a_week_nothing_of_a_file_is_kept(office: Office, clock: FakeClock) -> None:
    leader = await office.leader()
    await read_in(office, leader, await sent(office, leader, SENJA))
    await sent(office, leader, NILS)
    clock.advance(timedelta(days=8).total_seconds())

    async with office.db.transaction() as tx:
        await imports.forget_old(tx, clock.now())

    rows = await office.db.reader.fetch_all("SELECT state, body, before FROM import_file")
    assert [tuple(row) for row in rows] == [("applied", None, None), ("dropped", None, None)]


async def test_of_a_person_who_is_erased_no_import_keeps_anything(office: Office) -> None:
    leader = await office.leader()
    await office.import_rows(sheet(SENJA))
    await read_in(office, leader, await sent(office, leader, SENJA.replace("b@", "bjorg@"), NILS))
    await sent(office, leader, SENJA)
    bjorg = next(w for w in await people.list_all(office.db.reader) if w.name == "Bjørg Mørk")

    async with office.db.transaction() as tx:
        await imports.forget_person(tx, bjorg.id)

    kept = await office.db.reader.fetch_all("SELECT body, before FROM import_file")
    assert "example.no" not in json.dumps([tuple(row) for row in kept])
    assert '"new"' in kept[0]["before"]


async def test_who_had_left_and_is_in_the_file_is_back_and_an_undo_sends_them_away(
    office: Office, clock: FakeClock
) -> None:
    leader = await office.leader()
    await office.import_rows(sheet(SENJA))
    async with office.db.transaction() as tx:
        (bjorg,) = await people.list_all(tx)
        await people.set_left(tx, bjorg.id, clock.now())
        await partners.set_left(tx, bjorg.partner_id, clock.now().date())
    before = await register_rows(office)

    shown = await sent(office, leader, SENJA)
    done = await read_in(office, leader, shown)
    here = await people.list_all(office.db.reader)
    await office.importing.undo(leader, done.file.id)

    assert (verdicts(shown), shown.plan.rows[0].is_back) == ([Verdict.CHANGED], True)
    assert [(who.name, who.informed_at) for who in here] == [("Bjørg Mørk", None)]
    assert await register_rows(office) == before


async def test_the_audit_names_the_fields_and_no_values(office: Office) -> None:
    leader = await office.leader()
    await office.import_rows(sheet(SENJA))

    await read_in(office, leader, await sent(office, leader, SENJA.replace("geolog;", "sjef;")))

    row = await office.db.reader.fetch_one(
        "SELECT action, object, fields FROM audit ORDER BY id DESC LIMIT 1"
    )
    assert row is not None
    assert tuple(row) == ("import_applied", "import", "title")


async def test_an_export_is_noted_once_and_reads_back_unchanged(office: Office) -> None:
    leader = await office.leader()
    await office.import_rows((DEMO / "partnere.csv").read_bytes())
    await office.import_rows(sheet("=Farlig AS;bedrift;;;;+Ola -Tvil;@sjef;;+47 990 00 199"))

    found = await office.exporting.take(leader, update_id=1)
    await office.exporting.take(leader, update_id=1)

    for locale in LOCALES:
        body = export_body(found, Format.CSV, translator(locale))
        shown = await office.importing.receive(
            leader, "register.csv", body, update_id=office.typed("").update_id + 100
        )
        assert shown.columns.left_out == ()
        assert set(verdicts(shown)) == {Verdict.UNCHANGED}
        assert (shown.plan.missing_partners, shown.plan.missing_people) == ((), ())
    assert await office.value("SELECT count(*) FROM audit WHERE action = 'export_made'") == 1


async def test_an_exported_workbook_has_partners_and_people_on_a_sheet_each(
    office: Office,
) -> None:
    leader = await office.leader()
    await office.import_rows(sheet(SENJA, NILS))

    found = await office.exporting.take(leader, update_id=1)

    book = read_table(export_body(found, Format.XLSX, translator("nb")), "register.xlsx")
    cards = export_body(found, Format.VCF, translator("nb")).decode()
    assert [row.cells["Partner"] for row in book.rows] == ["Senjagrafitt AS"]
    assert cards.count("BEGIN:VCARD") == 2
    assert "ORG:Senjagrafitt AS" in cards


CELLS = st.tuples(
    st.sampled_from(["Nord AS", "NORD as", "Sør AS", "Øst AS", ""]),
    st.sampled_from(["bedrift", "FoU", "", "", "sirkus"]),
    st.sampled_from(["974760673", "923609016", "", "", "1"]),
    st.sampled_from(["Senja", "Rana", "", "", "Ranna"]),
    st.sampled_from(["geologi", "HMS, prøveboring", "", "geollogi"]),
    st.sampled_from(["Kari", "kari", "Ola", ""]),
    st.sampled_from(["geolog", "sjef", ""]),
    st.sampled_from(["kari@example.no", "ola@example.no", ""]),
    st.sampled_from(["990 00 001", "", ""]),
).map(";".join)
FILES = st.lists(CELLS, min_size=1, max_size=7)


@pytest.mark.parametrize("_", [0])
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(first=FILES, second=FILES)
@example(  # rows that contradict each other, the one with the category last
    first=[],
    second=["Nord AS;;;;;Kari;;kari@example.no;", "Nord AS;bedrift;;;;Kari;;ola@example.no;"],
)
async def test_any_file_read_in_leaves_nothing_to_change_and_is_undone_to_the_byte(
    office: Office, _: int, first: list[str], second: list[str]
) -> None:
    async with office.db.transaction() as tx:
        for name in ("import_file", "person", "partner"):
            await tx.execute(f"DELETE FROM {name}")
    leader = await office.leader()
    await office.import_rows(sheet(*first))
    before = await register_rows(office)
    shown = await sent(office, leader, *second)
    if not shown.plan.taken:
        return

    done = await read_in(office, leader, shown)
    again = await sent(office, leader, *second)
    await office.importing.undo(leader, done.file.id)

    taken = [r.row.line for r in shown.plan.rows if r.verdict is not Verdict.REFUSED]
    left = {r.row.line: r.verdict for r in again.plan.rows}
    assert {left[line] for line in taken} <= {Verdict.UNCHANGED, Verdict.REPEATED}
    assert await register_rows(office) == before


async def test_an_undo_shows_nothing_of_who_is_back_that_they_have_not_agreed_to(
    office: Office,
) -> None:
    leader, kari = await office.leader(), await office.visitor(7)
    await read_in(office, leader, await sent(office, leader, SENJA))
    (who,) = await people.list_all(office.db.reader)
    async with office.db.transaction() as tx:
        await memberships.begin(tx, who.id, await office.id_of(kari), office.clock.now())
    await office.cards.set_seen_by(kari, PersonField.PHONE, Visibility.MEMBERS)
    await office.joining.leave(kari)
    done = await read_in(office, leader, await sent(office, leader, SENJA))
    async with office.db.transaction() as tx:
        await memberships.begin(tx, who.id, await office.id_of(kari), office.clock.now())
    before = await people.find(office.db.reader, who.id)

    await office.importing.undo(leader, done.file.id)

    after = await people.find(office.db.reader, who.id)
    assert after == before
    assert after is not None
    assert (after.seen_by.phone, after.left_at) == (Visibility.NOBODY, None)
