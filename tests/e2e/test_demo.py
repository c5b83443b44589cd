"""``make demo``, as somebody who has just cloned it meets it: two commands, a page, a leader."""

import asyncio
import json
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from playwright.async_api import Locator, expect

from support.browser import CHROMIUM, chromium

ROOT = Path(__file__).parents[2]


class Demo:
    """A running demo: what it printed, and its people over HTTP."""

    def __init__(self, process: asyncio.subprocess.Process, printed: str) -> None:
        self.process = process
        self.printed = printed
        self.url = re.search(r"http://127\.0\.0\.1:\d+", printed)[0]  # type: ignore[index]
        self.code = re.search(r"/start leder-\S+", printed)[0]  # type: ignore[index]

    async def people(self) -> list[dict[str, Any]]:
        async with ClientSession() as session, session.get(f"{self.url}/sandbox/users") as answer:
            people: list[dict[str, Any]] = await answer.json()
            return people

    async def say(self, user_id: int, text: str) -> None:
        await self.post("messages", user_id=user_id, text=text)

    async def sees(self, user_id: int, text: str, seconds: float = 20) -> None:
        """Wait until the chat of ``user_id`` shows ``text``."""
        async with asyncio.timeout(seconds), ClientSession() as session:
            while True:
                async with session.get(f"{self.url}/sandbox/chats/{user_id}") as answer:
                    if text in json.dumps(await answer.json(), ensure_ascii=False):
                        return
                await asyncio.sleep(0.05)

    async def post(self, path: str, **body: Any) -> Any:
        async with (
            ClientSession() as session,
            session.post(f"{self.url}/sandbox/{path}", json=body) as answer,
        ):
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def get(self, path: str) -> Any:
        async with ClientSession() as session, session.get(f"{self.url}/sandbox/{path}") as answer:
            return await answer.json()

    async def tap(self, user_id: int, button: str, then: str) -> None:
        await self.post("taps", user_id=user_id, button=button)
        await self.sees(user_id, then)

    async def text_with(self, user_id: int, words: str) -> str:
        """Return the newest text in the chat of ``user_id`` that holds ``words``."""
        texts = [message.get("text", "") for message in await self.get(f"chats/{user_id}")]
        return next(str(text) for text in reversed(texts) if words in text)

    async def received(self, text: str, *, at_least: int = 0) -> list[int]:
        """Return who but the first got what begins with ``text``, once for each copy."""
        leader = (await self.people())[0]["id"]
        async with asyncio.timeout(20):
            while True:
                got = [
                    one["chat_id"]
                    for one in await self.get("received")
                    if one["method"] == "sendMessage"
                    and one["text"].startswith(text)
                    and one["chat_id"] != leader  # who has seen it before, as a preview
                ]
                if len(got) >= at_least:
                    return got
                await asyncio.sleep(0.02)

    async def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        await asyncio.wait_for(self.process.wait(), 20)
        assert self.process.returncode is not None
        return self.process.returncode


@asynccontextmanager
async def demo(folder: Path, *arguments: str) -> AsyncIterator[Demo]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "klyngebot",
        "demo",
        "--folder",
        str(folder),
        *arguments,
        cwd=ROOT,
        env={**os.environ, "LANG": "nb_NO.UTF-8", "COLUMNS": "200"},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        printed = ""
        while "Ctrl-C" not in printed:
            line = await asyncio.wait_for(process.stdout.readline(), 30)
            assert line, printed
            printed += line.decode()
        yield Demo(process, printed)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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

        await shown.tap(ola, "Send nå til 15", "Sender")
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
