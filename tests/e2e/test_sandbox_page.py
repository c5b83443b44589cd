"""The page of the sandbox, in a real browser, with a bot of a few lines behind it."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Browser, Page, async_playwright, expect

from klyngebot.sandbox import Sandbox, SandboxServer, User, serve

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),  # one browser for all
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists() and not os.environ.get("CI"),
        reason=f"there is no {CHROMIUM} to look at the page with",
    ),
]


class EchoBot:
    """Greets, offers a button, answers the tap."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self._session = session
        self._url = f"{url}/bot123456:{'a' * 35}"
        self.seen: list[dict[str, Any]] = []

    async def call(self, method: str, **params: Any) -> Any:
        async with self._session.post(f"{self._url}/{method}", json=params) as response:
            return (await response.json()).get("result")

    async def run(self) -> None:
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=50):
                offset = update["update_id"] + 1
                self.seen.append(update)
                await self._handle(update)

    async def _handle(self, update: dict[str, Any]) -> None:
        match update:
            case {"callback_query": query}:
                await self.call("answerCallbackQuery", callback_query_id=query["id"], text="Notert")
            case {"message": {"chat": {"id": chat_id}, "text": text}}:
                await self.call(
                    "sendMessage",
                    chat_id=chat_id,
                    text=f"<b>Hei</b>, <i>{text}</i> <code>&lt;img src=x&gt;</code> "
                    "https://t.me/klynge_sandbox_bot?start=e7",
                    parse_mode="HTML",
                    reply_markup={"inline_keyboard": [[{"text": "Kommer", "callback_data": "y"}]]},
                )


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


@pytest.fixture
def kari(sandbox: Sandbox) -> User:
    return sandbox.user("Kari", last_name="Nordmann")


@pytest_asyncio.fixture(loop_scope="module")
async def server(sandbox: Sandbox) -> AsyncIterator[SandboxServer]:
    async with serve(sandbox) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def bot(server: SandboxServer) -> AsyncIterator[EchoBot]:
    async with ClientSession() as session:
        echo = EchoBot(session, server.url)
        task = asyncio.create_task(echo.run())
        yield echo
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, server: SandboxServer, kari: User) -> AsyncIterator[Page]:
    page = await browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(server.url)
    await expect(page.get_by_role("status")).to_have_text("Tilkoblet")
    yield page
    await page.close()
    assert errors == []


async def write(page: Page, text: str) -> None:
    await page.get_by_label("Melding").fill(text)
    await page.get_by_label("Melding").press("Enter")


async def test_what_is_typed_reaches_the_bot_and_its_answer_is_shown(
    page: Page, bot: EchoBot, sandbox: Sandbox
) -> None:
    await page.get_by_role("button", name="Start").click()
    await write(page, "god dag")

    answer = page.locator("article").filter(has=page.locator("em", has_text="god dag"))
    await expect(answer.locator("strong")).to_have_text("Hei")
    await expect(answer.locator("code")).to_have_text("<img src=x>")
    await expect(page.locator("img")).to_have_count(0)
    texts = [update["message"]["text"] for update in bot.seen]
    assert texts == ["/start", "god dag"]


async def test_a_tap_shows_what_the_bot_answers(page: Page, bot: EchoBot) -> None:
    await write(page, "god dag")
    await page.get_by_role("button", name="Kommer").click()

    await expect(page.get_by_role("alert")).to_have_text("Notert")
    assert bot.seen[-1]["callback_query"]["data"] == "y"


async def test_a_deep_link_starts_the_bot_in_the_same_pane(page: Page, bot: EchoBot) -> None:
    await write(page, "god dag")
    await page.get_by_role("link", name="start=e7").click()

    await expect(page.locator(".mine").last).to_contain_text("/start e7")


