"""The panes of the page: who is on it, what is open, and what a phone shows."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, expect

from support.browser import in_a_browser
from support.page import PHONE, Scene, scene

pytestmark = in_a_browser


@pytest_asyncio.fixture(loop_scope="session")
async def on(browser: Browser) -> AsyncIterator[Scene]:
    async with scene(browser) as played:
        yield played


async def test_a_person_is_added_with_all_there_is_to_say(on: Scene) -> None:
    await on.page.get_by_role("button", name="Legg til person").click()
    await on.page.get_by_label("Fornavn").fill("Eve")
    await on.page.get_by_label("Etternavn").fill("Hill")
    await on.page.get_by_label("Brukernavn").fill("@eve_hill")
    await on.page.get_by_label("Språk i Telegram").select_option("nordsamisk")
    await on.page.get_by_label("Hvem er det?").fill("Besøkende")
    await on.page.get_by_role("button", name="Legg til", exact=True).click()

    await expect(on.pane("Eve Hill")).to_contain_text("Besøkende · nordsamisk")
    await expect(on.pane("Eve Hill").get_by_label("Melding", exact=True)).to_be_focused()
    assert on.sandbox.users[-1].username == "eve_hill"
    assert on.sandbox.users[-1].language_code == "se"


async def test_a_refusal_is_told_in_the_dialog_and_nothing_typed_is_lost(on: Scene) -> None:
    await on.page.get_by_role("button", name="Ny gruppe").click()
    await on.page.get_by_label("Navn på gruppen").fill("Klyngen")
    await on.page.get_by_role("checkbox", name="Kari").uncheck()
    await on.page.get_by_role("button", name="Lag gruppen").click()

    await expect(on.page.get_by_role("alert")).to_have_text("En gruppe må ha noen i seg.")
    await expect(on.page.get_by_label("Navn på gruppen")).to_have_value("Klyngen")


async def test_a_closed_pane_opens_again_from_its_chip(on: Scene) -> None:
    await on.pane().get_by_role("button", name="Lukk samtalen").click()
    await expect(on.pane()).to_be_hidden()

    chip = on.page.get_by_role("button", name="Kari Nordmann, lukket")
    await expect(chip).to_be_focused()
    await chip.click()

    await expect(on.pane()).to_be_visible()
    assert on.sandbox.users == [on.kari]


async def test_what_comes_to_a_closed_pane_is_counted(on: Scene) -> None:
    chat = await on.begin()
    await on.pane().get_by_role("button", name="Lukk samtalen").click()
    await on.bot.say(chat, "Hører du?")

    await expect(
        on.page.get_by_role("button", name="Kari Nordmann, 1 ulest, lukket")
    ).to_be_visible()
    await on.bot.say(chat, "Hallo?")
    await expect(
        on.page.get_by_role("button", name="Kari Nordmann, 2 uleste, lukket")
    ).to_be_visible()


async def test_a_closed_pane_stays_closed_through_a_reload(on: Scene) -> None:
    await on.pane().get_by_role("button", name="Lukk samtalen").click()
    await on.page.reload()

    await expect(on.page.get_by_role("button", name="Kari Nordmann, lukket")).to_be_visible()
    await expect(on.pane()).to_be_hidden()


async def test_a_person_is_removed_after_a_question(on: Scene) -> None:
    on.sandbox.user("Ola")
    await on.menu(on.pane("Ola").get_by_role("button", name="Valg for samtalen"), "Fjern Ola")
    await on.page.get_by_role("button", name="Fjern", exact=True).click()

    await expect(on.pane("Ola")).to_have_count(0)
    assert on.sandbox.users == [on.kari]


async def test_an_empty_page_asks_for_the_first_person(on: Scene) -> None:
    on.sandbox.reset()
    await on.page.get_by_role("button", name="Legg til den første personen").click()
    await on.page.get_by_label("Fornavn").fill("Ola")
    await on.page.get_by_label("Fornavn").press("Enter")

    await expect(on.pane("Ola")).to_be_visible()


async def test_on_a_phone_one_pane_shows_and_the_others_count(on: Scene) -> None:
    ola = on.sandbox.user("Ola", last_name="Fjell")
    on.bot.silent = True
    on.sandbox.say(ola, "/start")
    await expect(on.pane("Ola Fjell")).to_contain_text("/start")
    await on.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await expect(on.pane("Ola Fjell")).to_be_hidden()
    await on.bot.say(ola.id, "Hei")

    await on.page.get_by_role("button", name="Ola Fjell, 1 ulest").click()

    await expect(on.pane("Ola Fjell")).to_be_visible()
    await expect(on.pane()).to_be_hidden()
    await expect(on.page.get_by_role("button", name="Ola Fjell", exact=True)).to_have_attribute(
        "aria-current", "true"
    )


async def test_on_a_phone_a_person_is_added_from_the_menu(on: Scene) -> None:
    await on.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await on.page.get_by_role("button", name="Ny", exact=True).click()
    await on.page.get_by_role("button", name="Legg til person").click()
    await on.page.get_by_label("Fornavn").fill("Ola")
    await on.page.get_by_label("Fornavn").press("Enter")

    await expect(on.pane("Ola")).to_be_visible()


async def test_a_new_chat_shows_what_the_bot_says_of_itself(on: Scene) -> None:
    await on.bot.call("setMyDescription", description="Nyheter fra klyngen.")
    await expect(on.pane()).to_contain_text("Nyheter fra klyngen.")

    await on.pane().get_by_role("button", name="Start").click()

    await expect(on.pane().locator("article").first).to_contain_text("/start")
    await expect(on.pane().get_by_role("button", name="Start", exact=True)).to_be_hidden()


async def test_the_bot_can_be_blocked_and_taken_back(on: Scene) -> None:
    chat = await on.begin()
    await on.menu(on.pane().get_by_role("button", name="Valg for samtalen"), "Blokker boten")
    await expect(on.pane()).to_contain_text("Kari Nordmann har blokkert boten.")
    await expect(on.pane().get_by_label("Melding", exact=True)).to_be_hidden()
    assert await on.bot.call("sendMessage", chat_id=chat, text="hører du?") is None

    await on.pane().get_by_role("button", name="Opphev blokkering").click()

    await expect(on.pane().get_by_label("Melding", exact=True)).to_be_visible()


async def test_a_deleted_account_says_so(on: Scene) -> None:
    await on.begin()
    await on.page.request.post(f"{on.url}/sandbox/deactivate", data={"user_id": on.kari.id})

    await expect(on.pane()).to_contain_text("har slettet kontoen sin")


async def test_the_bot_is_seen_typing(on: Scene) -> None:
    chat = await on.begin()
    await on.bot.call("sendChatAction", chat_id=chat, action="typing")

    await expect(on.pane()).to_contain_text("Klyngebot skriver …")


async def test_after_a_broken_line_everything_is_fresh(on: Scene) -> None:
    chat = await on.begin()
    await on.page.context.set_offline(offline=True)
    await on.page.evaluate("document.body.dataset.still = 'here'")
    await on.bot.say(chat, "I mellomtiden")
    await on.page.context.set_offline(offline=False)

    await expect(on.pane()).to_contain_text("I mellomtiden", timeout=10_000)
    await expect(on.page.locator("body[data-still]")).to_have_count(1)


async def test_who_reads_further_up_is_left_there(on: Scene) -> None:
    chat = await on.begin()
    for number in range(40):
        on.sandbox.say(on.kari, f"linje {number}")
    await expect(on.pane()).to_contain_text("linje 39")
    log = on.pane().get_by_role("log")
    await log.evaluate("log => log.scrollTo(0, 0)")
    down = on.pane().get_by_role("button", name="↓ nye")
    await on.bot.say(chat, "Noe nytt")

    await expect(down).to_be_visible()
    assert await log.evaluate("log => log.scrollTop") == 0
    await down.click()
    await expect(down).to_be_hidden()
    await expect(on.pane().get_by_text("Noe nytt")).to_be_in_viewport()
