"""Keeps Telegram's limits, and uses them up.

A message starts at one moment and reaches the server at another. Two messages a full window apart
at the start can meet in one window at the server, when the first was slow. So the window slides
over the *latest* moment each message can have arrived: its start plus what its round trip took
above the shortest seen by now. Those who came back first are judged anew by a shorter one.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

WINDOW = 1.0
"""The length (s) of the window that the overall limit counts in."""

GROUP_WINDOW = 60.0
"""The length (s) of the window that a group's limit counts in."""

_MOST_LATE = 0.020
"""The most (s) a message is taken to be late at the server; beyond it the answer was slow."""

_PLENTY = 1_000_000

_CATCH_UP = 0.1
"""How much delay (s) bulk makes good at once; so it is spread evenly, and never a burst."""

_RESERVE = 2
"""How many messages a second bulk leaves to answers while somebody is talking with us."""

_TALKING = 10.0
"""How long (s) after an answer somebody counts as talking with us."""

_LOOK = 0.25
"""The longest (s) to sleep before looking again whether a hold has come or gone."""

AFTER_RETRY = 0.5
"""What is added (s) to every wait the server asks for, since its clock is not ours."""


@dataclass(slots=True)
class Start:
    """A message on its way. Tell the pacer when it is back."""

    address: str
    at: float
    round_trip: float | None = None

    def latest(self, shortest: float) -> float:
        """Return when (s) it can have arrived at the latest; ``shortest`` is a round trip (s)."""
        if self.round_trip is None:
            return self.at + _MOST_LATE
        return self.at + min(self.round_trip - shortest, _MOST_LATE)


@dataclass(slots=True)
class _Chat:
    """What one chat has had lately, and until when it must wait."""

    recent: deque[float] = field(default_factory=deque)
    held_until: float = 0.0


