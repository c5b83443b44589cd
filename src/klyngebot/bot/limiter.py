"""Answers pass the same pacer as bulk, ahead of it."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from klyngebot.broadcast import Pacer

_TRIES = 3


class AnswersLimiter(BaseRateLimiter[Any]):
    """Waits for the pacer before each call that reaches a chat."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer

    async def initialize(self) -> None:
        """Do nothing."""

    async def shutdown(self) -> None:
        """Do nothing."""

    async def process_request(  # noqa: PLR0917 - its base's shape
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Any,  # noqa: ARG002
    ) -> Any:
        """Call ``callback`` when it may go; wait and try again when Telegram asks to."""
        if data.get("chat_id") is None:
            return await callback(*args, **kwargs)
        address = str(data["chat_id"])
        for attempt in range(1, _TRIES + 1):
            start = await self._pacer.start_answer(address, edit=endpoint.startswith("edit"))
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                wait = error.retry_after
                seconds = wait if isinstance(wait, int) else wait.total_seconds()
                self._pacer.hold(seconds, address)
                if attempt == _TRIES:
                    raise
            finally:
                self._pacer.back(start)
        raise AssertionError("the loop returns or raises")
