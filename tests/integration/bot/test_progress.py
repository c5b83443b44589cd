"""The author's message that shows how far a broadcast has come."""

import asyncio
from types import SimpleNamespace
from typing import Any

from integration.office import OSLO, Office, until
from klyngebot.bot.progress import Progress
from klyngebot.domain.roles import Caller


class EraserBot:
    """Erases ``author`` while the first message it is asked for is on its way."""

    def __init__(self, office: Office, author: Caller) -> None:
        self._office = office
        self._author = author
        self.chats: list[int] = []

    async def send_message(self, chat_id: int, *_: object, **__: object) -> Any:
        self.chats.append(chat_id)
        if len(self.chats) == 1:
            await self._office.owndata.erase_me(self._author, update_id=99)
        return SimpleNamespace(message_id=1)


async def test_an_author_who_is_erased_meanwhile_stops_nothing(office: Office) -> None:
    await office.subscribe(1)
    one, two = await office.leader(900), await office.leader(901)
    for leader in (one, two, one):
        await office.announce(leader, "Hei")
    async with office.db.transaction() as tx:
        await tx.execute("UPDATE broadcast SET progress_shown = ''")
    bot: Any = EraserBot(office, two)

    showing = asyncio.create_task(Progress(bot, office.db, office.clock, OSLO).run())
    await until(lambda: len(bot.chats) == 2 or showing.done())

    assert not showing.done()
    assert bot.chats == [900, 900]
    showing.cancel()
