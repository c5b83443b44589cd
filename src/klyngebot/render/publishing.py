"""News and events."""

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from klyngebot.domain.drafts import Draft, DraftKind
from klyngebot.domain.publications import Event, NewsItem
from klyngebot.domain.terms import Term, TermId
from klyngebot.i18n import Translator
from klyngebot.render.data import (
    Cancel,
    ChooseTopic,
    GoBack,
    ListNews,
    Publish,
    ShowNews,
)
from klyngebot.render.reply import Button, Rows, Text, fitting, lines, paragraphs, shortened
from klyngebot.services.publishing import PublicationPreview, topic_of

_EVERYONE = TermId(0)


def news_list(items: list[NewsItem], zone: ZoneInfo, tr: Translator) -> Text:
    """Show the latest news, a button each."""
    if not items:
        return Text(tr("Ingen nyheter ennå."))
    rows = [
        [
            Button(
                shortened(f"{tr.short_date(item.published_at.astimezone(zone))} · {item.title}"),
                ShowNews(item.id),
            )
        ]
        for item in items
    ]
    return Text(tr("<b>Siste nytt</b>\nTrykk på en nyhet for å lese den."), rows)


def event_list(events: list[Event], tr: Translator) -> Text:
    """Show the coming events."""
    if not events:
        return Text(tr("Ingen arrangementer er lagt ut ennå."))
    items = [_event_lines(event.title, _local(event), event.place, tr) + "\n" for event in events]
    return Text(fitting(tr("<b>Kommende arrangementer</b>\n"), items, ""))


def news_card(item: NewsItem, tr: Translator) -> Text:
    """Show a piece of news as those who follow its topic get it."""
    return Text(_news_text(item.title, item.body, tr))


def news_page(item: NewsItem, tr: Translator) -> Text:
    """Show a piece of news to somebody who picked it from the list."""
    return Text(news_card(item, tr).html, [[Button(tr.label("Alle nyheter"), ListNews())]])


def event_card(event: Event, tr: Translator) -> Text:
    """Show an event as those who follow its topic get it."""
    return Text(
        paragraphs(
            tr("Nytt arrangement"), _event_lines(event.title, _local(event), event.place, tr)
        )
    )


def question(draft: Draft, topics: list[Term], tr: Translator) -> Text:
    """Ask for the first empty field of a draft."""
    before = list(draft.fields)[-1:]
    back = [Button(tr.label("Tilbake"), GoBack(draft.id, name)) for name in before]
    rows: Rows = [[*back, Button(tr.label("Avbryt"), Cancel(draft.id))]]
    match draft.kind, draft.next_field:
        case DraftKind.NEWS, "title":
            return Text(tr("Hva er overskriften?"), rows)
        case DraftKind.NEWS, "body":
            return Text(tr("Skriv teksten. Fet skrift, kursiv og lenker blir med."), rows)
        case DraftKind.EVENT, "title":
            return Text(tr("Hva heter arrangementet?"), rows)
        case DraftKind.EVENT, "when":
            return Text(
                tr(
                    "Når? Skriv for eksempel <i>fredag 4. desember kl. 9</i> eller "
                    "<i>4.12.2026 09:00</i>."
                ),
                rows,
            )
        case DraftKind.EVENT, "place":
            when = datetime.fromisoformat(draft.fields["when"])
            return Text(
                paragraphs(
                    tr("Det blir <b>%(when)s</b>.", when=tr.moment(when)),
                    tr("Hvor? Skriv et sted, eller for eksempel <i>Teams</i>."),
                ),
                rows,
            )
        case _:
            choices = [
                [Button(topic.name(tr.locale), ChooseTopic(draft.id, topic.id))] for topic in topics
            ]
            everyone = [Button(tr.label("Gjelder alle"), ChooseTopic(draft.id, _EVERYONE))]
            return Text(tr("Hvilket tema hører det til?"), [*choices, everyone, *rows])


def preview(shown: PublicationPreview, tr: Translator) -> Text:
    """Show a finished draft as it will look, and what can be done with it."""
    draft = shown.draft
    if draft.kind is DraftKind.NEWS:
        body = _news_text(draft.fields["title"], draft.fields["body"], tr)
    else:
        when = datetime.fromisoformat(draft.fields["when"])
        body = _event_lines(draft.fields["title"], when, draft.fields["place"], tr)
    topic = next((term for term in shown.topics if term.id == topic_of(draft)), None)
    where = tr("Tema: %(topic)s", topic=topic.name(tr.locale)) if topic else tr("Gjelder alle")
    retired = topic is not None and topic.retired
    rows = [
        *([] if retired else _ways_out(shown, tr)),
        [
            Button(tr.label("Tilbake"), GoBack(draft.id, "topic")),
            Button(tr.label("Avbryt"), Cancel(draft.id)),
        ],
    ]
    gone = tr("Temaet er tatt ut av bruk. Gå tilbake og velg et annet.") if retired else None
    return Text(paragraphs(tr("<i>Slik blir det:</i>"), body, where, gone), rows)


def published(*, notified: bool, tr: Translator) -> Text:
    """Confirm that it is out."""
    return Text(
        tr("Lagt ut, og varslene er på vei.") if notified else tr("Lagt ut. Ingen er varslet.")
    )


def _ways_out(shown: PublicationPreview, tr: Translator) -> list[list[Button]]:
    draft, people = shown.draft, shown.reach.people
    notify = tr.label("Legg ut og varsle %(count)s", count=tr.number(people))
    return [
        *([[Button(notify, Publish(draft.id, draft.fingerprint, notify=True))]] if people else []),
        [
            Button(
                tr.label("Legg ut uten varsel"), Publish(draft.id, draft.fingerprint, notify=False)
            )
        ],
    ]


def _news_text(title: str, body: str, tr: Translator) -> Markup:
    return paragraphs(tr("<b>%(title)s</b>", title=title), Markup(body))  # noqa: S704 - as above


def _event_lines(title: str, when: datetime, place: str, tr: Translator) -> Markup:
    return lines(
        tr("<b>%(title)s</b>", title=title), Markup.escape(tr.moment(when)), Markup.escape(place)
    )


def _local(event: Event) -> datetime:
    return event.starts_at.astimezone(ZoneInfo(event.zone))
