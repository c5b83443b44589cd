"""One's own data: everything that is kept, as text and as a file; and erasing oneself."""

import json
from collections.abc import Sequence

from markupsafe import Markup

from klyngebot.domain.people import Person
from klyngebot.i18n import Translator
from klyngebot.render import data
from klyngebot.render.reply import Button, File, Text, fitting, lines, paragraphs, shortened
from klyngebot.services.own_data import MyData
from klyngebot.store.own_data import JsonRow

SHOWN = 3
"""Rows of each table shown in the message; the file has all."""


def nothing_kept(tr: Translator) -> Text:
    """Tell a stranger that nothing is kept."""
    return Text(tr("Jeg har ikke lagret noe om deg. /personvern sier hva jeg ellers lagrer."))


def my_data(mine: MyData, tr: Translator) -> Text:
    """Show what is kept about oneself, readable; the file has every row."""
    items: list[Markup] = []
    for table, rows in mine.tables.items():
        items.append(
            tr("<b>%(table)s</b> (%(count)s)", table=_table(table, tr), count=tr.number(len(rows)))
        )
        items += [line for row in rows[:SHOWN] if (line := _row(table, row))]
    return Text(
        fitting(
            paragraphs(
                tr("<b>Dette har jeg lagret om deg</b>"),
                tr("Filen under har alt, også det som ikke får plass her."),
            ),
            items,
            tr.label("… og mer. Se filen."),
        ),
        [
            [Button(tr.label("Rediger kortet mitt"), data.ShowMyCard())],
            [Button(tr.label("Slett meg"), data.AskErase())],
        ],
    )


def my_file(mine: MyData, tr: Translator) -> File:
    """Return everything that is kept about oneself as JSON."""
    body = json.dumps(
        {"taken_out_at": mine.at.isoformat(), **mine.tables}, ensure_ascii=False, indent=2
    )
    return File(
        name=f"mine-data-{mine.at:%Y-%m-%d}.json",
        body=body.encode(),
        caption=tr("Alt jeg har lagret om deg. Ta vare på filen; andre kan lese den."),
    )


def ask_erase(tr: Translator) -> Text:
    """Say what happens when one erases oneself, and ask."""
    return Text(
        paragraphs(
            tr("<b>Vil du slettes?</b>"),
            lines(
                tr("• Kortet ditt, temaene dine og spørsmålene dine blir borte for godt."),
                tr("• Du er ikke lenger bekreftet kontakt, og du får ingen meldinger."),
                tr("• At noen fikk en melding, telles fortsatt, men uten navn."),
                tr("• Nyheter og kunngjøringer du har skrevet, blir stående uten navnet ditt."),
                tr("• Sikkerhetskopiene slettes etter hvert. Legges en tilbake, slettes du igjen."),
            ),
            tr("Det du har skrevet her i Telegram, sletter du selv i appen."),
        ),
        [
            [Button(tr.label("Ja, slett meg"), data.EraseMe())],
            [Button(tr.label("Nei, behold meg"), data.ShowMyCard())],
        ],
    )


def erased(tr: Translator) -> Text:
    """Confirm that one is erased."""
    return Text(
        tr("Du er slettet. Takk for nå! Vil du tilbake en gang, er /start det samme som for en ny.")
    )


def ask_erase_person(person: Person, tr: Translator) -> Text:
    """Ask a leader whether a person has asked to be erased."""
    return Text(
        paragraphs(
            tr(
                "Har <b>%(name)s</b> (%(partner)s) bedt om å bli slettet?",
                name=shortened(person.name, 200),
                partner=shortened(person.partner_name, 200),
            ),
            tr(
                "Kortet og alt annet om vedkommende slettes for godt, og det kan ikke angres. Har "
                "personen bare sluttet, så bruk «Har sluttet»."
            ),
        ),
        [
            [Button(tr.label("Ja, har bedt om det"), data.ErasePerson(person.id))],
            [Button(tr.label("Tilbake"), data.ShowPersonSheet(person.id))],
        ],
    )


def person_erased(tr: Translator) -> Text:
    """Confirm to a leader that somebody is erased."""
    return Text(tr("Personen er slettet."))


_WORDS = {
    "subscriber": ("name",),
    "person": ("name", "title", "email", "phone", "languages"),
    "join_request": ("name", "title", "word"),
    "draft_field": ("value",),
    "question": ("text",),
    "question_answer": ("text",),
    "answers_given": ("text",),
}
"""The columns that say something to a reader; numbers and times are counted, and in the file."""


def _row(table: str, row: JsonRow) -> Markup:
    words = [str(row[name]) for name in _WORDS.get(table, ()) if row.get(name)]
    return Markup.escape(shortened("– " + ", ".join(words), 300)) if words else Markup()


def _table(name: str, tr: Translator) -> str:
    names: dict[str, str] = dict(_names(tr))
    return names.get(name, name)


def _names(tr: Translator) -> Sequence[tuple[str, str]]:
    return (
        ("subscriber", tr.label("Abonnementet ditt")),
        ("subscription", tr.label("Temaene dine")),
        ("person", tr.label("Kortet ditt")),
        ("person_term", tr.label("Fagfeltene dine")),
        ("membership", tr.label("Hvor du er kontakt")),
        ("consent", tr.label("Samtykker")),
        ("invitation", tr.label("Personlige lenker til deg")),
        ("join_request", tr.label("Forespørsler om å bli med")),
        ("decided", tr.label("Forespørsler du har svart på")),
        ("used_code", tr.label("Koder du har brukt")),
        ("draft", tr.label("Det du holder på med")),
        ("draft_field", tr.label("Det du har skrevet så langt")),
        ("question", tr.label("Spørsmålene dine")),
        ("closed", tr.label("Spørsmål du har lukket")),
        ("question_answer", tr.label("Svar til deg")),
        ("answers_given", tr.label("Svar du har gitt")),
        ("delivery", tr.label("Meldinger til deg")),
        ("acknowledgement", tr.label("Kunngjøringer du har bekreftet")),
        ("broadcast", tr.label("Kunngjøringer du har sendt")),
        ("broadcast_change", tr.label("Kunngjøringer du har rettet, trukket eller purret på")),
        ("news_item", tr.label("Nyheter du har skrevet")),
        ("event", tr.label("Arrangementer du har lagt ut")),
        ("import_file", tr.label("Partnerlister du har sendt inn")),
        ("my_number_looked_at", tr.label("Når noen så på nummeret ditt")),
        ("numbers_i_looked_at", tr.label("Numre du har sett på")),
        ("failed_try", tr.label("Lenker som ikke virket")),
        ("hold", tr.label("Pauser Telegram har bedt om")),
        ("inbox", tr.label("Meldinger fra deg som behandles")),
        ("what_i_did", tr.label("Endringer du har gjort")),
        ("what_was_done_to_me", tr.label("Endringer av kortet ditt")),
    )
