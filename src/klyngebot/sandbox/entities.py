"""Formatting: offsets in UTF-16, what Telegram finds by itself, and what a caller passes."""

import re
from collections.abc import Iterable
from typing import Any

from klyngebot.sandbox.errors import bad_request

Entity = dict[str, Any]

TYPES = frozenset(
    {
        "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote",
        "expandable_blockquote", "code", "pre", "text_link", "text_mention", "mention", "hashtag",
        "cashtag", "bot_command", "url", "email", "phone_number", "custom_emoji", "date_time",
    }
)  # fmt: skip

_FOUND = re.compile(
    r"""
      (?P<url>(?:https?|tg)://[^\s<>"]*[^\s<>".,:;!?')\]])
    | (?<![\w.])(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?<![\w.@/-])(?P<domain>(?:[\w-]+\.)+(?:com|dk|eu|fi|io|me|net|no|org|se)
        (?:/[^\s<>"]*[^\s<>".,:;!?')\]])?)(?![\w@-])
    | (?<![\w/@<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?![\w/@<>])
    | (?<![\w/@])(?P<mention>@[A-Za-z]\w{3,31})
    | (?<![\w/#])(?P<hashtag>\#\w*[^\W\d]\w*)
    """,
    re.VERBOSE,
)
_NO_DETECTION_IN = frozenset({"code", "pre", "text_link", "text_mention"})
_SIGNS = ("/", "@", "#", ".")


def length(text: str) -> int:
    """Return how many UTF-16 units ``text`` has: what Telegram counts in."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def cut(text: str, offset: int, size: int) -> str:
    """Return the part of ``text`` at ``offset``, both in UTF-16 units."""
    units = text.encode("utf-16-le")
    return units[2 * offset : 2 * (offset + size)].decode("utf-16-le", "replace")


def detected(text: str, given: Iterable[Entity] = ()) -> list[Entity]:
    """Return ``given`` and the commands, links, mentions and so on that stand in ``text``."""
    entities = list(given)
    if any(sign in text for sign in _SIGNS):
        closed = [_span(entity) for entity in entities if entity["type"] in _NO_DETECTION_IN]
        for match in _FOUND.finditer(text):
            start = length(text[: match.start()])
            size = length(match[0])
            if not any(start < end and begin < start + size for begin, end in closed):
                kind = "url" if match.lastgroup == "domain" else match.lastgroup
                entities.append({"type": kind, "offset": start, "length": size})
    return ordered(entities)


def ordered(entities: Iterable[Entity]) -> list[Entity]:
    """Return ``entities`` as Telegram sends them: by offset, outer before inner."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def checked(text: str, entities: Any) -> list[Entity]:
    """Return ``entities`` as a caller passed them, those outside ``text`` cut off.

    Raises:
        ApiError: They are no list of entities Telegram knows.
    """
    if not isinstance(entities, list):
        raise bad_request("can't parse entities: Expected an Array of MessageEntity")
    size = length(text)
    kept = []
    for entity in entities:
        if not isinstance(entity, dict):
            raise bad_request("can't parse entities: Expected an Object MessageEntity")
        if not isinstance(entity.get("type"), str) or entity["type"] not in TYPES:
            raise bad_request('can\'t parse MessageEntity: Field "type" is unsupported')
        offset, span = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(span, int):
            raise bad_request('can\'t parse MessageEntity: Field "offset" must be of type Number')
        if 0 <= offset < size and span > 0:
            kept.append({**entity, "length": min(span, size - offset)})
    return kept


def trimmed(text: str, entities: Iterable[Entity]) -> tuple[str, list[Entity]]:
    """Return ``text`` without the blank space around it, and ``entities`` moved along."""
    stripped = text.strip()
    if stripped == text:
        return text, list(entities)
    lead = length(text[: len(text) - len(text.lstrip())])
    size = length(stripped)
    moved = []
    for entity in entities:
        begin, end = (min(max(at - lead, 0), size) for at in _span(entity))
        if end > begin:
            moved.append({**entity, "offset": begin, "length": end - begin})
    return stripped, moved


def _span(entity: Entity) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]
