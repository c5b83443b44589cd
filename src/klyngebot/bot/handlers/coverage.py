"""Who is in the bot and who is not; people and partners that leave."""

from telegram import Update

from klyngebot.bot import menus
from klyngebot.bot.context import Context
from klyngebot.render import coverage
from klyngebot.render.data import (
    AskEnd,
    AskPartnerLeaves,
    EndMembership,
    PartnerBack,
    PartnerLeaves,
    ShowCoverage,
    ShowCovered,
    ShowMember,
)


async def list_partners(update: Update, context: Context) -> None:
    """Show a page of the partners with how many of each are in."""
    data: ShowCoverage = context.data
    found = await context.desk.coverage.list_partners(context.caller)
    await context.show(update, coverage.partners(found, data.page, context.tr))


async def show_partner(update: Update, context: Context) -> None:
    """Show who of a partner is in and who is not."""
    data: ShowCovered = context.data
    shown = await context.desk.coverage.partner(context.caller, data.partner)
    await context.show(update, coverage.partner(shown, context.tr))


async def show_person(update: Update, context: Context) -> None:
    """Show somebody at a partner with what may be done about them."""
    data: ShowMember = context.data
    shown = await context.desk.coverage.person(context.caller, data.person)
    await context.show(update, coverage.person(shown, context.tr))


async def ask_end(update: Update, context: Context) -> None:
    """Ask whether they work there no more."""
    data: AskEnd = context.data
    shown = await context.desk.coverage.person(context.caller, data.person)
    await context.show(update, coverage.end_question(shown, context.tr))


async def end(update: Update, context: Context) -> None:
    """Note that they do not."""
    data: EndMembership = context.data
    ended = await context.desk.joining.end(context.caller, data.person)
    await context.show(update, coverage.ended(ended.person, context.tr))
    if ended.holder is not None:
        await menus.show_to(context, ended.holder)


async def ask_leave(update: Update, context: Context) -> None:
    """Ask whether a partner has left."""
    data: AskPartnerLeaves = context.data
    shown = await context.desk.coverage.partner(context.caller, data.partner)
    await context.show(update, coverage.leave_question(shown.partner, context.tr))


async def leave(update: Update, context: Context) -> None:
    """Note that it has."""
    data: PartnerLeaves = context.data
    out = await context.desk.partnership.leave(context.caller, data.partner)
    shown = await context.desk.coverage.partner(context.caller, data.partner)
    await context.show(update, coverage.partner(shown, context.tr))
    for holder in out:
        await menus.show_to(context, holder)


async def come_back(update: Update, context: Context) -> None:
    """Note that it is back."""
    data: PartnerBack = context.data
    await context.desk.partnership.come_back(context.caller, data.partner)
    shown = await context.desk.coverage.partner(context.caller, data.partner)
    await context.show(update, coverage.partner(shown, context.tr))
