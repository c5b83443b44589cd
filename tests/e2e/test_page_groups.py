"""Groups and channels on the page."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, expect

from support.browser import in_a_browser
from support.page import Scene, scene

pytestmark = in_a_browser


@pytest_asyncio.fixture(loop_scope="session")
async def on(browser: Browser) -> AsyncIterator[Scene]:
    async with scene(browser) as played:
        played.bot.silent = True
        yield played


async def test_a_group_is_made_and_one_chooses_who_writes(on: Scene) -> None:
    on.sandbox.user("Ola")
    await expect(on.pane("Ola")).to_be_visible()
    await on.page.get_by_role("button", name="Ny gruppe").click()
    await on.page.get_by_label("Navn på gruppen").fill("Klyngen")
    await on.page.get_by_role("button", name="Lag gruppen").click()
    group = on.pane("Klyngen")
    await expect(group).to_contain_text("Kari Nordmann opprettet gruppen")
    await group.get_by_label("Skriv som").select_option("Ola")
    await group.get_by_label("Melding", exact=True).fill("/hjelp")
    await group.get_by_role("button", name="Send").click()

    await expect(group.locator(".mine")).to_contain_text("/hjelp")
    command = await on.heard(with_="entities")
    assert (command["text"], command["from"]["first_name"]) == ("/hjelp", "Ola")


async def test_who_writes_stands_above_what_others_wrote(on: Scene) -> None:
    ola = on.sandbox.user("Ola")
    chat = on.sandbox.group("Klyngen", [on.kari, ola])
    on.sandbox.say(ola, "Hei", chat_id=chat)

    await expect(on.pane("Klyngen").locator(".sender")).to_have_text("Ola")


async def test_people_join_and_leave(on: Scene) -> None:
    on.sandbox.user("Ola")
    on.sandbox.group("Klyngen", [on.kari])
    group = on.pane("Klyngen")
    await on.menu(group.get_by_role("button", name="Valg for samtalen"), "Hvem er med?")
    await on.page.get_by_role("button", name="Bli med: Ola").click()
    await expect(group).to_contain_text("Ola ble med i gruppen")
    await expect(group).to_contain_text("2 personer")
    await on.page.get_by_role("button", name="Forlat: Ola").click()

    await expect(group).to_contain_text("Ola forlot gruppen")


async def test_the_bot_becomes_administrator_and_is_sent_away(on: Scene) -> None:
    on.sandbox.group("Klyngen", [on.kari])
    group = on.pane("Klyngen")
    more = group.get_by_role("button", name="Valg for samtalen")
    await on.menu(more, "Gjør boten til administrator")
    await expect(group).to_contain_text("boten: administrator")
    await on.menu(more, "Hvem er med?")
    await on.page.get_by_label("Boten er").select_option("kastet ut")

    await expect(group).to_contain_text("boten: kastet ut")


async def test_a_group_becomes_a_supergroup(on: Scene) -> None:
    on.sandbox.group("Klyngen", [on.kari])
    await expect(on.pane("Klyngen")).to_be_visible()
    await on.menu(
        on.pane("Klyngen").get_by_role("button", name="Valg for samtalen"),
        "Gjør om til supergruppe",
    )

    await expect(on.pane("Klyngen").last).to_contain_text("Supergruppen fortsetter der gruppen")
    await expect(on.pane("Klyngen").first).to_be_hidden()


async def test_in_a_channel_only_those_who_run_it_write(on: Scene) -> None:
    on.sandbox.user("Ola")
    await expect(on.pane("Ola")).to_be_visible()
    await on.page.get_by_role("button", name="Ny kanal").click()
    await on.page.get_by_label("Navn på kanalen").fill("Nytt fra nord")
    await on.page.get_by_role("button", name="Lag kanalen").click()
    channel = on.pane("Nytt fra nord")
    await channel.get_by_label("Melding", exact=True).fill("Første innlegg")
    await channel.get_by_label("Melding", exact=True).press("Enter")

    await expect(channel.locator("article")).to_contain_text("Første innlegg")
    assert await channel.get_by_label("Skriv som").locator("option").all_inner_texts() == [
        "Kari Nordmann"
    ]


async def test_in_a_group_one_answers_the_bot_and_only_who_runs_it_deletes(on: Scene) -> None:
    ola = on.sandbox.user("Ola")
    chat = on.sandbox.group("Klyngen", [on.kari, ola])
    asked = await on.bot.say(chat, "Kommer dere?")
    group = on.pane("Klyngen")
    await on.message_menu("Kommer dere?", "Svar")
    await group.get_by_label("Melding", exact=True).fill("Ja")
    await group.get_by_label("Melding", exact=True).press("Enter")
    answer = await on.heard(with_="reply_to_message")
    assert (answer["text"], answer["reply_to_message"]["message_id"]) == ("Ja", asked)

    await group.get_by_label("Skriv som").select_option("Ola")
    bubble = group.locator("article").first
    await bubble.hover()
    await bubble.get_by_role("button", name="Valg for meldingen").click()
    await expect(on.page.get_by_role("menuitem", name="Slett")).to_have_count(0)
    await on.page.keyboard.press("Escape")
    await group.get_by_label("Skriv som").select_option("Kari Nordmann")
    await on.message_menu("Kommer dere?", "Slett")

    await expect(group.locator("article")).to_have_count(1)


async def test_one_becomes_administrator_and_member_again(on: Scene) -> None:
    ola = on.sandbox.user("Ola")
    chat = on.sandbox.group("Klyngen", [on.kari, ola])
    more = on.pane("Klyngen").get_by_role("button", name="Valg for samtalen")
    await on.menu(more, "Hvem er med?")
    toggle = on.page.get_by_role("button", name="Administrator: Ola")
    await expect(on.page.locator(".member").first).to_contain_text("eier")
    await toggle.click()
    await expect(toggle).to_have_attribute("aria-pressed", "true")
    assert on.sandbox.chats[chat].status_of(ola.id) == "administrator"
    await toggle.click()

    await expect(toggle).to_have_attribute("aria-pressed", "false")
    assert on.sandbox.chats[chat].status_of(ola.id) == "member"


async def test_the_bot_is_added_to_a_group_it_was_sent_away_from(on: Scene) -> None:
    on.sandbox.group("Klyngen", [on.kari])
    group = on.pane("Klyngen")
    await on.menu(group.get_by_role("button", name="Valg for samtalen"), "Hvem er med?")
    await on.page.get_by_label("Boten er").select_option("ikke med")
    await expect(group).to_contain_text("Kari Nordmann fjernet Klyngebot")
    await on.page.get_by_label("Boten er").select_option("medlem")

    await expect(group).to_contain_text("Kari Nordmann la til Klyngebot")
    added = await on.heard("my_chat_member", with_="new_chat_member")
    assert added["new_chat_member"]["status"] == "member"
