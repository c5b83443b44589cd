"""The look-up's index of the register: folded words in memory, ranked, and shown to whom it may.

It is made whole whenever the register has changed, and asked by whoever looks up. What somebody
may not see is not searched for them either: a competence that is shown to nobody leads nobody to
the person who has it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from itertools import chain, islice, pairwise

from klyngebot.domain.partners import Partner
from klyngebot.domain.people import Person, PersonField
from klyngebot.domain.places import find_county, find_municipality, search_words
from klyngebot.domain.roles import Actor
from klyngebot.domain.terms import TermId, Vocabulary
from klyngebot.domain.text import fold
from klyngebot.domain.visibility import may_find, may_see
from klyngebot.services.query import SMALL_WORDS
from klyngebot.services.wordlist import Likeness, WordList

PARTNERS_SHOWN = 8
PEOPLE_SHOWN = 5
"""More would let somebody copy the register out of the look-up."""

_NORTHERN = {"Nordland", "Troms", "Finnmark"}
"""Nord-Norge is no county, and what people here ask for."""

_SUGGESTED = 3
_TRIED = 10

Like = Callable[[str], Mapping[str, Likeness]]


class Where(IntEnum):
    """Where a word stands; what comes first here comes first in what is found."""

    NAME = 0
    SHORT_NAME = 2
    TITLE = 4
    COMPETENCE = 6
    PARTNER_TAG = 8
    PLACE = 10
    ABOUT = 12
    LANGUAGES = 13


_GUARDED = {Where.COMPETENCE: PersonField.COMPETENCES, Where.LANGUAGES: PersonField.LANGUAGES}
"""What a person may hide."""

_LENT = {Where.PARTNER_TAG, Where.PLACE, Where.NAME, Where.SHORT_NAME}
"""What people have from their partner. Its name and place alone lead to no people: whoever
writes only those is shown the partner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What was found, the best first.

    Args:
        partners: At most ``PARTNERS_SHOWN``.
        people: At most ``PEOPLE_SHOWN``, whole: show them ``as_seen_by`` who asks.
        more: Whether there are others.
        people_first: Whether a person is the best of all.
    """

    partners: list[Partner]
    people: list[Person]
    more: bool = False
    people_first: bool = False

    def __bool__(self) -> bool:
        """Return whether there is anything."""
        return bool(self.partners or self.people)


@dataclass(slots=True)
class _Found:
    """Where one typed word was found: the least cost of each partner and person."""

    partners: dict[int, int] = field(default_factory=dict)
    people: dict[int, int] = field(default_factory=dict)
    lent: dict[int, int] = field(default_factory=dict)
    tagged: set[int] = field(default_factory=set)


class Index:
    """Everything that can be looked up, as it was at one moment.

    Args:
        partners: By name.
        people: By name; those of other partners are left out.
        vocabulary: What the terms are called.
    """

    def __init__(
        self, partners: Sequence[Partner], people: Iterable[Person], vocabulary: Vocabulary
    ) -> None:
        numbers = {partner.id: number for number, partner in enumerate(partners)}
        self._partners = partners
        self._people = [person for person in people if person.partner_id in numbers]
        self._employer = [numbers[person.partner_id] for person in self._people]
        self._staff: dict[int, list[int]] = defaultdict(list)
        for number, employer in enumerate(self._employer):
            self._staff[employer].append(number)
        self._of_partners: dict[str, list[tuple[int, Where]]] = defaultdict(list)
        self._of_people: dict[str, list[tuple[int, Where]]] = defaultdict(list)
        self._spelling: dict[str, str] = {}
        split = cache(_split)  # for this once: what is erased must not stay in it
        words = {term.id: " ".join(term.words) for term in vocabulary.terms}
        for text in words.values():
            self._spell(text)
        for number, partner in enumerate(partners):
            for where, text in _partner_texts(partner, words):
                _note(self._of_partners, number, where, split(text))
                self._spell(text)
        for number, person in enumerate(self._people):
            for where, text in _person_texts(person, words):
                _note(self._of_people, number, where, split(text))
        self._words = WordList([*self._of_partners, *self._of_people])

    def search(self, actor: Actor, words: Sequence[str]) -> Hits:
        """Return what has every one of ``words``; slips are forgiven when nothing has them."""
        hits = self._search(actor, words, self._words.like)
        return hits or self._search(actor, words, self._like_or_near)

    def suggest(self, actor: Actor, words: Sequence[str], typed: Mapping[str, str]) -> list[str]:
        """Return what else to search for when ``words`` found nothing; each finds something.

        ``typed`` is how the asker wrote them.
        """
        alone = {word: hits for word in words if (hits := self.search(actor, [word]))}
        known = list(alone) if len(words) > 1 else []
        spelt = [self._spelt(word, alone[word], typed.get(word, word)) for word in known]
        fewer = [" ".join(spelt)] if self.search(actor, known) else spelt
        near = (self._words.nearest(word, _TRIED) for word in words if word not in known)
        # Only a word that itself leads somewhere: one that is part of another may be a name that
        # the asker is not to know of.
        like = (word for few in near for word in few)
        others = (
            self._spelt(word, hits)
            for word in islice(like, _TRIED)
            if (hits := self._search(actor, [word], _itself))
        )
        return list(islice(chain(fewer, others), _SUGGESTED))

    def _search(self, actor: Actor, words: Sequence[str], like: Like) -> Hits:
        found = [self._look(actor, like(word)) for word in words]
        if not found:
            return Hits(partners=[], people=[])
        partners = sorted(_everywhere([one.partners for one in found]))
        people = self._shown(actor, sorted(self._people_in(found)))
        return Hits(
            partners=[self._partners[number] for _, number in partners[:PARTNERS_SHOWN]],
            people=[self._people[number] for _, number in people[:PEOPLE_SHOWN]],
            more=len(partners) > PARTNERS_SHOWN or len(people) > PEOPLE_SHOWN,
            people_first=bool(people) and (not partners or people[0][0] < partners[0][0]),
        )

    def _look(self, actor: Actor, like: Mapping[str, Likeness]) -> _Found:
        found = _Found()
        for word, likeness in like.items():
            for number, where in self._of_partners.get(word, ()):
                cost = where + likeness
                _least(found.partners, number, cost)
                if where in _LENT:
                    _least(found.lent, number, max(cost, Where.PARTNER_TAG))
                if where is Where.PARTNER_TAG:
                    found.tagged.add(number)
            for number, where in self._of_people.get(word, ()):
                guarded = _GUARDED.get(where)
                if guarded is None or may_see(actor, self._people[number], guarded):
                    _least(found.people, number, where + likeness)
        return found

    def _people_in(self, found: Sequence[_Found]) -> Iterator[tuple[int, int]]:
        """Yield cost and number of the people who have every word, or whose partners have it."""
        rarest = min(found, key=lambda one: len(one.people) + sum(map(self._size, one.lent)))
        candidates = set(rarest.people).union(*(self._staff.get(at, ()) for at in rarest.lent))
        for number in candidates:
            employer, total, personal = self._employer[number], 0, False
            for one in found:
                own, lent = one.people.get(number), one.lent.get(employer)
                if own is None and lent is None:
                    break
                total += min(cost for cost in (own, lent) if cost is not None)
                personal = personal or own is not None or employer in one.tagged
            else:
                if personal:
                    yield total, number

    def _size(self, partner: int) -> int:
        return len(self._staff.get(partner, ()))

    def _shown(self, actor: Actor, ranked: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return the first whom ``actor`` may find, and one more if there is."""
        found = (one for one in ranked if may_find(actor, self._people[one[1]]))
        return list(islice(found, PEOPLE_SHOWN + 1))

    def _like_or_near(self, word: str) -> dict[str, Likeness]:
        return self._words.near(word) | self._words.like(word)

    def _spell(self, text: str) -> None:
        for word in text.split():
            bare = word.strip(".,;:()«»\"'!?")
            self._spelling.setdefault(fold(bare), bare)

    def _spelt(self, word: str, hits: Hits, typed: str = "") -> str:
        """Return ``word`` as the register writes it where the asker may see it, else ``typed``."""
        if word in self._spelling:
            return self._spelling[word]
        names = " ".join(f"{person.name} {person.facts.title}" for person in hits.people)
        return next((part for part in names.split() if fold(part) == word), typed or word)


