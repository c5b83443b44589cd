"""A leader sends the register as a file: look over it, read it in, take it back."""

import asyncio
from dataclasses import dataclass

from klyngebot.domain import planning
from klyngebot.domain.audit import Action
from klyngebot.domain.clock import Clock
from klyngebot.domain.errors import BadInputError, NotFoundError
from klyngebot.domain.imports import ImportFile, ImportId, ImportState, Plan
from klyngebot.domain.register import Field, Register, RegisterRow
from klyngebot.domain.roles import Caller, Role
from klyngebot.domain.terms import Vocabulary
from klyngebot.domain.text import clean
from klyngebot.files.columns import Columns, understand
from klyngebot.files.register import read_rows
from klyngebot.files.tables import BadTableError, Table, read_table
from klyngebot.services import register
from klyngebot.services.authority import known, require
from klyngebot.services.register import ImportPreview, NewCode
from klyngebot.store import audit, imports, people, terms, undoing
from klyngebot.store.database import Database, Reader

NAME_LIMIT = 100
"""Characters of a file's name that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of a file that was read in.

    Args:
        file: The file.
        noted: What it did, and what an undo had to leave.
        can_be_undone: Whether that is still possible.
        not_informed: How many people do not know yet that they are in the register.
    """

    file: ImportFile
    noted: undoing.Noted
    can_be_undone: bool
    not_informed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A file as it was read, outside of any transaction: that may take seconds."""

    file: ImportFile
    columns: Columns
    rows: list[RegisterRow]
    vocabulary: Vocabulary

    def plan(self, state: Register) -> Plan:
        if self.columns.questions:
            return Plan(rows=(), partners=(), people=())
        named = Field.PERSON in self.columns.fields.values()
        return planning.plan(state, self.rows, self.vocabulary, with_people=named)

    def preview(self, plan: Plan, *, has_changed: bool = False) -> ImportPreview:
        return ImportPreview(
            columns=self.columns,
            plan=plan,
            vocabulary=self.vocabulary,
            file=self.file,
            has_changed=has_changed,
        )


class Importing:
    """Use cases of files of the register. All are for leaders."""

    def __init__(self, db: Database, clock: Clock, new_code: NewCode) -> None:
        self._db = db
        self._clock = clock
        self._new_code = new_code

    async def receive(
        self, caller: Caller, name: str, body: bytes, *, update_id: int
    ) -> ImportPreview:
        """Keep a file and return what it would do. It takes the place of one that waits.

        Raises:
            BadInputError: It is no table, or larger than the limits; nothing of it is kept.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
        await _table(body, name)
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            import_id = await imports.add(
                tx,
                known(actor),
                clean(name)[:NAME_LIMIT],
                body,
                update_id=update_id,
                now=self._clock.now(),
            )
        return await self.preview(caller, import_id)

    async def preview(self, caller: Caller, import_id: ImportId) -> ImportPreview:
        """Return what a file would do to the register as it is now.

        Raises:
            BadInputError: It does not wait any more.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            file, vocabulary = await _waiting(db, import_id), await terms.vocabulary(db)
            state = await register.read(db)
        found = await _read(file, vocabulary)
        return found.preview(await asyncio.to_thread(found.plan, state))

    async def choose(
        self, caller: Caller, import_id: ImportId, column: int, field: str
    ) -> ImportPreview:
        """Say what a column (from 0) is, or with an empty ``field`` that it is left out.

        Raises:
            BadInputError: The file does not wait any more.
            NotFoundError: There is no such column or field.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            file = await _waiting(db, import_id)
        headings = (await _table(file.body or b"", file.name)).headings
        if column >= len(headings) or field not in {"", *Field}:
            raise NotFoundError
        async with self._db.transaction() as tx:
            await require(tx, caller, Role.LEADER)
            file = await _waiting(tx, import_id)
            await imports.set_column(tx, file, headings[column], field)
        return await self.preview(caller, import_id)

    async def apply(
        self, caller: Caller, import_id: ImportId, fingerprint: int
    ) -> ImportReport | ImportPreview:
        """Do all of what the preview with ``fingerprint`` showed, and return what was done.

        Where the register has changed in between, nothing is done and the new preview returned.
        A second time changes nothing.

        Raises:
            BadInputError: The file does not wait any more.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            if await _is_done(db, import_id):
                return await self._report(db, import_id)
            file, vocabulary = await _waiting(db, import_id), await terms.vocabulary(db)
        found = await _read(file, vocabulary)
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            await _waiting(tx, import_id)
            plan = await asyncio.to_thread(found.plan, await register.read(tx))
            if plan.fingerprint != fingerprint or not plan.taken:
                return found.preview(plan, has_changed=True)
            now = self._clock.now()
            note = await register.write(tx, plan, new_code=self._new_code, now=now)
            await imports.set_applied(tx, import_id, note, now)
            await audit.note(tx, actor, Action.IMPORT_APPLIED, import_id, now, fields=plan.fields)
            return await self._report(tx, import_id)

    async def drop(self, caller: Caller, import_id: ImportId) -> bool:
        """Forget a file that waits; return whether it did."""
        async with self._db.transaction() as tx:
            await require(tx, caller, Role.LEADER)
            return await imports.drop(tx, import_id)

    async def latest(self, caller: Caller) -> ImportReport | None:
        """Return what became of the file that was read in last, or None."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            file = await imports.find_latest_applied(db)
            return await self._report(db, file.id) if file else None

    async def undo(self, caller: Caller, import_id: ImportId) -> ImportReport:
        """Take an import back, once; what somebody has changed since stays and is named.

        Raises:
            BadInputError: It is not the latest one, or more than a week old.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            report = await self._report(tx, import_id)
            if report.file.state is ImportState.UNDONE:
                return report
            if not report.can_be_undone:
                raise BadInputError("import_not_undoable")
            note = await imports.before(tx, import_id)
            assert note is not None
            await imports.set_undone(tx, import_id, await undoing.undo(tx, note))
            now = self._clock.now()
            await audit.note(tx, actor, Action.IMPORT_UNDONE, import_id, now)
            return await self._report(tx, import_id)

    async def _report(self, db: Reader, import_id: ImportId) -> ImportReport:
        file = await imports.find(db, import_id)
        if file is None or file.applied_at is None:
            raise NotFoundError
        noted = undoing.read_note(await imports.before(db, import_id))
        age = self._clock.now() - file.applied_at
        return ImportReport(
            file=file,
            noted=noted,
            can_be_undone=noted.can_be_undone and age <= imports.KEPT,
            not_informed=await people.count_not_informed(db),
        )


async def _read(file: ImportFile, vocabulary: Vocabulary) -> _Read:
    """Return a file as it is understood, read in threads."""
    table = await _table(file.body or b"", file.name)
    columns = understand(table.headings, file.columns)
    rows = await asyncio.to_thread(read_rows, table.rows, columns.fields, vocabulary)
    return _Read(file=file, columns=columns, rows=rows, vocabulary=vocabulary)


async def _waiting(db: Reader, import_id: ImportId) -> ImportFile:
    file = await imports.find(db, import_id)
    if file is None or file.state is not ImportState.WAITING:
        raise BadInputError("import_gone")
    return file


async def _is_done(db: Reader, import_id: ImportId) -> bool:
    file = await imports.find(db, import_id)
    return file is not None and file.state in {ImportState.APPLIED, ImportState.UNDONE}


async def _table(body: bytes, name: str) -> Table:
    """Return the table in a file, read in a thread."""
    try:
        return await asyncio.to_thread(read_table, body, name)
    except BadTableError as error:
        raise BadInputError(f"file_{error.problem}") from error
