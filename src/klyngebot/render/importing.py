"""Reading the register in from a file: what would happen, and what is not plain about it."""

from collections.abc import Sequence

from markupsafe import Markup

from klyngebot.domain.imports import ImportFile, ImportId, Plan
from klyngebot.domain.register import Field, RowResult, Verdict
from klyngebot.files.columns import Question, WhatIs, WhichColumn
from klyngebot.files.sheets import Sheet, write_xlsx
from klyngebot.i18n import Translator
from klyngebot.render.data import (
    ApplyImport,
    ChooseColumn,
    DropImport,
    ShowImportRows,
)
from klyngebot.render.register import (
    change_text,
    fault_text,
    field_name,
    subject,
    verdict_name,
)
from klyngebot.render.reply import Button, File, Rows, Text, fitting, lines, paragraphs, shortened
from klyngebot.services.register import ImportPreview

_NAMED = 5
"""How many of those missing from a file are named; all of them are in the sheet."""

_REFUSED = 10
_CHANGED = 3
"""How many refused and changed rows are shown in the message; all of them are in the sheet."""

_APART = Markup("\n")
"""Before a line that begins something new."""


def how_to(tr: Translator) -> Text:
    """Say how to send a file."""
    return Text(
        paragraphs(
            tr("<b>Les inn partnere og kontaktpersoner</b>"),
            tr(
                "Send meg regnearket som en fil her i chatten: Excel (XLSX, XLS), LibreOffice "
                "(ODS) eller CSV, høyst 2 MB. Én rad per kontaktperson, og overskrifter øverst, "
                "for eksempel <i>Partner</i>, <i>Kategori</i>, <i>Kommune</i>, "
                "<i>Fagfelt</i>, <i>Kontaktperson</i> og <i>E-post</i>."
            ),
            tr(
                "Du får se hva som blir nytt og endret før noe skjer. En import fjerner aldri "
                "noe, og en tom celle endrer ingenting."
            ),
            tr("Vil du ha en fil å begynne med? /eksport gir deg registeret slik det er nå."),
        )
    )


def preview(shown: ImportPreview, tr: Translator) -> Text:
    """Show what a file would do, or ask what is not plain about it."""
    assert shown.file is not None
    if shown.columns.questions:
        return _question(shown.file.id, shown.columns.questions[0], tr)
    plan = shown.plan
    head = paragraphs(
        tr("<b>Registeret er endret siden forhåndsvisningen. Se over på nytt.</b>")
        if shown.has_changed
        else None,
        lines(
            Markup("<b>%s</b>: %s") % (shown.file.name, _rows(len(plan.rows), tr)),
            _counts(plan, tr),
            _left_out(shown.columns.left_out, tr),
        ),
    )
    refused = [_refused(r, tr) for r in plan.rows if r.verdict is Verdict.REFUSED]
    changed = [_changed(r, shown, tr) for r in plan.rows if r.verdict is Verdict.CHANGED]
    items = [
        *_listed(tr("<b>Avvist:</b>"), refused, _REFUSED, tr),
        *_new_partners(plan, tr),
        *_listed(tr("<b>Endres:</b>"), changed, _CHANGED, tr),
        *_missing(plan, tr),
        *_advice(plan, tr),
    ]
    more = tr.label("… og flere. Trykk på «Se alle radene».")
    return Text(fitting(head, items, more), _buttons(shown.file, plan, tr))


