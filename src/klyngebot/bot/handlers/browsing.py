"""Leafing through the partners by category, county and competence."""

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.domain.roles import Role
from klyngebot.render import browsing, coverage
from klyngebot.render.data import ShowCategory, ShowCompetences, ShowCounty, ShowTagged


async def list_categories(update: Update, context: Context) -> None:
    """/partnere: the categories, with their counts."""
    counts = await context.desk.browsing.count_categories(context.caller)
    shown = browsing.categories(counts, context.tr)
    if context.actor.has(Role.LEADER):
        summary = await context.desk.coverage.summary(context.caller)
        shown = coverage.on_top(summary, shown, context.tr)
    await context.show(update, shown)


async def list_category(update: Update, context: Context) -> None:
    """Show a page of one category."""
    data: ShowCategory = context.data
    category, found = await context.desk.browsing.list_category(context.caller, data.category)
    await context.show(update, browsing.category_page(category, found, data.page, context.tr))


async def list_counties(update: Update, context: Context) -> None:
    """Show the counties, with their counts."""
    counts = await context.desk.browsing.count_counties(context.caller)
    await context.show(update, browsing.counties(counts, context.tr))


async def list_county(update: Update, context: Context) -> None:
    """Show a page of one county."""
    data: ShowCounty = context.data
    county, found = await context.desk.browsing.list_county(context.caller, data.county)
    await context.show(update, browsing.county_page(county, found, data.page, context.tr))


async def list_competences(update: Update, context: Context) -> None:
    """Show a page of the competences, with their counts."""
    data: ShowCompetences = context.data
    counts = await context.desk.browsing.count_competences(context.caller)
    await context.show(update, browsing.competences(counts, data.page, context.tr))


async def list_tagged(update: Update, context: Context) -> None:
    """Show a page of the partners with one competence."""
    data: ShowTagged = context.data
    term, found = await context.desk.browsing.list_tagged(context.caller, data.term)
    await context.show(update, browsing.tagged_page(term, found, data.page, context.tr))
