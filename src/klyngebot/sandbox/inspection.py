"""What can be read of the stand-in over HTTP: chats, calls, effects, settings."""

from contextlib import suppress
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from aiohttp import web

from klyngebot.sandbox.people import Chat
from klyngebot.sandbox.profile import menu
from klyngebot.sandbox.sandbox import Sandbox

LONGEST_WAIT = 60
_SHOWN_IN_A_BROWSER = frozenset({"image/jpeg", "image/png"})


class Inspection:
    """Shows what is in ``sandbox``."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[web.RouteDef]:
        """Return what it answers to."""
        return [
            web.get("/sandbox/ready", self.ready),
            web.get("/sandbox/users", self.users),
            web.get("/sandbox/chats", self.chats),
            web.get("/sandbox/chats/{id}", self.chat),
            web.get("/sandbox/answers/{id}", self.answer),
            web.get("/sandbox/notices/{id}", self.notices),
            web.get("/sandbox/inline/{id}", self.inline),
            web.get("/sandbox/state", self.state),
            web.get("/sandbox/guide", self.guide),
            web.get("/sandbox/calls", self.calls),
            web.get("/sandbox/received", self.received),
            web.get("/sandbox/delivered", self.delivered),
            web.get("/sandbox/faults", self.faults),
            web.get("/sandbox/limits", self.limits),
            web.get("/sandbox/commands", self.commands),
            web.get("/sandbox/transcript", self.transcript),
            web.get("/sandbox/files/{id}", self.file),
        ]

    async def ready(self, _: web.Request) -> web.Response:
        """Return who the bot is: the stand-in answers."""
        return web.json_response({"ok": True, "bot": self._sandbox.bot})

    async def users(self, _: web.Request) -> web.Response:
        """Return the people."""
        return web.json_response([user.with_hint() for user in self._sandbox.users])

    async def chats(self, _: web.Request) -> web.Response:
        """Return the chats, without their messages."""
        return web.json_response([self._chat(chat) for chat in self._sandbox.chats.values()])

    async def state(self, _: web.Request) -> web.Response:
        """Return how things stand: the queue, the switches, the webhook, the bot's process."""
        sandbox = self._sandbox
        process = sandbox.process
        return web.json_response(
            {
                "pending_updates": sandbox.pending_updates,
                "outage": sandbox.outage,
                "paused": sandbox.paused,
                "clock_shift": sandbox.clock_shift,
                "webhook": sandbox.webhook.url if sandbox.webhook else "",
                "inline": sandbox.inline,
                "process": {"running": process.is_running} if process else None,
            }
        )

    async def guide(self, _: web.Request) -> web.Response:
        """Return the guided tour, null when there is none."""
        guide = self._sandbox.guide
        return web.json_response(guide.as_json(self._sandbox) if guide else None)

    async def inline(self, request: web.Request) -> web.Response:
        """Return what the bot offers to an inline query; null until then."""
        asked = self._sandbox.inline_queries.get(request.match_info["id"])
        return web.json_response(asked.answer if asked else None)

    def _chat(self, chat: Chat) -> dict[str, Any]:
        sandbox = self._sandbox
        members = [sandbox.people[user_id] for user_id in sorted(chat.members)]
        buttons = sandbox.own.menu_buttons
        return {
            **chat.json,
            "members": [user.id for user in members],
            "admins": sorted(chat.admins),
            "creator": chat.creator,
            "started": chat.started,
            "blocked": chat.blocked,
            "bot_status": chat.bot_status,
            "pinned": chat.pinned,
            "reply_keyboard": chat.reply_keyboard,
            "menu_button": buttons.get(str(chat.id)) or buttons.get("") or {"type": "default"},
            "menu": {user.id: menu(sandbox.own, chat, user) for user in members},
            "typing": chat.typing_until > sandbox.now(),
        }

    async def chat(self, request: web.Request) -> web.Response:
        """Return the messages of a chat, or the ``last`` so many."""
        chat = self._sandbox.chats.get(_number(request.match_info["id"]))
        if chat is None:
            return web.json_response({"error": "no such chat"}, status=HTTPStatus.NOT_FOUND)
        messages = list(chat.messages.values())
        last = _number(request.query.get("last", "0"))
        if last < 0:
            raise web.HTTPBadRequest(text=f"last is {last}, below 0")
        return web.json_response(
            [_with_silence(message, chat.silent) for message in messages[-last:]]
        )

    async def answer(self, request: web.Request) -> web.Response:
        """Return how a tap was answered; null while it is not."""
        return web.json_response(self._sandbox.callback_answers.get(request.match_info["id"]))

    async def notices(self, request: web.Request) -> web.Response:
        """Return what a person's taps were answered with, where the answer has words."""
        user = self._sandbox.people.get(_number(request.match_info["id"]))
        if user is None:
            return web.json_response({"error": "no such user"}, status=HTTPStatus.NOT_FOUND)
        return web.json_response(self._sandbox.notices(user))

    async def calls(self, request: web.Request) -> web.Response:
        """Return the calls after the first ``since``; ``wait`` for one so long (s)."""
        since = _number(request.query.get("since", "0"))
        records = self._sandbox.records
        wait = min(_number(request.query.get("wait", "0")), LONGEST_WAIT)
        if wait > 0:
            with suppress(TimeoutError):
                await self._sandbox.wait_for(lambda: records.recorded > since, wait)
        calls = [call.as_json() for call in records.calls_since(since)]
        now = self._sandbox.clock()
        return web.json_response({"calls": calls, "next": records.recorded, "now": now})

    async def received(self, request: web.Request) -> web.Response:
        """Return what all chats received, or ``chat_id``."""
        chat_id = request.query.get("chat_id")
        found = self._sandbox.received(_number(chat_id)) if chat_id else self._sandbox.all_received
        return web.json_response([received.as_json() for received in found])

    async def delivered(self, request: web.Request) -> web.Response:
        """Return the messages of the bot in all chats or in ``chat_id``, also those gone."""
        asked = request.query.get("chat_id")
        chats = self._sandbox.chats
        chosen = list(chats) if not asked else [chat for chat in [_number(asked)] if chat in chats]
        found = (one for chat_id in chosen for one in self._sandbox.delivered(chat_id))
        return web.json_response([one.as_json() for one in found])

    async def faults(self, _: web.Request) -> web.Response:
        """Return the armed faults."""
        return web.json_response(self._sandbox.faults.as_json())

    async def limits(self, _: web.Request) -> web.Response:
        """Return the flood limits, null for none, and the messages that broke them."""
        limits = self._sandbox.limits
        return web.json_response(
            {
                "limits": asdict(limits) if limits else None,
                "breaches": [asdict(breach) for breach in self._sandbox.limit_breaches],
                "windows": [asdict(bar) for bar in self._sandbox.limit_bars],
            }
        )

    async def commands(self, _: web.Request) -> web.Response:
        """Return menus and profile texts."""
        menus: list[dict[str, Any]] = [
            {"scope": scope, "language_code": language, "commands": commands}
            for (scope, language), commands in self._sandbox.commands.items()
        ]
        return web.json_response({"commands": menus, "profile": self._sandbox.profile})

    async def transcript(self, request: web.Request) -> web.Response:
        """Return what one chat, or each, shows, as text."""
        asked = request.query.get("chat_id")
        chat_id = _number(asked) if asked else None
        if chat_id is not None and chat_id not in self._sandbox.chats:
            return web.json_response({"error": "no such chat"}, status=HTTPStatus.NOT_FOUND)
        text = self._sandbox.transcript(chat_id)
        return web.Response(
            body=text.encode("utf-8", "replace"), content_type="text/plain", charset="utf-8"
        )

    async def file(self, request: web.Request) -> web.Response:
        """Return a file: pictures as such, everything else only to be saved."""
        file = self._sandbox.files.find(request.match_info["id"])
        if file is None:
            return web.json_response({"error": "no such file"}, status=HTTPStatus.NOT_FOUND)
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        if file.mime_type in _SHOWN_IN_A_BROWSER:
            return web.Response(body=file.data, content_type=file.mime_type, headers=headers)
        headers["Content-Disposition"] = "attachment"
        return web.Response(
            body=file.data, content_type="application/octet-stream", headers=headers
        )


def _with_silence(message: dict[str, Any], silent: set[int]) -> dict[str, Any]:
    """Return ``message``, marked if it came without a sound: the Bot API does not tell."""
    return {**message, "silent": True} if message["message_id"] in silent else message


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise web.HTTPBadRequest(text=f"{text!r} is no number") from None
