"""The field of the page: formatting, files, contacts, places."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, FileChooser, FilePayload, expect

from support.browser import in_a_browser
from support.page import Scene, scene
from unit.sandbox.pixel import PNG

pytestmark = in_a_browser


@pytest_asyncio.fixture(loop_scope="session")
async def on(browser: Browser) -> AsyncIterator[Scene]:
    async with scene(browser) as played:
        played.bot.silent = True
        yield played


async def chosen(on: Scene, kind: str) -> FileChooser:
    """Open the clip's menu and choose a kind of file."""
    async with on.page.expect_file_chooser() as chooser:
        await on.menu(on.pane().get_by_role("button", name="Legg ved"), kind)
    return await chooser.value


def picture(name: str) -> FilePayload:
    """Return a small picture, as a file chooser takes it."""
    return {"name": name, "mimeType": "image/png", "buffer": PNG}


async def test_what_is_marked_bold_stays_bold_while_one_writes_on(on: Scene) -> None:
    field = on.pane().get_by_label("Melding", exact=True)
    await field.fill("svært viktig")
    await field.evaluate("field => field.setSelectionRange(6, 12)")
    await on.pane().get_by_role("button", name="Fet").click()
    await expect(on.pane()).to_contain_text("fet: viktig")
    await field.evaluate("field => field.setSelectionRange(0, 0)")
    await field.press_sequentially("😀 ")
    await field.press("Enter")

    message = await on.heard()
    assert message["text"] == "😀 svært viktig"
    assert message["entities"] == [{"type": "bold", "offset": 9, "length": 6}]


async def test_a_mark_follows_what_is_replaced_before_it(on: Scene) -> None:
    field = on.pane().get_by_label("Melding", exact=True)
    await field.fill("svært viktig")
    await field.evaluate("field => field.setSelectionRange(6, 12)")
    await field.press("Control+i")
    await field.evaluate("field => field.setSelectionRange(0, 5)")
    await field.press_sequentially("ny")
    await field.press("Backspace")
    await field.press("Enter")

    message = await on.heard()
    assert message["text"] == "n viktig"
    assert message["entities"] == [{"type": "italic", "offset": 2, "length": 6}]


async def test_a_link_is_put_on_what_is_marked(on: Scene) -> None:
    field = on.pane().get_by_label("Melding", exact=True)
    await field.fill("se programmet")
    await field.evaluate("field => field.setSelectionRange(3, 13)")
    await on.pane().get_by_role("button", name="Lenke").click()
    await on.page.get_by_label("Adresse").fill("https://example.no/program")
    await on.page.get_by_role("button", name="Legg på lenke").click()
    await expect(on.page.get_by_role("dialog")).to_have_count(0)  # it is put there as it closes
    await field.press("Enter")

    await expect(on.page.get_by_role("link", name="programmet")).to_be_visible()
    entity = (await on.heard())["entities"][0]
    assert entity["url"].startswith("https://example.no/program")
    assert (entity["offset"], entity["length"]) == (3, 10)


async def test_to_mark_nothing_says_what_to_do(on: Scene) -> None:
    await on.pane().get_by_role("button", name="Kursiv").click()

    await expect(on.page.get_by_role("alert")).to_have_text("Merk noe av teksten først.")


async def test_shift_and_enter_begin_a_new_line(on: Scene) -> None:
    field = on.pane().get_by_label("Melding", exact=True)
    await field.press_sequentially("en")
    await field.press("Shift+Enter")
    await field.press_sequentially("to")
    await field.press("Enter")

    assert (await on.heard())["text"] == "en\nto"


async def test_a_file_is_attached_with_what_is_written_as_its_caption(on: Scene) -> None:
    await on.pane().get_by_label("Melding", exact=True).fill("Registeret")
    chooser = await chosen(on, "Fil")
    await chooser.set_files(
        {"name": "partnere.csv", "mimeType": "text/csv", "buffer": b"navn;sted"}
    )

    await expect(on.page.get_by_role("link", name="partnere.csv")).to_be_visible()
    message = await on.heard()
    assert message["document"]["file_size"] == 9
    assert message["caption"] == "Registeret"


async def test_several_pictures_are_an_album_with_a_formatted_caption(on: Scene) -> None:
    asked = await on.bot.say(await on.begin(), "Send bilder")
    await on.message_menu("Send bilder", "Svar")
    field = on.pane().get_by_label("Melding", exact=True)
    await field.fill("Gruva i dag")
    await field.evaluate("field => field.setSelectionRange(0, 5)")
    await field.press("Control+b")
    chooser = await chosen(on, "Bilde")
    await chooser.set_files([picture("a.png"), picture("b.png"), picture("c.png")])

    await expect(on.page.locator(".album img")).to_have_count(3)
    await expect(on.page.locator("article").last.locator("strong")).to_have_text("Gruva")
    await expect(on.pane().locator(".about-what")).to_be_hidden()
    messages = await on.bot.heard(3, "photo")
    assert len({message["media_group_id"] for message in messages}) == 1
    assert [message["reply_to_message"]["message_id"] for message in messages] == [asked] * 3
    assert [message.get("caption_entities") for message in messages] == [
        [{"type": "bold", "offset": 0, "length": 5}],
        None,
        None,
    ]


async def test_of_eleven_files_ten_are_an_album(on: Scene) -> None:
    files = [picture(f"{number}.txt") for number in range(11)]
    chooser = await chosen(on, "Fil")
    await chooser.set_files(files)

    await expect(on.page.locator(".file")).to_have_count(11)
    messages = await on.bot.heard(11, "document")
    assert ["media_group_id" in message for message in messages] == [True] * 10 + [False]


async def test_a_picture_is_dropped_or_pasted(on: Scene) -> None:
    await on.pane().evaluate(
        """async (pane) => {
            const canvas = new OffscreenCanvas(8, 8);
            canvas.getContext("2d").fillRect(0, 0, 8, 8);
            const data = new DataTransfer();
            const blob = await canvas.convertToBlob();
            data.items.add(new File([blob], "a.png", { type: "image/png" }));
            pane.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
            pane.querySelector("textarea").dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
        }"""
    )

    await expect(on.page.get_by_role("img", name="Bilde")).to_have_count(2)
    await on.heard(with_="photo")


async def test_a_picture_can_be_chosen(on: Scene) -> None:
    assert (await chosen(on, "Bilde")).is_multiple()


async def test_the_own_contact_is_sent_after_a_question(on: Scene) -> None:
    await on.menu(on.pane().get_by_role("button", name="Legg ved"), "Kontakten min")
    await on.page.get_by_role("button", name="Del", exact=True).click()

    await expect(on.page.locator(".contact")).to_contain_text("Kari Nordmann")


async def test_a_place_is_sent(on: Scene) -> None:
    await on.menu(on.pane().get_by_role("button", name="Legg ved"), "Posisjon")
    await on.page.get_by_label("Breddegrad").fill("69.65")
    await on.page.get_by_role("dialog").get_by_role("button", name="Send").click()

    await expect(on.page.locator(".contact")).to_contain_text("69,65°")
