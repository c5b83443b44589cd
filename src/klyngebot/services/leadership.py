"""Becoming a leader, and the leader's overview."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from klyngebot.domain.clock import Clock
from klyngebot.domain.codes import check_leader_code
from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.errors import LinkExpiredError
from klyngebot.domain.roles import Caller, Role
from klyngebot.services.authority import require
from klyngebot.services.subscriptions import admit
from klyngebot.store import deliveries, inbox, memberships, partners, subscribers
from klyngebot.store.backups import list_backups
from klyngebot.store.database import Database


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

    async def enter(self, caller: Caller, code: str) -> None:
        """Make the caller a leader by a code; a code works for one person.

        Raises:
            LinkExpiredError: The code is forged, expired or used by somebody else.
        """
        now = self._clock.now()
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.VISITOR)
            digest = check_leader_code(self._token, code, now)
            subscriber_id = await admit(tx, actor, self._clock)
            if not await subscribers.use_code(tx, digest, subscriber_id, now):
                raise LinkExpiredError
            await subscribers.make_leader(tx, subscriber_id)
            for request in await memberships.list_waiting(tx):
                content = Content(kind=Kind.JOIN_REQUEST, subject_id=request.id)
                await deliveries.add(tx, content, [subscriber_id], now)

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
            )

    def _newest_backup(self) -> datetime | None:
        found = list_backups(self._backups)
        return datetime.fromtimestamp(found[0].stat().st_mtime).astimezone() if found else None
