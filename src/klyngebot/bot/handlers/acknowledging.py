"""Confirming announcements, and reminding those who have not."""

from datetime import datetime

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.domain.acknowledging import Confirmations, Shown
from klyngebot.render import acknowledging, standings
from klyngebot.render.data import (
    Acknowledge,
    AskRemind,
    Remind,
    ShowConfirmations,
    ShowStandings,
)


async def acknowledge(update: Update, context: Context) -> None:
    """Note that it is read, and show so below the tapped message and the others that ask."""
    data: Acknowledge = context.data
    done = await context.desk.acknowledgements.acknowledge(context.caller, data.broadcast)
    if done.at is None:
        await context.send(update, acknowledging.only_looks(context.tr))
        return
    variant = done.broadcast.variant_for(context.tr.locale)
    tapped = update.effective_message
    assert tapped is not None
    shown = {one.message_id: one for one in done.shown}
    preview = Shown(message_id=tapped.message_id, variant=variant, reminder=False)
    for one in (shown.pop(tapped.message_id, preview), *shown.values()):
        rows = acknowledging.buttons(done, one, context.desk.zone, context.tr)
        await context.redraw(update, one.message_id, rows)


async def show_confirmations(update: Update, context: Context) -> None:
    """Show who has confirmed and who has not."""
    data: ShowConfirmations = context.data
    found = await context.desk.acknowledgements.confirmations(context.caller, data.broadcast)
    await _overview(update, context, found, data.page)


async def ask_remind(update: Update, context: Context) -> None:
    """Ask whether to remind those who have not confirmed."""
    data: AskRemind = context.data
    found = await context.desk.acknowledgements.confirmations(context.caller, data.broadcast)
    if not found.to_remind:
        await _overview(update, context, found, 0)
        return
    question = acknowledging.ask_remind(
        found, context.tr, zone=context.desk.zone, now=_now(context)
    )
    await context.show(update, question)


async def remind(update: Update, context: Context) -> None:
    """Remind those who have not confirmed."""
    data: Remind = context.data
    found = await context.desk.acknowledgements.remind(
        context.caller, data.broadcast, data.last, update_id=update.update_id
    )
    await _overview(update, context, found, 0)


async def show_standings(update: Update, context: Context) -> None:
    """Show how things stand with each partner."""
    data: ShowStandings = context.data
    found = await context.desk.acknowledgements.standings(context.caller)
    shown = standings.page(found, data.page, context.desk.zone, context.tr)
    await context.show(update, shown)


async def _overview(update: Update, context: Context, found: Confirmations, page: int) -> None:
    shown = acknowledging.overview(
        found, page, context.tr, zone=context.desk.zone, now=_now(context)
    )
    await context.show(update, shown)


def _now(context: Context) -> datetime:
    return context.desk.clock.now()
