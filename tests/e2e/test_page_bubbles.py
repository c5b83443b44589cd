"""Messages on the page: text, attachments, replies, and what can be done from a bubble."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, expect

from support.browser import in_a_browser
from support.page import PHONE, Scene, scene

pytestmark = in_a_browser

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "f8cf500f00030401007f0b4d2e0000000049454e44ae426082"
)


@pytest_asyncio.fixture(loop_scope="session")
async def on(browser: Browser) -> AsyncIterator[Scene]:
    async with scene(browser, permissions=["clipboard-read", "clipboard-write"]) as played:
        yield played


async def test_what_is_typed_reaches_the_bot_and_its_answer_is_shown(on: Scene) -> None:
    await on.write("god dag")

    answer = on.page.locator("article").filter(has=on.page.locator("em", has_text="god dag"))
    await expect(answer.locator("strong")).to_have_text("Hei")
    await expect(answer.locator("code")).to_have_text("<img src=x>")
    await expect(on.page.locator(".log img")).to_have_count(0)
    assert [update["message"]["text"] for update in on.bot.seen] == ["god dag"]


async def test_text_is_formatted_as_telegram_does(on: Scene) -> None:
    chat = await on.begin()
    await on.bot.say(
        chat,
        "<u>under</u> <s>strøket</s> #grafitt @klynge_sandbox_bot "
        '<a href="https://example.no/a">lenke</a>\n'
        '<pre><code class="language-python">print()</code></pre><blockquote>sitat</blockquote>',
    )

    bubble = on.page.locator("article").last
    await expect(bubble.locator("u")).to_have_text("under")
    await expect(bubble.locator("s")).to_have_text("strøket")
    await expect(bubble.locator(".hashtag")).to_have_text("#grafitt")
    await expect(bubble.locator(".mention")).to_have_text("@klynge_sandbox_bot")
    await expect(bubble.get_by_role("link", name="lenke")).to_have_attribute("target", "_blank")
    await expect(bubble.locator("pre")).to_have_attribute("data-language", "python")
    await expect(bubble.locator("blockquote")).to_have_text("sitat")
    await expect(bubble.locator("time")).to_have_text(
        await bubble.locator("time").evaluate(
            "time => new Date(time.dateTime)"
            ".toLocaleTimeString('nb', {hour: '2-digit', minute: '2-digit'})"
        )
    )
    await expect(on.page.locator(".day")).to_have_text("I dag")


async def test_a_link_that_would_run_a_script_leads_nowhere(on: Scene) -> None:
    await on.begin()
    link = {"type": "text_link", "offset": 0, "length": 4, "url": "javascript:alert(1)"}
    on.sandbox.say(on.kari, "Fare", entities=[link])

    bubble = on.page.locator("article").last
    await expect(bubble.locator("a")).to_have_text("Fare")
    await expect(bubble.locator("a[href]")).to_have_count(0)


async def test_hidden_and_folded_text_opens_by_a_click(on: Scene) -> None:
    chat = await on.begin()
    lines = "\n".join(f"linje {number}" for number in range(9))
    await on.bot.say(
        chat, f"<tg-spoiler>hemmelig</tg-spoiler> <blockquote expandable>{lines}</blockquote>"
    )

    await on.page.get_by_role("button", name="Vis skjult tekst").press("Enter")
    await expect(on.page.locator(".spoiler.shown")).to_have_text("hemmelig")
    await on.page.get_by_role("button", name="Vis mer").click()
    await expect(on.page.get_by_role("button", name="Vis mindre")).to_be_visible()


async def test_a_command_in_the_text_is_sent_when_tapped(on: Scene) -> None:
    chat = await on.begin()
    await on.bot.say(chat, "Skriv /hjelp")
    await on.page.get_by_role("button", name="/hjelp").click()

    await expect(on.page.locator(".mine").last).to_contain_text("/hjelp")


async def test_an_edit_and_a_deletion_show_without_a_reload(on: Scene) -> None:
    chat = await on.begin()
    sent = await on.bot.say(chat, "Torsdag")
    await expect(on.page.locator("article")).to_have_count(2)

    await on.bot.call("editMessageText", chat_id=chat, message_id=sent, text="Avlyst")
    await expect(on.page.locator("article").last).to_contain_text("Avlyst")
    await expect(on.page.locator("article").last.locator("time")).to_contain_text("redigert")
    await on.bot.call("deleteMessage", chat_id=chat, message_id=sent)

    await expect(on.page.locator("article")).to_have_count(1)


async def test_what_stays_the_same_is_not_drawn_anew(on: Scene) -> None:
    chat = await on.begin()
    await on.page.locator("article").evaluate("node => { node.dataset.kept = 'yes'; }")
    await on.bot.say(chat, "Noe nytt")

    await expect(on.page.locator("article")).to_have_count(2)
    await expect(on.page.locator("article[data-kept]")).to_have_count(1)


async def test_a_document_is_offered_with_name_and_size(on: Scene) -> None:
    await on.begin()
    on.sandbox.send_document(on.kari, "partnere.csv", b"navn;sted" * 300)

    link = on.page.get_by_role("link", name="partnere.csv")
    await expect(link).to_have_attribute("download", "partnere.csv")
    await expect(link).to_contain_text("3 kB")
    async with on.page.expect_download() as download:
        await link.click()
    assert (await download.value).suggested_filename == "partnere.csv"


async def test_a_picture_shows_with_its_caption(on: Scene) -> None:
    await on.begin()
    on.sandbox.send_photo(on.kari, PIXEL, caption="Fra gruva")

    await expect(on.page.get_by_role("img", name="Fra gruva")).to_be_visible()
    await expect(on.page.locator("article").last.locator(".text")).to_have_text("Fra gruva")


async def test_a_media_group_is_one_album(on: Scene) -> None:
    chat = await on.begin()
    on.sandbox.send_photo(on.kari, PIXEL)
    photo = {
        "type": "photo",
        "media": on.sandbox.chat(chat)[-1]["photo"][0]["file_id"],
    }
    media = [{**photo, "caption": "Tre"}, photo, photo]
    await on.bot.call("sendMediaGroup", chat_id=chat, media=media)

    await expect(on.page.locator(".album img")).to_have_count(3)
    await expect(on.page.locator("article").last.locator(".text")).to_have_text("Tre")


async def test_what_came_without_a_sound_has_a_muted_bell(on: Scene) -> None:
    chat = await on.begin()
    await on.bot.say(chat, "Om natten", disable_notification=True)
    await on.bot.say(chat, "Om dagen")

    night = on.page.locator("article").filter(has_text="Om natten")
    await expect(night.get_by_role("img", name="Kom uten lyd")).to_be_visible()
    await expect(on.page.get_by_role("img", name="Kom uten lyd")).to_have_count(1)


async def test_contact_and_place_are_cards(on: Scene) -> None:
    await on.begin()
    on.sandbox.send_contact(on.kari, "+4790000001", "Per", last_name="Hansen")
    on.sandbox.send_location(on.kari, 66.3128, 14.1428)

    cards = on.page.locator(".contact")
    await expect(cards.first).to_contain_text("Per Hansen")
    await expect(cards.first.get_by_role("link", name="+4790000001")).to_be_visible()
    await expect(cards.last).to_contain_text("66,3128°")


async def test_a_reply_leads_to_what_it_answers(on: Scene) -> None:
    chat = await on.begin()
    asked = await on.bot.say(chat, "Kommer du?")
    await on.message_menu("Kommer du?", "Svar")
    await expect(on.pane()).to_contain_text("Svar til Klyngebot")
    await on.write("Ja")

    reply = on.page.locator(".mine").last
    await expect(reply.locator(".reply")).to_contain_text("Kommer du?")
    assert (await on.heard(with_="reply_to_message"))["reply_to_message"]["message_id"] == asked
    await reply.locator(".reply").click()
    await expect(on.page.locator(f'.found[data-message="{asked}"]')).to_be_visible()


async def test_what_is_forwarded_says_from_whom(on: Scene) -> None:
    chat = await on.begin()
    sent = on.sandbox.say(on.kari, "Originalen")
    await on.bot.call("forwardMessage", chat_id=chat, from_chat_id=chat, message_id=sent)

    await expect(on.page.locator("article").last).to_contain_text("Videresendt fra Kari Nordmann")


async def test_what_is_pinned_stands_on_top_and_leads_there(on: Scene) -> None:
    chat = await on.begin()
    sent = await on.bot.say(chat, "Møte på torsdag")
    await on.bot.call("pinChatMessage", chat_id=chat, message_id=sent)
    await expect(on.page.locator(".service").last).to_have_text(
        "Klyngebot festet «Møte på torsdag»"
    )
    await on.pane().get_by_role("button", name="Festet").click()
    await expect(on.page.locator(f'.found[data-message="{sent}"]')).to_be_visible()


async def test_one_changes_and_deletes_what_one_wrote(on: Scene) -> None:
    await on.begin()
    await on.write("Hadde")
    await on.message_menu("Hadde", "Rediger")
    await expect(on.pane().get_by_label("Melding", exact=True)).to_have_value("Hadde")
    await on.write("Ha det")
    await expect(on.page.locator(".mine").last).to_contain_text("Ha det")
    assert (await on.heard("edited_message"))["text"] == "Ha det"

    await on.message_menu("Ha det", "Slett")

    await expect(on.page.locator(".mine")).to_have_count(1)


async def test_a_changed_caption_keeps_its_formatting(on: Scene) -> None:
    await on.begin()
    bold = {"type": "bold", "offset": 0, "length": 5}
    on.sandbox.album(on.kari, [PIXEL, PIXEL], caption="Gruva i dag", entities=[bold])
    await on.message_menu("Gruva i dag", "Rediger")
    field = on.pane().get_by_label("Melding", exact=True)
    await expect(field).to_have_value("Gruva i dag")
    await expect(on.pane()).to_contain_text("fet: Gruva")
    await field.press("End")
    await field.press_sequentially("!")
    await field.press("Enter")

    bubble = on.page.locator("article").last
    await expect(bubble.locator(".text")).to_have_text("Gruva i dag!")
    await expect(bubble.locator("strong")).to_have_text("Gruva")
    await expect(bubble.locator("time")).to_contain_text("redigert")
    edited = await on.heard("edited_message")
    assert (edited["caption"], edited["caption_entities"]) == ("Gruva i dag!", [bold])


async def test_an_emptied_caption_goes_and_the_picture_stays(on: Scene) -> None:
    await on.begin()
    on.sandbox.send_photo(on.kari, PIXEL, caption="Feil bilde")
    await on.message_menu("Feil bilde", "Rediger")
    await on.write("")

    await expect(on.page.locator("article").last.locator(".text")).to_have_count(0)
    await expect(on.page.get_by_role("img", name="Bilde")).to_be_visible()
    assert "caption" not in await on.heard("edited_message")


async def test_one_deletes_what_the_bot_wrote_an_album_as_a_whole(on: Scene) -> None:
    chat = await on.begin()
    on.sandbox.send_photo(on.kari, PIXEL)
    photo = {"type": "photo", "media": on.sandbox.chat(chat)[-1]["photo"][0]["file_id"]}
    media = [{**photo, "caption": "To bilder"}, photo]
    sent = await on.bot.call("sendMediaGroup", chat_id=chat, media=media)
    await on.message_menu("To bilder", "Slett")

    await expect(on.page.locator(".album")).to_have_count(0)
    left = [message["message_id"] for message in on.sandbox.chat(chat)]
    assert not {message["message_id"] for message in sent} & set(left)


async def test_arrow_up_in_an_empty_field_edits_the_last_message(on: Scene) -> None:
    await on.begin()
    await on.write("Hadde")
    await expect(on.page.locator(".mine")).to_have_count(2)
    await on.pane().get_by_label("Melding", exact=True).press("ArrowUp")

    await expect(on.pane()).to_contain_text("Rediger melding")
    await on.page.keyboard.press("Escape")
    await expect(on.pane().get_by_label("Melding", exact=True)).to_have_value("")


async def test_the_text_of_a_message_is_copied(on: Scene) -> None:
    chat = await on.begin()
    await on.bot.say(chat, "Kode: 1234")
    await on.message_menu("Kode: 1234", "Kopier teksten")

    await expect(on.page.get_by_role("alert")).to_have_text("Kopiert")
    assert await on.page.evaluate("navigator.clipboard.readText()") == "Kode: 1234"


async def test_the_menu_of_a_message_is_worked_by_keys(on: Scene) -> None:
    chat = await on.begin()
    await on.bot.say(chat, "Kommer du?")
    buttons = on.page.get_by_role("button", name="Valg for meldingen")
    await expect(buttons).to_have_count(2)
    await buttons.last.focus()
    await on.page.keyboard.press("ArrowUp")
    await expect(buttons.first).to_be_focused()
    await on.page.keyboard.press("Enter")
    await expect(on.page.get_by_role("menuitem", name="Svar")).to_be_focused()
    await on.page.keyboard.press("ArrowDown")
    await expect(on.page.get_by_role("menuitem", name="Kopier teksten")).to_be_focused()
    await on.page.keyboard.press("Escape")

    await expect(buttons.first).to_be_focused()


async def test_a_long_press_opens_the_menu(browser: Browser) -> None:
    async with scene(browser, viewport=PHONE, has_touch=True, is_mobile=True) as on:
        await on.begin()
        await on.page.locator(".bubble").dispatch_event(
            "pointerdown", {"pointerType": "touch", "bubbles": True}
        )

        await expect(on.page.get_by_role("menuitem", name="Svar")).to_be_visible()
