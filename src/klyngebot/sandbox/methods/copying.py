"""The methods that put into a chat what another shows."""

from typing import Any

from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.methods.editing import message_ids
from klyngebot.sandbox.methods.sending import caption_content, inline_keyboard
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.people import Chat
from klyngebot.sandbox.world import World

Json = dict[str, Any]

CONTENT = (
    "text", "entities", "caption", "caption_entities", "photo", "document", "contact", "location",
)  # fmt: skip


def copy_message(world: World, params: Params) -> Json:
    """CopyMessage: the same content, with another caption if one is given."""
    source, chat = _both(world, params)
    message = source.messages.get(params.number_of("message_id"))
    if message is None:
        raise bad_request("message to copy not found")
    content = _content(message, "copied")
    if "caption" in params.values:
        content = {k: v for k, v in content.items() if k not in {"caption", "caption_entities"}}
        content |= caption_content(params)
    content |= inline_keyboard(params)
    return _id_of(_post(world, chat, params, content, "copyMessage"))


def copy_messages(world: World, params: Params) -> list[Json]:
    """CopyMessages: several at once; those that are not there are skipped."""
    source, chat = _both(world, params)
    contents = [_content(message, "copied") for message in _found(source, params, "copy")]
    return [_id_of(_post(world, chat, params, content, "copyMessages")) for content in contents]


def forward_message(world: World, params: Params) -> Json:
    """ForwardMessage: the same content, with where it comes from."""
    source, chat = _both(world, params)
    message = source.messages.get(params.number_of("message_id"))
    if message is None:
        raise bad_request("message to forward not found")
    return _post(world, chat, params, _forwarded(source, message), "forwardMessage")


def forward_messages(world: World, params: Params) -> list[Json]:
    """ForwardMessages: several at once; those that are not there are skipped."""
    source, chat = _both(world, params)
    contents = [_forwarded(source, message) for message in _found(source, params, "forward")]
    return [_id_of(_post(world, chat, params, content, "forwardMessages")) for content in contents]


def _both(world: World, params: Params) -> tuple[Chat, Chat]:
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    return world.chat_to_write_to(params.values.get("from_chat_id")), chat


def _found(source: Chat, params: Params, verb: str) -> list[Json]:
    numbers = message_ids(params)
    if numbers != sorted(set(numbers)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    found = [source.messages[number] for number in numbers if number in source.messages]
    if not found:
        raise bad_request(f"there are no messages to {verb}")
    return found


def _content(message: Json, done: str) -> Json:
    content = {name: message[name] for name in CONTENT if name in message}
    if not content or message.get("has_protected_content"):
        raise bad_request(f"message can't be {done}")
    return content


def _forwarded(source: Chat, message: Json) -> Json:
    content = _content(message, "forwarded")
    if source.is_channel:
        origin = {"type": "channel", "chat": source.json, "message_id": message["message_id"]}
    else:
        origin = {"type": "user", "sender_user": message["from"]}
    first = message.get("forward_origin") or {**origin, "date": message["date"]}
    return {"forward_origin": first, **content}


def _post(world: World, chat: Chat, params: Params, content: Json, method: str) -> Json:
    if params.flag("protect_content"):
        content = {**content, "has_protected_content": True}
    message = world.post(chat, world.bot, content)
    world.effect(chat, message, method, params.number)
    return message


def _id_of(message: Json) -> Json:
    return {"message_id": message["message_id"]}
