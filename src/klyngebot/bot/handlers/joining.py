"""The way in for a partner's people."""

from telegram import Update

from klyngebot.bot import menus
from klyngebot.bot.context import Context
from klyngebot.domain.errors import NoDraftError
from klyngebot.render import joining
from klyngebot.render.data import NotListed, PickPerson, SubmitJoin


async def open_link(update: Update, context: Context, payload: str) -> None:
    """Begin to join a partner by its link."""
    at = await context.desk.joining.open_link(context.caller, payload, update_id=update.update_id)
    await context.send(update, joining.step(at, context.tr))


async def open_personal_link(update: Update, context: Context, payload: str) -> None:
    """Come in by a personal link."""
    entered = await context.desk.invitations.open(
        context.caller, payload, update_id=update.update_id
    )
    await context.send(update, joining.entered(entered, context.tr))
    await menus.show_for(context)


async def pick(update: Update, context: Context) -> None:
    """Say "this is me"."""
    data: PickPerson = context.data
    request = await context.desk.joining.pick(context.caller, data.draft, data.person)
    await context.show(update, joining.asked(request, context.tr))


async def not_listed(update: Update, context: Context) -> None:
    """Say "I am not on the list"."""
    data: NotListed = context.data
    draft = await context.desk.drafting.find(context.caller)
    if draft is None or draft.id != data.draft:
        raise NoDraftError
    at = await context.desk.joining.step(context.caller, draft)
    await context.show(update, joining.step(at, context.tr, listed=False))


async def submit(update: Update, context: Context) -> None:
    """Ask to be confirmed."""
    data: SubmitJoin = context.data
    request = await context.desk.joining.submit(context.caller, data.draft)
    await context.show(update, joining.asked(request, context.tr))


async def list_links(update: Update, context: Context) -> None:
    """/lenker: the join links."""
    partners = await context.desk.joining.list_links(context.caller)
    await context.send(update, joining.links(partners, context.bot.username, context.tr))
