"""Confirming announcements: who has and who has not, and the reminder to those who have not."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from klyngebot.domain.acknowledging import (
    NO_CHANGE,
    Acknowledgement,
    Asked,
    Confirmations,
    PartnerAsked,
    Shown,
)
from klyngebot.domain.broadcasts import Acknowledging, Broadcast, Change
from klyngebot.domain.deliveries import DeliveryState
from klyngebot.domain.outgoing import title
from klyngebot.i18n import Translator
from klyngebot.render import announcing
from klyngebot.render.data import AskRemind, Remind, ShowAccount, ShowConfirmations
from klyngebot.render.reply import Button, Rows, Text, lines, paragraphs, quoted, shortened

PAGE = 12
"""Lines of what is missing on one page: whoever has the longest names still fits a message."""

_PEOPLE = 4
"""People named at one partner."""

_PARTNERS = 40
"""Partners named that have confirmed."""

_NAME = 30
"""Characters of a name."""

_QUOTED = 120
"""Characters of the announcement that a reminder repeats."""


def only_looks(tr: Translator) -> Text:
    """Tell a leader who taps the button of a preview what it is."""
    return Text(tr("Slik ser knappen ut for mottakerne."))


def buttons(done: Acknowledgement, shown: Shown, zone: ZoneInfo, tr: Translator) -> Rows:
    """Return what stands below a message once its recipient has confirmed."""
    assert done.at is not None
    at = done.at.astimezone(zone)
    if shown.reminder:
        return announcing.confirm_button(done.broadcast, tr, confirmed=at)
    return announcing.buttons(done.broadcast, shown.variant, tr, confirmed=at)


def reminder(broadcast: Broadcast, variant: str, tr: Translator, *, for_partner: bool) -> Text:
    """Remind somebody; ``for_partner`` is whether one where they work is enough."""
    line = title(broadcast.variants.get(variant, ())) or title(broadcast.parts)
    return Text(
        lines(
            tr("<b>Påminnelse:</b> Ingen hos dere har bekreftet denne ennå. Én hos dere er nok.")
            if for_partner
            else tr("<b>Påminnelse:</b> Du har ikke bekreftet at du har lest denne."),
            quoted(shortened(line, _QUOTED)) if line else None,
        ),
        announcing.confirm_button(broadcast, tr),
    )


def overview(
    found: Confirmations, page: int, tr: Translator, *, zone: ZoneInfo, now: datetime
) -> Text:
    """Show who has not confirmed, partner by partner, and last who has."""
    missing = _missing(found, tr)
    last = max(len(missing) - 1, 0) // PAGE
    page = min(page, last)
    return Text(
        paragraphs(
            lines(
                tr("<b>%(count)s</b>", count=announcing.confirmed_label(found.count, tr)),
                _who_must(found.broadcast, tr),
                _beside_partners(found, tr),
                _last_reminder(found.last_reminder, tr, zone=zone, now=now),
            ),
            _sections(missing[page * PAGE : (page + 1) * PAGE]),
            _complete(found, tr) if page == last else None,
            tr("Side %(page)s av %(pages)s", page=page + 1, pages=last + 1) if last else None,
        ),
        _ways_on(found, page, last, tr),
    )


def ask_remind(found: Confirmations, tr: Translator, *, zone: ZoneInfo, now: datetime) -> Text:
    """Ask once whether to remind those who are missing, with their names."""
    to_remind, id_ = found.to_remind, found.broadcast.id
    before = found.last_reminder
    named = [_at_partner(partner, _remindable(partner), tr) for partner in found.partners]
    alone = [one for one in found.alone if one.can_be_reminded]
    named += [Markup("○ %s") % _name(one, tr) for one in alone]
    whom = [one for one in named if one]
    return Text(
        paragraphs(
            tr.plural(
                "<b>Purre på %(count)s person?</b>",
                "<b>Purre på %(count)s personer?</b>",
                len(to_remind),
            ),
            tr(
                "De får en påminnelse som svar på kunngjøringen, med knappen under. Om natten "
                "kommer den uten lyd."
            ),
            lines(*whom[:PAGE], _and_more(len(whom) - PAGE, tr)),
            _last_reminder(before, tr, zone=zone, now=now),
        ),
        [
            [
                Button(
                    tr.label("Ja, purr på %(count)s", count=tr.number(len(to_remind))),
                    Remind(id_, before.id if before else NO_CHANGE),
                )
            ],
            [Button(tr.label("Tilbake"), ShowConfirmations(id_, 0))],
        ],
    )


def _who_must(broadcast: Broadcast, tr: Translator) -> Markup:
    if broadcast.acknowledging is Acknowledging.PARTNERS:
        return tr("Én hos hver partner er nok.")
    return tr("Alle som fikk den, skal bekrefte.")


def _beside_partners(found: Confirmations, tr: Translator) -> Markup | None:
    """Count those who confirm for themselves, where the rest is counted by partner."""
    if not found.partners or not found.alone:
        return None
    return tr(
        "Av dem uten partner har %(done)s av %(all)s bekreftet.",
        done=tr.number(found.confirmed_alone),
        all=tr.number(len(found.alone)),
    )


def _last_reminder(
    last: Change | None, tr: Translator, *, zone: ZoneInfo, now: datetime
) -> Markup | None:
    if last is None:
        return None
    minutes = int((now - last.made_at).total_seconds()) // 60
    if minutes < 1:
        return tr("Sist purret for under ett minutt siden.")
    if minutes < 60:
        return tr.plural(
            "Sist purret for %(count)s minutt siden.",
            "Sist purret for %(count)s minutter siden.",
            minutes,
        )
    return tr("Sist purret %(when)s.", when=tr.short_moment(last.made_at.astimezone(zone)))


def _missing(found: Confirmations, tr: Translator) -> list[tuple[Markup, Markup]]:
    """Return a line for each partner, and each person without one, under which heading."""
    nobody = tr("<b>Ingen ennå hos:</b>")
    some = tr("<b>Noen mangler hos:</b>")
    alone = tr("<b>Uten partner:</b>")
    partners = [one for one in found.partners if one.missing]
    return [
        *((nobody, _at_partner(one, one.missing, tr)) for one in partners if not one.confirmed),
        *((some, _at_partner(one, one.missing, tr)) for one in partners if one.confirmed),
        *(
            (alone, Markup("○ %s") % _name(one, tr))
            for one in found.alone
            if one.confirmed_at is None
        ),
    ]


def _sections(entries: Sequence[tuple[Markup, Markup]]) -> Markup:
    shown: list[Markup] = []
    heading = None
    for above, line in entries:
        if above != heading:
            shown += [Markup(), above] if shown else [above]
            heading = above
        shown.append(line)
    return Markup("\n").join(shown)


def _remindable(partner: PartnerAsked) -> tuple[Asked, ...]:
    return tuple(one for one in partner.missing if one.can_be_reminded)


def _at_partner(partner: PartnerAsked, people: Sequence[Asked], tr: Translator) -> Markup:
    """Return a partner with ``people``, and how many there have confirmed; empty for nobody."""
    if not people:
        return Markup()
    names: list[object] = [_name(one, tr) for one in people[:_PEOPLE]]
    if len(people) > _PEOPLE:
        names.append(tr.label("%(count)s til", count=tr.number(len(people) - _PEOPLE)))
    name = shortened(partner.name, _NAME)
    if partner.confirmed:
        return tr(
            "○ %(partner)s (%(done)s av %(all)s): %(names)s",
            partner=name,
            done=tr.number(partner.confirmed),
            all=tr.number(len(partner.people)),
            names=tr.listed(names),
        )
    return tr("○ %(partner)s: %(names)s", partner=name, names=tr.listed(names))


def _name(one: Asked, tr: Translator) -> Markup:
    name = shortened(one.name, _NAME)
    if one.state is DeliveryState.REFUSED:
        return tr("%(name)s (ikke nådd)", name=name)
    return Markup.escape(name)


def _complete(found: Confirmations, tr: Translator) -> Markup | None:
    done = [one for one in found.partners if not one.missing]
    names: list[object] = [shortened(one.name, _NAME) for one in done[:_PARTNERS]]
    if len(done) > _PARTNERS:
        names.append(tr.label("%(count)s til", count=tr.number(len(done) - _PARTNERS)))
    if not names:
        return None
    if found.broadcast.acknowledging is Acknowledging.PARTNERS:
        return tr("<b>Bekreftet hos:</b> %(names)s.", names=tr.listed(names))
    return tr("<b>Alle har bekreftet hos:</b> %(names)s.", names=tr.listed(names))


def _and_more(count: int, tr: Translator) -> Markup | None:
    if count < 1:
        return None
    return tr("… og %(count)s til.", count=tr.number(count))


def _ways_on(found: Confirmations, page: int, last: int, tr: Translator) -> Rows:
    id_, count = found.broadcast.id, len(found.to_remind)
    rows = []
    if count:
        words = (
            tr.label("Purr på den som mangler")
            if count == 1
            else tr.label("Purr på de %(count)s som mangler", count=tr.number(count))
        )
        rows.append([Button(words, AskRemind(id_))])
    turn = []
    if page > 0:
        turn.append(Button(tr.label("‹ Forrige"), ShowConfirmations(id_, page - 1)))
    if page < last:
        turn.append(Button(tr.label("Neste ›"), ShowConfirmations(id_, page + 1)))
    return [*rows, *([turn] if turn else []), [Button(tr.label("Tilbake"), ShowAccount(id_))]]
