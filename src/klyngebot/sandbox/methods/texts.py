"""Texts and captions, as a call brings them."""

from typing import Any

from klyngebot.sandbox import entities, fields, formatted
from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.fields import FieldError
from klyngebot.sandbox.params import Params

Json = dict[str, Any]

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
MOST_ENTITIES = 100


def text_content(params: Params) -> Json:
    """Return text and entities of a message that is sent or edited.

    Raises:
        ApiError: The text is empty or too long, or its formatting cannot be read.
    """
    _check_preview(params)
    given = params.values.get("entities")
    text, found = formatted.read(params.text("text"), params.text("parse_mode"), given)
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
    given = params.values.get("caption_entities")
    caption, found = formatted.read(params.text("caption"), params.text("parse_mode"), given)
    if not caption:
        return {}
    if entities.length(caption) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    found = entities.detected(caption, found)[:MOST_ENTITIES]
    return {"caption": caption, "caption_entities": found} if found else {"caption": caption}


def _check_preview(params: Params) -> None:
    options = params.object("link_preview_options", "Object expected as link preview options")
    for name in ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text"):
        if not isinstance(options.get(name) or False, bool):
            raise bad_request(f'Field "{name}" must be of type Boolean')
    try:
        fields.optional_text(options, "url")
    except FieldError as error:
        raise bad_request(str(error)) from None
