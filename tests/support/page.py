"""The sandbox's page in a browser, people on it, and a bot of a few lines behind it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession
from playwright.async_api import Browser, Locator, Page, expect

from klyngebot.sandbox import Sandbox, User, serve

WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 780}


class EchoBot:
    """Greets, offers a button, answers the tap; a test may call whatever it likes."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self._session = session
        self._url = f"{url}/bot123456:{'a' * 35}"
        self.seen: list[dict[str, Any]] = []
        self.silent = False
        self._news = asyncio.Event()

    async def call(self, method: str, **params: Any) -> Any:
        async with self._session.post(f"{self._url}/{method}", json=params) as response:
            return (await response.json()).get("result")

    async def say(self, chat_id: int, text: str, **more: Any) -> int:
        sent = await self.call("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", **more)
        return int(sent["message_id"])

    async def until(self, is_so: Callable[[list[dict[str, Any]]], bool]) -> None:
        """Wait until what it has seen makes ``is_so`` true."""
        async with asyncio.timeout(30):
            while not is_so(self.seen):
                self._news.clear()
                await self._news.wait()

    async def heard(self, count: int, name: str) -> list[dict[str, Any]]:
        """Return the messages it has seen that have a field, once there are ``count``."""

        def those(seen: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return [update["message"] for update in seen if name in update.get("message", {})]

        await self.until(lambda seen: len(those(seen)) >= count)
        return those(self.seen)

    async def run(self) -> None:
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=50):
                offset = update["update_id"] + 1
                self.seen.append(update)
                self._news.set()
                await self._handle(update)

    async def _handle(self, update: dict[str, Any]) -> None:
        match update:
            case {"callback_query": {"id": query, "data": "alert"}}:
                await self.call(
                    "answerCallbackQuery", callback_query_id=query, text="Viktig!", show_alert=True
                )
            case {"callback_query": {"id": query, "data": "y"}}:
                await self.call("answerCallbackQuery", callback_query_id=query, text="Notert")
            case {"inline_query": {"id": query, "query": words}}:
                await self._offer(query, words)
            case {"message": {"chat": {"id": chat_id}, "text": text}} if not self.silent:
                await self.say(
                    chat_id,
                    f"<b>Hei</b>, <i>{text}</i> <code>&lt;img src=x&gt;</code>",
                    reply_markup={"inline_keyboard": [[{"text": "Kommer", "callback_data": "y"}]]},
                )

    async def _offer(self, query: str, words: str) -> None:
        results = [
            {
                "type": "article",
                "id": str(number),
                "title": f"{words} {number}",
                "description": "bedrift i Nordland",
                "input_message_content": {"message_text": f"Kort om {words} {number}"},
            }
            for number in (1, 2)
        ]
        await self.call("answerInlineQuery", inline_query_id=query, results=results)


@dataclass
class Scene:
    """A page that shows ``kari`` in a pane, with everything behind it."""

    page: Page
    sandbox: Sandbox
    bot: EchoBot
    kari: User
    url: str

    def pane(self, name: str = "Kari Nordmann") -> Locator:
        return self.page.get_by_label(f"Samtalen til {name}", exact=True)

    async def write(self, text: str) -> None:
        field = self.pane().get_by_label("Melding", exact=True)
        await field.fill(text)
        await field.press("Enter")

    async def begin(self) -> int:
        """Let Kari start the bot without an answer; return the chat's id."""
        self.bot.silent = True
        self.sandbox.say(self.kari, "/start")
        await expect(self.pane().locator("article")).to_have_count(1)
        return self.kari.id

    async def heard(self, kind: str = "message", *, with_: str = "date") -> dict[str, Any]:
        """Return the newest update of a kind that has a field, once there is one."""

        def fits(update: dict[str, Any]) -> bool:
            return with_ in update.get(kind, {})

        await self.bot.until(lambda seen: any(map(fits, seen)))
        return next(dict(update[kind]) for update in reversed(self.bot.seen) if fits(update))

    async def menu(self, anchor: Locator, item: str) -> None:
        await anchor.click()
        await self.page.get_by_role("menuitem", name=item).click()

    async def message_menu(self, text: str, item: str) -> None:
        bubble = self.page.locator("article").filter(has_text=text).last
        await bubble.hover()
        await self.menu(bubble.get_by_role("button", name="Valg for meldingen"), item)


@asynccontextmanager
async def scene(browser: Browser, *, locale: str = "nb-NO", **context: Any) -> AsyncIterator[Scene]:
    """Yield Kari's page and the bot; afterwards no error may have come up in the page."""
    sandbox = Sandbox()
    sandbox.inline = True
    kari = sandbox.user("Kari", last_name="Nordmann")
    errors: list[str] = []
    async with serve(sandbox) as server, ClientSession() as session:
        bot = EchoBot(session, server.url)
        task = asyncio.create_task(bot.run())
        options = {"viewport": WIDE, "reduced_motion": "reduce", **context}
        opened = await browser.new_context(locale=locale, **options)
        page = await opened.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.goto(server.url)
        await expect(page.locator("body:not(.away) .pane .log")).to_have_count(1)
        yield Scene(page, sandbox, bot, kari, server.url)
        await opened.close()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert errors == []
