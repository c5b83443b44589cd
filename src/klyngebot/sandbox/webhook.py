"""Updates by webhook: in order within a chat, again and again until the bot takes them."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Protocol

from aiohttp import ClientError, ClientSession, ClientTimeout

from klyngebot.sandbox import strict

if TYPE_CHECKING:
    from klyngebot.sandbox.updates import Updates

Json = dict[str, Any]

DEFAULT_CONNECTIONS = 40
FIRST_DELAY = 1.0
LONGEST_DELAY = 60.0
"""Between two attempts the wait doubles from the first to the longest (s, ``WebhookActor.cpp``)."""

LONGEST_RETRY_AFTER = 3600.0
ANSWERS_WITHIN = 60.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


@dataclass(slots=True, kw_only=True)
class Webhook:
    """Where updates go, and how that has been going.

    Args:
        url: On this machine.
        secret_token: Sent along in a header, "" for none.
        max_connections: So many updates at once.
        last_error_at: Of the last attempt that failed (s since 1970), 0 for none.
        last_error: Why.
    """

    url: str
    secret_token: str = ""
    max_connections: int = DEFAULT_CONNECTIONS
    last_error_at: float = 0.0
    last_error: str = ""


class Telegram(Protocol):
    """What the courier needs of the stand-in."""

    webhook: Webhook | None
    queue: "Updates"

    @property
    def outage(self) -> bool:
        """Whether nothing goes out."""
        ...

    def now(self) -> float:
        """Return the time (s since 1970)."""
        ...


@dataclass(slots=True)
class _Lane:
    """The updates of one chat, which go out one by one."""

    busy: bool = False
    delay: float = 0.0
    not_before: float = 0.0


@dataclass(slots=True)
class Courier:
    """Takes updates to the webhook for as long as :meth:`run` runs.

    Args:
        telegram: Whose updates.
        obey: Runs a method that the bot has put into its answer to an update.
    """

    telegram: Telegram
    obey: Callable[[str, Json], Awaitable[None]]
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _lanes: defaultdict[str, _Lane] = field(default_factory=lambda: defaultdict(_Lane))

    def wake(self) -> None:
        """Look again: something may have to go out."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        self.telegram.queue.arrived = self.wake
        try:
            timeout = ClientTimeout(total=ANSWERS_WITHIN)
            async with ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as group:
                while True:
                    self._set_out(session, group)
                    await self._woken.wait()
                    self._woken.clear()
        finally:
            self.telegram.queue.arrived = None

    def _set_out(self, session: ClientSession, group: asyncio.TaskGroup) -> None:
        webhook = self.telegram.webhook
        if webhook is None or self.telegram.outage:
            return
        loop = asyncio.get_running_loop()
        running = sum(lane.busy for lane in self._lanes.values())
        seen: set[str] = set()
        for update in self.telegram.queue.waiting():
            key = _lane_of(update)
            lane = self._lanes[key]
            if key in seen or lane.busy or running >= webhook.max_connections:
                seen.add(key)
                continue
            seen.add(key)
            if lane.not_before > loop.time():
                loop.call_at(lane.not_before, self.wake)
                continue
            lane.busy = True
            running += 1
            group.create_task(self._deliver(session, webhook, lane, update))

    async def _deliver(
        self, session: ClientSession, webhook: Webhook, lane: _Lane, update: Json
    ) -> None:
        headers = {SECRET_HEADER: webhook.secret_token} if webhook.secret_token else {}
        try:
            async with session.post(webhook.url, json=update, headers=headers) as response:
                body = await response.read()
                if not 200 <= response.status < 300:
                    wait = response.headers.get("Retry-After", "")
                    reason = f"Wrong response from the webhook: {response.status} {response.reason}"
                    self._postpone(webhook, lane, reason, wait)
                    return
        except (ClientError, TimeoutError, OSError) as error:
            reason = "Read timeout expired" if isinstance(error, TimeoutError) else str(error)
            self._postpone(webhook, lane, reason, "")
            return
        finally:
            lane.busy = False
            self.wake()
        lane.delay = lane.not_before = 0.0
        self.telegram.queue.confirm(update["update_id"])
        await self._obey(body)

    def _postpone(self, webhook: Webhook, lane: _Lane, reason: str, retry_after: str) -> None:
        webhook.last_error_at, webhook.last_error = self.telegram.now(), reason
        lane.delay = min(max(2 * lane.delay, FIRST_DELAY), LONGEST_DELAY)
        wait = min(_seconds(retry_after, self.telegram.now()), LONGEST_RETRY_AFTER) or lane.delay
        lane.not_before = asyncio.get_running_loop().time() + wait

    async def _obey(self, body: bytes) -> None:
        """Run the method the bot has put into its answer, if there is one."""
        try:
            answer = strict.loads(body or b"{}")
        except ValueError:
            return
        if isinstance(answer, dict) and isinstance(answer.get("method"), str):
            await self.obey(answer.pop("method"), answer)


def _lane_of(update: Json) -> str:
    """Return what must stay in order: the chat of a message, the person behind a tap."""
    for kind, payload in update.items():
        if isinstance(payload, dict):
            if "chat" in payload:
                return f"chat {_id_of(payload['chat'])}"
            return f"{kind} {_id_of(payload.get('from'))}"
    return "other"


def _id_of(whom: Any) -> Any:
    return whom.get("id") if isinstance(whom, dict) else None  # a poisoned update has anything


def _seconds(retry_after: str, now: float) -> float:
    """Return what a ``Retry-After`` asks for (s): a number of seconds, or a date."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        return max(parsedate_to_datetime(retry_after).timestamp() - now, 0.0)
    except ValueError:
        return 0.0
