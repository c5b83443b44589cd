"""How the page looks and reads: two languages, light and dark, by keys and with small hands."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from support.browser import in_a_browser
from support.page import PHONE, Scene, scene

pytestmark = in_a_browser

SWEEP = (Path(__file__).parents[1] / "support" / "sweep.js").read_text(encoding="utf-8")


async def filled(on: Scene) -> None:
    """Put something of everything on the page."""
    chat = await on.begin()
    ola = on.sandbox.user("Ola", hint="Prosjektleder")
    eve = on.sandbox.user("Eve")
    on.sandbox.say(eve, "/start")
    on.sandbox.block(eve)
    await on.bot.call("setMyCommands", commands=[{"command": "start", "description": "Begynn"}])
    buttons = [
        {"text": "Ja", "callback_data": "y", "style": "success"},
        {"text": "Nei", "callback_data": "n", "style": "danger"},
        {"text": "Side", "url": "https://example.no"},
    ]
    sent = await on.bot.say(
        chat,
        "<b>Hei</b> #grafitt /hjelp <code>kode</code> <pre>mer</pre> <a href='https://example.no'>"
        "lenke</a> <blockquote expandable>en\nto\ntre\nfire\nfem</blockquote>",
        reply_markup={"inline_keyboard": [buttons]},
    )
    on.sandbox.say(on.kari, "Et svar /hjelp", reply_to=sent)
    on.sandbox.send_document(on.kari, "partnere.csv", b"navn;sted")
    on.sandbox.send_contact(on.kari, "+4790000001", "Per")
    await on.bot.call("pinChatMessage", chat_id=chat, message_id=sent)
    await on.bot.say(chat, "Velg", reply_markup={"keyboard": [["Nyheter"]]})
    on.sandbox.group("Klyngen", [on.kari, ola])
    await expect(on.pane("Klyngen")).to_be_visible()
    await expect(on.pane().locator(".contact")).to_be_visible()
    await on.page.evaluate(SWEEP)


async def swept(on: Scene) -> dict[str, Any]:
    return dict(await on.page.evaluate("sweep()"))


async def test_the_page_speaks_english_to_an_english_browser(browser: Browser) -> None:
    async with scene(browser, locale="en-GB") as on:
        pane = on.page.get_by_label("Chat of Kari Nordmann")
        await expect(on.page.get_by_role("status")).to_have_text("Connected")
        await expect(pane).to_contain_text("Norwegian bokmål")
        await pane.get_by_placeholder("Write a message").fill("good day")
        await pane.get_by_role("button", name="Send").click()
        await expect(pane.locator(".day")).to_have_text("Today")
        await on.menu(pane.get_by_role("button", name="Options for the chat"), "Block the bot")
        await expect(pane).to_contain_text("Kari Nordmann has blocked the bot.")

        await on.page.get_by_role("button", name="Norsk").click()

        await expect(on.page.get_by_role("status")).to_have_text("Tilkoblet")
        await expect(on.pane()).to_contain_text("Kari Nordmann har blokkert boten.")


async def test_light_and_dark_are_switched_and_remembered(browser: Browser) -> None:
    async with scene(browser, color_scheme="light") as on:
        await on.page.get_by_role("button", name="Mørkt utseende").click()
        await on.page.reload()

        await expect(on.page.locator("html")).to_have_attribute("data-theme", "dark")
        await expect(on.page.get_by_role("button", name="Lyst utseende")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_control_has_a_name_and_every_text_contrast(
    browser: Browser, scheme: str
) -> None:
    async with scene(browser, color_scheme=scheme) as on:
        await filled(on)

        found = await swept(on)

        assert (found["nameless"], found["faint"]) == ([], [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_dialogs_and_menus_have_names_and_contrast(browser: Browser, scheme: str) -> None:
    async with scene(browser, color_scheme=scheme) as on:
        await filled(on)
        await on.page.get_by_role("button", name="Ny gruppe").click()
        asked = await swept(on)
        await on.page.keyboard.press("Escape")
        await on.pane().get_by_role("button", name="Legg ved").click()
        opened = await swept(on)

        assert (asked["nameless"], asked["faint"]) == ([], [])
        assert (opened["nameless"], opened["faint"]) == ([], [])


async def test_the_tab_key_reaches_every_control(browser: Browser) -> None:
    async with scene(browser) as on:
        await filled(on)
        await on.page.evaluate(
            "document.body.addEventListener('focusin', (event) =>"
            " event.target.setAttribute('data-reached', ''))"
        )
        expected = (await swept(on))["order"]
        for _ in range(expected + 12):  # the transcripts, which scroll, are stops as well
            await on.page.keyboard.press("Tab")

        missed = await on.page.evaluate(
            """[...document.querySelectorAll("button, a[href], input, select, textarea")]
                .filter((node) => node.checkVisibility({ opacityProperty: true }))
                .filter((node) => node.tabIndex >= 0 && !("reached" in node.dataset))
                .map((node) => node.outerHTML.slice(0, 80))"""
        )
        assert missed == []


async def test_on_a_phone_every_target_is_large_enough(browser: Browser) -> None:
    async with scene(browser, viewport=PHONE, has_touch=True, is_mobile=True) as on:
        await on.begin()
        sent = await on.bot.say(
            on.kari.id,
            "Hei",
            reply_markup={"inline_keyboard": [[{"text": "Ja", "callback_data": "y"}]]},
        )
        await on.bot.call("pinChatMessage", chat_id=on.kari.id, message_id=sent)
        on.sandbox.say(on.kari, "Ja", reply_to=sent)
        await expect(on.page.locator("article")).to_have_count(3)
        await on.page.evaluate(SWEEP)

        assert (await swept(on))["small"] == []
        wide = await on.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"]
