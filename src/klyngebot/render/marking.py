"""Marking cards with terms, and choosing a partner's category."""

from klyngebot.domain.terms import Term, TermKind
from klyngebot.i18n import Translator
from klyngebot.render import data
from klyngebot.render.reply import Button, Text, paragraphs, shortened
from klyngebot.services.cards import PartnerSheet
from klyngebot.services.marking import TermChoices

PAGE = 12
"""Terms on one page, in one column: what a phone shows without scrolling twice."""


def term_choices(found: TermChoices, page: int, tr: Translator) -> Text:
    """Show a page of the terms a card can be marked with."""
    last = max((len(found.choices) - 1) // PAGE, 0)
    page = min(page, last)
    rows = [
        [
            Button(
                shortened(("✓ " if on else "○ ") + term.name(tr.locale)),
                _mark(found, term, page, on=on),
            )
        ]
        for term, on in found.choices[page * PAGE : (page + 1) * PAGE]
    ]
    turn = []
    if page > 0:
        turn.append(Button(tr.label("‹ Forrige"), _page(found, page - 1)))
    if page < last:
        turn.append(Button(tr.label("Neste ›"), _page(found, page + 1)))
    back = (
        data.ShowPersonSheet(found.card.person)
        if found.card.is_person
        else data.ShowPartnerSheet(found.card.partner)
    )
    head = (
        tr("<b>Materialer</b> hos %(name)s", name=shortened(found.name, 200))
        if found.kind is TermKind.MATERIAL
        else tr("<b>Fagfelt</b> hos %(name)s", name=shortened(found.name, 200))
    )
    return Text(
        paragraphs(
            head,
            tr("Trykk for å slå av eller på. Det lagres med en gang."),
            tr("Side %(page)s av %(pages)s", page=page + 1, pages=last + 1) if last else None,
        ),
        [*rows, *([turn] if turn else []), [Button(tr.label("Tilbake"), back)]],
    )


def categories(sheet: PartnerSheet, found: list[Term], tr: Translator) -> Text:
    """Ask which category a partner belongs to."""
    at = sheet.partner.id
    rows = [
        [
            Button(
                shortened(("✓ " if term.id == sheet.category.id else "") + term.name(tr.locale)),
                data.SetCategory(at, term.id),
            )
        ]
        for term in found[:20]
    ]
    return Text(
        tr("Hvilken kategori hører <b>%(name)s</b> til?", name=shortened(sheet.partner.name, 200)),
        [*rows, [Button(tr.label("Tilbake"), data.ShowPartnerSheet(at))]],
    )


def _mark(found: TermChoices, term: Term, page: int, *, on: bool) -> data.ButtonData:
    if found.card.is_person:
        return data.SetPersonTerm(found.card.person, term.id, on=not on, page=page)
    return data.SetPartnerTerm(found.card.partner, term.id, on=not on, page=page)


def _page(found: TermChoices, page: int) -> data.ButtonData:
    if found.card.is_person:
        return data.ShowPersonTerms(found.card.person, page)
    return data.ShowPartnerTerms(found.card.partner, found.kind, page)
