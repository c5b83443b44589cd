"""The methods that put something into a chat."""

from typing import Any

from klyngebot.sandbox import entities, html, keyboard, pictures
from klyngebot.sandbox.errors import ApiError, bad_request
from klyngebot.sandbox.files import StoredFile
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.people import Chat
from klyngebot.sandbox.world import World

Json = dict[str, Any]

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024
LARGEST_VCARD = 2048
LARGEST_ALBUM = 10
MOST_ENTITIES = 100
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
    media = params.values.get("media")
    if not isinstance(media, list) or not all(isinstance(item, dict) for item in media):
        raise bad_request("can't parse media JSON object")
    if not 2 <= len(media) <= LARGEST_ALBUM:
        raise bad_request("an album has 2 to 10 items")
    if len({str(item.get("type")) for item in media}) > 1:
        raise bad_request("document can't be mixed with other media types")
    reply = _reply_content(chat, params)
    contents = [input_media(world, params, item) for item in media]
    album = {"media_group_id": str(world.take("album"))}
    return [
        _put(world, chat, params, "sendMediaGroup", {**reply, **album, **content})
        for content in contents
    ]


def send_contact(world: World, params: Params) -> Json:
    """SendContact: a telephone number and whose it is."""
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: params.text(name) for name in names if params.text(name)}
    if "phone_number" not in contact:
        raise bad_request("phone number is empty")
    if "first_name" not in contact:
        raise bad_request("first name is empty")
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


def text_content(params: Params) -> Json:
    """Return text and entities of a message that is sent or edited.

    Raises:
        ApiError: The text is empty or too long, or its formatting cannot be read.
    """
    text, found = _formatted(params, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if entities.length(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    found = entities.detected(text, found)
    return {"text": text, "entities": found[:MOST_ENTITIES]} if found else {"text": text}


def caption_content(params: Params) -> Json:
    """Return caption and entities of what is sent or edited; nothing without a caption.

    Raises:
        ApiError: The caption is too long, or its formatting cannot be read.
    """
    caption, found = _formatted(params, "caption", "caption_entities")
    if not caption:
        return {}
    if entities.length(caption) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    found = entities.detected(caption, found)[:MOST_ENTITIES]
    return {"caption": caption, "caption_entities": found} if found else {"caption": caption}


def media_content(world: World, params: Params, name: str) -> Json:
    """Return the picture or file in the parameter ``name``, ``photo`` or ``document``.

    Raises:
        ApiError: There is none, or it is not what it should be.
    """
    file = _file(world, params, name)
    if name == "document":
        return {"document": file.as_document()}
    size = pictures.dimensions(file.data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if len(file.data) > LARGEST_PHOTO:
        raise bad_request("file is too big for a photo")
    return {"photo": [{**file.as_json(), "width": size[0], "height": size[1]}]}


def input_media(world: World, params: Params, media: Json) -> Json:
    """Return what an ``InputMedia`` of call ``params`` puts into a message.

    Raises:
        ApiError: It is of another kind than photo and document, or cannot be read.
    """
    kind = str(media.get("type"))
    if kind not in {"photo", "document"}:
        raise bad_request(f'can\'t parse InputMedia: unsupported type "{kind}"')
    item = Params({**media, kind: media.get("media")}, params.files, params.number)
    return {**media_content(world, item, kind), **caption_content(item)}


def inline_keyboard(params: Params) -> Json:
    """Return the inline keyboard as a field of the message, if there is one.

    Raises:
        ApiError: Telegram would refuse it, or it is a keyboard of another kind.
    """
    markup = keyboard.read(params.object("reply_markup"))
    if markup.is_reply:
        raise bad_request("inline keyboard expected")
    return {"reply_markup": markup.inline} if markup.inline else {}


def _send(world: World, chat: Chat, params: Params, method: str, content: Json) -> Json:
    markup = keyboard.read(params.object("reply_markup"))
    if markup.is_reply:
        keyboard.check_place(markup, chat.type)
    under = {"reply_markup": markup.inline} if markup.inline else {}
    content = {**_reply_content(chat, params), **content, **under}
    message = _put(world, chat, params, method, content)
    if markup.is_reply:
        kept = {**markup.reply, "message_id": message["message_id"]} if markup.reply else None
        chat.reply_keyboard = kept
    return message


def _put(world: World, chat: Chat, params: Params, method: str, content: Json) -> Json:
    if params.flag("protect_content"):
        content["has_protected_content"] = True
    message = world.post(chat, world.bot, content)
    world.effect(chat, message, method, params.number)
    return message


def _formatted(params: Params, name: str, entities_name: str) -> tuple[str, list[Json]]:
    text = params.text(name).replace("\r", "").replace("\0", "")
    mode = params.text("parse_mode").lower()
    if mode == "html":
        text, found = html.parse(text)
    elif mode:
        raise bad_request("unsupported parse_mode")
    elif params.values.get(entities_name):
        found = entities.checked(text, params.values[entities_name])
    else:
        found = []
    return entities.trimmed(text, found)


def _reply_content(chat: Chat, params: Params) -> Json:
    reply = params.object("reply_parameters")
    if not reply and not params.values.get("reply_to_message_id"):
        return {}
    reply = reply or {
        "message_id": params.values["reply_to_message_id"],
        "allow_sending_without_reply": params.flag("allow_sending_without_reply"),
    }
    target = chat.messages.get(Params(reply).number_of("message_id"))
    if target is None:
        if reply.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    flat = {name: value for name, value in target.items() if name != "reply_to_message"}
    return {"reply_to_message": flat}


def _file(world: World, params: Params, name: str) -> StoredFile:
    upload = params.upload(name)
    if upload is not None:
        if not upload.data:
            raise bad_request("file must be non-empty")
        if len(upload.data) > LARGEST_UPLOAD:
            raise ApiError(413, "Request Entity Too Large")
        return world.files.add(f"{name}s", upload.filename, upload.data)
    if not params.text(name):
        raise bad_request(f"there is no {name} in the request")
    known = world.files.find(params.text(name))
    if known is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return known