def rows_file(shown: ImportPreview, tr: Translator) -> File:
    """Return every row of a preview as a workbook. It blocks: call it in a thread."""
    assert shown.file is not None
    plan = shown.plan
    headings = [
        tr.label("Rad"),
        tr.label("Hva som skjer"),
        tr.label("Partner"),
        tr.label("Kontaktperson"),
        tr.label("Endringer"),
        tr.label("Hvorfor"),
    ]
    table = [
        (
            result.row.line,
            verdict_name(result.verdict, tr),
            result.row.partner_name,
            result.row.person_name,
            "\n".join(_change_lines(result, shown, tr)),
            "\n".join(fault_text(fault, tr) for fault in result.faults),
        )
        for result in plan.rows
    ]
    missing = [
        *((partner.facts.name, "") for partner in plan.missing_partners),
        *((who.partner_name, who.name) for who in plan.missing_people),
    ]
    body = write_xlsx(
        [
            Sheet(title=tr.label("Rader"), headings=headings, rows=table),
            Sheet(
                title=tr.label("Ikke i filen"),
                headings=[tr.label("Partner"), tr.label("Kontaktperson")],
                rows=missing,
            ),
        ]
    )
    return File(name=tr.label("forhandsvisning.xlsx"), body=body, caption=_counts(plan, tr))


def dropped(tr: Translator) -> Text:
    """Say that the file is forgotten."""
    return Text(tr("Avbrutt. Ingenting er lest inn, og filen er slettet hos meg."))


def _question(import_id: ImportId, question: Question, tr: Translator) -> Text:
    match question:
        case WhatIs(column, heading, fields):
            rows: Rows = [
                *(
                    [_choice(import_id, column, field, field_name(field, tr).capitalize())]
                    for field in fields
                ),
                [Button(tr.label("Ta ikke med"), ChooseColumn(import_id, column, ""))],
            ]
            said = tr("Hva er kolonnen «%(heading)s»?", heading=shortened(heading))
        case WhichColumn(Field.PARTNER, columns):
            rows = _which(import_id, Field.PARTNER, columns)
            said = tr("Hvilken kolonne har navnet på partneren?")
        case WhichColumn(field, columns):
            rows = _which(import_id, field, columns)
            said = tr(
                "Disse kolonnene kan alle være <b>%(field)s</b>. Hvilken skal jeg bruke?",
                field=field_name(field, tr),
            )
    return Text(said, [*rows, [Button(tr.label("Avbryt"), DropImport(import_id))]])


def _which(
    import_id: ImportId, field: Field, columns: Sequence[tuple[int, str]]
) -> list[list[Button]]:
    return [[_choice(import_id, column, field, heading)] for column, heading in columns]


def _choice(import_id: ImportId, column: int, field: Field, label: str) -> Button:
    return Button(shortened(label), ChooseColumn(import_id, column, field))


def _buttons(file: ImportFile, plan: Plan, tr: Translator) -> Rows:
    rows: list[list[Button]] = []
    if plan.taken:
        rows.append([Button(_read_in(plan, tr), ApplyImport(file.id, plan.fingerprint))])
    if plan.rows:
        rows.append([Button(tr.label("Se alle radene"), ShowImportRows(file.id))])
    return [*rows, [Button(tr.label("Avbryt"), DropImport(file.id))]]


def _read_in(plan: Plan, tr: Translator) -> str:
    if not plan.count(Verdict.REFUSED):
        return str(tr.plural("Les inn %(count)s rad", "Les inn %(count)s rader", plan.taken))
    if plan.taken == 1:
        return tr.label("Les inn den andre raden")
    return tr.label("Les inn de %(count)s andre", count=tr.number(plan.taken))


def _rows(count: int, tr: Translator) -> str:
    return str(tr.plural("%(count)s rad", "%(count)s rader", count))


def _counts(plan: Plan, tr: Translator) -> Markup:
    counted = {verdict: plan.count(verdict) for verdict in Verdict}
    said = {
        Verdict.NEW: tr.plural("%(count)s ny", "%(count)s nye", counted[Verdict.NEW]),
        Verdict.CHANGED: tr("%(count)s endret", count=tr.number(counted[Verdict.CHANGED])),
        Verdict.UNCHANGED: tr("%(count)s uendret", count=tr.number(counted[Verdict.UNCHANGED])),
        Verdict.REPEATED: tr(
            "%(count)s står to ganger", count=tr.number(counted[Verdict.REPEATED])
        ),
        Verdict.REFUSED: tr("<b>%(count)s avvist</b>", count=tr.number(counted[Verdict.REFUSED])),
    }
    return Markup(" · ").join(said[verdict] for verdict in Verdict if counted[verdict])


