"""The control API under ``/sandbox``: what people do, for the page and for other programs."""

from typing import Any

from aiohttp import web

from klyngebot.sandbox import acts
from klyngebot.sandbox.sandbox import Sandbox

Json = dict[str, Any]


class Control:
    """Lets the people of ``sandbox`` be played from outside."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[web.RouteDef]:
        """Return what it answers to."""
        return acts.routes(
            {
                "users": self.add_user,
                "deactivate": self.deactivate,
                "remove": self.remove,
                "messages": self.say,
                "edits": self.edit,
                "deletions": self.delete,
                "taps": self.tap,
                "presses": self.press,
                "inline": self.ask_inline,
                "choices": self.choose_inline,
                "block": self.block,
                "unblock": self.unblock,
                "reset": self.reset,
            }
        )

    def add_user(self, body: Json) -> Json:
        """Add a person: ``first_name``, and whatever else :meth:`Sandbox.user` takes."""
        names = ("last_name", "username", "language_code", "hint", "id")
        fields = {name: body[name] for name in names if body.get(name)}
        number = fields.get("id", 1)
        if type(number) is not int or number < 1:
            raise ValueError("id is a whole number above 0")
        texts = (value for name, value in fields.items() if name != "id")
        if not all(isinstance(text, str) for text in texts):
            raise ValueError(f"{', '.join(names[:-1])} are texts")
        return self._sandbox.user(str(body["first_name"]), **fields).with_hint()

    def deactivate(self, body: Json) -> Json:
        """Delete an account: ``user_id``."""
        self._sandbox.deactivate(self._sandbox.person(body["user_id"]))
        return {}

    def remove(self, body: Json) -> Json:
        """Take a person away: ``user_id``."""
        self._sandbox.remove(self._sandbox.person(body["user_id"]))
        return {}

    def say(self, body: Json) -> Json:
        """Write: ``user_id``, ``text``, maybe ``chat_id``, ``entities``, ``reply_to``."""
        options = {name: body.get(name) for name in ("chat_id", "entities", "reply_to")}
        return {
            "message_id": self._sandbox.say(
                self._sandbox.person(body["user_id"]), str(body["text"]), **options
            )
        }

    def edit(self, body: Json) -> Json:
        """Change what one wrote: ``user_id``, ``message_id``, ``text``, maybe ``entities``."""
        options = {name: body.get(name) for name in ("chat_id", "entities")}
        user = self._sandbox.person(body["user_id"])
        self._sandbox.edit(user, body["message_id"], str(body["text"]), **options)
        return {}

    def delete(self, body: Json) -> Json:
        """Delete a message: ``user_id``, ``message_id``, maybe ``chat_id``."""
        user = self._sandbox.person(body["user_id"])
        self._sandbox.delete(user, body["message_id"], chat_id=body.get("chat_id"))
        return {}

    def tap(self, body: Json) -> Json:
        """Tap: ``user_id`` and ``button``, or ``data`` with ``message_id``."""
        user, chat_id = self._sandbox.person(body["user_id"]), body.get("chat_id")
        if "data" in body:
            callback_id = self._sandbox.tap_data(
                user, str(body["data"]), chat_id=chat_id, message_id=body["message_id"]
            )
        else:
            callback_id = self._sandbox.tap(
                user, str(body["button"]), chat_id=chat_id, message_id=body.get("message_id")
            )
        return {"callback_query_id": callback_id}

    def press(self, body: Json) -> Json:
        """Press a key of the reply keyboard: ``user_id``, ``button``, maybe ``chat_id``."""
        user, button = self._sandbox.person(body["user_id"]), str(body["button"])
        return {"message_id": self._sandbox.press(user, button, chat_id=body.get("chat_id"))}

    def ask_inline(self, body: Json) -> Json:
        """Ask inline: ``user_id``, ``query``, maybe ``chat_id`` and ``offset``."""
        user, query = self._sandbox.person(body["user_id"]), str(body["query"])
        offset = str(body.get("offset", ""))
        query_id = self._sandbox.ask_inline(user, query, chat_id=body.get("chat_id"), offset=offset)
        return {"inline_query_id": query_id}

    def choose_inline(self, body: Json) -> Json:
        """Choose a result: ``user_id``, ``inline_query_id``, ``result_id``."""
        query_id, result_id = str(body["inline_query_id"]), str(body["result_id"])
        return {
            "message_id": self._sandbox.choose_inline(
                self._sandbox.person(body["user_id"]), query_id, result_id
            )
        }

    def block(self, body: Json) -> Json:
        """Block the bot: ``user_id``."""
        self._sandbox.block(self._sandbox.person(body["user_id"]))
        return {}

    def unblock(self, body: Json) -> Json:
        """Take the bot back: ``user_id``."""
        self._sandbox.unblock(self._sandbox.person(body["user_id"]))
        return {}

    def reset(self, _: Json) -> Json:
        """Forget everything but the ids."""
        self._sandbox.reset()
        return {}
