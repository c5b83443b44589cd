"""Keyboards: what Telegram takes as ``reply_markup``, and the buttons of a message."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from klyngebot.sandbox import fields, links
from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.fields import FieldError

Json = dict[str, Any]
Button = Json

ACTIONS = (
    "url", "callback_data", "callback_game", "pay", "switch_inline_query",
    "switch_inline_query_chosen_chat", "switch_inline_query_current_chat", "login_url", "web_app",
    "copy_text",
)  # fmt: skip
MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
MOST_BYTES = 10_240
LONGEST_DATA = 64
LONGEST_COPIED = 256
_encode = json.JSONEncoder(ensure_ascii=False).encode
MOST_KEYS = 300
MOST_KEYS_IN_A_ROW = 12
_STYLES = frozenset({"", "default", "danger", "success", "primary"})
_OPENED = {"login_url": "login", "web_app": "Web App"}
_SWITCHES = frozenset(
    {"switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat"}
)
_NO_ROWS = 'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
_NO_SWITCH = (
    "Can't use {} button in a channel chat, because users will not be able to use the button "
    "without knowing bot's username"
)
_PRIVATE_ONLY = {
    "request_contact": "Phone number can be requested in private chats only",
    "request_location": "Location can be requested in private chats only",
    "request_poll": "Poll can be requested in private chats only",
    "web_app": "Web App buttons can be used in private chats only",
    "request_users": "Users can be requested in private chats only",
    "request_chat": "Chats can be requested in private chats only",
}


@dataclass(frozen=True, slots=True)
class Markup:
    """What a ``reply_markup`` says.

    Args:
        inline: The inline keyboard, if it is one.
        is_reply: It is about the keyboard under the text field.
        reply: That keyboard, or a forced reply; ``None`` to take it away.
    """

    inline: Json | None = None
    is_reply: bool = False
    reply: Json | None = None


def read(markup: Json) -> Markup:
    """Return what ``markup`` says; as at Telegram nothing, when it has none of the known fields.

    Raises:
        ApiError: Telegram would refuse it.
    """
    keys = _rows(markup, "keyboard", 'Field "keyboard" must be an Array of Arrays')
    rows = _rows(markup, "inline_keyboard", _NO_ROWS)
    shown = [[_key(key) for key in row] for row in keys]
    inline = [[_button(button) for button in row] for row in rows]
    if keys:
        _check_size(shown, MOST_KEYS, MOST_KEYS_IN_A_ROW)
        kept = _kept(markup, "is_persistent", "one_time_keyboard", "input_field_placeholder")
        return Markup(is_reply=True, reply={"keyboard": [row for row in shown if row], **kept})
    if rows:
        _check_size(inline, MOST_BUTTONS, MOST_IN_A_ROW)
        inline = [row for row in inline if row]
        return Markup(inline={"inline_keyboard": inline} if inline else None)
    if markup.get("remove_keyboard") is True:
        return Markup(is_reply=True)
    if markup.get("force_reply") is True:
        kept = _kept(markup, "input_field_placeholder")
        return Markup(is_reply=True, reply={"force_reply": True, **kept})
    return Markup()


def check_place(markup: Markup, chat_type: str) -> None:
    """Check that a keyboard may be shown in a chat of this type.

    Raises:
        ApiError: It may not.
    """
    if chat_type == "private":
        return
    if chat_type == "channel" and markup.is_reply:
        raise bad_request("Inline keyboard expected")
    for button in _all((markup.inline or {}).get("inline_keyboard", ())):
        if "web_app" in button:
            raise bad_request("BUTTON_TYPE_INVALID")
        if chat_type == "channel" and _SWITCHES & button.keys():
            raise bad_request(_NO_SWITCH.format(min(_SWITCHES & button.keys(), key=len)))
    for key in _all((markup.reply or {}).get("keyboard", ())):
        for name, reason in _PRIVATE_ONLY.items():
            if isinstance(key, dict) and key.get(name):
                raise bad_request(reason)


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


def _rows(markup: Json, name: str, reason: str) -> list[list[Any]]:
    rows = markup.get(name)
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise bad_request(f'Field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(reason)
    return rows


def _check_size(rows: list[list[Any]], most: int, most_in_a_row: int) -> None:
    if any(len(row) > most_in_a_row for row in rows) or sum(map(len, rows)) > most:
        raise bad_request("reply markup is too long")
    if len(_encode(rows).encode()) > MOST_BYTES:
        raise bad_request("reply markup is too long")


def _key(key: Any) -> Any:
    with fields.reading("keyboard button"):
        if not isinstance(key, dict | str):
            raise FieldError("KeyboardButton must be a String or an Object")
        text = key if isinstance(key, str) else fields.text(key, "text")
        if isinstance(key, dict):
            _check_style(key)
            if key.get("web_app") is not None:
                _check_url("Keyboard button Web App", _inner_url(key, "web_app"), https_only=True)
    if not text:
        raise bad_request("Keyboard button text must be non-empty")
    return key if isinstance(key, str) else {**key, "text": text}


def _kept(markup: Json, *names: str) -> Json:
    return {name: markup[name] for name in names if markup.get(name)}


def _all(rows: Iterable[Iterable[Any]]) -> Iterator[Any]:
    for row in rows:
        yield from row


def _button(given: Any) -> Button:
    with fields.reading("inline keyboard button"):
        if not isinstance(given, dict):
            raise FieldError("InlineKeyboardButton must be an Object")
        button = {**given, "text": fields.text(given, "text")}
        _check_style(button)
        actions = [name for name in ACTIONS if name in button]
        for name in ("url", "callback_data"):
            if name in actions and not fields.optional_text(button, name):
                actions.remove(name)  # as if it was not there
        if not actions:
            raise FieldError("Text buttons are unallowed in the inline keyboard")
        if len(actions) > 1:  # Telegram silently takes one of them
            raise FieldError("exactly one action is allowed")
        _check_action(button, actions[0])
    if not button["text"]:
        raise bad_request("Inline keyboard button text must be non-empty")
    if actions == ["url"]:
        button["url"] = _check_url("Inline keyboard button", str(button["url"]))
    return button


def _check_action(button: Button, action: str) -> None:
    match action:
        case "callback_data":
            data = button["callback_data"] = fields.text(button, "callback_data")
            if len(data.encode()) > LONGEST_DATA:
                raise bad_request("BUTTON_DATA_INVALID")
        case "switch_inline_query" | "switch_inline_query_current_chat":
            fields.text(button, action)
        case "switch_inline_query_chosen_chat":
            fields.optional_text(fields.inner(button, action), "query")
        case "login_url" | "web_app":
            where = f"Inline keyboard button {_OPENED[action]}"
            _check_url(where, _inner_url(button, action), https_only=True)
        case "copy_text":
            copied = fields.text(fields.inner(button, action), "text")
            if not 1 <= len(copied) <= LONGEST_COPIED:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
        case "pay" | "callback_game":  # only under an invoice or a game, and there is none
            raise bad_request("BUTTON_TYPE_INVALID")


def _inner_url(button: Button, name: str) -> str:
    return fields.text(fields.inner(button, name), "url")


def _check_style(button: Button) -> None:
    style = fields.optional_text(button, "style").lower()
    if style not in _STYLES:
        raise FieldError("invalid button style specified")


def _check_url(where: str, url: str, *, https_only: bool = False) -> str:
    try:
        return links.checked(url, https_only=https_only)
    except links.LinkError as error:
        raise bad_request(f"{where} URL '{url}' is invalid: {error}") from None
