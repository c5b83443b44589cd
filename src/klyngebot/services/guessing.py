"""Slowing down who guesses links: who is wrong, and who is right too late, hear the same."""

from datetime import UTC, datetime, timedelta

from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.roles import Actor
from klyngebot.store import deliveries, subscribers, tries
from klyngebot.store.database import Transaction

PER_PERSON = 5
"""Links that may fail for one person in a window."""

IN_ALL = 50
"""Links that may fail in a window before no link opens anything for anyone."""

WINDOW = timedelta(hours=1)


async def may_enter(
    tx: Transaction, actor: Actor, *, right: bool, update_id: int, now: datetime
) -> bool:
    """Return whether the link in ``update_id`` opens anything; note it when it is not ``right``.

    The caller must commit before it says no. What is tried while all is closed is not counted, so
    that one person alone cannot keep everybody out.
    """
    since = now - WINDOW
    own = await tries.count(tx, since=since, address=actor.caller.address)
    if own >= PER_PERSON or await tries.count(tx, since=since) >= IN_ALL:
        return False
    if not right:
        await tries.add(tx, update_id, actor.caller.address, now)
        if await tries.count(tx, since=since) >= IN_ALL:
            await _tell_leaders(tx, now)
    return right


async def _tell_leaders(tx: Transaction, now: datetime) -> None:
    hour = int((now - datetime(1970, 1, 1, tzinfo=UTC)) / WINDOW)
    content = Content(kind=Kind.LINKS_CLOSED, subject_id=hour)
    await deliveries.add(tx, content, [who.id for who in await subscribers.list_leaders(tx)], now)
