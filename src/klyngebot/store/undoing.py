"""Taking an import back: the rows as they were, as far as nobody has changed them since.

What is noted of an import says which rows are new (by a digest of what they became) and, of those
that were there, each column's value before and after. A column, or a new row, that is no longer as
the import left it belongs to whoever changed it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from klyngebot.store.database import Reader, Transaction

Columns = dict[str, Any]
Snapshot = dict[str, dict[int, Columns]]

_NOUNS = ("partner", "person")
_NOT_CONTENT = {"id", "join_code", "informed_at", "informed_how"}
"""A new row that differs only in these is still as it came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What an undo leaves as it is, for somebody has changed it or joined since."""

    noun: str
    name: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What is known of an import that was read in."""

    new: int
    changed: int
    can_be_undone: bool
    kept: tuple[Kept, ...] = ()


async def snapshot(db: Reader, ids: Mapping[str, Iterable[int]]) -> Snapshot:
    """Return partners and people as their rows are, with the ids of their terms."""
    return {noun: await _rows(db, noun, ids[noun]) for noun in _NOUNS}


def note(before: Snapshot, after: Snapshot, *, new: int, changed: int) -> str:
    """Return what to keep of an import; ``new`` and ``changed`` count its rows."""
    return json.dumps(
        {
            "counts": [new, changed],
            "new": {
                noun: {id_: _digest(row) for id_, row in after[noun].items()
                       if id_ not in before[noun]}
                for noun in _NOUNS
            },
            "changed": {
                noun: {
                    id_: {c: [row[c], after[noun][id_][c]] for c in row
                          if row[c] != after[noun][id_][c]}
                    for id_, row in before[noun].items()
                }
                for noun in _NOUNS
            },
        },
        ensure_ascii=False,
    )  # fmt: skip


def read_note(text: str | None) -> Noted:
    """Return what :func:`note` or :func:`undo` wrote, or was left of it."""
    found = json.loads(text) if text else {}
    new, changed = found.get("counts", [0, 0])
    return Noted(
        new=new,
        changed=changed,
        can_be_undone="new" in found,
        kept=tuple(
            Kept(noun=noun, name=name, fields=tuple(fields))
            for noun, name, fields in found.get("kept", [])
        ),
    )


async def undo(tx: Transaction, text: str) -> str:
    """Take back what ``text`` from :func:`note` tells of; return what to keep of it now."""
    noted = json.loads(text)
    kept: list[Kept] = []
    for noun in reversed(_NOUNS):  # people go before their partner can
        for id_, digest in noted["new"][noun].items():
            kept += await _remove(tx, noun, int(id_), digest)
        for id_, columns in noted["changed"][noun].items():
            kept += await _restore(tx, noun, int(id_), columns)
    return json.dumps(
        {"counts": noted["counts"], "kept": [[k.noun, k.name, k.fields] for k in kept]},
        ensure_ascii=False,
    )


async def _rows(db: Reader, noun: str, ids: Iterable[int]) -> dict[int, Columns]:
    rows = await db.fetch_all(
        f"""
        SELECT o.*, (SELECT json_group_array(t.term_id)
                       FROM (SELECT term_id FROM {noun}_term WHERE {noun}_id = o.id
                              ORDER BY term_id) t) AS terms
          FROM {noun} o
         WHERE o.id IN (SELECT value FROM json_each(:ids))
        """,
        ids=json.dumps(sorted(set(ids))),
    )
    return {row["id"]: {**dict(row), "terms": json.loads(row["terms"])} for row in rows}


def _digest(row: Columns) -> str:
    content = {name: value for name, value in row.items() if name not in _NOT_CONTENT}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]


async def _remove(tx: Transaction, noun: str, id_: int, digest: str) -> list[Kept]:
    row = (await _rows(tx, noun, [id_])).get(id_)
    if row is None:
        return []
    if await tx.fetch_one(_USED[noun], id=id_) or _digest(row) != digest:
        return [Kept(noun=noun, name=row["name"])]
    await tx.execute(f"DELETE FROM {noun} WHERE id = :id", id=id_)
    return []


async def _restore(tx: Transaction, noun: str, id_: int, columns: Columns) -> list[Kept]:
    row = (await _rows(tx, noun, [id_])).get(id_)
    if row is None:
        return []
    ours = {name: before for name, (before, after) in columns.items() if row[name] == after}
    if await _is_in_the_way(tx, noun, id_, ours):
        ours = {name: before for name, before in ours.items() if name not in _CAN_CLASH}
    others = [name for name in columns if name not in ours and name != "folded"]
    terms = ours.pop("terms", None)
    if ours:
        sets = ", ".join(f"{name} = :{name}" for name in ours)
        await tx.execute(f"UPDATE {noun} SET {sets} WHERE id = :id", id=id_, **ours)
    if terms is not None:
        await tx.execute(f"DELETE FROM {noun}_term WHERE {noun}_id = :id", id=id_)
        await tx.execute_many(
            f"INSERT INTO {noun}_term ({noun}_id, term_id) VALUES (:id, :term)",
            [{"id": id_, "term": term} for term in terms],
        )
    return [Kept(noun=noun, name=row["name"], fields=tuple(others))] if others else []


async def _is_in_the_way(tx: Transaction, noun: str, id_: int, ours: Columns) -> bool:
    """Return whether the old number is another partner's now, or who had left has joined."""
    taken = noun == "partner" and await tx.fetch_one(
        "SELECT 1 FROM partner WHERE org_number = :number AND id <> :id",
        number=ours.get("org_number"),
        id=id_,
    )
    joined = (ours.get("left_at") or ours.get("left_on")) and await tx.fetch_one(
        f"SELECT 1 FROM membership WHERE {noun}_id = :id AND ended_at IS NULL", id=id_
    )
    return bool(taken or joined)


_CAN_CLASH = {
    "org_number",
    "left_at",
    "left_on",
    # Who had left and has joined agrees anew to what is shown of them.
    *("email_seen_by", "phone_seen_by", "languages_seen_by", "competences_seen_by", "hidden"),
    *("informed_at", "informed_how", "created_at"),
}

_USED = {
    "person": """
        SELECT 1 FROM membership WHERE person_id = :id
         UNION ALL SELECT 1 FROM join_request WHERE person_id = :id
    """,
    "partner": """
        SELECT 1 FROM person WHERE partner_id = :id
         UNION ALL SELECT 1 FROM membership WHERE partner_id = :id
         UNION ALL SELECT 1 FROM join_request WHERE partner_id = :id
    """,
}
"""Whether somebody has joined, or asks to, as what the import brought."""
