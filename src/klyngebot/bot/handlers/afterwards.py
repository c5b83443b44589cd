"""What became of announcements, and whom they have not reached."""

import asyncio

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.render import accounts, afterwards, attention, unreached
from klyngebot.render.data import (
    ShowLost,
    ShowPartnerAccount,
    ShowUnreachable,
    ShowUnreached,
    TakeAccount,
    TakeAddresses,
)


async def show_partners(update: Update, context: Context) -> None:
    """Show what became of one, partner by partner."""
    data: ShowPartnerAccount = context.data
    found = await context.desk.afterwards.account(context.caller, data.broadcast)
    await context.show(update, afterwards.partners(found, data.page, context.tr))


async def take_account(update: Update, context: Context) -> None:
    """Send its account as a workbook."""
    data: TakeAccount = context.data
    found = await context.desk.afterwards.take_account(
        context.caller, data.broadcast, update_id=update.update_id
    )
    file = await asyncio.to_thread(accounts.account_file, found, context.desk.zone, context.tr)
    await context.send(update, file)


async def show_unreached(update: Update, context: Context) -> None:
    """Show whom it was for and has not reached."""
    data: ShowUnreached = context.data
    found = await context.desk.afterwards.unreached(context.caller, data.broadcast)
    await context.show(update, unreached.unreached(found, data.page, context.tr))


async def take_addresses(update: Update, context: Context) -> None:
    """Send their addresses and the text, to be copied."""
    data: TakeAddresses = context.data
    found = await context.desk.afterwards.take_addresses(
        context.caller, data.broadcast, update_id=update.update_id
    )
    await context.send(update, *unreached.addresses(found, context.tr))


async def show_unreachable(update: Update, context: Context) -> None:
    """Show the chats that Telegram does not let us write to."""
    data: ShowUnreachable = context.data
    found = await context.desk.afterwards.list_unreachable(context.caller)
    await context.show(
        update, unreached.unreachable(found, data.page, context.tr, zone=context.desk.zone)
    )


async def show_lost(update: Update, context: Context) -> None:
    """Show the notices that did not reach somebody."""
    data: ShowLost = context.data
    found = await context.desk.afterwards.list_lost(context.caller)
    await context.show(update, attention.lost(found, data.page, context.tr, zone=context.desk.zone))
