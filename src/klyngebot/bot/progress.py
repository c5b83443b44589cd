"""The author's message that shows how far a broadcast has come.

It is drawn from counts in the store, so that a crash orphans none: the next start goes on with it.
"""

import asyncio
import logging
from dataclasses import replace
from zoneinfo import ZoneInfo

from telegram import LinkPreviewOptions
from telegram.error import BadRequest, NetworkError, TelegramError

from klyngebot.bot.context import Bot, keyboard
from klyngebot.domain.broadcasts import BroadcastId, BroadcastReport
from klyngebot.domain.clock import Clock
from klyngebot.domain.deliveries import Account
from klyngebot.i18n import translator
from klyngebot.render import announcing
from klyngebot.render.reply import Text
from klyngebot.store import accounts, audiences, broadcasts
from klyngebot.store.database import Database

_log = logging.getLogger(__name__)

EVERY = 3.0
"""How long (s) between two edits of one message while it is under way."""

_LOOK = 0.5


class Progress:
    """Keeps authors up to date."""

    def __init__(self, bot: Bot, db: Database, clock: Clock, zone: ZoneInfo) -> None:
        self._bot = bot
        self._db = db
        self._clock = clock
        self._zone = zone
        self._looked_at: dict[BroadcastId, float] = {}

    async def run(self) -> None:
        """Look for something to show until cancelled."""
        while True:
            for broadcast_id, shown in await broadcasts.list_unshown(self._db.reader):
                await self._update(broadcast_id, shown)
            await asyncio.sleep(_LOOK)

    async def _update(self, broadcast_id: BroadcastId, shown: str) -> None:
        last = self._looked_at.get(broadcast_id, float("-inf"))
        too_soon = self._clock.monotonic() < last + EVERY
        if too_soon and await accounts.is_any_open(self._db.reader, broadcast_id):
            return  # counting every recipient is dear, and nothing would be shown
        async with self._db.read() as db:
            broadcast = await broadcasts.find(db, broadcast_id)
            counts = Account(counts=await accounts.count_states(db, broadcast_id))
            newcomers = await audiences.count_newcomers(db, broadcast) if broadcast else 0
        if broadcast is None or not broadcast.author_address:  # erased since
            return
        report = BroadcastReport(broadcast=broadcast, account=counts, newcomers=newcomers)
        if report.progress == shown:
            self._looked_at[broadcast_id] = self._clock.monotonic()
            return
        account = await accounts.account(self._db.reader, broadcast_id)
        report = replace(report, account=account)
        tr = translator(broadcast.author_locale)
        text = announcing.report(report, tr, zone=self._zone, now=self._clock.now())
        try:
            message_id = await self._show(report, text)
        except NetworkError as error:
            if not isinstance(error, BadRequest):
                _log.warning("progress_not_shown reason=%s", type(error).__name__)
                return
            message_id = None
        except TelegramError as error:
            _log.warning("progress_refused reason=%s", type(error).__name__)
            message_id = None
        self._looked_at[broadcast_id] = self._clock.monotonic()
        async with self._db.transaction() as tx:
            await broadcasts.set_progress(tx, broadcast_id, report.progress, message_id=message_id)

    async def _show(self, report: BroadcastReport, text: Text) -> int:
        chat_id = int(report.broadcast.author_address)
        message_id = report.broadcast.progress_message
        preview = LinkPreviewOptions(is_disabled=True)
        markup = keyboard(text.buttons)
        if message_id is not None:
            try:
                await self._bot.edit_message_text(
                    text.html,
                    chat_id,
                    message_id,
                    parse_mode="HTML",
                    reply_markup=markup,
                    link_preview_options=preview,
                )
            except BadRequest as error:
                if "not modified" not in error.message:
                    message_id = None
        if message_id is None:
            sent = await self._bot.send_message(
                chat_id,
                text.html,
                parse_mode="HTML",
                reply_markup=markup,
                link_preview_options=preview,
            )
            message_id = sent.message_id
        return message_id
