"""One's own card, and the cards one keeps."""

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.render import cards, data


async def show_mine(update: Update, context: Context) -> None:
    """/meg: what exists of oneself."""
    mine = await context.desk.cards.mine(context.caller)
    await context.show(update, cards.my_card(mine, context.tr))


async def show_my_partner(update: Update, context: Context) -> None:
    """/minbedrift: the partner one looks after."""
    sheet = await context.desk.cards.my_partner(context.caller)
    await context.show(update, cards.partner_sheet(sheet, context.tr))


async def show_person(update: Update, context: Context) -> None:
    """Show the card of a person one keeps."""
    tapped: data.ShowPersonSheet = context.data
    sheet = await context.desk.cards.person(context.caller, tapped.person)
    await context.show(update, cards.person_sheet(sheet, context.tr))


async def show_partner(update: Update, context: Context) -> None:
    """Show the card of a partner one keeps."""
    tapped: data.ShowPartnerSheet = context.data
    sheet = await context.desk.cards.partner(context.caller, tapped.partner)
    await context.show(update, cards.partner_sheet(sheet, context.tr))


async def choose_person_entry(update: Update, context: Context) -> None:
    """Show which fields of a person can be changed."""
    tapped: data.ChoosePersonEntry = context.data
    sheet = await context.desk.cards.person(context.caller, tapped.person)
    await context.show(update, cards.choose_person_entry(sheet, context.tr))


async def choose_partner_entry(update: Update, context: Context) -> None:
    """Show which fields of a partner can be changed."""
    tapped: data.ChoosePartnerEntry = context.data
    sheet = await context.desk.cards.partner(context.caller, tapped.partner)
    await context.show(update, cards.choose_partner_entry(sheet, context.tr))


async def ask_leave(update: Update, context: Context) -> None:
    """Ask whether one has left one's partner."""
    mine = await context.desk.cards.mine(context.caller)
    await context.show(update, cards.ask_leave(mine, context.tr))


async def leave(update: Update, context: Context) -> None:
    """Say that one has left one's partner."""
    person = await context.desk.joining.leave(context.caller)
    await context.show(update, cards.left(person, context.tr))


async def hide_me(update: Update, context: Context) -> None:
    """Leave oneself out of the look-up, or not."""
    tapped: data.HideMe = context.data
    person = await context.desk.own_data.hide_me(context.caller, on=tapped.on)
    await context.show(update, cards.hidden(person, context.tr))


async def hide(update: Update, context: Context) -> None:
    """Leave a person who has asked for it out of the look-up, or not."""
    tapped: data.Hide = context.data
    person = await context.desk.own_data.hide(context.caller, tapped.person, on=tapped.on)
    await context.show(update, cards.hidden(person, context.tr))
