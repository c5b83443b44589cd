"""Everybody's own data: see it, take it out, hide it, erase it; and whom a leader must tell."""

from telegram import Update

from klyngebot.bot import menus
from klyngebot.bot.context import Context
from klyngebot.render import cards, data, informing, own_data, privacy


async def show_data(update: Update, context: Context) -> None:
    """/mine_data: everything that is kept, as text and as a file."""
    mine = await context.desk.own_data.take_out(context.caller, update_id=update.update_id)
    if not mine.tables:
        await context.send(update, own_data.nothing_kept(context.tr))
        return
    await context.send(
        update, own_data.my_data(mine, context.tr), own_data.my_file(mine, context.tr)
    )


async def hide_me(update: Update, context: Context) -> None:
    """/skjul_meg: out of the look-up."""
    person = await context.desk.own_data.hide_me(context.caller, on=True)
    await context.send(update, cards.hidden(person, context.tr))


async def show_me(update: Update, context: Context) -> None:
    """/vis_meg: in the look-up again."""
    person = await context.desk.own_data.hide_me(context.caller, on=False)
    await context.send(update, cards.hidden(person, context.tr))


async def ask_erase(update: Update, context: Context) -> None:
    """/slett_meg: what happens, and a question."""
    await context.desk.own_data.ask_erase(context.caller)
    await context.show(update, own_data.ask_erase(context.tr))


async def erase_me(update: Update, context: Context) -> None:
    """Erase oneself."""
    await context.desk.own_data.erase_me(context.caller, update_id=update.update_id)
    await context.show(update, own_data.erased(context.tr))
    await menus.forget(context)


async def ask_erase_person(update: Update, context: Context) -> None:
    """Ask a leader whether a person has asked to be erased."""
    tapped: data.AskErasePerson = context.data
    person = await context.desk.own_data.find_person(context.caller, tapped.person)
    await context.show(update, own_data.ask_erase_person(person, context.tr))


async def erase_person(update: Update, context: Context) -> None:
    """Erase a person who has asked for it."""
    tapped: data.ErasePerson = context.data
    await context.desk.own_data.erase_person(
        context.caller, tapped.person, update_id=update.update_id
    )
    await context.show(update, own_data.person_erased(context.tr))


async def show_untold(update: Update, context: Context) -> None:
    """/informer: who has not been told that they are in the register."""
    found = await context.desk.informing.list_untold(context.caller)
    shown = informing.untold(found, context.desk.cluster, context.bot.username, context.tr)
    await context.send(update, *shown)


async def confirm_informed(update: Update, context: Context) -> None:
    """Note that exactly those shown were told."""
    tapped: data.ConfirmInformed = context.data
    await context.desk.informing.confirm(
        context.caller, tapped.first, tapped.last, tapped.fingerprint
    )
    await context.show(update, informing.confirmed(context.tr))


async def show_privacy(update: Update, context: Context) -> None:
    """/personvern: what is kept, and what for."""
    desk = context.desk
    await context.show(update, privacy.privacy(desk.cluster, desk.backups_kept, context.tr))


async def show_privacy_page(update: Update, context: Context) -> None:
    """Show a page of what is kept, in detail."""
    tapped: data.ShowPrivacy = context.data
    await context.show(update, privacy.details(tapped.page, context.tr))
