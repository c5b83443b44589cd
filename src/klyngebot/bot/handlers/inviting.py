"""Links to send."""

import asyncio

from telegram import Update

from klyngebot.bot.context import Context, words
from klyngebot.render import inviting
from klyngebot.render.data import (
    AskNewLink,
    InvitePerson,
    ListInvitable,
    ReplaceLink,
    ShowInvite,
    ShowJoinText,
    ShowLink,
)

EVERYBODY = {"alle", "all"}


async def show_link(update: Update, context: Context) -> None:
    """Show a partner's join link with its picture."""
    data: ShowLink = context.data
    partner = await context.desk.partnership.link(context.caller, data.partner)
    name = context.desk.cluster.name
    await context.send(update, inviting.link_photo(partner, context.bot.username, name, context.tr))


async def show_text(update: Update, context: Context) -> None:
    """Show a text with the join link, to copy."""
    data: ShowJoinText = context.data
    partner = await context.desk.partnership.link(context.caller, data.partner)
    name = context.desk.cluster.name
    await context.send(
        update, inviting.join_text_to_copy(partner, context.bot.username, name, context.tr)
    )


async def ask_new_link(update: Update, context: Context) -> None:
    """Ask whether to replace it; the question is a message of its own, below the picture."""
    data: AskNewLink = context.data
    partner = await context.desk.partnership.link(context.caller, data.partner)
    await context.send(update, inviting.new_link_question(partner, context.tr))


async def replace_link(update: Update, context: Context) -> None:
    """Replace it."""
    data: ReplaceLink = context.data
    partner = await context.desk.partnership.replace_link(context.caller, data.partner, data.old)
    name = context.desk.cluster.name
    await context.send(update, inviting.link_photo(partner, context.bot.username, name, context.tr))


async def invite(update: Update, context: Context) -> None:
    """/inviter [partner, alle]: personal links for those who are not in."""
    said = words(context.args)
    if said.casefold() in EVERYBODY:
        await _invite_all(update, context)
        return
    found = await context.desk.invitations.list_partners(context.caller, said)
    if len(found) == 1:
        await context.send(update, inviting.people(found[0], 0, context.tr))
    else:
        await context.send(update, inviting.partners(found, context.tr))


async def list_people(update: Update, context: Context) -> None:
    """Show who of a partner is not in."""
    data: ListInvitable = context.data
    at = await context.desk.invitations.list_people(context.caller, data.partner)
    await context.show(update, inviting.people(at, data.page, context.tr))


async def invite_person(update: Update, context: Context) -> None:
    """Make a personal link for somebody."""
    data: InvitePerson = context.data
    made = await context.desk.invitations.invite(
        context.caller, data.person, update_id=update.update_id
    )
    name, tr = context.desk.cluster.name, context.tr
    shown = inviting.invitation(made, context.bot.username, name, tr, locale=tr.locale)
    await context.send(update, shown)


async def show_invitation(update: Update, context: Context) -> None:
    """Show its text in the other language."""
    data: ShowInvite = context.data
    made = await context.desk.invitations.find(context.caller, data.person, data.made)
    name, tr = context.desk.cluster.name, context.tr
    shown = inviting.invitation(made, context.bot.username, name, tr, locale=data.locale)
    await context.show(update, shown)


async def _invite_all(update: Update, context: Context) -> None:
    made = await context.desk.invitations.invite_all(context.caller, update_id=update.update_id)
    name = context.desk.cluster.name
    # In a thread: thousands of rows take a second.
    file = await asyncio.to_thread(inviting.everybody, made, context.bot.username, name, context.tr)
    await context.send(update, file)
