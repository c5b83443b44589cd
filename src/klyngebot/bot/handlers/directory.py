"""Looking up."""

from telegram import Update

from klyngebot.bot.context import Context, words
from klyngebot.domain.roles import Role
from klyngebot.render import coverage, directory
from klyngebot.render.data import ShowCategory, ShowPartner, ShowPerson


async def find(update: Update, context: Context) -> None:
    """/finn <words>: list the partners and people that match."""
    if not context.args:
        await context.send(update, directory.usage(context.tr))
        return
    found = await context.desk.directory.search(context.caller, words(context.args))
    await context.send(update, directory.matches(found, context.tr))


async def list_categories(update: Update, context: Context) -> None:
    """/partnere: the categories, with their counts."""
    counts = await context.desk.directory.count_categories(context.caller)
    shown = directory.categories(counts, context.tr)
    if context.actor.has(Role.LEADER):
        summary = await context.desk.coverage.summary(context.caller)
        shown = coverage.on_top(summary, shown, context.tr)
    await context.show(update, shown)


async def list_category(update: Update, context: Context) -> None:
    """Show a page of one category."""
    data: ShowCategory = context.data
    category, found = await context.desk.directory.list_category(context.caller, data.category)
    await context.show(update, directory.category_page(category, found, data.page, context.tr))


async def show_partner(update: Update, context: Context) -> None:
    """Show a partner."""
    data: ShowPartner = context.data
    card = await context.desk.directory.partner(context.caller, data.partner)
    shown = directory.partner_card(card, context.bot.username, context.tr)
    if context.actor.looks_after(data.partner):
        shown = coverage.for_keeper(card.partner, shown, context.tr)
    await context.show(update, shown)


async def show_person(update: Update, context: Context) -> None:
    """Show a person."""
    data: ShowPerson = context.data
    person = await context.desk.directory.person(context.caller, data.person)
    await context.show(update, directory.person_card(person, context.tr))
