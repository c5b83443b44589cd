"""The methods that put something into a chat."""

import math
from typing import Any

from klyngebot.sandbox import keyboard
from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.methods.media import album, input_media, media_content
from klyngebot.sandbox.methods.replying import reply_content
from klyngebot.sandbox.methods.texts import caption_content, text_content
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.people import Chat
from klyngebot.sandbox.world import World

Json = dict[str, Any]


LARGEST_VCARD = 2048
CHAT_ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
        "upload_document", "choose_sticker", "find_location", "record_video_note",
        "upload_video_note",
    }
)  # fmt: skip


def send_message(world: World, params: Params) -> Json:
    """SendMessage: a text."""
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    return _send(world, chat, params, "sendMessage", text_content(params))


def send_document(world: World, params: Params) -> Json:
    """SendDocument: a file, uploaded or known."""
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    caption = caption_content(params)
    content = {**media_content(world, params, "document"), **caption}
    return _send(world, chat, params, "sendDocument", content)


def send_photo(world: World, params: Params) -> Json:
    """SendPhoto: a picture, uploaded or known."""
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    caption = caption_content(params)
    content = {**media_content(world, params, "photo"), **caption}
    return _send(world, chat, params, "sendPhoto", content)


def send_media_group(world: World, params: Params) -> list[Json]:
    """SendMediaGroup: several pictures, or several files, as one album."""
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    media = album(params)
    reply = reply_content(world, chat, params)
    contents = [input_media(world, params, item) for item in media]
    group = {"media_group_id": str(world.take("album"))}
    return [
        _put(world, chat, params, "sendMediaGroup", {**reply, **group, **content})
        for content in contents
    ]


def send_location(world: World, params: Params) -> Json:
    """SendLocation: a point on the map."""
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    point: Json = {}
    for name, most in (("latitude", 90), ("longitude", 180)):
        if not params.text(name).strip():
            raise bad_request(f"{name} is empty")
        point[name] = _degrees(params.text(name))
        if abs(point[name]) > most:
            raise bad_request("Invalid location specified")
    return _send(world, chat, params, "sendLocation", {"location": point})


def send_contact(world: World, params: Params) -> Json:
    """SendContact: a telephone number and whose it is."""
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: params.text(name) for name in names if params.text(name)}
    for name in ("phone_number", "first_name"):
        if name not in contact:
            raise bad_request(f'Parameter "{name}" is required')
    if len(contact.get("vcard", "").encode()) > LARGEST_VCARD:
        raise bad_request("vCard is too long")
    return _send(world, chat, params, "sendContact", {"contact": contact})


def send_chat_action(world: World, params: Params) -> bool:
    """SendChatAction: "is typing", for a few seconds."""
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    if params.text("action") not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.show_typing(chat)
    return True


def read_markup(params: Params, chat: Chat) -> keyboard.Markup:
    """Return what ``reply_markup`` says.

    Raises:
        ApiError: Telegram would refuse it, or refuse it in this chat.
    """
    markup = keyboard.read(params.object("reply_markup", "Object expected as reply markup"))
    keyboard.check_place(markup, chat.type)
    return markup


def inline_keyboard(params: Params, chat: Chat) -> Json:
    """Return the inline keyboard as a field of the message, if there is one.

    Raises:
        ApiError: Telegram would refuse it, or it is a keyboard of another kind.
    """
    markup = read_markup(params, chat)
    if markup.is_reply:
        raise bad_request("Inline keyboard expected")
    return {"reply_markup": markup.inline} if markup.inline else {}


def keep_reply_keyboard(chat: Chat, markup: keyboard.Markup, message: Json) -> None:
    """Show under the text field of ``chat`` what came with ``message``, if anything did."""
    if markup.is_reply:
        kept = {**markup.reply, "message_id": message["message_id"]} if markup.reply else None
        chat.reply_keyboard = kept


def _send(world: World, chat: Chat, params: Params, method: str, content: Json) -> Json:
    markup = read_markup(params, chat)
    under = {"reply_markup": markup.inline} if markup.inline else {}
    content = {**reply_content(world, chat, params), **content, **under}
    message = _put(world, chat, params, method, content)
    keep_reply_keyboard(chat, markup, message)
    return message


def _put(world: World, chat: Chat, params: Params, method: str, content: Json) -> Json:
    if params.flag("protect_content"):
        content["has_protected_content"] = True
    message = world.post(chat, world.bot, content)
    silent = params.flag("disable_notification")
    world.effect(chat, message, method, params.number, silent=silent)
    return message


def _degrees(text: str) -> float:
    try:
        degrees = float(text)
    except ValueError:
        return 0.0  # as Telegram reads what is no number
    return degrees if math.isfinite(degrees) else 999.0
