"""What may be typed into each field of a draft."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from klyngebot.domain.broadcasts import Attachment
from klyngebot.domain.drafts import (
    GIVEN,
    TERMS,
    Draft,
    waiting_for_a_button,
)
from klyngebot.domain.errors import BadInputError
from klyngebot.domain.terms import read_word, read_words
from klyngebot.domain.text import clean, utf16_length
from klyngebot.domain.when import parse_when

MESSAGE_LIMIT = 4096
"""UTF-16 units in one message: https://core.telegram.org/bots/api#sendmessage"""

BODY_LIMIT = 3500
"""UTF-16 units in the text of a news item, so that its title and topic fit the same message."""

QUESTION_LIMIT = 1500
"""UTF-16 units in a question and in its answer, so that both fit one message."""

CAPTION_LIMIT = 1024
"""UTF-16 units in a caption: https://core.telegram.org/bots/api#sendphoto"""

LINE_LIMIT = 120
"""Characters in a title, name or place: it must fit a button or a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A message somebody typed, or a file they sent.

    Args:
        text: What it says; the caption of a file.
        html: The same with its formatting, as Telegram HTML.
        message_id: The message, so that a later correction finds it.
        update_id: The update that carried it.
        attachment: The file.
        album: What the files of one album share; empty for others.
        reply_to: The message it replies to, in the same chat.
    """

    text: str
    html: str
    message_id: int
    update_id: int
    attachment: Attachment | None = None
    album: str = ""
    reply_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and when something is typed: what dates are read against."""

    now: datetime
    zone: ZoneInfo


def accept(draft: Draft, name: str, typed: Typed, place: Place) -> str:
    """Return what to keep in field ``name`` of ``draft``.

    Raises:
        BadInputError: It cannot be used, and why.
    """
    if name == "body":
        return _long(typed, BODY_LIMIT)
    if name == "text":
        return accept_question(typed.text)
    if name in {"when", "due"}:
        return parse_when(typed.text, place.now, place.zone).isoformat()
    if name in {"topic", "category"} or name in GIVEN:
        raise waiting_for_a_button(draft)
    if name == "words":
        return ", ".join(read_words(typed.text))
    if draft.kind in TERMS:
        return read_word(typed.text)
    return line(typed.text, LINE_LIMIT)


def accept_message(typed: Typed) -> str:
    """Return the HTML of a message that is to go out as it is.

    Raises:
        BadInputError: It is longer than a message, or than the caption of a file.
    """
    return _long(typed, CAPTION_LIMIT if typed.attachment else MESSAGE_LIMIT)


def accept_question(text: str) -> str:
    """Return what somebody asks the project office, or what it answers.

    Raises:
        BadInputError: It is empty or too long.
    """
    return _plain(text, QUESTION_LIMIT)


def line(text: str, limit: int) -> str:
    """Return one line of ``text``, at most ``limit`` characters.

    Raises:
        BadInputError: It is empty or too long.
    """
    bare = clean(text)
    if not bare:
        raise BadInputError("empty")
    if len(bare) > limit:
        raise BadInputError("line_too_long", length=len(bare), limit=limit)
    return bare


def _plain(text: str, limit: int) -> str:
    length = utf16_length(text)
    if length > limit:
        raise BadInputError("too_long", length=length, limit=limit, over=length - limit)
    bare = "\n".join(clean(line) for line in text.splitlines()).strip()
    if not bare:
        raise BadInputError("empty")
    return bare


def _long(typed: Typed, limit: int) -> str:
    length = utf16_length(typed.text)
    if length > limit:
        raise BadInputError("too_long", length=length, limit=limit, over=length - limit)
    return typed.html
