"""Looking up partners and people. Visitors see partners, never people."""

from dataclasses import dataclass
from typing import TypeVar

from rapidfuzz import fuzz, process

from klyngebot.domain.errors import BadInputError, NotFoundError
from klyngebot.domain.partners import Partner, PartnerId
from klyngebot.domain.people import Person, PersonId
from klyngebot.domain.roles import Caller, Role
from klyngebot.domain.terms import Term, TermId
from klyngebot.domain.text import fold
from klyngebot.domain.visibility import as_seen_by, may_find
from klyngebot.services.authority import require
from klyngebot.store import partners, people, terms
from klyngebot.store.database import Database

MATCHES = 8
SHORTEST = 2
_CLOSE_ENOUGH = 78
"""Out of 100; tried on one slip in a name of six letters (83) and on unrelated words (below 70)."""

_Id = TypeVar("_Id", PartnerId, PersonId)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """What a search found, the best first."""

    words: str
    partners: list[Partner]
    people: list[Person]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerCard:
    """A partner; their people and the code of their join link where the asker may see them."""

    partner: Partner
    category: Term
    people: list[Person] | None
    join_code: str | None


class Directory:
    """Use cases of the look-up."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def search(self, caller: Caller, words: str) -> Matches:
        """Return the partners and, for members, the people that match ``words``.

        Raises:
            BadInputError: There is too little to search for.
        """
        folded = fold(words)
        async with self._db.read() as db:
            actor = await require(db, caller, Role.VISITOR)
            if len(folded) < SHORTEST:
                raise BadInputError("search_too_short")
            all_partners = {p.id: p for p in await partners.list_all(db)}
            everybody = {p.id: p for p in await people.list_all(db) if may_find(actor, p)}
            return Matches(
                words=words,
                partners=[
                    all_partners[id_]
                    for id_ in _best(
                        folded, [(p.id, _partner_text(p)) for p in all_partners.values()]
                    )
                ],
                people=[
                    as_seen_by(actor, everybody[id_])
                    for id_ in _best(
                        folded,
                        [(p.id, fold(f"{p.name} {p.facts.title}")) for p in everybody.values()],
                    )
                ],
            )

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
            if term is None:
                raise NotFoundError
            return term, await partners.list_category(db, category)

    async def partner(self, caller: Caller, partner_id: PartnerId) -> PartnerCard:
        """Return the card of a partner.

        Raises:
            NotFoundError: There is no such partner.
        """
        async with self._db.read() as db:
            actor = await require(db, caller, Role.VISITOR)
            partner = await partners.find(db, partner_id)
            if partner is None:
                raise NotFoundError
            category = (await terms.vocabulary(db)).get(partner.facts.category)
            assert category is not None
            at = [p for p in await people.list_at(db, partner_id) if may_find(actor, p)]
            return PartnerCard(
                partner=partner,
                category=category,
                people=[as_seen_by(actor, p) for p in at] if actor.has(Role.MEMBER) else None,
                join_code=partner.join_code if actor.has(Role.LEADER) else None,
            )

    async def person(self, caller: Caller, person_id: PersonId) -> Person:
        """Return the card of a person.

        Raises:
            NotAllowedError: The caller is not a member.
            NotFoundError: There is no such person.
        """
        async with self._db.read() as db:
            actor = await require(db, caller, Role.MEMBER)
            person = await people.find(db, person_id)
            if person is None or not may_find(actor, person):
                raise NotFoundError
            return as_seen_by(actor, person)


def _partner_text(partner: Partner) -> str:
    facts = partner.facts
    parts = (facts.name, facts.short_name, facts.municipality, facts.county, facts.about)
    return fold(" ".join(parts))


def _best(folded: str, rows: list[tuple[_Id, str]]) -> list[_Id]:
    words = folded.split()
    exact = [(sum(map(text.find, words)), id_) for id_, text in rows if _has(text, words)]
    if exact:  # the name stands first in the text, so what is found early is found in the name
        return [id_ for _, id_ in sorted(exact)][:MATCHES]
    split = [(id_, text.split()) for id_, text in rows]
    near = _near(words, {word for _, there in split for word in there})
    scored = ((min(_nearest(word, there) for word in near), id_) for id_, there in split)
    return [id_ for score, id_ in sorted(scored, reverse=True) if score][:MATCHES]


def _has(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


def _near(words: list[str], vocabulary: set[str]) -> list[dict[str, float]]:
    """Return, for each of ``words``, the words of ``vocabulary`` it may be a slip of."""
    return [
        {
            there: score
            for there, score, _ in process.extract(
                word, vocabulary, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH, limit=None
            )
        }
        for word in words
    ]


def _nearest(near: dict[str, float], there: list[str]) -> float:
    return max((near.get(word, 0) for word in there), default=0)
