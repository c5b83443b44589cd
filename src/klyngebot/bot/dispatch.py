"""From a stored update to the handler it belongs to, and the one place where errors end."""

import hashlib
import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from telegram import Chat, Update
from telegram.error import Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import BaseHandler

from klyngebot.bot import arrived
from klyngebot.bot.context import BLOCKED, Bot, Context, Desk
from klyngebot.domain.errors import KlyngebotError
from klyngebot.domain.roles import Caller
from klyngebot.domain.text import clean
from klyngebot.i18n import translator
from klyngebot.render import problems
from klyngebot.store import subscribers
from klyngebot.store.database import Database
from klyngebot.store.inbox import InboxUpdate

_log = logging.getLogger(__name__)

Handlers = Sequence[BaseHandler[Update, Any, Any]]


class Dispatcher:
    """Handles updates.

    Args:
        bot: Answers through it.
        db: Who is calling is read from it.
        desk: The use cases.
        handlers: Tried in order; the first that wants an update has it.
    """

    def __init__(self, bot: Bot, db: Database, desk: Desk, handlers: Handlers) -> None:
        self._bot = bot
        self._db = db
        self._desk = desk
        self._handlers = handlers

    async def handle(self, stored: InboxUpdate) -> None:
        """Handle one update.

        Raises:
            Exception: Something is wrong with us; the update must be tried again.
        """
        update = self._decode(stored)
        caller = _caller(update)
        if caller is None:
            return
        actor = await subscribers.find_actor(self._db.reader, caller)
        context = Context(self._bot, self._desk, actor)
        try:
            await self._run(update, context)
        except Forbidden:
            if caller.private:
                await self._desk.subscriptions.set_reachable(caller, BLOCKED)
        except RetryAfter as error:
            _log.warning("answer_dropped reason=%s", type(error).__name__)
        except NetworkError as error:
            if type(error) not in _LINE_FAULTS:
                raise
            _log.warning("answer_lost reason=%s", type(error).__name__)

    async def apologise(self, stored: InboxUpdate) -> None:
        """Tell the sender of an update that was put aside."""
        update = self._decode(stored)
        caller = _caller(update)
        if caller is None or not caller.private:
            return
        actor = await subscribers.find_actor(self._db.reader, caller)
        context = Context(self._bot, self._desk, actor)
        reference = hashlib.sha256(str(stored.update_id).encode()).hexdigest()[:4]
        _log.error("fault_reference=%s update_id=%d", reference, stored.update_id)
        await context.send(update, problems.fault(reference, translator(actor.locale)))

    def _decode(self, stored: InboxUpdate) -> Update:
        return Update.de_json(json.loads(stored.body), self._bot)

    async def _run(self, update: Update, context: Context) -> None:
        try:
            await self._note_arrival(update, context)
            await self._ask(update, context)
        except KlyngebotError as error:
            await context.send(update, problems.problem(error, self._bot.username, context.tr))
        finally:
            if update.callback_query is not None:
                # Telegram shows a spinner until every tap is answered, also a late one.
                with suppress(TelegramError):
                    await update.callback_query.answer(
                        context.alert or None, show_alert=bool(context.alert)
                    )

    async def _note_arrival(self, update: Update, context: Context) -> None:
        """Take what somebody taps or replies to as proof that they have got it."""
        shown = arrived.shown(update, self._bot.id) if context.caller.private else None
        if shown is not None:
            await self._desk.arriving.note(context.caller, *shown)

    async def _ask(self, update: Update, context: Context) -> None:
        for handler in self._handlers:
            check = handler.check_update(update)
            if check is not None and check is not False:
                await handler.handle_update(update, _NO_APPLICATION, check, context)
                return


_LINE_FAULTS = {NetworkError, TimedOut}
"""Not BadRequest, which python-telegram-bot derives from NetworkError: that is our mistake."""

_NO_APPLICATION: Any = None


def _caller(update: Update) -> Caller | None:
    user, chat = update.effective_user, update.effective_chat
    if update.channel_post is not None and chat is not None:
        # Who has written it, Telegram does not say; only the channel's administrators can.
        return Caller(address=str(chat.id), name=clean(chat.title or "")[:80] or "–", private=False)
    if user is None or user.is_bot or chat is None:
        return None
    return Caller(
        address=str(user.id),
        name=clean(user.full_name)[:80] or "–",
        language=user.language_code or "",
        private=chat.type == Chat.PRIVATE,
    )
