"""The control API under ``/sandbox``: what people send besides text."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from aiohttp import web

from klyngebot.sandbox import acts, incoming, strict
from klyngebot.sandbox.attachments import Item
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
            web.post("/sandbox/albums", self.send_album),
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
        """Send a ``document`` or ``photo``: ``user_id``; maybe ``caption`` and so on."""

        def act(form: _Form) -> Json:
            user = self._sandbox.person(form.number("user_id"))
            item = form.files[-1]
            if isinstance(item, bytes):
                return {"message_id": self._sandbox.send_photo(user, item, **form.options())}
            return {"message_id": self._sandbox.send_document(user, *item, **form.options())}

        return await _filed(act, request)

    async def send_album(self, request: web.Request) -> web.Response:
        """Send several: as a single one, and maybe ``caption_on``."""

        def act(form: _Form) -> Json:
            user = self._sandbox.person(form.number("user_id"))
            place = form.number("caption_on", 0)
            numbers = self._sandbox.album(user, form.files, caption_on=place, **form.options())
            return {"message_ids": numbers}

        return await _filed(act, request)


@dataclass(slots=True)
class _Form:
    """What came as a multipart form: texts by name, and the files in their order."""

    texts: Json = field(default_factory=dict)
    files: list[Item] = field(default_factory=list)

    def number(self, name: str, default: int | None = None) -> int:
        """Return a whole number, ``default`` when it is missing.

        Raises:
            KeyError: It is missing, and there is no default.
        """
        if default is not None and not self.texts.get(name):
            return default
        return int(self.texts[name])

    def options(self) -> Json:
        """Return ``caption``, ``entities``, ``chat_id`` and ``reply_to``, as far as given."""
        return {
            "caption": self.texts.get("caption") or None,
            "entities": strict.loads(self.texts.get("entities") or "[]"),
            "chat_id": self.number("chat_id", 0) or None,
            "reply_to": self.number("reply_to", 0) or None,
        }


async def _filed(act: Callable[[_Form], Json], request: web.Request) -> web.Response:
    """Act with the form of a request, which must bring a file."""
    form = _Form()
    try:
        async for name, part in incoming.parts(request):
            if isinstance(part, str):
                form.texts[name] = part
            else:
                file = part.data if name == "photo" else (part.filename, part.data)
                form.files.append(file)
    except ValueError as error:
        return acts.refused(HTTPStatus.BAD_REQUEST, str(error))
    if not form.files:
        return acts.refused(HTTPStatus.BAD_REQUEST, "there is no file")
    return acts.acted(lambda _: act(form), form.texts)
