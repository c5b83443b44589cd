"""Who may: asked of the database, inside the transaction that acts."""

from klyngebot.domain.chats import SharedChat
from klyngebot.domain.errors import NotAllowedError, NotFoundError, NotPrivateError
from klyngebot.domain.memberships import JoinRequest, RequestId
from klyngebot.domain.partners import Partner, PartnerId
from klyngebot.domain.people import Person, PersonId
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store import memberships, partners, people, subscribers
from klyngebot.store.database import Reader


async def require(db: Reader, caller: Caller, role: Role) -> Actor:
    """Return ``caller`` as the database knows them now.

    Raises:
        NotPrivateError: Others would read the answer.
        NotAllowedError: They have not got ``role``.
    """
    if not caller.private:
        raise NotPrivateError
    actor = await subscribers.find_actor(db, caller)
    if not actor.has(role):
        raise NotAllowedError
    return actor


async def require_keeper(
    db: Reader, caller: Caller, partner_id: PartnerId
) -> tuple[Actor, Partner]:
    """Return ``caller`` and the partner they look after: its contact, or a leader.

    Raises:
        NotPrivateError: Others would read the answer.
        NotAllowedError: They look after another one, or none.
        NotFoundError: There is no such partner.
    """
    actor = await require(db, caller, Role.CONTACT)
    if not actor.looks_after(partner_id):
        raise NotAllowedError
    partner = await partners.find(db, partner_id)
    if partner is None:
        raise NotFoundError
    return actor, partner


async def require_keeper_of(
    db: Reader, caller: Caller, person_id: PersonId
) -> tuple[Actor, Person]:
    """Return ``caller`` and a person at the partner they look after.

    Raises:
        NotPrivateError: Others would read the answer.
        NotAllowedError: It is somebody at another partner.
        NotFoundError: There is no such person; told to leaders only.
    """
    actor = await require(db, caller, Role.CONTACT)
    person = await people.find(db, person_id)
    if person is None and actor.role is Role.LEADER:
        raise NotFoundError
    if person is None or not actor.looks_after(person.partner_id):
        raise NotAllowedError
    return actor, person


async def require_request(
    db: Reader, caller: Caller, request_id: RequestId
) -> tuple[Actor, JoinRequest]:
    """Return ``caller`` and a request to join the partner they look after.

    Raises:
        NotPrivateError: Others would read the answer.
        NotAllowedError: It is to another partner.
        NotFoundError: There is no such request.
    """
    actor = await require(db, caller, Role.CONTACT)
    request = await memberships.find(db, request_id)
    if request is None:
        raise NotFoundError
    if not actor.looks_after(request.partner_id):
        raise NotAllowedError
    return actor, request


async def require_person(db: Reader, caller: Caller, person_id: PersonId) -> tuple[Actor, Person]:
    """Return ``caller`` and the person whose card they keep: they themselves, or a keeper.

    Raises:
        NotPrivateError: Others would read the answer.
        NotAllowedError: It is somebody else, of another partner.
        NotFoundError: There is no such person; told to leaders only.
    """
    actor = await require(db, caller, Role.MEMBER)
    person = await people.find(db, person_id)
    if person is None and actor.role is Role.LEADER:
        raise NotFoundError
    if person is None or not (actor.person_id == person.id or actor.looks_after(person.partner_id)):
        raise NotAllowedError
    return actor, person


async def require_administrator(db: Reader, caller: Caller, chat: SharedChat) -> Actor:
    """Return ``caller``, who is an administrator of a group or channel as Telegram says now.

    The one question that the database cannot answer: who runs a chat, Telegram alone knows.

    Raises:
        NotAllowedError: They are not.
    """
    if not chat.is_administered:
        raise NotAllowedError
    return await subscribers.find_actor(db, caller)


def known(actor: Actor) -> SubscriberId:
    """Return the subscriber behind ``actor``.

    Raises:
        NotAllowedError: They have never started the bot.
    """
    if actor.subscriber_id is None:
        raise NotAllowedError
    return actor.subscriber_id
