"""Choosing whom an announcement is for, and saying to a recipient why they have got it."""

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.render import audience, progress, reasons
from klyngebot.render.data import (
    AskWhy,
    ChooseAll,
    RemoveSelection,
    SetAudienceValue,
    ShowAudience,
    ShowAudienceValues,
    ShowSelection,
    TakeNewcomers,
)


async def show(update: Update, context: Context) -> None:
    """Show whom a draft is for."""
    data: ShowAudience = context.data
    shown = await context.desk.audiences.card(context.caller, data.broadcast)
    await context.show(update, audience.card(shown, context.tr))


async def choose_all(update: Update, context: Context) -> None:
    """Let a draft be for everyone, or for every confirmed contact."""
    data: ChooseAll = context.data
    shown = await context.desk.audiences.choose_all(
        context.caller, data.broadcast, members=data.members
    )
    await context.show(update, audience.card(shown, context.tr))


async def show_selection(update: Update, context: Context) -> None:
    """Show one selection, or the exceptions."""
    data: ShowSelection = context.data
    shown = await context.desk.audiences.card(context.caller, data.broadcast)
    await context.show(update, audience.selection(shown, data.place, context.tr))


async def show_values(update: Update, context: Context) -> None:
    """Show a page of what can be chosen."""
    data: ShowAudienceValues = context.data
    shown = await context.desk.audiences.card(context.caller, data.broadcast)
    page = audience.values(shown, data.place, data.dimension, data.page, context.tr)
    await context.show(update, page)


async def set_value(update: Update, context: Context) -> None:
    """Choose a value, or take it out again."""
    data: SetAudienceValue = context.data
    shown = await context.desk.audiences.set_value(
        context.caller, data.broadcast, data.place, data.dimension, data.number, on=data.on
    )
    page = audience.page_of(shown, data.place, data.dimension, data.number)
    text = audience.values(shown, data.place, data.dimension, page, context.tr)
    await context.show(update, text)


async def remove(update: Update, context: Context) -> None:
    """Take a selection, or the exceptions, out."""
    data: RemoveSelection = context.data
    shown = await context.desk.audiences.remove(
        context.caller, data.broadcast, data.place, data.revision
    )
    await context.show(update, audience.card(shown, context.tr))


async def take_newcomers(update: Update, context: Context) -> None:
    """Let what waits also go to those who fit by now."""
    data: TakeNewcomers = context.data
    report = await context.desk.audiences.take_newcomers(
        context.caller, data.broadcast, data.people
    )
    text = progress.report(report, context.tr, zone=context.desk.zone, now=context.desk.clock.now())
    await context.show(update, text)


async def tell_why(update: Update, context: Context) -> None:
    """Say to a recipient why they have got an announcement."""
    data: AskWhy = context.data
    reason = await context.desk.audiences.why(context.caller, data.broadcast)
    await context.tell(update, reasons.why(reason, context.desk.cluster.name, context.tr))
