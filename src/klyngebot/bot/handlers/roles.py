"""Giving and taking roles."""

from telegram import Update

from klyngebot.bot import menus
from klyngebot.bot.context import Context, words
from klyngebot.render import roles
from klyngebot.render.data import AskRole, SetRole, ShowRoles


async def list_roles(update: Update, context: Context) -> None:
    """/roller [name]: who has a role, or who of those the bot knows is called that."""
    said = words(context.args)
    if said:
        found = await context.desk.roles.search(context.caller, said)
        await context.send(update, roles.matches(found, said, context.tr))
        return
    holders = await context.desk.roles.list_holders(context.caller)
    await context.show(update, roles.holders(holders, context.tr))


async def show(update: Update, context: Context) -> None:
    """Show what somebody may do."""
    data: ShowRoles = context.data
    holder = await context.desk.roles.holder(context.caller, data.subscriber)
    await context.show(update, roles.card(holder, context.tr))


async def ask(update: Update, context: Context) -> None:
    """Ask once more."""
    data: AskRole = context.data
    holder = await context.desk.roles.holder(context.caller, data.subscriber)
    await context.show(update, roles.question(holder, data.role, context.tr, on=data.on))


async def set_role(update: Update, context: Context) -> None:
    """Give it or take it."""
    data: SetRole = context.data
    holder = await context.desk.roles.set(context.caller, data.subscriber, data.role, on=data.on)
    await context.show(update, roles.card(holder, context.tr))
    await menus.show_to(context, holder)
