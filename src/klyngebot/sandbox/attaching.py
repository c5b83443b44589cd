"""The control API under ``/sandbox``: what people send besides text."""

from http import HTTPStatus
from typing import Any

from aiohttp import web

from klyngebot.sandbox import acts, incoming
from klyngebot.sandbox.sandbox import Sandbox

Json = dict[str, Any]


class Attaching:
    """Lets the people of ``sandbox`` send files, contacts and places."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[web.RouteDef]:
        """Return what it answers to."""
        return [
            *acts.routes({"contacts": self.send_contact, "locations": self.send_location}),
            web.post("/sandbox/documents", self.send_file),
        ]

    def send_contact(self, body: Json) -> Json:
        """Send a contact: ``user_id``; maybe ``phone_number`` (else one's own), names."""
        number = self._sandbox.send_contact(
            self._sandbox.person(body["user_id"]),
            str(body.get("phone_number") or ""),
            str(body.get("first_name") or ""),
            last_name=str(body.get("last_name") or ""),
            chat_id=body.get("chat_id"),
        )
        return {"message_id": number}

    def send_location(self, body: Json) -> Json:
        """Send a place: ``user_id``, ``latitude``, ``longitude``, maybe ``chat_id``."""
        number = self._sandbox.send_location(
            self._sandbox.person(body["user_id"]),
            float(body["latitude"]),
            float(body["longitude"]),
            chat_id=body.get("chat_id"),
        )
        return {"message_id": number}

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
            user = self._sandbox.person(int(body["user_id"]))
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
