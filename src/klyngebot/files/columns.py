"""Which column of a file is what, and what to ask when that is not plain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from klyngebot.domain.register import Field
from klyngebot.domain.text import fold

HEADINGS: Mapping[Field, tuple[str, ...]] = {
    Field.PARTNER: (
        "Partner", "Partner organisation", "Organisasjon", "Organisation", "Organization",
        "Bedrift", "Firma", "Virksomhet", "Verksemd", "Company", "Partnar",
    ),
    Field.SHORT_NAME: ("Kortnavn", "Short name", "Kortnamn"),
    Field.CATEGORY: ("Kategori", "Category"),
    Field.STANDING: ("Tilknytning", "Standing", "Tilknyting"),
    Field.SIGNED_ON: (
        "Partneravtale fra", "Agreement from", "Avtale fra", "Partnaravtale frå", "Avtale frå",
    ),
    Field.JOINED_ON: ("Med fra", "With us from", "Joined", "Med frå"),
    Field.ORG_NUMBER: (
        "Org.nr.", "Organisation number", "Orgnr", "Organisasjonsnummer",
    ),
    Field.MUNICIPALITY: ("Kommune", "Municipality"),
    Field.COUNTY: ("Fylke", "County"),
    Field.COUNTRY: ("Land", "Country"),
    Field.WEBSITE: ("Nettsted", "Website", "Nettside", "Nettstad"),
    Field.PARTNER_EMAIL: (
        "E-post partner", "Partner e-mail", "Partnerens e-post", "E-post partnar",
    ),
    Field.ABOUT: ("Hva de gjør", "What they do", "Om", "About", "Kva dei gjer"),
    Field.COMPETENCES: ("Fagfelt", "Competences", "Kompetanse", "Competence"),
    Field.MATERIALS: ("Materialer", "Materials", "Materiale", "Material"),
    Field.PERSON: ("Kontaktperson", "Contact", "Navn", "Namn", "Contact person", "Name"),
    Field.TITLE: ("Stilling", "Title", "Tittel", "Position"),
    Field.EMAIL: ("E-post", "E-mail", "Epost", "Email", "E-postadresse"),
    Field.PHONE: ("Telefon", "Phone", "Mobil", "Tlf", "Telefonnummer", "Mobile", "Telephone"),
    Field.LANGUAGES: ("Språk", "Languages", "Language"),
    Field.PERSON_COMPETENCES: (
        "Fagfelt (person)", "Competences (person)", "Kompetanse (person)", "Personens fagfelt",
        "Personens kompetanse", "Competence (person)",
    ),
}  # fmt: skip
"""What each column may be called: first as an export writes it in bokmål, then in English."""

_NYNORSK = {
    Field.PARTNER: "Partnar",
    Field.SHORT_NAME: "Kortnamn",
    Field.STANDING: "Tilknyting",
    Field.SIGNED_ON: "Partnaravtale frå",
    Field.JOINED_ON: "Med frå",
    Field.WEBSITE: "Nettstad",
    Field.PARTNER_EMAIL: "E-post partnar",
    Field.ABOUT: "Kva dei gjer",
    Field.MATERIALS: "Materiale",
}
"""Where nynorsk writes something else than bokmål."""

_BY_HEADING = {fold(name): field for field, names in HEADINGS.items() for name in names}
_NEAR = 80.0
"""Of 100: an ending or a slip more or less."""

_LONG_ENOUGH = 4
"""Letters; "Om" is in half of all words."""

_LIKELY = 4


def heading_in(field: Field, locale: str) -> str:
    """Return what an export in ``locale`` calls the column of ``field``."""
    nb, en, *_ = HEADINGS[field]
    return {"nn": _NYNORSK.get(field, nb), "en": en}.get(locale, nb)


@dataclass(frozen=True, slots=True)
class WhatIs:
    """Which of ``fields`` is this column, or none? ``column`` counts from 0."""

    column: int
    heading: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class WhichColumn:
    """Which of these columns, by number and heading, is ``field``?"""

    field: Field
    columns: tuple[tuple[int, str], ...]


Question = WhatIs | WhichColumn


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What is known of a file's columns.

    Args:
        fields: What each column is, by its heading.
        left_out: The headings that are not taken in.
        questions: What to ask before the file can be read; empty when all is plain.
    """

    fields: dict[str, Field]
    left_out: tuple[str, ...]
    questions: tuple[Question, ...]


def understand(headings: Sequence[str], chosen: Mapping[str, str] | None = None) -> Columns:
    """Return what each of ``headings`` is.

    Args:
        headings: In their order, no two alike.
        chosen: What somebody has said: a field by heading, empty for leave out. It goes before
            what a column is called.
    """
    chosen = chosen or {}
    fields = {h: Field(chosen[h]) for h in headings if chosen.get(h)}
    asked: list[Question] = []
    claims: dict[Field, list[str]] = {}
    for heading in headings:
        named = _BY_HEADING.get(fold(heading))
        if named and heading not in chosen and named not in fields.values():
            claims.setdefault(named, []).append(heading)
    for field, rivals in claims.items():
        if len(rivals) == 1:
            fields[rivals[0]] = field
        else:
            asked.append(_which(field, rivals, headings))
    asked += _near(headings, chosen, set(fields.values()) | set(claims))
    if not asked and Field.PARTNER not in fields.values():
        free = [h for h in headings if h not in fields] or list(headings)
        asked.append(_which(Field.PARTNER, free, headings))
    return Columns(
        fields=fields,
        left_out=tuple(h for h in headings if h not in fields),
        questions=tuple(asked),
    )


def _which(field: Field, rivals: list[str], headings: Sequence[str]) -> WhichColumn:
    return WhichColumn(field, tuple((headings.index(rival), rival) for rival in rivals))


def _near(
    headings: Sequence[str], chosen: Mapping[str, str], taken: set[Field]
) -> Iterator[WhatIs]:
    for column, heading in enumerate(headings):
        if heading in chosen or fold(heading) in _BY_HEADING:
            continue
        likely = _likely(fold(heading), taken)
        if likely:
            yield WhatIs(column, heading, likely)


def _likely(words: str, taken: set[Field]) -> tuple[Field, ...]:
    scores = {
        field: max(_score(words, fold(name)) for name in names)
        for field, names in HEADINGS.items()
        if field not in taken
    }
    best = sorted(scores, key=lambda field: -scores[field])
    return tuple(field for field in best if scores[field] >= _NEAR)[:_LIKELY]


def _score(words: str, name: str) -> float:
    if min(len(words), len(name)) < _LONG_ENOUGH:
        return 0.0
    return max(fuzz.ratio(words, name), fuzz.token_set_ratio(words, name))
