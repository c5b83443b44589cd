"""Telegram's flood limits, as sliding windows. Off unless a test asks for them."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from klyngebot.sandbox.errors import too_many_requests

GRACE = 1.0
"""What arrives so soon after a 429 was on its way already (s): refused, but no offence."""

LONGEST_PENALTY = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many messages the bot may send; ``None`` means as many as it likes.

    Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this

    Args:
        per_second: To all chats together, in any second (1/s).
        per_chat_per_second: To one chat, in the long run (1/s).
        per_chat_burst: How many of those may come at once. How many Telegram takes is not told.
        per_group_per_minute: To one group, in any minute (1/min).
        penalty: How long a message too many bars the way (s); who goes on sending after
            :data:`GRACE` doubles it, up to :data:`LONGEST_PENALTY`.
    """

    per_second: int | None = 30
    per_chat_per_second: int | None = None
    per_chat_burst: int = 1
    per_group_per_minute: int | None = 20
    penalty: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A message sent while an earlier 429 still asked to wait, ``early`` seconds too soon."""

    at: float
    chat_id: int
    method: str
    early: float


@dataclass(slots=True, kw_only=True)
class Bar:
    """A stretch of time in which a 429 asked to wait.

    Args:
        scope: ``all``, ``chat 990000001`` or ``group -990000001``.
        begun_at: When (monotonic s).
        until: Until when (monotonic s).
        calls: How many messages came all the same.
    """

    scope: str
    begun_at: float
    until: float
    calls: int = 0


@dataclass(slots=True)
class _Window:
    scope: str
    size: int
    seconds: float
    penalty: int = 0
    bar: Bar | None = None
    passed: deque[float] = field(default_factory=deque)

    def is_full(self, now: float) -> bool:
        while self.passed and self.passed[0] <= now - self.seconds:
            self.passed.popleft()
        return len(self.passed) >= self.size

    def barred_until(self, now: float) -> float:
        return self.bar.until if self.bar is not None and now < self.bar.until else 0.0


class Limiter:
    """Keeps ``limits``.

    Args:
        limits: What to keep.
        clock: Monotonic time (s).
    """

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self.limits = limits
        self.breaches: list[Breach] = []
        self.bars: list[Bar] = []
        self._clock = clock
        self._windows: dict[str, _Window] = {}

    def admit(self, method: str, chat_id: int, messages: int = 1) -> None:
        """Let a message to ``chat_id`` pass, or an album that counts as ``messages``.

        How Telegram counts an album is not told; here it begins when there is room for one.

        Raises:
            ApiError: 429, because a window is full or an earlier 429 has not run out.
        """
        now = self._clock()
        windows = self._windows_of(chat_id)
        closed = [window for window in windows if window.barred_until(now)]
        if closed:
            early = max(window.barred_until(now) for window in closed) - now
            self.breaches.append(Breach(at=now, chat_id=chat_id, method=method, early=early))
            raise too_many_requests(math.ceil(max(_offended(w, now) for w in closed) - now))
        full = [window for window in windows if window.is_full(now)]
        if full:
            for window in full:
                self._close(window, now)
            raise too_many_requests(self.limits.penalty)
        for window in windows:
            window.passed.extend([now] * messages)

    def _close(self, window: _Window, now: float) -> None:
        window.penalty = self.limits.penalty
        window.bar = Bar(scope=window.scope, begun_at=now, until=now + window.penalty)
        self.bars.append(window.bar)

    def _windows_of(self, chat_id: int) -> list[_Window]:
        limits = self.limits
        per_chat, burst = limits.per_chat_per_second, limits.per_chat_burst
        wanted = (
            ("all", limits.per_second, 1.0),
            (f"chat {chat_id}", None if per_chat is None else per_chat * burst, float(burst)),
            (f"group {chat_id}", limits.per_group_per_minute if chat_id < 0 else None, 60.0),
        )
        return [
            self._windows.setdefault(name, _Window(name, size, seconds))
            for name, size, seconds in wanted
            if size is not None
        ]


def _offended(window: _Window, now: float) -> float:
    """Count a message into a closed window; return when it opens now."""
    bar = window.bar
    assert bar is not None, "a closed window has a bar"
    bar.calls += 1
    if now - bar.begun_at > GRACE:
        window.penalty = min(2 * window.penalty, LONGEST_PENALTY)
        bar.until = max(bar.until, now + window.penalty)
    return bar.until
