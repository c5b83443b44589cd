"""The methods that put into a chat what another shows."""

from typing import Any

from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.methods.editing import CONTENT, MEDIA, message_ids
from klyngebot.sandbox.methods.replying import origin_of, reply_content
from klyngebot.sandbox.methods.sending import keep_reply_keyboard, read_markup
from klyngebot.sandbox.methods.texts import caption_content
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.people import Chat
from klyngebot.sandbox.world import World

Json = dict[str, Any]

CARRIED = CONTENT | {"entities", "caption", "caption_entities", "media_group_id"}


def copy_message(world: World, params: Params) -> Json:
    """CopyMessage: the same content, with another caption if one is given."""
    chat, source = _chats(world, params)
    message = source.messages.get(params.number_of("message_id"))
    if message is None:
        raise bad_request("message to copy not found")
    if not _may_go(message):
        raise bad_request("Message can't be copied")
    content = _content(message)
    if "caption" in params.values and MEDIA & message.keys():
        content = _bare(content) | caption_content(params)
    markup = read_markup(params, chat)
    under = {"reply_markup": markup.inline} if markup.inline else {}
    content = {**reply_content(world, chat, params), **content, **under}
    copied = _post(world, chat, params, content, "copyMessage")
    keep_reply_keyboard(chat, markup, copied)
    return _id_of(copied)


def copy_messages(world: World, params: Params) -> list[Json]:
    """CopyMessages: several at once; those that cannot be copied are skipped."""
    chat, source = _chats(world, params)
    contents = [_content(message) for message in _found(source, params)]
    if params.flag("remove_caption"):
        contents = [_bare(content) for content in contents]
    contents = _regrouped(world, contents)
    return [_id_of(_post(world, chat, params, content, "copyMessages")) for content in contents]


def forward_message(world: World, params: Params) -> Json:
    """ForwardMessage: the same content, with where it comes from."""
    chat, source = _chats(world, params)
    message = source.messages.get(params.number_of("message_id"))
    if message is None:
        raise bad_request("message to forward not found")
    if not _may_go(message):
        raise bad_request("Message can't be forwarded")
    return _post(world, chat, params, _forwarded(source, message), "forwardMessage")


def forward_messages(world: World, params: Params) -> list[Json]:
    """ForwardMessages: several at once; those that cannot be forwarded are skipped."""
    chat, source = _chats(world, params)
    contents = [_forwarded(source, message) for message in _found(source, params)]
    contents = _regrouped(world, contents)
    return [_id_of(_post(world, chat, params, content, "forwardMessages")) for content in contents]


def _chats(world: World, params: Params) -> tuple[Chat, Chat]:
    """Return where it goes and where it comes from."""
    if params.lacks("from_chat_id"):
        raise bad_request('Parameter "from_chat_id" is required')
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    return chat, world.chat_to_write_to(params.values["from_chat_id"])


def _found(source: Chat, params: Params) -> list[Json]:
    numbers = message_ids(params)
    there = [number for number in numbers if number in source.messages]
    if not there:
        raise bad_request("There are no messages to forward")
    if there != sorted(set(there)):
        raise bad_request("Message identifiers must be in a strictly increasing order")
    found = [source.messages[number] for number in there if _may_go(source.messages[number])]
    if not found:
        raise bad_request("Messages can't be forwarded")
    return found


def _may_go(message: Json) -> bool:
    return bool(CONTENT & message.keys()) and not message.get("has_protected_content")


def _content(message: Json) -> Json:
    return {name: message[name] for name in message if name in CARRIED}


def _bare(content: Json) -> Json:
    return {k: v for k, v in content.items() if k not in {"caption", "caption_entities"}}


def _forwarded(source: Chat, message: Json) -> Json:
    origin = origin_of(source, message)
    old = {"forward_origin": origin, "forward_date": origin["date"]}
    if "sender_user" in origin:
        old["forward_from"] = origin["sender_user"]
    else:
        old |= {
            "forward_from_chat": origin["chat"],
            "forward_from_message_id": origin["message_id"],
        }
    return {**old, **_content(message)}


def _regrouped(world: World, contents: list[Json]) -> list[Json]:
    """Return ``contents`` with albums kept together, each under an id of its own."""
    new: dict[str, str] = {}
    for group in (content.get("media_group_id") for content in contents):
        if group is not None and group not in new:
            new[group] = str(world.take("album"))
    return [
        {**content, "media_group_id": new[content["media_group_id"]]}
        if "media_group_id" in content
        else content
        for content in contents
    ]


def _post(world: World, chat: Chat, params: Params, content: Json, method: str) -> Json:
    if params.flag("protect_content"):
        content = {**content, "has_protected_content": True}
    message = world.post(chat, world.bot, content)
    silent = params.flag("disable_notification")
    world.effect(chat, message, method, params.number, silent=silent)
    return message


def _id_of(message: Json) -> Json:
    return {"message_id": message["message_id"]}
