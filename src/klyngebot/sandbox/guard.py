"""Who may call: only this machine, and no page of another site.

A browser lets any web site send requests to localhost. The name in ``Host`` gives away a
site that has pointed its own name here (DNS rebinding), ``Origin`` and ``Sec-Fetch-Site``
a page that calls across.
"""

import ipaddress
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_OWN = frozenset({"same-origin", "none"})


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let ``request`` pass, or answer 403 and say why."""
    reason = _refusal(request)
    if reason:
        return web.json_response({"error": reason}, status=HTTPStatus.FORBIDDEN)
    return await handler(request)


def _refusal(request: web.Request) -> str:
    headers = request.headers
    host = headers.get("Host", "")
    if not _is_loopback(host):
        return f"Host {host!r} is not this machine"
    origin = headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != host:
        return f"a page of {origin} may not call"
    if headers.get("Sec-Fetch-Site", "none") not in _OWN and request.path != "/":
        return "a page of another site may not call"
    return ""


def _is_loopback(host: str) -> bool:
    if host.startswith(("127.0.0.1:", "localhost:")):
        return True
    name = urlsplit(f"//{host}").hostname or ""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
