"""Keyboards: what Telegram takes as ``reply_markup``, and the buttons of a message."""

import json
from collections.abc import Iterator
from typing import Any

from klyngebot.sandbox.errors import ApiError, bad_request

Button = dict[str, Any]

ACTIONS = frozenset(
    {
        "url", "callback_data", "web_app", "login_url", "switch_inline_query",
        "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
        "callback_game", "pay",
    }
)  # fmt: skip
MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
MOST_BYTES = 10_240
LONGEST_DATA = 64
_encode = json.JSONEncoder(ensure_ascii=False).encode
_SCHEMES = ("http://", "https://", "tg://", "ton://")
_OTHER_MARKUPS = ("keyboard", "remove_keyboard", "force_reply")


def checked(markup: dict[str, Any]) -> dict[str, Any] | None:
    """Return the inline keyboard a message will show, if ``markup`` is one.

    Other keyboards are taken and not shown: they belong to the chat, not to a message.

    Raises:
        ApiError: Telegram would refuse it.
    """
    if not markup:
        return None
    rows = markup.get("inline_keyboard")
    if rows is None:
        if any(name in markup for name in _OTHER_MARKUPS):
            return None
        raise bad_request("object expected as reply markup")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise _unparsed('Field "inline_keyboard" must be of type Array of Array')
    rows = [[_button(button) for button in row] for row in rows if row]
    if any(len(row) > MOST_IN_A_ROW for row in rows) or sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    if len(_encode(rows).encode("utf-8", "replace")) > MOST_BYTES:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def buttons(message: dict[str, Any]) -> Iterator[Button]:
    """Yield the inline buttons under ``message``."""
    for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
        yield from row


def find_button(message: dict[str, Any], label: str) -> Button | None:
    """Return the button whose label is ``label``, or else begins with it or contains it."""
    all_buttons = list(buttons(message))
    for fits in (str.__eq__, str.startswith, str.__contains__):
        for button in all_buttons:
            if fits(button["text"], label):
                return button
    return None


def _button(button: Any) -> Button:
    if not isinstance(button, dict):
        raise _unparsed("expected an Object InlineKeyboardButton")
    if not isinstance(button.get("text"), str) or not button["text"]:
        raise _unparsed('Field "text" must be a non-empty String')
    actions = ACTIONS & button.keys()
    if not actions:
        raise _unparsed("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _unparsed("exactly one action is allowed")
    if "callback_data" in button:
        _check_data(button["callback_data"])
    if "url" in button:
        return {**button, "url": _link(button["url"])}
    return button


def _check_data(data: Any) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")


def _link(url: Any) -> str:
    if isinstance(url, str) and url.startswith(_SCHEMES):
        return url
    if isinstance(url, str) and "." in url and "://" not in url and " " not in url:
        return f"http://{url}/" if "/" not in url else f"http://{url}"
    raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _unparsed(reason: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")
