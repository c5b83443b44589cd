"""What the operator reads at the terminal."""

from collections import Counter
from collections.abc import Sequence

from klyngebot.domain.register import Problem, RowResult, Verdict
from klyngebot.i18n import Translator
from klyngebot.store.database import StoreError, StoreProblem


def import_report(
    results: Sequence[RowResult], unknown: Sequence[str], tr: Translator, *, dry_run: bool
) -> list[str]:
    """Say row by row what was taken, changed and refused, and then the sums."""
    said = [
        tr.label("Kolonnen «%(heading)s» kjenner jeg ikke; den er ikke tatt med.", heading=heading)
        for heading in unknown
    ]
    said += [_row(result, tr) for result in results]
    counts = Counter(result.verdict for result in results)
    sums = ", ".join(
        f"{tr.number(counts[verdict])} {_verdict(verdict, tr)}"
        for verdict in Verdict
        if counts[verdict]
    )
    said.append("")
    said.append(tr.label("%(rows)s rader: %(sums)s.", rows=tr.number(len(results)), sums=sums))
    said.append(
        tr.label("Dette var en prøve. Ingenting er lagret.")
        if dry_run
        else tr.label("Alt det andre er lagret. Rett det som er avvist, og les filen inn igjen.")
        if counts[Verdict.REFUSED]
        else tr.label("Alt er lagret.")
    )
    return said


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


def store_problem(error: StoreError, tr: Translator) -> str:  # noqa: PLR0911 - a table of sentences
    """Say why the database cannot be used, and what to do."""
    values = {"path": error.path, "detail": error.detail}
    match error.problem:
        case StoreProblem.IN_USE:
            return tr.label(
                "%(path)s er i bruk av en annen klyngebot. Stopp den, eller gjør det i chatten.",
                **values,
            )
        case StoreProblem.MISSING:
            return tr.label(
                "Det er ingen database i %(path)s ennå. Start boten, eller les inn partnerne.",
                **values,
            )
        case StoreProblem.NOT_ALLOWED:
            return tr.label("Får ikke skrive til %(path)s: %(detail)s.", **values)
        case StoreProblem.DAMAGED:
            return tr.label(
                "%(path)s er skadd. Ta vare på filen, og hent tilbake den nyeste kopien: "
                "docs/operations.md, «Restore».",
                **values,
            )
        case StoreProblem.OLDER:
            return tr.label(
                "%(path)s er fra en eldre klyngebot. Start boten én gang, så blir den oppdatert.",
                **values,
            )
        case StoreProblem.NEWER:
            return tr.label(
                "%(path)s er laget av en nyere klyngebot. Installer den nyeste.", **values
            )
        case _:
            return tr.label("Sikkerhetskopien %(path)s er ikke god: %(detail)s.", **values)


def _row(result: RowResult, tr: Translator) -> str:
    who = result.row.person.name if result.row.person else ""
    subject = ", ".join(filter(None, (result.row.partner_name, who))) or "–"
    why = "; ".join(_problem(problem, value, tr) for problem, value in result.problems)
    said = tr.label(
        "rad %(line)s  %(verdict)s  %(subject)s",
        line=result.row.line,
        verdict=_verdict(result.verdict, tr),
        subject=subject,
    )
    return f"{said}: {why}" if why else said


def _verdict(verdict: Verdict, tr: Translator) -> str:
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


def _problem(problem: Problem, value: str, tr: Translator) -> str:
    said = {
        Problem.NO_PARTNER: tr.label("raden sier ikke hvilken partner det gjelder"),
        Problem.BAD_CATEGORY: tr.label("ukjent kategori «%(value)s»", value=value),
        Problem.BAD_STANDING: tr.label("ukjent tilknytning «%(value)s»", value=value),
        Problem.BAD_ORG_NUMBER: tr.label("«%(value)s» er ikke et gyldig org.nr.", value=value),
        Problem.ORG_NUMBER_TAKEN: tr.label("org.nr. tilhører %(value)s", value=value),
        Problem.BAD_EMAIL: tr.label("«%(value)s» er ikke en e-postadresse", value=value),
        Problem.BAD_PHONE: tr.label("«%(value)s» er ikke et telefonnummer", value=value),
        Problem.UNKNOWN_PARTNER: tr.label(
            "«%(value)s» finnes ikke; den trenger en rad med kategori først", value=value
        ),
    }
    return said[problem]
