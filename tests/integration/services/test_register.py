from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from integration.office import Office, person
from klyngebot.domain.register import Fault, Problem, RowResult, Verdict
from klyngebot.files.tables import read_table
from klyngebot.store import memberships, partners, people

DEMO = Path(__file__).parents[3] / "config" / "demo" / "partnere.csv"

HEADINGS = "Partner;Kategori;Org.nr.;Kommune;Hva de gjør;Kontaktperson;Stilling;E-post;Telefon"
SENJA = "Senjagrafitt AS;bedrift;974760673;Senja;Bryter grafitt;Bjørg Mørk;geolog;b@example.no;"
"""The number is that of the register of organisations itself, and has a right check digit."""


def table(*rows: str) -> bytes:
    return "\n".join((HEADINGS, *rows)).encode()


def verdicts(results: Sequence[RowResult]) -> list[Verdict]:
    return [result.verdict for result in results]


def problems(results: Sequence[RowResult]) -> list[Problem]:
    return [fault.problem for result in results for fault in result.faults]


async def contents(office: Office) -> list[object]:
    db = office.db.reader
    found = await partners.list_all(db)
    return [(partner, await people.list_at(db, partner.id)) for partner in found]


async def test_the_demo_register_has_36_partners_of_whom_30_have_signed(office: Office) -> None:
    await office.import_rows(DEMO.read_bytes())

    assert len(await partners.list_all(office.db.reader)) == 36
    assert await partners.count_signed(office.db.reader) == 30


async def test_every_row_of_the_demo_register_is_taken_and_one_stands_twice(
    office: Office,
) -> None:
    results = await office.import_rows(DEMO.read_bytes())

    counts = Counter(verdicts(results))
    assert counts == {Verdict.NEW: len(results) - 1, Verdict.REPEATED: 1}


async def test_the_changes_of_the_demo_are_of_every_kind_and_two_are_refused(
    office: Office,
) -> None:
    await office.import_rows(DEMO.read_bytes())

    results = await office.import_rows(DEMO.with_name("endringer.csv").read_bytes())

    assert set(verdicts(results)) == {*Verdict} - {Verdict.REPEATED}
    assert problems(results) == [Problem.BAD_COMPETENCE, Problem.BAD_EMAIL]


async def test_importing_the_same_file_again_changes_nothing(office: Office) -> None:
    await office.import_rows(DEMO.read_bytes())
    before = await contents(office)

    results = await office.import_rows(DEMO.read_bytes())

    assert await contents(office) == before
    counts = Counter(verdicts(results))
    assert counts == {Verdict.UNCHANGED: len(results) - 1, Verdict.REPEATED: 1}


async def test_a_dry_run_says_the_same_and_keeps_nothing(office: Office) -> None:
    rehearsed = (await office.register.rehearse(read_table(DEMO.read_bytes()))).plan.rows
    kept = await contents(office)

    done = await office.import_rows(DEMO.read_bytes())

    assert kept == []
    assert verdicts(rehearsed) == verdicts(done)


async def test_a_join_link_survives_a_changed_row(office: Office) -> None:
    await office.import_rows(table(SENJA))
    before = (await partners.list_all(office.db.reader))[0]

    results = await office.import_rows(table(SENJA.replace("Bryter grafitt", "Kvarts og grafitt")))

    after = (await partners.list_all(office.db.reader))[0]
    assert verdicts(results) == [Verdict.CHANGED]
    assert after.facts.about == "Kvarts og grafitt"
    assert (after.id, after.join_code) == (before.id, before.join_code)


async def test_a_member_stays_a_member_when_their_row_changes(office: Office) -> None:
    await office.import_rows(table(SENJA))
    caller = await office.visitor(7)
    async with office.db.transaction() as tx:
        who = (await people.list_at(tx, (await partners.list_all(tx))[0].id))[0]
        await memberships.begin(tx, who.id, await office.id_of(caller), office.clock.now())

    await office.import_rows(table(SENJA.replace("geolog", "gruvesjef")))

    card = (await office.directory.person(caller, who.id)).person
    assert (card.name, card.facts.title) == ("Bjørg Mørk", "gruvesjef")


