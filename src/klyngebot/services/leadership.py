"""Becoming a leader, and the leader's overview."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from klyngebot.domain.audit import Action
from klyngebot.domain.clock import Clock
from klyngebot.domain.codes import check_leader_code
from klyngebot.domain.errors import LinkExpiredError
from klyngebot.domain.questions import Tally
from klyngebot.domain.roles import Actor, Caller, GivenRole, Role
from klyngebot.services.authority import require
from klyngebot.services.guessing import may_enter
from klyngebot.services.requests import tell_of_waiting
from klyngebot.services.subscriptions import admit
from klyngebot.store import (
    audit,
    deliveries,
    inbox,
    memberships,
    partners,
    questions,
    subscribers,
)
from klyngebot.store.backups import list_backups
from klyngebot.store.database import Database, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How things stand, as a leader asks."""

    subscribed: int
    members: int
    partners: int
    without_members: list[str]
    waiting: int
    quarantined: int
    newest_backup: datetime | None
    mailbox: Tally


class Leadership:
    """Use cases of those who run the cluster.

    Args:
        db: The store.
        clock: The time.
        token: The bot's token, which leader codes are derived from.
        backups: The folder of nightly copies.
    """

    def __init__(self, db: Database, clock: Clock, *, token: str, backups: Path) -> None:
        self._db = db
        self._clock = clock
        self._token = token
        self._backups = backups

    async def enter(self, caller: Caller, code: str, *, update_id: int) -> None:
        """Make the caller a leader by a code; a code works for one person.

        Raises:
            LinkExpiredError: The code is forged, expired or used by somebody else.
        """
        now = self._clock.now()
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            digest = await self._usable(tx, actor, code, now)
            right = digest is not None
            if (
                await may_enter(tx, actor, right=right, update_id=update_id, now=now)
                and digest is not None
            ):
                await self._lead(tx, actor, digest, now)
                return
        raise LinkExpiredError

    async def overview(self, caller: Caller) -> Overview:
        """Return how things stand.

        Raises:
            NotAllowedError: The caller is no leader.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return Overview(
                subscribed=await subscribers.count_subscribed(db),
                members=await memberships.count(db),
                partners=await partners.count_signed(db),
                without_members=await partners.list_without_members(db),
                waiting=await deliveries.count_waiting(db),
                quarantined=await inbox.count_quarantined(db),
                newest_backup=self._newest_backup(),
                mailbox=await questions.tally(db, self._clock.now()),
            )

    async def _usable(self, tx: Transaction, actor: Actor, code: str, now: datetime) -> str | None:
        """Return the hash of a good code that nobody else has used, or None."""
        try:
            digest = check_leader_code(self._token, code, now)
        except LinkExpiredError:
            return None
        taken = await subscribers.is_code_taken(tx, digest, actor.subscriber_id)
        return None if taken else digest

    async def _lead(self, tx: Transaction, actor: Actor, digest: str, now: datetime) -> None:
        subscriber_id = await admit(tx, actor, self._clock)
        await subscribers.use_code(tx, digest, subscriber_id, now)
        if await subscribers.set_staff(tx, subscriber_id, GivenRole.LEADER) != GivenRole.LEADER:
            leader = await subscribers.find_actor(tx, actor.caller)
            fields = (GivenRole.LEADER,)
            await audit.note(tx, leader, Action.ROLE_GIVEN, subscriber_id, now, fields=fields)
        holder = await subscribers.find_holder(tx, subscriber_id)
        assert holder is not None
        await tell_of_waiting(tx, holder, now)

    def _newest_backup(self) -> datetime | None:
        found = list_backups(self._backups)
        return datetime.fromtimestamp(found[0].stat().st_mtime).astimezone() if found else None
