"""Who has done what."""

from datetime import datetime

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.render import changes
from klyngebot.render.data import ShowChanges


async def list_latest(update: Update, context: Context) -> None:
    """/endringer: what was done last."""
    page = await context.desk.changes.list_latest(context.caller)
    await context.show(update, changes.page(page, _today(context), context.tr))


async def show_before(update: Update, context: Context) -> None:
    """Show what was done before that."""
    data: ShowChanges = context.data
    page = await context.desk.changes.list_latest(context.caller, data.before or None)
    await context.show(update, changes.page(page, _today(context), context.tr))


def _today(context: Context) -> datetime:
    return context.desk.clock.now().astimezone(context.desk.zone)
