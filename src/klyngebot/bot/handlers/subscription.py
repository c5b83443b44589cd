"""Coming in, settings, leaving."""

from telegram import ChatMember, Update

from klyngebot.bot import menus
from klyngebot.bot.context import BLOCKED, Context
from klyngebot.bot.handlers import joining
from klyngebot.bot.handlers.connecting import shared
from klyngebot.domain import codes
from klyngebot.domain.invitations import PREFIX as INVITATION_PREFIX
from klyngebot.i18n import translator
from klyngebot.render import welcome
from klyngebot.render.data import SetLocale, SetTopic
from klyngebot.services.joining import PREFIX as JOIN_PREFIX


async def start(update: Update, context: Context) -> None:
    """/start: come in, by a join link, a personal link, as a leader, or just so."""
    payload = (context.args or [""])[0]
    if payload.startswith(codes.PREFIX):
        await context.desk.leadership.enter(context.caller, payload, update_id=update.update_id)
        await context.send(update, welcome.code_accepted(context.tr))
        await menus.show_for(context)
    elif payload.startswith(JOIN_PREFIX):
        await joining.open_link(update, context, payload)
    elif payload.startswith(INVITATION_PREFIX):
        await joining.open_personal_link(update, context, payload)
    else:
        settings = await context.desk.subscriptions.start(context.caller)
        await context.send(update, welcome.welcome(settings, context.desk.cluster, context.tr))


async def show_help(update: Update, context: Context) -> None:
    """/hjelp: what can be done."""
    await context.send(
        update, welcome.help_text(context.actor.role, context.tr, contact=context.actor.is_contact)
    )


async def show_settings(update: Update, context: Context) -> None:
    """/innstillinger: topics and language."""
    settings = await context.desk.subscriptions.settings(context.caller)
    await context.send(update, welcome.settings_card(settings, context.tr))


async def set_topic(update: Update, context: Context) -> None:
    """Turn a topic on or off."""
    data: SetTopic = context.data
    settings = await context.desk.subscriptions.set_topic(context.caller, data.topic, on=data.on)
    if data.in_settings:
        await context.show(update, welcome.settings_card(settings, context.tr))
    else:
        await context.show_buttons(update, welcome.topics(settings, context.tr))


async def set_locale(update: Update, context: Context) -> None:
    """Choose a language."""
    data: SetLocale = context.data
    settings = await context.desk.subscriptions.set_locale(context.caller, data.locale)
    await context.show(update, welcome.settings_card(settings, translator(settings.locale)))
    await menus.show_for(context)


async def stop(update: Update, context: Context) -> None:
    """/stopp: hear no more."""
    await context.desk.subscriptions.stop(context.caller)
    await context.send(update, welcome.stopped(context.tr))


async def note_membership(update: Update, context: Context) -> None:
    """Somebody has blocked the bot, or let it in again."""
    change = update.my_chat_member
    assert change is not None
    gone = change.new_chat_member.status in {ChatMember.BANNED, ChatMember.LEFT}
    if not context.caller.private:  # groups are not spoken to unasked
        if gone:
            # Only who runs it can send the bot away.
            here = shared(change.chat, administered=True)
            await context.desk.connecting.disconnect_here(context.caller, here)
        return
    reason = BLOCKED if gone else None
    await context.desk.subscriptions.set_reachable(context.caller, reason)
