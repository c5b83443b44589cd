"""Norwegian counties and municipalities, found by whatever people and registers call them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations

from klyngebot.domain import places_table
from klyngebot.domain.text import fold


@dataclass(frozen=True, slots=True)
class County:
    """A county (fylke): its two digits, its Norwegian name, its ``names`` in other languages."""

    number: str
    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality (kommune): its four digits, its full name, its county's Norwegian name.

    The full name holds every language: ``Gáivuotna-Kåfjord-Kaivuono``. Which comes first has
    changed and will again; the number is what to keep.
    """

    number: str
    name: str
    county: str


@cache
def counties() -> tuple[County, ...]:
    """Return all counties, by number."""
    return tuple(
        County(number, name, tuple(names))
        for number, (name, *names) in _rows(places_table.COUNTIES)
    )


@cache
def municipalities() -> tuple[Municipality, ...]:
    """Return all municipalities, by number and so by county."""
    county = {county.number: county.name for county in counties()}
    return tuple(
        Municipality(number, "-".join(forms), county[number[:2]])
        for number, forms in _rows(places_table.MUNICIPALITIES)
    )


def find_county(text: str) -> County | None:
    """Return the county that ``text`` names in any of its languages, or numbers."""
    name = fold(text).removesuffix(" fylke").removesuffix(" fylkeskommune")
    return _counties_by_spelling().get(name)


def find_municipality(text: str, *, county: str = "") -> Municipality | None:
    """Return the municipality that ``text`` names in any of its languages, or numbers.

    ``Herøy`` and ``Våler`` exist twice and are found only with their county: in ``county``, or
    as in ``Herøy (Nordland)`` and ``Herøy, Nordland``. A county that is wrong, or is none any
    more, finds nothing: ``Bø (Telemark)`` is not the Bø that is left, in Nordland.
    """
    found = _named(text) or _named_with_county(text)
    if county:
        found = _within(county, found)
    return found[0] if len(found) == 1 else None


def search_words(municipality: Municipality) -> str:
    """Return every name of ``municipality`` and of its county, for a search index."""
    forms = _forms()
    return " ".join(forms[municipality.number] + forms[municipality.number[:2]])


def _rows(table: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for row in table.splitlines():
        number, _, forms = row.partition(" ")
        yield number, tuple(forms.split(" - "))


@cache
def _counties_by_spelling() -> Mapping[str, County]:
    return {
        spelling: county
        for county in counties()
        for spelling in (county.number, *_spellings((county.name, *county.names)))
    }


def _named(text: str) -> Sequence[Municipality]:
    return _municipalities_by_spelling().get(fold(text).removesuffix(" kommune"), ())


def _named_with_county(text: str) -> Sequence[Municipality]:
    parts = re.fullmatch(r"([^(,]+)[(,](.+)", text, re.DOTALL)
    return _within(parts[2], _named(parts[1])) if parts else ()


def _within(county: str, found: Sequence[Municipality]) -> Sequence[Municipality]:
    around = find_county(county)
    return [place for place in found if around and place.county == around.name]


@cache
def _municipalities_by_spelling() -> Mapping[str, Sequence[Municipality]]:
    found = defaultdict(list)
    for place in municipalities():
        for spelling in (place.number, *_spellings(_forms()[place.number])):
            found[spelling].append(place)
    return dict(found)


def _spellings(forms: Sequence[str]) -> Iterator[str]:
    """Yield each of ``forms``, and several in any order: registers do not agree on one."""
    for length in range(1, len(forms) + 1):
        for chosen in permutations(forms, length):
            yield fold(" ".join(chosen))


@cache
def _forms() -> Mapping[str, tuple[str, ...]]:
    return dict((*_rows(places_table.COUNTIES), *_rows(places_table.MUNICIPALITIES)))
