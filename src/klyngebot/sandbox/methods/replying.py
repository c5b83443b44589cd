"""What a message replies to: here or in another chat, all of it or a quote."""

import re
from typing import Any

from klyngebot.sandbox import entities, fields, formatted
from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.people import Chat
from klyngebot.sandbox.world import World

Json = dict[str, Any]

LONGEST_QUOTE = 1024


def reply_content(world: World, chat: Chat, params: Params) -> Json:
    """Return the fields of a message that say what it replies to.

    Raises:
        ApiError: The message that is replied to is not there, or does not say the quote.
    """
    reply = params.object("reply_parameters", "Object expected as reply parameters")
    if not reply and "reply_parameters" not in params.values:
        reply = {
            "message_id": params.number_of("reply_to_message_id"),
            "allow_sending_without_reply": params.flag("allow_sending_without_reply"),
        }
    if not reply:
        return {}
    try:
        number = fields.whole(reply, "message_id")
    except fields.FieldError as error:
        raise bad_request(str(error)) from None
    if number <= 0:
        return {}
    source = _source(world, chat, reply)
    target = source.messages.get(number)
    if target is None:
        if reply.get("allow_sending_without_reply") is True:
            return {}
        raise bad_request("message to be replied not found")
    return {**_target(chat, source, target), **_quote(target, reply)}


def origin_of(source: Chat, message: Json) -> Json:
    """Return the ``MessageOrigin`` of a message: where it was first written, and by whom."""
    if "forward_origin" in message:
        first: Json = message["forward_origin"]
        return first
    if source.is_channel:
        origin = {"type": "channel", "chat": source.json, "message_id": message["message_id"]}
    else:
        origin = {"type": "user", "sender_user": message["from"]}
    return {**origin, "date": message["date"]}


def _source(world: World, chat: Chat, reply: Json) -> Chat:
    """Return the chat that is replied into: it may be one the bot only reads."""
    chat_id = reply.get("chat_id")
    if chat_id is None or chat_id == "":
        return chat
    if isinstance(chat_id, str) and re.fullmatch(r"-?[0-9]{1,19}", chat_id):
        chat_id = int(chat_id)
    return world.find_chat(chat_id)


def _target(chat: Chat, source: Chat, target: Json) -> Json:
    if source is chat:
        flat = {name: value for name, value in target.items() if name != "reply_to_message"}
        return {"reply_to_message": flat}
    reply: Json = {"origin": origin_of(source, target)}
    if source.counts_for_itself:
        reply |= {"chat": source.json, "message_id": target["message_id"]}
    return {"external_reply": reply}


def _quote(target: Json, reply: Json) -> Json:
    """Return the words that are quoted; they must stand in the message, letter by letter."""
    mode, given = reply.get("quote_parse_mode"), reply.get("quote_entities")
    quote, found = formatted.read(_text(reply.get("quote")), _text(mode), given)
    if not quote:
        return {}
    said = str(target.get("text") or target.get("caption", ""))
    at = said.find(quote)
    if at < 0 or entities.length(quote) > LONGEST_QUOTE:
        raise bad_request("QUOTE_TEXT_INVALID")
    position = entities.length(said[:at])
    marked = {"entities": found} if found else {}
    return {"quote": {"text": quote, **marked, "position": position, "is_manual": True}}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
