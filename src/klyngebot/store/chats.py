"""Groups and channels: subscribers that are no people."""

from datetime import datetime

from klyngebot.domain.chats import ChatKind, ConnectedChat, SharedChat
from klyngebot.domain.subscribers import Channel, SubscriberId
from klyngebot.store import unsent
from klyngebot.store.database import Reader, Transaction, stamp


async def connect(tx: Transaction, chat: SharedChat, locale: str, now: datetime) -> None:
    """Let announcements be sent to ``chat``; one that is connected has its name brought up to date.

    ``locale`` is the language of who connects it the first time.
    """
    await tx.execute(
        """
        INSERT INTO subscriber (channel, address, chat, name, locale, subscribed, created_at)
        VALUES (:channel, :address, :kind, :name, :locale, 1, :now)
        ON CONFLICT (channel, address) DO UPDATE
           SET name = excluded.name, chat = excluded.chat, subscribed = 1,
               unreachable_reason = NULL, unreachable_at = NULL
        """,
        channel=Channel.TELEGRAM,
        address=chat.address,
        kind=chat.kind,
        name=chat.name,
        locale=locale,
        now=stamp(now),
    )


async def disconnect(tx: Transaction, chat_id: SubscriberId, now: datetime) -> None:
    """Send nothing more to a group or channel; what waits for it is withdrawn."""
    await tx.execute(
        "UPDATE subscriber SET subscribed = 0 WHERE id = :id AND chat <> 'private'", id=chat_id
    )
    await unsent.withdraw(tx, chat_id, now)


async def find(db: Reader, address: str) -> SubscriberId | None:
    """Return the connected group or channel at ``address``, or None."""
    row = await db.fetch_one(
        """
        SELECT id FROM subscriber
         WHERE channel = :channel AND address = :address AND chat <> 'private' AND subscribed
        """,
        channel=Channel.TELEGRAM,
        address=address,
    )
    return SubscriberId(row["id"]) if row else None


async def list_connected(db: Reader) -> list[ConnectedChat]:
    """Return the groups and channels that are connected, by name."""
    rows = await db.fetch_all(
        "SELECT id, name, chat FROM subscriber WHERE chat <> 'private' AND subscribed ORDER BY name"
    )
    return [
        ConnectedChat(id=SubscriberId(row["id"]), name=row["name"], kind=ChatKind(row["chat"]))
        for row in rows
    ]


async def migrate(tx: Transaction, old: str, new: str) -> None:
    """Let what is known of the group at ``old`` be known of the supergroup it has become.

    A second time, and where it has been connected anew meanwhile, nothing is done twice: what
    waits for the group goes to the supergroup once.
    """
    await tx.execute(
        """
        UPDATE delivery SET address = :new
         WHERE address = :old AND state IN ('pending', 'sending')
        """,
        old=old,
        new=new,
    )
    # Numbers of messages begin anew there: what was sent to the group can be changed no more.
    await tx.execute(
        "UPDATE delivery SET message_id = NULL, more_ids = '' WHERE address = :old", old=old
    )
    await tx.execute(
        """
        INSERT INTO hold (address, until)
        SELECT :new, until FROM hold WHERE address = :old
        ON CONFLICT (address) DO UPDATE SET until = max(until, excluded.until)
        """,
        old=old,
        new=new,
    )
    await tx.execute("DELETE FROM hold WHERE address = :old", old=old)
    # The supergroup may be there before we are told what it was: the group's own row stays, since
    # deliveries and audiences name it.
    await tx.execute(
        """
        UPDATE subscriber SET address = 'moved-' || id, subscribed = 0
         WHERE channel = :channel AND address = :new
           AND EXISTS (SELECT 1 FROM subscriber o
                        WHERE o.channel = :channel AND o.address = :old AND o.chat <> 'private')
        """,
        channel=Channel.TELEGRAM,
        old=old,
        new=new,
    )
    await tx.execute(
        """
        UPDATE subscriber SET address = :new
         WHERE channel = :channel AND address = :old AND chat <> 'private'
        """,
        channel=Channel.TELEGRAM,
        old=old,
        new=new,
    )
