"""The register as a file. Making one blocks for a moment: call it in a thread."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from klyngebot.domain.partners import Partner
from klyngebot.domain.people import Person
from klyngebot.domain.register import Field
from klyngebot.domain.terms import TermId, TermKind
from klyngebot.files.columns import heading_in
from klyngebot.files.sheets import Cell, Sheet, write_csv, write_xlsx
from klyngebot.files.vcard import Card, vcards
from klyngebot.i18n import Translator
from klyngebot.render.data import TakeExport
from klyngebot.render.register import standing_name
from klyngebot.render.reply import Button, File, Text, paragraphs
from klyngebot.services.register import RegisterExport

OF_PARTNER = (
    Field.PARTNER, Field.SHORT_NAME, Field.CATEGORY, Field.STANDING, Field.SIGNED_ON,
    Field.JOINED_ON, Field.ORG_NUMBER, Field.MUNICIPALITY, Field.COUNTY, Field.COUNTRY,
    Field.WEBSITE, Field.PARTNER_EMAIL, Field.ABOUT, Field.COMPETENCES, Field.MATERIALS,
)  # fmt: skip
OF_PERSON = (
    Field.PERSON, Field.TITLE, Field.EMAIL, Field.PHONE, Field.LANGUAGES,
    Field.PERSON_COMPETENCES,
)  # fmt: skip


class Format(StrEnum):
    """What the register can be taken out as: the ending of the file."""

    XLSX = "xlsx"
    CSV = "csv"
    VCF = "vcf"


def format_of(ending: str) -> Format:
    """Return the format with ``ending``; what nobody has heard of is a workbook."""
    return Format(ending) if ending in {*Format} else Format.XLSX


def offer(count: int, tr: Translator) -> Text:
    """Ask for the format."""
    if not count:
        return Text(tr("Registeret er tomt. /import sier hvordan du leser inn en fil."))
    return Text(
        paragraphs(
            tr("<b>Eksport av registeret</b>"),
            tr(
                "Excel-filen har partnere og personer på hvert sitt ark. CSV-filen er én tabell, "
                "og kan leses inn igjen. vCard er kontaktene til en adressebok."
            ),
            tr(
                "Filen har personopplysninger om alle i registeret. Slett den når du er ferdig. "
                "Det blir notert at du tok den ut."
            ),
        ),
        [
            [
                Button("Excel", TakeExport(Format.XLSX)),
                Button("CSV", TakeExport(Format.CSV)),
                Button("vCard", TakeExport(Format.VCF)),
            ]
        ],
    )


def export_file(found: RegisterExport, format_: Format, today: date, tr: Translator) -> File:
    """Return the register as a file called by ``today``."""
    body = export_body(found, format_, tr)
    name = tr.label("register-%(day)s", day=today.isoformat())
    caption = tr(
        "%(partners)s og %(people)s.",
        partners=tr.plural("%(count)s partner", "%(count)s partnere", len(found.register.partners)),
        people=tr.plural("%(count)s person", "%(count)s personer", len(found.register.people)),
    )
    return File(name=f"{name}.{format_}", body=body, caption=caption)


def export_body(found: RegisterExport, format_: Format, tr: Translator) -> bytes:
    """Return the bytes of the file."""
    match format_:
        case Format.XLSX:
            return write_xlsx(_sheets(found, tr))
        case Format.CSV:
            headings = _headings((*OF_PARTNER, *OF_PERSON), tr)
            return write_csv(headings, list(_table(found, tr)))
        case Format.VCF:
            return vcards(_cards(found))


def _sheets(found: RegisterExport, tr: Translator) -> list[Sheet]:
    partners = {partner.id: partner for partner in found.register.partners}
    return [
        Sheet(
            title=tr.label("Partnere"),
            headings=_headings(OF_PARTNER, tr),
            rows=[_partner(partner, found, tr) for partner in found.register.partners],
        ),
        Sheet(
            title=tr.label("Personer"),
            headings=_headings((Field.PARTNER, *OF_PERSON), tr),
            rows=[
                [partners[who.partner_id].facts.name, *_person(who, found, tr)]
                for who in found.register.people
            ],
        ),
    ]


def _table(found: RegisterExport, tr: Translator) -> Iterable[Sequence[Cell]]:
    """Yield a row for each person, and one for a partner without any.

    What is the partner's stands in its first row only: who mends it must not mend it in ten.
    """
    for partner in found.register.partners:
        people = [who for who in found.register.people if who.partner_id == partner.id]
        own = _partner(partner, found, tr)
        if not people:
            yield own
        for number, who in enumerate(people):
            blank: Sequence[Cell] = [own[0], *[None] * (len(OF_PARTNER) - 1)]
            yield [*(blank if number else own), *_person(who, found, tr)]


def _partner(partner: Partner, found: RegisterExport, tr: Translator) -> list[Cell]:
    facts = partner.facts
    category = found.vocabulary.get(facts.category)
    return [
        facts.name,
        facts.short_name,
        category.name(tr.locale) if category else "",
        standing_name(facts.standing, tr),
        facts.signed_on,
        facts.joined_on,
        facts.org_number,
        facts.municipality,
        facts.county,
        facts.country,
        facts.website,
        facts.email,
        facts.about,
        _terms(partner.terms, TermKind.COMPETENCE, found, tr),
        _terms(partner.terms, TermKind.MATERIAL, found, tr),
    ]


def _person(who: Person, found: RegisterExport, tr: Translator) -> list[Cell]:
    facts = who.facts
    return [
        facts.name,
        facts.title,
        facts.email,
        facts.phone,
        facts.languages,
        _terms(who.competences, TermKind.COMPETENCE, found, tr),
    ]


def _terms(ids: Iterable[TermId], kind: TermKind, found: RegisterExport, tr: Translator) -> str:
    return "; ".join(term.name(tr.locale) for term in found.vocabulary.named(ids, kind))


def _cards(found: RegisterExport) -> Iterable[Card]:
    partners = {partner.id: partner for partner in found.register.partners}
    for who in found.register.people:
        partner = partners[who.partner_id]
        yield Card(
            name=who.name,
            title=who.facts.title,
            org=partner.facts.name,
            email=who.facts.email,
            phone=who.facts.phone,
            website=partner.facts.website,
            municipality=partner.facts.municipality,
        )


def _headings(fields: Iterable[Field], tr: Translator) -> list[str]:
    return [heading_in(field, tr.locale) for field in fields]
