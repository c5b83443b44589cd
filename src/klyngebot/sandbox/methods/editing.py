"""The methods that change or remove what a chat shows, and the answer to a tap."""

from typing import Any

from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.methods.sending import markup_content, text_content
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.people import Chat
from klyngebot.sandbox.updates import CALLBACK_LIFETIME
from klyngebot.sandbox.world import World

Json = dict[str, Any]

LONGEST_ANSWER = 200
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
    kept = {name: old[name] for name in old if name not in {"text", "entities", "reply_markup"}}
    return _replace(world, params, chat, old, {**kept, **content, **markup_content(params)})


def edit_message_reply_markup(world: World, params: Params) -> Json:
    """EditMessageReplyMarkup: the keyboard given, or none."""
    chat, old = _own_message(world, params)
    kept = {name: old[name] for name in old if name != "reply_markup"}
    return _replace(world, params, chat, old, {**kept, **markup_content(params)})


def delete_message(world: World, params: Params) -> bool:
    """DeleteMessage: gone for both sides."""
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    message = chat.messages.get(params.number_of("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if chat.is_group and message["from"]["id"] != world.bot["id"]:
        raise bad_request("message can't be deleted")
    if world.now() - message["date"] > DELETE_WITHIN:
        raise bad_request("message can't be deleted for everyone")
    del chat.messages[message["message_id"]]
    world.effect(chat, message, "deleteMessage", params.number)
    return True


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
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    message = chat.messages.get(params.number_of("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != world.bot["id"]:
        raise bad_request("message can't be edited")
    return chat, message


def _replace(world: World, params: Params, chat: Chat, old: Json, new: Json) -> Json:
    new.pop("edit_date", None)
    if new == {name: value for name, value in old.items() if name != "edit_date"}:
        raise bad_request(NOT_MODIFIED)
    new["edit_date"] = int(world.now())
    chat.messages[old["message_id"]] = new
    method = "editMessageText" if "text" in params.values else "editMessageReplyMarkup"
    world.effect(chat, new, method, params.number)
    return new
