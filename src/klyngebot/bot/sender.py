"""Carries deliveries to Telegram."""

import logging
from collections.abc import Callable
from typing import Protocol

from klyngebot.bot.api import Api, LostError, NotSentError
from klyngebot.bot.contents import Contents
from klyngebot.bot.outcome import TokenRefusedError, classify, of_edit
from klyngebot.domain.corrections import message_and_item
from klyngebot.domain.deliveries import (
    EDITS,
    UNKNOWN_MESSAGE,
    Deferred,
    Delivery,
    Kind,
    Outcome,
    Refused,
    Uncertain,
)

_log = logging.getLogger(__name__)

_LONGEST_BACK_OFF = 60.0

_HELD = 1.0
"""How long (s) what has waited for room into a hold stays away; the hold itself is the engine's."""


class Pace(Protocol):
    """Says when, see :class:`klyngebot.broadcast.pacer.Pacer`."""

    async def room_for(self, address: str, messages: int) -> bool:
        """Wait for room for so many messages; False when they must not leave."""
        ...

    def leaves(self, address: str) -> None:
        """Note that a message is on the line."""
        ...


class TelegramSender:
    """The engine's way to Telegram.

    Args:
        api: Connections used for nothing else.
        contents: What a delivery says.
        on_token_refused: Told when Telegram does not know the token any more.
        is_quiet: Whether messages should make no sound now.
        pace: Asked for room, and told when a message leaves.
    """

    def __init__(
        self,
        api: Api,
        contents: Contents,
        on_token_refused: Callable[[], None],
        is_quiet: Callable[[], bool],
        pace: Pace,
    ) -> None:
        self._api = api
        self._contents = contents
        self._on_token_refused = on_token_refused
        self._is_quiet = is_quiet
        self._pace = pace
        self._not_sent = 0

    async def send(self, delivery: Delivery) -> Outcome:
        """Send ``delivery`` and say what is known of it."""
        group = delivery.address.startswith("-")
        call = await self._contents.call(
            delivery.content,
            delivery.locale,
            group=group,
            recipient=delivery.subscriber_id,
            is_again=delivery.is_again,
        )
        if call is None:
            return Refused("the subject is gone")
        changed = target(delivery)
        if changed is None:
            return Refused(UNKNOWN_MESSAGE)
        parameters = {"chat_id": int(delivery.address), **changed, **call.parameters}
        if call.may_be_silent and self._is_quiet():
            parameters["disable_notification"] = True
        if not await self._pace.room_for(delivery.address, call.messages):
            return Deferred(_HELD, holds_all=False)
        outcome = await self._carry(delivery.address, call.method, parameters)
        return of_edit(outcome) if delivery.content.kind in EDITS else outcome

    async def _carry(self, address: str, method: str, parameters: dict[str, object]) -> Outcome:
        try:
            answer = await self._api.call(
                method, parameters, on_sent=lambda: self._pace.leaves(address)
            )
            outcome = classify(answer, group=address.startswith("-"))
        except NotSentError as error:
            return self._back_off(str(error))
        except LostError as error:
            return Uncertain(str(error))
        except TokenRefusedError:
            self._on_token_refused()
            return Deferred(1.0, holds_all=True)
        self._not_sent = 0
        return outcome

    def _back_off(self, reason: str) -> Deferred:
        wait = min(2.0**self._not_sent, _LONGEST_BACK_OFF)
        self._not_sent = min(self._not_sent + 1, 6)
        _log.warning("not_sent reason=%s wait_s=%s", reason, wait)
        return Deferred(wait, holds_all=True)


def target(delivery: Delivery) -> dict[str, object] | None:
    """Return which messages of the chat a delivery changes; None when nobody knows which."""
    match delivery.content.kind:
        case Kind.CORRECTION:
            _message, item = message_and_item(delivery.content.part)
            found = delivery.targets[item : item + 1]
            return {"message_id": found[0]} if found else None
        case Kind.WITHDRAWAL:
            return {"message_ids": list(delivery.targets)} if delivery.targets else None
        case _:
            return {}
