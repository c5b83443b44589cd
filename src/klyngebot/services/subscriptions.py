"""Coming in, choosing topics and language, and leaving."""

from dataclasses import dataclass

from klyngebot.domain.clock import Clock
from klyngebot.domain.errors import NotFoundError
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.domain.subscribers import SubscriberId, TopicChoice
from klyngebot.domain.terms import TermId
from klyngebot.i18n import LOCALES
from klyngebot.services.authority import require
from klyngebot.store import drafts, subscribers, unsent
from klyngebot.store.database import Database, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What somebody has chosen."""

    name: str
    role: Role
    is_contact: bool
    locale: str
    subscribed: bool
    choices: list[TopicChoice]


class Subscriptions:
    """Use cases of somebody's own subscription."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def start(self, caller: Caller) -> Settings:
        """Let the caller hear from us. The first time every topic is on."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            subscriber_id = await admit(tx, actor, self._clock)
            await subscribers.set_subscribed(tx, subscriber_id, on=True)
            return await _settings(tx, actor, subscriber_id)

    async def settings(self, caller: Caller) -> Settings:
        """Return what the caller has chosen."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            subscriber_id = await subscribers.ensure(tx, actor, self._clock.now())
            return await _settings(tx, actor, subscriber_id)

    async def set_topic(self, caller: Caller, topic_id: TermId, *, on: bool) -> Settings:
        """Turn a topic on or off for the caller."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            subscriber_id = await subscribers.ensure(tx, actor, self._clock.now())
            await subscribers.set_topic(tx, subscriber_id, topic_id, on=on)
            return await _settings(tx, actor, subscriber_id)

    async def set_locale(self, caller: Caller, locale: str) -> Settings:
        """Write to the caller in ``locale`` from now on.

        Raises:
            NotFoundError: There is no catalogue for it.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            if locale not in LOCALES:
                raise NotFoundError
            subscriber_id = await subscribers.ensure(tx, actor, self._clock.now())
            await subscribers.set_locale(tx, subscriber_id, locale)
            return await _settings(tx, actor, subscriber_id)

    async def stop(self, caller: Caller) -> None:
        """Send the caller nothing more; what waits for them is withdrawn."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            if actor.subscriber_id is not None:
                await subscribers.set_subscribed(tx, actor.subscriber_id, on=False)
                await unsent.withdraw(tx, actor.subscriber_id, self._clock.now())
                await drafts.delete(tx, actor.subscriber_id)

    async def set_reachable(self, caller: Caller, reason: str | None) -> None:
        """Note that the caller has blocked the bot (``reason``) or let it in again (None)."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            if reason is None:
                await subscribers.set_reachable(tx, actor.caller.address)
            else:
                await subscribers.set_unreachable(
                    tx, actor.caller.address, reason, self._clock.now()
                )


async def admit(tx: Transaction, actor: Actor, clock: Clock) -> SubscriberId:
    """Return the subscriber of ``actor``; who is new hears from us, about every topic."""
    subscriber_id = await subscribers.ensure(tx, actor, clock.now())
    if actor.subscriber_id is None:
        await subscribers.set_subscribed(tx, subscriber_id, on=True)
        await subscribers.set_all_topics(tx, subscriber_id)
    return subscriber_id


async def _settings(tx: Transaction, actor: Actor, subscriber_id: SubscriberId) -> Settings:
    subscriber = await subscribers.get(tx, subscriber_id)
    return Settings(
        name=actor.caller.name,
        role=actor.role,
        is_contact=actor.is_contact,
        locale=subscriber.locale,
        subscribed=subscriber.subscribed,
        choices=await subscribers.list_choices(tx, subscriber_id),
    )
