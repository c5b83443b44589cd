"""Who is in the bot and who is not, partner by partner."""

from dataclasses import dataclass

from klyngebot.domain.memberships import Member
from klyngebot.domain.partners import Partner, PartnerId
from klyngebot.domain.people import Person, PersonId
from klyngebot.domain.roles import Caller, Holder, Role
from klyngebot.services.authority import require, require_keeper, require_keeper_of
from klyngebot.store import memberships, partners, people, subscribers
from klyngebot.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How many partners with an agreement there are, and those with nobody in the bot."""

    partners: int
    without_members: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A partner: how many are in the bot, and how many in the register."""

    partner: Partner
    joined: int
    listed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerCoverage:
    """Who of a partner is in the bot, with their roles, and who is not."""

    partner: Partner
    joined: list[tuple[Person, Member]]
    missing: list[Person]
    may_lead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCoverage:
    """Somebody at a partner, who they are in the bot (None: not in it), and what may be done."""

    person: Person
    holder: Holder | None
    may_give: bool
    is_self: bool


class Coverage:
    """Use cases of who is in."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def summary(self, caller: Caller) -> Summary:
        """Return how many partners are in, and which are not."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return Summary(
                partners=await partners.count_signed(db),
                without_members=await partners.list_without_members(db),
            )

    async def list_partners(self, caller: Caller) -> list[Covered]:
        """Return every partner: those with nobody in first, those that have left last."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            counts = await partners.count_people(db)
            found = [
                Covered(partner=partner, joined=joined, listed=listed)
                for partner in await partners.list_all(db, left=True)
                for joined, listed in [counts.get(partner.id, (0, 0))]
            ]
            return sorted(found, key=_order)

    async def partner(self, caller: Caller, partner_id: PartnerId) -> PartnerCoverage:
        """Return who of a partner is in and who is not.

        Raises:
            NotAllowedError: Somebody else looks after it.
        """
        async with self._db.read() as db:
            actor, partner = await require_keeper(db, caller, partner_id)
            joined = {m.person_id: m for m in await memberships.list_members(db, partner_id)}
            at = await people.list_at(db, partner_id)
            return PartnerCoverage(
                partner=partner,
                joined=[(person, joined[person.id]) for person in at if person.id in joined],
                missing=[person for person in at if person.id not in joined],
                may_lead=actor.has(Role.LEADER),
            )

    async def person(self, caller: Caller, person_id: PersonId) -> PersonCoverage:
        """Return somebody at a partner the caller looks after.

        Raises:
            NotAllowedError: It is somebody at another partner.
        """
        async with self._db.read() as db:
            actor, person = await require_keeper_of(db, caller, person_id)
            who = await memberships.find_subscriber(db, person_id)
            return PersonCoverage(
                person=person,
                holder=await subscribers.find_holder(db, who) if who is not None else None,
                may_give=actor.has(Role.LEADER),
                is_self=actor.person_id == person_id,
            )


def _order(covered: Covered) -> tuple[bool, bool]:
    return (covered.partner.left_on is not None, covered.joined > 0)
