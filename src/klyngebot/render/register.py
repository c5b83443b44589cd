"""The words for what is in the register, and for what is wrong with a row: plain text."""

from collections.abc import Mapping
from datetime import date

from klyngebot.domain.partners import Standing
from klyngebot.domain.register import Change, Fault, Field, Problem, RowResult, Value, Verdict
from klyngebot.domain.terms import Vocabulary
from klyngebot.i18n import Translator


def field_name(field: Field, tr: Translator) -> str:
    """Return what a field is called in a sentence."""
    return _fields(tr)[field]


def verdict_name(verdict: Verdict, tr: Translator) -> str:
    """Return what becomes of a row, in a word."""
    match verdict:
        case Verdict.NEW:
            return tr.label("ny")
        case Verdict.CHANGED:
            return tr.label("endret")
        case Verdict.UNCHANGED:
            return tr.label("uendret")
        case Verdict.REPEATED:
            return tr.label("står to ganger")
        case Verdict.REFUSED:
            return tr.label("avvist")


def subject(result: RowResult) -> str:
    """Return whom a row is about."""
    names = (result.row.person_name, result.row.partner_name)
    return ", ".join(filter(None, names)) or "–"


def value_text(value: Value | None, vocabulary: Vocabulary, tr: Translator) -> str:
    """Return a value as people read it; a dash where there is none."""
    match value:
        case None | "":
            return "–"
        case Standing():
            return standing_name(value, tr)
        case date():
            return tr.day(value)
        case frozenset():
            return "; ".join(term.name(tr.locale) for term in vocabulary.named(value))
        case int():
            term = vocabulary.get(value)
            return term.name(tr.locale) if term else "–"
        case _:
            return str(value)


def standing_name(standing: Standing, tr: Translator) -> str:
    """Return the word for a standing, as the import reads it."""
    match standing:
        case Standing.AGREEMENT:
            return tr.label("partneravtale")
        case Standing.SUPPORTER:
            return tr.label("støttespiller")


def change_text(change: Change, vocabulary: Vocabulary, tr: Translator) -> str:
    """Return a field with what it was and what it becomes."""
    name, after = field_name(change.field, tr), value_text(change.after, vocabulary, tr)
    if change.before is None:
        return f"{name}: {after}"
    return f"{name}: {value_text(change.before, vocabulary, tr)} → {after}"


def fault_text(fault: Fault, tr: Translator) -> str:
    """Return why a row is refused, and what would do where that is known."""
    said = _faults(tr, {"value": fault.value, "other": fault.other})
    if fault.problem is Problem.SAID_OTHERWISE:
        return tr.label(
            "%(field)s er en annen enn i rad %(line)s",
            field=field_name(Field(fault.value), tr),
            line=fault.other,
        )
    near = tr.label("mente du «%(other)s»?", other=fault.other)
    if fault.other and fault.problem in _HAVE_NEAREST:
        return f"{said[fault.problem]}; {near}"
    return said[fault.problem]


def table_problem(problem: str, tr: Translator) -> str:
    """Say why a file is no table."""
    said = {
        "too_large": tr.label("Filen er for stor: høyst 2 MB."),
        "too_many_rows": tr.label("Filen har for mange rader: høyst 20 000."),
        "too_many_columns": tr.label("Filen har for mange kolonner: høyst 50."),
        "cell_too_long": tr.label("En celle i filen er lengre enn 1 000 tegn."),
        "unzips_too_large": tr.label(
            "Regnearket blir for stort når det pakkes ut. Kopier tabellen til et nytt regneark og "
            "prøv igjen."
        ),
        "encrypted": tr.label("Regnearket er låst med passord. Fjern passordet og prøv igjen."),
        "empty": tr.label("Filen er tom."),
        "no_heading": tr.label(
            "Filen mangler overskrifter. En av de første ti radene skal ha «Partner» og de andre "
            "kolonnene."
        ),
        "heading_twice": tr.label("To kolonner har samme overskrift. Gi en av dem et annet navn."),
    }
    return said.get(
        problem,
        tr.label("Filen er ikke et regneark. Lagre den fra Excel (xlsx) eller som CSV."),
    )


_HAVE_NEAREST = {Problem.BAD_CATEGORY, Problem.BAD_COMPETENCE, Problem.BAD_MATERIAL}


def _faults(tr: Translator, values: Mapping[str, str]) -> dict[Problem, str]:
    return {
        Problem.NO_PARTNER: tr.label("raden sier ikke hvilken partner det gjelder"),
        Problem.NO_PERSON: tr.label(
            "raden har «%(value)s», men ikke navnet på personen; partnerens egen adresse hører "
            "hjemme i «E-post partner»",
            **values,
        ),
        Problem.BAD_CATEGORY: tr.label("ukjent kategori «%(value)s»", **values),
        Problem.BAD_STANDING: tr.label(
            "ukjent tilknytning «%(value)s»; skriv partneravtale eller støttespiller", **values
        ),
        Problem.BAD_DATE: tr.label("«%(value)s» er ikke en dato; skriv den som 1.3.2026", **values),
        Problem.BAD_ORG_NUMBER: tr.label("«%(value)s» er ikke et gyldig org.nr.", **values),
        Problem.ORG_NUMBER_TAKEN: tr.label("org.nr. %(value)s tilhører %(other)s", **values),
        Problem.BAD_MUNICIPALITY: tr.label(
            "«%(value)s» er ikke en norsk kommune; ligger den i utlandet, så skriv landet",
            **values,
        ),
        Problem.BAD_WEBSITE: tr.label("«%(value)s» er ikke en nettadresse", **values),
        Problem.BAD_COMPETENCE: tr.label("fagfeltet «%(value)s» kjenner jeg ikke", **values),
        Problem.BAD_MATERIAL: tr.label("materialet «%(value)s» kjenner jeg ikke", **values),
        Problem.BAD_EMAIL: tr.label("«%(value)s» er ikke en e-postadresse", **values),
        Problem.BAD_PHONE: tr.label("«%(value)s» er ikke et telefonnummer", **values),
        Problem.UNKNOWN_PARTNER: tr.label(
            "«%(value)s» finnes ikke; den trenger en rad med kategori", **values
        ),
    }


def _fields(tr: Translator) -> dict[Field, str]:
    return {
        Field.PARTNER: tr.label("partner"),
        Field.SHORT_NAME: tr.label("kortnavn"),
        Field.CATEGORY: tr.label("kategori"),
        Field.STANDING: tr.label("tilknytning"),
        Field.SIGNED_ON: tr.label("partneravtale fra"),
        Field.JOINED_ON: tr.label("med fra"),
        Field.ORG_NUMBER: tr.label("org.nr."),
        Field.MUNICIPALITY: tr.label("kommune"),
        Field.COUNTY: tr.label("fylke"),
        Field.COUNTRY: tr.label("land"),
        Field.WEBSITE: tr.label("nettsted"),
        Field.PARTNER_EMAIL: tr.label("e-post til partneren"),
        Field.ABOUT: tr.label("hva de gjør"),
        Field.COMPETENCES: tr.label("fagfelt"),
        Field.MATERIALS: tr.label("materialer"),
        Field.PERSON: tr.label("kontaktperson"),
        Field.TITLE: tr.label("stilling"),
        Field.EMAIL: tr.label("e-post"),
        Field.PHONE: tr.label("telefon"),
        Field.LANGUAGES: tr.label("språk"),
        Field.PERSON_COMPETENCES: tr.label("personens fagfelt"),
    }
