"""Partners in the register."""

from datetime import date

from klyngebot.domain.partners import Partner, PartnerFacts, PartnerId, Standing
from klyngebot.domain.terms import TermId
from klyngebot.domain.text import fold, sort_key
from klyngebot.store.database import Reader, Row, Transaction

_PARTNER = """
    SELECT o.*,
           (SELECT group_concat(t.term_id) FROM partner_term t WHERE t.partner_id = o.id) AS terms
      FROM partner o
"""


async def put(tx: Transaction, facts: PartnerFacts, *, join_code: str) -> PartnerId:
    """Store ``facts``, replacing those of the partner with the same name.

    ``join_code`` is used for a partner that is new. One that had left is back.
    """
    row = await tx.fetch_one(
        """
        INSERT INTO partner (name, folded, short_name, category_id, standing, signed_on, joined_on,
                             org_number, municipality, county, country, website, email, about,
                             join_code)
        VALUES (:name, :folded, :short_name, :category, :standing, :signed_on, :joined_on,
                :org_number, :municipality, :county, :country, :website, :email, :about,
                :join_code)
        ON CONFLICT (folded) DO UPDATE
           SET name = excluded.name, short_name = excluded.short_name,
               category_id = excluded.category_id, standing = excluded.standing,
               signed_on = excluded.signed_on, joined_on = excluded.joined_on, left_on = NULL,
               org_number = excluded.org_number, municipality = excluded.municipality,
               county = excluded.county, country = excluded.country,
               website = excluded.website, email = excluded.email, about = excluded.about
        RETURNING id
        """,
        join_code=join_code,
        **_columns(facts),
    )
    assert row is not None
    return PartnerId(row["id"])


async def change(tx: Transaction, partner_id: PartnerId, facts: PartnerFacts) -> None:
    """Replace what the register says of a partner.

    Raises:
        sqlite3.IntegrityError: Another partner has that name or organisation number.
    """
    await tx.execute(
        """
        UPDATE partner
           SET name = :name, folded = :folded, short_name = :short_name, category_id = :category,
               standing = :standing, signed_on = :signed_on, joined_on = :joined_on,
               org_number = :org_number, municipality = :municipality, county = :county,
               country = :country, website = :website, email = :email, about = :about
         WHERE id = :id
        """,
        id=partner_id,
        **_columns(facts),
    )


async def set_join_code(tx: Transaction, partner_id: PartnerId, join_code: str) -> None:
    """Give the partner another join link; the old one works no more."""
    await tx.execute(
        "UPDATE partner SET join_code = :code WHERE id = :id", id=partner_id, code=join_code
    )


async def set_left(tx: Transaction, partner_id: PartnerId, on: date | None) -> bool:
    """Note that the partner has left the cluster, or (None) is back; return whether it changed."""
    rows = await tx.fetch_all(
        """
        UPDATE partner SET left_on = :left_on
         WHERE id = :id AND (left_on IS NULL) <> (:left_on IS NULL)
        RETURNING id
        """,
        id=partner_id,
        left_on=on.isoformat() if on else None,
    )
    return bool(rows)


async def delete(tx: Transaction, partner_id: PartnerId) -> bool:
    """Remove the partner and its people from the register; return whether it was there."""
    rows = await tx.fetch_all("DELETE FROM partner WHERE id = :id RETURNING id", id=partner_id)
    return bool(rows)


async def find(db: Reader, partner_id: PartnerId) -> Partner | None:
    """Return the partner, also one that has left, or None."""
    row = await db.fetch_one(f"{_PARTNER} WHERE o.id = :id", id=partner_id)
    return _partner(row) if row else None


async def find_by_join_code(db: Reader, code: str) -> Partner | None:
    """Return the partner whose join link carries ``code``, or None."""
    row = await db.fetch_one(
        f"{_PARTNER} WHERE o.join_code = :code AND o.left_on IS NULL", code=code
    )
    return _partner(row) if row else None


async def list_all(db: Reader, *, left: bool = False) -> list[Partner]:
    """Return every partner (also those who have left), by name."""
    return _sorted(await db.fetch_all(f"{_PARTNER} WHERE :left OR o.left_on IS NULL", left=left))


async def list_category(db: Reader, category: TermId) -> list[Partner]:
    """Return the partners of ``category``, by name."""
    return _sorted(
        await db.fetch_all(
            f"{_PARTNER} WHERE o.category_id = :category AND o.left_on IS NULL", category=category
        )
    )


async def count_by_category(db: Reader) -> dict[TermId, int]:
    """Return how many partners each category has, the largest first."""
    rows = await db.fetch_all(
        """
        SELECT category_id, count(*) AS n
          FROM partner
         WHERE left_on IS NULL
         GROUP BY category_id
         ORDER BY n DESC, category_id
        """
    )
    return {TermId(row["category_id"]): row["n"] for row in rows}


async def count_signed(db: Reader) -> int:
    """Return how many have signed a partner agreement."""
    count: int = await db.value(
        "SELECT count(*) FROM partner WHERE standing = 'agreement' AND left_on IS NULL"
    )
    return count


async def count_people(db: Reader) -> dict[PartnerId, tuple[int, int]]:
    """Return for each partner that has not left how many are in the bot, and in the register."""
    rows = await db.fetch_all(
        """
        SELECT o.id,
               (SELECT count(*) FROM membership m
                 WHERE m.partner_id = o.id AND m.ended_at IS NULL) AS joined,
               (SELECT count(*) FROM person p
                 WHERE p.partner_id = o.id AND p.left_at IS NULL) AS listed
          FROM partner o
         WHERE o.left_on IS NULL
        """
    )
    return {PartnerId(row["id"]): (row["joined"], row["listed"]) for row in rows}


async def list_without_members(db: Reader) -> list[str]:
    """Return the names of signed partners nobody of whom is a member."""
    rows = await db.fetch_all(
        """
        SELECT coalesce(nullif(short_name, ''), name) AS name
          FROM partner
         WHERE standing = 'agreement' AND left_on IS NULL
           AND id NOT IN (SELECT partner_id FROM membership WHERE ended_at IS NULL)
        """
    )
    return sorted((row["name"] for row in rows), key=sort_key)


def _sorted(rows: list[Row]) -> list[Partner]:
    return sorted(map(_partner, rows), key=lambda partner: sort_key(partner.name))


def _columns(facts: PartnerFacts) -> dict[str, object]:
    return {
        "name": facts.name,
        "folded": fold(facts.name),
        "short_name": facts.short_name,
        "category": facts.category,
        "standing": facts.standing,
        "signed_on": facts.signed_on.isoformat() if facts.signed_on else None,
        "joined_on": facts.joined_on.isoformat() if facts.joined_on else None,
        "org_number": facts.org_number,
        "municipality": facts.municipality,
        "county": facts.county,
        "country": facts.country,
        "website": facts.website,
        "email": facts.email,
        "about": facts.about,
    }


def _partner(row: Row) -> Partner:
    return Partner(
        id=PartnerId(row["id"]),
        join_code=row["join_code"],
        left_on=_date(row["left_on"]),
        terms=tuple(TermId(int(id_)) for id_ in sorted((row["terms"] or "").split(",")) if id_),
        facts=PartnerFacts(
            name=row["name"],
            short_name=row["short_name"],
            category=TermId(row["category_id"]),
            standing=Standing(row["standing"]),
            signed_on=_date(row["signed_on"]),
            joined_on=_date(row["joined_on"]),
            org_number=row["org_number"],
            municipality=row["municipality"],
            county=row["county"],
            country=row["country"],
            website=row["website"],
            email=row["email"],
            about=row["about"],
        ),
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
