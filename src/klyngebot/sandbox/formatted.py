"""Formatted text, as a call brings it: a parse mode, or entities, or neither."""

from typing import Any

from klyngebot.sandbox import entities, html, markdown
from klyngebot.sandbox.entities import Entity
from klyngebot.sandbox.errors import bad_request

LONGEST_RAW = 1 << 15
"""Telegram's server parses at most so many bytes, whatever is left of them afterwards."""

_PARSERS = {"html": html.parse, "markdownv2": markdown.parse}


def read(text: str, mode: str, given: Any) -> tuple[str, list[Entity]]:
    """Return the text that will be shown, and its entities as far as the caller names them.

    Args:
        text: As it came.
        mode: The ``parse_mode``; none when it is empty.
        given: The entities, which a parse mode makes unheeded.

    Raises:
        ApiError: It is too long, or cannot be read in this mode.
    """
    if len(text.encode()) > LONGEST_RAW:
        raise bad_request("text is too long")
    text = text.replace("\r", "").replace("\0", "")
    mode = mode.lower()
    if not text or mode in {"", "none"}:
        return entities.trimmed(text, entities.checked(text, given))
    if mode not in _PARSERS:
        raise bad_request("unsupported parse_mode")
    return entities.trimmed(*_PARSERS[mode](text))
