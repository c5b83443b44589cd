"""What has happened: the calls the bot made, and what the chats received of them."""

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

KEPT_CALLS = 200_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Bot API, with its answer.

    Args:
        number: In the order of arrival, from 1.
        method: In Telegram's spelling, if Telegram knows it.
        params: The parameters, of their proper types whatever way they were sent.
        status: HTTP status, or 0 when no answer was given.
        answer: The answer that was given, or would have been.
        at: When it arrived (monotonic s).
    """

    number: int
    method: str
    params: dict[str, Any]
    status: int
    answer: dict[str, Any] | None
    at: float

    def as_json(self) -> dict[str, Any]:
        """Return it for the control API."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Received:
    """Something a chat really received, even if the bot never heard so.

    Args:
        at: When (monotonic s).
        chat_id: Where.
        message_id: Which message was sent, edited or deleted.
        method: How.
        text: Text or caption after the effect.
        request_id: Number of the :class:`Call` that had this effect.
    """

    at: float
    chat_id: int
    message_id: int
    method: str
    text: str
    request_id: int

    def as_json(self) -> dict[str, Any]:
        """Return it for the control API."""
        return asdict(self)


class Records:
    """The calls, the newest :data:`KEPT_CALLS` of them, and all effects."""

    def __init__(self) -> None:
        self.calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self.recorded = 0
        self.received: list[Received] = []
        self.received_by: dict[int, list[Received]] = {}
        self._numbers = 0

    def next_number(self) -> int:
        """Return the number of a call that arrives."""
        self._numbers += 1
        return self._numbers

    def add_call(self, call: Call) -> None:
        """Record ``call`` once its answer is known."""
        self.calls.append(call)
        self.recorded += 1

    def add_received(self, received: Received) -> None:
        """Record an effect."""
        self.received.append(received)
        self.received_by.setdefault(received.chat_id, []).append(received)

    def calls_since(self, count: int) -> list[Call]:
        """Return the calls recorded after the first ``count``, as far as they are kept."""
        new = min(self.recorded - count, len(self.calls))
        return list(self.calls)[-new:] if new > 0 else []

    def clear(self) -> None:
        """Forget calls and effects; numbers go on."""
        self.calls.clear()
        self.received.clear()
        self.received_by.clear()
