"""Reading a call off the wire: query, form, JSON or multipart."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from klyngebot.sandbox import strict
from klyngebot.sandbox.params import Params, Upload


async def read(request: web.Request, number: int) -> Params:
    """Return the parameters of call ``number``, not normalised yet.

    Raises:
        ValueError: The body is not what its content type says.
    """
    params = Params(dict(request.query) if request.query_string else {}, {}, number)
    match request.content_type:
        case "application/json":
            fields = strict.loads(await request.read() or b"{}")
            if not isinstance(fields, dict):
                raise ValueError("the body is no JSON object")  # noqa: TRY004 - of the sender
            params.values.update(fields)
        case "multipart/form-data":
            await _read_parts(request, params)
        case "application/x-www-form-urlencoded":
            body = (await request.read()).decode()
            params.values.update(parse_qsl(body, keep_blank_values=True))
    return params


async def _read_parts(request: web.Request, params: Params) -> None:
    async for name, part in parts(request):
        if isinstance(part, str):
            params.values[name] = part
        else:
            params.files[name] = part


async def parts(request: web.Request) -> AsyncIterator[tuple[str, str | Upload]]:
    """Yield the parts of a multipart form: each its name, and its text or file.

    Raises:
        ValueError: The body is no such form.
    """
    if request.content_type != "multipart/form-data":
        raise ValueError("the body is no multipart form")
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise ValueError("a form has no forms within")  # noqa: TRY004 - of the sender
        try:
            data = bytes(await part.read(decode=True))
        except RuntimeError as error:  # an encoding aiohttp does not know
            raise ValueError(str(error)) from None
        name = part.name or ""
        yield name, data.decode() if part.filename is None else Upload(part.filename, data)
