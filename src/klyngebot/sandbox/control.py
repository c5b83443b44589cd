"""The control API under ``/sandbox``: what people do, for the page and for other programs."""

from http import HTTPStatus
from typing import Any

from aiohttp import web

from klyngebot.sandbox import acts, incoming
from klyngebot.sandbox.people import User
from klyngebot.sandbox.sandbox import Sandbox

Json = dict[str, Any]


class Control:
    """Lets the people of ``sandbox`` be played from outside."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[web.RouteDef]:
        """Return what it answers to."""
        return [
            *acts.routes(
                {
                    "users": self.add_user,
                    "deactivate": self.deactivate,
                    "remove": self.remove,
                    "groups": self.add_group,
                    "channels": self.add_channel,
                    "joins": self.join,
                    "leaves": self.leave,
                    "bot-membership": self.set_bot_status,
                    "migrate": self.migrate,
                    "messages": self.say,
                    "edits": self.edit,
                    "deletions": self.delete,
                    "contacts": self.send_contact,
                    "locations": self.send_location,
                    "taps": self.tap,
                    "presses": self.press,
                    "inline": self.ask_inline,
                    "choices": self.choose_inline,
                    "block": self.block,
                    "unblock": self.unblock,
                    "reset": self.reset,
                }
            ),
            web.post("/sandbox/documents", self.send_file),
        ]

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
        self._sandbox.deactivate(self._user(body))
        return {}

    def remove(self, body: Json) -> Json:
        """Take a person away: ``user_id``."""
        self._sandbox.remove(self._user(body))
        return {}

    def add_group(self, body: Json) -> Json:
        """Make a group: ``title``, ``members`` (ids)."""
        return {"chat_id": self._sandbox.group(str(body["title"]), self._people(body["members"]))}

    def add_channel(self, body: Json) -> Json:
        """Make a channel: ``title``, ``admins`` (ids), maybe ``members`` and ``username``."""
        return {
            "chat_id": self._sandbox.channel(
                str(body["title"]),
                self._people(body["admins"]),
                subscribers=self._people(body.get("members", [])),
                username=str(body.get("username", "")),
            )
        }

    def join(self, body: Json) -> Json:
        """Come into a group: ``user_id``, ``chat_id``."""
        self._sandbox.join(self._user(body), body["chat_id"])
        return {}

    def leave(self, body: Json) -> Json:
        """Go from a group: ``user_id``, ``chat_id``."""
        self._sandbox.leave(self._user(body), body["chat_id"])
        return {}

    def set_bot_status(self, body: Json) -> Json:
        """Add the bot to a group, or send it away: ``user_id``, ``chat_id``, ``status``."""
        self._sandbox.set_bot_status(self._user(body), body["chat_id"], str(body["status"]))
        return {}

    def migrate(self, body: Json) -> Json:
        """Make a supergroup of a group: ``chat_id``."""
        return {"chat_id": self._sandbox.migrate(body["chat_id"])}

    def say(self, body: Json) -> Json:
        """Write: ``user_id``, ``text``, maybe ``chat_id``, ``entities``, ``reply_to``."""
        options = {name: body.get(name) for name in ("chat_id", "entities", "reply_to")}
        return {"message_id": self._sandbox.say(self._user(body), str(body["text"]), **options)}

    def edit(self, body: Json) -> Json:
        """Change what one wrote: ``user_id``, ``message_id``, ``text``, maybe ``chat_id``."""
        self._sandbox.edit(
            self._user(body), body["message_id"], str(body["text"]), chat_id=body.get("chat_id")
        )
        return {}

    def delete(self, body: Json) -> Json:
        """Delete a message: ``user_id``, ``message_id``, maybe ``chat_id``."""
        user = self._user(body)
        self._sandbox.delete(user, body["message_id"], chat_id=body.get("chat_id"))
        return {}

    def send_contact(self, body: Json) -> Json:
        """Send a contact: ``user_id``; maybe ``phone_number`` (else one's own), names."""
        number = self._sandbox.send_contact(
            self._user(body),
            str(body.get("phone_number") or ""),
            str(body.get("first_name") or ""),
            last_name=str(body.get("last_name") or ""),
            chat_id=body.get("chat_id"),
        )
        return {"message_id": number}

    def send_location(self, body: Json) -> Json:
        """Send a place: ``user_id``, ``latitude``, ``longitude``, maybe ``chat_id``."""
        number = self._sandbox.send_location(
            self._user(body),
            float(body["latitude"]),
            float(body["longitude"]),
            chat_id=body.get("chat_id"),
        )
        return {"message_id": number}

    def tap(self, body: Json) -> Json:
        """Tap: ``user_id`` and ``button``, or ``data`` with ``message_id``."""
        user, chat_id = self._user(body), body.get("chat_id")
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
        user, button = self._user(body), str(body["button"])
        return {"message_id": self._sandbox.press(user, button, chat_id=body.get("chat_id"))}

    def ask_inline(self, body: Json) -> Json:
        """Ask inline: ``user_id``, ``query``, maybe ``chat_id`` and ``offset``."""
        user, query = self._user(body), str(body["query"])
        offset = str(body.get("offset", ""))
        query_id = self._sandbox.ask_inline(user, query, chat_id=body.get("chat_id"), offset=offset)
        return {"inline_query_id": query_id}

    def choose_inline(self, body: Json) -> Json:
        """Choose a result: ``user_id``, ``inline_query_id``, ``result_id``."""
        query_id, result_id = str(body["inline_query_id"]), str(body["result_id"])
        return {"message_id": self._sandbox.choose_inline(self._user(body), query_id, result_id)}

    def block(self, body: Json) -> Json:
        """Block the bot: ``user_id``."""
        self._sandbox.block(self._user(body))
        return {}

    def unblock(self, body: Json) -> Json:
        """Take the bot back: ``user_id``."""
        self._sandbox.unblock(self._user(body))
        return {}

    def reset(self, _: Json) -> Json:
        """Forget everything but the ids."""
        self._sandbox.reset()
        return {}

    async def send_file(self, request: web.Request) -> web.Response:
        """Send a ``document`` or ``photo``: ``user_id``, maybe ``chat_id`` and ``caption``."""
        fields: dict[str, str] = {}
        sent: tuple[str, str, bytes] | None = None
        try:
            async for name, part in incoming.parts(request):
                if isinstance(part, str):
                    fields[name] = part
                else:
                    sent = (name, part.filename, part.data)
        except ValueError as error:
            return acts.refused(HTTPStatus.BAD_REQUEST, str(error))

        def act(body: Json) -> Json:
            if sent is None:
                raise ValueError("there is no file")
            user = self._user({"user_id": int(body["user_id"])})
            chat_id = int(body["chat_id"]) if body.get("chat_id") else None
            caption = body.get("caption") or None
            kind, filename, data = sent
            if kind == "photo":
                number = self._sandbox.send_photo(user, data, caption=caption, chat_id=chat_id)
            else:
                number = self._sandbox.send_document(
                    user, filename, data, caption=caption, chat_id=chat_id
                )
            return {"message_id": number}

        return acts.acted(act, fields)

    def _user(self, body: Json) -> User:
        return self._people([body["user_id"]])[0]

    def _people(self, user_ids: list[Any]) -> list[User]:
        strangers = [user_id for user_id in user_ids if user_id not in self._sandbox.people]
        if strangers:
            raise LookupError(f"there is no user {strangers[0]}")
        return [self._sandbox.people[user_id] for user_id in user_ids]
