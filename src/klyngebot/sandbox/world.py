"""The state of the stand-in, and the few ways in which it changes."""

import asyncio
import random
import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from klyngebot.sandbox import storage
from klyngebot.sandbox.errors import bad_request, forbidden, migrated
from klyngebot.sandbox.faults import Faults
from klyngebot.sandbox.files import Files
from klyngebot.sandbox.inline import InlineQuery
from klyngebot.sandbox.limits import Limiter, Limits
from klyngebot.sandbox.people import (
    FIRST_CHANNEL_ID,
    FIRST_GROUP_ID,
    FIRST_USER_ID,
    Chat,
    User,
)
from klyngebot.sandbox.profile import Profile
from klyngebot.sandbox.records import Deletion, Received, Records
from klyngebot.sandbox.updates import Updates
from klyngebot.sandbox.webhook import Webhook

Json = dict[str, Any]

BOT_ID = 990_000_000
SAVE_DELAY = 0.2
"""How long a change may wait until it is in the state file (s)."""

TYPING = 5.0
"""How long a chat action is shown (s): https://core.telegram.org/bots/api#sendchataction"""

_TOKEN = re.compile(r"\d+:[\w-]{20,}")


class World:
    """Chats, people, messages, the queue of updates, and what has happened.

    Args:
        token: The one token that is taken; ``None`` takes any that looks like one.
        state_path: File the state is kept in between runs.
        seed: Makes the ids, which begin somewhere at random, begin at the same place.
        name: The bot's first name.
        username: The bot's user name, for mentions and deep links.
        inline: Whether inline mode is on, as BotFather would set it.
        now: Wall clock (s since 1970); ``clock_shift`` is added to it.
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
        inline: bool = True,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        chance = random.Random(seed)  # noqa: S311 - ids, not secrets
        self.token = token
        self.state_path = state_path
        self.clock = clock
        self.inline = inline
        self._now = now
        self._clock_shift = 0.0
        self._is_out = False
        self.people: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.queue = Updates(
            chance.randrange(100_000_000, 900_000_000), self.now, partial(self.changed, "updates")
        )
        self.files = Files()
        self.faults = Faults()
        self.own = Profile()
        self.records = Records()
        self.callbacks: dict[str, float] = {}
        self.tapped_by: dict[str, int] = {}
        self.callback_answers: dict[str, Json] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.counters = {
            "user": FIRST_USER_ID,
            "group": FIRST_GROUP_ID,
            "channel": FIRST_CHANNEL_ID,
            "message": 1,
            "album": chance.randrange(10**15, 10**16),
            "callback": chance.randrange(10**17, 10**18),
        }
        bot_id = int(token.partition(":")[0]) if token else BOT_ID
        self.bot: Json = {"id": bot_id, "is_bot": True, "first_name": name, "username": username}
        self.webhook: Webhook | None = None
        self.listeners: list[Callable[[str], None]] = []
        self._limiter: Limiter | None = None
        self._saving: asyncio.TimerHandle | None = None
        if state_path is not None:
            storage.load(self, state_path)

    # What is asked of it

    def accepts(self, token: str) -> bool:
        """Tell whether a bot may come in with ``token``."""
        return _TOKEN.fullmatch(token) is not None if self.token is None else token == self.token

    def now(self) -> float:
        """Return the time of Telegram's clock (s since 1970)."""
        return self._now() + self._clock_shift

    def find_chat(self, chat_id: Any) -> Chat:
        """Return the chat that ``chat_id`` names: a number, or the @name of a public one.

        Raises:
            ApiError: There is none.
        """
        if chat_id is None or chat_id == "":
            raise bad_request("chat_id is empty")
        chat = None
        if isinstance(chat_id, int):
            chat = self.chats.get(chat_id)
        elif isinstance(chat_id, str) and chat_id.startswith("@"):
            chat = self._public_chat(chat_id[1:].lower())
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def chat_to_write_to(self, chat_id: Any) -> Chat:
        """Return the chat the bot wants to act in.

        Raises:
            ApiError: There is none, or the bot is not let in.
        """
        chat = self.find_chat(chat_id)
        if chat.migrated_to is not None:
            raise migrated(chat.migrated_to)
        if chat.is_private:
            self._check_private(chat)
        elif chat.blocked:
            what = "is not a member of" if chat.bot_status == "left" else "was kicked from"
            raise forbidden(f"bot {what} the {chat.type} chat")
        elif chat.is_channel and chat.bot_status != "administrator":
            raise bad_request("need administrator rights in the channel chat")
        return chat

    def is_own(self, chat: Chat, message: Json) -> bool:
        """Tell whether the bot wrote ``message``."""
        author: int | None = message.get("from", {}).get("id")
        return author == self.bot["id"] or message["message_id"] in chat.bot_posts

    def admit(self, method: str, chat_id: Any, media: Any) -> None:
        """Let a message, or an album of ``media``, pass the flood limits, if there are any.

        Raises:
            ApiError: 429.
        """
        if self._limiter is not None and isinstance(chat_id, int):
            self._limiter.admit(method, chat_id, len(media) if isinstance(media, list) else 1)

    @property
    def clock_shift(self) -> float:
        """How far Telegram's clock is ahead of the real one (s)."""
        return self._clock_shift

    @clock_shift.setter
    def clock_shift(self, seconds: float) -> None:
        self._clock_shift = seconds
        self.changed("state")

    @property
    def outage(self) -> bool:
        """Whether Telegram is away: nobody gets an answer, and open polls break off."""
        return self._is_out

    @outage.setter
    def outage(self, is_out: bool) -> None:
        self._is_out = is_out
        if is_out:
            self.queue.interrupt()
        else:
            self.queue.wake()
        self.changed("state")

    @property
    def paused(self) -> bool:
        """Whether updates are held back."""
        return self.queue.paused

    @paused.setter
    def paused(self, paused: bool) -> None:
        self.queue.pause(paused=paused)
        self.changed("state")

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

    def post(self, chat: Chat, sender: Json, content: Json) -> Json:
        """Let ``sender`` say ``content`` in ``chat``; return the message."""
        message_id = self._message_id(chat)
        author = {"sender_chat": chat.json} if chat.is_channel else {"from": sender}
        message = {
            "message_id": message_id,
            **author,
            "chat": chat.json,
            "date": int(self.now()),
            **content,
        }
        if chat.is_channel and sender["id"] == self.bot["id"]:
            chat.bot_posts.add(message_id)
        if sender["id"] == self.bot["id"]:
            chat.typing_until = 0.0
        chat.messages[message_id] = message
        self.changed(f"chat:{chat.id}")
        return message

    def remove_messages(self, chat: Chat, message_ids: Iterable[int], *, by: int) -> None:
        """Take messages out of ``chat``, with their pins; ``by`` is the id of who does it."""
        for message_id in message_ids:
            message = chat.messages.pop(message_id, None)
            if message is not None:
                self.records.add_deletion(chat.id, Deletion(message, self.now(), by))
            chat.pinned = [pinned for pinned in chat.pinned if pinned != message_id]
        self.changed(f"chat:{chat.id}")

    def show_typing(self, chat: Chat) -> None:
        """Show in ``chat`` that the bot is busy with an answer."""
        chat.typing_until = self.now() + TYPING
        self.changed(f"chat:{chat.id}")
        with suppress(RuntimeError):  # no loop: nobody watches
            asyncio.get_running_loop().call_later(TYPING, self.changed, f"chat:{chat.id}")

    def effect(
        self, chat: Chat, message: Json, method: str, number: int, *, silent: bool = False
    ) -> None:
        """Record that call ``number`` has reached ``chat``, maybe without a sound."""
        if silent:
            chat.silent.add(message["message_id"])
        self.records.add_received(
            Received(
                self.clock(),
                chat.id,
                message["message_id"],
                method,
                message.get("text") or message.get("caption", ""),
                number,
                self.now(),
                silent,
            )
        )
        self.changed(f"chat:{chat.id}")

    def update(self, kind: str, payload: Json) -> None:
        """Queue an update for the bot."""
        self.queue.put(kind, payload)

    def set_webhook(self, webhook: Webhook | None) -> None:
        """Have updates taken to ``webhook``, or wait for polls again."""
        self.webhook = webhook
        self.queue.end_poll("terminated by setWebhook request")
        self.queue.wake()
        self.changed("state")

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
        self.tapped_by.clear()
        self.callback_answers.clear()
        self.inline_queries.clear()
        self.files.clear()
        self.own = Profile()
        self.faults.clear()
        self.records.clear()
        self.queue.clear()
        self.limits = None
        self.webhook = None
        self._clock_shift = 0.0
        self._is_out = False
        self.changed("users")
        self.changed("state")

    def _message_id(self, chat: Chat) -> int:
        if not chat.counts_for_itself:
            return self.take("message")
        chat.last_id += 1
        return chat.last_id

    def _public_chat(self, username: str) -> Chat | None:
        for chat in self.chats.values():
            if not chat.is_private and str(chat.json.get("username", "")).lower() == username:
                return chat
        return None

    def _check_private(self, chat: Chat) -> None:
        user = self.people.get(chat.id)
        if user is not None and user.deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
