"""What waits for a leader, and the notices that did not reach somebody."""

from zoneinfo import ZoneInfo

from markupsafe import Markup

from klyngebot.domain.accounts import Attention, LostNotice
from klyngebot.domain.broadcasts import Broadcast
from klyngebot.domain.deliveries import Kind
from klyngebot.i18n import Translator
from klyngebot.render.afterwards import missed
from klyngebot.render.composing import name_of
from klyngebot.render.data import ShowAccount, ShowLost, ShowUnreachable
from klyngebot.render.pages import named, page
from klyngebot.render.reply import Button, Text, lines, paragraphs, shortened

_WAITING = 3
"""Broadcasts of a sort with a button; the others are in the list."""


def _(text: str) -> str:
    """Mark ``text`` for the catalogues."""
    return text


NOTICES: dict[Kind, str] = {
    Kind.NEWS: _("nyheten"),
    Kind.EVENT: _("arrangementet"),
    Kind.JOIN_REQUEST: _("en forespørsel om å bli bekreftet kontakt"),
    Kind.JOIN_ANSWER: _("svaret på en forespørsel"),
    Kind.QUESTION: _("et spørsmål til prosjektkontoret"),
    Kind.QUESTION_ANSWER: _("svaret på et spørsmål"),
    Kind.ROLE_CHANGED: _("beskjeden om en rolle"),
    Kind.LINKS_CLOSED: _("beskjeden om at lenker er stengt"),
    Kind.BROADCAST_STOPPED: _("beskjeden om at en kunngjøring stoppet"),
}
"""What the notices are called; the other kinds have accounts of their own."""


def on_top(waits: Attention, below: Text, tr: Translator, *, notices: bool = False) -> Text:
    """Show what waits for a leader above ``below``.

    ``notices`` is whether to lead to what did not arrive and waits for nobody, too.
    """
    rows: list[list[Button]] = [
        [Button(_label(words, one, tr), ShowAccount(one.id))]
        for words, found in (
            (tr.label("På pause"), waits.paused),
            (tr.label("Usikre"), waits.undecided),
        )
        for one in found[:_WAITING]
    ]
    if notices and waits.lost:
        label = tr.label("Varsler som ikke kom fram: %(count)s", count=tr.number(waits.lost))
        rows.append([Button(label, ShowLost(0))])
    if notices and waits.unreachable:
        label = tr.label("Kan ikke nås nå: %(count)s", count=tr.number(waits.unreachable))
        rows.append([Button(label, ShowUnreachable(0))])
    said = lines(_paused(len(waits.paused), tr), _undecided(len(waits.undecided), tr))
    return Text(paragraphs(said, below.html), [*rows, *below.buttons])


def lost(found: list[LostNotice], number: int, tr: Translator, *, zone: ZoneInfo) -> Text:
    """Show a page of the notices that did not reach somebody."""
    if not found:
        return Text(tr("Alle varsler har kommet fram de siste 90 dagene."))
    notices = [
        tr(
            "%(when)s · %(what)s: %(who)s",
            when=tr.short_date(one.at.astimezone(zone)),
            what=_notice(one, tr),
            who=named([missed(result, tr) for result in one.results], tr),
        )
        for one in found
    ]
    shown, turn = page(notices, number, ShowLost, tr)
    head = tr("<b>Varsler som ikke kom fram</b>")
    how = tr("De blir ikke sendt på nytt. Si fra på annen måte der det haster.")
    return Text(paragraphs(head, lines(*shown), how), turn)


def _label(words: str, broadcast: Broadcast, tr: Translator) -> str:
    return shortened(f"{words}: {name_of(broadcast, tr)}")


def _paused(count: int, tr: Translator) -> Markup | None:
    if not count:
        return None
    return tr.plural(
        "⏸ %(count)s kunngjøring står på pause og venter på deg.",
        "⏸ %(count)s kunngjøringer står på pause og venter på deg.",
        count,
    )


def _undecided(count: int, tr: Translator) -> Markup | None:
    if not count:
        return None
    return tr.plural(
        "⚠ %(count)s kunngjøring har usikre mottakere. Velg om de skal få den igjen, ellers blir "
        "de latt være etter et døgn.",
        "⚠ %(count)s kunngjøringer har usikre mottakere. Velg om de skal få dem igjen, ellers blir "
        "de latt være etter et døgn.",
        count,
    )


def _notice(one: LostNotice, tr: Translator) -> str:
    words = tr.label(NOTICES[one.kind])
    return tr.label("%(what)s «%(title)s»", what=words, title=one.title) if one.title else words
