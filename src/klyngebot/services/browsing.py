"""Leafing through the partners by category, county and competence; open to visitors."""

from collections import Counter

from klyngebot.domain.errors import NotFoundError
from klyngebot.domain.partners import Partner
from klyngebot.domain.places import County, counties, find_county, find_municipality
from klyngebot.domain.roles import Caller, Role
from klyngebot.domain.terms import Term, TermId, TermKind
from klyngebot.domain.text import sort_key
from klyngebot.services.authority import require
from klyngebot.store import partners, terms
from klyngebot.store.database import Database

ELSEWHERE = "0"
"""What stands for the county of those who have none."""


class Browsing:
    """Use cases of leafing through the partners."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def count_categories(self, caller: Caller) -> list[tuple[Term, int]]:
        """Return the categories that have partners, and how many each, the largest first."""
        async with self._db.read() as db:
            await require(db, caller, Role.VISITOR)
            vocabulary = await terms.vocabulary(db)
            counts = await partners.count_by_category(db)
            return [(term, n) for id_, n in counts.items() if (term := vocabulary.get(id_))]

    async def list_category(self, caller: Caller, category: TermId) -> tuple[Term, list[Partner]]:
        """Return a category and its partners, by name.

        Raises:
            NotFoundError: There is no such category.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.VISITOR)
            term = (await terms.vocabulary(db)).get(category)
            if term is None or term.kind is not TermKind.CATEGORY:
                raise NotFoundError
            return term, await partners.list_category(db, category)

    async def count_counties(self, caller: Caller) -> list[tuple[County | None, int]]:
        """Return the counties that have partners, and how many each, the largest first.

        None stands for partners abroad and those of whom no county is known; it comes last.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.VISITOR)
            counts = Counter(map(_county, await partners.list_all(db)))
            elsewhere = counts.pop(None, 0)
            found = sorted((-n, sort_key(one.name), one) for one, n in counts.items() if one)
            return [
                *((county, -n) for n, _, county in found),
                *([(None, elsewhere)] if elsewhere else []),
            ]

    async def list_county(self, caller: Caller, number: str) -> tuple[County | None, list[Partner]]:
        """Return the county with ``number`` (None for ``elsewhere``) and its partners, by name.

        Raises:
            NotFoundError: There is no such county.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.VISITOR)
            county = next((one for one in counties() if one.number == number), None)
            if county is None and number != ELSEWHERE:
                raise NotFoundError
            everyone = await partners.list_all(db)
            return county, [partner for partner in everyone if _county(partner) == county]

    async def count_competences(self, caller: Caller) -> list[tuple[Term, int]]:
        """Return the competences that partners are marked with, and how many each, the most first.

        A retired one is among them for as long as somebody has it.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.VISITOR)
            vocabulary = await terms.vocabulary(db)
            everyone = await partners.list_all(db)
            counts = Counter(term for partner in everyone for term in partner.terms)
            found = vocabulary.named(counts, TermKind.COMPETENCE)
            return sorted(((term, counts[term.id]) for term in found), key=lambda item: -item[1])

    async def list_tagged(self, caller: Caller, term_id: TermId) -> tuple[Term, list[Partner]]:
        """Return a competence or material and the partners marked with it, by name.

        Raises:
            NotFoundError: There is no such term.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.VISITOR)
            term = (await terms.vocabulary(db)).get(term_id)
            if term is None or not term.kind.is_tag:
                raise NotFoundError
            everyone = await partners.list_all(db)
            return term, [partner for partner in everyone if term_id in partner.terms]


def _county(partner: Partner) -> County | None:
    facts = partner.facts
    place = find_municipality(facts.municipality, county=facts.county)
    return find_county(place.county if place else facts.county)
