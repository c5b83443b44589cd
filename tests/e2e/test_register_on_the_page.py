"""The register and its people, as a leader, a contact, a member and a stranger meet them.

In a browser, over the demo and its register: what the page shows is what they see.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from support.browser import in_a_browser
from support.demo import ROOT, Demo, demo, free_port

pytestmark = in_a_browser

SHEET = (ROOT / "config" / "demo" / "endringer.csv").read_text(encoding="utf-8")
MENDED = SHEET.replace("Grueveedrift", "Gruvedrift").replace(
    "kari.setermolien.klaabekk", "kari.setermolien@klaabekk"
)


@dataclass(frozen=True)
class Pane:
    """One person's side of the page."""

    root: Locator

    async def write(self, text: str) -> None:
        field = self.root.locator("textarea")
        await field.fill(text)
        await field.press("Enter")

    async def attach(self, name: str, text: str) -> None:
        file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
        await self.root.locator("input[type=file]").last.set_input_files(file)  # type: ignore[arg-type]

    async def press(self, label: str) -> None:
        await self.root.get_by_role("button", name=label).last.click()

    async def sees(self, *words: str) -> None:
        for text in words:
            await expect(self.root.locator("article").last).to_contain_text(text)

    async def link(self) -> str:
        """Return what stands behind ``start=`` in the newest message."""
        said = await self.root.locator("article").last.inner_text()
        return said.split("start=")[1].split()[0]


@dataclass(frozen=True)
class Play:
    """The demo, its page, and the three people on it."""

    demo: Demo
    page: Page
    ola: Pane
    kari: Pane
    emma: Pane


@pytest_asyncio.fixture(loop_scope="session")
async def play(browser: Browser, tmp_path: Path) -> AsyncIterator[Play]:
    async with demo(tmp_path, "--port", str(free_port())) as shown:
        page = await browser.new_page(locale="nb-NO", viewport={"width": 1500, "height": 950})
        page.set_default_timeout(30_000)
        expect.set_options(timeout=10_000)
        await page.goto(shown.url)
        panes = [Pane(page.locator("section.pane").nth(number)) for number in range(3)]
        await panes[0].write(shown.code)
        await panes[0].sees("prosjektleder")
        yield Play(shown, page, *panes)
        await page.close()


async def test_a_leader_fills_the_register_and_people_come_in_and_own_what_is_theirs(
    play: Play,
) -> None:
    await _a_sheet_is_mended_and_read_in(play.ola)
    await _kare_comes_in_and_looks_after_his_partner(play.ola, play.kari)
    await _he_lets_a_colleague_in(play.kari, play.emma)
    await _she_finds_somebody_and_takes_the_card_along(play.emma)
    await _her_number_is_hers_to_show(play.emma, play.kari)
    await _she_leaves_with_her_data(play.emma, play.kari)


async def _a_sheet_is_mended_and_read_in(ola: Pane) -> None:
    await ola.attach("endringer.csv", SHEET)
    await ola.sees("2 avvist", "mente du «Gruvedrift»?", "er ikke en e-postadresse")
    await ola.attach("rettet.csv", MENDED)
    await ola.sees("rettet.csv", "3 nye · 6 endret")
    await ola.press("Les inn 9 rader")
    await ola.sees("Lest inn: 3 nye, 6 endret.", "3 personer vet ikke")
    await ola.write("/partnere")
    await ola.sees("0 av 31 partnere er med.", "Ingen i boten fra:")


async def _kare_comes_in_and_looks_after_his_partner(ola: Pane, kare: Pane) -> None:
    await ola.write("/inviter langkjerne")
    await ola.sees("Hvem vil du invitere?")
    await ola.press("Kåre Stormdalsvik")
    await ola.sees("Personlig lenke til Kåre Stormdalsvik")
    await kare.write(f"/start {await ola.link()}")
    await kare.sees("Velkommen, Kåre Stormdalsvik!")
    await ola.write("/roller kåre")
    await ola.sees("Hvem gjelder det?")
    await ola.press("Kåre Stormdalsvik")
    await ola.press("Gjør til partnerkontakt")
    await kare.sees("Du er nå partnerkontakt for Langkjerne.")


async def _he_lets_a_colleague_in(kare: Pane, emma: Pane) -> None:
    await kare.write("langkjerne")
    await kare.sees("Treff på")
    await kare.press("Langkjerne")
    await kare.press("Lenke og QR-kode")
    await kare.sees("Tekst å sende:")
    await expect(kare.root.locator("article img").last).to_be_visible()
    await emma.write(f"/start {await kare.link()}")
    await emma.press("Jekaterina Borovkina")
    await emma.sees("Those who approve have been told.")
    await kare.press("Godkjenn")
    await emma.sees("You are now a confirmed contact for Langkjerne.")


async def _she_finds_somebody_and_takes_the_card_along(emma: Pane) -> None:
    await emma.write("who can do core driling in Finnmark")
    await emma.sees("Found for")
    await emma.press("Kwabena Asantebo")
    await emma.sees("Kwabena Asantebo", "E-mail:")
    await emma.press("Download .vcf")
    await emma.sees("kwabena-asantebo.vcf")


async def _her_number_is_hers_to_show(emma: Pane, kare: Pane) -> None:
    await emma.write("/me")
    await emma.sees("seen by")
    await emma.press("Who sees what")
    await emma.press("Phone: nobody")
    await emma.sees("Who may see it?")
    await emma.press("confirmed contacts")
    await emma.sees("Who sees what?")
    await emma.press("Phone: confirmed contacts")
    await emma.sees("Who may see it?")
    await _looks_her_up(kare)
    await kare.press("Vis telefonnummer")
    await kare.sees("+47 990 00 012")
    await emma.press("nobody")
    await emma.sees("Who sees what?")
    await _looks_her_up(kare)
    await expect(
        kare.root.locator("article").last.get_by_role("button", name="Vis telefonnummer")
    ).to_have_count(0)


async def _she_leaves_with_her_data(emma: Pane, kare: Pane) -> None:
    await emma.write("/my_data")
    await expect(emma.root.locator("article").filter(has_text=".json")).to_have_count(1)
    await emma.write("/delete_me")
    await emma.sees("Do you want to be deleted?")
    await emma.press("Yes, delete me")
    await emma.sees("You are deleted.")
    await kare.write("jekaterina")
    await kare.sees("Jeg fant ingenting")


async def _looks_her_up(kare: Pane) -> None:
    await kare.write("jekaterina")
    await kare.sees("Treff på")
    await kare.press("Jekaterina Borovkina")
    await kare.sees("boreleder")


async def test_a_stranger_with_forged_buttons_gets_nothing(play: Play) -> None:
    people = {person["first_name"]: person["id"] for person in await play.demo.people()}
    await play.ola.write("/lenker")
    await play.ola.sees("Lenker for å bli med")
    await play.emma.write("/partners")
    await play.emma.sees("Which would you like to see?")
    (message,) = [
        m["message_id"]
        for m in await play.demo.get(f"chats/{people['Emma']}")
        if "reply_markup" in m
    ]

    for forged in ("1q1", "1Jp1", "1Jl1", "1Jg1:leader:1", "1Vh1:1", "1Mz", "1d1:1"):
        tap = {"user_id": people["Emma"], "data": forged, "message_id": message}
        await play.demo.post("taps", **tap)

    await play.emma.write("/export")
    await play.emma.sees("You have no access to that.")
    said = await play.emma.root.locator(".log").inner_text()
    assert "@" not in said
    assert "inv-" not in said
    assert "bli-" not in said
