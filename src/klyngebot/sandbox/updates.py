"""The queue of updates: kept until they are confirmed, handed to one poll at a time."""

import asyncio
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from klyngebot.sandbox.errors import ApiError

LONGEST_POLL = 50.0
"""Telegram ends a long poll after 50 s, however long one asks for."""

CALLBACK_LIFETIME = 150.0
"""Telegram forgets a callback query after 150 s (``Client.cpp``, new callback query)."""

MESSAGE_LIFETIME = 24 * 3600.0

ASKED_FOR_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds Telegram leaves out unless ``allowed_updates`` names them."""

FAR_AHEAD = 10
"""An offset further above the newest update than this is served from the head."""

CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


class Updates:
    """The updates of one bot that are not confirmed yet.

    Args:
        first_id: Id of the first update.
        now: Wall clock (s since 1970); updates expire by it.
    """

    def __init__(self, first_id: int, now: Callable[[], float]) -> None:
        self._next_id = first_id
        self._now = now
        self._pending: dict[int, tuple[float, dict[str, Any]]] = {}
        self._allowed: frozenset[str] = frozenset()
        self._poll: asyncio.Future[None] | None = None
        self._repeats = 0

    def __len__(self) -> int:
        return len(self._pending)

    def put(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update, unless the bot has said it does not want this kind."""
        wanted = kind in self._allowed if self._allowed else kind not in ASKED_FOR_ONLY
        if wanted:
            self.put_raw({kind: payload})

    def put_raw(self, update: dict[str, Any]) -> None:
        """Queue ``update`` as it is, under the next id."""
        lifetime = CALLBACK_LIFETIME if "callback_query" in update else MESSAGE_LIFETIME
        update_id, self._next_id = self._next_id, self._next_id + 1
        self._pending[update_id] = (self._now() + lifetime, {"update_id": update_id, **update})
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def repeat(self, times: int) -> None:
        """Let the next ``times`` polls that confirm something get it once more instead."""
        self._repeats += times

    def allow(self, kinds: Iterable[str]) -> None:
        """Remember which kinds the bot wants; none means Telegram's default."""
        self._allowed = frozenset(kinds)

    async def poll(self, *, offset: int, limit: int, timeout: float) -> list[dict[str, Any]]:  # noqa: ASYNC109 - Telegram's word
        """Confirm what lies below ``offset``; return the next updates, waiting if need be.

        Args:
            offset: Id of the first update wanted; negative counts from the end.
            limit: At most so many.
            timeout: How long to wait for the first one (s), at most 50.

        Raises:
            ApiError: 409, because another poll came while this one waited.
        """
        self._end_earlier_poll()
        self._confirm(offset)
        if timeout > 0 and not self._pending:
            await self._arrival(min(timeout, LONGEST_POLL))
        return self._batch(limit)

    def clear(self) -> None:
        """Forget what is pending; ids go on."""
        self._pending.clear()

    def dump(self) -> dict[str, Any]:
        """Return what the state file keeps."""
        return {
            "next_id": self._next_id,
            "allowed": sorted(self._allowed),
            "pending": list(self._pending.values()),
        }

    def load(self, kept: dict[str, Any]) -> None:
        """Take over what :meth:`dump` returned."""
        self._next_id = int(kept["next_id"])
        self.allow(kept["allowed"])
        self._pending = {
            update["update_id"]: (expires_at, update) for expires_at, update in kept["pending"]
        }

    def skip(self, count: int) -> None:
        """Leave ``count`` ids out."""
        self._next_id += count

    def _end_earlier_poll(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(ApiError(HTTPStatus.CONFLICT, CONFLICT))
        self._poll = None

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            offset = (list(self._pending)[offset:] or [0])[0]
        elif offset > self._next_id + FAR_AHEAD:
            offset = 0
        first = next(iter(self._pending), offset)
        if self._repeats and first < offset:
            self._repeats -= 1
            return
        while self._pending and (first := next(iter(self._pending))) < offset:
            del self._pending[first]

    def _batch(self, limit: int) -> list[dict[str, Any]]:
        """Return the first ``limit`` updates; those that have expired are forgotten."""
        now = self._now()
        batch: list[dict[str, Any]] = []
        expired = []
        for update_id, (expires_at, update) in self._pending.items():
            if len(batch) == limit:
                break
            if expires_at <= now:
                expired.append(update_id)
            else:
                batch.append(update)
        for update_id in expired:
            del self._pending[update_id]
        return batch

    async def _arrival(self, seconds: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(poll, seconds)
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None
