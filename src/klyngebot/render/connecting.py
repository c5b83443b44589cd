"""Groups and channels: what is said there, and to leaders."""

from klyngebot.domain.audiences import Audience
from klyngebot.domain.chats import ConnectedChat
from klyngebot.i18n import Translator
from klyngebot.render.audience import reach
from klyngebot.render.data import (
    Disconnect,
    SetChat,
    SetPeople,
    ShowAudience,
)
from klyngebot.render.reply import Button, Text, paragraphs, shortened
from klyngebot.services.audiences import AudienceCard

_MOST = 20
"""Groups and channels shown on one page. A cluster has a few."""


def connected(tr: Translator) -> Text:
    """Say in a group or channel that it is connected."""
    return Text(
        tr(
            "Koblet til. Prosjektkontoret kan nå velge å sende kunngjøringer hit. /kobleav slår "
            "det av igjen."
        )
    )


def disconnected(tr: Translator, *, was: bool) -> Text:
    """Say in a group or channel that it is connected no more."""
    if was:
        return Text(tr("Koblet av. Det kommer ikke flere kunngjøringer hit. /koble slår det på."))
    return Text(tr("Dette stedet er ikke koblet til."))


def chats(found: list[ConnectedChat], tr: Translator) -> Text:
    """Show a leader which groups and channels are connected, and how to connect one."""
    how = tr(
        "Legg meg til i gruppen eller kanalen, i en kanal som administrator, og skriv /koble der. "
        "Det kan bare de som styrer den. Den får ingenting av seg selv: du velger den når du "
        "sender."
    )
    if not found:
        return Text(paragraphs(tr("<b>Ingen grupper eller kanaler er koblet til.</b>"), how))
    return Text(
        paragraphs(tr("<b>Grupper og kanaler</b>"), how),
        [
            [Button(shortened(tr.label("Koble av %(name)s", name=one.name)), Disconnect(one.id))]
            for one in found[:_MOST]
        ],
    )


def choose(shown: AudienceCard, found: list[ConnectedChat], tr: Translator) -> Text:
    """Let a leader choose the groups and channels that a draft goes to."""
    id_, audience = shown.broadcast.id, shown.audience
    return Text(
        paragraphs(
            tr("<b>Grupper og kanaler</b>"),
            tr("De får den i tillegg til personene, med lenkene, men uten de andre knappene."),
            reach(shown.reach, tr),
        ),
        [
            *([_chat(shown, one)] for one in found[:_MOST]),
            *([[_people(audience, shown, tr)]] if audience.chats else []),
            [Button(tr.label("Tilbake"), ShowAudience(id_))],
        ],
    )


def _chat(shown: AudienceCard, one: ConnectedChat) -> Button:
    on = one.id in shown.audience.chats
    label = shortened(f"{'✓' if on else '○'} {one.name}")
    return Button(label, SetChat(shown.broadcast.id, one.id, on=not on))


def _people(audience: Audience, shown: AudienceCard, tr: Translator) -> Button:
    if audience.include:
        words = tr.label("Bare hit, ikke til personer")
    else:
        words = tr.label("Også til personer")
    return Button(words, SetPeople(shown.broadcast.id, on=not audience.include))
