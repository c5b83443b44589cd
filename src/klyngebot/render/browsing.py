"""Leafing through the partners by county and by competence."""

from klyngebot.domain.partners import Partner
from klyngebot.domain.places import County
from klyngebot.domain.terms import Term
from klyngebot.i18n import Translator
from klyngebot.render.data import (
    ShowCompetences,
    ShowCounties,
    ShowCounty,
    ShowTagged,
)
from klyngebot.render.directory import PAGE, Some, pages, partner_page, turn, ways
from klyngebot.render.reply import Button, Text, shortened
from klyngebot.services.directory import ELSEWHERE


def counties(counts: list[tuple[County | None, int]], tr: Translator) -> Text:
    """Show the counties that have partners, with their counts."""
    rows = [
        [Button(f"{_name(county, tr)} ({count})", ShowCounty(_number(county), 0))]
        for county, count in counts
    ]
    return Text(tr("<b>Partnerne</b>\nHvilket fylke?"), [ways(ShowCounties(), tr), *rows])


def county_page(county: County | None, partners: list[Partner], page: int, tr: Translator) -> Text:
    """Show one page of the partners in a county."""
    some = Some(
        head=_name(county, tr),
        partners=partners,
        turns=[ShowCounty(_number(county), number) for number in range(pages(partners))],
        up=Button(tr.label("Alle fylker"), ShowCounties()),
    )
    return partner_page(some, page, tr)


def competences(counts: list[tuple[Term, int]], page: int, tr: Translator) -> Text:
    """Show one page of the competences that partners have, with their counts."""
    if not counts:
        return Text(
            tr("Ingen partner har lagt inn fagfelt ennå. Skriv hva du leter etter, så leter jeg."),
            [ways(ShowCompetences(0), tr)],
        )
    turns = [ShowCompetences(number) for number in range(pages(counts))]
    page = min(page, len(turns) - 1)
    rows = [
        [Button(f"{shortened(term.name(tr.locale))} ({count})", ShowTagged(term.id, 0))]
        for term, count in counts[page * PAGE : (page + 1) * PAGE]
    ]
    return Text(
        tr("<b>Partnerne</b>\nHvilket fagfelt?"),
        [ways(ShowCompetences(0), tr), *rows, *turn(page, turns, tr)],
    )


def tagged_page(term: Term, partners: list[Partner], page: int, tr: Translator) -> Text:
    """Show one page of the partners with a competence."""
    some = Some(
        head=term.name(tr.locale),
        partners=partners,
        turns=[ShowTagged(term.id, number) for number in range(pages(partners))],
        up=Button(tr.label("Alle fagfelt"), ShowCompetences(0)),
    )
    return partner_page(some, page, tr)


def _name(county: County | None, tr: Translator) -> str:
    return county.name if county else tr.label("Andre steder")


def _number(county: County | None) -> str:
    return county.number if county else ELSEWHERE
