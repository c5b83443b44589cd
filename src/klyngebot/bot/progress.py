"""The leaders' messages that show how far a broadcast, or a change of one, has come.

It is drawn from counts in the store, so that a crash orphans none: the next start goes on with it.
"""

import asyncio
import logging
from zoneinfo import ZoneInfo

from telegram import LinkPreviewOptions
from telegram.error import BadRequest, NetworkError, TelegramError

from klyngebot.bot.context import Bot, keyboard
from klyngebot.domain.broadcasts import BroadcastId, BroadcastReport, ChangeId
from klyngebot.domain.clock import Clock
from klyngebot.domain.deliveries import Account
from klyngebot.i18n import translator
from klyngebot.render import correcting, progress
from klyngebot.render.reply import Text
from klyngebot.store import accounts, audiences, broadcasts, corrections, reports
from klyngebot.store.database import Database

_log = logging.getLogger(__name__)

EVERY = 3.0
"""How long (s) between two edits of one message while it is under way."""

_LOOK = 0.5


class Progress:
    """Keeps those who send and change broadcasts up to date."""

    def __init__(self, bot: Bot, db: Database, clock: Clock, zone: ZoneInfo) -> None:
        self._bot = bot
        self._db = db
        self._clock = clock
        self._zone = zone
        self._looked_at: dict[tuple[str, int], float] = {}

    async def run(self) -> None:
        """Look for something to show until cancelled."""
        while True:
            for broadcast_id, shown in await broadcasts.list_unshown(self._db.reader):
                await self._update(broadcast_id, shown)
            for change_id, shown in await corrections.list_unshown(self._db.reader):
                await self._update_change(change_id, shown)
            await asyncio.sleep(_LOOK)

    async def _update(self, broadcast_id: BroadcastId, shown: str) -> None:
        what = ("broadcast", broadcast_id)
        if self._is_too_soon(what) and await accounts.is_any_open(self._db.reader, broadcast_id):
            return  # counting every recipient is dear, and nothing would be shown
        async with self._db.read() as db:
            broadcast = await broadcasts.find(db, broadcast_id)
            counts = Account(counts=await accounts.count_states(db, broadcast_id))
            newcomers = await audiences.count_newcomers(db, broadcast) if broadcast else 0
        if broadcast is None or not broadcast.author_address:  # erased since
            return
        report = BroadcastReport(broadcast=broadcast, account=counts, newcomers=newcomers)
        if report.progress == shown:
            self._looked_at[what] = self._clock.monotonic()
            return
        async with self._db.read() as db:
            report = await reports.find(db, broadcast_id) or report
        tr = translator(broadcast.author_locale)
        text = progress.report(report, tr, zone=self._zone, now=self._clock.now())
        told, message_id = await self._tell(
            broadcast.author_address, broadcast.progress_message, text
        )
        if not told:
            return
        self._looked_at[what] = self._clock.monotonic()
        async with self._db.transaction() as tx:
            await broadcasts.set_progress(tx, broadcast_id, report.progress, message_id=message_id)

    async def _update_change(self, change_id: ChangeId, shown: str) -> None:
        what = ("change", change_id)
        async with self._db.read() as db:
            change = await corrections.find(db, change_id)
            is_open = change is not None and await corrections.is_any_open(db, change)
            if self._is_too_soon(what) and is_open:
                return
            report = await corrections.report(db, change) if change else None
        if report is None or not report.change.maker_address:  # erased since
            return
        self._looked_at[what] = self._clock.monotonic()
        if report.progress == shown:
            return
        maker = report.change
        text = correcting.report(report, self._zone, translator(maker.maker_locale))
        told, message_id = await self._tell(maker.maker_address, maker.progress_message, text)
        if told:
            async with self._db.transaction() as tx:
                await corrections.set_progress(
                    tx, change_id, report.progress, message_id=message_id
                )

    def _is_too_soon(self, what: tuple[str, int]) -> bool:
        last = self._looked_at.get(what, float("-inf"))
        return self._clock.monotonic() < last + EVERY

    async def _tell(
        self, address: str, message_id: int | None, text: Text
    ) -> tuple[bool, int | None]:
        """Show ``text``; return False where the line failed, and the message that shows it."""
        try:
            return True, await self._show(int(address), message_id, text)
        except NetworkError as error:
            if isinstance(error, BadRequest):
                return True, None
            _log.warning("progress_not_shown reason=%s", type(error).__name__)
            return False, None
        except TelegramError as error:
            _log.warning("progress_refused reason=%s", type(error).__name__)
            return True, None

    async def _show(self, chat_id: int, message_id: int | None, text: Text) -> int:
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
