"""From Telegram to the disk: committed before the next poll lets Telegram forget it."""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeGuard

from klyngebot.bot.api import Answer, Api, LostError, NotSentError
from klyngebot.bot.outcome import TokenRefusedError
from klyngebot.domain.clock import Clock
from klyngebot.store import inbox
from klyngebot.store.database import Database, UnwritableError
from klyngebot.store.inbox import InboxUpdate

_log = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post")
"""What the bot handles; Telegram keeps the rest to itself."""

POLL_SECONDS = 25
"""How long (s) Telegram holds a poll open when there is nothing."""

_PATIENCE = 10.0
"""What is added (s) to it before a poll counts as dead and its connection is renewed."""

_BACK_OFF = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_RIVALS = 3
_RIVAL_SECONDS = 30.0


class SecondPollerError(Exception):
    """Another program polls with the same token."""


class Intake:
    """Polls for updates and hands on those not seen before.

    Args:
        api: Connections used for nothing else.
        db: The store.
        clock: The time.
        hand_on: Takes new updates, which are on disk by then.
        poll_seconds: How long (s) a poll is held open.
        on_server_time: Told what time Telegram says it is.
    """

    def __init__(
        self,
        api: Api,
        db: Database,
        clock: Clock,
        hand_on: Callable[[Sequence[InboxUpdate]], None],
        *,
        poll_seconds: int = POLL_SECONDS,
        on_server_time: Callable[[datetime], None] | None = None,
    ) -> None:
        self._api = api
        self._db = db
        self._clock = clock
        self._hand_on = hand_on
        self._poll_seconds = poll_seconds
        self._on_server_time = on_server_time
        self._next: int | None = None
        self._failures = 0
        self._rivals: list[float] = []

    async def run(self) -> None:
        """Poll until cancelled.

        Raises:
            TokenRefusedError: Telegram does not know the token.
            SecondPollerError: Somebody else polls with it, again and again.
        """
        while True:
            try:
                answer = await self._poll()
                updates = self._read(answer)
                if self._on_server_time and answer.server_time:
                    self._on_server_time(answer.server_time)
                if updates:
                    await self._take(updates)
                self._failures = 0
            except (NotSentError, LostError, _OddAnswerError, UnwritableError) as error:
                # An update that cannot be written is not confirmed: Telegram keeps it for us.
                await self._pause(error)

    async def _poll(self) -> Answer:
        parameters: dict[str, Any] = {
            "timeout": self._poll_seconds,
            "limit": 100,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if self._next is not None:
            parameters["offset"] = self._next
        return await self._api.call(
            "getUpdates", parameters, seconds=self._poll_seconds + _PATIENCE
        )

    def _read(self, answer: Answer) -> list[dict[str, Any]]:
        said = answer.json()
        if said is None:
            raise _OddAnswerError(f"http {answer.status}")
        if said["ok"]:
            return _updates(said.get("result"))
        if answer.status in {401, 404}:
            raise TokenRefusedError(str(said.get("description", "")))
        if answer.status == 409:
            self._count_rival()
        raise _OddAnswerError(f"http {answer.status}")

    async def _take(self, updates: list[dict[str, Any]]) -> None:
        rows = [
            InboxUpdate(
                update_id=update["update_id"],
                lane=lane_of(update),
                body=json.dumps(
                    update
                ),  # ASCII: half a character is JSON, but no text SQLite takes
            )
            for update in updates
        ]
        async with self._db.transaction() as tx:
            new = await inbox.put(tx, rows, self._clock.now())
        self._next = max(row.update_id for row in rows) + 1
        self._hand_on(new)

    def _count_rival(self) -> None:
        now = self._clock.monotonic()
        self._rivals = [at for at in self._rivals if at > now - _RIVAL_SECONDS] + [now]
        if len(self._rivals) >= _RIVALS:
            raise SecondPollerError

    async def _pause(self, error: Exception) -> None:
        wait = _BACK_OFF[min(self._failures, len(_BACK_OFF) - 1)]
        self._failures += 1
        _log.warning("poll_failed reason=%s:%s wait_s=%s", type(error).__name__, error, wait)
        await self._api.renew()
        await asyncio.sleep(wait)


class _OddAnswerError(Exception):
    """The server answered something that is no list of updates."""


def lane_of(update: dict[str, Any]) -> int:
    """Return the lane of ``update``: its chat, else its sender, else 0.

    Updates of one lane are handled one by one, in order.
    """
    for kind in ALLOWED_UPDATES:
        body = _dict(update.get(kind))
        message = _dict(body.get("message")) if kind == "callback_query" else body
        for who in (message.get("chat"), message.get("from"), body.get("from")):
            number = _dict(who).get("id")
            if _is_id(number):
                return number
    return 0


def _updates(result: object) -> list[dict[str, Any]]:
    """Return the updates in ``result``; what has no id cannot be confirmed, and is left out."""
    if not isinstance(result, list):
        raise _OddAnswerError("no list of updates")
    found = [update for update in result if isinstance(update, dict)]
    return [update for update in found if _is_id(update.get("update_id"))]


def _is_id(value: object) -> TypeGuard[int]:
    """Return whether ``value`` is a whole number that SQLite can keep."""
    return type(value) is int and -(2**63) <= value < 2**63


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
