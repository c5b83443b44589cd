"""Who sees what of oneself, and choosing it."""

from markupsafe import Markup

from klyngebot.domain.people import PersonField, Visibility
from klyngebot.i18n import Translator
from klyngebot.render import data
from klyngebot.render.cards import my_card, seer_name
from klyngebot.render.reply import Button, Text, paragraphs
from klyngebot.services.cards import MyCard


def seen_by(mine: MyCard, tr: Translator) -> Text:
    """Show who sees what of oneself, a button for each field."""
    if mine.sheet is None:
        return my_card(mine, tr)
    chosen = mine.sheet.person.seen_by
    rows = [
        [
            Button(
                f"{_field_name(field, tr)}: {seer_name(chosen.of(field), tr)}",
                data.ChooseSeenBy(field),
            )
        ]
        for field in PersonField
    ]
    return Text(
        paragraphs(
            tr("<b>Hvem ser hva?</b>"),
            tr(
                "Navn, stilling og arbeidsgiver ser alle bekreftede kontakter. Resten velger du. "
                "Prosjektkontoret, som fører registeret, ser alt."
            ),
        ),
        [*rows, [Button(tr.label("Tilbake"), data.ShowMyCard())]],
    )


def choose_seen_by(mine: MyCard, field: PersonField, tr: Translator) -> Text:
    """Offer who may see ``field`` of oneself; for a telephone number with what one agrees to."""
    if mine.sheet is None:
        return my_card(mine, tr)
    chosen = mine.sheet.person.seen_by.of(field)
    rows = [
        [
            Button(
                ("✓ " if chosen is choice else "○ ") + seer_name(choice, tr),
                data.SetSeenBy(field, choice),
            )
        ]
        for choice in Visibility
    ]
    return Text(
        paragraphs(
            tr("<b>%(name)s</b>", name=_field_name(field, tr)),
            tr("Hvem skal se det?"),
            _consent(tr) if field is PersonField.PHONE else None,
        ),
        [*rows, [Button(tr.label("Tilbake"), data.ShowSeenBy())]],
    )


def _consent(tr: Translator) -> Markup:
    """The wording of ``CONSENT_VERSION``; whoever changes it counts that up."""
    return tr(
        "<b>Telefon:</b> Når du velger noen andre enn ingen, samtykker du til at "
        "prosjektkontoret viser nummeret ditt til dem du har valgt. Du trekker samtykket ved å "
        "velge ingen."
    )


def _field_name(field: PersonField, tr: Translator) -> str:
    names = {
        PersonField.EMAIL: tr.label("E-post"),
        PersonField.PHONE: tr.label("Telefon"),
        PersonField.LANGUAGES: tr.label("Språk"),
        PersonField.COMPETENCES: tr.label("Fagfelt"),
    }
    return names[field]
