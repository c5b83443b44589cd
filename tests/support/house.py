"""A bot, a sandbox and a few fictional people."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from klyngebot.app import App
from klyngebot.bot.lanes import Handle
from klyngebot.config import (
    AnnouncingSettings,
    ClusterSettings,
    DeliverySettings,
    Settings,
    StoreSettings,
    TelegramSettings,
)
from klyngebot.domain.clock import SystemClock
from klyngebot.domain.codes import leader_code
from klyngebot.files.tables import read_table
from klyngebot.sandbox import Sandbox, User, serve
from klyngebot.services.register import Register
from klyngebot.store.backups import back_up
from klyngebot.store.database import Database
from klyngebot.store.inbox import InboxUpdate
from support.store import make_store

TOKEN = "990000000:made-up-token-for-the-tests-only"

REGISTER = """\
Partner;Kortnavn;Kategori;Kommune;Fylke;Hva de gjør;Kontaktperson;Stilling;E-post;Telefon
Senjagrafitt AS;Senjagrafitt;bedrift;Senja;Troms;Bryter grafitt;\
Bjørg Mørk;geolog;bjorg@example.no;990 00 001
Senjagrafitt AS;;;;;;Nils Åsen;daglig leder;nils@example.no;
Kåfjord Kvarts AS;Kåfjord Kvarts;bedrift;Gáivuotna-Kåfjord;Troms;Kvarts og kjerneboring;\
Máret Čoske;HMS-leder;maret@example.no;
Malmhøgskolen;;FoU og utdanning;Narvik;Nordland;Utdanner bergingeniører;;;;
"""


CANARIES = (TOKEN, TOKEN.split(":")[1], "Kari", "Mørk", "bjorg@", "99000001", "990 00 001")
"""What no line of a log may ever name."""


def settings_for(folder: Path, api_url: str, **delivery: int) -> Settings:
    return Settings(
        telegram=TelegramSettings(token=SecretStr(TOKEN), api_url=api_url, poll_seconds=5),
        store=StoreSettings(path=folder / "klyngebot.sqlite3", backups=folder / "backups"),
        delivery=DeliverySettings(**{"per_second": 1000, "per_chat_second": 1000, **delivery}),
        announcing=AnnouncingSettings(regret_seconds=0, quiet_nights=False),
        cluster=ClusterSettings(name="Prøveklyngen"),
    )


class House:
    """Everything a test touches: people act through the sandbox, the store is read from outside."""

    def __init__(self, folder: Path, sandbox: Sandbox, url: str, *, twice: bool = False) -> None:
        self.folder = folder
        self.sandbox = sandbox
        self.settings = settings_for(folder, url)
        self.twice = twice
        self._app: App | None = None
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._app = App(self.settings, around=_twice if self.twice else None)
        self._running = asyncio.create_task(self._app.run())
        ready = asyncio.create_task(self._app.ready.wait())
        await asyncio.wait({self._running, ready}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self._running.done():
            self._running.result()

    async def stop(self) -> None:
        if self._app and self._running:
            self._app.stop()
            await self._running
        self._app = self._running = None

    async def ended(self) -> None:
        """Wait for a bot that ends by itself, and raise what ended it."""
        running, self._app, self._running = self._running, None, None
        assert running is not None
        await running

    async def back_up(self) -> Path:
        db = await Database.open_read_only(self.settings.store.path)
        copy = await back_up(db, self.folder / "copies", datetime.now(UTC))
        await db.close()
        return copy

    def restore(self, copy: Path) -> None:
        """Put ``copy`` back, as docs/operations.md says."""
        for path in self.folder.glob("klyngebot.sqlite3*"):
            path.unlink()
        shutil.copy(copy, self.settings.store.path)

    async def import_register(self, text: str = REGISTER, *, first_code: int = 0) -> None:
        codes = iter(f"made-up-join-code-{n}" for n in range(first_code, 1000))
        db = await Database.open(self.settings.store.path)
        await Register(db, SystemClock(), lambda: next(codes)).read_in(
            read_table(text.encode()), informed=True
        )
        await db.close()

    def person(self, first_name: str, language_code: str = "nb") -> User:
        return self.sandbox.user(first_name, language_code=language_code)

    async def say(self, user: User, text: str, **more: Any) -> str:
        """Say ``text``, wait until the bot has dealt with it, and return what it said last."""
        self.sandbox.say(user, text, **more)
        return await self._answered(user)

    async def tap(self, user: User, button: str) -> str:
        """Tap a button, wait until the bot has dealt with it, and return what its message says.

        Where the message is gone or several came after it, the newest message is returned.
        """
        chat = self.sandbox.chat(user.id)
        tapped = next(m for m in reversed(chat) if _has_button(m, button))
        newest = chat[-1]["message_id"]
        self.sandbox.tap(user, button, message_id=tapped["message_id"])
        answers = await self._answers(user)
        if answers and answers[-1]["message_id"] > newest:
            return _text(answers[-1])
        after = self.sandbox.chat(user.id)
        return next(
            (_text(m) for m in after if m["message_id"] == tapped["message_id"]), _text(after[-1])
        )

    async def tap_data(self, user: User, data: str) -> str:
        message = next(m for m in reversed(self.sandbox.chat(user.id)) if "reply_markup" in m)
        self.sandbox.tap_data(user, data, message_id=message["message_id"])
        return await self._answered(user)

    async def leader(self, first_name: str = "Ola") -> User:
        user = self.person(first_name)
        code = leader_code(TOKEN, datetime.now(UTC))
        assert "prosjektleder" in await self.say(user, f"/start {code}")
        return user

    async def leader_at_other_time(self, first_name: str) -> User:
        """Let somebody in by a code made another second: codes of one second are the same."""
        user = self.person(first_name)
        earlier = datetime.now(UTC) - timedelta(minutes=1)
        await self.say(user, f"/start {leader_code(TOKEN, earlier)}")
        return user

    async def member(self, leader: User, first_name: str, name: str) -> User:
        """Let somebody join as ``name``, who is in the register at Senjagrafitt."""
        user = self.person(first_name)
        await self.say(user, "/start bli-made-up-join-code-0")
        await self.tap(user, name)
        await self.until(lambda: "Godkjenn" in " ".join(self.sandbox.buttons(leader.id)))
        await self.tap(leader, "Godkjenn")
        await self.until(lambda: "bekreftet kontakt" in self.sandbox.last_text(user.id))
        return user

    async def let_its_time_come(self) -> None:
        """Let what is scheduled be due by now."""
        await self.execute(
            "UPDATE broadcast SET due_at = strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')"
            " WHERE state = 'waiting'"
        )

    async def announce(self, leader: User, *texts: str) -> None:
        await self.say(leader, "/kunngjor")
        for text in texts:
            await self.say(leader, text)
        await self.tap(leader, "Forhåndsvis")
        await self.tap(leader, "Send nå")

    async def until(self, predicate: Any, seconds: float = 30) -> None:
        await self.sandbox.wait_for(predicate, timeout=seconds)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.settings.store.path)) as connection:
            return connection.execute(sql).fetchall()

    async def execute(self, sql: str) -> None:
        """Change the store from outside, such as to let a time come.

        In a thread: where the bot is in the middle of writing, it must be able to go on.
        """

        def write() -> None:
            with closing(sqlite3.connect(self.settings.store.path)) as connection, connection:
                connection.execute(sql)

        await asyncio.to_thread(write)

    def texts(self, user: User) -> list[str]:
        return [message.get("text", "") for message in self.sandbox.chat(user.id)]

    def offers(self, user: User, label: str) -> bool:
        """Return whether any message in the chat has a button with ``label`` in it."""
        return any(_has_button(message, label) for message in self.sandbox.chat(user.id))

    def states(self) -> dict[str, int]:
        return dict(self.rows("SELECT state, count(*) FROM delivery GROUP BY state"))

    async def settled(self) -> None:
        """Wait until no update and no delivery waits."""
        while self.sandbox.pending_updates or self.rows(
            "SELECT 1 FROM inbox WHERE state = 'waiting'"
            " UNION ALL SELECT 1 FROM delivery WHERE state IN ('pending', 'sending')"
        ):
            self._check_alive()
            await asyncio.sleep(0.01)

    async def quiet(self) -> None:
        """Wait until the bot has dealt with every update."""
        while self.sandbox.pending_updates or self.rows(
            "SELECT 1 FROM inbox WHERE state = 'waiting'"
        ):
            self._check_alive()
            await asyncio.sleep(0.01)

    async def _answered(self, user: User) -> str:
        answers = await self._answers(user)
        return _text(answers[-1]) if answers else self.sandbox.last_text(user.id)

    async def _answers(self, user: User) -> list[dict[str, Any]]:
        """Wait until the bot has dealt with every update, and return the chat but for deliveries.

        Those come when their turn comes: just before an answer, or just after it.
        """
        await self.quiet()
        while self.rows(
            f"SELECT 1 FROM delivery WHERE state = 'sending' AND address = '{user.id}'"
        ):
            self._check_alive()
            await asyncio.sleep(0.01)
        delivered = {
            number
            for row in self.rows(
                f"SELECT message_id, more_ids FROM delivery WHERE address = '{user.id}'"
            )
            for number in (row[0], *map(int, row[1].split()))
        }
        return [m for m in self.sandbox.chat(user.id) if m["message_id"] not in delivered]

    def _check_alive(self) -> None:
        if self._running is not None and self._running.done():
            self._running.result()
            raise AssertionError("the bot has stopped")


def _text(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("caption", ""))


def _has_button(message: dict[str, Any], label: str) -> bool:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return any(label in button["text"] for row in rows for button in row)


def _twice(handle: Handle) -> Handle:
    async def handle_twice(update: InboxUpdate) -> None:
        await handle(update)
        await handle(update)

    return handle_twice


@asynccontextmanager
async def open_house(
    folder: Path,
    *,
    twice: bool = False,
    register: bool = True,
    state_path: Path | None = None,
) -> AsyncIterator[House]:
    sandbox = Sandbox(token=TOKEN, state_path=state_path)
    async with serve(sandbox) as server:
        house = House(folder, sandbox, server.url, twice=twice)
        if not house.settings.store.path.exists():
            await make_store(house.settings.store.path)
        if register:
            await house.import_register()
        await house.start()
        try:
            yield house
        finally:
            await house.stop()
