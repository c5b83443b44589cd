"""What has happened: the calls the bot made, and what the chats received of them."""

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

KEPT_CALLS = 200_000
NEW = ("send", "copy", "forward")
"""How the methods begin that put something new into a chat."""


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
        date: When by Telegram's clock (s since 1970), which can be shifted.
        silent: It came without a sound.
    """

    at: float
    chat_id: int
    message_id: int
    method: str
    text: str
    request_id: int
    date: float
    silent: bool = False

    @property
    def is_new(self) -> bool:
        """Whether the chat got something new: not an edit, not a deletion."""
        return self.method.startswith(NEW)

    def as_json(self) -> dict[str, Any]:
        """Return it for the control API."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Deletion:
    """A message that is gone: what it was, when it went (s since 1970), and by whose hand (id)."""

    message: dict[str, Any]
    at: float
    by: int


class Records:
    """The calls, the newest :data:`KEPT_CALLS` of them, all effects, and what was deleted."""

    def __init__(self) -> None:
        self.calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self.recorded = 0
        self.received: list[Received] = []
        self.received_by: dict[int, list[Received]] = {}
        self.deleted: dict[int, dict[int, Deletion]] = {}
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

    def add_deletion(self, chat_id: int, deletion: Deletion) -> None:
        """Record that a message is gone."""
        gone = self.deleted.setdefault(chat_id, {})
        gone[deletion.message["message_id"]] = deletion

    def calls_since(self, count: int) -> list[Call]:
        """Return the calls recorded after the first ``count``, as far as they are kept."""
        new = min(self.recorded - count, len(self.calls))
        return list(self.calls)[-new:] if new > 0 else []

    def clear(self) -> None:
        """Forget it all; numbers go on."""
        self.calls.clear()
        self.received.clear()
        self.received_by.clear()
        self.deleted.clear()
