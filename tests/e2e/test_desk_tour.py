"""The guided tour beside the chats."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from klyngebot.sandbox import Sandbox
from klyngebot.sandbox.guide import Action, Guide, Step, Texts
from support.browser import in_a_browser
from support.desk import PHONE, Scene, scene

pytestmark = in_a_browser


def words(text: str) -> Texts:
    return {"nb": text, "en": f"EN {text}"}


def said(sandbox: Sandbox, text: str) -> bool:
    return text in sandbox.transcript()


def guide() -> Guide:
    return Guide(
        words("Bli kjent"),
        (
            Step(
                title=words("Si hei"),
                text=words("Skriv hei i samtalen til Kari."),
                person=lambda sandbox: sandbox.users[0].id,
                actions=(Action(words("Skriv hei"), lambda it: _say(it, "hei")),),
                is_done=lambda sandbox: said(sandbox, "Du sa: hei"),
            ),
            Step(
                title=words("Si ha det"),
                text=words("La Ola si ha det."),
                person=lambda sandbox: sandbox.users[1].id,
                is_done=lambda sandbox: said(sandbox, "Du sa: ha det"),
            ),
        ),
    )


def _say(sandbox: Sandbox, text: str) -> None:
    sandbox.say(sandbox.users[0], text)


@pytest_asyncio.fixture(loop_scope="session")
async def toured(browser: Browser) -> AsyncIterator[Scene]:
    sandbox = Sandbox()
    sandbox.guide = guide()
    async with scene(browser, sandbox) as it:
        yield it


def tour(it: Scene) -> Locator:
    return it.page.get_by_role("complementary", name="Omvisning")


async def test_without_a_guide_there_is_no_tour(browser: Browser) -> None:
    async with scene(browser, Sandbox()) as it:
        await it.open("Kall")
        await expect(tour(it)).to_have_count(0)
        await expect(it.page.get_by_role("button", name="Omvisning")).to_have_count(0)


async def test_a_step_is_done_by_its_button_and_the_next_one_opens(toured: Scene) -> None:
    card = tour(toured)
    await expect(card).to_contain_text("0 av 2 gjort")
    await card.get_by_role("button", name="Skriv hei").click()

    await expect(card).to_contain_text("1 av 2 gjort")
    await expect(card.locator("[aria-live]").first).to_have_text("Steg 1 er gjort: Si hei")
    await expect(card.get_by_role("button", name="Si hei (gjort)")).to_be_visible()
    await expect(card.locator(".tick")).to_have_text(["✓", "2"])
    await expect(card.get_by_role("button", name="Si ha det")).to_have_attribute(
        "aria-expanded", "true"
    )
    await expect(card.get_by_text("La Ola si ha det.")).to_be_visible()


async def test_a_step_notices_what_one_does_oneself_and_the_end_leads_on(toured: Scene) -> None:
    card = tour(toured)
    for person, text in ((toured.sandbox.users[0], "hei"), (toured.sandbox.users[1], "ha det")):
        toured.sandbox.say(person, text)

    await expect(card).to_contain_text("Det var det hele. Godt gjort!")
    await card.get_by_role("button", name="Prøv å ødelegge noe").click()
    await expect(toured.page.get_by_role("tab", name="Feil og grenser")).to_be_focused()
    await expect(toured.panel).to_contain_text("Neste kall")


async def test_the_tour_can_be_hidden_and_brought_back(toured: Scene) -> None:
    await tour(toured).get_by_role("button", name="Skjul").click()
    await expect(tour(toured)).to_have_count(0)
    back = toured.page.get_by_role("button", name="Omvisning")
    await expect(back).to_be_focused()
    await toured.page.reload()
    await expect(tour(toured)).to_have_count(0)

    await back.click()

    await expect(tour(toured)).to_contain_text("Skriv hei i samtalen til Kari.")


async def test_on_a_phone_it_is_a_strip_that_folds_and_shows_whose_chat(browser: Browser) -> None:
    sandbox = Sandbox()
    sandbox.guide = guide()
    async with scene(browser, sandbox, viewport=PHONE) as it:
        card = tour(it)
        box = await card.bounding_box()
        assert box is not None
        assert box["width"] == PHONE["width"]
        assert box["height"] < PHONE["height"] / 2
        await it.hear("hei")
        await card.get_by_role("button", name="Vis samtalen til Ola").click()
        await expect(it.page.get_by_role("heading", name="Ola")).to_be_visible()

        await card.get_by_role("button", name="Fold sammen").click()

        await expect(card.get_by_text("La Ola si ha det.")).to_be_hidden()
        await expect(card).to_contain_text("Si ha det")


async def test_the_tour_is_told_in_english_too(browser: Browser) -> None:
    sandbox = Sandbox()
    sandbox.guide = guide()
    async with scene(browser, sandbox, locale="en-GB") as it:
        card = it.page.get_by_role("complementary", name="Tour")
        await expect(card).to_contain_text("EN Skriv hei i samtalen til Kari.")
        await expect(it.page.get_by_role("button", name="Behind the scenes")).to_be_visible()
