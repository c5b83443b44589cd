"""The vocabulary."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from klyngebot.domain.drafts import DraftId
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import PersonId
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.domain.terms import Term, TermId, TermKind, Use, Vocabulary
from klyngebot.domain.text import fold
from klyngebot.store.database import Reader, Transaction, stamp


async def vocabulary(db: Reader) -> Vocabulary:
    """Return every term, also the retired ones, by kind and position."""
    rows = await db.fetch_all("SELECT id, kind, retired_at FROM term ORDER BY kind, position, id")
    names: dict[int, dict[str, str]] = {}
    for row in await db.fetch_all("SELECT term_id, locale, name FROM term_name ORDER BY locale"):
        names.setdefault(row["term_id"], {})[row["locale"]] = row["name"]
    synonyms: dict[int, list[str]] = {}
    for row in await db.fetch_all("SELECT term_id, word FROM term_synonym ORDER BY term_id, word"):
        synonyms.setdefault(row["term_id"], []).append(row["word"])
    return Vocabulary(
        tuple(
            Term(
                id=TermId(row["id"]),
                kind=TermKind(row["kind"]),
                names=names[row["id"]],
                synonyms=tuple(synonyms.get(row["id"], ())),
                retired=row["retired_at"] is not None,
            )
            for row in rows
        )
    )


async def add(
    tx: Transaction, kind: TermKind, names: dict[str, str], *, draft_id: DraftId | None = None
) -> TermId:
    """Store a term with its name per locale, last of its kind, and return its id."""
    row = await tx.fetch_one(
        """
        INSERT INTO term (kind, position, draft_id)
        SELECT :kind, 1 + coalesce(max(position), 0), :draft_id FROM term WHERE kind = :kind
        RETURNING id
        """,
        kind=kind,
        draft_id=draft_id,
    )
    assert row is not None
    term_id = TermId(row["id"])
    for locale, name in names.items():
        await rename(tx, term_id, locale, name)
    return term_id


async def find_by_draft(db: Reader, draft_id: DraftId) -> TermId | None:
    """Return the term that ``draft_id`` became, or None."""
    row = await db.fetch_one("SELECT id FROM term WHERE draft_id = :id", id=draft_id)
    return TermId(row["id"]) if row else None


async def rename(tx: Transaction, term_id: TermId, locale: str, name: str) -> None:
    """Give the term another name in ``locale``."""
    await tx.execute(
        """
        INSERT INTO term_name (term_id, locale, name) VALUES (:id, :locale, :name)
        ON CONFLICT (term_id, locale) DO UPDATE SET name = excluded.name
        """,
        id=term_id,
        locale=locale,
        name=name,
    )


async def set_synonyms(tx: Transaction, term_id: TermId, words: list[str]) -> None:
    """Let the term be found by ``words``, and by its names."""
    await tx.execute("DELETE FROM term_synonym WHERE term_id = :id", id=term_id)
    await tx.execute_many(
        """
        INSERT INTO term_synonym (term_id, word, folded) VALUES (:id, :word, :folded)
        ON CONFLICT DO NOTHING
        """,
        [{"id": term_id, "word": word, "folded": fold(word)} for word in words],
    )


async def set_retired(tx: Transaction, term_id: TermId, at: datetime | None) -> bool:
    """Retire the term, or (None) take it up again; return whether that is a change."""
    rows = await tx.fetch_all(
        """
        UPDATE term SET retired_at = :at
         WHERE id = :id AND (retired_at IS NULL) <> (:at IS NULL)
        RETURNING id
        """,
        id=term_id,
        at=None if at is None else stamp(at),
    )
    return bool(rows)


async def count_users(db: Reader) -> dict[TermId, Use]:
    """Return by term who uses it; terms that nobody uses are left out."""
    rows = await db.fetch_all(
        """
        SELECT term_id, sum(followers) AS followers, sum(partners) AS partners,
               sum(people) AS people
          FROM (SELECT n.topic_id AS term_id, 1 AS followers, 0 AS partners, 0 AS people
                  FROM subscription n JOIN subscriber s ON s.id = n.subscriber_id
                 WHERE s.subscribed
                UNION ALL
                SELECT category_id, 0, 1, 0 FROM partner WHERE left_on IS NULL
                UNION ALL
                SELECT t.term_id, 0, 1, 0
                  FROM partner_term t JOIN partner p ON p.id = t.partner_id
                 WHERE p.left_on IS NULL
                UNION ALL
                SELECT t.term_id, 0, 0, 1
                  FROM person_term t JOIN person p ON p.id = t.person_id
                 WHERE p.left_at IS NULL)
         GROUP BY term_id
        """
    )
    return {
        TermId(row["term_id"]): Use(
            followers=row["followers"], partners=row["partners"], people=row["people"]
        )
        for row in rows
    }


async def list_all_but(db: Reader, topic_id: TermId) -> list[SubscriberId]:
    """Return those who hear from us and follow every topic in use but ``topic_id``."""
    rows = await db.fetch_all(
        """
        SELECT s.id FROM subscriber s
         WHERE s.subscribed AND NOT EXISTS (
               SELECT 1 FROM term t
                WHERE t.kind = 'topic' AND t.retired_at IS NULL
                  AND (t.id = :topic) = EXISTS (
                      SELECT 1 FROM subscription n
                       WHERE n.subscriber_id = s.id AND n.topic_id = t.id))
           AND EXISTS (
               SELECT 1 FROM subscription n JOIN term t ON t.id = n.topic_id
                WHERE n.subscriber_id = s.id AND t.retired_at IS NULL AND t.id <> :topic)
        """,
        topic=topic_id,
    )
    return [SubscriberId(row["id"]) for row in rows]


async def of_partner(db: Reader, partner_id: PartnerId) -> list[TermId]:
    """Return the terms a partner is marked with."""
    rows = await db.fetch_all(
        "SELECT term_id FROM partner_term WHERE partner_id = :id ORDER BY term_id", id=partner_id
    )
    return [TermId(row["term_id"]) for row in rows]


async def of_person(db: Reader, person_id: PersonId) -> list[TermId]:
    """Return the competences a person is marked with."""
    rows = await db.fetch_all(
        "SELECT term_id FROM person_term WHERE person_id = :id ORDER BY term_id", id=person_id
    )
    return [TermId(row["term_id"]) for row in rows]


async def set_of_partner(tx: Transaction, partner_id: PartnerId, ids: set[TermId]) -> None:
    """Mark a partner with exactly ``ids``."""
    await tx.execute("DELETE FROM partner_term WHERE partner_id = :id", id=partner_id)
    await tx.execute_many(
        "INSERT INTO partner_term (partner_id, term_id) VALUES (:id, :term_id)",
        [{"id": partner_id, "term_id": term_id} for term_id in sorted(ids)],
    )


async def set_of_person(tx: Transaction, person_id: PersonId, ids: set[TermId]) -> None:
    """Mark a person with exactly ``ids``."""
    await tx.execute("DELETE FROM person_term WHERE person_id = :id", id=person_id)
    await tx.execute_many(
        "INSERT INTO person_term (person_id, term_id) VALUES (:id, :term_id)",
        [{"id": person_id, "term_id": term_id} for term_id in sorted(ids)],
    )


async def set_of_partners(tx: Transaction, ids: Mapping[PartnerId, Iterable[TermId]]) -> None:
    """Mark each of many partners with exactly its terms."""
    await _set_many(tx, "partner", ids)


async def set_of_people(tx: Transaction, ids: Mapping[PersonId, Iterable[TermId]]) -> None:
    """Mark each of many people with exactly their competences."""
    await _set_many(tx, "person", ids)


async def _set_many(tx: Transaction, noun: str, ids: Mapping[Any, Iterable[TermId]]) -> None:
    await tx.execute_many(
        f"DELETE FROM {noun}_term WHERE {noun}_id = :id", [{"id": id_} for id_ in ids]
    )
    await tx.execute_many(
        f"INSERT INTO {noun}_term ({noun}_id, term_id) VALUES (:id, :term_id)",
        [{"id": id_, "term_id": term} for id_, found in ids.items() for term in sorted(found)],
    )
