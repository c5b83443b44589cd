"""The command menu and the profile texts, per language and role.

They are a convenience: the use case asks who may.
"""

import logging

from telegram import BotCommand, BotCommandScope, BotCommandScopeChat, BotCommandScopeDefault
from telegram.error import TelegramError

from klyngebot.bot.context import Bot, Context
from klyngebot.domain.roles import Holder, Role
from klyngebot.domain.subscribers import NORWEGIAN
from klyngebot.i18n import Translator, translator
from klyngebot.render.menu import offered
from klyngebot.render.welcome import Cluster
from klyngebot.store import subscribers
from klyngebot.store.database import Database

_log = logging.getLogger(__name__)


async def publish(bot: Bot, db: Database, cluster: Cluster) -> None:
    """Set menus and profile texts. A server that knows no such call is no reason not to run."""
    languages = [
        (translator("en"), None),
        *((translator(locale), code) for code, locale in NORWEGIAN.items()),
    ]
    try:
        for tr, language in languages:
            await _set(bot, Role.VISITOR, tr, BotCommandScopeDefault(), language)
        for holder in await subscribers.list_holders(db.reader):
            await _set_for(bot, holder)
        for tr, language in languages:
            about = tr.label(
                "Nyheter, arrangementer og kontakter i %(cluster)s.", cluster=cluster.name
            )
            await bot.set_my_short_description(about[:120], language_code=language)
            await bot.set_my_description(
                tr.label(
                    "Boten til %(cluster)s. Få nyheter og arrangementer, og finn ut hvem du kan "
                    "kontakte hos partnerne. Trykk på Start.",
                    cluster=cluster.name,
                )[:512],
                language_code=language,
            )
    except TelegramError as error:
        _log.warning("menus_not_set reason=%s", type(error).__name__)


async def show_for(context: Context) -> None:
    """Give the caller the menu of the role and language they have now."""
    settings = await context.desk.subscriptions.settings(context.caller)
    scope = BotCommandScopeChat(int(context.caller.address))
    try:
        await _set(
            context.bot,
            settings.role,
            translator(settings.locale),
            scope,
            None,
            contact=settings.is_contact,
        )
    except TelegramError as error:
        _log.warning("menus_not_set reason=%s", type(error).__name__)


async def forget(context: Context) -> None:
    """Give the caller, whom we no longer know, the menu of everybody."""
    scope = BotCommandScopeChat(int(context.caller.address))
    try:
        await context.bot.delete_my_commands(scope=scope)
    except TelegramError as error:
        _log.warning("menus_not_set reason=%s", type(error).__name__)


async def show_to(context: Context, holder: Holder) -> None:
    """Give somebody else the menu of what they may do now."""
    try:
        await _set_for(context.bot, holder)
    except TelegramError as error:
        _log.warning("menus_not_set reason=%s", type(error).__name__)


async def _set_for(bot: Bot, holder: Holder) -> None:
    scope = BotCommandScopeChat(int(holder.address))
    tr = translator(holder.locale)
    await _set(bot, holder.role, tr, scope, None, contact=holder.is_contact)


async def _set(
    bot: Bot,
    role: Role,
    tr: Translator,
    scope: BotCommandScope,
    language: str | None,
    *,
    contact: bool = False,
) -> None:
    shown = [
        BotCommand(entry.name(tr.locale), tr.label(entry.what))
        for section in offered(role, contact=contact).values()
        for entry in section
    ]
    await bot.set_my_commands(shown, scope=scope, language_code=language)
