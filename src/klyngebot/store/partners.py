"""Partners in the register."""

from klyngebot.domain.partners import Category, Partner, PartnerFacts, PartnerId, Standing
from klyngebot.domain.text import fold, sort_key
from klyngebot.store.database import Reader, Row, Transaction


async def put(tx: Transaction, facts: PartnerFacts, *, join_code: str) -> PartnerId:
    """Store ``facts``, replacing those of the partner with the same name.

    ``join_code`` is used for a partner that is new.
    """
    row = await tx.fetch_one(
        """
        INSERT INTO partner (name, folded, short_name, category, standing, org_number,
                             municipality, county, country, website, about, searchable, join_code)
        VALUES (:name, :folded, :short_name, :category, :standing, :org_number,
                :municipality, :county, :country, :website, :about, :searchable, :join_code)
        ON CONFLICT (folded) DO UPDATE
           SET name = excluded.name, short_name = excluded.short_name,
               category = excluded.category, standing = excluded.standing,
               org_number = excluded.org_number, municipality = excluded.municipality,
               county = excluded.county, country = excluded.country,
               website = excluded.website, about = excluded.about,
               searchable = excluded.searchable
        RETURNING id
        """,
        name=facts.name,
        folded=fold(facts.name),
        short_name=facts.short_name,
        category=facts.category,
        standing=facts.standing,
        org_number=facts.org_number,
        municipality=facts.municipality,
        county=facts.county,
        country=facts.country,
        website=facts.website,
        about=facts.about,
        searchable=_searchable(facts),
        join_code=join_code,
    )
    assert row is not None
    return PartnerId(row["id"])


async def find(db: Reader, partner_id: PartnerId) -> Partner | None:
    """Return the partner, or None when it is gone."""
    row = await db.fetch_one("SELECT * FROM partner WHERE id = :id", id=partner_id)
    return _partner(row) if row else None


async def find_by_join_code(db: Reader, code: str) -> Partner | None:
    """Return the partner whose join link carries ``code``, or None."""
    row = await db.fetch_one("SELECT * FROM partner WHERE join_code = :code", code=code)
    return _partner(row) if row else None


async def list_all(db: Reader) -> list[Partner]:
    """Return every partner, by name."""
    return _sorted(await db.fetch_all("SELECT * FROM partner"))


async def list_category(db: Reader, category: Category) -> list[Partner]:
    """Return the partners of ``category``, by name."""
    return _sorted(
        await db.fetch_all("SELECT * FROM partner WHERE category = :category", category=category)
    )


async def count_by_category(db: Reader) -> dict[Category, int]:
    """Return how many partners each category has, the largest first."""
    rows = await db.fetch_all(
        "SELECT category, count(*) AS n FROM partner GROUP BY category ORDER BY n DESC, category"
    )
    return {Category(row["category"]): row["n"] for row in rows}


async def count_signed(db: Reader) -> int:
    """Return how many have signed a partner agreement."""
    count: int = await db.value("SELECT count(*) FROM partner WHERE standing = 'agreement'")
    return count


async def list_without_members(db: Reader) -> list[str]:
    """Return the names of signed partners nobody of whom is a member."""
    rows = await db.fetch_all(
        """
        SELECT coalesce(nullif(short_name, ''), name) AS name
          FROM partner
         WHERE standing = 'agreement'
           AND id NOT IN (SELECT p.partner_id
                            FROM person p
                            JOIN subscriber s ON s.person_id = p.id)
        """
    )
    return sorted((row["name"] for row in rows), key=sort_key)


async def list_searchable(db: Reader) -> list[tuple[PartnerId, str]]:
    """Return each partner's id and the folded text it is found by."""
    rows = await db.fetch_all("SELECT id, searchable FROM partner ORDER BY folded")
    return [(PartnerId(row["id"]), row["searchable"]) for row in rows]


def _sorted(rows: list[Row]) -> list[Partner]:
    return sorted(map(_partner, rows), key=lambda partner: sort_key(partner.name))


def _searchable(facts: PartnerFacts) -> str:
    parts = (facts.name, facts.short_name, facts.municipality, facts.county, facts.about)
    return fold(" ".join(parts))


def _partner(row: Row) -> Partner:
    return Partner(
        id=PartnerId(row["id"]),
        join_code=row["join_code"],
        facts=PartnerFacts(
            name=row["name"],
            short_name=row["short_name"],
            category=Category(row["category"]),
            standing=Standing(row["standing"]),
            org_number=row["org_number"],
            municipality=row["municipality"],
            county=row["county"],
            country=row["country"],
            website=row["website"],
            about=row["about"],
        ),
    )
