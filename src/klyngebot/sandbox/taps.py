"""What people do with what the bot offers: tap, press, follow a link, ask it inline."""

from collections.abc import Iterable
from typing import Any

from klyngebot.sandbox import entities, formatted, keyboard
from klyngebot.sandbox.attachments import Attachments
from klyngebot.sandbox.inline import InlineQuery
from klyngebot.sandbox.meant import start_payload
from klyngebot.sandbox.people import Chat, User

Json = dict[str, Any]

HERE = (67.28, 14.4)
"""Where somebody is who shares their place by a button (degrees): in Nordland."""


class Taps(Attachments):
    """Buttons of every kind, links, and inline mode."""

    def tap(
        self,
        user: User,
        button: str,
        *,
        chat_id: int | None = None,
        message_id: int | None = None,
    ) -> str:
        """Let ``user`` tap an inline button; return the id of the callback query.

        The newest message with a button that is labelled ``button``, or begins with it or
        contains it. A deep link to the bot acts as ``/start``, and like any link returns "".

        Raises:
            LookupError: There is no such button; the message names those there are.
        """
        chat = self._chat_of(user, chat_id)
        for message in self._candidates(chat, message_id):
            found = keyboard.find_button(message, button)
            if found is not None:
                return self._tapped(user, chat, message, found)
        labels = [
            found["text"]
            for message in self._candidates(chat, message_id)
            for found in keyboard.buttons(message)
        ]
        raise LookupError(f"no button {button!r} in chat {chat.id}; there are {labels}")

    def tap_data(
        self, user: User, data: str, *, chat_id: int | None = None, message_id: int
    ) -> str:
        """Let ``user`` send ``data`` as if from a button, which need not be there."""
        chat = self._chat_of(user, chat_id)
        callback_id = str(self.take("callback"))
        message = chat.messages.get(message_id) or {
            "message_id": message_id,
            "chat": chat.json,
            "date": 0,
        }
        self.callbacks[callback_id] = self.now()
        self.tapped_by[callback_id] = user.id
        self.update(
            "callback_query",
            {
                "id": callback_id,
                "from": user.as_json(),
                "message": message,
                "chat_instance": str(chat.id),
                "data": data,
            },
        )
        return callback_id

    def follow(self, user: User, url: str, *, chat_id: int | None = None) -> None:
        """Let ``user`` follow a link: a deep link to the bot acts as ``/start``."""
        payload = start_payload(url, str(self.bot["username"]))
        if payload is not None:
            self.say(user, f"/start {payload}".rstrip(), chat_id=chat_id)

    def press(self, user: User, button: str, *, chat_id: int | None = None) -> int:
        """Let ``user`` press a key of the reply keyboard; return the message's id.

        Raises:
            LookupError: There is no such button; the message names those there are.
        """
        chat = self._chat_of(user, chat_id)
        kept = chat.reply_keyboard or {}
        found = [
            key if isinstance(key, dict) else {"text": key}
            for row in kept.get("keyboard", ())
            for key in row
        ]
        pressed = next((key for key in found if key["text"] == button), None)
        if pressed is None:
            labels = [key["text"] for key in found]
            raise LookupError(f"no key {button!r} in chat {chat.id}; there are {labels}")
        if kept.get("one_time_keyboard"):
            chat.reply_keyboard = None
        if pressed.get("request_contact"):
            return self.send_contact(user, chat_id=chat.id)
        if pressed.get("request_location"):
            return self.send_location(user, *HERE, chat_id=chat.id)
        return self.say(user, button, chat_id=chat.id)

    def ask_inline(
        self, user: User, query: str, *, chat_id: int | None = None, offset: str = ""
    ) -> str:
        """Let ``user`` type ``query`` after the bot's name; return the id of the inline query.

        Raises:
            ValueError: Inline mode is off.
        """
        if not self.inline:
            raise ValueError("inline mode is off; BotFather switches it on")
        chat = self._chat_of(user, chat_id)
        query_id = str(self.take("callback"))
        self.inline_queries[query_id] = InlineQuery(query_id, user.id, chat.id, query, self.now())
        kind = "sender" if chat.is_private else chat.type
        asked = {"id": query_id, "from": user.as_json(), "query": query, "offset": offset}
        self.update("inline_query", {**asked, "chat_type": kind})
        return query_id

    def choose_inline(self, user: User, query_id: str, result_id: str) -> int:
        """Let ``user`` choose a result; it is posted in their name. Return the message's id.

        Raises:
            LookupError: There is no such result.
        """
        asked = self.inline_queries.get(query_id)
        results = (asked.answer or {}).get("results", ()) if asked else ()
        result = next((found for found in results if found["id"] == result_id), None)
        if asked is None or result is None:
            raise LookupError(f"there is no result {result_id!r} to the inline query {query_id}")
        chosen = {"result_id": result_id, "from": user.as_json(), "query": asked.query}
        content = {"via_bot": self.bot, **_content_of(result)}
        message_id = self._said(user, asked.chat_id, content)
        self.update("chosen_inline_result", chosen)
        return message_id

    def _candidates(self, chat: Chat, message_id: int | None) -> Iterable[Json]:
        if message_id is None:
            return reversed(chat.messages.values())
        return [chat.messages[message_id]] if message_id in chat.messages else []

    def _tapped(self, user: User, chat: Chat, message: Json, button: keyboard.Button) -> str:
        if "callback_data" in button:
            return self.tap_data(
                user,
                button["callback_data"],
                chat_id=chat.id,
                message_id=message["message_id"],
            )
        self.follow(user, button.get("url", ""))
        return ""


def _content_of(result: Json) -> Json:
    """Return what a result puts into the chat."""
    given = result.get("input_message_content", {})
    markup = {"reply_markup": result["reply_markup"]} if result.get("reply_markup") else {}
    if "phone_number" in given or result["type"] == "contact":
        source = given or result
        names = ("phone_number", "first_name", "last_name", "vcard")
        return {"contact": {name: source[name] for name in names if source.get(name)}, **markup}
    text = str(given.get("message_text") or result.get("title", ""))
    text, marks = formatted.read(text, str(given.get("parse_mode") or ""), given.get("entities"))
    found = entities.detected(text, marks)
    return {"text": text, **({"entities": found} if found else {}), **markup}
