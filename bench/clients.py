"""``python -m bench.clients <kind> <url> <much>``: a bot that sends, in a process of its own.

The paced ones send for ``much`` seconds and print how many messages they gave up. The others send
``much`` messages without a limit, on the core that the server leaves them, and print how long that
took, by the clock and of the processor's time (s).
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from zoneinfo import ZoneInfo

from telegram.constants import ParseMode
from telegram.ext import AIORateLimiter, Application, BaseRateLimiter, ExtBot

from bench import crowd
from bench.crowd import ANNOUNCEMENT, FIRST_PERSON, TOKEN
from bench.support import PER_SECOND, store_of
from klyngebot.bot.api import Api
from klyngebot.bot.contents import Contents
from klyngebot.bot.sender import TelegramSender
from klyngebot.broadcast import Engine, Pacer
from klyngebot.domain.clock import SystemClock

RETRIES = 5
"""How often python-telegram-bot's limiter asks again after a 429; by default it gives up."""

_LONGER = 1.0
"""How much longer (s) than asked the paced ones send, so that the server sees a whole minute."""


async def _paced(url: str, seconds: int) -> list[float]:
    """The engine as it is by default."""
    async with _engine(url, _enough(seconds), PER_SECOND, in_flight=8) as engine:
        running = asyncio.create_task(engine.run())
        await asyncio.sleep(seconds + _LONGER)
        engine.stop()
        await running
    return [0]


async def _unpaced(url: str, messages: int) -> list[float]:
    crowd.take_last_core()
    async with _engine(url, messages, None, in_flight=64) as engine:
        return await crowd.cost(engine.drain())


async def _ptb_paced(url: str, seconds: int) -> list[float]:
    """A task for each message; python-telegram-bot's limiter says when."""
    async with _ptb(url, AIORateLimiter(max_retries=RETRIES)) as bot:
        chats = range(FIRST_PERSON, FIRST_PERSON + _enough(seconds))
        sends = [asyncio.create_task(_announce(bot, chat)) for chat in chats]
        done, pending = await asyncio.wait(sends, timeout=seconds + _LONGER)
        for send in pending:
            send.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
    return [sum(send.exception() is not None for send in done)]


async def _ptb_unpaced(url: str, messages: int, *, in_flight: int) -> list[float]:
    crowd.take_last_core()
    async with _ptb(url) as bot:
        to_all = crowd.send(lambda chat: _announce(bot, chat), messages, in_flight=in_flight)
        return await crowd.cost(to_all)


@asynccontextmanager
async def _engine(
    url: str, recipients: int, per_second: int | None, *, in_flight: int
) -> AsyncIterator[Engine]:
    clock = SystemClock()
    api = Api(url, TOKEN, seconds=30, connections=in_flight)
    async with store_of(recipients) as db:
        contents = Contents(db, clock, ZoneInfo("Europe/Oslo"), "Benken")
        pacer = Pacer(per_second, clock.monotonic)
        sender = TelegramSender(api, contents, lambda: None, lambda: False, pacer)
        yield Engine(db, sender, pacer, clock, in_flight=in_flight)
    await api.close()


@asynccontextmanager
async def _ptb(url: str, limiter: BaseRateLimiter[Any] | None = None) -> AsyncIterator[ExtBot[Any]]:
    building = Application.builder().token(TOKEN).base_url(f"{url}/bot")
    building = building.rate_limiter(limiter) if limiter else building
    async with building.build().bot as bot:
        yield bot


async def _announce(bot: ExtBot[Any], chat: int) -> None:
    await bot.send_message(
        chat, ANNOUNCEMENT, parse_mode=ParseMode.HTML, disable_web_page_preview=True
    )


def _enough(seconds: int) -> int:
    """Return more messages than anyone may send in ``seconds``."""
    return PER_SECOND * (seconds + 5)


_KINDS: dict[str, Callable[[str, int], Coroutine[Any, Any, list[float]]]] = {
    "paced": _paced,
    "ptb-paced": _ptb_paced,
    "unpaced": _unpaced,
    "ptb-unpaced": lambda url, messages: _ptb_unpaced(url, messages, in_flight=64),
    "ptb-one-by-one": lambda url, messages: _ptb_unpaced(url, messages, in_flight=1),
}

if __name__ == "__main__":
    logging.disable()  # a limiter that is asked to wait says so at length
    print(*asyncio.run(_KINDS[sys.argv[1]](sys.argv[2], int(sys.argv[3]))))
