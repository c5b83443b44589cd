"""How a request of the control API becomes an act, and an error a sentence."""

import json
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web

from klyngebot.sandbox import strict

Json = dict[str, Any]
Act = Callable[[Json], Json]


def routes(acts: Mapping[str, Act]) -> list[web.RouteDef]:
    """Return a POST route under ``/sandbox`` for each of ``acts``."""
    return [web.post(f"/sandbox/{name}", _handler(act)) for name, act in acts.items()]


async def body_of(request: web.Request) -> Json:
    """Return the JSON object in the body.

    Raises:
        ValueError: There is none.
    """
    try:
        body = strict.loads(await request.read() or b"{}")
        json.dumps(body, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except ValueError as error:
        raise ValueError(f"the body is no JSON: {error}") from None
    if not isinstance(body, dict):
        raise ValueError("the body is no JSON object")  # noqa: TRY004 - of the sender
    return body


def acted(act: Act, body: Json) -> web.Response:
    """Act, and answer with what came of it, or with why it cannot be done."""
    try:
        return web.json_response(act(body))
    except KeyError as error:
        return refused(HTTPStatus.BAD_REQUEST, f"{error.args[0]} is missing")
    except LookupError as error:
        return refused(HTTPStatus.NOT_FOUND, str(error))
    except (ValueError, TypeError, OverflowError) as error:
        return refused(HTTPStatus.BAD_REQUEST, str(error))


def refused(status: int, reason: str) -> web.Response:
    """Return a refusal."""
    return web.json_response({"error": reason}, status=status)


def _handler(act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            body = await body_of(request)
        except ValueError as error:
            return refused(HTTPStatus.BAD_REQUEST, str(error))
        return acted(act, body)

    return handle
