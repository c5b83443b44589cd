"""How things stand, in the terms of the promises."""

from zoneinfo import ZoneInfo

from klyngebot.i18n import Translator
from klyngebot.render.mailbox import overdue
from klyngebot.render.reply import Text, lines, paragraphs, shortened
from klyngebot.services.leadership import Overview


def overview(shown: Overview, zone: ZoneInfo, tr: Translator, *, in_flight: int) -> Text:
    """Show a leader the numbers, and what needs attention."""
    inside = shown.partners - len(shown.without_members)
    return Text(
        paragraphs(
            tr("<b>Status</b>"),
            lines(
                tr.plural(
                    "%(count)s person får meldinger.",
                    "%(count)s personer får meldinger.",
                    shown.subscribed,
                ),
                tr.plural(
                    "%(count)s bekreftet kontakt, fra %(inside)s av %(all)s partnere.",
                    "%(count)s bekreftede kontakter, fra %(inside)s av %(all)s partnere.",
                    shown.members,
                    inside=inside,
                    all=shown.partners,
                ),
            ),
            lines(
                tr("Venter på å bli sendt: %(count)s.", count=tr.number(shown.waiting)),
                tr("Venter på svar i /innboks: %(count)s.", count=tr.number(shown.mailbox.open))
                if shown.mailbox.open
                else None,
                overdue(shown.mailbox, tr),
                tr(
                    "%(count)s meldinger til boten lot seg ikke behandle. Be den som drifter den "
                    "om å kjøre <code>klyngebot doctor</code>.",
                    count=tr.number(shown.quarantined),
                )
                if shown.quarantined
                else None,
                tr(
                    "Siste sikkerhetskopi: %(when)s.",
                    when=tr.moment(shown.newest_backup.astimezone(zone)),
                )
                if shown.newest_backup
                else tr("Ingen sikkerhetskopi ennå."),
            ),
            tr(
                "<b>Det jeg lover:</b> Når du bekrefter en kunngjøring, er mottakerne låst, og "
                "hver mottaker får ett resultat: levert, avvist, trukket, utløpt eller usikker. "
                "Stopper jeg midt i, blir høyst %(in_flight)s usikre; du ser navnene og velger. "
                "Ingen får den samme meldingen mer enn to ganger.",
                in_flight=tr.number(in_flight),
            ),
            tr(
                "<b>Ingen i boten ennå</b> (%(count)s av %(all)s): %(names)s.",
                count=tr.number(len(shown.without_members)),
                all=tr.number(shown.partners),
                names=tr.listed(shortened(name) for name in shown.without_members[:40]),
            )
            if shown.without_members
            else None,
        )
    )
