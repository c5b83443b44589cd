"""The parameters of a call, of their proper types whether sent as form, JSON or multipart."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from klyngebot.sandbox import strict
from klyngebot.sandbox.errors import bad_request

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
    {"show_alert", "disable_notification", "protect_content", "drop_pending_updates"}
)
_OBJECTS = {
    "reply_markup": "reply keyboard markup JSON object",
    "entities": "entities: Expected an Array of MessageEntity",
    "caption_entities": "entities: Expected an Array of MessageEntity",
    "reply_parameters": "reply parameters JSON object",
    "link_preview_options": "link preview options JSON object",
    "allowed_updates": "allowed updates JSON array",
    "commands": "commands JSON array",
    "scope": "BotCommandScope JSON object",
    "media": "media JSON object",
    "message_ids": "message identifiers JSON object",
    "results": "inline query results JSON object",
    "button": "inline query results button JSON object",
    "menu_button": "menu button JSON object",
}


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
            ApiError: An object is no JSON.
        """
        for name, value in self.values.items():
            if isinstance(value, str):
                if name in _OBJECTS and value:
                    self.values[name] = _parsed(value, _OBJECTS[name])
                elif name in _NUMBERS:
                    self.values[name] = _number(value)
                elif name in _FLAGS:
                    self.values[name] = value.lower() in {"true", "1", "yes"}

    def only(self, names: Iterable[str]) -> "Params":
        """Return these parameters without those a method does not read."""
        known = {name: self.values[name] for name in names if name in self.values}
        return Params(known, self.files, self.number)

    def text(self, name: str) -> str:
        """Return a text, empty when it is missing."""
        value = self.values.get(name)
        return value if isinstance(value, str) else "" if value is None else json.dumps(value)

    def number_of(self, name: str, default: int = 0) -> int:
        """Return a whole number, ``default`` when it is missing or none."""
        value = self.values.get(name)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return value if isinstance(value, int) else default

    def flag(self, name: str) -> bool:
        """Return a flag, false when it is missing."""
        return self.values.get(name) is True

    def object(self, name: str) -> dict[str, Any]:
        """Return a JSON object, empty when it is missing.

        Raises:
            ApiError: It is something else.
        """
        value = self.values.get(name) or {}
        if not isinstance(value, dict):
            raise bad_request(f"can't parse {_OBJECTS.get(name, name)}")
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


def _parsed(value: str, what: str) -> Any:
    try:
        return strict.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {what}") from None


def _number(value: str) -> int | str:
    try:
        return int(value)
    except ValueError:
        return value
