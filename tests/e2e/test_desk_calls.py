"""What lies under the chats: the line, the calls of the bot, and what the chats received."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from klyngebot.sandbox import Call, Fault, FaultKind, Limits, Sandbox
from support.browser import in_a_browser
from support.desk import PHONE, WIDE, Scene, scene

pytestmark = in_a_browser


@pytest_asyncio.fixture(loop_scope="session")
async def desk(browser: Browser) -> AsyncIterator[Scene]:
    async with scene(browser, Sandbox(), permissions=["clipboard-read", "clipboard-write"]) as it:
        yield it


async def test_the_line_says_how_things_stand_while_the_rest_is_closed(desk: Scene) -> None:
    await expect(desk.panel).to_have_count(0)

    await desk.hear("hei")
    desk.sandbox.faults.add(Fault(FaultKind.HANG, method="sendPhoto"))
    desk.sandbox.changed("faults")
    desk.sandbox.limits = Limits()

    line = desk.page.get_by_role("button", name="Bak kulissene")
    await expect(line).to_contain_text("1 feil venter · fartsgrense på")


async def test_the_tabs_are_chosen_by_arrow_keys(desk: Scene) -> None:
    await desk.page.get_by_role("button", name="Bak kulissene").press("Enter")
    await desk.page.get_by_role("tab", name="Kall").press("ArrowLeft")

    switches = desk.page.get_by_role("tab", name="Feil og grenser")
    await expect(switches).to_be_focused()
    await expect(switches).to_have_attribute("aria-selected", "true")
    await expect(desk.panel).to_contain_text("Neste kall")
    await switches.press("Escape")
    await expect(desk.panel).to_have_count(0)
    await expect(desk.page.get_by_role("button", name="Bak kulissene")).to_be_focused()


async def test_the_panel_takes_a_third_and_grows_by_keyboard_and_mouse(desk: Scene) -> None:
    await desk.open("Kall")
    edge = desk.page.get_by_role("separator", name="Høyden på panelet")
    box = await desk.page.locator("#desk").bounding_box()
    assert box is not None
    assert box["height"] <= 0.36 * WIDE["height"]

    await edge.press("ArrowUp")
    await expect(edge).to_have_attribute("aria-valuenow", "40")
    await edge.hover()
    await desk.page.mouse.down()
    await desk.page.mouse.move(700, WIDE["height"] / 2)
    await desk.page.mouse.up()
    await expect(edge).to_have_attribute("aria-valuenow", "50")


async def test_a_call_opens_to_show_parameters_and_answer(desk: Scene) -> None:
    await desk.open("Kall")
    await desk.hear("hei")

    row = desk.panel.get_by_role("listitem").filter(has_text="sendMessage")
    await expect(row).to_contain_text("Kari Nordmann")
    await row.locator("summary").press("Enter")
    await expect(row.get_by_label("Parametere")).to_contain_text('"text": "Du sa: hei"')
    await row.get_by_role("button", name="Kopier").last.click()
    await expect(row.get_by_role("button", name="Kopiert")).to_be_visible()
    copied = await desk.page.evaluate("navigator.clipboard.readText()")
    assert json.loads(copied)["result"]["text"] == "Du sa: hei"


async def test_the_calls_can_be_filtered(desk: Scene) -> None:
    await desk.open("Kall")
    await desk.hear("hei")
    await desk.bot.call("sendMessage", chat_id=desk.sandbox.users[1].id, text="hallo?")
    rows = desk.panel.get_by_role("listitem")
    await expect(rows).to_have_count(2)

    await desk.panel.get_by_label("Bare avviste").check()
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text("403 Forbidden: bot can't initiate conversation")
    await desk.panel.get_by_label("Bare avviste").uncheck()
    await desk.panel.get_by_label("Samtale").select_option("Kari Nordmann")
    await expect(rows).to_have_count(1)
    await desk.panel.get_by_label("Samtale").select_option("alle samtaler")
    await desk.panel.get_by_label("Skjul getUpdates").uncheck()
    await expect(rows.filter(has_text="getUpdates")).not_to_have_count(0)
    await desk.panel.get_by_label("Metode").select_option("getUpdates")
    await expect(rows.filter(has_text="sendMessage")).to_have_count(0)


async def test_transcript_and_calls_are_saved(desk: Scene, tmp_path: Path) -> None:
    await desk.hear("hei")
    await desk.open("Kall")

    async with desk.page.expect_download() as transcript:
        await desk.panel.get_by_role("link", name="Last ned utskrift").click()
    async with desk.page.expect_download() as calls:
        await desk.panel.get_by_role("link", name="Last ned kall").click()

    await (await transcript.value).save_as(tmp_path / "utskrift.txt")
    await (await calls.value).save_as(tmp_path / "kall.json")
    assert "Kari: hei" in (tmp_path / "utskrift.txt").read_text()
    saved = json.loads((tmp_path / "kall.json").read_text())["calls"]
    assert "sendMessage" in {call["method"] for call in saved}


async def test_twenty_thousand_calls_do_not_slow_it_down(desk: Scene) -> None:
    records = desk.sandbox.records
    answer = {"ok": True, "result": {}}
    for _ in range(20_000):
        number = records.next_number()
        params = {"chat_id": desk.kari.id, "text": f"Nyhet {number}"}
        records.add_call(Call(number, "sendMessage", params, 200, answer, desk.sandbox.clock()))
    await desk.open("Kall")

    rows = desk.panel.get_by_role("listitem")
    await expect(rows).to_have_count(200)
    await desk.panel.get_by_role("button", name="Vis flere").click()
    await expect(rows).to_have_count(1200)
    await desk.hear("hei")
    await expect(rows.first).to_contain_text("Du sa: hei")
    took = await desk.page.evaluate(
        """() => {
            const begun = performance.now();
            document.querySelector(".desk-calls summary").click();
            document.querySelector(".desk-check input").click();
            document.body.offsetHeight;
            return performance.now() - begun;
        }"""
    )
    assert took < 500


async def test_what_the_bot_never_heard_of_is_marked(desk: Scene) -> None:
    desk.sandbox.faults.add(Fault(FaultKind.RESET_AFTER, method="sendMessage"))
    await desk.open("Mottatt")
    await expect(desk.panel).to_contain_text("Ingen har fått noe ennå.")

    await desk.hear("hei")
    await desk.sandbox.wait_for(lambda: len(desk.sandbox.received(desk.kari.id)) == 2)

    card = desk.panel.get_by_role("region", name="Mottatt av Kari Nordmann")
    await expect(card.get_by_text("boten fikk aldri svar")).to_have_count(1)
    await expect(card.get_by_text("fikk denne 2 ganger")).to_have_count(2)
    await expect(desk.panel).to_contain_text("1 av 2 vet ikke boten om.")
    await desk.hear("på igjen")
    await desk.panel.get_by_label("Bare det boten ikke vet om").check()
    await expect(card.get_by_text("på igjen")).to_have_count(0)
    await expect(card.get_by_role("listitem")).to_have_count(2)


async def test_what_the_bot_says_twice_knowingly_is_no_copy(desk: Scene) -> None:
    await desk.hear("hei")
    await desk.hear("hei")
    await desk.open("Mottatt")

    card = desk.panel.get_by_role("region", name="Mottatt av Kari Nordmann")
    await expect(card.get_by_role("listitem").first).to_be_visible()
    await expect(card.get_by_text("ganger")).to_have_count(0)


@pytest.mark.parametrize("name", ["Kall", "Feil og grenser"])
async def test_on_a_phone_it_is_a_sheet_with_every_tab_at_hand(browser: Browser, name: str) -> None:
    async with scene(browser, Sandbox(), viewport=PHONE) as desk:
        await desk.open(name)

        box = await desk.page.locator("#desk").bounding_box()
        assert box == {"x": 0, "y": 0, **PHONE}
        await expect(desk.page.get_by_role("tab", name="Feil og grenser")).to_be_in_viewport()
        width = await desk.page.evaluate("document.documentElement.scrollWidth")
        assert width == PHONE["width"]
        await desk.page.get_by_role("button", name="Lukk").click()
        await expect(desk.page.get_by_role("button", name="Bak kulissene")).to_be_focused()
