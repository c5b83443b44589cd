"""The method that answers an inline query."""

from typing import Any

from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.inline import INLINE_LIFETIME
from klyngebot.sandbox.methods.editing import UNKNOWN_QUERY
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.world import World

Json = dict[str, Any]

MOST_RESULTS = 50
LONGEST_ID = 64
NEEDED = {
    "article": ("title", "input_message_content"),
    "contact": ("phone_number", "first_name"),
    "location": ("latitude", "longitude", "title"),
    "photo": ("photo_url", "thumbnail_url"),
    "document": ("title", "document_url", "mime_type"),
}
"""The kinds of results that are known here, each with what it must have."""


def answer_inline_query(world: World, params: Params) -> bool:
    """AnswerInlineQuery: what the person may choose from."""
    asked = world.inline_queries.get(params.text("inline_query_id"))
    is_late = asked is not None and world.now() - asked.asked_at > INLINE_LIFETIME
    if asked is None or is_late or asked.answer is not None:
        raise bad_request(UNKNOWN_QUERY)
    results = params.values.get("results")
    if not isinstance(results, list):
        raise bad_request("can't parse inline query results JSON object")
    if len(results) > MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    for result in results:
        _check(result)
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    next_offset = params.text("next_offset")
    if len(next_offset.encode()) > LONGEST_ID:
        raise bad_request("NEXT_OFFSET_INVALID")
    asked.answer = {"results": results, "next_offset": next_offset}
    if params.values.get("button"):
        asked.answer["button"] = params.object("button")
    world.changed(f"inline:{asked.id}")
    return True


def _check(result: Any) -> None:
    fields = result if isinstance(result, dict) else {}
    kind = fields.get("type")
    if not isinstance(kind, str) or kind not in NEEDED:
        raise bad_request("can't parse inline query result: unsupported inline query result type")
    number = fields.get("id")
    if not isinstance(number, str) or not 1 <= len(number.encode()) <= LONGEST_ID:
        raise bad_request("RESULT_ID_INVALID")
    for name in NEEDED[kind]:
        if not fields.get(name):
            raise bad_request(f"can't parse inline query result: Can't find field \"{name}\"")
