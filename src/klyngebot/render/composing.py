"""Writing announcements: what is noted, the drafts, and the last look before one is sent."""

from zoneinfo import ZoneInfo

from markupsafe import Markup

from klyngebot.domain.audiences import AudienceReach
from klyngebot.domain.broadcasts import (
    MAIN,
    Acknowledging,
    Broadcast,
    BroadcastId,
    BroadcastReport,
    Mark,
)
from klyngebot.domain.outgoing import outgoing, title
from klyngebot.i18n import LOCALES, Translator
from klyngebot.render.announcing import messages
from klyngebot.render.audience import audience_words, reach, remarks
from klyngebot.render.data import (
    AskConfirm,
    AskDelete,
    AskDue,
    BeginAnnouncement,
    ClearDue,
    ConfirmAnnouncement,
    DeleteAnnouncement,
    DropPart,
    ListAnnouncements,
    PreviewAnnouncement,
    PutAway,
    SetAcknowledging,
    SetMark,
    ShowAccount,
    ShowAudience,
    ShowDesk,
    ShowLanguages,
    ShowMarks,
    ShowStandings,
    TestToMe,
    WriteAnnouncement,
)
from klyngebot.render.reply import Button, Reply, Text, lines, paragraphs, shortened
from klyngebot.services.announcements import AnnouncementPreview
from klyngebot.services.composing import Composition


def compose(shown: Composition, tr: Translator) -> Text:
    """Ask for the messages, or say how many there are."""
    broadcast = shown.broadcast
    if not shown.parts:
        return Text(paragraphs(_ask(shown.variant, tr), _others(shown, tr)), _ways_out(shown, tr))
    last = shown.parts[-1]
    return Text(
        tr.plural(
            "Notert: %(count)s melding. Send flere, eller trykk på <b>Forhåndsvis</b>.",
            "Notert: %(count)s meldinger. Send flere, eller trykk på <b>Forhåndsvis</b>.",
            len({part.album or part.id for part in shown.parts}),
        ),
        [
            [Button(tr.label("Forhåndsvis"), PreviewAnnouncement(broadcast.id))],
            [
                Button(tr.label("Angre siste"), DropPart(broadcast.id, last.id)),
                Button(tr.label("Legg bort"), PutAway()),
            ],
        ],
    )


def preview(shown: AnnouncementPreview, cluster: str, tr: Translator) -> list[Reply]:
    """Show the messages of each variant as recipients will see them."""
    broadcast = shown.broadcast
    found: list[Reply] = []
    for locale, parts in sorted(broadcast.variants.items()):
        if len(broadcast.variants) > 1:
            found.append(Text(_variant_head(locale, shown.reach, tr)))
        found += messages(broadcast, outgoing(parts), cluster, tr)
    return found


def test_to_me(broadcast: Broadcast, cluster: str, tr: Translator) -> list[Reply]:
    """Show the messages of the variant that the author reads."""
    parts = broadcast.variants[broadcast.variant_for(tr.locale)]
    return messages(broadcast, outgoing(parts), cluster, tr)


def desk(shown: AnnouncementPreview, zone: ZoneInfo, tr: Translator, *, is_quiet: bool) -> Text:
    """Show whom a draft goes to, how and when, and let it be sent.

    ``is_quiet`` is whether messages make no sound when it goes out.
    """
    broadcast = shown.broadcast
    head = tr("<b>Slik blir det.</b>")
    facts = lines(
        _due(broadcast, zone, tr),
        tr("<b>Haster:</b> gir lyd også om natten.") if broadcast.mark is Mark.URGENT else None,
        _acknowledging(broadcast.acknowledging, tr),
        tr("Den kommer uten lyd, for da er det natt eller helligdag.")
        if is_quiet and broadcast.mark is Mark.NORMAL
        else None,
    )
    return Text(
        paragraphs(head, _whom(shown, tr), facts, _changed(shown, tr)),
        [*_send(shown, zone, tr), *_choices(shown, tr)],
    )


def ask_confirm(shown: AnnouncementPreview, zone: ZoneInfo, tr: Translator) -> Text:
    """Ask once more."""
    broadcast = shown.broadcast
    return Text(
        paragraphs(
            tr("<b>Er du sikker?</b>"),
            lines(reach(shown.reach, tr), _due(broadcast, zone, tr)),
            tr("<b>Haster:</b> gir lyd også om natten.") if broadcast.mark is Mark.URGENT else None,
        ),
        [
            [
                Button(
                    tr.label("Ja, send til %(count)s", count=tr.number(shown.reach.recipients)),
                    _confirm(shown),
                )
            ],
            [Button(tr.label("Tilbake"), ShowDesk(broadcast.id))],
        ],
    )


