"""The methods that change or remove what a chat shows, and the answer to a tap."""

from typing import Any

from klyngebot.sandbox import fields
from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.methods.media import input_media
from klyngebot.sandbox.methods.sending import inline_keyboard
from klyngebot.sandbox.methods.texts import caption_content, text_content
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.people import Chat
from klyngebot.sandbox.updates import CALLBACK_LIFETIME
from klyngebot.sandbox.world import World

Json = dict[str, Any]

LONGEST_ANSWER = 200
MOST_MESSAGES = 100
MEDIA = frozenset({"photo", "document"})
CONTENT = frozenset({"text", "photo", "document", "contact", "location"})
"""What a message says; one with none of these is a service message."""

EDITABLE_MEDIA = MEDIA | {"text"}
DELETE_WITHIN = 48 * 3600
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
UNKNOWN_QUERY = "query is too old and response timeout expired or query ID is invalid"


def edit_message_text(world: World, params: Params) -> Json:
    """EditMessageText: other words, and the keyboard given or none."""
    chat, old = _own_message(world, params)
    content = text_content(params)
    if "text" not in old:
        raise bad_request("there is no text in the message to edit")
    new = {**_without(old, "text", "entities"), **content, **inline_keyboard(params, chat)}
    return _replace(world, params, (chat, old), new, "editMessageText")


def edit_message_caption(world: World, params: Params) -> Json:
    """EditMessageCaption: another caption or none, and the keyboard given or none."""
    chat, old = _own_message(world, params)
    content = caption_content(params)
    if not MEDIA & old.keys():
        raise bad_request("there is no caption in the message to edit")
    kept = _without(old, "caption", "caption_entities")
    new = {**kept, **content, **inline_keyboard(params, chat)}
    return _replace(world, params, (chat, old), new, "editMessageCaption")


def edit_message_media(world: World, params: Params) -> Json:
    """EditMessageMedia: another picture or file with its caption, in place of what was there."""
    chat, old = _own_message(world, params)
    if params.lacks("media"):
        raise bad_request('Parameter "media" is required')
    if not EDITABLE_MEDIA & old.keys():
        raise bad_request("Message media can't be edited")
    content = input_media(world, params, params.values["media"])
    if "media_group_id" in old and not content.keys() & old.keys() & MEDIA:
        raise bad_request("Can't change media type in the album")
    kept = _without(old, "text", "entities", "caption", "caption_entities", *MEDIA)
    new = {**kept, **content, **inline_keyboard(params, chat)}
    return _replace(world, params, (chat, old), new, "editMessageMedia")


def edit_message_reply_markup(world: World, params: Params) -> Json:
    """EditMessageReplyMarkup: the keyboard given, or none."""
    chat, old = _own_message(world, params)
    new = {**_without(old), **inline_keyboard(params, chat)}
    return _replace(world, params, (chat, old), new, "editMessageReplyMarkup")


def delete_message(world: World, params: Params) -> bool:
    """DeleteMessage: gone for both sides."""
    if params.lacks("chat_id"):
        raise bad_request("Chat identifier is not specified")
    number = params.number_of("message_id")
    if number <= 0:
        raise bad_request("Message identifier is not specified")
    chat = world.chat_to_write_to(params.values["chat_id"])
    message = chat.messages.get(number)
    if message is None:
        raise bad_request("message to delete not found")
    _check_deletable(world, chat, message)
    _delete(world, chat, message, "deleteMessage", params.number)
    return True


def delete_messages(world: World, params: Params) -> bool:
    """DeleteMessages: several at once; those that are not there are skipped."""
    numbers = dict.fromkeys(message_ids(params))
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    found = [chat.messages[number] for number in numbers if number in chat.messages]
    for message in found:
        _check_deletable(world, chat, message)
    for message in found:
        _delete(world, chat, message, "deleteMessages", params.number)
    return True


def message_ids(params: Params) -> list[int]:
    """Return the numbers in ``message_ids``.

    Raises:
        ApiError: There are none, too many, or something else.
    """
    given = params.values.get("message_ids")
    if params.lacks("message_ids") or given == []:
        raise bad_request("Message identifiers are not specified")
    if not isinstance(given, list):
        raise bad_request("Expected an Array of message identifiers")
    if len(given) > MOST_MESSAGES:
        raise bad_request("Too many message identifiers specified")
    return [_identifier(number) for number in given]


def answer_callback_query(world: World, params: Params) -> bool:
    """AnswerCallbackQuery: ends the little clock on a button, with a text if need be."""
    callback_id = params.text("callback_query_id")
    tapped_at = world.callbacks.get(callback_id)
    if tapped_at is None or world.now() - tapped_at > CALLBACK_LIFETIME:
        raise bad_request(UNKNOWN_QUERY)
    text = params.text("text")
    if len(text) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    del world.callbacks[callback_id]
    world.callback_answers[callback_id] = {
        "text": text,
        "show_alert": params.flag("show_alert"),
        "url": params.text("url"),
    }
    world.changed(f"answer:{callback_id}")
    return True


def _own_message(world: World, params: Params) -> tuple[Chat, Json]:
    chat_id, number = params.values.get("chat_id"), params.number_of("message_id")
    if params.lacks("chat_id") and not number:
        if not params.text("inline_message_id"):
            raise bad_request("Message identifier is not specified")
        raise bad_request("MESSAGE_ID_INVALID")  # what people choose inline has no such id here
    chat = world.chat_to_write_to(chat_id)
    message = chat.messages.get(number)
    if message is None:
        raise bad_request("message to edit not found")
    has_keys = (chat.reply_keyboard or {}).get("message_id") == number
    is_foreign = not world.is_own(chat, message) or "forward_origin" in message
    if is_foreign or has_keys or not CONTENT & message.keys():
        raise bad_request("Message can't be edited")
    return chat, message


def _identifier(given: Any) -> int:
    if not isinstance(given, str) and not fields.is_number(given):
        raise bad_request("Message identifier must be a Number")
    try:
        number = int(given)
    except (ValueError, OverflowError):
        number = None
    if number is None or (not isinstance(given, str) and number != given) or number >= 1 << 31:
        raise bad_request("Can't parse message identifier as a Number")
    if number <= 0:
        raise bad_request("Invalid message identifier specified")
    return number


def _check_deletable(world: World, chat: Chat, message: Json) -> None:
    may = chat.is_private or chat.bot_status == "administrator" or world.is_own(chat, message)
    if not may:
        raise bad_request("message can't be deleted")
    if world.now() - message["date"] > DELETE_WITHIN:
        raise bad_request("message can't be deleted for everyone")


def _delete(world: World, chat: Chat, message: Json, method: str, number: int) -> None:
    world.remove_messages(chat, [message["message_id"]], by=world.bot["id"])
    world.effect(chat, message, method, number)


def _without(message: Json, *names: str) -> Json:
    """Return ``message`` without its keyboard and without ``names``."""
    return {k: v for k, v in message.items() if k != "reply_markup" and k not in names}


def _replace(
    world: World, params: Params, old_in: tuple[Chat, Json], new: Json, method: str
) -> Json:
    chat, old = old_in
    new.pop("edit_date", None)
    if new == {name: value for name, value in old.items() if name != "edit_date"}:
        raise bad_request(NOT_MODIFIED)
    new["edit_date"] = int(world.now())
    chat.messages[old["message_id"]] = new
    world.effect(chat, new, method, params.number)
    return new
