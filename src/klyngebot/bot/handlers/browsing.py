"""Leafing through the partners by county and by competence."""

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.render import browsing
from klyngebot.render.data import ShowCompetences, ShowCounty, ShowTagged


async def list_counties(update: Update, context: Context) -> None:
    """Show the counties, with their counts."""
    counts = await context.desk.directory.count_counties(context.caller)
    await context.show(update, browsing.counties(counts, context.tr))


async def list_county(update: Update, context: Context) -> None:
    """Show a page of one county."""
    data: ShowCounty = context.data
    county, found = await context.desk.directory.list_county(context.caller, data.county)
    await context.show(update, browsing.county_page(county, found, data.page, context.tr))


async def list_competences(update: Update, context: Context) -> None:
    """Show a page of the competences, with their counts."""
    data: ShowCompetences = context.data
    counts = await context.desk.directory.count_competences(context.caller)
    await context.show(update, browsing.competences(counts, data.page, context.tr))


async def list_tagged(update: Update, context: Context) -> None:
    """Show a page of the partners with one competence."""
    data: ShowTagged = context.data
    term, found = await context.desk.directory.list_tagged(context.caller, data.term)
    await context.show(update, browsing.tagged_page(term, found, data.page, context.tr))
