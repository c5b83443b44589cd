"""People in the register, and who of them is in the bot."""

from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import Person, PersonFacts, PersonId
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.domain.text import fold, sort_key
from klyngebot.store.database import Reader, Row, Transaction

_PERSON = """
    SELECT p.*, coalesce(nullif(o.short_name, ''), o.name) AS partner_name
      FROM person p
      JOIN partner o ON o.id = p.partner_id
"""


async def put(tx: Transaction, partner_id: PartnerId, facts: PersonFacts) -> PersonId:
    """Store ``facts``, replacing those of the person with the same name at that partner."""
    row = await tx.fetch_one(
        """
        INSERT INTO person (partner_id, name, folded, title, email, phone, searchable)
        VALUES (:partner_id, :name, :folded, :title, :email, :phone, :searchable)
        ON CONFLICT (partner_id, folded) DO UPDATE
           SET name = excluded.name, title = excluded.title, email = excluded.email,
               phone = excluded.phone, searchable = excluded.searchable
        RETURNING id
        """,
        partner_id=partner_id,
        name=facts.name,
        folded=fold(facts.name),
        title=facts.title,
        email=facts.email,
        phone=facts.phone,
        searchable=fold(f"{facts.name} {facts.title}"),
    )
    assert row is not None
    return PersonId(row["id"])


async def ensure(tx: Transaction, partner_id: PartnerId, name: str, title: str) -> PersonId:
    """Return the person called ``name`` at the partner, made with ``title`` if not there."""
    row = await tx.fetch_one(
        "SELECT id FROM person WHERE partner_id = :partner_id AND folded = :folded",
        partner_id=partner_id,
        folded=fold(name),
    )
    if row:
        return PersonId(row["id"])
    return await put(tx, partner_id, PersonFacts(name=name, title=title))


async def find(db: Reader, person_id: PersonId) -> Person | None:
    """Return the person, or None when they are gone."""
    row = await db.fetch_one(f"{_PERSON} WHERE p.id = :id", id=person_id)
    return _person(row) if row else None


async def list_at(db: Reader, partner_id: PartnerId) -> list[Person]:
    """Return the people at a partner, by name."""
    rows = await db.fetch_all(f"{_PERSON} WHERE p.partner_id = :partner_id", partner_id=partner_id)
    return _sorted(rows)


async def list_not_joined(db: Reader, partner_id: PartnerId) -> list[Person]:
    """Return the people at a partner who are not in the bot, by name."""
    rows = await db.fetch_all(
        f"""
        {_PERSON}
         WHERE p.partner_id = :partner_id
           AND p.id NOT IN (SELECT person_id FROM subscriber WHERE person_id IS NOT NULL)
        """,
        partner_id=partner_id,
    )
    return _sorted(rows)


async def list_searchable(db: Reader) -> list[tuple[PersonId, str]]:
    """Return each person's id and the folded text they are found by."""
    rows = await db.fetch_all("SELECT id, searchable FROM person ORDER BY folded")
    return [(PersonId(row["id"]), row["searchable"]) for row in rows]


async def tie(tx: Transaction, person_id: PersonId, subscriber_id: SubscriberId) -> bool:
    """Make the subscriber this person's; return False when the person is somebody else's."""
    row = await tx.fetch_one(
        "SELECT id FROM subscriber WHERE person_id = :person_id", person_id=person_id
    )
    if row and row["id"] != subscriber_id:
        return False
    await tx.execute(
        "UPDATE subscriber SET person_id = :person_id WHERE id = :id",
        person_id=person_id,
        id=subscriber_id,
    )
    return True


async def count_members(db: Reader) -> int:
    """Return how many people are in the bot."""
    count: int = await db.value("SELECT count(*) FROM subscriber WHERE person_id IS NOT NULL")
    return count


def _sorted(rows: list[Row]) -> list[Person]:
    return sorted(map(_person, rows), key=lambda person: sort_key(person.name))


def _person(row: Row) -> Person:
    return Person(
        id=PersonId(row["id"]),
        partner_id=PartnerId(row["partner_id"]),
        partner_name=row["partner_name"],
        facts=PersonFacts(
            name=row["name"], title=row["title"], email=row["email"], phone=row["phone"]
        ),
    )
