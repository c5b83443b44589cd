"""Keyboards: what Telegram takes as ``reply_markup``, and the buttons of a message."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from klyngebot.sandbox.errors import ApiError, bad_request

Json = dict[str, Any]
Button = Json

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
LONGEST_COPIED = 256
_encode = json.JSONEncoder(ensure_ascii=False).encode
_SCHEMES = ("http://", "https://", "tg://", "ton://")
MOST_KEYS = 300
MOST_KEYS_IN_A_ROW = 12
_STYLES = frozenset({"danger", "success", "primary"})


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
    """Return what ``markup`` says.

    Raises:
        ApiError: Telegram would refuse it.
    """
    if not markup:
        return Markup()
    if "inline_keyboard" in markup:
        return Markup(inline=_inline(markup["inline_keyboard"]))
    if "keyboard" in markup:
        kept = _kept(markup, "is_persistent", "one_time_keyboard", "input_field_placeholder")
        rows = _keys(markup["keyboard"])
        return Markup(is_reply=True, reply={"keyboard": rows, **kept} if rows else None)
    if markup.get("force_reply"):
        kept = _kept(markup, "input_field_placeholder")
        return Markup(is_reply=True, reply={"force_reply": True, **kept})
    if markup.get("remove_keyboard"):
        return Markup(is_reply=True)
    raise bad_request("object expected as reply markup")


def check_place(markup: Markup, chat_type: str) -> None:
    """Check that a keyboard under the text field may be shown in a chat of this type.

    Raises:
        ApiError: It may not.
    """
    if chat_type == "channel":
        raise bad_request("inline keyboard expected")
    if chat_type == "private" or markup.reply is None:
        return
    keys = [key for row in markup.reply.get("keyboard", ()) for key in row]
    for name, what in (("request_contact", "phone number"), ("request_location", "location")):
        if any(isinstance(key, dict) and key.get(name) for key in keys):
            raise bad_request(f"{what} can be requested in private chats only")


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


def _inline(rows: Any) -> Json | None:
    rows = [[_button(button) for button in row] for row in _rows(rows, "inline_keyboard") if row]
    if any(len(row) > MOST_IN_A_ROW for row in rows) or sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    if len(_encode(rows).encode("utf-8", "replace")) > MOST_BYTES:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _keys(markup_rows: Any) -> list[list[Any]]:
    rows = [[_key(key) for key in row] for row in _rows(markup_rows, "keyboard") if row]
    if any(len(row) > MOST_KEYS_IN_A_ROW for row in rows) or sum(map(len, rows)) > MOST_KEYS:
        raise bad_request("reply markup is too long")
    return rows


def _rows(rows: Any, name: str) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise _unparsed(f'Field "{name}" must be of type Array of Array')
    return list(rows)


def _key(key: Any) -> Any:
    text = key.get("text") if isinstance(key, dict) else key
    if not isinstance(text, str) or not text:
        raise bad_request('can\'t parse keyboard button: Field "text" must be of type String')
    return key


def _kept(markup: Json, *names: str) -> Json:
    return {name: markup[name] for name in names if markup.get(name)}


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
    if str(button.get("style", "primary")) not in _STYLES:
        raise _unparsed("invalid button style specified")
    if "callback_data" in button:
        _check_data(button["callback_data"])
    if "copy_text" in button:
        _check_copied(button["copy_text"])
    if "url" in button:
        return {**button, "url": _link(button["url"])}
    return button


def _check_data(data: Any) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_copied(copied: Any) -> None:
    text = copied.get("text") if isinstance(copied, dict) else None
    if not isinstance(text, str) or not 1 <= len(text) <= LONGEST_COPIED:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _link(url: Any) -> str:
    if isinstance(url, str) and url.startswith(_SCHEMES):
        return url
    if isinstance(url, str) and "." in url and "://" not in url and " " not in url:
        return f"http://{url}/" if "/" not in url else f"http://{url}"
    raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _unparsed(reason: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")
