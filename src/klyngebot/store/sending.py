"""Broadcasts under way: both their own row and those of their deliveries, in one transaction."""

from collections.abc import Iterable
from datetime import datetime

from klyngebot.domain.broadcasts import Broadcast, BroadcastId, BroadcastState, Stop
from klyngebot.domain.deliveries import Content, Kind, Moved, Outcome, Refused
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store import accounts, broadcasts, chats, deliveries, subscribers, uncertain, unsent
from klyngebot.store.database import Transaction
from klyngebot.store.deliveries import Settled


async def begin(tx: Transaction, broadcast: Broadcast, now: datetime) -> None:
    """Let a broadcast go out, or go on.

    Raises:
        IllegalTransitionError: It is under way, cancelled or a draft with no recipients.
    """
    done = await accounts.count_done(tx, broadcast.id)
    await broadcasts.move(tx, broadcast, BroadcastState.SENDING, now, started_done=done)
    await unsent.release(tx, content_of(broadcast.id))


async def pause(
    tx: Transaction, broadcast: Broadcast, now: datetime, *, why: Stop | None = None
) -> None:
    """Let what has not left yet wait.

    Raises:
        IllegalTransitionError: It is not under way.
    """
    await broadcasts.move(tx, broadcast, BroadcastState.PAUSED, now, stopped=why)
    await unsent.hold_back(tx, content_of(broadcast.id))


async def stop(tx: Transaction, broadcast: Broadcast, why: Stop, now: datetime) -> None:
    """Pause a broadcast that should not go on unasked, and tell its author, or the leaders."""
    await pause(tx, broadcast, now, why=why)
    for number, who in await broadcasts.list_told(tx, broadcast.id):
        content = Content(kind=Kind.BROADCAST_STOPPED, subject_id=broadcast.id, part=number)
        await deliveries.add(tx, content, [who], now)


async def cancel(tx: Transaction, broadcast: Broadcast, now: datetime) -> None:
    """Take back what has not left yet, for good.

    Raises:
        IllegalTransitionError: It is a draft, or cancelled already.
    """
    await broadcasts.move(tx, broadcast, BroadcastState.CANCELLED, now)
    await unsent.withdraw_subject(tx, content_of(broadcast.id), now)


async def note_arrived(
    tx: Transaction,
    broadcast_id: BroadcastId,
    subscriber_id: SubscriberId,
    message_id: int,
    now: datetime,
) -> bool:
    """Note that what nobody knew of has arrived, and let its author see so; return whether so."""
    if not await uncertain.note_arrived(
        tx, content_of(broadcast_id), subscriber_id, message_id, now
    ):
        return False
    await broadcasts.reopen_progress(tx, broadcast_id)
    return True


async def leave_unanswered(tx: Transaction, before: datetime, now: datetime) -> list[BroadcastId]:
    """Leave the uncertain ones that nobody has chosen for since ``before``; return of which."""
    left = await uncertain.leave_unanswered(tx, before)
    for broadcast_id in left:
        await broadcasts.note_unanswered(tx, broadcast_id, now)
    return left


async def watch(tx: Transaction, settled: Iterable[Settled], now: datetime) -> None:
    """Stop those broadcasts of which too much goes wrong, as what came back shows.

    Whoever was known to be out of reach says nothing new: over the years they become many.
    """
    by_broadcast: dict[BroadcastId, list[Outcome]] = {}
    for came_back in settled:
        content, who = came_back.delivery.content, came_back.delivery.subscriber_id
        if content.kind is not Kind.BROADCAST:
            continue
        gone = isinstance(came_back.outcome, Refused) and came_back.outcome.unreachable
        if gone and await subscribers.is_unreachable_since_before(tx, who, now):
            continue
        of_one = by_broadcast.setdefault(BroadcastId(content.subject_id), [])
        of_one.append(came_back.outcome)
    for broadcast_id, outcomes in by_broadcast.items():
        await _watch(tx, broadcast_id, outcomes, now)


async def follow(tx: Transaction, settled: Iterable[Settled]) -> None:
    """Take up where groups are that have become supergroups, as what came back tells."""
    for came_back in settled:
        if isinstance(came_back.outcome, Moved):
            await chats.migrate(tx, came_back.delivery.address, came_back.outcome.address)


def content_of(broadcast_id: BroadcastId) -> Content:
    """Return what the deliveries of a broadcast carry."""
    return Content(kind=Kind.BROADCAST, subject_id=broadcast_id)


async def _watch(
    tx: Transaction, broadcast_id: BroadcastId, outcomes: list[Outcome], now: datetime
) -> None:
    health = await broadcasts.health(tx, broadcast_id)
    why = None
    for outcome in outcomes:
        health = health.after(outcome)
        why = why or health.stop
    await broadcasts.set_health(tx, broadcast_id, health)
    if why is None:
        return
    broadcast = await broadcasts.find(tx, broadcast_id)
    if broadcast is not None and broadcast.state is BroadcastState.SENDING:
        await stop(tx, broadcast, why, now)
