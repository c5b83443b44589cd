"""Leafing through the partners by category, county and competence."""

from collections.abc import Sequence
from dataclasses import dataclass

from klyngebot.domain.partners import Partner
from klyngebot.domain.places import County
from klyngebot.domain.terms import Term
from klyngebot.i18n import Translator
from klyngebot.render.data import (
    ButtonData,
    ShowCategories,
    ShowCategory,
    ShowCompetences,
    ShowCounties,
    ShowCounty,
    ShowTagged,
    origin_of,
)
from klyngebot.render.directory import partner_button
from klyngebot.render.reply import Button, Text, lines, shortened
from klyngebot.services.browsing import ELSEWHERE

PAGE = 8
"""Partners on one page: what a phone shows without scrolling."""


def categories(counts: list[tuple[Term, int]], tr: Translator) -> Text:
    """Show the categories of partners with their counts."""
    if not counts:
        return Text(tr("Partnerregisteret er tomt ennå. Prosjektkontoret fyller det snart."))
    rows = [
        [Button(f"{term.name(tr.locale)} ({count})", ShowCategory(term.id, 0))]
        for term, count in counts
    ]
    return Text(tr("<b>Partnerne</b>\nHvilke vil du se?"), [_ways(ShowCategories(), tr), *rows])


def category_page(category: Term, partners: list[Partner], page: int, tr: Translator) -> Text:
    """Show one page of a category."""
    some = Some(
        head=category.name(tr.locale),
        partners=partners,
        turns=[ShowCategory(category.id, number) for number in range(_pages(partners))],
        up=Button(tr.label("Alle kategorier"), ShowCategories()),
    )
    return partner_page(some, page, tr)


def counties(counts: list[tuple[County | None, int]], tr: Translator) -> Text:
    """Show the counties that have partners, with their counts."""
    rows = [
        [Button(f"{_name(county, tr)} ({count})", ShowCounty(_number(county), 0))]
        for county, count in counts
    ]
    return Text(tr("<b>Partnerne</b>\nHvilket fylke?"), [_ways(ShowCounties(), tr), *rows])


def county_page(county: County | None, partners: list[Partner], page: int, tr: Translator) -> Text:
    """Show one page of the partners in a county."""
    some = Some(
        head=_name(county, tr),
        partners=partners,
        turns=[ShowCounty(_number(county), number) for number in range(_pages(partners))],
        up=Button(tr.label("Alle fylker"), ShowCounties()),
    )
    return partner_page(some, page, tr)


def competences(counts: list[tuple[Term, int]], page: int, tr: Translator) -> Text:
    """Show one page of the competences that partners have, with their counts."""
    if not counts:
        return Text(
            tr("Ingen partner har lagt inn fagfelt ennå. Skriv hva du leter etter, så leter jeg."),
            [_ways(ShowCompetences(0), tr)],
        )
    turns = [ShowCompetences(number) for number in range(_pages(counts))]
    page = min(page, len(turns) - 1)
    rows = [
        [Button(f"{shortened(term.name(tr.locale))} ({count})", ShowTagged(term.id, 0))]
        for term, count in counts[page * PAGE : (page + 1) * PAGE]
    ]
    return Text(
        tr("<b>Partnerne</b>\nHvilket fagfelt?"),
        [_ways(ShowCompetences(0), tr), *rows, *_turn(page, turns, tr)],
    )


def tagged_page(term: Term, partners: list[Partner], page: int, tr: Translator) -> Text:
    """Show one page of the partners with a competence."""
    some = Some(
        head=term.name(tr.locale),
        partners=partners,
        turns=[ShowTagged(term.id, number) for number in range(_pages(partners))],
        up=Button(tr.label("Alle fagfelt"), ShowCompetences(0)),
    )
    return partner_page(some, page, tr)


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """Partners that have something in common.

    Args:
        head: What that is.
        partners: All of them.
        turns: What shows each page of them.
        up: What leads back to where one chose.
    """

    head: str
    partners: list[Partner]
    turns: Sequence[ButtonData]
    up: Button


def partner_page(some: Some, page: int, tr: Translator) -> Text:
    """Show one page of partners, counted from 0; one past the end is the last."""
    page = min(page, len(some.turns) - 1)
    origin = origin_of(some.turns[page])
    shown = some.partners[page * PAGE : (page + 1) * PAGE]
    where = tr("Side %(page)s av %(pages)s", page=page + 1, pages=len(some.turns))
    return Text(
        lines(
            tr("<b>%(category)s</b>", category=shortened(some.head, 200)),
            where if len(some.turns) > 1 else None,
        ),
        [
            *([partner_button(partner, origin)] for partner in shown),
            *_turn(page, some.turns, tr),
            [some.up],
        ],
    )


def _turn(page: int, turns: Sequence[ButtonData], tr: Translator) -> list[list[Button]]:
    """Return the row that turns the page, or nothing where there is only one."""
    row = []
    if page > 0:
        row.append(Button(tr.label("‹ Forrige"), turns[page - 1]))
    if page < len(turns) - 1:
        row.append(Button(tr.label("Neste ›"), turns[page + 1]))
    return [row] if row else []


def _ways(chosen: ButtonData, tr: Translator) -> list[Button]:
    """Return a row with the ways to leaf through the partners; ``chosen`` is marked."""
    offered: list[tuple[str, ButtonData]] = [
        (tr.label("Kategori"), ShowCategories()),
        (tr.label("Fylke"), ShowCounties()),
        (tr.label("Fagfelt"), ShowCompetences(0)),
    ]
    return [
        Button(f"• {label}" if type(data) is type(chosen) else label, data)
        for label, data in offered
    ]


def _pages(items: Sequence[object]) -> int:
    """Return on how many pages ``items`` are shown; nothing takes one, too."""
    return max(-(-len(items) // PAGE), 1)


def _name(county: County | None, tr: Translator) -> str:
    return county.name if county else tr.label("Andre steder")


def _number(county: County | None) -> str:
    return county.number if county else ELSEWHERE
