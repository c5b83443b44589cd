"""One small client of the Bot API: POST, and what is known of the request when it fails."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import aiohttp

CONNECT_SECONDS = 10.0
"""How long (s) to wait for a connection."""

_CHUNK = 64 * 1024


class NotSentError(Exception):
    """The request certainly never left: trying again is safe."""


class LostError(Exception):
    """The request left and its answer never came whole: it may or may not have had its effect."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said, and what time it says it is, to a second."""

    status: int
    body: bytes
    server_time: datetime | None = None

    def json(self) -> dict[str, Any] | None:
        """Return the body as Telegram's JSON object, or None when it is something else.

        A proxy's own 403 page is not Telegram saying no.
        """
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):  # the latter from brackets within brackets without end
            return None
        return found if isinstance(found, dict) and isinstance(found.get("ok"), bool) else None


class Api:
    """A pool of connections to a Bot API server.

    Args:
        api_url: The server, such as ``https://api.telegram.org``.
        token: The bot's token; it is in the path of every request, so no URL is ever logged.
        seconds: How long (s) to wait for an answer.
        connections: How many at once.
    """

    def __init__(self, api_url: str, token: str, *, seconds: float, connections: int) -> None:
        self._base = f"{api_url.rstrip('/')}/bot{token}/"
        self._files = f"{api_url.rstrip('/')}/file/bot{token}/"
        self._timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self,
        method: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        form: aiohttp.FormData | None = None,
        seconds: float | None = None,
        on_sent: Callable[[], None] | None = None,
    ) -> Answer:
        """POST ``method`` and return the answer, whatever it says.

        Args:
            method: Such as ``sendMessage``.
            parameters: Sent as JSON.
            form: Sent instead of ``parameters``, for files.
            seconds: Another time (s) to wait for the answer.
            on_sent: Told when it leaves: the connection may have to be made first.

        Raises:
            NotSentError: It never left.
            LostError: It left, and nobody knows.
        """
        phase = SimpleNamespace(sent=False, on_sent=on_sent)
        timeout = self._timeout
        if seconds is not None:
            timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        try:
            async with self._open().post(
                self._base + method,
                data=form,
                json=None if form else dict(parameters or {}),
                timeout=timeout,
                trace_request_ctx=phase,
                allow_redirects=False,
            ) as response:
                at = _server_time(response.headers.get("Date", ""))
                return Answer(response.status, await response.read(), at)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # Not chained: the original can name the URL, and with it the token.
            kind = LostError if phase.sent else NotSentError
            raise kind(type(error).__name__) from None

    async def download(self, url: str, *, limit: int) -> Answer:
        """GET the file at ``url`` of the server, and read at most one byte more than ``limit``.

        Raises:
            NotSentError: It did not come; asking again is always safe.
            LostError: ``url`` is not one of this server's.
        """
        if not unquote(url).startswith(self._files):
            raise LostError("ForeignAddress")
        try:
            async with self._open().get(
                url,
                trace_request_ctx=SimpleNamespace(sent=False, on_sent=None),
                allow_redirects=False,
            ) as response:
                body = bytearray()
                async for chunk in response.content.iter_chunked(_CHUNK):
                    body += chunk
                    if len(body) > limit:
                        break
                return Answer(response.status, bytes(body[: limit + 1]))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NotSentError(type(error).__name__) from None  # as above: it can name the URL

    async def renew(self) -> None:
        """Drop every connection; the next call makes new ones."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def close(self) -> None:
        """Close every connection."""
        await self.renew()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            trace = aiohttp.TraceConfig()
            trace.on_request_headers_sent.append(_mark_sent)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                trace_configs=[trace],
                timeout=self._timeout,
            )
        return self._session


def _server_time(date: str) -> datetime | None:
    """Return the time a ``Date`` header names, or None when it names none."""
    try:
        return parsedate_to_datetime(date).astimezone(UTC)
    except ValueError:
        return None


async def _mark_sent(
    _session: aiohttp.ClientSession,
    context: SimpleNamespace,
    _parameters: aiohttp.TraceRequestHeadersSentParams,
) -> None:
    phase = context.trace_request_ctx
    phase.sent = True
    if phase.on_sent is not None:
        phase.on_sent()
