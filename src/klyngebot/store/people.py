"""People in the register, and who of them is in the bot."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from klyngebot.domain.informing import Untold
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import (
    Person,
    PersonFacts,
    PersonField,
    PersonId,
    SeenBy,
    Source,
    Visibility,
)
from klyngebot.domain.terms import TermId
from klyngebot.domain.text import fold, sort_key
from klyngebot.store.database import Reader, Row, Transaction, instant, stamp

_PERSON = """
    SELECT p.*, coalesce(nullif(o.short_name, ''), o.name) AS partner_name,
           (SELECT group_concat(t.term_id) FROM person_term t WHERE t.person_id = p.id) AS terms
      FROM person p
      JOIN partner o ON o.id = p.partner_id
"""
_PUT = """
    INSERT INTO person (partner_id, name, folded, title, email, phone, languages, source,
                        created_at)
    VALUES (:partner_id, :name, :folded, :title, :email, :phone, :languages, :source, :now)
    ON CONFLICT (partner_id, folded) DO UPDATE
       SET name = excluded.name, title = excluded.title, email = excluded.email,
           phone = excluded.phone, languages = excluded.languages, left_at = NULL,
           email_seen_by = iif(left_at IS NULL, email_seen_by, 'members'),
           phone_seen_by = iif(left_at IS NULL, phone_seen_by, 'nobody'),
           languages_seen_by = iif(left_at IS NULL, languages_seen_by, 'members'),
           competences_seen_by = iif(left_at IS NULL, competences_seen_by, 'members'),
           hidden = iif(left_at IS NULL, hidden, 0),
           informed_at = iif(left_at IS NULL, informed_at, NULL),
           informed_how = iif(left_at IS NULL, informed_how, NULL),
           created_at = iif(left_at IS NULL, created_at, excluded.created_at)
"""


async def put(
    tx: Transaction, partner_id: PartnerId, facts: PersonFacts, *, source: Source, now: datetime
) -> PersonId:
    """Store ``facts``, replacing those of the person with the same name at that partner.

    Who had left and is back starts afresh.
    """
    row = await tx.fetch_one(
        f"{_PUT} RETURNING id", **_columns(partner_id, facts, source=source, now=now)
    )
    assert row is not None
    return PersonId(row["id"])


async def put_many(
    tx: Transaction,
    entries: Iterable[tuple[PartnerId, PersonFacts]],
    *,
    source: Source,
    now: datetime,
) -> None:
    """Store many people as :func:`put` does one."""
    rows = [_columns(partner, facts, source=source, now=now) for partner, facts in entries]
    await tx.execute_many(_PUT, rows)


async def change(tx: Transaction, person_id: PersonId, facts: PersonFacts) -> None:
    """Replace what the register says of a person.

    Raises:
        sqlite3.IntegrityError: Somebody else at the partner has that name.
    """
    await tx.execute(
        """
        UPDATE person
           SET name = :name, folded = :folded, title = :title, email = :email, phone = :phone,
               languages = :languages
         WHERE id = :id
        """,
        id=person_id,
        name=facts.name,
        folded=fold(facts.name),
        title=facts.title,
        email=facts.email,
        phone=facts.phone,
        languages=facts.languages,
    )


async def find(db: Reader, person_id: PersonId) -> Person | None:
    """Return the person, or None when they are gone."""
    row = await db.fetch_one(f"{_PERSON} WHERE p.id = :id", id=person_id)
    return _person(row) if row else None


async def find_named(db: Reader, partner_id: PartnerId, name: str) -> Person | None:
    """Return the person called ``name`` at a partner, also one who has left, or None."""
    row = await db.fetch_one(
        f"{_PERSON} WHERE p.partner_id = :partner_id AND p.folded = :folded",
        partner_id=partner_id,
        folded=fold(name),
    )
    return _person(row) if row else None


async def list_all(db: Reader, *, left: bool = False) -> list[Person]:
    """Return everybody who works at a partner (also those who have left), by name."""
    return _sorted(await db.fetch_all(f"{_PERSON} WHERE :left OR p.left_at IS NULL", left=left))


async def list_keys(db: Reader) -> list[tuple[PersonId, PartnerId, str]]:
    """Return everybody's id, partner and folded name, also of those who have left."""
    rows = await db.fetch_all("SELECT id, partner_id, folded FROM person")
    return [(PersonId(r["id"]), PartnerId(r["partner_id"]), r["folded"]) for r in rows]


async def count_not_informed(db: Reader) -> int:
    """Return how many people have not been told that they are in the register."""
    count: int = await db.value(
        "SELECT count(*) FROM person WHERE informed_at IS NULL AND left_at IS NULL"
    )
    return count


async def list_at(db: Reader, partner_id: PartnerId) -> list[Person]:
    """Return the people at a partner, by name."""
    rows = await db.fetch_all(
        f"{_PERSON} WHERE p.partner_id = :partner_id AND p.left_at IS NULL", partner_id=partner_id
    )
    return _sorted(rows)


