"""Reading the register in from a spreadsheet.

It is done at the terminal, by whoever owns the database file; nobody in the chat can.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from klyngebot.domain.clock import Clock
from klyngebot.domain.partners import PartnerFacts, PartnerId
from klyngebot.domain.people import PersonFacts, Source
from klyngebot.domain.register import Problem, RegisterRow, RowResult, Verdict
from klyngebot.domain.text import fold
from klyngebot.store import partners, people
from klyngebot.store.database import Database, Transaction


class _DryRunError(Exception):
    """Rolls a rehearsal back."""


@dataclass(slots=True)
class _Known:
    """A partner during the import: as it stands, and the people seen."""

    id: PartnerId
    facts: PartnerFacts
    people: dict[str, PersonFacts]
    seen: set[tuple[PartnerFacts | None, PersonFacts | None]]


class Register:
    """The register as a whole.

    Args:
        db: The store.
        clock: The time.
        new_code: Makes the unguessable code of a new partner's join link.
    """

    def __init__(self, db: Database, clock: Clock, new_code: Callable[[], str]) -> None:
        self._db = db
        self._clock = clock
        self._new_code = new_code

    async def apply(
        self, rows: list[RegisterRow], *, dry_run: bool, informed: bool = False
    ) -> list[RowResult]:
        """Take in every usable row, in one transaction, and return what became of each.

        Nothing is ever removed. With ``dry_run`` all is worked out and nothing is kept;
        ``informed`` says that the people in it know that they are in the register.
        """
        results: list[RowResult] = []
        try:
            async with self._db.transaction() as tx:
                known = await _known(tx)
                results = [await self._take(tx, known, row) for row in rows]
                if informed:
                    await self._inform(tx)
                if dry_run:
                    raise _DryRunError  # noqa: TRY301 - out of the transaction, to roll it back
        except _DryRunError:
            pass
        return results

    async def _inform(self, tx: Transaction) -> None:
        for person in await people.list_all(tx):
            await people.set_informed(tx, person.id, "office", self._clock.now())

    async def _take(self, tx: Transaction, known: dict[str, _Known], row: RegisterRow) -> RowResult:
        problems = row.problems or _clashes(known, row)
        if problems:
            return RowResult(row=row, verdict=Verdict.REFUSED, problems=problems)
        verdict = await self._take_partner(tx, known, row)
        partner = known[row.key]
        content = (row.partner, row.person)
        if content in partner.seen:
            return RowResult(row=row, verdict=Verdict.REPEATED)
        partner.seen.add(content)
        if row.person is not None:
            verdict = _both(verdict, await _take_person(tx, partner, row.person, self._clock.now()))
        return RowResult(row=row, verdict=verdict)

    async def _take_partner(
        self, tx: Transaction, known: dict[str, _Known], row: RegisterRow
    ) -> Verdict:
        partner = known.get(row.key)
        if row.partner is None:
            return Verdict.UNCHANGED
        if partner is None:
            id_ = await partners.put(tx, row.partner, join_code=self._new_code())
            known[row.key] = _Known(id_, row.partner, {}, set())
            return Verdict.NEW
        facts = row.partner
        if partner.seen:  # a later row of the same file fills in, it does not wipe out
            facts = _filled(partner.facts, facts)
        if facts == partner.facts:
            return Verdict.UNCHANGED
        await partners.put(tx, facts, join_code=self._new_code())
        partner.facts = facts
        return Verdict.CHANGED


async def _known(tx: Transaction) -> dict[str, _Known]:
    return {
        fold(partner.facts.name): _Known(
            partner.id,
            partner.facts,
            {fold(who.name): who.facts for who in await people.list_at(tx, partner.id)},
            set(),
        )
        for partner in await partners.list_all(tx)
    }


async def _take_person(
    tx: Transaction, partner: _Known, facts: PersonFacts, now: datetime
) -> Verdict:
    before = partner.people.get(fold(facts.name))
    if before == facts:
        return Verdict.UNCHANGED
    await people.put(tx, partner.id, facts, source=Source.IMPORT, now=now)
    partner.people[fold(facts.name)] = facts
    return Verdict.NEW if before is None else Verdict.CHANGED


def _clashes(known: dict[str, _Known], row: RegisterRow) -> tuple[tuple[Problem, str], ...]:
    if row.partner is None:
        return () if row.key in known else ((Problem.UNKNOWN_PARTNER, row.partner_name),)
    for key, partner in known.items():
        number = partner.facts.org_number
        if number and key != row.key and number == row.partner.org_number:
            return ((Problem.ORG_NUMBER_TAKEN, partner.facts.name),)
    return ()


def _filled(before: PartnerFacts, after: PartnerFacts) -> PartnerFacts:
    return replace(
        after,
        short_name=after.short_name or before.short_name,
        org_number=after.org_number or before.org_number,
        municipality=after.municipality or before.municipality,
        county=after.county or before.county,
        country=after.country or before.country,
        website=after.website or before.website,
        about=after.about or before.about,
    )


def _both(partner: Verdict, person: Verdict) -> Verdict:
    order = (Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED)
    return min(partner, person, key=order.index)
