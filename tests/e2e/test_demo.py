"""``make demo``, as somebody who has just cloned it meets it: two commands, a page, a leader."""

import asyncio
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
from playwright.async_api import async_playwright, expect

from support.browser import CHROMIUM, FLAGS

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
        body = {"user_id": user_id, "text": text}
        async with (
            ClientSession() as session,
            session.post(f"{self.url}/sandbox/messages", json=body) as answer,
        ):
            assert answer.status == 200

    async def sees(self, user_id: int, text: str) -> None:
        """Wait until the chat of ``user_id`` shows ``text``."""
        async with asyncio.timeout(20), ClientSession() as session:
            while True:
                async with session.get(f"{self.url}/sandbox/chats/{user_id}") as answer:
                    if text in await answer.text():
                        return
                await asyncio.sleep(0.05)

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


@pytest.mark.browser
@pytest.mark.skipif(
    not CHROMIUM.exists() and not os.environ.get("CI"), reason=f"there is no {CHROMIUM}"
)
async def test_a_leader_announces_in_the_browser_and_sees_who_blocked_the_bot(
    tmp_path: Path,
) -> None:
    async with (
        demo(tmp_path, "--port", str(free_port())) as shown,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = await browser.new_page(locale="nb-NO", viewport={"width": 1400, "height": 900})
        await page.goto(shown.url)
        ola, kari = (page.locator("section.pane").nth(number) for number in (0, 1))

        async def write(pane: Any, text: str) -> None:
            await pane.locator("textarea").fill(text)
            await pane.locator("textarea").press("Enter")

        await kari.get_by_role("button", name="Start").click()
        await expect(kari).to_contain_text("Hei, Kari Fjell!")
        await write(ola, shown.code)
        await expect(ola).to_contain_text("Du er nå prosjektleder.")
        await write(ola, "/kunngjor")
        await write(ola, "Fagdag på torsdag")
        await ola.get_by_role("button", name="Forhåndsvis").click()
        await ola.get_by_role("button", name="Send nå til 2").click()
        await expect(ola).to_contain_text("Levert til alle 2 mottakerne.", timeout=15_000)
        await expect(kari).to_contain_text("Fagdag på torsdag")

        await kari.get_by_role("button", name="Valg for samtalen").click()
        await page.get_by_role("menuitem", name="Blokker boten").click()
        await write(ola, "/kunngjor")
        await write(ola, "Husk påmelding")
        await expect(ola.get_by_text("Notert: 1 melding")).to_have_count(2)
        await ola.get_by_role("button", name="Forhåndsvis").last.click()
        await ola.get_by_role("button", name="Send nå til 2").last.click()
        refused = "Avvist: Kari Fjell – har blokkert boten"
        await expect(ola).to_contain_text(refused, timeout=15_000)
        await browser.close()