async def list_not_joined(db: Reader, partner_id: PartnerId | None = None) -> list[Person]:
    """Return the people (at a partner) who are not in the bot and may come in, by name."""
    rows = await db.fetch_all(
        f"""
        {_PERSON}
         WHERE (:partner_id IS NULL OR p.partner_id = :partner_id)
           AND p.left_at IS NULL AND o.left_on IS NULL
           AND p.id NOT IN (SELECT person_id FROM membership
                             WHERE ended_at IS NULL AND person_id IS NOT NULL)
        """,
        partner_id=partner_id,
    )
    return _sorted(rows)


async def list_untold(db: Reader) -> list[Untold]:
    """Return who has not been told that they are in the register, by id: the longest first."""
    rows = await db.fetch_all(
        f"{_PERSON} WHERE p.informed_at IS NULL AND p.left_at IS NULL ORDER BY p.id"
    )
    return [Untold(person=_person(row), since=instant(row["created_at"])) for row in rows]


async def set_seen_by(
    tx: Transaction, person_id: PersonId, field: PersonField, visibility: Visibility
) -> bool:
    """Let ``visibility`` see ``field`` of the person; return whether that is a change."""
    column = _SEEN_BY[field]
    rows = await tx.fetch_all(
        f"""
        UPDATE person SET {column} = :visibility
         WHERE id = :id AND {column} <> :visibility
        RETURNING id
        """,
        id=person_id,
        visibility=visibility,
    )
    return bool(rows)


async def set_hidden(tx: Transaction, person_id: PersonId, *, on: bool) -> bool:
    """Leave the person out of the look-up, or not; return whether that is a change."""
    rows = await tx.fetch_all(
        "UPDATE person SET hidden = :on WHERE id = :id AND hidden <> :on RETURNING id",
        id=person_id,
        on=on,
    )
    return bool(rows)


async def set_informed(tx: Transaction, person_id: PersonId, how: str, now: datetime) -> bool:
    """Note that the person was told ("chat" or "office"); return whether that is a change."""
    rows = await tx.fetch_all(
        """
        UPDATE person SET informed_at = :now, informed_how = :how
         WHERE id = :id AND informed_at IS NULL
        RETURNING id
        """,
        id=person_id,
        how=how,
        now=stamp(now),
    )
    return bool(rows)


async def set_left(tx: Transaction, person_id: PersonId, now: datetime) -> bool:
    """Note that the person has left their partner; return whether that is a change.

    What they agreed to there is withdrawn, and what they were marked with is dropped: should they
    come back, they start afresh.
    """
    rows = await tx.fetch_all(
        "UPDATE person SET left_at = :now WHERE id = :id AND left_at IS NULL RETURNING id",
        id=person_id,
        now=stamp(now),
    )
    await tx.execute(
        "UPDATE consent SET withdrawn_at = :now WHERE person_id = :id AND withdrawn_at IS NULL",
        id=person_id,
        now=stamp(now),
    )
    await tx.execute("DELETE FROM person_term WHERE person_id = :id", id=person_id)
    return bool(rows)


async def delete(tx: Transaction, person_id: PersonId) -> bool:
    """Remove the person from the register; return whether they were there."""
    rows = await tx.fetch_all("DELETE FROM person WHERE id = :id RETURNING id", id=person_id)
    return bool(rows)


_SEEN_BY: Mapping[PersonField, str] = {field: f"{field}_seen_by" for field in PersonField}


def _columns(
    partner_id: PartnerId, facts: PersonFacts, *, source: Source, now: datetime
) -> dict[str, object]:
    return {
        "partner_id": partner_id,
        "name": facts.name,
        "folded": fold(facts.name),
        "title": facts.title,
        "email": facts.email,
        "phone": facts.phone,
        "languages": facts.languages,
        "source": source,
        "now": stamp(now),
    }


def _sorted(rows: list[Row]) -> list[Person]:
    return sorted(map(_person, rows), key=lambda person: sort_key(person.name))


def _person(row: Row) -> Person:
    return Person(
        id=PersonId(row["id"]),
        partner_id=PartnerId(row["partner_id"]),
        partner_name=row["partner_name"],
        facts=PersonFacts(
            name=row["name"],
            title=row["title"],
            email=row["email"],
            phone=row["phone"],
            languages=row["languages"],
        ),
        seen_by=SeenBy(**{field: Visibility(row[_SEEN_BY[field]]) for field in PersonField}),
        competences=tuple(
            TermId(int(id_)) for id_ in sorted((row["terms"] or "").split(",")) if id_
        ),
        hidden=bool(row["hidden"]),
        informed_at=instant(row["informed_at"]) if row["informed_at"] else None,
        left_at=instant(row["left_at"]) if row["left_at"] else None,
        source=Source(row["source"]),
    )
