"""Announcements as their recipients see them."""

from datetime import datetime

from markupsafe import Markup

from klyngebot.domain.broadcasts import (
    Acknowledging,
    Broadcast,
    Confirmed,
)
from klyngebot.domain.corrections import Correction, message_and_item
from klyngebot.domain.deliveries import Reach
from klyngebot.domain.outgoing import Outgoing, outgoing
from klyngebot.i18n import Translator
from klyngebot.render.data import (
    Acknowledge,
    AskWhy,
)
from klyngebot.render.reply import (
    Album,
    Attached,
    Button,
    LinkButton,
    Reply,
    Rows,
    Text,
    lines,
)


def messages(
    broadcast: Broadcast, found: tuple[Outgoing, ...], cluster: str, tr: Translator
) -> list[Reply]:
    """Show the messages of one variant as recipients see them."""
    last = len(found) - 1
    return [
        message(broadcast, one, cluster, tr, is_last=number == last)
        for number, one in enumerate(found)
    ]


def message(
    broadcast: Broadcast,
    one: Outgoing,
    cluster: str,
    tr: Translator,
    *,
    is_last: bool,
    confirmed: datetime | None = None,
) -> Reply:
    """Show one message of an announcement, in the leader's own formatting.

    ``confirmed`` is when its recipient has confirmed it, in the zone to show; it makes the message
    theirs alone.
    """
    html = Markup(one.html)  # noqa: S704 - Telegram's own formatting, through text_html
    if one.is_album:
        return Album(
            items=tuple(
                Attached(attachment=file, caption=Markup(caption))  # noqa: S704 - the same
                for file, caption in zip(one.attachments, one.captions, strict=True)
            )
        )
    rows = _links(one)
    rows += buttons_below(broadcast, tr, confirmed=confirmed) if is_last else []
    if one.attachments:
        return Attached(attachment=one.attachments[0], caption=html, buttons=rows)
    if one.below_album and not one.html:
        html = tr("Bildene og filene over er fra %(cluster)s.", cluster=cluster)
    return Text(html, rows)


def corrected(correction: Correction, cluster: str, tr: Translator) -> list[Reply]:
    """Show, as recipients will see them, the messages that are to be corrected."""
    broadcast = correction.corrected
    found: list[Reply] = []
    for locale, places in correction.places().items():
        shown = messages(broadcast, outgoing(broadcast.variants[locale]), cluster, tr)
        found += [shown[number] for number in sorted({message_and_item(p)[0] for p in places})]
    return found


def buttons(
    broadcast: Broadcast, variant: str, tr: Translator, *, confirmed: datetime | None = None
) -> Rows:
    """Return all that stands below the last message of a variant, for one recipient.

    ``confirmed`` is when they have confirmed it, in the zone to show.
    """
    last = outgoing(broadcast.variants.get(variant) or broadcast.parts)[-1]
    return [*_links(last), *buttons_below(broadcast, tr, confirmed=confirmed)]


def buttons_below(
    broadcast: Broadcast, tr: Translator, *, confirmed: datetime | None = None
) -> list[list[Button | LinkButton]]:
    """Return what a recipient in a private chat can do with an announcement.

    ``confirmed`` is when they have confirmed it, in the zone to show.
    """
    why: list[Button | LinkButton] = [
        Button(tr.label("Hvorfor fikk jeg denne?"), AskWhy(broadcast.id))
    ]
    if broadcast.acknowledging is Acknowledging.NOBODY:
        return [why]
    return [*confirm_button(broadcast, tr, confirmed=confirmed), why]


def confirm_button(
    broadcast: Broadcast, tr: Translator, *, confirmed: datetime | None = None
) -> list[list[Button | LinkButton]]:
    """Return the button that confirms, or says when that was."""
    if confirmed is not None:
        label = tr.label("✓ Bekreftet %(when)s", when=tr.short_moment(confirmed))
    elif broadcast.acknowledging is Acknowledging.PARTNERS:
        label = tr.label("Bekreft – én hos dere er nok")
    else:
        label = tr.label("Bekreft at du har lest")
    return [[Button(label, Acknowledge(broadcast.id))]]


def confirmed_label(count: Confirmed, tr: Translator) -> str:
    """Say in a few words how many have confirmed."""
    values = {"done": tr.number(count.done), "all": tr.number(count.asked)}
    if count.of_partners:
        return tr.label("Bekreftet: %(done)s av %(all)s partnere", **values)
    return tr.label("Bekreftet: %(done)s av %(all)s personer", **values)


def _links(one: Outgoing) -> list[list[Button | LinkButton]]:
    return [[LinkButton(link.label, link.url)] for link in one.links]


def reach(to: Reach, tr: Translator) -> Markup:
    """Say how many people at how many partners a notice goes to."""
    people = tr.plural("<b>%(count)s person</b>", "<b>%(count)s personer</b>", to.people)
    partners = tr(
        "<b>%(partners)s av %(all)s partnere</b>", partners=to.partners, all=to.partners_in_all
    )
    return lines(
        tr("Sendes til %(people)s hos %(partners)s.", people=people, partners=partners),
        tr(
            "%(count)s av dem er ikke knyttet til noen partner.",
            count=tr.number(to.without_partner),
        )
        if to.without_partner
        else None,
    )
