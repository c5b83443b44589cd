"""The fields of a JSON object, asked for and refused as Telegram's reader of JSON does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from klyngebot.sandbox.errors import bad_request

Json = dict[str, Any]


class FieldError(ValueError):
    """What is wrong with an object, without the words on where it stood."""


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Refuse the call, saying that ``what`` cannot be parsed, when a field is wrong.

    Raises:
        ApiError: A field is wrong.
    """
    try:
        yield
    except FieldError as error:
        raise bad_request(f"can't parse {what}: {error}") from None


def text(fields: Json, name: str) -> str:
    """Return a text that must be there; a number is taken for one.

    Raises:
        FieldError: It is missing or of another type.
    """
    if name not in fields:
        raise FieldError(f'Can\'t find field "{name}"')
    value = fields[name]
    if isinstance(value, str):
        return value
    if is_number(value):
        return str(value)
    raise FieldError(f'Field "{name}" must be of type String')


def optional_text(fields: Json, name: str) -> str:
    """Return a text, empty when it is missing.

    Raises:
        FieldError: It is of another type.
    """
    return text(fields, name) if fields.get(name) is not None else ""


def whole(fields: Json, name: str) -> int:
    """Return a whole number that must be there; a text of digits is taken for one.

    Raises:
        FieldError: It is missing or no number.
    """
    if name not in fields:
        raise FieldError(f'Can\'t find field "{name}"')
    value = fields[name]
    if not isinstance(value, str) and not is_number(value):
        raise FieldError(f'Field "{name}" must be a Number')
    try:
        number = int(value)
    except (ValueError, OverflowError):
        raise FieldError(f'Field "{name}" must be a valid Number') from None
    if number != value and not isinstance(value, str):
        raise FieldError(f'Field "{name}" must be a valid Number')
    return number


def inner(fields: Json, name: str) -> Json:
    """Return an object that must be there.

    Raises:
        FieldError: It is missing or of another type.
    """
    if name not in fields:
        raise FieldError(f'Can\'t find field "{name}"')
    value = fields[name]
    if not isinstance(value, dict):
        raise FieldError(f'Field "{name}" must be of type Object')
    return value


def is_number(value: Any) -> bool:
    """Tell whether JSON had a number here; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)
