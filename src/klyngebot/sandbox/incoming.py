"""Reading a call off the wire: query, form, JSON or multipart."""

import json
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from klyngebot.sandbox.params import Params, Upload


async def read(request: web.Request, number: int) -> Params:
    """Return the parameters of call ``number``, not normalised yet.

    Raises:
        ValueError: The body is not what its content type says.
    """
    params = Params(dict(request.query) if request.query_string else {}, {}, number)
    match request.content_type:
        case "application/json":
            fields = _decoded(await request.read() or b"{}")
            if not isinstance(fields, dict):
                raise ValueError("the body is no JSON object")  # noqa: TRY004 - of the sender
            params.values.update(fields)
        case "multipart/form-data":
            await _read_parts(request, params)
        case "application/x-www-form-urlencoded":
            body = (await request.read()).decode()
            params.values.update(parse_qsl(body, keep_blank_values=True))
    return params


def _decoded(body: bytes) -> object:
    try:
        return json.loads(body)
    except RecursionError:
        raise ValueError("it lies too deep") from None


async def _read_parts(request: web.Request, params: Params) -> None:
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader), "no nested multipart in a form"
        data = bytes(await part.read(decode=True))
        name = part.name or ""
        if part.filename is None:
            params.values[name] = data.decode()
        else:
            params.files[name] = Upload(part.filename, data)
