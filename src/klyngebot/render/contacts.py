"""A person to keep: as a contact in Telegram, or as a file for any address book."""

from klyngebot.domain.text import fold
from klyngebot.files.vcard import Card, vcard_for_telegram, vcards
from klyngebot.i18n import Translator
from klyngebot.render.reply import Contact, File
from klyngebot.services.directory import PersonCard


def contact(card: PersonCard) -> Contact:
    """Return a person to save in the telephone; Telegram sends none without a number."""
    given, _, family = card.person.name.rpartition(" ")
    return Contact(
        phone=card.person.facts.phone,
        first_name=(given or family)[:64],
        last_name=(family if given else "")[:64],
        vcard=vcard_for_telegram(_card(card)),
    )


def file(card: PersonCard, tr: Translator) -> File:
    """Return a person as a .vcf file, and say when a number that may be seen is not in it."""
    without = card.has_phone and not card.person.facts.phone
    return File(
        name=f"{fold(card.person.name).replace(' ', '-')[:60] or 'kontakt'}.vcf",
        body=vcards([_card(card)]),
        caption=tr("Telefonnummeret er ikke med: du har sett så mange numre som du kan i dag.")
        if without
        else tr("Åpne filen for å lagre kontakten."),
    )


def _card(card: PersonCard) -> Card:
    facts = card.person.facts
    return Card(
        name=facts.name,
        title=facts.title,
        org=card.person.partner_name,
        email=facts.email,
        phone=facts.phone,
    )
