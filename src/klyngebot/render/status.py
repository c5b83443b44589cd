"""How things stand, in the terms of the promises."""

from zoneinfo import ZoneInfo

from klyngebot.i18n import Translator
from klyngebot.render.reply import Text, lines, paragraphs
from klyngebot.services.leadership import Overview


def overview(shown: Overview, zone: ZoneInfo, tr: Translator) -> Text:
    """Show a leader the numbers, and what needs attention."""
    inside = shown.partners - len(shown.without_members)
    return Text(
        paragraphs(
            tr("<b>Slik står det til</b>"),
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
            tr(
                "Ingen i boten fra: %(names)s.",
                names=tr.listed(shown.without_members[:40]),
            )
            if shown.without_members
            else None,
            lines(
                tr("Venter på å bli sendt: %(count)s.", count=tr.number(shown.waiting)),
                tr(
                    "Satt til side etter tre forsøk: %(count)s. Be den som drifter boten om å "
                    "kjøre <code>klyngebot doctor</code>.",
                    count=tr.number(shown.quarantined),
                )
                if shown.quarantined
                else None,
                tr(
                    "Siste sikkerhetskopi: %(when)s.",
                    when=tr.moment(shown.newest_backup.astimezone(zone)),
                )
                if shown.newest_backup
                else tr("Ingen sikkerhetskopi ennå; den første tas i natt."),
            ),
            tr(
                "<b>Det jeg lover:</b> Når du bekrefter en kunngjøring, er mottakerne låst, og "
                "hver av dem ender som levert, avvist, trukket, utløpt eller usikker. Stopper jeg "
                "midt i, blir høyst åtte usikre; du ser navnene og velger. Ingen får mer enn to "
                "like."
            ),
        )
    )
