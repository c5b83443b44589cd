"""What the operator reads at the terminal."""

from collections import Counter

from klyngebot.domain.imports import Plan
from klyngebot.domain.register import Field, RowResult, Verdict
from klyngebot.files.columns import Columns, Question, WhatIs, WhichColumn, heading_in
from klyngebot.i18n import Translator
from klyngebot.render.register import (
    change_text,
    fault_text,
    field_name,
    subject,
    verdict_name,
)
from klyngebot.services.register import ImportPreview
from klyngebot.store.database import StoreError, StoreProblem


def import_report(found: ImportPreview, tr: Translator, *, dry_run: bool) -> list[str]:
    """Say row by row what was taken, changed and refused, and then the sums."""
    said = [
        tr.label("Kolonnen «%(heading)s» kjenner jeg ikke; den er ikke tatt med.", heading=heading)
        for heading in found.columns.left_out
    ]
    said += [_row(result, found, tr) for result in found.plan.rows]
    counts = Counter(result.verdict for result in found.plan.rows)
    sums = ", ".join(
        f"{tr.number(counts[verdict])} {verdict_name(verdict, tr)}"
        for verdict in Verdict
        if counts[verdict]
    )
    said.append("")
    said += _missing(found.plan, tr)
    rows = tr.number(len(found.plan.rows))
    said.append(tr.label("%(rows)s rader: %(sums)s.", rows=rows, sums=sums))
    said.append(
        tr.label("Dette var en prøve. Ingenting er lagret.")
        if dry_run
        else tr.label("Alt det andre er lagret. Rett det som er avvist, og les filen inn igjen.")
        if counts[Verdict.REFUSED]
        else tr.label("Alt er lagret.")
    )
    return said


def unclear_columns(columns: Columns, tr: Translator) -> str:
    """Say which columns could be several things, or nothing where all is plain enough."""
    said = [_unclear(question, tr) for question in columns.questions]
    return " ".join(said)


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


def _row(result: RowResult, found: ImportPreview, tr: Translator) -> str:
    back = [tr.label("er tilbake")] if result.is_back else []
    why = "; ".join(
        [
            *back,
            *(fault_text(fault, tr) for fault in result.faults),
            *(
                change_text(change, found.vocabulary, tr)
                for change in result.changes
                if result.verdict is Verdict.CHANGED
            ),
        ]
    )
    said = tr.label(
        "rad %(line)s  %(verdict)s  %(subject)s",
        line=result.row.line,
        verdict=verdict_name(result.verdict, tr),
        subject=subject(result),
    )
    return f"{said}: {why}" if why else said


def _missing(plan: Plan, tr: Translator) -> list[str]:
    names = [
        *(partner.facts.name for partner in plan.missing_partners),
        *(f"{who.name}, {who.partner_name}" for who in plan.missing_people),
    ]
    if not names:
        return []
    head = tr.label("Står i registeret, men ikke i filen. De blir stående:")
    return [head, *(f"  {name}" for name in names), ""]


def _unclear(question: Question, tr: Translator) -> str:
    match question:
        case WhatIs(heading=heading, fields=fields):
            named = tr.listed(f"«{heading_in(field, tr.locale)}»" for field in fields).unescape()
            return tr.label(
                "Hva er kolonnen «%(heading)s»? Kall den %(named)s, eller ta den bort.",
                heading=heading,
                named=named,
            )
        case WhichColumn(Field.PARTNER):
            return tr.label("Kall kolonnen med navnet på partneren «Partner».")
        case WhichColumn(field=field, columns=columns):
            named = tr.listed(f"«{heading}»" for _, heading in columns).unescape()
            return tr.label(
                "Kolonnene %(named)s kan alle være %(field)s. Behold én av dem.",
                named=named,
                field=field_name(field, tr),
            )
