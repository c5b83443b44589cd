"""Our Api in the shape python-telegram-bot asks for, with the rule for answers to people.

An answer is sent again after *not sent*, once after a 5xx page, and never after a lost line.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from klyngebot.bot.api import Answer, Api, LostError, NotSentError
from klyngebot.files.tables import MAX_BYTES

_WAITS = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
"""How long (s) to wait before each new try of what was not sent."""


class AnswersRequest(BaseRequest):
    """Carries python-telegram-bot's calls over ``api``."""

    def __init__(self, api: Api) -> None:
        self._api = api

    @property
    def read_timeout(self) -> float | None:
        """Return None: the api has its own."""
        return None

    async def initialize(self) -> None:
        """Do nothing: connections are made when needed."""

    async def shutdown(self) -> None:
        """Close the connections."""
        await self._api.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_timeouts: object,
        **_more_timeouts: object,
    ) -> tuple[int, bytes]:
        """Return status and body of a call, or of a file.

        Raises:
            NetworkError: It was not sent, in spite of several tries.
            TimedOut: It was sent, and the answer never came.
        """
        if method == "GET":
            answer = await self._certainly(lambda: self._api.download(url, limit=MAX_BYTES))
            return answer.status, answer.body
        name = url.rsplit("/", 1)[-1]
        answer = await self._post(name, request_data)
        if answer.status >= 500:
            answer = await self._post(name, request_data)
        return answer.status, answer.body

    async def _post(self, name: str, data: RequestData | None) -> Answer:
        parameters = data.parameters if data else None
        return await self._certainly(lambda: self._api.call(name, parameters, form=_form(data)))

    async def _certainly(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        for wait in (*_WAITS, None):
            try:
                return await ask()
            except LostError as error:
                raise TimedOut(str(error)) from None
            except NotSentError as error:
                if wait is None:
                    raise NetworkError(str(error)) from None
                await asyncio.sleep(wait)
        raise AssertionError("the loop returns or raises")


def _form(data: RequestData | None) -> aiohttp.FormData | None:
    if data is None or not data.contains_files:
        return None
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    files: dict[str, Any] = data.multipart_data or {}
    for name, (filename, content, content_type) in files.items():
        form.add_field(name, content, filename=filename, content_type=content_type)
    return form