async def test_a_person_left_out_of_a_later_file_is_kept(office: Office) -> None:
    await office.import_rows(table(SENJA))

    await office.import_rows(table("Kåfjord Kvarts AS;bedrift;;;;Máret Čoske;;;"))

    names = {partner.facts.name for partner in await partners.list_all(office.db.reader)}
    assert names == {"Senjagrafitt AS", "Kåfjord Kvarts AS"}


async def test_a_later_row_of_a_file_fills_in_and_wipes_nothing_out(office: Office) -> None:
    await office.import_rows(
        table(SENJA, "Senjagrafitt AS;bedrift;;;;Nils Åsen;daglig leder;n@example.no;")
    )

    (partner,) = await partners.list_all(office.db.reader)
    assert partner.facts.org_number == "974760673"
    assert partner.facts.about == "Bryter grafitt"


async def test_the_same_name_written_otherwise_is_the_same_partner(office: Office) -> None:
    results = await office.import_rows(table(SENJA, "  SENJAGRAFITT  as;;;;;Nils Åsen;;;"))

    (partner,) = await partners.list_all(office.db.reader)
    at = [who.name for who in await people.list_at(office.db.reader, partner.id)]
    assert verdicts(results) == [Verdict.NEW, Verdict.NEW]
    assert at == ["Bjørg Mørk", "Nils Åsen"]


async def test_an_org_number_belongs_to_one_partner(office: Office) -> None:
    results = await office.import_rows(
        table(SENJA, "Etterligneren AS;bedrift;974 760 673;;;Ola Tvil;;;")
    )

    assert verdicts(results) == [Verdict.NEW, Verdict.REFUSED]
    assert results[1].faults == (Fault(Problem.ORG_NUMBER_TAKEN, "974760673", "Senjagrafitt AS"),)
    assert len(await partners.list_all(office.db.reader)) == 1


async def test_an_org_number_known_from_an_earlier_file_is_taken_as_well(office: Office) -> None:
    await office.import_rows(table(SENJA))

    results = await office.import_rows(table("Etterligneren AS;bedrift;974760673;;;;;;"))

    assert problems(results) == [Problem.ORG_NUMBER_TAKEN]


async def test_a_partner_nobody_has_heard_of_needs_a_category(office: Office) -> None:
    results = await office.import_rows(table("Ukjent AS;;;;;Ola Tvil;;;"))

    assert results[0].faults == (Fault(Problem.UNKNOWN_PARTNER, "Ukjent AS"),)
    assert await contents(office) == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (";bedrift;;;;Ola;;;", Problem.NO_PARTNER),
        ("A AS;sirkus;;;;Ola;;;", Problem.BAD_CATEGORY),
        ("A AS;bedrift;974760674;;;Ola;;;", Problem.BAD_ORG_NUMBER),
        ("A AS;bedrift;12345;;;Ola;;;", Problem.BAD_ORG_NUMBER),
        ("A AS;bedrift;;;;Ola;;ola at example.no;", Problem.BAD_EMAIL),
        ("A AS;bedrift;;;;Ola;;;ring meg", Problem.BAD_PHONE),
    ],
)
async def test_a_row_with_something_wrong_is_refused_and_the_others_are_taken(
    office: Office, row: str, problem: Problem
) -> None:
    results = await office.import_rows(table(row, SENJA))

    assert verdicts(results) == [Verdict.REFUSED, Verdict.NEW]
    assert problems(results) == [problem]


async def test_everything_wrong_with_a_row_is_said_at_once(office: Office) -> None:
    results = await office.import_rows(table("A AS;bedrift;1;;;Ola;;ola;ring meg"))

    assert problems(results) == [Problem.BAD_ORG_NUMBER, Problem.BAD_EMAIL, Problem.BAD_PHONE]


async def test_what_is_imported_is_found_at_once(office: Office) -> None:
    await office.import_rows(table(SENJA))

    matches = await office.directory.search(person(7), "senja")

    assert [partner.facts.name for partner in matches.partners] == ["Senjagrafitt AS"]
