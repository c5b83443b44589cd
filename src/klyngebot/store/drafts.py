"""Drafts. A field carries the update that filled it, so that no update fills two."""

from klyngebot.domain.drafts import SETTLED, Draft, DraftId, DraftKind
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store.database import Reader, Transaction


async def find(db: Reader, owner: SubscriberId) -> Draft | None:
    """Return what ``owner`` is writing, or None."""
    draft = await _find(db, owner)
    return None if draft is None or draft.is_settled else draft


async def find_settled(
    db: Reader, owner: SubscriberId, *, draft_id: DraftId | None = None, by: int | None = None
) -> Draft | None:
    """Return what ``owner`` settled last, if that is ``draft_id`` or was settled by update ``by``.

    So whoever says the same again gets the same answer, and it happens once.
    """
    draft = await _find(db, owner)
    if draft is None or not draft.is_settled:
        return None
    return draft if draft_id == draft.id or draft.fields[SETTLED] == str(by) else None


async def _find(db: Reader, owner: SubscriberId) -> Draft | None:
    row = await db.fetch_one("SELECT id, kind FROM draft WHERE owner_id = :owner", owner=owner)
    if row is None:
        return None
    fields = await db.fetch_all(
        "SELECT name, value FROM draft_field WHERE draft_id = :id ORDER BY position", id=row["id"]
    )
    return Draft(
        id=DraftId(row["id"]),
        kind=DraftKind(row["kind"]),
        fields={field["name"]: field["value"] for field in fields},
    )


async def begin(
    tx: Transaction, owner: SubscriberId, kind: DraftKind, given: dict[str, str] | None = None
) -> Draft:
    """Return a draft of ``kind`` for ``owner``; what they were writing is dropped.

    ``given`` are the fields a button fills as it begins; no update has filled them.
    """
    await delete(tx, owner)
    row = await tx.fetch_one(
        "INSERT INTO draft (owner_id, kind) VALUES (:owner, :kind) RETURNING id",
        owner=owner,
        kind=kind,
    )
    assert row is not None
    draft = Draft(id=DraftId(row["id"]), kind=kind)
    for number, (name, value) in enumerate((given or {}).items(), start=1):
        draft = await set_field(tx, draft, name, value, update_id=-number)
    return draft


async def settle(tx: Transaction, draft: Draft, card: str, by: int) -> Draft:
    """Return ``draft`` as settled by update ``by``: only which card it was about is kept."""
    await tx.execute("DELETE FROM draft_field WHERE draft_id = :id", id=draft.id)
    draft = await set_field(tx, draft.with_fields({}), "card", card, update_id=-1)
    return await set_field(tx, draft, SETTLED, str(by), update_id=-2)


async def delete(tx: Transaction, owner: SubscriberId) -> bool:
    """Drop what ``owner`` is writing; return whether there was anything."""
    rows = await tx.fetch_all("DELETE FROM draft WHERE owner_id = :owner RETURNING id", owner=owner)
    return bool(rows)


async def delete_join(tx: Transaction, owner: SubscriberId) -> None:
    """Drop what ``owner`` has written on the way in, and nothing else."""
    await tx.execute(
        "DELETE FROM draft WHERE owner_id = :owner AND kind = :kind",
        owner=owner,
        kind=DraftKind.JOIN,
    )


async def is_finished(db: Reader, draft_id: DraftId) -> bool:
    """Return whether a draft has become something."""
    return bool(
        await db.value(
            """
            SELECT EXISTS (SELECT 1 FROM news_item WHERE draft_id = :id)
                OR EXISTS (SELECT 1 FROM event WHERE draft_id = :id)
                OR EXISTS (SELECT 1 FROM join_request WHERE draft_id = :id)
                OR EXISTS (SELECT 1 FROM draft_field WHERE draft_id = :id AND name = :settled)
                OR EXISTS (SELECT 1 FROM question WHERE draft_id = :id)
                OR EXISTS (SELECT 1 FROM question_answer WHERE draft_id = :id)
                OR EXISTS (SELECT 1 FROM term WHERE draft_id = :id)
            """,
            id=draft_id,
            settled=SETTLED,
        )
    )


async def has_used(db: Reader, draft: Draft, update_id: int) -> bool:
    """Return whether ``update_id`` has filled a field of ``draft`` already."""
    row = await db.fetch_one(
        "SELECT 1 FROM draft_field WHERE draft_id = :id AND update_id = :update_id",
        id=draft.id,
        update_id=update_id,
    )
    return row is not None


async def set_field(
    tx: Transaction, draft: Draft, name: str, value: str, *, update_id: int
) -> Draft:
    """Return ``draft`` with field ``name`` filled by ``update_id``."""
    await tx.execute(
        """
        INSERT INTO draft_field (draft_id, name, value, update_id)
        VALUES (:id, :name, :value, :update_id)
        ON CONFLICT (draft_id, name) DO UPDATE
           SET value = excluded.value, update_id = excluded.update_id
        """,
        id=draft.id,
        name=name,
        value=value,
        update_id=update_id,
    )
    return draft.with_fields({**draft.fields, name: value})


async def drop_field(tx: Transaction, draft: Draft, name: str) -> Draft:
    """Return ``draft`` with field ``name`` empty."""
    await tx.execute(
        "DELETE FROM draft_field WHERE draft_id = :id AND name = :name", id=draft.id, name=name
    )
    return draft.with_fields({key: v for key, v in draft.fields.items() if key != name})
