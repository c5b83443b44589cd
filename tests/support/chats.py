"""What every chat has really received: a Telegram that a test answers for, request by request."""

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from klyngebot.bot.api import Answer, LostError, NotSentError
from klyngebot.bot.sender import TelegramSender
from klyngebot.domain.deliveries import Delivery, Kind, Outcome

Copies = tuple[str, Kind, int, int]
"""An address, and the kind, subject and part of a delivery."""


class How(Enum):
    """What becomes of a request. What was lost may have had its effect."""

    TAKEN = "taken"
    LOST_AFTER = "lost after its effect"
    LOST_BEFORE = "lost before its effect"
    BLOCKED = "403"
    PROXY = "a proxy's 403"
    LATER = "429"
    NOT_SENT = "never left"


@dataclass(eq=False)
class Flight:
    """A request that has left and has no answer yet, or one that the bot has not settled."""

    delivery: Delivery
    method: str
    parameters: dict[str, Any]
    answer: "asyncio.Future[Answer]"


@dataclass
class Chats:
    """Every chat, and the requests under way.

    It stands at the port of :class:`TelegramSender`, so that what is rendered, which message is
    edited and how an answer is read are the project's own. ``leaves`` is told of each delivery
    when it begins.
    """

    leaves: Callable[[Delivery], None]
    messages: dict[str, dict[int, str]] = field(default_factory=dict)
    copies: Counter[Copies] = field(default_factory=Counter)
    flying: list[Flight] = field(default_factory=list)
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1000))
    _sending: ContextVar[Delivery] = field(default_factory=lambda: ContextVar("sending"))

    async def call(self, method: str, parameters: dict[str, Any], **_more: Any) -> Answer:
        """Stand where the API's client does: wait for what the test answers."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.flying.append(Flight(self._sending.get(), method, parameters, answer))
        return await answer

    def answer(self, flight: Flight, how: How) -> None:
        """Let ``flight`` have its effect, or not, and its answer."""
        self.flying.remove(flight)
        answer = flight.answer
        match how:
            case How.TAKEN:
                answer.set_result(self._take(flight))
            case How.LOST_AFTER:
                self._take(flight)
                answer.set_exception(LostError("lost"))
            case How.LOST_BEFORE:
                answer.set_exception(LostError("lost"))
            case How.NOT_SENT:
                answer.set_exception(NotSentError("no line"))
            case How.BLOCKED:
                answer.set_result(_no(403, "Forbidden: bot was blocked by the user"))
            case How.PROXY:
                answer.set_result(Answer(403, b"<html>403 Forbidden</html>"))
            case How.LATER:
                answer.set_result(_no(429, "Too Many Requests", retry_after=3))

    def die(self, taken: Callable[[], bool]) -> None:
        """Let what is under way have its effect or not, and nobody hear of it."""
        for flight in self.flying:
            if taken():
                self._take(flight)
        self.flying.clear()

    def text(self, address: str, message_id: int) -> str | None:
        return self.messages.get(address, {}).get(message_id)

    def _take(self, flight: Flight) -> Answer:
        content, address = flight.delivery.content, flight.delivery.address
        chat, given = self.messages.setdefault(address, {}), flight.parameters
        if flight.method == "sendMessage":
            number = next(self._ids)
            chat[number] = given["text"]
            self.copies[address, content.kind, content.subject_id, content.part] += 1
            return _yes({"message_id": number})
        if flight.method == "editMessageText":
            if given["message_id"] not in chat:
                return _no(400, "Bad Request: message to edit not found")
            if chat[given["message_id"]] == given["text"]:
                return _no(400, "Bad Request: message is not modified")
            chat[given["message_id"]] = given["text"]
            return _yes({"message_id": given["message_id"]})
        assert flight.method == "deleteMessages"
        for number in given["message_ids"]:
            chat.pop(number, None)
        return _yes(True)


class Post:
    """The engine's sender: the project's own, in front of ``chats``."""

    def __init__(self, chats: Chats, sender: TelegramSender) -> None:
        self._chats = chats
        self._sender = sender

    async def send(self, delivery: Delivery) -> Outcome:
        self._chats.leaves(delivery)
        self._chats._sending.set(delivery)
        return await self._sender.send(delivery)


def at_hour(at: datetime) -> str:
    """Return ``at`` as a leader writes it."""
    return f"{at:%d.%m.%Y %H:%M}"


def _yes(result: object) -> Answer:
    return Answer(200, json.dumps({"ok": True, "result": result}).encode())


def _no(status: int, why: str, **parameters: object) -> Answer:
    said = {"ok": False, "error_code": status, "description": why, "parameters": parameters}
    return Answer(status, json.dumps(said).encode())
