"""The parameters of a call, of their proper types whether sent as form, JSON or multipart."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from klyngebot.sandbox.errors import ApiError, bad_request

_NUMBERS = frozenset(
    {
        "chat_id",
        "from_chat_id",
        "message_id",
        "user_id",
        "offset",
        "limit",
        "timeout",
        "message_thread_id",
        "reply_to_message_id",
        "max_connections",
    }
)
_FLAGS = frozenset(
    {
        "show_alert",
        "disable_notification",
        "protect_content",
        "drop_pending_updates",
        "allow_sending_without_reply",
        "remove_caption",
        "is_big",
    }
)
_OBJECTS = {
    "reply_markup": "reply keyboard markup",
    "reply_parameters": "reply parameters",
    "link_preview_options": "link preview options",
    "allowed_updates": "allowed updates",
    "commands": "commands",
    "scope": "BotCommandScope",
    "media": "media",
    "message_ids": "message_ids",
    "reaction": "reaction types",
    "results": "",
    "button": "inline query results button",
    "menu_button": "menu button",
}
"""What Telegram calls these parameters when they are no JSON."""
_UNREADABLE = object()
_UNHEEDED = frozenset({"entities", "caption_entities"})
"""Telegram does as if these were not there when they are no JSON."""
DEEPEST = 100
"""Telegram reads JSON down to this depth."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    filename: str
    data: bytes


@dataclass(slots=True)
class Params:
    """The parameters of call ``number``.

    Args:
        values: Numbers, flags and objects are such, whatever way they came.
        files: What was uploaded, by the name of its part.
        number: Number of the call, see :class:`~klyngebot.sandbox.records.Call`.
    """

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    number: int = 0

    def normalise(self) -> None:
        """Give every value its proper type.

        Raises:
            ApiError: An object is no JSON, or lies too deep.
        """
        for name, value in self.values.items():
            if not isinstance(value, str):
                if not _is_shallow(value):
                    raise bad_request(_unparsed(name))
            elif name in _OBJECTS and value:
                self.values[name] = _parsed(name, value)
            elif name in _UNHEEDED and value:
                with suppress(ApiError):
                    self.values[name] = _parsed(name, value)
            elif name in _NUMBERS:
                self.values[name] = _number(value)
            elif name in _FLAGS:
                self.values[name] = value.strip().lower() in {"true", "1", "yes"}

    def only(self, names: Iterable[str]) -> "Params":
        """Return these parameters without those a method does not read."""
        known = {name: self.values[name] for name in names if name in self.values}
        return Params(known, self.files, self.number)

    def lacks(self, name: str) -> bool:
        """Tell whether a parameter is missing; an empty one is, too."""
        value = self.values.get(name)
        return value is None or value == ""

    def text(self, name: str) -> str:
        """Return a text, empty when it is missing."""
        value = self.values.get(name)
        return value if isinstance(value, str) else "" if value is None else json.dumps(value)

    def number_of(self, name: str, default: int = 0) -> int:
        """Return a whole number, ``default`` when it is missing or none."""
        value = self.values.get(name)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def flag(self, name: str) -> bool:
        """Return a flag, false when it is missing."""
        return self.values.get(name) is True

    def object(self, name: str, otherwise: str = "") -> dict[str, Any]:
        """Return a JSON object, empty when it is missing.

        Raises:
            ApiError: It is something else, which is refused with ``otherwise``.
        """
        if self.lacks(name):
            return {}
        value = self.values[name]
        if not isinstance(value, dict):
            raise bad_request(otherwise or _unparsed(name))
        return value

    def upload(self, name: str) -> Upload | None:
        """Return the file that ``name`` means: its own part, or the one it is attached as."""
        reference = self.values.get(name)
        if isinstance(reference, str) and reference.startswith("attach://"):
            return self.files.get(reference.removeprefix("attach://"))
        return self.files.get(name)

    def recorded(self) -> dict[str, Any]:
        """Return the values for the record, with a word on each file instead of its bytes."""
        files = {
            name: {"filename": file.filename, "size": len(file.data)}
            for name, file in self.files.items()
        }
        return {**self.values, **files}


def _parsed(name: str, value: str) -> Any:
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        found = _UNREADABLE
    if found is _UNREADABLE or not _is_shallow(found):
        raise bad_request(_unparsed(name))
    return found


def _unparsed(name: str) -> str:
    if name == "results":
        return "can't parse JSON encoded inline query results: Can't parse"
    return f"can't parse {_OBJECTS.get(name, name)} JSON object"


def _is_shallow(value: Any) -> bool:
    layer = [value]
    for _ in range(DEEPEST):
        layer = [
            inner
            for outer in layer
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not layer:
            return True
    return False


def _number(value: str) -> int | str:
    try:
        return int(value)
    except ValueError:
        return value