def _partner_texts(partner: Partner, words: Mapping[TermId, str]) -> Iterator[tuple[Where, str]]:
    facts = partner.facts
    yield Where.NAME, facts.name
    yield Where.SHORT_NAME, facts.short_name
    for term in partner.terms:
        yield Where.PARTNER_TAG, words.get(term, "")
    yield Where.PLACE, " ".join(_places(partner))
    yield Where.ABOUT, facts.about
    yield Where.ABOUT, words.get(facts.category, "")


def _person_texts(person: Person, words: Mapping[TermId, str]) -> Iterator[tuple[Where, str]]:
    yield Where.NAME, person.name
    yield Where.TITLE, person.facts.title
    for term in person.competences:
        yield Where.COMPETENCE, words.get(term, "")
    yield Where.LANGUAGES, person.facts.languages


def _places(partner: Partner) -> Iterator[str]:
    facts = partner.facts
    yield from (facts.municipality, facts.county)
    if fold(facts.country) != "norge":
        yield facts.country
    place = find_municipality(facts.municipality, county=facts.county)
    county = find_county(place.county if place else facts.county)
    if place:
        yield search_words(place)
    elif county:
        yield from (county.name, *county.names)
    if county and county.name in _NORTHERN:
        yield "Nord-Norge Northern Norway"


def _note(
    postings: dict[str, list[tuple[int, Where]]],
    number: int,
    where: Where,
    words: tuple[str, ...],
) -> None:
    if where is Where.NAME:  # «Kåfjord-Kvarts» is also written in one
        words += tuple(first + second for first, second in pairwise(words))
    else:
        words = tuple(word for word in words if word not in SMALL_WORDS)
    for word in dict.fromkeys(words):
        postings[word].append((number, where))


def _itself(word: str) -> dict[str, Likeness]:
    return {word: Likeness.SAME}


def _split(text: str) -> tuple[str, ...]:
    return tuple(fold(text).split())


def _least(costs: dict[int, int], number: int, cost: int) -> None:
    if cost < costs.get(number, cost + 1):
        costs[number] = cost


def _everywhere(costs: Sequence[Mapping[int, int]]) -> Iterator[tuple[int, int]]:
    fewest = min(costs, key=len)
    for number in fewest:
        if all(number in one for one in costs):
            yield sum(one[number] for one in costs), number
