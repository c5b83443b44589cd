"""Formatting: offsets in UTF-16, what Telegram finds by itself, and what a caller passes."""

import re
from collections.abc import Iterable
from typing import Any

from klyngebot.sandbox import fields, links
from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.fields import FieldError

Entity = dict[str, Any]

TYPES = frozenset(
    {
        "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote",
        "expandable_blockquote", "code", "pre", "text_link", "text_mention", "mention", "hashtag",
        "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number",
        "custom_emoji", "date_time",
    }
)  # fmt: skip
FOUND = frozenset(
    {
        "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number",
        "bank_card_number",
    }
)  # fmt: skip
"""The types Telegram finds by itself."""
_FARTHEST = 1_000_000

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


def checked(text: str, given: Any) -> list[Entity]:
    """Return the entities a caller passed; what is no list is unheeded, as at Telegram.

    Those that Telegram finds by itself are left out: it finds them anyway.

    Raises:
        ApiError: One cannot be read, or does not lie within ``text``.
    """
    if not isinstance(given, list):
        return []
    with fields.reading("MessageEntity"):
        found = [_entity(entity) for entity in given]
    kept = [entity for entity in found if entity["type"] not in FOUND and entity["length"]]
    units = text.encode("utf-16-le")
    for entity in kept:
        _check_span(units, entity)
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


def _entity(given: Any) -> Entity:
    if not isinstance(given, dict):
        raise FieldError("expected an Object")
    offset, size = fields.whole(given, "offset"), fields.whole(given, "length")
    kind = fields.text(given, "type")
    if kind not in TYPES:
        raise FieldError("Unsupported type specified" if kind else "Type is not specified")
    match kind:
        case "text_link":
            _check_link(fields.text(given, "url"))
        case "text_mention":
            fields.whole(fields.inner(given, "user"), "id")
        case "custom_emoji":
            fields.whole(given, "custom_emoji_id")
        case "date_time":
            fields.whole(given, "unix_time")
    return {**given, "offset": offset, "length": size}


def _check_link(url: str) -> None:
    try:
        links.checked(url)
    except links.LinkError as error:
        raise bad_request(f"entity URL '{url}' is invalid: {error}") from None


def _check_span(units: bytes, entity: Entity) -> None:
    """Check that an entity begins and ends between characters of the text in UTF-16."""
    begin, end = _span(entity)
    if not 0 <= begin <= _FARTHEST:
        raise bad_request(f"receive an entity with incorrect offset {begin}")
    if not 0 <= end - begin <= _FARTHEST:
        raise bad_request(f"receive an entity with incorrect length {end - begin}")
    size = len(units) // 2
    if begin > size:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {begin}")
    if end > size:
        raise bad_request(
            f"entity beginning at UTF-16 offset {begin} ends after the end of the text "
            f"at UTF-16 offset {end}"
        )
    if (byte := _middle_of(units, begin)) is not None:
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {byte}")
    if (byte := _middle_of(units, end)) is not None:
        raise bad_request(
            f"entity beginning at UTF-16 offset {begin} ends in a middle of a UTF-16 symbol "
            f"at byte offset {byte}"
        )


def _middle_of(units: bytes, at: int) -> int | None:
    """Return where the next character begins (bytes of UTF-8) if ``at`` lies within one."""
    if units[2 * at + 1 : 2 * at + 2] and 0xDC <= units[2 * at + 1] < 0xE0:
        return len(units[: 2 * at + 2].decode("utf-16-le").encode())
    return None
