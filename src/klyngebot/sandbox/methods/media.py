"""Pictures and files, as a call brings them: by themselves or several as an album."""

from typing import Any

from klyngebot.sandbox import fields, pictures
from klyngebot.sandbox.errors import ApiError, bad_request
from klyngebot.sandbox.fields import FieldError
from klyngebot.sandbox.files import StoredFile
from klyngebot.sandbox.methods.texts import caption_content
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.world import World

Json = dict[str, Any]

LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024
LARGEST_SIDES = 10_000
LARGEST_RATIO = 20
"""Width and height of a photo: https://core.telegram.org/bots/api#sendphoto"""
SMALLEST_ALBUM = 2
LARGEST_ALBUM = 10
MEDIA = ("photo", "document")


def media_content(world: World, params: Params, name: str) -> Json:
    """Return the picture or file in the parameter ``name``, ``photo`` or ``document``.

    Raises:
        ApiError: There is none, or it is not what it should be.
    """
    file = _file(world, params, name)
    if name == "document":
        return {"document": file.as_document()}
    if len(file.data) > LARGEST_PHOTO:
        raise bad_request(
            f"File of size {len(file.data)} bytes is too big for a photo; "
            f"the maximum size is {LARGEST_PHOTO} bytes"
        )
    size = pictures.dimensions(file.data)
    if size is None or min(size) == 0:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > LARGEST_SIDES or max(size) > LARGEST_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return {"photo": [{**file.as_json(), "width": size[0], "height": size[1]}]}


def input_media(world: World, params: Params, media: Any) -> Json:
    """Return what an ``InputMedia`` of call ``params`` puts into a message.

    Raises:
        ApiError: It is of another kind than photo and document, or cannot be read.
    """
    with fields.reading("InputMedia"):
        kind = media_kind(media)
        name = fields.optional_text(media, "media")
        item = Params({**media, kind: name}, params.files, params.number)
        caption = caption_content(item)
        if not name or (item.upload(kind) is None and name.startswith("attach://")):
            raise FieldError("media not found")
    return {**media_content(world, item, kind), **caption}


def media_kind(media: Any) -> str:
    """Return the type of an ``InputMedia``.

    Raises:
        FieldError: It is none that is known here.
    """
    if not isinstance(media, dict):
        raise FieldError("expected an Object")
    kind = fields.text(media, "type")
    if kind not in MEDIA:
        raise FieldError(f'type "{kind}" is unsupported')
    return kind


def album(params: Params) -> list[Any]:
    """Return the items of an album.

    Raises:
        ApiError: They are too few or too many, or do not go together.
    """
    if params.lacks("media"):
        raise bad_request('Parameter "media" is required')
    media = params.values["media"]
    if not isinstance(media, list):
        raise bad_request("Expected an Array of InputMedia")
    with fields.reading("InputMedia"):
        kinds = {media_kind(item) for item in media}
    if not media:
        raise bad_request("There are no messages to send")
    if len(media) > LARGEST_ALBUM:
        raise bad_request("Too many messages to send as an album")
    if len(media) < SMALLEST_ALBUM:  # Telegram sends it, against its own documentation
        raise bad_request("an album has 2 to 10 items")
    if len(kinds) > 1:
        raise bad_request("Document can't be mixed with other media types")
    return media


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
    if known.type != name.capitalize():
        raise bad_request(f"Can't use file of type {known.type} as {name.capitalize()}")
    return known
