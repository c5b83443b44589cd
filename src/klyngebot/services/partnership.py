"""A partner as a whole: its join link, going and coming back."""

from collections.abc import Callable
from zlib import crc32

from klyngebot.domain.audit import Action
from klyngebot.domain.clock import Clock
from klyngebot.domain.errors import BadInputError, NotFoundError
from klyngebot.domain.partners import Partner, PartnerId
from klyngebot.domain.roles import Caller, Holder, Role
from klyngebot.services.authority import require, require_keeper
from klyngebot.services.leaving import dismiss
from klyngebot.store import audit, invitations, memberships, partners, people, subscribers
from klyngebot.store.database import Database, Reader


def fingerprint(code: str) -> int:
    """Return a number that tells one join code from the next, for a button to carry."""
    return crc32(code.encode())


class Partnership:
    """Use cases of a partner as a whole.

    Args:
        db: The store.
        clock: The time.
        new_code: Makes an unguessable code for a join link.
    """

    def __init__(self, db: Database, clock: Clock, new_code: Callable[[], str]) -> None:
        self._db = db
        self._clock = clock
        self._new_code = new_code

    async def link(self, caller: Caller, partner_id: PartnerId) -> Partner:
        """Return a partner with its join code.

        Raises:
            NotAllowedError: Somebody else looks after it.
            BadInputError: It has left the cluster.
        """
        async with self._db.read() as db:
            _, partner = await require_keeper(db, caller, partner_id)
            return _present(partner)

    async def replace_link(self, caller: Caller, partner_id: PartnerId, old: int) -> Partner:
        """Give a partner another join link; the one with fingerprint ``old`` works no more.

        Where that one has been replaced already, nothing changes.

        Raises:
            NotAllowedError: Somebody else looks after it.
            BadInputError: It has left the cluster.
        """
        async with self._db.transaction() as tx:
            actor, partner = await require_keeper(tx, caller, partner_id)
            if fingerprint(_present(partner).join_code) == old:
                await partners.set_join_code(tx, partner_id, self._new_code())
                await audit.note(tx, actor, Action.LINK_REPLACED, partner_id, self._clock.now())
            return await _partner(tx, partner_id)

    async def leave(self, caller: Caller, partner_id: PartnerId) -> list[Holder]:
        """Let a partner leave: its people, links and requests with it, and what waits for them.

        Return those who were members, who are told, with what they may do now.
        """
        now = self._clock.now()
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            await _partner(tx, partner_id)
            out: list[Holder | None] = []
            if await partners.set_left(tx, partner_id, now.date()):
                for person in await people.list_at(tx, partner_id):
                    who = await dismiss(tx, actor, person, now)
                    out.append(await subscribers.find_holder(tx, who) if who is not None else None)
                await partners.set_join_code(tx, partner_id, self._new_code())
                await memberships.replace_waiting_at(tx, partner_id)
                await invitations.revoke_at(tx, partner_id, now)
                await audit.note(tx, actor, Action.PARTNER_LEFT, partner_id, now)
            return [holder for holder in out if holder is not None]

    async def come_back(self, caller: Caller, partner_id: PartnerId) -> Partner:
        """Let a partner be one again. Its people come in anew."""
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            if await partners.set_left(tx, partner_id, None):
                now = self._clock.now()
                await audit.note(tx, actor, Action.PARTNER_BACK, partner_id, now)
            return await _partner(tx, partner_id)


def _present(partner: Partner) -> Partner:
    if partner.left_on is not None:
        raise BadInputError("partner_left", name=partner.name)
    return partner


async def _partner(db: Reader, partner_id: PartnerId) -> Partner:
    partner = await partners.find(db, partner_id)
    if partner is None:
        raise NotFoundError
    return partner
