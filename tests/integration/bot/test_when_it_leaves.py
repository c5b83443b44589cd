"""When a message is on the line, over real connections."""

import asyncio
from zoneinfo import ZoneInfo

from integration.office import Office
from klyngebot.bot.api import Api
from klyngebot.bot.contents import Contents
from klyngebot.bot.sender import TelegramSender
from klyngebot.broadcast import Pacer
from klyngebot.domain.deliveries import Delivered, Delivery
from klyngebot.sandbox import Fault, FaultKind, Sandbox, serve
from klyngebot.store import deliveries

TOKEN = "990000000:made-up-token-for-the-tests-only"


class Noting(Pacer):
    """Notes what leaves."""

    def __init__(self, events: list[tuple[str, str]]) -> None:
        super().__init__(None, lambda: 0.0)
        self._events = events

    def leaves(self, address: str) -> None:
        self._events.append(("leaves", address))


async def test_a_message_leaves_once_it_has_a_connection_and_not_when_it_asks_for_one(
    office: Office,
) -> None:
    sandbox = Sandbox(token=TOKEN)
    for name in ("Kari", "Emma"):
        user = sandbox.user(name)
        sandbox.say(user, "/start")  # a bot may not write first
        await office.subscribe(user.id)
    await office.announce(await office.leader(), "Møte på tirsdag")
    async with office.db.transaction() as tx:
        claimed = await deliveries.claim(tx, office.clock.now(), limit=2, busy=())
    sandbox.faults.add(Fault(FaultKind.SLOW, method="sendMessage", seconds=0.1, times=2))
    contents = Contents(office.db, office.clock, ZoneInfo("Europe/Oslo"), "Prøveklyngen")
    events: list[tuple[str, str]] = []

    async with serve(sandbox) as server:
        api = Api(server.url, TOKEN, seconds=30, connections=1)
        sender = TelegramSender(api, contents, lambda: None, lambda: False, Noting(events))

        async def send(delivery: Delivery) -> None:
            assert isinstance(await sender.send(delivery), Delivered)
            events.append(("back", delivery.address))

        await asyncio.gather(*map(send, claimed))
        await api.close()

    first, second = events[0][1], events[-1][1]
    assert first != second
    assert events == [("leaves", first), ("back", first), ("leaves", second), ("back", second)]
