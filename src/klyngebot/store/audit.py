"""Who did what to what. Rows are only added; fields are named, their values never kept."""

from collections.abc import Iterable
from datetime import datetime

from klyngebot.domain.audit import Action, Entry
from klyngebot.domain.outgoing import first_line
from klyngebot.domain.roles import Actor, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store.database import Reader, Row, Transaction, instant, stamp

_ENTRY = """
    SELECT a.*, coalesce(p.name, nullif(s.name, '')) AS actor_name,
           CASE a.object
           WHEN 'partner' THEN (SELECT coalesce(nullif(o.short_name, ''), o.name)
                                  FROM partner o WHERE o.id = a.object_id)
           WHEN 'person' THEN (SELECT o.name FROM person o WHERE o.id = a.object_id)
           WHEN 'request' THEN (SELECT o.name FROM join_request o WHERE o.id = a.object_id)
           WHEN 'subscriber' THEN (
                SELECT coalesce(op.name, o.name)
                  FROM subscriber o
                  LEFT JOIN membership om ON om.subscriber_id = o.id AND om.ended_at IS NULL
                  LEFT JOIN person op ON op.id = om.person_id
                 WHERE o.id = a.object_id)
           WHEN 'term' THEN (SELECT o.name FROM term_name o
                              WHERE o.term_id = a.object_id AND o.locale IN (:locale, 'nb')
                              ORDER BY o.locale = :locale DESC LIMIT 1)
           WHEN 'broadcast' THEN (SELECT o.html FROM broadcast_part o
                                   WHERE o.broadcast_id = a.object_id AND o.locale = ''
                                     AND o.html <> ''
                                   ORDER BY o.id LIMIT 1)
           WHEN 'import' THEN (SELECT o.name FROM import_file o WHERE o.id = a.object_id)
           END AS object_name
      FROM audit a
      LEFT JOIN subscriber s ON s.id = a.actor_id
      LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
      LEFT JOIN person p ON p.id = m.person_id
"""


async def note(
    tx: Transaction,
    actor: Actor | None,
    action: Action,
    object_id: int | None,
    now: datetime,
    *,
    fields: Iterable[str] = (),
    update_id: int | None = None,
) -> int | None:
    """Note that ``actor`` (None: the operator at the terminal) has done something.

    Return the id of the entry, or None where this update has been noted.

    Args:
        tx: The transaction that does it.
        actor: Who.
        action: What; it says what kind of thing ``object_id`` is.
        object_id: To what.
        now: When.
        fields: Which fields were changed.
        update_id: For what is no change of state: a second note of the same update is dropped.
    """
    row = await tx.fetch_one(
        """
        INSERT INTO audit (at, actor_id, role, action, object, object_id, fields, update_id)
        VALUES (:at, :actor_id, :role, :action, :object, :object_id, :fields, :update_id)
        ON CONFLICT (update_id) DO NOTHING
        RETURNING id
        """,
        at=stamp(now),
        actor_id=actor.subscriber_id if actor else None,
        role=actor.role.name.lower() if actor else "operator",
        action=action,
        object=action.object,
        object_id=object_id,
        fields=",".join(fields),
        update_id=update_id,
    )
    return row["id"] if row else None


async def find_changer(db: Reader, action: Action, object_id: int, field: str) -> str:
    """Return the name of who changed ``field`` last, or an empty string."""
    row = await db.fetch_one(
        """
        SELECT coalesce(p.name, s.name, '') AS name
          FROM audit a
          LEFT JOIN subscriber s ON s.id = a.actor_id
          LEFT JOIN membership m ON m.subscriber_id = s.id AND m.ended_at IS NULL
          LEFT JOIN person p ON p.id = m.person_id
         WHERE a.action = :action AND a.object_id = :object_id
           AND instr(',' || a.fields || ',', ',' || :field || ',') > 0
         ORDER BY a.id DESC
         LIMIT 1
        """,
        action=action,
        object_id=object_id,
        field=field,
    )
    return row["name"] if row else ""


async def find(db: Reader, entry_id: int) -> Entry | None:
    """Return the entry, or None."""
    rows = await db.fetch_all(f"{_ENTRY} WHERE a.id = :id", id=entry_id, locale="nb")
    return _entry(rows[0]) if rows else None


async def is_noted(db: Reader, action: Action, object_id: int) -> bool:
    """Return whether somebody has done ``action`` to this object."""
    return bool(
        await db.value(
            "SELECT EXISTS (SELECT 1 FROM audit WHERE action = :action AND object_id = :id)",
            action=action,
            id=object_id,
        )
    )


async def list_latest(
    db: Reader, *, limit: int, before: int | None = None, locale: str = "nb"
) -> list[Entry]:
    """Return the latest entries (older than entry ``before``), newest first; names as of now."""
    rows = await db.fetch_all(
        f"""
        {_ENTRY}
         WHERE :before IS NULL OR a.id < :before
         ORDER BY a.id DESC
         LIMIT :limit
        """,
        limit=limit,
        before=before,
        locale=locale,
    )
    return [_entry(row) for row in rows]


async def forget_before(tx: Transaction, at: datetime) -> None:
    """Drop the entries from before ``at``; those of two years before the newest are kept."""
    await tx.execute(
        """
        DELETE FROM audit
         WHERE at < :at
           AND at <= (SELECT strftime('%Y-%m-%dT%H:%M:%f', max(at), '-24 months') FROM audit)
        """,
        at=stamp(at),
    )


def _entry(row: Row) -> Entry:
    return Entry(
        id=row["id"],
        at=instant(row["at"]),
        actor_id=None if row["actor_id"] is None else SubscriberId(row["actor_id"]),
        actor_name=row["actor_name"] or "",
        role=None if row["role"] == "operator" else Role[row["role"].upper()],
        action=Action(row["action"]),
        object_id=row["object_id"],
        object_name=_object_name(row),
        fields=tuple(filter(None, row["fields"].split(","))),
    )


def _object_name(row: Row) -> str:
    """Return what the object is called; a broadcast is called by its first line."""
    name = row["object_name"] or ""
    return first_line(name) if row["object"] == "broadcast" else name
