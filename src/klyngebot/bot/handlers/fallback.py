"""Never silence."""

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.render import problems


async def unknown_command(update: Update, context: Context) -> None:
    """Help somebody who typed a command that is not there."""
    await context.send(update, problems.unknown_command(context.tr))


async def stale_button(update: Update, context: Context) -> None:
    """Help somebody who tapped a button that nobody knows."""
    await context.send(update, problems.stale_button(context.tr))
