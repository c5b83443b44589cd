"""A browser, and a bot of a few lines, for the tests of what lies under the chats."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession
from playwright.async_api import Browser, Locator, Page, expect

from klyngebot.sandbox import Sandbox, User, serve

WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}


class ParrotBot:
    """Says every text back, and sends it again when it has not heard that it came through."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self._session = session
        self._url = f"{url}/bot123456:{'a' * 35}"

    async def call(self, method: str, **params: Any) -> Any:
        """Return the result, or None for a refusal."""
        async with self._session.post(f"{self._url}/{method}", json=params) as response:
            return (await response.json(content_type=None)).get("result")

    async def run(self) -> None:
        """Answer until the end."""
        offset = 0
        while True:
            try:
                updates = await self.call("getUpdates", offset=offset, timeout=50)
            except (ClientError, ValueError):
                continue
            for update in updates or ():
                offset = update["update_id"] + 1
                if "message" in update:
                    await self._answer(update["message"])

    async def _answer(self, message: dict[str, Any]) -> None:
        told = {"chat_id": message["chat"]["id"], "text": f"Du sa: {message.get('text')}"}
        try:
            await self.call("sendMessage", **told)
        except (ClientError, ValueError):
            with suppress(ClientError, ValueError):
                await self.call("sendMessage", **told)


@dataclass(frozen=True, slots=True)
class Scene:
    """The sandbox's page in a browser, with a bot behind it and two people before it."""

    sandbox: Sandbox
    bot: ParrotBot
    page: Page

    @property
    def kari(self) -> User:
        """The first person."""
        return self.sandbox.users[0]

    @property
    def panel(self) -> Locator:
        """What lies open of the desk."""
        return self.page.get_by_role("tabpanel")

    async def open(self, tab: str) -> None:
        """Open the desk at ``tab``."""
        opener = self.page.get_by_role("button", name="Bak kulissene")
        if await opener.get_attribute("aria-expanded") == "false":
            await opener.click()
        await self.page.get_by_role("tab", name=tab).click()

    async def hear(self, text: str) -> None:
        """Let the first person say ``text``, and wait for the bot's answer."""
        before = len(self.sandbox.received(self.kari.id))
        self.sandbox.say(self.kari, text)
        await self.sandbox.wait_for(lambda: len(self.sandbox.received(self.kari.id)) > before)


@asynccontextmanager
async def scene(browser: Browser, sandbox: Sandbox, **options: Any) -> AsyncIterator[Scene]:
    """Yield the page of ``sandbox``, with Kari and Ola."""
    sandbox.user("Kari", last_name="Nordmann")
    sandbox.user("Ola")
    async with (
        serve(sandbox) as server,
        parrot(server.url) as bot,
        opened(browser, server.url, **options) as page,
    ):
        yield Scene(sandbox, bot, page)


@asynccontextmanager
async def parrot(url: str) -> AsyncIterator[ParrotBot]:
    """Yield a bot that runs against the sandbox at ``url``."""
    async with ClientSession() as session:
        bot = ParrotBot(session, url)
        task = asyncio.create_task(bot.run())
        yield bot
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def opened(browser: Browser, url: str, **options: Any) -> AsyncIterator[Page]:
    """Yield the sandbox's page in Norwegian, once it shows Kari; no script of it may fail."""
    context = await browser.new_context(**{"locale": "nb-NO", "viewport": WIDE, **options})
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(url)
    await expect(page.get_by_role("heading", name="Kari").first).to_be_visible()
    yield page
    await context.close()
    assert errors == []
