"""The method that answers an inline query."""

import re
from typing import Any

from klyngebot.sandbox import fields, keyboard
from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.fields import FieldError
from klyngebot.sandbox.inline import INLINE_LIFETIME
from klyngebot.sandbox.methods.editing import UNKNOWN_QUERY
from klyngebot.sandbox.methods.texts import text_content
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.world import World

Json = dict[str, Any]

_START = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NO_BUTTON = "InlineQueryResultsButton must be an Object"

MOST_RESULTS = 50
LONGEST_ID = 64
NEEDED = {
    "article": ("title",),
    "contact": ("phone_number", "first_name"),
    "location": ("latitude", "longitude", "title"),
    "photo": ("photo_url",),
    "document": ("title", "document_url", "mime_type"),
}
"""The kinds of results that are known here, each with what it must have."""


def answer_inline_query(world: World, params: Params) -> bool:
    """AnswerInlineQuery: what the person may choose from."""
    button = params.object("button", "Can't parse inline query results button: " + _NO_BUTTON)
    with fields.reading("inline query results button"):
        _check_button(button)
    results = _results(params)
    asked = world.inline_queries.get(params.text("inline_query_id"))
    is_late = asked is not None and world.now() - asked.asked_at > INLINE_LIFETIME
    if asked is None or is_late or asked.answer is not None:
        raise bad_request(UNKNOWN_QUERY)
    if any(not 1 <= len(result["id"].encode()) <= LONGEST_ID for result in results):
        raise bad_request("RESULT_ID_INVALID")
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    next_offset = params.text("next_offset")
    if len(next_offset.encode()) > LONGEST_ID:
        raise bad_request("NEXT_OFFSET_INVALID")
    asked.answer = {"results": results, "next_offset": next_offset}
    if button:
        asked.answer["button"] = button
    world.changed(f"inline:{asked.id}")
    return True


def _results(params: Params) -> list[Json]:
    if params.lacks("results"):
        return []
    given = params.values["results"]
    if not isinstance(given, list):
        raise bad_request("Expected an Array of inline query results")
    if len(given) > MOST_RESULTS:
        raise bad_request("Too many inline query results specified")
    with fields.reading("inline query result"):
        return [_result(result) for result in given]


def _result(given: Any) -> Json:
    if not isinstance(given, dict):
        raise FieldError("Inline query result must be an object")
    kind = fields.text(given, "type").lower()
    result = {**given, "type": kind, "id": fields.text(given, "id")}
    content = given.get("input_message_content")
    if content is not None:
        _check_content(fields.inner(given, "input_message_content"))
    elif kind == "article":
        fields.text(given, "message_text")  # what it was called once
    if kind not in NEEDED:
        raise FieldError(f'type "{kind}" is unsupported for the inline query result')
    for name in NEEDED[kind]:
        fields.text(given, name)
    if given.get("reply_markup") is not None:
        keyboard.read(fields.inner(given, "reply_markup"))
    return result


def _check_content(content: Json) -> None:
    if "message_text" in content:
        text = fields.text(content, "message_text")
        mode = fields.optional_text(content, "parse_mode")
        text_content(
            Params({"text": text, "parse_mode": mode, "entities": content.get("entities")})
        )
    elif "latitude" in content:
        fields.text(content, "longitude")
    elif "phone_number" in content:
        fields.text(content, "first_name")
    else:
        raise FieldError("Input message content is not specified")


def _check_button(button: Json) -> None:
    if not button:
        return
    fields.text(button, "text")
    if "start_parameter" in button:
        if not _START.fullmatch(fields.text(button, "start_parameter")):
            raise bad_request("START_PARAM_INVALID")
    elif "web_app" in button:
        fields.text(fields.inner(button, "web_app"), "url")
    else:
        raise FieldError("InlineQueryResultsButton must have exactly one optional field")
