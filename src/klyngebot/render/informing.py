"""Telling people that they are in the register: whom, and with which words."""

from markupsafe import Markup

from klyngebot.domain.informing import Untold, fingerprint
from klyngebot.i18n import Translator, norwegian, translator
from klyngebot.render.data import ConfirmInformed
from klyngebot.render.reply import Button, Text, fitting, lines, paragraphs, shortened
from klyngebot.render.welcome import Cluster
from klyngebot.services.informing import ToInform


def untold(found: ToInform, cluster: Cluster, bot_name: str, tr: Translator) -> list[Text]:
    """Show who has not been told, the e-mail to send, and the addresses, a message each."""
    if not found.count:
        return [Text(tr("Alle i registeret har fått vite at de står der."))]
    head = tr.plural(
        "<b>%(count)s person</b> i registeret har ikke fått vite det ennå, og er skjult så lenge.",
        "<b>%(count)s personer</b> i registeret har ikke fått vite det ennå, og er skjult så "
        "lenge.",
        found.count,
    )
    late = (
        tr.plural(
            "⚠ %(count)s har ventet i mer enn 30 dager. Loven krever at det sies innen en måned.",
            "⚠ %(count)s har ventet i mer enn 30 dager. Loven krever at det sies innen en måned.",
            found.overdue,
        )
        if found.overdue
        else None
    )
    how = tr(
        "Send e-posten under, med adressene som blindkopi, og trykk på knappen når den er sendt. "
        "Den som åpner lenken til partneren sin, får vite det av meg."
    )
    more = found.count - sum(map(len, found.batches))
    rest = (
        tr.plural("… og %(count)s til etterpå.", "… og %(count)s til etterpå.", more)
        if more
        else None
    )
    return [
        Text(paragraphs(head, late, how, rest)),
        Text(_email(cluster, bot_name, norwegian(tr.locale))),
        Text(_email(cluster, bot_name, translator("en"))),
        *(_batch(batch, found, tr) for batch in found.batches),
    ]


def confirmed(tr: Translator) -> Text:
    """Confirm that people were told."""
    return Text(
        tr("Notert: disse er informert, og synlige i oppslaget. /informer viser om flere gjenstår.")
    )


def _batch(batch: list[Untold], found: ToInform, tr: Translator) -> Text:
    ids = [who.person.id for who in batch]
    addresses = "; ".join(who.person.facts.email for who in batch if who.person.facts.email)
    without = [shortened(who.person.name, 60) for who in batch if not who.person.facts.email]
    items = [
        lines(
            tr(
                "• %(name)s, %(partner)s, siden %(since)s",
                name=shortened(who.person.name, 60),
                partner=shortened(who.person.partner_name, 30),
                since=tr.day(who.since.date()),
            )
            + (tr(" – over fristen") if who.is_overdue(found.now) else "")
        )
        for who in batch
    ]
    label = tr.label("Jeg har sendt e-posten til disse %(count)s", count=tr.number(len(batch)))
    return Text(
        fitting(
            paragraphs(
                tr("<code>%(addresses)s</code>", addresses=shortened(addresses, 1400))
                if addresses
                else None,
                tr(
                    "Uten e-post, så de må få vite det på annen måte: %(names)s",
                    names=shortened(", ".join(without), 500),
                )
                if without
                else None,
                tr("Det gjelder:"),
            ),
            items,
            tr.label("… og flere."),
        ),
        [[Button(label, ConfirmInformed(ids[0], ids[-1], fingerprint(ids)))]],
    )


def _email(cluster: Cluster, bot_name: str, tr: Translator) -> Markup:
    return tr(
        "<b>Du står i partnerregisteret til %(cluster)s</b>\n\n"
        "Hei!\n\n"
        "Bedriften din er partner i %(cluster)s, og du er meldt inn som kontaktperson. Derfor har "
        "vi lagret navn, stilling, arbeidsgiver og e-post, og kanskje telefon, fagfelt og språk. "
        "Vi har fått det fra arbeidsgiveren din, og bruker det så folk i klyngen finner rett "
        "person (berettiget interesse). Bare vi og bekreftede kontakter hos partnerne ser det, og "
        "telefonnummeret ser bare vi, til du selv velger noe annet. Det slettes 30 dager etter at "
        "du slutter som kontakt.\n\n"
        "Du kan se, rette, skjule og slette det i Telegram: https://t.me/%(bot)s, eller ved å "
        "svare på denne e-posten. Du kan også protestere mot at vi lagrer det. Ansvarlig er "
        "%(office)s, %(contact)s. Du kan klage til Datatilsynet.\n\n"
        "Hilsen %(office)s",
        cluster=shortened(cluster.name, 200),
        office=shortened(cluster.office, 200),
        contact=shortened(cluster.contact, 200),
        bot=bot_name,
    )