def marks(broadcast: Broadcast, tr: Translator) -> Text:
    """Show how much a draft can matter, and who can be asked to confirm it."""
    mark = {
        Mark.NORMAL: tr.label("Vanlig"),
        Mark.URGENT: tr.label("Haster: gir lyd om natten"),
    }
    asked = {
        Acknowledging.NOBODY: tr.label("Ingen trenger å bekrefte"),
        Acknowledging.PARTNERS: tr.label("Må bekreftes, én per partner er nok"),
        Acknowledging.EVERYBODY: tr.label("Må bekreftes av alle"),
    }
    return Text(
        tr(
            "<b>Hvor viktig er den?</b> Det som må bekreftes, får en knapp under seg. Alle kan "
            "trykke, men det kan være nok at én hos hver partner gjør det."
        ),
        [
            *(
                [Button(_ticked(words, on=broadcast.mark is one), SetMark(broadcast.id, one))]
                for one, words in mark.items()
            ),
            *(
                [
                    Button(
                        _ticked(words, on=broadcast.acknowledging is one),
                        SetAcknowledging(broadcast.id, one),
                    )
                ]
                for one, words in asked.items()
            ),
            [Button(tr.label("Tilbake"), ShowDesk(broadcast.id))],
        ],
    )


def languages(broadcast: Broadcast, tr: Translator) -> Text:
    """Show in which languages a draft is written."""
    return Text(
        tr(
            "<b>Språk</b>\nDe som leser et språk du har skrevet på, får det. Alle andre får "
            "hovedutgaven."
        ),
        [
            *(
                [
                    Button(
                        _ticked(language_name(locale, tr), on=bool(broadcast.variants.get(locale))),
                        WriteAnnouncement(broadcast.id, locale),
                    )
                ]
                for locale in (MAIN, *LOCALES)
            ),
            [Button(tr.label("Tilbake"), ShowDesk(broadcast.id))],
        ],
    )


def ask_due(broadcast: Broadcast, tr: Translator) -> Text:
    """Ask when a draft is to go out."""
    return Text(
        tr(
            "Når skal den ut? Skriv for eksempel <i>fredag kl. 9</i>, <i>i overmorgen kl. 8</i> "
            "eller <i>3. des. 14:30</i>."
        ),
        [
            [Button(tr.label("Med en gang"), ClearDue(broadcast.id))],
            [Button(tr.label("Tilbake"), ShowDesk(broadcast.id))],
        ],
    )


def put_away(tr: Translator) -> Text:
    """Say where a draft is found again."""
    return Text(tr("Lagt bort. /kunngjoringer finner utkastet igjen."))


def ask_delete(broadcast_id: BroadcastId, tr: Translator) -> Text:
    """Ask whether to delete a draft."""
    return Text(
        tr("Vil du slette utkastet?"),
        [
            [
                Button(tr.label("Ja, slett"), DeleteAnnouncement(broadcast_id)),
                Button(tr.label("Tilbake"), ShowDesk(broadcast_id)),
            ]
        ],
    )


def deleted(tr: Translator) -> Text:
    """Say that a draft is gone."""
    return Text(tr("Utkastet er slettet. Ingenting er sendt."))


def announcements(
    drafts: list[Broadcast], sent: list[BroadcastReport], zone: ZoneInfo, tr: Translator
) -> Text:
    """List the drafts and what was sent, a button each."""
    begin = [Button(tr.label("Ny kunngjøring"), BeginAnnouncement())]
    if not drafts and not sent:
        return Text(tr("Ingen kunngjøringer er sendt ennå. /kunngjor lager en."))
    rows = [
        *([Button(_draft_label(one, tr), WriteAnnouncement(one.id, MAIN))] for one in drafts),
        *([Button(_sent_label(one, zone, tr), ShowAccount(one.broadcast.id))] for one in sent),
    ]
    if len(sent) >= _PAGE:
        older = ListAnnouncements(sent[-1].broadcast.id)
        rows.append([Button(tr.label("Eldre"), older)])
    rows.append([Button(tr.label("Partnerne"), ShowStandings(0))])
    text = tr("<b>Siste kunngjøringer</b>\nTrykk for å se hvordan det gikk.")
    return Text(text, [*rows, begin])


_PAGE = 8


def name_of(broadcast: Broadcast, tr: Translator) -> str:
    """Return what to call a broadcast: its first line, or that it is a file."""
    return title(broadcast.parts) or tr.label("uten tekst")


def _draft_label(broadcast: Broadcast, tr: Translator) -> str:
    return shortened(tr.label("Utkast: %(title)s", title=name_of(broadcast, tr)))


def _sent_label(shown: BroadcastReport, zone: ZoneInfo, tr: Translator) -> str:
    broadcast = shown.broadcast
    at = broadcast.due_at or broadcast.confirmed_at or broadcast.changed_at
    return shortened(f"{tr.short_date(at.astimezone(zone))} · {name_of(broadcast, tr)}")


def _ask(variant: str, tr: Translator) -> Markup:
    if variant == MAIN:
        return tr(
            "Send meg det som skal ut: tekst, bilder eller filer, i én eller flere meldinger. Fet "
            "skrift, kursiv og lenker blir med, og en linje som «Meld deg på: https://…» blir en "
            "knapp. Trykk på <b>Forhåndsvis</b> når alt er sendt."
        )
    return tr(
        "Send meg det samme på %(language)s, i én eller flere meldinger. Bare de som leser "
        "%(language)s, får det.",
        language=language_name(variant, tr).lower(),
    )