class Pacer:
    """Lets at most ``per_second`` messages reach the server in any second.

    Args:
        per_second: Messages per second (1/s) over all chats; None for no limit. Telegram asks
            bulk senders to stay near 30: https://core.telegram.org/bots/faq
        per_group_minute: Messages per minute (1/min) to one group, same source.
        chat_burst: How many answers one person may get in one second; bulk gets one.
        monotonic: The clock, in seconds (s).
    """

    def __init__(
        self,
        per_second: int | None,
        monotonic: Callable[[], float],
        *,
        per_group_minute: int = 20,
        chat_burst: int = 4,
    ) -> None:
        if per_second is not None and per_second < 1:
            raise ValueError("per_second must be at least 1")
        self._per_second = per_second
        self._monotonic = monotonic
        self._per_group_minute = per_group_minute
        self._chat_burst = chat_burst
        self._starts: deque[Start] = deque()
        self._chats: dict[str, _Chat] = {}
        self._shortest = float("inf")
        self._flying: dict[str, Start] = {}
        self._even_at = float("-inf")
        self._last_answer = float("-inf")
        self._promised = 0
        self._bulk_held_until = 0.0
        self._answers_waiting = 0
        self._albums_waiting = 0

    @property
    def bulk_is_held(self) -> bool:
        """Return whether the server has asked all of bulk to wait."""
        return self._monotonic() < self._bulk_held_until

    def hold(self, seconds: float, address: str | None = None) -> None:
        """Send nothing to ``address`` (None: no bulk to anyone) for ``seconds`` (s).

        A shorter hold never ends a longer one.
        """
        until = self._monotonic() + seconds
        if address is None:
            self._bulk_held_until = max(self._bulk_held_until, until)
        else:
            chat = self._chats.setdefault(address, _Chat())
            chat.held_until = max(chat.held_until, until)

    def busy(self) -> list[str]:
        """Return the addresses that must not get bulk now."""
        now = self._monotonic()
        self._forget(now)
        return [
            address for address, chat in self._chats.items() if not self._may(address, chat, now, 1)
        ]

    @property
    def has_bulk_room(self) -> bool:
        """Return whether a bulk message may start now."""
        return self._bulk_room() > 0

    def bulk_room(self) -> int:
        """Return how many bulk messages may start now, not looking at single chats.

        They are promised: answers leave that room until it is used or given back.
        """
        self._promised = 0
        self._promised = max(self._bulk_room(), 0) if self._per_second is not None else 0
        return self._promised if self._per_second is not None else self._bulk_room()

    def give_back(self) -> None:
        """Let others have what was promised and not used."""
        self._promised = 0

    async def wait_for_bulk(self) -> None:
        """Return when a bulk message may start, or after a moment in which that could change."""
        await asyncio.sleep(self._bulk_wait())

    def start_bulk(self, address: str) -> Start:
        """Count a bulk message that starts now."""
        now = self._monotonic()
        self._promised = max(self._promised - 1, 0)
        if self._per_second is not None:
            self._even_at = max(self._even_at, now - _CATCH_UP) + 1 / self._per_second
        self._flying[address] = self._start(address, now)
        return self._flying[address]

    async def room_for(self, address: str, messages: int) -> bool:
        """Wait until the bulk message to ``address`` may leave as so many ``messages``.

        How Telegram counts an album is not told; here it counts as its items, and no bulk starts
        while one waits. Return False where bulk is held meanwhile: then it must not leave.
        """
        start = self._flying.get(address)
        if start is None or messages == 1:
            return True
        chat = self._chats.setdefault(address, _Chat())
        chat.recent.extend([start.at] * (messages - 1))
        if self._per_second is None:
            return True
        self._albums_waiting += 1
        try:
            while (wait := self._album_wait(min(messages, self._per_second) - 1)) > 0:
                await asyncio.sleep(min(wait, _LOOK))
                if self.bulk_is_held:
                    return False
        finally:
            self._albums_waiting -= 1
        start.at = self._monotonic()
        counted = sum(one is start for one in self._starts)
        self._starts.extend([start] * (messages - counted))
        self._even_at += (messages - 1) / self._per_second
        return True

    def leaves(self, address: str) -> None:
        """Note that the bulk message to ``address`` leaves only now: its connection took a while.

        There is one at a time to each address.
        """
        if (start := self._flying.get(address)) is not None:
            start.at = self._monotonic()

    async def start_answer(self, address: str, *, edit: bool = False) -> Start:
        """Return when an answer to ``address`` may start; answers go before bulk.

        An ``edit`` is no new message in the chat: it counts only towards the overall limit.
        """
        while True:
            while (wait := self._chat_wait(address)) > 0:  # noqa: ASYNC110 - time, not an event
                await asyncio.sleep(min(wait, _LOOK))
            if (wait := self._overall_wait()) <= 0:
                break
            self._answers_waiting += 1  # only now: one chat that waits keeps nobody else waiting
            try:
                await asyncio.sleep(min(wait, _LOOK))
            finally:
                self._answers_waiting -= 1
        self._last_answer = self._monotonic()
        self._forget(self._last_answer)
        return self._start(address, self._last_answer, edit=edit)

    def back(self, start: Start) -> None:
        """Note that the server has answered: now it is known when the message was there."""
        start.round_trip = self._monotonic() - start.at
        if self._flying.get(start.address) is start:
            del self._flying[start.address]
        self._shortest = min(self._shortest, start.round_trip)

    def _start(self, address: str, now: float, *, edit: bool = False) -> Start:
        start = Start(address, now)
        if self._per_second is not None:
            self._starts.append(start)
        if not edit:
            self._chats.setdefault(address, _Chat()).recent.append(now)
        return start

    def _room(self, now: float) -> int:
        if self._per_second is None:
            return _PLENTY
        while self._starts and self._leaves_at(0) <= now:
            self._starts.popleft()
        return self._per_second - len(self._starts) - self._promised

    def _leaves_at(self, number: int) -> float:
        """Return when (s) a message leaves the window at the server."""
        return self._starts[number].latest(self._shortest) + WINDOW

    def _bulk_room(self) -> int:
        if self._answers_waiting or self._albums_waiting:
            return 0
        now = self._monotonic()
        return min(self._room(now) - self._reserved(now), self._even_room(now))

    def _reserved(self, now: float) -> int:
        if self._per_second is None or now - self._last_answer > _TALKING:
            return 0
        return min(_RESERVE, self._per_second - 1)

    def _even_room(self, now: float) -> int:
        """Return how many may start now if they were spread evenly, with a little catching up."""
        if self._per_second is None:
            return _PLENTY
        behind = now - max(self._even_at, now - _CATCH_UP)
        return int(behind * self._per_second) + 1 if behind >= 0 else 0

    def _bulk_wait(self) -> float:
        now = self._monotonic()
        if self._per_second is None or self._answers_waiting or self._albums_waiting:
            return 0.002
        room = self._room(now) - self._reserved(now)
        window = self._leaves_at(-room) - now if room <= 0 < len(self._starts) else 0.0
        return min(max(window, self._even_at - now, 0.001), _LOOK)

    def _chat_wait(self, address: str) -> float:
        now = self._monotonic()
        chat = self._chats.get(address)
        if chat is None or self._may(address, chat, now, self._chat_burst):
            return 0.0
        return max(chat.held_until - now, 0.02)

    def _overall_wait(self) -> float:
        now = self._monotonic()
        if self._room(now) > 0:
            return 0.0
        oldest = self._leaves_at(0) - now if self._starts else 0.0
        return max(oldest, 0.001)

    def _album_wait(self, more: int) -> float:
        """Return how long (s) until ``more`` messages have room, beside the one that started."""
        now = self._monotonic()
        missing = more - self._room(now)
        if missing <= 0:
            return 0.0
        known = min(missing, len(self._starts))  # the rest of the room is only promised
        return max(self._leaves_at(known - 1) - now if known else 0.0, 0.001)

    def _may(self, address: str, chat: _Chat, now: float, burst: int) -> bool:
        if now < chat.held_until:
            return False
        if _is_group(address):
            burst = min(burst, 1)
            if sum(1 for at in chat.recent if at > now - GROUP_WINDOW) >= self._per_group_minute:
                return False
        return sum(1 for at in chat.recent if at > now - WINDOW) < burst

    def _forget(self, now: float) -> None:
        gone = []
        for address, chat in self._chats.items():
            window = GROUP_WINDOW if _is_group(address) else WINDOW
            while chat.recent and chat.recent[0] <= now - window:
                chat.recent.popleft()
            if not chat.recent and chat.held_until <= now:
                gone.append(address)
        for address in gone:
            del self._chats[address]


def _is_group(address: str) -> bool:
    return address.startswith("-")
