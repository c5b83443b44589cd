"""The sixty calls as aiogram makes them; a script for an environment where aiogram is installed.

``python with_aiogram.py <url> <token>`` prints the answers as JSON, one a line. It finds the calls
through ``PYTHONPATH``.
"""

import asyncio
import json
import sys
from typing import Any

from aiogram import Bot, exceptions  # type: ignore[import-not-found]
from aiogram.client.session.aiohttp import AiohttpSession  # type: ignore[import-not-found]
from aiogram.client.telegram import TelegramAPIServer  # type: ignore[import-not-found]
from aiogram.types import BufferedInputFile, TelegramObject  # type: ignore[import-not-found]
from aiohttp import ClientSession

from unit.sandbox.conformance import Json, Upload, acting, play, refusal, snake
from unit.sandbox.sixty_calls import STEPS

STATUSES = [
    (exceptions.TelegramBadRequest, 400),
    (exceptions.TelegramForbiddenError, 403),
    (exceptions.TelegramConflictError, 409),
]
"""The library tells statuses as classes."""


async def main(url: str, token: str) -> None:
    """Play the calls against the sandbox at ``url``, and print."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))

    async def do(method: str, params: dict[str, Json]) -> Json:
        try:
            return _plain(await getattr(bot, snake(method))(**_typed(params)))
        except exceptions.TelegramAPIError as refused:
            return _refused(refused)

    async with Bot(token, session=session) as bot, ClientSession() as people:
        for answer in await play(STEPS, do, acting(people, url)):
            sys.stdout.write(json.dumps(answer) + "\n")


def _refused(refused: Any) -> dict[str, Json]:
    if isinstance(refused, exceptions.TelegramRetryAfter):
        return refusal(429, refused.message, retry_after=refused.retry_after)
    if isinstance(refused, exceptions.TelegramMigrateToChat):
        return refusal(400, refused.message, migrate_to_chat_id=refused.migrate_to_chat_id)
    for kind, status in STATUSES:
        if isinstance(refused, kind):
            return refusal(status, refused.message)
    raise refused


def _typed(value: Json) -> Any:
    """Return ``value`` with files of the library; it makes all other objects itself."""
    if isinstance(value, Upload):
        return BufferedInputFile(value.data, value.name)
    if isinstance(value, dict):
        return {name: _typed(part) for name, part in value.items()}
    return [_typed(part) for part in value] if isinstance(value, list) else value


def _plain(result: Any) -> Json:
    if isinstance(result, TelegramObject):
        return result.model_dump(mode="json", by_alias=True, exclude_none=True)
    return [_plain(item) for item in result] if isinstance(result, list) else result


asyncio.run(main(*sys.argv[1:]))
