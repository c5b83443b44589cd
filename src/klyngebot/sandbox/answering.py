"""From a call to its answer: the table of methods, the limits, and what the caller hears."""

import inspect
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from klyngebot.sandbox.errors import ApiError, bad_request
from klyngebot.sandbox.faults import Fault
from klyngebot.sandbox.methods import METHODS, Method
from klyngebot.sandbox.methods.described import Described
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.world import World

_PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1><hr>nginx</body></html>"
_encode = json.JSONEncoder(separators=(",", ":")).encode
_NOT_JSON = b"\x00\x01 this is no JSON"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: HTTP status, body, and the JSON in the body for the record."""

    status: int
    body: bytes
    json: dict[str, Any] | None
    content_type: str = "application/json"


async def answer(world: World, name: str, params: Params) -> Answer:
    """Run method ``name`` and return its answer, or Telegram's refusal."""
    method = METHODS.get(name.lower())
    try:
        return of_json(HTTPStatus.OK, _success(await _result(world, method, params)))
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can carry
        error = bad_request("strings must be encoded in UTF-8")
    except ApiError as refusal:
        error = refusal
    return of_json(error.status, error.as_json())


def of_json(status: int, json_body: dict[str, Any]) -> Answer:
    """Return an answer in JSON."""
    return Answer(status, _encode(json_body).encode(), json_body)


def of_fault(fault: Fault) -> Answer:
    """Return the JSON error that ``fault`` describes."""
    description = fault.description or _usual(fault)
    error = ApiError(fault.status, description, retry_after=fault.retry_after)
    return of_json(error.status, error.as_json())


def page(status: int) -> Answer:
    """Return an HTML page, as a proxy in between would."""
    title = f"{status} {_phrase(status)}"
    return Answer(status, _PAGE.format(title).encode(), None, "text/html")


def garbage() -> Answer:
    """Return something that is no JSON, with status 200."""
    return Answer(HTTPStatus.OK, _NOT_JSON, None)


def half(whole: Answer) -> Answer:
    """Return ``whole`` with the second half of its body missing."""
    return Answer(whole.status, whole.body[: len(whole.body) // 2], None)


async def _result(world: World, method: Method | None, params: Params) -> Any:
    if method is None:
        raise ApiError(HTTPStatus.NOT_FOUND, "Not Found: method not found")
    if method.is_message:
        world.admit(method.name, params.values.get("chat_id"), params.values.get("media"))
    result = method.run(world, params.only(method.reads))
    return await result if inspect.isawaitable(result) else result


def _success(result: Any) -> dict[str, Any]:
    if isinstance(result, Described):
        return {"ok": True, "result": result.result, "description": result.description}
    return {"ok": True, "result": result}


def _usual(fault: Fault) -> str:
    if fault.status == HTTPStatus.TOO_MANY_REQUESTS and fault.retry_after is not None:
        return f"Too Many Requests: retry after {fault.retry_after}"
    return _phrase(fault.status)


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Error"
