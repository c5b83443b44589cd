"""The stand-in as a test holds it: people on one side, and everything there is to read back."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from klyngebot.sandbox import keyboard
from klyngebot.sandbox.delivered import Delivered, delivered
from klyngebot.sandbox.groups import Groups
from klyngebot.sandbox.guide import Guide
from klyngebot.sandbox.limits import Bar, Breach
from klyngebot.sandbox.people import User
from klyngebot.sandbox.process import BotProcess
from klyngebot.sandbox.records import Call, Received

_WORTH_A_WORD = (
    "document", "photo", "contact", "location", "group_chat_created", "channel_chat_created",
    "new_chat_members", "left_chat_member", "pinned_message", "migrate_to_chat_id",
    "migrate_from_chat_id",
)  # fmt: skip

LOOKS_EVERY = 0.05
"""So often a wait looks even when nothing has changed (s)."""

TAIL = 20
"""So many lines of the transcript explain a wait that was in vain."""


class Sandbox(Groups):
    """A Telegram of one's own: see :class:`~klyngebot.sandbox.world.World` for its arguments.

    ``guide`` and ``process`` are for the page: a tour, and the bot's process, where whoever
    runs the stand-in also runs the bot.
    """

    guide: Guide | None = None
    process: BotProcess | None = None

    @property
    def calls(self) -> list[Call]:
        """The calls the bot made, in the order in which they were answered."""
        return list(self.records.calls)

    @property
    def all_received(self) -> list[Received]:
        """Everything any chat received, whether or not the bot heard of it."""
        return list(self.records.received)

    @property
    def limit_breaches(self) -> list[Breach]:
        """The messages that were sent although a 429 asked to wait."""
        return list(self._limiter.breaches) if self._limiter else []

    @property
    def limit_bars(self) -> list[Bar]:
        """The stretches of time in which a 429 asked to wait, and what came all the same."""
        return list(self._limiter.bars) if self._limiter else []

    @property
    def pending_updates(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self.queue)

    @property
    def commands(self) -> dict[tuple[str, str], list[dict[str, str]]]:
        """The menus, by scope (``default``, ``chat:990000001``) and language ("" for all)."""
        return dict(self.own.commands)

    @property
    def profile(self) -> dict[str, dict[str, Any]]:
        """Name, description and short description by language; menu buttons by chat."""
        return {**self.own.texts, "menu_button": self.own.menu_buttons}

    def reset(self) -> None:
        """Forget people, chats, files, faults, limits, records and the tour; ids go on."""
        if self.guide is not None:
            self.guide.begin_anew()
        super().reset()

    def chat(self, chat_id: int) -> list[dict[str, Any]]:
        """Return what the chat shows now, as messages of the Bot API, newest last."""
        return list(self.chats[chat_id].messages.values())

    def received(self, chat_id: int) -> list[Received]:
        """Return everything this chat received, whether or not the bot heard of it."""
        return list(self.records.received_by.get(chat_id, ()))

    def delivered(self, chat_id: int) -> list[Delivered]:
        """Return each message the bot has put into a chat, as it is now or was when it went."""
        return list(delivered(self, self.chats[chat_id]))

    def news(self, chat_id: int | None = None, text: str | None = None) -> list[Received]:
        """Return what was new to one chat or all of them: sent, copied, forwarded.

        With ``text`` only what said exactly that when it came: how often is its length.
        """
        effects = self.records.received if chat_id is None else self.received(chat_id)
        return [one for one in effects if one.is_new and text in {None, one.text}]

    def answers(self, callback_id: str) -> str | None:
        """Return the text a tap was answered with; ``None`` while it is not answered."""
        answer = self.callback_answers.get(callback_id)
        return None if answer is None else str(answer["text"])

    def notices(self, user: User) -> list[dict[str, Any]]:
        """Return the answers to the taps of ``user`` that say something, oldest first."""
        return [
            answer
            for callback_id, answer in self.callback_answers.items()
            if answer["text"] and self.tapped_by.get(callback_id) == user.id
        ]

    def last_alert(self, user: User) -> str | None:
        """Return the newest of them that has to be tapped away; ``None`` without one."""
        alerts = [answer["text"] for answer in self.notices(user) if answer["show_alert"]]
        return alerts[-1] if alerts else None

    def last_text(self, chat_id: int) -> str:
        """Return text or caption of the newest message, "" in an empty chat."""
        message = next(reversed(self.chats[chat_id].messages.values()), {})
        return str(message.get("text") or message.get("caption", ""))

    def buttons(self, chat_id: int) -> list[str]:
        """Return the labels under the newest message that has inline buttons."""
        for message in reversed(self.chats[chat_id].messages.values()):
            if labels := [button["text"] for button in keyboard.buttons(message)]:
                return labels
        return []

    def transcript(self, chat_id: int | None = None) -> str:
        """Return what one chat, or each, shows now, as lines to read."""
        chosen = self.chats.values() if chat_id is None else [self.chats[chat_id]]
        return "\n".join(_line(message) for chat in chosen for message in chat.messages.values())

    async def wait_for(self, predicate: Callable[[], bool], timeout: float = 10.0) -> None:  # noqa: ASYNC109 - its message is the point
        """Wait until ``predicate`` is true; look whenever something has changed, and now and then.

        Raises:
            TimeoutError: It was not within ``timeout`` (s); says what the chats show.
        """
        woken = asyncio.Event()

        def wake(_: str) -> None:
            woken.set()

        self.listeners.append(wake)
        try:
            async with asyncio.timeout(timeout):
                while not predicate():
                    with suppress(TimeoutError):  # it may hang on something outside, a bot, say
                        await asyncio.wait_for(woken.wait(), LOOKS_EVERY)
                    woken.clear()
        except TimeoutError:
            tail = "\n".join(self.transcript().splitlines()[-TAIL:])
            raise TimeoutError(f"still not so after {timeout} s; the chats show:\n{tail}") from None
        finally:
            self.listeners.remove(wake)


def _line(message: dict[str, Any]) -> str:
    at = time.strftime("%H:%M:%S", time.localtime(message["date"]))
    what = message.get("text") or message.get("caption", "")
    for kind in _WORTH_A_WORD:
        if kind in message:
            what = f"({kind}) {what}".rstrip()
    labels = "".join(f" [{button['text']}]" for button in keyboard.buttons(message))
    edited = " (edited)" if "edit_date" in message else ""
    author = message.get("from", {}).get("first_name") or message["chat"].get("title", "")
    return (
        f"{at} chat {message['chat']['id']} #{message['message_id']} "
        f"{author}: {what}{labels}{edited}"
    )