def _others(shown: Composition, tr: Translator) -> Markup | None:
    if shown.variant != MAIN or not shown.others:
        return None
    return tr.plural(
        "Du har %(count)s utkast fra før.", "Du har %(count)s utkast fra før.", len(shown.others)
    )


def _ways_out(shown: Composition, tr: Translator) -> list[list[Button]]:
    if shown.variant != MAIN:
        return [[Button(tr.label("Tilbake"), ShowLanguages(shown.broadcast.id))]]
    rows = [
        [Button(_draft_label(one, tr), WriteAnnouncement(one.id, MAIN))] for one in shown.others[:5]
    ]
    return [*rows, [Button(tr.label("Avbryt"), DeleteAnnouncement(shown.broadcast.id))]]


def _variant_head(locale: str, to: AudienceReach, tr: Translator) -> Markup:
    people, language = to.variants.get(locale, 0), language_name(locale, tr)
    return tr.plural(
        "<b>%(language)s</b>, %(count)s person får dette:",
        "<b>%(language)s</b>, %(count)s personer får dette:",
        people,
        language=language,
    )


def language_name(locale: str, tr: Translator) -> str:
    """Return what a variant is called."""
    names = {
        MAIN: tr.label("Hovedutgaven"),
        "nb": tr.label("Bokmål"),
        "nn": tr.label("Nynorsk"),
        "en": tr.label("Engelsk"),
    }
    return names.get(locale, locale)


def _whom(shown: AnnouncementPreview, tr: Translator) -> Markup:
    audience, names = shown.broadcast.audience, shown.names
    chosen = None
    if not audience.is_everyone:
        chosen = tr("<b>Til:</b> %(who)s.", who=audience_words(audience, names, tr))
    flaws = remarks(audience, names, tr)
    if not shown.reach.recipients:
        nobody = tr("Ingen av dem du har valgt, er i boten ennå, så det er ingen å sende til.")
        return lines(chosen, flaws, nobody)
    own = tr("Du får den også selv.") if shown.to_author else None
    return lines(chosen, flaws, reach(shown.reach, tr), own)


def _due(broadcast: Broadcast, zone: ZoneInfo, tr: Translator) -> Markup | None:
    if broadcast.due_at is None:
        return None
    return tr("Går ut <b>%(when)s</b>.", when=tr.moment(broadcast.due_at.astimezone(zone)))


def _acknowledging(who: Acknowledging, tr: Translator) -> Markup | None:
    match who:
        case Acknowledging.EVERYBODY:
            return tr("Alle blir bedt om å bekrefte at de har lest.")
        case Acknowledging.PARTNERS:
            return tr("Alle blir bedt om å bekrefte, men én hos hver partner er nok.")
        case _:
            return None


def _changed(shown: AnnouncementPreview, tr: Translator) -> Markup | None:
    """Say why a draft that has recipients cannot be sent yet."""
    if shown.broadcast.is_previewed or not shown.reach.recipients:
        return None
    return tr("Den er endret. Trykk på <b>Forhåndsvis</b> og se over den før du sender.")


def _send(shown: AnnouncementPreview, zone: ZoneInfo, tr: Translator) -> list[list[Button]]:
    broadcast, count = shown.broadcast, shown.reach.recipients
    if not count:
        return []
    if not broadcast.is_previewed:
        return [[Button(tr.label("Forhåndsvis"), PreviewAnnouncement(broadcast.id))]]
    if broadcast.due_at is None:
        words = tr.label("Send nå til %(count)s", count=tr.number(count))
    else:
        words = tr.label(
            "Send %(when)s til %(count)s",
            when=tr.short_moment(broadcast.due_at.astimezone(zone)),
            count=tr.number(count),
        )
    return [[Button(words, AskConfirm(broadcast.id) if shown.asks_twice else _confirm(shown))]]


def _confirm(shown: AnnouncementPreview) -> ConfirmAnnouncement:
    broadcast = shown.broadcast
    return ConfirmAnnouncement(broadcast.id, broadcast.revision, shown.reach.recipients)


def _choices(shown: AnnouncementPreview, tr: Translator) -> list[list[Button]]:
    id_ = shown.broadcast.id
    return [
        [
            Button(tr.label("Mottakere"), ShowAudience(id_)),
            Button(tr.label("Tidspunkt"), AskDue(id_)),
        ],
        [
            Button(tr.label("Språk"), ShowLanguages(id_)),
            Button(tr.label("Viktighet"), ShowMarks(id_)),
        ],
        [
            Button(tr.label("Send bare til meg"), TestToMe(id_)),
            Button(tr.label("Endre"), WriteAnnouncement(id_, MAIN)),
        ],
        [Button(tr.label("Legg bort"), PutAway()), Button(tr.label("Slett"), AskDelete(id_))],
    ]


def _ticked(words: str, *, on: bool) -> str:
    return f"✓ {words}" if on else words
