"""Looking up."""

from telegram import Update

from klyngebot.bot.context import Context, words
from klyngebot.render import cards, contacts, coverage, directory
from klyngebot.render.data import (
    GetVcard,
    OpenPartner,
    OpenPerson,
    SaveContact,
    SearchFor,
    ShowPartner,
    ShowPerson,
    ShowPhone,
)
from klyngebot.render.reply import Text
from klyngebot.services.directory import PersonCard


async def find(update: Update, context: Context) -> None:
    """/finn <words>: list the partners and people that match."""
    if not context.args:
        await context.send(update, directory.usage(context.tr))
        return
    found = await context.desk.directory.search(context.caller, words(context.args))
    await context.send(update, directory.matches(found, context.tr))


async def search_for(update: Update, context: Context) -> None:
    """Search for what a button says."""
    data: SearchFor = context.data
    found = await context.desk.directory.search(context.caller, data.words)
    await context.show(update, directory.matches(found, context.tr))


async def show_partner(update: Update, context: Context) -> None:
    """Show a partner."""
    data: ShowPartner | OpenPartner = context.data
    card = await context.desk.directory.partner(context.caller, data.partner)
    name, tr = context.bot.username, context.tr
    shown = directory.partner_card(card, name, tr, origin=data.origin)
    if context.actor.looks_after(data.partner):
        shown = coverage.for_keeper(card.partner, shown, context.tr)
    await context.show(update, shown)


async def show_person(update: Update, context: Context) -> None:
    """Show a person."""
    data: ShowPerson | OpenPerson = context.data
    card = await context.desk.directory.person(context.caller, data.person)
    await context.show(update, _person_card(card, data, context))


async def show_phone(update: Update, context: Context) -> None:
    """Show a person with their number."""
    data: ShowPhone = context.data
    card = await context.desk.directory.show_phone(
        context.caller, data.person, update_id=update.update_id
    )
    await context.show(update, _person_card(card, data, context))


async def save_contact(update: Update, context: Context) -> None:
    """Send a person as a contact."""
    data: SaveContact = context.data
    card = await context.desk.directory.show_phone(
        context.caller, data.person, update_id=update.update_id
    )
    await context.send(update, contacts.contact(card))


async def get_vcard(update: Update, context: Context) -> None:
    """Send a person as a file."""
    data: GetVcard = context.data
    card = await context.desk.directory.save(
        context.caller, data.person, update_id=update.update_id
    )
    await context.send(update, contacts.file(card, context.tr))


def _person_card(
    card: PersonCard, data: ShowPerson | OpenPerson | ShowPhone, context: Context
) -> Text:
    shown = directory.person_card(
        card, context.tr, via_partner=data.via_partner, origin=data.origin
    )
    if context.actor.looks_after(card.person.partner_id):
        return cards.for_keeper(card.person, shown, context.tr)
    return shown
