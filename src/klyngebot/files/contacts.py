"""Telephone numbers, e-mail addresses and websites as people type them."""

import re

_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;.]+(\.[^@\s,;.]+)+")
_ADDRESS = re.compile(r"https?://[^\s/.]+(?:\.[^\s/.]+)+(?:/\S*)?")
"""Telegram refuses a whole message for one button whose address has no host."""


def parse_email(text: str) -> str:
    """Return ``text`` as an address in small letters, or an empty string.

    Raises:
        ValueError: ``text`` is not shaped like an address.
    """
    bare = text.strip().lower()
    if bare and not _EMAIL.fullmatch(bare):
        raise ValueError("not an e-mail address")
    return bare


def parse_phone(text: str) -> str:
    """Return ``text`` as ``+`` and digits, Norwegian when it has eight digits, or an empty string.

    Raises:
        ValueError: ``text`` is not shaped like a telephone number.
    """
    bare = re.sub(r"[\s().-]", "", text)
    if not bare:
        return ""
    bare = re.sub(r"^00", "+", bare)
    if re.fullmatch(r"[0-9]{8}", bare):
        return f"+47{bare}"
    if re.fullmatch(r"\+[0-9]{7,15}", bare):
        return bare
    raise ValueError("not a telephone number")


def parse_website(text: str) -> str:
    """Return ``text`` as an address a button can carry, or nothing when it is none."""
    address = text if text.startswith(("https://", "http://")) else f"https://{text}"
    return address if _ADDRESS.fullmatch(address) else ""
