"""Who sees what of oneself."""

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.render import data, visibility


async def show_seen_by(update: Update, context: Context) -> None:
    """Show who sees what of oneself."""
    mine = await context.desk.cards.mine(context.caller)
    await context.show(update, visibility.seen_by(mine, context.tr))


async def choose_seen_by(update: Update, context: Context) -> None:
    """Show who may be let see a field."""
    tapped: data.ChooseSeenBy = context.data
    mine = await context.desk.cards.mine(context.caller)
    await context.show(update, visibility.choose_seen_by(mine, tapped.field, context.tr))


async def set_seen_by(update: Update, context: Context) -> None:
    """Choose who sees a field."""
    tapped: data.SetSeenBy = context.data
    await context.desk.cards.set_seen_by(context.caller, tapped.field, tapped.by)
    await show_seen_by(update, context)
