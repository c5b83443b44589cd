"""How things stand with each partner, at a glance."""

from zoneinfo import ZoneInfo

from markupsafe import Markup

from klyngebot.domain.acknowledging import PartnerStanding
from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.i18n import Translator
from klyngebot.render.data import ListAnnouncements, ShowCoverage, ShowStandings
from klyngebot.render.reply import Button, Text, lines, paragraphs, shortened

PAGE = 10
"""Partners on one page, two short lines each."""

_NAME = 30
"""Characters of a name, so that a line stays one on a phone."""

_ABSENT = 12
"""Partners named that have nobody in the bot."""


def page(found: list[PartnerStanding], number: int, zone: ZoneInfo, tr: Translator) -> Text:
    """Show how things stand with the partners, those who heard nothing for longest first.

    Whoever has got something stands among them, also when nobody there is in the bot any more.
    """
    if not found:
        return Text(tr("Partnerregisteret er tomt ennå."), _ways_on(0, 0, tr, absent=False))
    absent = [one for one in found if not one.people]
    listed = [one for one in found if one.people or one.last_at]
    last = max(len(listed) - 1, 0) // PAGE
    number = min(number, last)
    shown = listed[number * PAGE : (number + 1) * PAGE]
    return Text(
        paragraphs(
            lines(
                tr("<b>Partnerne</b>"),
                tr("De det er lengst siden fikk noe, står først.") if listed else None,
            ),
            _absent(absent, tr) if number == 0 else None,
            *(_standing(one, zone, tr) for one in shown),
            tr("Bekreftet og svart gjelder de siste 12 månedene.") if listed else None,
            tr("Side %(page)s av %(pages)s", page=number + 1, pages=last + 1) if last else None,
        ),
        _ways_on(number, last, tr, absent=bool(absent)),
    )


def _absent(absent: list[PartnerStanding], tr: Translator) -> Markup | None:
    if not absent:
        return None
    names: list[object] = [shortened(one.name, _NAME) for one in absent[:_ABSENT]]
    if len(absent) > _ABSENT:
        names.append(tr.label("%(count)s til", count=tr.number(len(absent) - _ABSENT)))
    return tr("Ingen i boten fra: %(names)s.", names=tr.listed(names))


def _standing(one: PartnerStanding, zone: ZoneInfo, tr: Translator) -> Markup:
    facts = [
        tr.label("sist %(day)s", day=tr.day(one.last_at.astimezone(zone)))
        if one.last_at
        else tr.label("har ikke fått noe ennå"),
        tr.label(
            "bekreftet %(done)s av %(asked)s",
            done=tr.number(one.confirmed),
            asked=tr.number(one.asked),
        )
        if one.asked
        else "",
        tr.label("svart %(count)s", count=tr.number(one.answered)) if one.answered else "",
    ]
    return lines(
        tr(
            "<b>%(name)s</b> · %(count)s i boten",
            name=shortened(one.name, _NAME),
            count=tr.number(one.people),
        ),
        Markup.escape(" · ".join(filter(None, facts))),
    )


def _ways_on(number: int, last: int, tr: Translator, *, absent: bool) -> list[list[Button]]:
    turn = []
    if number > 0:
        turn.append(Button(tr.label("‹ Forrige"), ShowStandings(number - 1)))
    if number < last:
        turn.append(Button(tr.label("Neste ›"), ShowStandings(number + 1)))
    rows = [turn] if turn else []
    if absent:
        rows.append([Button(tr.label("Hvem mangler"), ShowCoverage(0))])
    return [*rows, [Button(tr.label("Tilbake"), ListAnnouncements(BroadcastId(0)))]]
