"""Telegram's flood limits, as sliding windows. Off unless a test asks for them."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from klyngebot.sandbox.errors import too_many_requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many messages the bot may send; ``None`` means as many as it likes.

    Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this

    Args:
        per_second: To all chats together, in any second (1/s).
        per_chat_per_second: To one chat, in any second (1/s).
        per_group_per_minute: To one group, in any minute (1/min).
        penalty: How long a message too many bars the way (s).
    """

    per_second: int | None = 30
    per_chat_per_second: int | None = None
    per_group_per_minute: int | None = 20
    penalty: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A message sent while an earlier 429 still asked to wait, ``early`` seconds too soon."""

    at: float
    chat_id: int
    method: str
    early: float


@dataclass(slots=True)
class _Window:
    size: int
    seconds: float
    barred_until: float = 0.0
    passed: deque[float] = field(default_factory=deque)

    def is_full(self, now: float) -> bool:
        while self.passed and self.passed[0] <= now - self.seconds:
            self.passed.popleft()
        return len(self.passed) >= self.size


class Limiter:
    """Keeps ``limits``.

    Args:
        limits: What to keep.
        clock: Monotonic time (s).
    """

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self.limits = limits
        self.breaches: list[Breach] = []
        self._clock = clock
        self._windows: dict[str, _Window] = {}

    def admit(self, method: str, chat_id: int) -> None:
        """Let a message to ``chat_id`` pass.

        Raises:
            ApiError: 429, because a window is full or an earlier 429 has not run out.
        """
        now = self._clock()
        windows = self._windows_of(chat_id)
        barred_until = max((window.barred_until for window in windows), default=0.0)
        if now < barred_until:
            early = barred_until - now
            self.breaches.append(Breach(at=now, chat_id=chat_id, method=method, early=early))
            raise too_many_requests(math.ceil(early))
        full = [window for window in windows if window.is_full(now)]
        for window in full:
            window.barred_until = now + self.limits.penalty
        if full:
            raise too_many_requests(self.limits.penalty)
        for window in windows:
            window.passed.append(now)

    def _windows_of(self, chat_id: int) -> list[_Window]:
        limits = self.limits
        wanted = (
            ("all", limits.per_second, 1.0),
            (f"chat {chat_id}", limits.per_chat_per_second, 1.0),
            (f"group {chat_id}", limits.per_group_per_minute if chat_id < 0 else None, 60.0),
        )
        return [
            self._windows.setdefault(name, _Window(size, seconds))
            for name, size, seconds in wanted
            if size is not None
        ]
