"""The queue of updates: kept until they are confirmed, handed to one poll at a time."""

import asyncio
from collections.abc import Callable, Iterable
from http import HTTPStatus
from itertools import takewhile
from typing import Any

from klyngebot.sandbox.errors import ApiError, InterruptedCallError
from klyngebot.sandbox.inline import INLINE_LIFETIME

LONGEST_POLL = 50.0
"""Telegram ends a long poll after 50 s, however long one asks for."""

CALLBACK_LIFETIME = 150.0
"""Telegram forgets a callback query after 150 s (``Client.cpp``, new callback query)."""

MESSAGE_LIFETIME = 24 * 3600.0

ASKED_FOR_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds Telegram leaves out unless ``allowed_updates`` names them."""

_LIFETIMES = {"callback_query": CALLBACK_LIFETIME, "inline_query": INLINE_LIFETIME}

MOST_PENDING = 100_000
"""What comes beyond so many unconfirmed updates is dropped (``TQueue.cpp``)."""

FAR_AHEAD = 10
"""An offset further above the newest update than this is served from the head."""

OTHER_POLL = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


class Updates:
    """The updates of one bot that are not confirmed yet.

    Args:
        first_id: Id of the first update.
        now: Wall clock (s since 1970); updates expire by it.
        changed: Is called whenever some have come or gone.
    """

    def __init__(
        self, first_id: int, now: Callable[[], float], changed: Callable[[], None]
    ) -> None:
        self._next_id = first_id
        self._now = now
        self._changed = changed
        self._pending: dict[int, tuple[float, dict[str, Any]]] = {}
        self._allowed: frozenset[str] = frozenset()
        self._poll: asyncio.Future[None] | None = None
        self._repeats = 0
        self._disorder = 0
        self.paused = False
        self.arrived: Callable[[], None] | None = None

    def __len__(self) -> int:
        return len(self._pending)

    def put(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update, unless the bot has said it does not want this kind."""
        wanted = kind in self._allowed if self._allowed else kind not in ASKED_FOR_ONLY
        if wanted:
            self.put_raw({kind: payload})

    def put_raw(self, update: dict[str, Any]) -> None:
        """Queue ``update`` as it is, under the next id."""
        update_id, self._next_id = self._next_id, self._next_id + 1
        if len(self._pending) >= MOST_PENDING:
            return
        lifetime = next((_LIFETIMES[kind] for kind in update if kind in _LIFETIMES), None)
        expires_at = self._now() + (lifetime or MESSAGE_LIFETIME)
        self._pending[update_id] = (
            expires_at,
            {"update_id": 0, **update} | {"update_id": update_id},
        )
        self.wake()
        self._changed()

    def repeat(self, times: int) -> None:
        """Let the next ``times`` polls that confirm something get it once more instead."""
        self._repeats += times

    def disorder(self, times: int) -> None:
        """Hand the next ``times`` batches of several updates out newest first."""
        self._disorder += times

    def pause(self, *, paused: bool) -> None:
        """Hold all updates back, or hand them out again."""
        self.paused = paused
        self.wake()

    def wake(self) -> None:
        """Tell whoever waits for updates that there may be some."""
        if self.paused:
            return
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        if self.arrived is not None:
            self.arrived()

    def interrupt(self) -> None:
        """Break the poll off that waits."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(InterruptedCallError)

    def end_poll(self, reason: str) -> None:
        """End the poll that waits, with a 409."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(ApiError(HTTPStatus.CONFLICT, f"Conflict: {reason}"))
        self._poll = None

    @property
    def allowed(self) -> list[str]:
        """The kinds the bot has asked for; none means Telegram's default."""
        return sorted(self._allowed)

    def waiting(self) -> list[dict[str, Any]]:
        """Return what may be handed out now, oldest first; what has expired is forgotten."""
        return self._batch(len(self._pending))

    def confirm(self, update_id: int) -> None:
        """Forget one update: it has been taken."""
        self._forget([update_id] if update_id in self._pending else [])

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
            InterruptedCallError: The line has broken.
        """
        self.end_poll(OTHER_POLL)
        self._confirm(offset)
        batch = self._batch(limit)
        if timeout > 0 and not batch:
            await self._arrival(min(timeout, LONGEST_POLL))
            batch = self._batch(limit)
        return self._ordered(batch)

    def clear(self) -> None:
        """Forget what is pending; ids go on."""
        self._forget(list(self._pending))

    def dump(self) -> dict[str, Any]:
        """Return what the state file keeps."""
        return {
            "next_id": self._next_id,
            "allowed": self.allowed,
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

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            offset = (list(self._pending)[offset:] or [0])[0]
        elif offset > self._next_id + FAR_AHEAD:
            offset = 0
        first = next(iter(self._pending), offset)
        if self._repeats and first < offset:
            self._repeats -= 1
            return
        self._forget(list(takewhile(lambda waiting: waiting < offset, self._pending)))

    def _batch(self, limit: int) -> list[dict[str, Any]]:
        """Return the first ``limit`` updates; those that have expired are forgotten."""
        if self.paused:
            return []
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
        self._forget(expired)
        return batch

    def _forget(self, update_ids: list[int]) -> None:
        for update_id in update_ids:
            del self._pending[update_id]
        if update_ids:
            self._changed()

    def _ordered(self, batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if self._disorder and len(batch) > 1:
            self._disorder -= 1
            batch.reverse()
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
