"""Reading rows of a spreadsheet as partners and people, and saying what is wrong with each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from klyngebot.domain.partners import Category, PartnerFacts, Standing, parse_org_number
from klyngebot.domain.people import PersonFacts, parse_email, parse_phone
from klyngebot.domain.text import clean, fold

_HEADINGS = {
    "partner": "partner",
    "organisasjon": "partner",
    "bedrift": "partner",
    "organisation": "partner",
    "organization": "partner",
    "kortnavn": "short_name",
    "short name": "short_name",
    "kategori": "category",
    "category": "category",
    "tilknytning": "standing",
    "standing": "standing",
    "orgnr": "org_number",
    "org nr": "org_number",
    "organisasjonsnummer": "org_number",
    "organisation number": "org_number",
    "kommune": "municipality",
    "municipality": "municipality",
    "fylke": "county",
    "county": "county",
    "land": "country",
    "country": "country",
    "nettsted": "website",
    "website": "website",
    "hva de gjor": "about",
    "om": "about",
    "about": "about",
    "kontaktperson": "person",
    "navn": "person",
    "contact": "person",
    "stilling": "title",
    "title": "title",
    "e post": "email",
    "epost": "email",
    "email": "email",
    "e mail": "email",
    "telefon": "phone",
    "mobil": "phone",
    "phone": "phone",
}
_ADDRESS = re.compile(r"https?://[^\s/.]+(?:\.[^\s/.]+)+(?:/\S*)?")
"""Telegram refuses a whole message for one button whose address has no host."""

_CATEGORIES = {
    "bedrift": Category.COMPANY,
    "company": Category.COMPANY,
    "fou": Category.RESEARCH,
    "fou og utdanning": Category.RESEARCH,
    "forskning": Category.RESEARCH,
    "utdanning": Category.RESEARCH,
    "r d and education": Category.RESEARCH,
    "offentlig aktor": Category.PUBLIC,
    "offentlig": Category.PUBLIC,
    "public body": Category.PUBLIC,
    "interesseorganisasjon": Category.INTEREST,
    "interest organisation": Category.INTEREST,
}
_STANDINGS = {
    "": Standing.AGREEMENT,
    "partneravtale": Standing.AGREEMENT,
    "partner": Standing.AGREEMENT,
    "agreement": Standing.AGREEMENT,
    "stottespiller": Standing.SUPPORTER,
    "supporter": Standing.SUPPORTER,
}


class Problem(StrEnum):
    """Why a row is refused."""

    NO_PARTNER = "no_partner"
    BAD_CATEGORY = "bad_category"
    BAD_STANDING = "bad_standing"
    BAD_ORG_NUMBER = "bad_org_number"
    ORG_NUMBER_TAKEN = "org_number_taken"
    BAD_EMAIL = "bad_email"
    BAD_PHONE = "bad_phone"
    UNKNOWN_PARTNER = "unknown_partner"


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """A row as it was understood. ``partner`` is None where only its name is given."""

    line: int
    partner_name: str
    partner: PartnerFacts | None
    person: PersonFacts | None
    problems: tuple[tuple[Problem, str], ...] = field(default=())

    @property
    def key(self) -> str:
        """Return the folded name that says which partner it is."""
        return fold(self.partner_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """What became of a row, and why."""

    row: RegisterRow
    verdict: Verdict
    problems: tuple[tuple[Problem, str], ...] = field(default=())


def unknown_headings(headings: list[str]) -> list[str]:
    """Return the headings nobody understands."""
    return [heading for heading in headings if fold(heading) not in _HEADINGS]


def has_partner_heading(headings: list[str]) -> bool:
    """Return whether one of ``headings`` names the partner."""
    return any(_HEADINGS.get(fold(heading)) == "partner" for heading in headings)


def read_row(line: int, cells: Mapping[str, str]) -> RegisterRow:
    """Return a row of the file as it is understood, with its problems."""
    values = {
        key: clean(text) for heading, text in cells.items() if (key := _HEADINGS.get(fold(heading)))
    }
    problems: list[tuple[Problem, str]] = []
    name = values.get("partner", "")
    if not name:
        problems.append((Problem.NO_PARTNER, ""))
    return RegisterRow(
        line=line,
        partner_name=name,
        partner=_partner(name, values, problems) if values.get("category") else None,
        person=_person(values, problems) if values.get("person") else None,
        problems=tuple(problems),
    )


def _partner(
    name: str, values: Mapping[str, str], problems: list[tuple[Problem, str]]
) -> PartnerFacts:
    category = _CATEGORIES.get(fold(values["category"]))
    standing = _STANDINGS.get(fold(values.get("standing", "")))
    if category is None:
        problems.append((Problem.BAD_CATEGORY, values["category"]))
    if standing is None:
        problems.append((Problem.BAD_STANDING, values["standing"]))
    org_number = None
    try:
        org_number = parse_org_number(values.get("org_number", ""))
    except ValueError:
        problems.append((Problem.BAD_ORG_NUMBER, values["org_number"]))
    return PartnerFacts(
        name=name,
        short_name=values.get("short_name", ""),
        category=category or Category.COMPANY,
        standing=standing or Standing.AGREEMENT,
        org_number=org_number,
        municipality=values.get("municipality", ""),
        county=values.get("county", ""),
        country=values.get("country", ""),
        website=_website(values.get("website", "")),
        about=values.get("about", ""),
    )


def _person(values: Mapping[str, str], problems: list[tuple[Problem, str]]) -> PersonFacts:
    email = phone = ""
    try:
        email = parse_email(values.get("email", ""))
    except ValueError:
        problems.append((Problem.BAD_EMAIL, values["email"]))
    try:
        phone = parse_phone(values.get("phone", ""))
    except ValueError:
        problems.append((Problem.BAD_PHONE, values["phone"]))
    return PersonFacts(
        name=values["person"], title=values.get("title", ""), email=email, phone=phone
    )


def _website(text: str) -> str:
    """Return ``text`` as an address a button can carry, or nothing when it is none."""
    address = text if text.startswith(("https://", "http://")) else f"https://{text}"
    return address if _ADDRESS.fullmatch(address) else ""
