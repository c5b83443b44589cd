"""Telegram at the port of the engine."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from klyngebot.domain.deliveries import Delivered, Delivery, Outcome
from support.clock import FakeClock


class FakeSender:
    """Gives ``outcomes`` in order, an error by raising it, and then delivers everything."""

    def __init__(self, outcomes: Iterable[Outcome | Exception] = ()) -> None:
        self.outcomes = list(outcomes)
        self.sent: list[Delivery] = []
        self.flying: list[Delivery] = []
        self.most_flying = 0
        self.most_to_one_chat = 0
        self.answers = asyncio.Event()
        self.answers.set()

    @property
    def addresses(self) -> list[str]:
        return [delivery.address for delivery in self.sent]

    async def send(self, delivery: Delivery) -> Outcome:
        self.sent.append(delivery)
        self.flying.append(delivery)
        self.most_flying = max(self.most_flying, len(self.flying))
        to_one = sum(other.address == delivery.address for other in self.flying)
        self.most_to_one_chat = max(self.most_to_one_chat, to_one)
        number = len(self.sent)
        outcome: Outcome | Exception = Delivered(1000 + number)
        with suppress(IndexError):
            outcome = self.outcomes.pop(0)
        try:
            await asyncio.sleep(0)
            await self.answers.wait()
        finally:
            self.flying.remove(delivery)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


class SlowSender(FakeSender):
    """A second passes before each message, as a chat asks for between two."""

    def __init__(self, clock: FakeClock, outcomes: Iterable[Outcome]) -> None:
        super().__init__(outcomes)
        self._clock = clock

    async def send(self, delivery: Delivery) -> Outcome:
        self._clock.advance(1.5)
        return await super().send(delivery)
