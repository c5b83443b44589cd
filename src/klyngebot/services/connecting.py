"""Groups and channels: connected by their administrators, chosen by leaders."""

from klyngebot.domain.chats import ConnectedChat, SharedChat
from klyngebot.domain.clock import Clock
from klyngebot.domain.roles import Caller, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.services.authority import require, require_administrator
from klyngebot.store import chats
from klyngebot.store.database import Database


class Connecting:
    """Use cases of connecting groups and channels.

    A connected one gets nothing by itself: a leader chooses it for an announcement.
    """

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def connect(self, caller: Caller, chat: SharedChat) -> None:
        """Let leaders send announcements to ``chat``.

        Raises:
            NotAllowedError: The caller is none of its administrators.
        """
        async with self._db.transaction() as tx:
            actor = await require_administrator(tx, caller, chat)
            await chats.connect(tx, chat, actor.locale, self._clock.now())

    async def disconnect_here(self, caller: Caller, chat: SharedChat) -> bool:
        """Send nothing more to ``chat``; return whether it was connected.

        Raises:
            NotAllowedError: The caller is none of its administrators.
        """
        async with self._db.transaction() as tx:
            await require_administrator(tx, caller, chat)
            found = await chats.find(tx, chat.address)
            if found is not None:
                await chats.disconnect(tx, found, self._clock.now())
            return found is not None

    async def list_connected(self, caller: Caller) -> list[ConnectedChat]:
        """Return the groups and channels that are connected."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return await chats.list_connected(db)

    async def disconnect(self, caller: Caller, chat_id: SubscriberId) -> list[ConnectedChat]:
        """Send nothing more to a group or channel, and return those that are left."""
        async with self._db.transaction() as tx:
            await require(tx, caller, Role.LEADER)
            await chats.disconnect(tx, chat_id, self._clock.now())
            return await chats.list_connected(tx)

    async def migrate(self, caller: Caller, chat: SharedChat, old: str, new: str) -> None:
        """Follow a group that has become a supergroup; ``chat`` is either, which says so.

        Raises:
            NotAllowedError: Not Telegram says so in the name of who runs it.
        """
        async with self._db.transaction() as tx:
            await require_administrator(tx, caller, chat)
            await chats.migrate(tx, old, new)
