"""Reading rows of a spreadsheet as partners and people, and saying what is wrong with each."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date

from rapidfuzz import fuzz, process

from klyngebot.domain.partners import Standing, parse_org_number
from klyngebot.domain.places import Municipality, find_county, find_municipality
from klyngebot.domain.register import Fault, Field, Problem, RegisterRow, Value
from klyngebot.domain.terms import Term, TermId, TermKind, Vocabulary
from klyngebot.domain.text import clean, fold
from klyngebot.files.contacts import parse_email, parse_phone, parse_website
from klyngebot.files.tables import TableRow

STANDINGS = {
    "partneravtale": Standing.AGREEMENT,
    "partnaravtale": Standing.AGREEMENT,
    "partner": Standing.AGREEMENT,
    "partnar": Standing.AGREEMENT,
    "agreement": Standing.AGREEMENT,
    "partner agreement": Standing.AGREEMENT,
    "stottespiller": Standing.SUPPORTER,
    "stottespelar": Standing.SUPPORTER,
    "supporter": Standing.SUPPORTER,
}
_HOME = {"", "norge", "noreg", "norway", "norga"}
_FORMER_COUNTIES = {
    "troms og finnmark": ("Troms", "Finnmark"),
    "viken": ("Akershus", "Buskerud", "Østfold"),
    "vestfold og telemark": ("Vestfold", "Telemark"),
}
"""Those of 2020 to 2023, which older files still name."""

_DATES = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[ T]\d\d:\d\d.*)?"),
    re.compile(r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>\d{4})"),
)
_QUOTED = re.compile(r"^'(?=\s*[=+\-@＝＋－＠])")
"""The sign our own CSV files put before what a spreadsheet might take for a formula."""

_BETWEEN = re.compile(r"[;\n]")
_NEAREST = 60.0
"""Of 100: below that the nearest word helps nobody."""

_OF_PERSON = (Field.TITLE, Field.EMAIL, Field.PHONE, Field.LANGUAGES, Field.PERSON_COMPETENCES)


def read_rows(
    rows: Iterable[TableRow], columns: Mapping[str, Field], vocabulary: Vocabulary
) -> list[RegisterRow]:
    """Return ``rows`` as they are understood, each with what is wrong with it.

    Args:
        rows: Of the table.
        columns: What each heading means; others are left out.
        vocabulary: The words for categories, competences and materials.
    """
    return [read_row(row, columns, vocabulary) for row in rows]


def read_row(row: TableRow, columns: Mapping[str, Field], vocabulary: Vocabulary) -> RegisterRow:
    """Return a row as it is understood, with what is wrong with it."""
    cells = {
        columns[heading]: clean(_QUOTED.sub("", text))
        for heading, text in row.cells.items()
        if heading in columns
    }
    filled = {field: text for field, text in cells.items() if text}
    name, person = filled.get(Field.PARTNER, ""), filled.get(Field.PERSON, "")
    orphan = next((filled[field] for field in _OF_PERSON if field in filled), None)
    faults: list[Fault] = []
    if not name:
        faults.append(Fault(Problem.NO_PARTNER))
    if orphan and not person:
        faults.append(Fault(Problem.NO_PERSON, orphan))
    partner = _Reading(filled, vocabulary, faults)
    _read_partner(partner)
    who = _Reading(filled, vocabulary, faults)
    if person:
        _read_person(who)
    return RegisterRow(
        line=row.line,
        partner_name=name,
        person_name=person,
        partner=partner.values,
        person=who.values,
        faults=tuple(faults),
    )


class _UnknownWordError(ValueError):
    """A word the vocabulary has not; says which is nearest."""


@dataclass(slots=True)
class _Reading:
    """What is read of a partner or a person from ``cells``, and what is wrong with it."""

    cells: Mapping[Field, str]
    vocabulary: Vocabulary
    faults: list[Fault]
    values: dict[Field, Value] = dataclass_field(default_factory=dict)

    def take(self, field: Field, parse: Callable[[str], Value], problem: Problem) -> None:
        """Read a cell with ``parse``, whose ``ValueError`` is ``problem``."""
        text = self.cells.get(field)
        if text is None:
            return
        try:
            value = parse(text)
        except ValueError as error:
            near = str(error) if isinstance(error, _UnknownWordError) else ""
            self.faults.append(Fault(problem, text, near))
        else:
            if value:
                self.values[field] = value

    def tags(self, field: Field, kind: TermKind, problem: Problem) -> None:
        """Read the terms in a cell; each word that is none is a fault of its own."""
        found: set[TermId] = set()
        for word in _words(self.cells.get(field, ""), kind, self.vocabulary):
            if isinstance(word, str):
                near = _nearest(self.vocabulary, kind, word)
                self.faults.append(Fault(problem, word, near))
            else:
                found.add(word.id)
        if found:
            self.values[field] = frozenset(found)


def _read_partner(reading: _Reading) -> None:
    for field in (Field.SHORT_NAME, Field.ABOUT, Field.COUNTRY):
        reading.take(field, str, Problem.NO_PARTNER)
    reading.take(Field.CATEGORY, _category(reading.vocabulary), Problem.BAD_CATEGORY)
    reading.take(Field.STANDING, _standing, Problem.BAD_STANDING)
    reading.take(Field.SIGNED_ON, parse_date, Problem.BAD_DATE)
    reading.take(Field.JOINED_ON, parse_date, Problem.BAD_DATE)
    reading.take(Field.ORG_NUMBER, _org_number, Problem.BAD_ORG_NUMBER)
    reading.take(Field.PARTNER_EMAIL, parse_email, Problem.BAD_EMAIL)
    reading.take(Field.WEBSITE, _website, Problem.BAD_WEBSITE)
    _read_place(reading)
    reading.tags(Field.COMPETENCES, TermKind.COMPETENCE, Problem.BAD_COMPETENCE)
    reading.tags(Field.MATERIALS, TermKind.MATERIAL, Problem.BAD_MATERIAL)


def _read_person(reading: _Reading) -> None:
    reading.take(Field.TITLE, str, Problem.NO_PERSON)
    reading.take(Field.EMAIL, parse_email, Problem.BAD_EMAIL)
    reading.take(Field.PHONE, parse_phone, Problem.BAD_PHONE)
    reading.take(Field.LANGUAGES, _languages, Problem.NO_PERSON)
    reading.tags(Field.PERSON_COMPETENCES, TermKind.COMPETENCE, Problem.BAD_COMPETENCE)


def _read_place(reading: _Reading) -> None:
    """Fill municipality and county: a Norwegian one by its full name, a foreign one as it is."""
    cells, values = reading.cells, reading.values
    text, county = cells.get(Field.MUNICIPALITY, ""), cells.get(Field.COUNTY, "")
    if fold(cells.get(Field.COUNTRY, "")) not in _HOME:
        values |= {f: cells[f] for f in (Field.MUNICIPALITY, Field.COUNTY) if f in cells}
    elif place := _municipality(text, county):
        values[Field.MUNICIPALITY], values[Field.COUNTY] = place.name, place.county
    elif text:
        shown = f"{text}, {county}" if county else text
        reading.faults.append(Fault(Problem.BAD_MUNICIPALITY, shown))
    elif county:
        found = find_county(county)
        values[Field.COUNTY] = found.name if found else county


def _municipality(text: str, county: str) -> Municipality | None:
    for now in _FORMER_COUNTIES.get(fold(county), (county,)):
        if place := find_municipality(text, county=now):
            return place
    return None


def _category(vocabulary: Vocabulary) -> Callable[[str], TermId]:
    def parse(text: str) -> TermId:
        term = vocabulary.find(TermKind.CATEGORY, text)
        if term is None:
            raise _UnknownWordError(_nearest(vocabulary, TermKind.CATEGORY, text))
        return term.id

    return parse


def _standing(text: str) -> Standing:
    found = STANDINGS.get(fold(text))
    if found is None:
        raise ValueError("neither agreement nor supporter")
    return found


def parse_date(text: str) -> date:
    """Return the day that ``text`` names, as ``2026-03-01`` or ``1.3.2026``.

    Raises:
        ValueError: It is no date, or does not say which year in four digits.
    """
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            with suppress(ValueError):
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
    raise ValueError("not a date")


def _org_number(text: str) -> str:
    return parse_org_number(text) or ""


def _website(text: str) -> str:
    address = parse_website(text)
    if not address:
        raise ValueError("no address a button can open")
    return address


def _languages(text: str) -> str:
    parts = (part.strip() for part in re.split(r"[,;/]", text))
    return ", ".join(dict.fromkeys(filter(None, parts)))


def _words(text: str, kind: TermKind, vocabulary: Vocabulary) -> list[Term | str]:
    """Return the terms in a cell, and the words that are none; a term may have a comma in it."""
    words: list[Term | str] = []
    for part in _BETWEEN.split(text):
        whole = vocabulary.find(kind, part)
        pieces = [part] if whole else [piece.strip() for piece in part.split(",")]
        words += [vocabulary.find(kind, piece) or piece for piece in pieces if piece.strip()]
    return words


def _nearest(vocabulary: Vocabulary, kind: TermKind, word: str) -> str:
    """Return the word for a term that is nearest to ``word``, or an empty string."""
    names = {fold(name): name for term in vocabulary.offered(kind) for name in term.words}
    found = process.extractOne(fold(word), list(names), scorer=fuzz.WRatio, score_cutoff=_NEAREST)
    return names[found[0]] if found else ""
