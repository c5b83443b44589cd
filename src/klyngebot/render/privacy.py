"""The privacy statement, made from the table of fields and the settings in force."""

from markupsafe import Markup

from klyngebot.domain.privacy import FIELDS, Field, Kept, Purpose
from klyngebot.i18n import Translator
from klyngebot.render.data import AskErase, ShowMyData, ShowPrivacy
from klyngebot.render.reply import Button, Text, fitting, lines, paragraphs
from klyngebot.render.welcome import Cluster


def privacy(cluster: Cluster, backups_kept: int, tr: Translator) -> Text:
    """Say who is responsible, what is kept for what, and what one can do."""
    return Text(
        fitting(
            paragraphs(
                tr("<b>Personvern</b>"),
                tr(
                    "%(office)s er ansvarlig. Spørsmål, innsyn, retting og sletting: %(contact)s. "
                    "Du kan klage til Datatilsynet.",
                    office=cluster.office,
                    contact=cluster.contact,
                ),
                tr("<b>Dette lagrer jeg, og hvorfor</b>"),
            ),
            [_summary(purpose, tr) for purpose in Purpose] + [Markup(), *_more(backups_kept, tr)],
            "…",
        ),
        [
            [
                Button(tr.label("Alt i detalj"), ShowPrivacy(0)),
                Button(tr.label("Mine data"), ShowMyData()),
            ],
            [Button(tr.label("Slett meg"), AskErase())],
        ],
    )


def details(page: int, tr: Translator) -> Text:
    """Show everything that is kept for one purpose: what, on what basis, how long."""
    purposes = list(Purpose)
    page = min(page, len(purposes) - 1)
    purpose = purposes[page]
    items = [
        tr("• %(what)s – %(kept)s", what=tr(field.what), kept=tr(field.kept.how_long))
        for field in _told(purpose)
    ]
    turn = []
    if page > 0:
        turn.append(Button(tr.label("‹ Forrige"), ShowPrivacy(page - 1)))
    if page < len(purposes) - 1:
        turn.append(Button(tr.label("Neste ›"), ShowPrivacy(page + 1)))
    return Text(
        fitting(
            paragraphs(
                tr("<b>%(purpose)s</b>", purpose=tr(purpose.what)),
                lines(
                    tr("Grunnlag: %(basis)s", basis=tr(purpose.basis)),
                    tr("Side %(page)s av %(pages)s", page=page + 1, pages=len(purposes)),
                ),
            ),
            items,
            "…",
        ),
        [turn],
    )


def _summary(purpose: Purpose, tr: Translator) -> Markup:
    # Some of them have commas of their own.
    what = Markup("; ").join(tr(field.what) for field in _told(purpose))
    return tr("• <b>%(purpose)s:</b> %(what)s.", purpose=tr(purpose.what), what=what)


def _told(purpose: Purpose) -> list[Field]:
    """Return the fields of a purpose, each in words once."""
    told = {field.what: field for field in FIELDS if field.purpose is purpose}
    return list(told.values())


def _more(backups_kept: int, tr: Translator) -> list[Markup]:
    return [
        tr(
            "Det du skriver til meg, slettes når det er besvart. Et kort slettes %(days)s dager "
            "etter at du slutter som kontakt. Sikkerhetskopier slettes etter %(nights)s netter.",
            days=tr.number(Kept.WHILE_CONTACT.time.days),
            nights=tr.number(backups_kept),
        ),
        tr(
            "Du kan se, rette, skjule og slette det som gjelder deg: /meg. /stopp slår av alle "
            "meldinger."
        ),
        tr(
            "Samtaler med boter i Telegram er ikke ende-til-ende-kryptert. Skriv ikke noe "
            "fortrolig her. Nasjonal sikkerhetsmyndighet fraråder Telegram på tjenestetelefoner."
        ),
    ]
