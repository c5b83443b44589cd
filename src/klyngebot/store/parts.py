"""The messages that a broadcast is made of, per locale."""

from klyngebot.domain.broadcasts import Attachment, AttachmentKind, BroadcastId, Part
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store.database import Reader, Row, Transaction


async def add(
    tx: Transaction, broadcast_id: BroadcastId, locale: str, part: Part, *, update_id: int
) -> bool:
    """Add a message; return False when this update has added one already."""
    rows = await tx.fetch_all(
        """
        INSERT INTO broadcast_part
               (broadcast_id, locale, html, file_kind, file_id, file_name, album, message_id,
                update_id)
        VALUES (:id, :locale, :html, :file_kind, :file_id, :file_name, :album, :message_id,
                :update_id)
        ON CONFLICT DO NOTHING
        RETURNING id
        """,
        id=broadcast_id,
        locale=locale,
        html=part.html,
        file_kind=part.attachment.kind if part.attachment else None,
        file_id=part.attachment.file_id if part.attachment else None,
        file_name=part.attachment.name if part.attachment else "",
        album=part.album,
        message_id=part.message_id,
        update_id=update_id,
    )
    return bool(rows)


async def put(tx: Transaction, part_id: int, part: Part) -> None:
    """Let a message say something else; what it is stays."""
    await tx.execute(
        """
        UPDATE broadcast_part
           SET html = :html, file_id = :file_id, file_name = :file_name, new_html = NULL,
               new_file_id = NULL
         WHERE id = :id
        """,
        id=part_id,
        html=part.html,
        file_name=part.attachment.name if part.attachment else "",
        file_id=part.attachment.file_id if part.attachment else None,
    )


async def drop(tx: Transaction, part_ids: list[int]) -> None:
    """Take messages out of a draft."""
    await tx.execute_many(
        "DELETE FROM broadcast_part WHERE id = :id", [{"id": part_id} for part_id in part_ids]
    )


async def copy(tx: Transaction, source: BroadcastId, target: BroadcastId) -> None:
    """Give ``target`` the messages of ``source``."""
    await tx.execute(
        """
        INSERT INTO broadcast_part
               (broadcast_id, locale, html, file_kind, file_id, file_name, album, update_id)
        SELECT :target, locale, html, file_kind, file_id, file_name, album, -id
          FROM broadcast_part WHERE broadcast_id = :source ORDER BY id
        """,
        source=source,
        target=target,
    )


async def list_of(db: Reader, broadcast_id: BroadcastId) -> dict[str, tuple[Part, ...]]:
    """Return the messages per locale, in order."""
    rows = await db.fetch_all(
        "SELECT * FROM broadcast_part WHERE broadcast_id = :id ORDER BY locale, id",
        id=broadcast_id,
    )
    found: dict[str, tuple[Part, ...]] = {}
    for row in rows:
        found[row["locale"]] = (*found.get(row["locale"], ()), part_of(row))
    return found


async def find_by_message(
    db: Reader, author: SubscriberId, message_id: int
) -> tuple[BroadcastId, Part] | None:
    """Return the part that a message in the author's chat is, and of which broadcast; or None."""
    row = await db.fetch_one(
        """
        SELECT p.*
          FROM broadcast_part p
          JOIN broadcast b ON b.id = p.broadcast_id
         WHERE b.author_id = :author AND p.message_id = :message_id AND p.message_id <> 0
         ORDER BY p.id DESC
        """,
        author=author,
        message_id=message_id,
    )
    return None if row is None else (BroadcastId(row["broadcast_id"]), part_of(row))


def part_of(row: Row) -> Part:
    """Return the message in a row of ``broadcast_part``."""
    attachment = None
    if row["file_kind"] is not None:
        kind = AttachmentKind(row["file_kind"])
        attachment = Attachment(kind=kind, file_id=row["file_id"], name=row["file_name"])
    return Part(
        id=row["id"],
        html=row["html"],
        attachment=attachment,
        album=row["album"],
        message_id=row["message_id"],
    )