async def test_an_edit_and_a_deletion_show_without_a_reload(
    page: Page, bot: EchoBot, sandbox: Sandbox, kari: User
) -> None:
    await write(page, "god dag")
    await expect(page.locator("article")).to_have_count(2)
    target = {"chat_id": kari.id, "message_id": sandbox.chat(kari.id)[-1]["message_id"]}

    await bot.call("editMessageText", **target, text="Avlyst")
    await expect(page.locator("article").last).to_contain_text("Avlyst")
    await bot.call("deleteMessage", **target)

    await expect(page.locator("article")).to_have_count(1)


async def test_what_is_marked_bold_is_sent_bold(page: Page, bot: EchoBot, sandbox: Sandbox) -> None:
    field = page.get_by_label("Melding")
    await field.fill("svært viktig")
    await field.evaluate("field => field.setSelectionRange(6, 12)")
    await page.get_by_role("button", name="Fet").click()
    await field.evaluate("field => field.setSelectionRange(0, 0)")
    await field.press_sequentially("😀 ")
    await field.press("Enter")

    await sandbox.wait_for(lambda: bool(bot.seen))
    message = bot.seen[0]["message"]
    assert message["text"] == "😀 svært viktig"
    assert message["entities"] == [{"type": "bold", "offset": 9, "length": 6}]


async def test_a_file_can_be_attached_and_is_offered_for_download(
    page: Page, bot: EchoBot, sandbox: Sandbox
) -> None:
    file = {"name": "partnere.csv", "mimeType": "text/csv", "buffer": b"navn;sted"}
    await page.get_by_label("Legg ved fil").set_input_files(file)  # type: ignore[arg-type]

    link = page.get_by_role("link", name="partnere.csv")
    await expect(link).to_have_attribute("download", "partnere.csv")
    await sandbox.wait_for(lambda: bool(bot.seen))
    assert bot.seen[0]["message"]["document"]["file_size"] == 9


async def test_the_bot_can_be_blocked_and_taken_back(
    page: Page, bot: EchoBot, sandbox: Sandbox, kari: User
) -> None:
    await write(page, "god dag")
    await page.get_by_role("button", name="Blokker").click()
    await expect(page.get_by_label("Melding")).to_be_disabled()
    assert await bot.call("sendMessage", chat_id=kari.id, text="hører du?") is None

    await page.get_by_role("button", name="Opphev blokkering").click()

    await expect(page.get_by_label("Melding")).to_be_enabled()
    await sandbox.wait_for(lambda: len(bot.seen) == 3)


async def test_a_person_can_be_added(page: Page, sandbox: Sandbox) -> None:
    await page.get_by_role("button", name="Legg til person").click()
    await page.get_by_label("Fornavn").fill("Eve")
    await page.get_by_label("Språk i Telegram").select_option("engelsk")
    await page.get_by_role("button", name="Legg til", exact=True).click()

    await expect(page.get_by_role("heading", name="Eve")).to_be_visible()
    assert sandbox.users[-1].language_code == "en"


async def test_on_a_phone_one_pane_shows_at_a_time(page: Page, sandbox: Sandbox) -> None:
    sandbox.user("Ola")
    await page.set_viewport_size({"width": 390, "height": 780})
    await expect(page.get_by_role("heading", name="Ola")).to_be_hidden()

    await page.get_by_label("Vis").first.select_option("Ola")

    await expect(page.get_by_role("heading", name="Ola")).to_be_visible()
    await expect(page.get_by_role("heading", name="Kari")).to_be_hidden()


async def test_in_a_group_one_chooses_who_writes(
    page: Page, bot: EchoBot, sandbox: Sandbox, kari: User
) -> None:
    ola = sandbox.user("Ola")
    sandbox.user("Eve")
    sandbox.group("Klyngen", [kari, ola])

    group = page.get_by_label("Samtalen til Klyngen")
    await group.get_by_label("Skriv som").select_option("Ola")
    await group.get_by_label("Melding").fill("/hjelp")
    await group.get_by_role("button", name="Send").click()

    await expect(group.locator("article")).to_have_count(3)
    assert await group.get_by_label("Skriv som").locator("option").all_inner_texts() == [
        "Kari",
        "Ola",
    ]
    assert bot.seen[-1]["message"]["from"]["first_name"] == "Ola"
