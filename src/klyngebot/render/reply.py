"""What can be shown: a text with buttons, or a file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from klyngebot.domain.answers import MESSAGE_LIMIT
from klyngebot.domain.broadcasts import Attachment
from klyngebot.domain.text import utf16_length
from klyngebot.render.data import ButtonData

_ELLIPSIS = "…"
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Button:
    """A button that does something: ``label`` says what, ``data`` is what comes back."""

    label: str
    data: ButtonData


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens ``url``."""

    label: str
    url: str


Rows = Sequence[Sequence[Button | LinkButton]]


@dataclass(frozen=True, slots=True)
class Text:
    """A message. ``html`` is Telegram HTML with every foreign word escaped."""

    html: Markup
    buttons: Rows = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture with a caption of at most 1024 UTF-16 units."""

    body: bytes
    caption: Markup = field(default=Markup())
    buttons: Rows = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to save, with a caption of at most 1024 UTF-16 units."""

    name: str
    body: bytes
    caption: Markup = field(default=Markup())
    buttons: Rows = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody to save in the telephone. ``vcard`` is at most 2048 bytes."""

    phone: str
    first_name: str
    last_name: str = ""
    vcard: str = ""
    buttons: Rows = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """One file that Telegram keeps already, with a caption of at most 1024 UTF-16 units."""

    attachment: Attachment
    caption: Markup = field(default=Markup())
    buttons: Rows = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """Two to ten files that Telegram keeps already, each with its caption; no buttons."""

    items: tuple[Attached, ...]


Reply = Text | Photo | File | Contact | Attached | Album


def paragraphs(*parts: Markup | str | None) -> Markup:
    """Return ``parts`` as paragraphs; those that are empty are left out."""
    return Markup("\n\n").join(part for part in parts if part)


def lines(*parts: Markup | str | None) -> Markup:
    """Return ``parts`` as lines; those that are empty are left out."""
    return Markup("\n").join(part for part in parts if part)


def quoted(text: str) -> Markup:
    """Return what somebody else has written as a quotation, so that nobody takes it for ours."""
    return Markup("<blockquote>%s</blockquote>") % text


def to_copy(text: str) -> Markup:
    """Return ``text`` so that one tap copies it, and no link in it can be opened by mistake."""
    return Markup("<code>%s</code>") % text


def fitting(head: Markup, items: Sequence[Markup], more: str) -> Markup:
    """Return ``head`` and as many of ``items``, a line each, as fit one message.

    Args:
        head: What stands above.
        items: Lines, each with whole tags.
        more: Said last where items were left out.
    """
    shown = [head]
    room = MESSAGE_LIMIT - _length(head) - utf16_length(more) - 2
    for item in items:
        room -= _length(item) + 1
        if room < 0:
            return lines(*shown, more)
        shown.append(item)
    return lines(*shown)


def _length(html: Markup) -> int:
    """Return the UTF-16 units of what ``html`` shows; ``striptags`` would fold its white space."""
    return utf16_length(Markup(_TAG.sub("", html)).unescape())  # noqa: S704 - only measured


def shortened(label: str, length: int = 40) -> str:
    """Return ``label`` cut to ``length`` characters, so that a button stays on one line."""
    return label if len(label) <= length else label[: length - 1].rstrip() + _ELLIPSIS
