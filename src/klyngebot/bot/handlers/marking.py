"""Marking people and partners with terms, and saying what a partner is."""

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.render import cards, data, marking


async def show_person_terms(update: Update, context: Context) -> None:
    """Show the competences of a person."""
    tapped: data.ShowPersonTerms = context.data
    found = await context.desk.marking.person_terms(context.caller, tapped.person)
    await context.show(update, marking.term_choices(found, tapped.page, context.tr))


async def set_person_term(update: Update, context: Context) -> None:
    """Mark a person with a competence, or not."""
    tapped: data.SetPersonTerm = context.data
    found = await context.desk.marking.set_person_term(
        context.caller, tapped.person, tapped.term, on=tapped.on
    )
    await context.show(update, marking.term_choices(found, tapped.page, context.tr))


async def show_partner_terms(update: Update, context: Context) -> None:
    """Show the competences or materials of a partner."""
    tapped: data.ShowPartnerTerms = context.data
    found = await context.desk.marking.partner_terms(context.caller, tapped.partner, tapped.kind)
    await context.show(update, marking.term_choices(found, tapped.page, context.tr))


async def set_partner_term(update: Update, context: Context) -> None:
    """Mark a partner with a competence or material, or not."""
    tapped: data.SetPartnerTerm = context.data
    found = await context.desk.marking.set_partner_term(
        context.caller, tapped.partner, tapped.term, on=tapped.on
    )
    await context.show(update, marking.term_choices(found, tapped.page, context.tr))


async def show_categories(update: Update, context: Context) -> None:
    """Show which categories a partner can have."""
    tapped: data.ShowPartnerCategories = context.data
    found = await context.desk.marking.list_categories(context.caller)
    sheet = await context.desk.cards.partner(context.caller, tapped.partner)
    await context.show(update, marking.categories(sheet, found, context.tr))


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
