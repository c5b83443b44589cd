"""Who may: asked of the database, inside the transaction that acts."""

from klyngebot.domain.errors import NotAllowedError, NotPrivateError
from klyngebot.domain.roles import Actor, Caller, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store import subscribers
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


def known(actor: Actor) -> SubscriberId:
    """Return the subscriber behind ``actor``.

    Raises:
        NotAllowedError: They have never started the bot.
    """
    if actor.subscriber_id is None:
        raise NotAllowedError
    return actor.subscriber_id
