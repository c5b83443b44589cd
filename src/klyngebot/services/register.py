"""Reading the register in from a file: the same for the chat and for the terminal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from klyngebot.domain import planning
from klyngebot.domain.audit import Action
from klyngebot.domain.clock import Clock
from klyngebot.domain.imports import ImportFile, PersonEntry, Plan
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import PersonId, Source
from klyngebot.domain.register import Field, Verdict
from klyngebot.domain.register import Register as RegisterState
from klyngebot.domain.terms import Vocabulary
from klyngebot.domain.text import fold
from klyngebot.files.columns import Columns, understand
from klyngebot.files.register import read_rows
from klyngebot.files.tables import Table
from klyngebot.store import audit, partners, people, terms, undoing
from klyngebot.store.database import Database, Reader, Transaction

NewCode = Callable[[], str]
"""Makes the unguessable code of a new partner's join link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreview:
    """What a file would do, or did.

    Args:
        columns: What is known of its columns; where there are questions, ``plan`` is empty.
        plan: Row by row.
        vocabulary: The names of the terms in it.
        file: The file that waits; None at the terminal.
        has_changed: Whether the register is another than when it was last shown.
    """

    columns: Columns
    plan: Plan
    vocabulary: Vocabulary
    file: ImportFile | None = None
    has_changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterExport:
    """The whole register, with the names of its terms."""

    register: RegisterState
    vocabulary: Vocabulary


class Register:
    """The register in the hands of whoever owns the database file: the operator."""

    def __init__(self, db: Database, clock: Clock, new_code: NewCode) -> None:
        self._db = db
        self._clock = clock
        self._new_code = new_code

    async def rehearse(self, table: Table) -> ImportPreview:
        """Return what ``table`` would do; nothing is written."""
        async with self._db.read() as db:
            return await _preview(db, table)

    async def read_in(self, table: Table, *, informed: bool = False) -> ImportPreview:
        """Take in every usable row, in one transaction, and return what became of each.

        ``informed`` says that the people in it know that they are in the register.
        """
        async with self._db.transaction() as tx:
            found = await _preview(tx, table)
            now = self._clock.now()
            await write(tx, found.plan, new_code=self._new_code, now=now)
            if informed:
                await _inform(tx, found.plan, now)
            if found.plan.taken:
                await audit.note(
                    tx, None, Action.IMPORT_APPLIED, None, now, fields=found.plan.fields
                )
            return found

    async def write_out(self) -> RegisterExport:
        """Return everything."""
        async with self._db.read() as db:
            return await export(db)


async def read(db: Reader) -> RegisterState:
    """Return the register as it stands, also those who have left."""
    return RegisterState(
        partners=tuple(await partners.list_all(db, left=True)),
        people=tuple(await people.list_all(db, left=True)),
    )


async def export(db: Reader) -> RegisterExport:
    """Return the register without those who have left."""
    found = RegisterState(
        partners=tuple(await partners.list_all(db)), people=tuple(await people.list_all(db))
    )
    here = {partner.id for partner in found.partners}
    found = RegisterState(
        partners=found.partners,
        people=tuple(who for who in found.people if who.partner_id in here),
    )
    return RegisterExport(register=found, vocabulary=await terms.vocabulary(db))


async def write(tx: Transaction, plan: Plan, *, new_code: NewCode, now: datetime) -> str:
    """Do all of ``plan``, and return what is needed to take it back."""
    changed = [entry for entry in plan.people if _does_something(entry)]
    before = await undoing.snapshot(
        tx,
        {
            "partner": [e.known.id for e in plan.partners if e.known and (e.changes or e.is_back)],
            "person": [entry.known.id for entry in changed if entry.known],
        },
    )
    partner_ids = await _write_partners(tx, plan, new_code)
    person_ids = await _write_people(tx, changed, partner_ids, now)
    new_partners = [partner_ids[e.key] for e in plan.partners if e.known is None]
    after = await undoing.snapshot(
        tx,
        {
            "partner": [*before["partner"], *new_partners],
            "person": person_ids.values(),
        },
    )
    return undoing.note(
        before, after, new=plan.count(Verdict.NEW), changed=plan.count(Verdict.CHANGED)
    )


async def _preview(db: Reader, table: Table) -> ImportPreview:
    vocabulary = await terms.vocabulary(db)
    columns = understand(table.headings)
    rows = read_rows(table.rows, columns.fields, vocabulary)
    return ImportPreview(
        columns=columns,
        plan=planning.plan(
            await read(db), rows, vocabulary, with_people=Field.PERSON in columns.fields.values()
        ),
        vocabulary=vocabulary,
    )


async def _write_partners(tx: Transaction, plan: Plan, new_code: NewCode) -> dict[str, PartnerId]:
    ids = {}
    tagged = {}
    for entry in plan.partners:
        if entry.known and not entry.changes and not entry.is_back:
            ids[entry.key] = entry.known.id
            continue
        ids[entry.key] = await partners.put(tx, entry.facts, join_code=new_code())
        if entry.terms != frozenset(entry.known.terms if entry.known else ()):
            tagged[ids[entry.key]] = entry.terms
    await terms.set_of_partners(tx, tagged)
    return ids


async def _write_people(
    tx: Transaction, entries: list[PersonEntry], partner_ids: dict[str, PartnerId], now: datetime
) -> dict[tuple[str, str], PersonId]:
    await people.put_many(
        tx,
        [(partner_ids[entry.key[0]], entry.facts) for entry in entries],
        source=Source.IMPORT,
        now=now,
    )
    keys = {partner: key for key, partner in partner_ids.items()}
    ids = {
        (keys[partner], folded): id_
        for id_, partner, folded in await people.list_keys(tx)
        if partner in keys
    }
    await terms.set_of_people(
        tx,
        {
            ids[entry.key]: entry.terms
            for entry in entries
            if entry.terms != frozenset(entry.known.competences if entry.known else ())
        },
    )
    return {entry.key: ids[entry.key] for entry in entries}


async def _inform(tx: Transaction, plan: Plan, now: datetime) -> None:
    named = {entry.key for entry in plan.people}
    keys = {partner.id: fold(partner.facts.name) for partner in await partners.list_all(tx)}
    for person in await people.list_all(tx):
        if (keys.get(person.partner_id), fold(person.name)) in named:
            await people.set_informed(tx, person.id, "office", now)


def _does_something(entry: PersonEntry) -> bool:
    return entry.known is None or bool(entry.changes) or entry.is_back
