"""The control API under ``/sandbox``: people and faults, for the page and for other programs."""

import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from aiohttp import BodyPartReader, web

from klyngebot.sandbox.faults import Fault, FaultKind
from klyngebot.sandbox.limits import Limits
from klyngebot.sandbox.people import User
from klyngebot.sandbox.sandbox import Sandbox

Json = dict[str, Any]
Act = Callable[[Json], Json]


class Control:
    """Lets ``sandbox`` be played from outside."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[web.RouteDef]:
        """Return what it answers to."""
        acts = {
            "users": self.add_user,
            "groups": self.add_group,
            "messages": self.say,
            "taps": self.tap,
            "block": self.block,
            "unblock": self.unblock,
            "faults": self.add_fault,
            "limits": self.set_limits,
            "poison": self.poison,
            "redeliver": self.redeliver,
            "reset": self.reset,
        }
        return [
            *(web.post(f"/sandbox/{name}", _json_handler(act)) for name, act in acts.items()),
            web.post("/sandbox/documents", self.send_file),
            web.delete("/sandbox/faults", self.clear_faults),
            web.delete("/sandbox/limits", self.lift_limits),
        ]

    def add_user(self, body: Json) -> Json:
        """Add a person: ``first_name``, and whatever else :meth:`Sandbox.user` takes."""
        names = ("last_name", "username", "language_code", "id")
        fields = {name: body[name] for name in names if body.get(name)}
        return self._sandbox.user(str(body["first_name"]), **fields).as_json()

    def add_group(self, body: Json) -> Json:
        """Make a group: ``title``, ``members`` (ids)."""
        members = [self._user(user_id) for user_id in body["members"]]
        return {"chat_id": self._sandbox.group(str(body["title"]), members)}

    def say(self, body: Json) -> Json:
        """Write: ``user_id``, ``text``, maybe ``chat_id``, ``entities``, ``reply_to``."""
        options = {name: body.get(name) for name in ("chat_id", "entities", "reply_to")}
        user = self._user(body["user_id"])
        return {"message_id": self._sandbox.say(user, str(body["text"]), **options)}

    def tap(self, body: Json) -> Json:
        """Tap: ``user_id`` and ``button``, or ``data`` with ``message_id``."""
        user, chat_id, message_id = (
            self._user(body["user_id"]),
            body.get("chat_id"),
            body.get("message_id"),
        )
        if "data" in body:
            callback_id = self._sandbox.tap_data(
                user, str(body["data"]), chat_id=chat_id, message_id=body["message_id"]
            )
        else:
            callback_id = self._sandbox.tap(
                user, str(body["button"]), chat_id=chat_id, message_id=message_id
            )
        return {"callback_query_id": callback_id}

    def block(self, body: Json) -> Json:
        """Block the bot: ``user_id``."""
        self._sandbox.block(self._user(body["user_id"]))
        return {}

    def unblock(self, body: Json) -> Json:
        """Take the bot back: ``user_id``."""
        self._sandbox.unblock(self._user(body["user_id"]))
        return {}

    def add_fault(self, body: Json) -> Json:
        """Arm a fault: ``kind``, and whatever else :class:`Fault` takes."""
        fields = {name: value for name, value in body.items() if name != "kind"}
        self._sandbox.faults.add(Fault(FaultKind(body["kind"]), **fields))
        self._sandbox.changed("faults")
        return {"faults": self._sandbox.faults.as_json()}

    def set_limits(self, body: Json) -> Json:
        """Switch the flood limits on: whatever :class:`Limits` takes."""
        self._sandbox.limits = Limits(**body)
        return {}

    def poison(self, body: Json) -> Json:
        """Queue ``update`` as it is, or one that cannot be decoded."""
        self._sandbox.poison(body.get("update"))
        return {}

    def redeliver(self, body: Json) -> Json:
        """Lose the next ``times`` confirmations."""
        self._sandbox.redeliver(int(body.get("times", 1)))
        return {}

    def reset(self, _: Json) -> Json:
        """Forget everything but the ids."""
        self._sandbox.reset()
        return {}

    async def clear_faults(self, _: web.Request) -> web.Response:
        """Disarm all faults."""
        self._sandbox.faults.clear()
        self._sandbox.changed("faults")
        return web.json_response({})

    async def lift_limits(self, _: web.Request) -> web.Response:
        """Switch the flood limits off."""
        self._sandbox.limits = None
        return web.json_response({})

    async def send_file(self, request: web.Request) -> web.Response:
        """Send a ``document`` or ``photo``: ``user_id``, maybe ``chat_id`` and ``caption``."""
        fields: dict[str, str] = {}
        sent: tuple[str, str, bytes] | None = None
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader), "no nested multipart in a form"
            data = bytes(await part.read(decode=True))
            if part.filename is None:
                fields[part.name or ""] = data.decode()
            else:
                sent = (part.name or "", part.filename, data)

        def act(body: Json) -> Json:
            if sent is None:
                raise ValueError("there is no file")
            user = self._user(int(body["user_id"]))
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

        return _acted(act, fields)

    def _user(self, user_id: Any) -> User:
        if user_id not in self._sandbox.people:
            raise LookupError(f"there is no user {user_id}")
        return self._sandbox.people[user_id]


def _json_handler(act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError as error:
            return _refused(HTTPStatus.BAD_REQUEST, f"the body is no JSON: {error}")
        return _acted(act, body)

    return handle


def _acted(act: Act, body: Any) -> web.Response:
    try:
        return web.json_response(act(body))
    except KeyError as error:
        return _refused(HTTPStatus.BAD_REQUEST, f"{error.args[0]} is missing")
    except LookupError as error:
        return _refused(HTTPStatus.NOT_FOUND, str(error))
    except (ValueError, TypeError) as error:
        return _refused(HTTPStatus.BAD_REQUEST, str(error))


def _refused(status: int, reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=status)
