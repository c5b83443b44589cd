"""What a file would do to the register as it stands, worked out before anything is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from klyngebot.domain.imports import PartnerEntry, PersonEntry, Plan
from klyngebot.domain.partners import Partner, PartnerFacts, Standing
from klyngebot.domain.people import Person, PersonFacts
from klyngebot.domain.register import (
    Change,
    Fault,
    Field,
    Problem,
    Register,
    RegisterRow,
    RowResult,
    Value,
    Values,
    Verdict,
)
from klyngebot.domain.terms import TermId, TermKind, Vocabulary
from klyngebot.domain.text import clean, fold

PersonKey = tuple[str, str]
Facts = TypeVar("Facts", PartnerFacts, PersonFacts)

_OF_PARTNER: Mapping[Field, str] = {
    Field.SHORT_NAME: "short_name",
    Field.CATEGORY: "category",
    Field.STANDING: "standing",
    Field.SIGNED_ON: "signed_on",
    Field.JOINED_ON: "joined_on",
    Field.ORG_NUMBER: "org_number",
    Field.MUNICIPALITY: "municipality",
    Field.COUNTY: "county",
    Field.COUNTRY: "country",
    Field.WEBSITE: "website",
    Field.PARTNER_EMAIL: "email",
    Field.ABOUT: "about",
}
_OF_PERSON: Mapping[Field, str] = {
    Field.TITLE: "title",
    Field.EMAIL: "email",
    Field.PHONE: "phone",
    Field.LANGUAGES: "languages",
}
_KINDS = {
    Field.COMPETENCES: TermKind.COMPETENCE,
    Field.MATERIALS: TermKind.MATERIAL,
    Field.PERSON_COMPETENCES: TermKind.COMPETENCE,
}


def plan(
    register: Register,
    rows: Sequence[RegisterRow],
    vocabulary: Vocabulary,
    *,
    with_people: bool = True,
) -> Plan:
    """Return what ``rows`` would do to ``register``.

    Rows of one partner, or one person, are put together; a row that says otherwise than an earlier
    one is refused. So a second time nothing is left to change.

    Args:
        register: As it stands.
        rows: In the order of the file.
        vocabulary: Tells competences from materials.
        with_people: Whether the file has a column of people; else none are missing from it.
    """
    book, faults = _read(_Known.of(register), rows)
    known = book.known
    partners = {
        key: _partner(key, known.partners.get(key), said, vocabulary)
        for key, said in book.partners.items()
    }
    people = {
        key: _person(key, known.people.get(key), said, vocabulary)
        for key, said in book.people.items()
    }
    named = {row.key for row in rows}
    people_named = {row.person_key for row in rows}
    return Plan(
        rows=tuple(_results(rows, faults, book, partners, people)),
        partners=tuple(partners.values()),
        people=tuple(people.values()),
        missing_partners=tuple(
            partner
            for key, partner in known.partners.items()
            if partner.left_on is None and key not in named
        ),
        missing_people=tuple(
            who
            for key, who in known.people.items()
            if with_people and who.left_at is None and key[0] in named and key not in people_named
        ),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """The register by the folded names that rows are matched with."""

    partners: dict[str, Partner]
    people: dict[PersonKey, Person]

    @classmethod
    def of(cls, register: Register) -> "_Known":
        keys = {partner.id: fold(partner.facts.name) for partner in register.partners}
        return cls(
            {keys[partner.id]: partner for partner in register.partners},
            {(keys[who.partner_id], fold(who.name)): who for who in register.people},
        )


@dataclass(slots=True)
class _Said:
    """What the file says of a partner or a person, and in which row each thing was said first."""

    name: str
    line: int
    values: dict[Field, Value] = field(default_factory=dict)
    lines: dict[Field, int] = field(default_factory=dict)

    def add(self, line: int, values: Values) -> None:
        for name, value in values.items():
            before = self.values.setdefault(name, value)
            self.lines.setdefault(name, line)
            if isinstance(before, frozenset) and isinstance(value, frozenset):
                self.values[name] = before | value

    def faults(self, values: Values) -> Iterator[Fault]:
        """Yield what in ``values`` an earlier row said otherwise."""
        for name, value in values.items():
            if not name.is_tags and self.values.get(name, value) != value:
                yield Fault(Problem.SAID_OTHERWISE, name, str(self.lines[name]))


class _Book:
    """Takes rows in, one after another; ``promised`` are new partners whose category comes."""

    def __init__(self, known: _Known, promised: set[str]) -> None:
        self.known = known
        self.partners: dict[str, _Said] = {}
        self.people: dict[PersonKey, _Said] = {}
        self._promised = promised
        self._numbers = {
            partner.facts.org_number: key
            for key, partner in known.partners.items()
            if partner.facts.org_number
        }

    def take(self, row: RegisterRow) -> tuple[Fault, ...]:
        """Take ``row`` in, or return why not."""
        faults = row.faults or tuple(self._faults(row))
        if faults:
            return faults
        if number := row.partner.get(Field.ORG_NUMBER):
            self._numbers[str(number)] = row.key
        said = self.partners.setdefault(row.key, _Said(row.partner_name, row.line))
        said.add(row.line, row.partner)
        if row.person_name:
            about = self.people.setdefault(row.person_key, _Said(row.person_name, row.line))
            about.add(row.line, row.person)
        return ()

    def _faults(self, row: RegisterRow) -> Iterator[Fault]:
        here = row.key in self.known.partners or row.key in self._promised
        if not here and Field.CATEGORY not in row.partner:
            yield Fault(Problem.UNKNOWN_PARTNER, row.partner_name)
        number = str(row.partner.get(Field.ORG_NUMBER, ""))
        owner = self._numbers.get(number, row.key)
        if owner != row.key:
            yield Fault(Problem.ORG_NUMBER_TAKEN, number, self._name(owner))
        if row.key in self.partners:
            yield from self.partners[row.key].faults(row.partner)
        if row.person_name and row.person_key in self.people:
            yield from self.people[row.person_key].faults(row.person)

    def _name(self, key: str) -> str:
        known = self.known.partners.get(key)
        return known.facts.name if known else self.partners[key].name


def _read(known: _Known, rows: Sequence[RegisterRow]) -> tuple[_Book, list[tuple[Fault, ...]]]:
    """Take ``rows`` in; a new partner whose only row with a category is refused is not there.

    Rows with a category come first, for they are whole without the others: were it the order of the
    file alone, rows that contradict each other would change sides once the partner is known.
    """
    order = sorted(range(len(rows)), key=lambda at: Field.CATEGORY not in rows[at].partner)
    promised = {row.key for row in rows if not row.faults and Field.CATEGORY in row.partner}
    while True:
        book = _Book(known, promised)
        taken = {at: book.take(rows[at]) for at in order}
        faults = [taken[at] for at in range(len(rows))]
        broken = {
            key
            for key, said in book.partners.items()
            if key not in known.partners and Field.CATEGORY not in said.values
        }
        if not broken:
            return book, faults
        promised = promised - broken


def _news(facts: PartnerFacts | PersonFacts, said: _Said, names: Mapping[Field, str]) -> Values:
    """Return what is said without what only looks otherwise, such as lines put together."""
    return {
        name: value
        for name, value in said.values.items()
        if name not in names or _legible(getattr(facts, names[name])) != value
    }


def _legible(value: object) -> object:
    return clean(value) if type(value) is str else value


def _partner(key: str, known: Partner | None, said: _Said, vocabulary: Vocabulary) -> PartnerEntry:
    category = said.values.get(Field.CATEGORY)
    if known is None:
        assert isinstance(category, int)
        before = PartnerFacts(name=said.name, category=category, standing=Standing.AGREEMENT)
    else:
        before = known.facts
    terms = frozenset(known.terms if known else ())
    values = _news(before, said, _OF_PARTNER) if known else said.values
    facts = replace(_with(before, values, _OF_PARTNER), name=said.name)
    return PartnerEntry(
        key=key,
        known=known,
        facts=facts,
        terms=_tagged(terms, values, vocabulary),
        changes=(
            *_renamed(Field.PARTNER, known.facts.name if known else None, said.name),
            *_changes(before if known else None, values, _OF_PARTNER),
            *_tag_changes(terms, values, vocabulary),
        ),
    )


def _person(
    key: PersonKey, known: Person | None, said: _Said, vocabulary: Vocabulary
) -> PersonEntry:
    before = known.facts if known else PersonFacts(name=said.name)
    terms = frozenset(known.competences if known else ())
    values = _news(before, said, _OF_PERSON) if known else said.values
    return PersonEntry(
        key=key,
        known=known,
        facts=replace(_with(before, values, _OF_PERSON), name=said.name),
        terms=_tagged(terms, values, vocabulary),
        changes=(
            *_renamed(Field.PERSON, known.facts.name if known else None, said.name),
            *_changes(before if known else None, values, _OF_PERSON),
            *_tag_changes(terms, values, vocabulary),
        ),
    )


def _with(facts: Facts, values: Values, names: Mapping[Field, str]) -> Facts:
    changed: dict[str, Any] = {names[key]: v for key, v in values.items() if key in names}
    return replace(facts, **changed)


def _renamed(name: Field, before: str | None, after: str) -> Iterator[Change]:
    if before is not None and before != after:
        yield Change(name, before, after)


def _changes(
    facts: PartnerFacts | PersonFacts | None, values: Values, names: Mapping[Field, str]
) -> Iterator[Change]:
    for name, value in values.items():
        if name in names:
            before = getattr(facts, names[name]) if facts else None
            if before != value:
                yield Change(name, before or None, value)


def _tagged(before: frozenset[TermId], values: Values, vocabulary: Vocabulary) -> frozenset[TermId]:
    for name, value in values.items():
        if isinstance(value, frozenset):
            before = (before - _of_kind(before, name, vocabulary)) | value
    return before


def _tag_changes(
    terms: frozenset[TermId], values: Values, vocabulary: Vocabulary
) -> Iterator[Change]:
    for name, value in values.items():
        if isinstance(value, frozenset):
            before = _of_kind(terms, name, vocabulary)
            if before != value:
                yield Change(name, before or None, value)


def _of_kind(terms: frozenset[TermId], name: Field, vocabulary: Vocabulary) -> frozenset[TermId]:
    return frozenset(term.id for term in vocabulary.named(terms, _KINDS[name]))


def _results(
    rows: Iterable[RegisterRow],
    faults: Iterable[tuple[Fault, ...]],
    book: _Book,
    partners: Mapping[str, PartnerEntry],
    people: Mapping[PersonKey, PersonEntry],
) -> Iterator[RowResult]:
    seen: set[object] = set()
    for row, wrong in zip(rows, faults, strict=True):
        if wrong:
            yield RowResult(row=row, verdict=Verdict.REFUSED, faults=wrong)
            continue
        entries: list[tuple[PartnerEntry | PersonEntry, _Said]] = [
            (partners[row.key], book.partners[row.key])
        ]
        if row.person_name:
            entries.append((people[row.person_key], book.people[row.person_key]))
        yield _result(row, entries, again=_content(row) in seen)
        seen.add(_content(row))


def _result(
    row: RegisterRow, entries: list[tuple[PartnerEntry | PersonEntry, _Said]], *, again: bool
) -> RowResult:
    verdicts, changes, back = set(), [], False
    for entry, said in entries:
        first = said.line == row.line
        here = [c for c in entry.changes if said.lines.get(c.field, said.line) == row.line]
        if entry.known is None and (first or here):
            verdicts.add(Verdict.NEW)
        elif here or (entry.is_back and first):
            verdicts.add(Verdict.CHANGED)
        back = back or (entry.is_back and first)
        changes += here
    verdict = next((v for v in (Verdict.NEW, Verdict.CHANGED) if v in verdicts), None)
    return RowResult(
        row=row,
        verdict=verdict or (Verdict.REPEATED if again else Verdict.UNCHANGED),
        changes=tuple(changes),
        is_back=back,
    )


def _content(row: RegisterRow) -> object:
    return (
        row.key,
        row.person_key,
        frozenset(row.partner.items()),
        frozenset(row.person.items()),
    )
