"""From what a leader wrote to what goes out: albums put together, link lines made buttons."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import groupby

from klyngebot.domain.broadcasts import Attachment, Part
from klyngebot.domain.errors import BadInputError
from klyngebot.domain.text import utf16_length

ALBUM_MOST = 10
"""Files in an album: https://core.telegram.org/bots/api#sendmediagroup"""

LINKS_MOST = 20
"""Link buttons under one message. Telegram takes 100; nobody reads more than a few."""

LABEL_LIMIT = 60
"""Characters on a link button, so that it can be read on a phone."""

_ANCHOR = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<(/?)([a-z-]+)[^>]*>")
_LINK_LINE = re.compile(r"\s*(?P<label>[^\s:].*?)\s*:\s*(?P<url>https?://[^\s<>\"]+)\s*")


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens ``url``."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message to each recipient, or one album.

    Args:
        html: The text or caption as Telegram HTML; empty below an album that has nothing to say.
        attachments: None for a text; one, or two to ten for an album.
        captions: The caption of each file of an album.
        links: Buttons below it; an album can have none.
        below_album: Whether it stands in for the buttons of the album above it.
    """

    html: str
    attachments: tuple[Attachment, ...] = ()
    captions: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    below_album: bool = False

    @property
    def is_album(self) -> bool:
        """Return whether it is an album, which can have no buttons."""
        return len(self.attachments) > 1


def outgoing(parts: Sequence[Part]) -> tuple[Outgoing, ...]:
    """Return the messages that ``parts`` make, in order; the last one can have buttons.

    Raises:
        BadInputError: There are too many links or files for one message.
    """
    groups = [tuple(group) for _key, group in groupby(parts, _album)]
    return tuple(
        message
        for number, group in enumerate(groups, start=1)
        for message in _messages(group, last=number == len(groups))
    )


def lengths(variants: Mapping[str, Sequence[Part]]) -> dict[str, int]:
    """Return of how many messages each variant is made."""
    return {locale: len(outgoing(parts)) for locale, parts in variants.items()}


def plain(html: str) -> str:
    """Return what ``html`` shows."""
    return unescape(_TAG.sub("", html))


def readable(html: str) -> str:
    """Return what ``html`` shows, each link followed by where it leads."""
    return plain(_ANCHOR.sub(_spelled_out, html))


def title(parts: Iterable[Part]) -> str:
    """Return the first line that is written in ``parts``; empty where there are only files."""
    return next(filter(None, (first_line(part.html) for part in parts)), "")


def first_line(html: str) -> str:
    """Return the first line that ``html`` shows; empty where it shows nothing."""
    return next(filter(None, map(str.strip, plain(html).splitlines())), "")


def _spelled_out(link: re.Match[str]) -> str:
    url, shown = unescape(link[1]), plain(link[2]).strip()
    leads_somewhere = url.startswith(("http://", "https://", "mailto:"))
    if not leads_somewhere or shown in {url, url.partition("://")[2], url.removeprefix("mailto:")}:
        return link[2]
    return f"{link[2]} ({link[1]})"


def _album(part: Part) -> tuple[str, int]:
    return (part.album, 0) if part.album else ("", part.id)


def _messages(group: tuple[Part, ...], *, last: bool) -> list[Outgoing]:
    read = [_without_links(part.html) for part in group]
    links = tuple(link for _html, found in read for link in found)
    if len(links) > LINKS_MOST:
        raise BadInputError("too_many_links", limit=LINKS_MOST)
    attachments = tuple(part.attachment for part in group if part.attachment)
    if len(attachments) > ALBUM_MOST:
        raise BadInputError("album_too_large", count=len(attachments), limit=ALBUM_MOST)
    if len(attachments) < 2:
        return [Outgoing(html=read[0][0], attachments=attachments, links=links)]
    captions = tuple(html for html, _links in read)
    album = Outgoing(html="", attachments=attachments, captions=captions)
    if not last and not links:
        return [album]
    written = [html for html in captions if html]
    if len(written) == 1:  # an album has no buttons, so its text goes with them below it
        bare = replace(album, captions=("",) * len(captions))
        return [bare, Outgoing(html=written[0], links=links, below_album=True)]
    return [album, Outgoing(html="", links=links, below_album=True)]


def _without_links(html: str) -> tuple[str, list[Link]]:
    kept, links = [], []
    for line in html.split("\n"):
        link = _link(line)
        if link is None:
            kept.append(line)
        else:
            links.append(link)
    text = "\n".join(kept).strip("\n") if links else html
    if links and not plain(text).strip():
        return links[0].label, links
    return text, links


def _link(line: str) -> Link | None:
    """Return the button that ``line`` stands for, or None; formatting must begin and end in it."""
    opened = [name for closing, name in _TAG.findall(line) if not closing]
    closed = [name for closing, name in _TAG.findall(line) if closing]
    found = _LINK_LINE.fullmatch(plain(line))
    if found is None or sorted(opened) != sorted(closed) or "code" in opened or "pre" in opened:
        return None
    label = found["label"]
    return Link(label, found["url"]) if utf16_length(label) <= LABEL_LIMIT else None
