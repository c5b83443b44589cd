"""Reading rows of a spreadsheet as partners and people, and saying what is wrong with each."""

from collections.abc import Mapping

from klyngebot.domain.partners import Category, PartnerFacts, Standing, parse_org_number
from klyngebot.domain.people import PersonFacts
from klyngebot.domain.register import Problem, RegisterRow
from klyngebot.domain.text import clean, fold
from klyngebot.files.contacts import parse_email, parse_phone, parse_website

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
        website=parse_website(values.get("website", "")),
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
