"""Everything that is kept about one human being, table by table."""

import json
from dataclasses import dataclass

from klyngebot.store.database import Reader
from klyngebot.store.erasure import Human

JsonRow = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class _Source:
    """Rows of ``table`` that lead to somebody, without the columns that are somebody else's."""

    table: str
    where: str
    without: frozenset[str] = frozenset()
    name: str = ""


_MINE = "= :subscriber"
_ME = "IN (SELECT value FROM json_each(:persons))"
_ADDRESS = "= (SELECT address FROM subscriber WHERE id = :subscriber)"

SOURCES = (
    _Source("subscriber", f"id {_MINE}"),
    _Source("subscription", f"subscriber_id {_MINE}"),
    _Source("person", f"id {_ME}"),
    _Source("person_term", f"person_id {_ME}"),
    _Source("membership", f"subscriber_id {_MINE}"),
    _Source("consent", f"person_id {_ME}"),
    _Source("invitation", f"person_id {_ME}", frozenset({"hash", "made_by"})),
    _Source("join_request", f"subscriber_id {_MINE}", frozenset({"decided_by"})),
    _Source("join_request", f"decided_by {_MINE}", frozenset({"name", "title", "word"}), "decided"),
    _Source("used_code", f"used_by {_MINE}", frozenset({"hash"})),
    _Source("draft", f"owner_id {_MINE}"),
    _Source("draft_field", f"draft_id IN (SELECT id FROM draft WHERE owner_id {_MINE})"),
    _Source("question", f"asker_id {_MINE}", frozenset({"closed_by"})),
    _Source(
        "question",
        f"closed_by {_MINE}",
        frozenset({"draft_id", "update_id", "asker_id", "message_id", "text"}),
        "closed",
    ),
    _Source(
        "question_answer",
        f"question_id IN (SELECT id FROM question WHERE asker_id {_MINE})",
        frozenset({"author_id"}),
    ),
    _Source("question_answer", f"author_id {_MINE}", frozenset(), "answers_given"),
    _Source("delivery", f"subscriber_id {_MINE}"),
    _Source("broadcast", f"author_id {_MINE}"),
    _Source("broadcast_change", f"made_by {_MINE}"),
    _Source("acknowledgement", f"subscriber_id {_MINE}"),
    _Source("news_item", f"author_id {_MINE}"),
    _Source("event", f"author_id {_MINE}"),
    _Source("import_file", f"owner_id {_MINE}", frozenset({"body", "before"})),
    _Source("phone_view", f"person_id {_ME}", frozenset({"viewer_id"}), "my_number_looked_at"),
    _Source("phone_view", f"viewer_id {_MINE}", frozenset(), "numbers_i_looked_at"),
    _Source("failed_try", f"address {_ADDRESS}"),
    _Source("hold", f"address {_ADDRESS}"),
    _Source("inbox", f"lane = CAST((SELECT address FROM subscriber WHERE id {_MINE}) AS INTEGER)"),
    _Source("audit", f"actor_id {_MINE}", frozenset(), "what_i_did"),
    _Source(
        "audit",
        f"""
        (object = 'person' AND object_id {_ME})
        OR (object = 'subscriber' AND object_id {_MINE})
        OR (object = 'request'
            AND object_id IN (SELECT id FROM join_request WHERE subscriber_id {_MINE}))
        """,
        frozenset({"actor_id"}),
        "what_was_done_to_me",
    ),
)
"""Every table that leads to a subscriber or a person; a test holds it against the schema."""


async def everything_about(db: Reader, human: Human) -> dict[str, list[JsonRow]]:
    """Return all rows that are kept about ``human``, by table; empty tables are left out."""
    found: dict[str, list[JsonRow]] = {}
    for source in SOURCES:
        rows = await db.fetch_all(
            f"SELECT * FROM {source.table} WHERE {source.where}",
            subscriber=human.subscriber_id,
            persons=json.dumps(human.person_ids),
        )
        if rows:
            found[source.name or source.table] = [
                {name: row[name] for name in row.keys() if name not in source.without}  # noqa: SIM118 - sqlite3.Row
                for row in rows
            ]
    return found
