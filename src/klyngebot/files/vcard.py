"""Contact cards (vCard 3.0, RFC 2426)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

TELEGRAM_BYTES = 2048
"""https://core.telegram.org/bots/api#sendcontact"""

_LINE_BYTES = 75
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_SPECIAL = re.compile(r"([\\,;])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is known of a person; empty strings where nothing is."""

    name: str
    title: str = ""
    org: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    municipality: str = ""


def vcard(card: Card) -> str:
    """Return ``card`` as a vCard, its lines ended by CRLF and folded at 75 octets."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", *_names(card.name), *_optional(card), "END:VCARD"]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def vcard_for_telegram(card: Card) -> str:
    """Return ``card`` as a vCard of at most 2048 bytes.

    The municipality goes first, then the website, the telephone number, the address, the
    organisation, the title, and at last the end of the name.
    """
    short = card
    for field in ("municipality", "website", "phone", "email", "org", "title"):
        if len(vcard(short).encode()) <= TELEGRAM_BYTES:
            return vcard(short)
        short = replace(short, **{field: ""})
    while len(vcard(short).encode()) > TELEGRAM_BYTES:
        short = replace(short, name=short.name[: len(short.name) * 3 // 4])
    return vcard(short)


def vcards(cards: Iterable[Card]) -> bytes:
    """Return a .vcf file of ``cards``."""
    return "".join(vcard(card) for card in cards).encode()


def _names(name: str) -> Iterator[str]:
    given, _, family = " ".join(_cleaned(name).split()).rpartition(" ")
    yield f"N:{_escaped(family)};{_escaped(given)};;;" if given else f"N:;{_escaped(family)};;;"
    yield f"FN:{_escaped(name)}"


def _optional(card: Card) -> Iterator[str]:
    if card.title:
        yield f"TITLE:{_escaped(card.title)}"
    if card.org:
        yield f"ORG:{_escaped(card.org)}"
    if card.email:
        yield f"EMAIL;TYPE=INTERNET:{_escaped(card.email)}"
    if card.phone:
        yield f"TEL;TYPE=WORK,VOICE:{_escaped(card.phone)}"
    if card.website:
        yield f"URL:{''.join(_cleaned(card.website).split())}"
    if card.municipality:
        yield f"ADR;TYPE=WORK:;;;{_escaped(card.municipality)};;;"


def _cleaned(text: str) -> str:
    """Return ``text`` without control characters but line feeds, and encodable."""
    return _CONTROL.sub("", re.sub(r"\r\n?", "\n", text)).encode("utf-8", "ignore").decode()


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", _cleaned(text)).replace("\n", "\\n")


def _folded(line: str) -> str:
    """Return ``line`` broken so that no line exceeds 75 octets and no character is cut."""
    folded: list[str] = []
    left = _LINE_BYTES
    for character in line:
        size = len(character.encode())
        if size > left:
            folded.append("\r\n ")
            left = _LINE_BYTES - 1
        folded.append(character)
        left -= size
    return "".join(folded)
