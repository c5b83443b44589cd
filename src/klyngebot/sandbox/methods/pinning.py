"""The methods that pin messages to the top of a chat."""

from typing import Any

from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.people import Chat
from klyngebot.sandbox.world import World

Json = dict[str, Any]


def pin_chat_message(world: World, params: Params) -> bool:
    """PinChatMessage: a message at the top, and a word about it in the chat."""
    chat = _chat(world, params)
    number = params.number_of("message_id")
    message = chat.messages.get(number)
    if message is None:
        raise bad_request("message to pin not found")
    if number in chat.pinned:
        return True
    chat.pinned.append(number)
    flat = {name: value for name, value in message.items() if name != "reply_to_message"}
    told = world.post(chat, world.bot, {"pinned_message": flat})
    world.update("channel_post" if chat.is_channel else "message", told)
    return True


def unpin_chat_message(world: World, params: Params) -> bool:
    """UnpinChatMessage: that message, or the newest pinned one."""
    chat = _chat(world, params)
    number = params.number_of("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    world.changed(f"chat:{chat.id}")
    return True


def unpin_all_chat_messages(world: World, params: Params) -> bool:
    """UnpinAllChatMessages: none is pinned."""
    chat = _chat(world, params)
    chat.pinned.clear()
    world.changed(f"chat:{chat.id}")
    return True


def _chat(world: World, params: Params) -> Chat:
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    if chat.is_group and chat.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat
