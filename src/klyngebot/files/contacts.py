"""Telephone numbers, e-mail addresses and websites as people type them."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

_HOME = "NO"
_MOBILE = re.compile(r"\+47([49]\d\d)(\d\d)(\d\d\d)")
_NOTHING = re.compile(r"[\s().–-]*")
_TWO_NUMBERS = re.compile(r"[/\\,;|&]|[^\W\d_]")
"""What stands between two numbers: a sign or a word."""

_ADDRESS = re.compile(r"https?://[^\s/.]+(?:\.[^\s/.]+)+(?:/\S*)?")
"""Telegram refuses a whole message for one button whose address has no host."""


def parse_phone(text: str) -> str:
    """Return ``text`` as ``+`` and digits (E.164), or an empty string where there is none.

    It is Norwegian unless it begins with ``+`` or ``00``. A word may stand before it.

    Raises:
        ValueError: ``text`` is no number that is in use, or more than one.
    """
    if _NOTHING.fullmatch(text):
        return ""
    bare = re.sub(r"^[^\d+]*", "", text)
    number = None if _TWO_NUMBERS.search(bare) else _number(bare)
    if number is None or number.extension or not phonenumbers.is_valid_number(number):
        raise ValueError("not a telephone number")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def format_phone(e164: str) -> str:
    """Return a number from ``parse_phone`` in the groups people read: ``+47 990 00 001``."""
    if mobile := _MOBILE.fullmatch(e164):
        return " ".join(["+47", *mobile.groups()])
    number = _number(e164)
    if number is None:
        return e164
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def parse_email(text: str) -> str:
    """Return ``text`` as an address in small letters, or an empty string.

    Nothing is looked up: the address may be nobody's.

    Raises:
        ValueError: ``text`` is not one address.
    """
    bare = text.strip().lower()
    if not bare:
        return ""
    try:
        return validate_email(bare, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise ValueError("not an e-mail address") from error


def parse_website(text: str) -> str:
    """Return ``text`` as an address a button can carry, or an empty string when it is none."""
    bare = text.strip()
    address = bare if bare.startswith(("https://", "http://")) else f"https://{bare}"
    return address if _ADDRESS.fullmatch(address) else ""


def _number(text: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, _HOME)
    except NumberParseException:
        return None
