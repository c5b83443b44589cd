"""The state of the stand-in, and the few ways in which it changes."""

import asyncio
import random
import re
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from klyngebot.sandbox import storage
from klyngebot.sandbox.errors import bad_request, forbidden
from klyngebot.sandbox.faults import Faults
from klyngebot.sandbox.files import Files
from klyngebot.sandbox.limits import Limiter, Limits
from klyngebot.sandbox.people import FIRST_GROUP_ID, FIRST_USER_ID, Chat, User
from klyngebot.sandbox.profile import Profile
from klyngebot.sandbox.records import Received, Records
from klyngebot.sandbox.updates import Updates

BOT_ID = 990_000_000
SAVE_DELAY = 0.2
"""How long a change may wait until it is in the state file (s)."""

_TOKEN = re.compile(r"\d+:[\w-]{20,}")


class World:
    """Chats, people, messages, the queue of updates, and what has happened.

    Args:
        token: The one token that is taken; ``None`` takes any that looks like one.
        state_path: File the state is kept in between runs.
        seed: Makes the ids, which begin somewhere at random, begin at the same place.
        name: The bot's first name.
        username: The bot's user name, for mentions and deep links.
        now: Wall clock (s since 1970).
        clock: Monotonic time (s).

    Raises:
        StateError: ``state_path`` holds something that is no state.
    """

    def __init__(
        self,
        *,
        token: str | None = None,
        state_path: Path | None = None,
        seed: int | None = None,
        name: str = "Klyngebot",
        username: str = "klynge_sandbox_bot",
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        chance = random.Random(seed)  # noqa: S311 - ids, not secrets
        self.token = token
        self.state_path = state_path
        self.now = now
        self.clock = clock
        self.people: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.queue = Updates(chance.randrange(100_000_000, 900_000_000), now)
        self.files = Files()
        self.faults = Faults()
        self.own = Profile()
        self.records = Records()
        self.callbacks: dict[str, float] = {}
        self.callback_answers: dict[str, dict[str, Any]] = {}
        self.counters = {
            "user": FIRST_USER_ID,
            "group": FIRST_GROUP_ID,
            "message": 1,
            "callback": chance.randrange(10**17, 10**18),
        }
        bot_id = int(token.partition(":")[0]) if token else BOT_ID
        self.bot = {"id": bot_id, "is_bot": True, "first_name": name, "username": username}
        self.listeners: list[Callable[[str], None]] = []
        self._limiter: Limiter | None = None
        self._saving: asyncio.TimerHandle | None = None
        if state_path is not None:
            storage.load(self, state_path)

    # What is asked of it

    def accepts(self, token: str) -> bool:
        """Tell whether a bot may come in with ``token``."""
        return _TOKEN.fullmatch(token) is not None if self.token is None else token == self.token

    def chat_to_write_to(self, chat_id: Any) -> Chat:
        """Return the chat the bot wants to act in.

        Raises:
            ApiError: There is none, or the bot is not let in.
        """
        if chat_id is None or chat_id == "":
            raise bad_request("chat_id is empty")
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.blocked:
            raise forbidden(
                "bot was kicked from the group chat"
                if chat.is_group
                else "bot was blocked by the user"
            )
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def admit(self, method: str, chat_id: Any) -> None:
        """Let a message pass the flood limits, if there are any.

        Raises:
            ApiError: 429.
        """
        if self._limiter is not None and isinstance(chat_id, int):
            self._limiter.admit(method, chat_id)

    @property
    def limits(self) -> Limits | None:
        """The flood limits, ``None`` for none; to set them begins to count anew."""
        return self._limiter.limits if self._limiter else None

    @limits.setter
    def limits(self, limits: Limits | None) -> None:
        self._limiter = Limiter(limits, self.clock) if limits else None
        self.changed("limits")

    # What changes it

    def take(self, counter: str, *, step: int = 1) -> int:
        """Return the next id of a kind; none is ever given twice."""
        number = self.counters[counter]
        self.counters[counter] = number + step
        return number

    def post(self, chat: Chat, sender: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
        """Let ``sender`` say ``content`` in ``chat``; return the message."""
        message_id = self.take("message")
        message = {
            "message_id": message_id,
            "from": sender,
            "chat": chat.json,
            "date": int(self.now()),
            **content,
        }
        chat.messages[message_id] = message
        self.changed(f"chat:{chat.id}")
        return message

    def effect(self, chat: Chat, message: dict[str, Any], method: str, number: int) -> None:
        """Record that call ``number`` has reached ``chat``."""
        self.records.add_received(
            Received(
                self.clock(),
                chat.id,
                message["message_id"],
                method,
                message.get("text") or message.get("caption", ""),
                number,
            )
        )
        self.changed(f"chat:{chat.id}")

    def update(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update for the bot."""
        self.queue.put(kind, payload)
        self.changed("updates")

    # Who wants to know, and the file

    def changed(self, topic: str) -> None:
        """Tell the listeners, and have the state saved soon."""
        for listener in self.listeners:
            listener(topic)
        if self.state_path is not None and self._saving is None:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                return  # no server runs yet; the first change under one, or close, will save
            self._saving = loop.call_later(SAVE_DELAY, partial(self.save, clean=False))

    def save(self, *, clean: bool = True) -> None:
        """Write the state file now, if there is one; ``clean`` says that nothing comes after."""
        if self._saving is not None:
            self._saving.cancel()
            self._saving = None
        if self.state_path is not None:
            storage.save(self, self.state_path, clean=clean)

    def reset(self) -> None:
        """Forget people, chats, files, faults, limits and records; ids go on."""
        self.people.clear()
        self.chats.clear()
        self.callbacks.clear()
        self.callback_answers.clear()
        self.files.clear()
        self.own = Profile()
        self.faults.clear()
        self.records.clear()
        self.queue.clear()
        self.limits = None
        self.changed("users")
