"""``make demo``, as somebody who has just cloned it meets it: two commands, a page, a leader."""

import os
import re
import socket
from pathlib import Path

import pytest
from aiohttp import ClientSession
from playwright.async_api import Locator, expect

from support.browser import CHROMIUM, chromium
from support.demo import demo, free_port


async def test_the_demo_goes_on_where_it_was_after_ctrl_c(tmp_path: Path) -> None:
    port = str(free_port())
    async with demo(tmp_path, "--port", port) as first:
        ola, kari, *_ = await first.people()
        await first.say(ola["id"], first.code)
        await first.sees(ola["id"], "prosjektleder")
        assert await first.interrupt() == 0

    async with demo(tmp_path, "--port", port) as again:
        await again.sees(ola["id"], "prosjektleder")
        await again.say(ola["id"], "/status")
        await again.sees(ola["id"], "av 30 partnere")
        await again.say(kari["id"], "grafit")
        await again.sees(kari["id"], "Senjagrafitt")
        assert await again.interrupt() == 0


async def test_a_reset_starts_over_and_touches_nothing_else(tmp_path: Path) -> None:
    mine = tmp_path / "notes.txt"
    mine.write_text("mine")
    async with demo(tmp_path, "--port", str(free_port())) as first:
        ola = (await first.people())[0]
        await first.say(ola["id"], "/start")
        await first.sees(ola["id"], "Mineralklynge Nord")

    async with (
        demo(tmp_path, "--port", str(free_port()), "--reset") as again,
        ClientSession() as session,
        session.get(f"{again.url}/sandbox/transcript") as answer,
    ):
        assert "Mineralklynge" not in await answer.text()

    assert mine.read_text() == "mine"


async def test_a_taken_port_is_said_and_another_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        async with demo(tmp_path, "--port", str(port)) as shown:
            assert f"Port {port} var opptatt, så jeg tok en annen." in shown.printed
            assert not shown.url.endswith(f":{port}")


async def test_the_account_stays_true_through_a_block_a_lost_answer_a_limit_and_a_kill(
    tmp_path: Path,
) -> None:
    """Promises 1, 2 and 5, as the switches of the page show them."""
    async with demo(tmp_path, "--port", str(free_port())) as shown:
        ola, kari, emma = [person["id"] for person in await shown.people()]
        crowd = [(await shown.post("users", first_name=f"Person {n}"))["id"] for n in range(12)]
        for user_id in (kari, emma, *crowd):
            await shown.say(user_id, "/start")
            await shown.sees(user_id, "Mineralklynge Nord")
        await shown.say(ola, shown.code)
        await shown.sees(ola, "Du er nå prosjektleder.")
        await shown.post("block", user_id=emma)
        await shown.post("limits", per_second=8, penalty=1)
        lost = {"kind": "reset_after", "chat_id": kari, "contains": "Fagdag"}
        await shown.post("faults", **lost)
        await shown.say(ola, "/kunngjor")
        await shown.sees(ola, "Send meg")
        await shown.say(ola, "Fagdag på torsdag")
        await shown.sees(ola, "Notert: 1 melding")
        await shown.tap(ola, "Forhåndsvis", "Send nå til 15")

        await shown.tap(ola, "Send nå til 15", "Går ut om")
        got = await shown.received("Fagdag", at_least=8)  # the first ones are settled by then
        assert len(got) < 14
        await shown.post("process", do="kill")
        await shown.post("process", do="start")
        await shown.sees(ola, "Ferdig.", 60)

        account = await shown.text_with(ola, "Ferdig.")
        assert "Avvist: Emma Quarry – har blokkert boten" in account
        assert "Usikker: Kari Fjell" in account
        delivered, refused, uncertain = (
            int(count) for count in re.findall(r"(\d+) (?:levert|avvist|usikker)", account)
        )
        assert (delivered + refused + uncertain, refused) == (15, 1)
        assert uncertain <= 1 + 8
        got = await shown.received("Fagdag")
        assert len(got) == len(set(got)) >= delivered - 1  # one copy each
        assert kari in got
        assert (await shown.get("limits"))["windows"]  # it was asked to wait, and nobody was lost

        await shown.tap(ola, f"Send igjen til {uncertain}", "14 levert · 1 avvist")
        again = await shown.received("Fagdag")
        assert {again.count(user_id) for user_id in set(again)} <= {1, 2}
        assert set(again) == {kari, *crowd}


@pytest.mark.browser
@pytest.mark.skipif(
    not CHROMIUM.exists() and not os.environ.get("CI"), reason=f"there is no {CHROMIUM}"
)
async def test_a_newcomer_follows_the_tour_to_its_end(tmp_path: Path) -> None:
    async with demo(tmp_path, "--port", str(free_port())) as shown, chromium() as browser:
        page = await browser.new_page(locale="nb-NO", viewport={"width": 1400, "height": 900})
        await page.goto(shown.url)
        ola, kari = (page.locator("section.pane").nth(number) for number in (0, 1))
        tour = page.get_by_role("complementary", name="Omvisning")

        async def press(name: str, within: Locator = tour) -> None:
            await within.get_by_role("button", name=name).last.click()

        async def write(text: str) -> None:
            await ola.get_by_label("Melding", exact=True).fill(text)
            await ola.get_by_label("Melding", exact=True).press("Enter")

        await press("Send koden som Ola")
        await expect(tour).to_contain_text("1 av 5 gjort")
        await press("Vis Ola lenkene")
        await expect(ola.get_by_role("link").first).to_be_visible()
        await press("Åpne en lenke som Kari")
        await kari.get_by_role("button", name="daglig leder").click()
        await expect(tour).to_contain_text("2 av 5 gjort")
        await press("Godkjenn", ola)
        await expect(tour).to_contain_text("3 av 5 gjort")
        await press("Skriv /kunngjor som Ola")
        await expect(ola).to_contain_text("Send meg")
        await write("Fagdag på torsdag")
        await press("Forhåndsvis", ola)
        await press("Send nå til 2", ola)
        await expect(tour).to_contain_text("4 av 5 gjort")
        await expect(kari).to_contain_text("Fagdag på torsdag")
        await press("Vis Ola kunngjøringene")
        await press("Fagdag på torsdag", ola)

        await expect(tour).to_contain_text("Prøv å ødelegge noe")