def _left_out(headings: Sequence[str], tr: Translator) -> Markup | None:
    if not headings:
        return None
    named = tr.listed(f"«{shortened(heading)}»" for heading in headings[:_NAMED])
    return tr("Ikke tatt med: %(headings)s", headings=named)


def _listed(head: Markup, items: Sequence[Markup], most: int, tr: Translator) -> list[Markup]:
    if not items:
        return []
    rest = len(items) - most
    more = [tr("… og %(count)s til", count=tr.number(rest))] if rest > 0 else []
    return [_APART + head, *items[:most], *more]


def _new_partners(plan: Plan, tr: Translator) -> list[Markup]:
    """Name them: a slip in the name of a partner makes a new one."""
    names = [entry.facts.name for entry in plan.partners if entry.known is None]
    heading = tr.plural("%(count)s ny partner", "%(count)s nye partnere", len(names))
    line = _some(heading, names, tr)
    return [_APART + line] if line else []


def _missing(plan: Plan, tr: Translator) -> list[Markup]:
    partners = [partner.name for partner in plan.missing_partners]
    people = [f"{who.name} ({who.partner_name})" for who in plan.missing_people]
    if not (partners or people):
        return []
    said = [
        _APART + tr("<b>Står i registeret, men ikke i filen:</b>"),
        _some(tr.plural("%(count)s partner", "%(count)s partnere", len(partners)), partners, tr),
        _some(tr.plural("%(count)s person", "%(count)s personer", len(people)), people, tr),
        tr("De blir stående. En import fjerner aldri noe."),
    ]
    return [line for line in said if line]


def _advice(plan: Plan, tr: Translator) -> list[Markup]:
    refused = bool(plan.count(Verdict.REFUSED))
    if not plan.rows:
        return [_APART + tr("Det er ingen rader under overskriftene.")]
    if not plan.taken:
        return [_APART + _nothing_to_do(tr, refused=refused)]
    if not refused:
        return []
    return [
        _APART + tr("Rett radene i filen og send den på nytt, eller les inn resten."),
    ]


def _some(count: Markup, names: Sequence[str], tr: Translator) -> Markup | None:
    if not names:
        return None
    shown = ", ".join(shortened(name) for name in names[:_NAMED])
    more = " " + tr.label("… og flere") if len(names) > _NAMED else ""
    return Markup("%s: %s%s") % (count, shown, more)


def _refused(result: RowResult, tr: Translator) -> Markup:
    why = "; ".join(fault_text(fault, tr) for fault in result.faults)
    return tr(
        "Rad %(line)s (%(subject)s): %(why)s",
        line=result.row.line,
        subject=shortened(subject(result)),
        why=shortened(why, 300),
    )


def _changed(result: RowResult, shown: ImportPreview, tr: Translator) -> Markup:
    return tr(
        "Rad %(line)s (%(subject)s): %(changes)s",
        line=result.row.line,
        subject=shortened(subject(result)),
        changes=shortened(", ".join(_change_lines(result, shown, tr)), 200),
    )


def _change_lines(result: RowResult, shown: ImportPreview, tr: Translator) -> list[str]:
    back = [tr.label("er tilbake")] if result.is_back else []
    return [*back, *(change_text(change, shown.vocabulary, tr) for change in result.changes)]


def _nothing_to_do(tr: Translator, *, refused: bool) -> Markup:
    if refused:
        return tr("Resten står allerede i registeret. Rett radene og send filen på nytt.")
    return tr("Alt i filen står allerede i registeret, så det er ingenting å lese inn.")
