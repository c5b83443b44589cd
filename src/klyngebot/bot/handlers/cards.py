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


async def show_seen_by(update: Update, context: Context) -> None:
    """Show who sees what of oneself."""
    mine = await context.desk.cards.mine(context.caller)
    await context.show(update, cards.seen_by(mine, context.tr))


async def choose_seen_by(update: Update, context: Context) -> None:
    """Show who may be let see a field."""
    tapped: data.ChooseSeenBy = context.data
    mine = await context.desk.cards.mine(context.caller)
    await context.show(update, cards.choose_seen_by(mine, tapped.field, context.tr))


async def set_seen_by(update: Update, context: Context) -> None:
    """Choose who sees a field."""
    tapped: data.SetSeenBy = context.data
    await context.desk.cards.set_seen_by(context.caller, tapped.field, tapped.by)
    await show_seen_by(update, context)


async def show_person_terms(update: Update, context: Context) -> None:
    """Show the competences of a person."""
    tapped: data.ShowPersonTerms = context.data
    found = await context.desk.marking.person_terms(context.caller, tapped.person)
    await context.show(update, cards.term_choices(found, tapped.page, context.tr))


async def set_person_term(update: Update, context: Context) -> None:
    """Mark a person with a competence, or not."""
    tapped: data.SetPersonTerm = context.data
    found = await context.desk.marking.set_person_term(
        context.caller, tapped.person, tapped.term, on=tapped.on
    )
    await context.show(update, cards.term_choices(found, tapped.page, context.tr))


async def show_partner_terms(update: Update, context: Context) -> None:
    """Show the competences or materials of a partner."""
    tapped: data.ShowPartnerTerms = context.data
    found = await context.desk.marking.partner_terms(context.caller, tapped.partner, tapped.kind)
    await context.show(update, cards.term_choices(found, tapped.page, context.tr))


async def set_partner_term(update: Update, context: Context) -> None:
    """Mark a partner with a competence or material, or not."""
    tapped: data.SetPartnerTerm = context.data
    found = await context.desk.marking.set_partner_term(
        context.caller, tapped.partner, tapped.term, on=tapped.on
    )
    await context.show(update, cards.term_choices(found, tapped.page, context.tr))


async def show_categories(update: Update, context: Context) -> None:
    """Show which categories a partner can have."""
    tapped: data.ShowPartnerCategories = context.data
    found = await context.desk.marking.list_categories(context.caller)
    sheet = await context.desk.cards.partner(context.caller, tapped.partner)
    await context.show(update, cards.categories(sheet, found, context.tr))


async def set_category(update: Update, context: Context) -> None:
    """Put a partner into a category."""
    tapped: data.SetCategory = context.data
    sheet = await context.desk.marking.set_category(context.caller, tapped.partner, tapped.term)
    await context.show(update, cards.partner_sheet(sheet, context.tr))


async def set_standing(update: Update, context: Context) -> None:
    """Say whether a partner has signed an agreement."""
    tapped: data.SetStanding = context.data
    sheet = await context.desk.marking.set_standing(context.caller, tapped.partner, tapped.standing)
    await context.show(update, cards.partner_sheet(sheet, context.tr))


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
