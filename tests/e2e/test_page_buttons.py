"""Buttons on the page: inline ones, reply keyboards, menus, deep links."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, expect

from support.browser import in_a_browser
from support.page import Scene, scene

pytestmark = in_a_browser

LINK = "https://t.me/klynge_sandbox_bot"


@pytest_asyncio.fixture(loop_scope="session")
async def on(browser: Browser) -> AsyncIterator[Scene]:
    async with scene(browser, permissions=["clipboard-read", "clipboard-write"]) as played:
        yield played


async def offered(on: Scene, **button: Any) -> None:
    """Let the bot send one inline button."""
    keyboard = {"inline_keyboard": [[{"text": "Trykk", **button}]]}
    await on.bot.say(await on.begin(), "Vil du?", reply_markup=keyboard)


async def keys(on: Scene, *row: Any, **more: Any) -> None:
    """Let the bot send a reply keyboard."""
    await on.bot.say(await on.begin(), "Velg", reply_markup={"keyboard": [list(row)], **more})


async def test_a_tap_shows_what_the_bot_answers(on: Scene) -> None:
    await offered(on, callback_data="y")
    await on.page.get_by_role("button", name="Trykk").click()

    await expect(on.page.get_by_role("alert")).to_have_text("Notert")
    assert on.bot.seen[-1]["callback_query"]["data"] == "y"


async def test_an_alert_is_a_dialog_to_close(on: Scene) -> None:
    await offered(on, callback_data="alert")
    await on.page.get_by_role("button", name="Trykk").click()

    bot = str(on.sandbox.bot["first_name"])
    await expect(on.page.get_by_role("dialog", name=bot)).to_contain_text("Viktig!")
    await on.page.get_by_role("button", name="OK").click()
    await expect(on.page.get_by_role("dialog")).to_have_count(0)


async def test_a_button_turns_until_it_is_answered_or_15_s_have_gone(on: Scene) -> None:
    await on.page.clock.install()
    await offered(on, callback_data="never")
    button = on.page.get_by_role("button", name="Trykk")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    await on.page.clock.run_for(16_000)

    await expect(button).not_to_have_attribute("aria-busy", "true")
    await expect(on.page.get_by_role("alert")).to_have_count(0)


async def test_a_turning_button_takes_no_second_tap(on: Scene) -> None:
    await offered(on, callback_data="never")
    button = on.page.get_by_role("button", name="Trykk")
    await button.click()
    await button.click()
    await on.bot.say(on.kari.id, "Etterpå")
    await expect(on.page.locator("article").last).to_contain_text("Etterpå")

    assert len(on.sandbox.callbacks) == 1


async def test_a_turning_button_keeps_turning_when_its_message_changes(on: Scene) -> None:
    await offered(on, callback_data="never")
    await on.page.get_by_role("button", name="Trykk").click()
    last = on.sandbox.chat(on.kari.id)[-1]
    await on.bot.call(
        "editMessageText",
        chat_id=on.kari.id,
        message_id=last["message_id"],
        text="Straks",
        reply_markup=last["reply_markup"],
    )

    await expect(on.page.locator("article").last).to_contain_text("Straks")
    button = on.page.get_by_role("button", name="Trykk")
    await expect(button).to_have_attribute("aria-busy", "true")
    await expect(button).to_be_focused()


async def test_a_url_button_opens_a_tab(on: Scene) -> None:
    await on.page.context.route(
        "https://example.no/**", lambda route: route.fulfill(body="en annen side")
    )
    await offered(on, url="https://example.no/side")
    async with on.page.expect_popup() as popup:
        await on.page.get_by_role("button", name="Trykk, åpnes i ny fane").click()

    assert (await popup.value).url == "https://example.no/side"


async def test_a_copy_button_copies(on: Scene) -> None:
    await offered(on, copy_text={"text": "KODE-7"})
    await on.page.get_by_role("button", name="Trykk").click()

    await expect(on.page.get_by_role("alert")).to_have_text("Kopiert")
    assert await on.page.evaluate("navigator.clipboard.readText()") == "KODE-7"


async def test_an_inline_switch_fills_the_field_and_asks(on: Scene) -> None:
    await offered(on, switch_inline_query_current_chat="grafitt")
    await on.page.get_by_role("button", name="Trykk").click()

    field = on.pane().get_by_label("Melding", exact=True)
    await expect(field).to_have_value("@klynge_sandbox_bot grafitt")
    await expect(on.page.get_by_role("option")).to_have_count(2)


async def test_what_is_chosen_inline_is_posted(on: Scene) -> None:
    await on.begin()
    field = on.pane().get_by_label("Melding", exact=True)
    await field.fill("@klynge_sandbox_bot gruve")
    await expect(on.page.get_by_role("option").first).to_contain_text("gruve 1")
    await field.press("ArrowDown")
    await field.press("Enter")

    await expect(on.page.locator(".mine").last).to_contain_text("Kort om gruve 2")
    await expect(on.page.locator(".mine").last).to_contain_text("via @klynge_sandbox_bot")
    await expect(field).to_have_value("")


async def test_a_key_of_the_reply_keyboard_writes(on: Scene) -> None:
    await keys(on, "Nyheter", "Kontakter", input_field_placeholder="Velg et tema")
    await expect(on.pane().get_by_placeholder("Velg et tema")).to_be_visible()
    await on.pane().get_by_role("button", name="Nyheter").click()

    await expect(on.page.locator(".mine").last).to_contain_text("Nyheter")
    await expect(on.pane().get_by_role("button", name="Kontakter")).to_be_visible()


async def test_the_reply_keyboard_can_be_put_away(on: Scene) -> None:
    await keys(on, "Nyheter")
    toggle = on.pane().get_by_role("button", name="Tastaturet fra boten")
    await toggle.click()
    await expect(on.pane().get_by_role("button", name="Nyheter")).to_be_hidden()
    await toggle.click()

    await expect(on.pane().get_by_role("button", name="Nyheter")).to_be_visible()


async def test_a_keyboard_for_once_goes_when_it_is_used(on: Scene) -> None:
    await keys(on, "Ja", one_time_keyboard=True)
    await on.pane().get_by_role("button", name="Ja", exact=True).click()

    await expect(on.page.locator(".mine").last).to_contain_text("Ja")
    await expect(on.pane().get_by_role("button", name="Ja", exact=True)).to_be_hidden()


async def test_a_contact_is_only_shared_after_a_question(on: Scene) -> None:
    await keys(on, {"text": "Del nummer", "request_contact": True})
    await on.pane().get_by_role("button", name="Del nummer").click()
    await on.page.get_by_role("button", name="Avbryt").click()
    await expect(on.page.locator(".contact")).to_have_count(0)

    await on.pane().get_by_role("button", name="Del nummer").click()
    await on.page.get_by_role("button", name="Del", exact=True).click()

    await expect(on.page.locator(".contact")).to_contain_text("Kari Nordmann")
    assert (await on.heard(with_="contact"))["contact"]["user_id"] == on.kari.id


async def test_an_answer_that_is_asked_for_becomes_a_reply(on: Scene) -> None:
    question = await on.bot.say(
        await on.begin(),
        "Hva heter du?",
        reply_markup={"force_reply": True, "input_field_placeholder": "Navnet ditt"},
    )
    await expect(on.pane()).to_contain_text("Svar til Klyngebot")
    await on.write("Kari")

    await expect(on.page.locator(".mine").last).to_contain_text("Kari")
    answer = await on.heard(with_="reply_to_message")
    assert answer["reply_to_message"]["message_id"] == question


COMMANDS = [
    {"command": "start", "description": "Begynn"},
    {"command": "status", "description": "Hvordan det går"},
    {"command": "hjelp", "description": "Hva jeg kan"},
]


async def test_the_menu_lists_the_commands(on: Scene) -> None:
    await on.begin()
    await on.bot.call("setMyCommands", commands=COMMANDS)
    await on.menu(on.pane().get_by_role("button", name="Meny"), "Hvordan det går")

    await expect(on.page.locator(".mine").last).to_contain_text("/status")


async def test_commands_are_suggested_while_one_types(on: Scene) -> None:
    await on.begin()
    await on.bot.call("setMyCommands", commands=COMMANDS)
    await expect(on.pane().get_by_role("button", name="Meny")).to_be_visible()
    field = on.pane().get_by_label("Melding", exact=True)
    await field.fill("/st")
    options = on.page.get_by_role("listbox", name="Kommandoer").get_by_role("option")
    await expect(options).to_have_count(2)
    await expect(on.page.get_by_role("combobox", name="Melding")).to_be_focused()
    await field.press("ArrowDown")
    await expect(options.last).to_have_attribute("aria-selected", "true")
    await field.press("Tab")
    await expect(field).to_have_value("/status ")
    await field.fill("/s")
    await field.press("Escape")
    await expect(options).to_have_count(0)
    await field.fill("/hj")
    await field.press("Enter")

    await expect(on.page.locator(".mine").last).to_contain_text("/hjelp")


async def test_a_deep_link_asks_who_taps_and_brings_them_into_view(on: Scene) -> None:
    on.sandbox.user("Ola")
    await on.bot.say(await on.begin(), f"Bli med: {LINK}?start=e7")
    await on.pane("Ola").get_by_role("button", name="Lukk samtalen").click()
    await on.page.get_by_role("link", name="start=e7").click()
    await expect(on.page.get_by_role("button", name="Kari Nordmann").last).to_be_focused()
    await on.page.get_by_role("dialog").get_by_role("button", name="Ola").click()

    await expect(on.pane("Ola").locator(".mine")).to_contain_text("/start e7")
    await expect(on.pane("Ola")).to_be_visible()


async def test_who_has_blocked_the_bot_takes_it_back_by_a_deep_link(on: Scene) -> None:
    ola = on.sandbox.user("Ola")
    on.sandbox.say(ola, "/start")
    on.sandbox.block(ola)
    await on.bot.say(await on.begin(), f"Bli med: {LINK}?start=e7")
    await on.page.get_by_role("link", name="start=e7").click()
    await on.page.get_by_role("dialog").get_by_role("button", name="Ola").click()

    await expect(on.pane("Ola").locator(".mine").last).to_contain_text("/start e7")
    await expect(on.pane("Ola").get_by_label("Melding", exact=True)).to_be_visible()


async def test_a_deep_link_of_the_only_person_asks_nothing(on: Scene) -> None:
    await offered(on, url="tg://resolve?domain=klynge_sandbox_bot&start=e8")
    await on.page.get_by_role("button", name="Trykk").click()

    await expect(on.page.locator(".mine").last).to_contain_text("/start e8")


async def test_a_group_link_makes_a_group_with_the_bot(on: Scene) -> None:
    await offered(on, url=f"{LINK}?startgroup=g1")
    await on.page.get_by_role("button", name="Trykk").click()
    await on.page.get_by_label("Navn på gruppen").fill("Klyngen")
    await on.page.get_by_role("button", name="Lag gruppen").click()

    await expect(on.pane("Klyngen")).to_contain_text("/start@klynge_sandbox_bot g1")
