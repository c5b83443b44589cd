"""Taking the register out."""

import asyncio

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.render import exporting
from klyngebot.render.data import TakeExport


async def offer(update: Update, context: Context) -> None:
    """/eksport: which format?"""
    count = await context.desk.exporting.offer(context.caller)
    await context.send(update, exporting.offer(count, context.tr))


async def take(update: Update, context: Context) -> None:
    """Send the register as a file."""
    data: TakeExport = context.data
    found = await context.desk.exporting.take(context.caller, update_id=update.update_id)
    today = context.desk.clock.now().astimezone(context.desk.zone).date()
    file = await asyncio.to_thread(
        exporting.export_file, found, exporting.format_of(data.ending), today, context.tr
    )
    await context.send(update, file)
