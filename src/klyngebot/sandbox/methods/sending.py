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
MOST_ENTITIES = 100


def send_message(world: World, params: Params) -> Json:
    """SendMessage: a text."""
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    return _send(world, chat, params, "sendMessage", text_content(params))


def send_document(world: World, params: Params) -> Json:
    """SendDocument: a file, uploaded or known."""
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    caption = _caption_content(params)
    file = _file(world, params, "document")
    return _send(world, chat, params, "sendDocument", {"document": file.as_document(), **caption})


def send_photo(world: World, params: Params) -> Json:
    """SendPhoto: a picture, uploaded or known."""
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    caption = _caption_content(params)
    file = _file(world, params, "photo")
    size = pictures.dimensions(file.data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if len(file.data) > LARGEST_PHOTO:
        raise bad_request("file is too big for a photo")
    return _send(world, chat, params, "sendPhoto", {"photo": [photo_size(file, size)], **caption})


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
    """SendChatAction: "is typing", which is checked and shown to nobody."""
    world.chat_to_write_to(params.values.get("chat_id"))
    if not params.text("action"):
        raise bad_request("wrong parameter action in request")
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


def markup_content(params: Params) -> Json:
    """Return the inline keyboard, as a field of the message, if there is one."""
    if not params.values.get("reply_markup"):
        return {}
    markup = keyboard.checked(params.object("reply_markup"))
    return {"reply_markup": markup} if markup else {}


def photo_size(file: StoredFile, size: tuple[int, int]) -> Json:
    """Return the ``PhotoSize`` of the Bot API."""
    return {**file.as_json(), "width": size[0], "height": size[1]}


def _send(world: World, chat: Chat, params: Params, method: str, content: Json) -> Json:
    content = {**_reply_content(chat, params), **content, **markup_content(params)}
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


def _caption_content(params: Params) -> Json:
    caption, found = _formatted(params, "caption", "caption_entities")
    if not caption:
        return {}
    if entities.length(caption) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    found = entities.detected(caption, found)
    return {"caption": caption, "caption_entities": found} if found else {"caption": caption}


def _reply_content(chat: Chat, params: Params) -> Json:
    if not params.values.get("reply_parameters"):
        return {}
    reply = params.object("reply_parameters")
    target = chat.messages.get(Params(reply).number_of("message_id"))
    if target is None:
        if reply.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": target}


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
