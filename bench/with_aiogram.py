"""``python -m bench.with_aiogram unpaced <url> <messages>``, where aiogram is installed.

Like those of ``bench.clients``: it sends without a limit, and prints how long that took (s).
"""

import asyncio
import sys

from aiogram import Bot  # type: ignore[import-not-found]
from aiogram.client.session.aiohttp import AiohttpSession  # type: ignore[import-not-found]
from aiogram.client.telegram import TelegramAPIServer  # type: ignore[import-not-found]

from bench import crowd


async def main(url: str, messages: int) -> None:
    """Send, 64 at once, and print."""
    crowd.take_last_core()
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    async with Bot(crowd.TOKEN, session=session) as bot:
        to_all = crowd.send(lambda chat: _announce(bot, chat), messages, in_flight=64)
        print(*await crowd.cost(to_all))


async def _announce(bot: Bot, chat: int) -> None:
    await bot.send_message(chat, crowd.ANNOUNCEMENT, parse_mode="HTML")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[2], int(sys.argv[3])))
