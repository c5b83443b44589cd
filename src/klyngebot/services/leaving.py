"""What ends when somebody works at a partner no more; used by every way out and by moving."""

from datetime import datetime

from klyngebot.domain.audit import Action
from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.errors import BadInputError
from klyngebot.domain.people import Person, PersonId
from klyngebot.domain.roles import Actor, GivenRole
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store import audit, deliveries, invitations, memberships, partners, people, unsent
from klyngebot.store.database import Transaction


async def part(tx: Transaction, actor: Actor, person: Person, now: datetime) -> int | None:
    """End what ties ``person`` to their partner, and all that waits for them as a member.

    Return the id of what was noted, or None when they had left already.
    """
    was = await memberships.find_subscriber(tx, person.id)
    left = await people.set_left(tx, person.id, now)
    await invitations.revoke(tx, person.id, now)
    if was is not None:
        await _end(tx, actor, was, now)
    if not left and was is None:
        return None
    return await audit.note(tx, actor, Action.MEMBER_LEFT, person.id, now)


async def dismiss(
    tx: Transaction, actor: Actor, person: Person, now: datetime
) -> SubscriberId | None:
    """Do what :func:`part` does, and tell them; return who they were in the bot, or None."""
    who = await memberships.find_subscriber(tx, person.id)
    noted = await part(tx, actor, person, now)
    if noted is not None and who is not None and who != actor.subscriber_id:
        content = Content(kind=Kind.ROLE_CHANGED, subject_id=noted)
        await deliveries.add(tx, content, [who], now)
    return who


async def settle_in(
    tx: Transaction, actor: Actor, person_id: PersonId, who: SubscriberId, now: datetime
) -> None:
    """Make ``who`` the person ``person_id`` from now; at another partner they have left.

    Raises:
        BadInputError: Somebody else is that person, or the partner has left.
    """
    person = await people.find(tx, person_id)
    assert person is not None
    partner = await partners.find(tx, person.partner_id)
    if partner is None or partner.left_on is not None:
        raise BadInputError("partner_left", name=person.partner_name)
    before = await memberships.find_person(tx, who)
    if before == person_id:
        return
    old = await people.find(tx, before) if before is not None else None
    if old is not None and old.partner_id != person.partner_id:
        await part(tx, actor, old, now)
    else:
        await _take_contact(tx, actor, who, now)
    if not await memberships.begin(tx, person_id, who, now):
        raise BadInputError("person_taken", name=person.name)
    await unsent.withdraw_requests(tx, who, now)
    await invitations.revoke(tx, person_id, now)
    await audit.note(tx, actor, Action.MEMBER_JOINED, person_id, now)


async def _end(tx: Transaction, actor: Actor, who: SubscriberId, now: datetime) -> None:
    await _take_contact(tx, actor, who, now)
    await memberships.end(tx, who, now)
    await unsent.withdraw(tx, who, now)
    await unsent.withdraw_requests(tx, who, now)


async def _take_contact(tx: Transaction, actor: Actor, who: SubscriberId, now: datetime) -> None:
    if await memberships.set_contact(tx, who, on=False):
        await audit.note(tx, actor, Action.ROLE_TAKEN, who, now, fields=(GivenRole.CONTACT,))
