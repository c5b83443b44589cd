"""Make the README's pictures: a fixed scenario, played in the sandbox and photographed.

``python tools/screenshots.py`` writes ``docs/images/demo.png`` and ``docs/images/phone.png``.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import Page, async_playwright
from pydantic import SecretStr

from klyngebot.app import App
from klyngebot.config import AnnouncingSettings, Settings, StoreSettings, TelegramSettings
from klyngebot.domain.clock import SystemClock
from klyngebot.domain.codes import leader_code
from klyngebot.files.tables import read_table
from klyngebot.logs import set_up_logs
from klyngebot.sandbox import Sandbox, User, serve
from klyngebot.services.joining import PREFIX
from klyngebot.services.register import Register
from klyngebot.store import partners
from klyngebot.store.database import Database

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
REGISTER = ROOT / "config" / "demo" / "partnere.csv"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

TOKEN = "990000000:made-up-token-for-the-pictures"  # noqa: S105 - opens nothing
PARTNER = "Senjagrafitt"
TITLE = "Fagdag om grafitt"
ANNOUNCEMENT = f"""{TITLE}

Torsdag 3. desember kl. 10–14 hos Senjagrafitt, og på Teams.
Program og påmelding: fagdag.example.no

Hilsen Ola"""


class FrozenStart:
    """A clock that starts at the same moment each time, so that the pictures stay the same."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._start = datetime(2026, 11, 24, 8, 58, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the instant in UTC."""
        return self._start + timedelta(seconds=time.monotonic() - self._begun)

    def monotonic(self) -> float:
        """Return seconds (s) since some fixed moment."""
        return time.monotonic()


class Stage:
    """The sandbox, with people who wait for the answer before they go on."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def say(self, user: User, text: str, answer: str, **more: object) -> None:
        """Write, and wait until the newest message holds ``answer``."""
        self._sandbox.say(user, text, **more)  # type: ignore[arg-type]
        await self.shows(user, answer)

    async def tap(self, user: User, button: str, answer: str) -> None:
        """Tap, and wait until the newest message holds ``answer``."""
        self._sandbox.tap(user, button)
        await self.shows(user, answer)

    async def shows(self, user: User, answer: str) -> None:
        """Wait until the newest message in the chat of ``user`` holds ``answer``."""
        await self._sandbox.wait_for(lambda: answer in self._sandbox.last_text(user.id))

    async def holds(self, user: User, text: str) -> None:
        """Wait until any message in the chat of ``user`` holds ``text``."""
        await self._sandbox.wait_for(lambda: text in self._sandbox.transcript(user.id))


async def play(stage: Stage, people: list[User], join_code: str, code: str) -> None:
    """Two people come in and look up, the leader announces, both get it."""
    ola, aslaug, rajesh = people
    await stage.say(ola, f"/start {code}", "prosjektleder")
    await stage.say(aslaug, f"/start {PREFIX}{join_code}", "Hvem er du?")
    await stage.tap(aslaug, "Aslaug", "Takk")
    await stage.shows(ola, "Aslaug")
    await stage.tap(ola, "Godkjenn", "Godkjent av")
    await stage.shows(aslaug, "bekreftet kontakt")
    await stage.say(rajesh, f"/start {PREFIX}{join_code}", "Who are you?")
    await stage.tap(rajesh, "Rajesh", "Thank")
    await stage.shows(ola, "Rajesh")
    await stage.tap(ola, "Godkjenn", "Godkjent av")
    await stage.shows(rajesh, "confirmed contact")
    await stage.say(aslaug, "grafitt", "Treff på")
    await stage.say(rajesh, "Kvalsundeid", "“Kvalsundeid”")
    await stage.tap(rajesh, "Dagny", "dagny")
    await stage.say(ola, "/kunngjor", "Send meg")
    bold = [{"type": "bold", "offset": 0, "length": len(TITLE)}]
    await stage.say(ola, ANNOUNCEMENT, "Notert", entities=bold)
    await stage.tap(ola, "Forhåndsvis", "Slik blir det")
    await stage.tap(ola, "Send nå", TITLE)
    await stage.holds(ola, "Levert til alle")
    await stage.shows(aslaug, TITLE)
    await stage.shows(rajesh, TITLE)


@asynccontextmanager
async def running(settings: Settings, clock: FrozenStart) -> AsyncIterator[None]:
    """Run the bot for as long as the block lasts."""
    app = App(settings, clock)
    bot = asyncio.create_task(app.run())
    ready = asyncio.create_task(app.ready.wait())
    await asyncio.wait({bot, ready}, return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    try:
        yield
    finally:
        app.stop()
        await bot


async def fill(path: Path) -> str:
    """Read the demo register into a new database, and return the join code of ``PARTNER``."""
    codes = iter(f"made-up-{number}" for number in range(10_000))
    table = read_table(REGISTER.read_bytes())
    db = await Database.open(path)
    try:
        await Register(db, SystemClock(), lambda: next(codes)).read_in(table, informed=True)
        found = await partners.list_all(db.reader)
        return next(partner.join_code for partner in found if partner.name == PARTNER)
    finally:
        await db.close()


async def photograph(url: str, person: User) -> None:
    """Take both pictures of the page at ``url``; on the phone ``person`` is shown."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        for name, width, height in (("demo", 1400, 900), ("phone", 390, 844)):
            page = await browser.new_page(
                viewport={"width": width, "height": height},
                locale="nb-NO",
                timezone_id="Europe/Oslo",
                color_scheme="light",
                reduced_motion="reduce",
            )
            await _settle(page, url)
            if name == "phone":
                chips = page.get_by_role("navigation", name="Samtaler")
                await chips.get_by_role("button", name=person.first_name).click()
                await page.wait_for_timeout(300)
            await page.screenshot(path=IMAGES / f"{name}.png")
            await page.close()
        await browser.close()


async def _settle(page: Page, url: str) -> None:
    await page.goto(url)
    await page.get_by_text(TITLE).first.wait_for(state="attached")
    await page.wait_for_timeout(500)


async def work(folder: Path) -> None:
    """Play the scenario in ``folder`` and take the pictures."""
    clock = FrozenStart()
    store = StoreSettings(path=folder / "klyngebot.sqlite3", backups=folder / "backups")
    join_code = await fill(store.path)
    sandbox = Sandbox(token=TOKEN, seed=1, now=lambda: clock.now().timestamp())
    people = [
        sandbox.user("Ola", last_name="Leder", hint="prosjektleder"),
        sandbox.user("Aslaug", last_name="Moe", hint=f"hos {PARTNER}"),
        sandbox.user("Rajesh", last_name="Sundaram", language_code="en", hint=f"hos {PARTNER}"),
    ]
    async with serve(sandbox) as server:
        telegram = TelegramSettings(token=SecretStr(TOKEN), api_url=server.url, poll_seconds=5)
        announcing = AnnouncingSettings(regret_seconds=0)
        settings = Settings(telegram=telegram, store=store, announcing=announcing)
        async with running(settings, clock):
            code = leader_code(TOKEN, clock.now())
            await play(Stage(sandbox), people, join_code, code)
            await photograph(server.url, people[1])


def main() -> int:
    """Take the pictures and return an exit code."""
    if not CHROMIUM.exists():
        sys.stderr.write(f"there is no {CHROMIUM}; apt.txt names what to install\n")
        return 1
    set_up_logs([TOKEN])
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(work(Path(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
