"""Personal links into the bot. Only a hash of each is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import PersonId
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store.database import Reader, Transaction, instant, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A personal link: for whom, made by whom, and whether it still opens anything."""

    person_id: PersonId
    made_by: SubscriberId | None
    expires_at: datetime
    is_spent: bool


async def add(
    tx: Transaction,
    made: Iterable[tuple[str, PersonId]],
    *,
    by: SubscriberId,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Store the hashes of links, each for a person; one that is there already stays as it is."""
    await tx.execute_many(
        """
        INSERT INTO invitation (hash, person_id, made_by, made_at, expires_at)
        VALUES (:hash, :person_id, :by, :now, :expires_at)
        ON CONFLICT (hash) DO NOTHING
        """,
        [
            {
                "hash": digest,
                "person_id": person_id,
                "by": by,
                "now": stamp(now),
                "expires_at": stamp(expires_at),
            }
            for digest, person_id in made
        ],
    )


async def find(db: Reader, digest: str) -> Invitation | None:
    """Return the invitation whose link has this hash, or None."""
    row = await db.fetch_one("SELECT * FROM invitation WHERE hash = :hash", hash=digest)
    if row is None:
        return None
    return Invitation(
        person_id=PersonId(row["person_id"]),
        made_by=None if row["made_by"] is None else SubscriberId(row["made_by"]),
        expires_at=instant(row["expires_at"]),
        is_spent=row["used_at"] is not None or row["revoked_at"] is not None,
    )


async def use(tx: Transaction, digest: str, by: SubscriberId, now: datetime) -> bool:
    """Spend the invitation; return False when it is spent or too old."""
    rows = await tx.fetch_all(
        """
        UPDATE invitation SET used_at = :now, used_by = :by
         WHERE hash = :hash AND used_at IS NULL AND revoked_at IS NULL AND expires_at > :now
        RETURNING hash
        """,
        hash=digest,
        by=by,
        now=stamp(now),
    )
    return bool(rows)


async def revoke(tx: Transaction, person_id: PersonId, now: datetime) -> None:
    """Let no link of this person's open anything any more."""
    await tx.execute(
        """
        UPDATE invitation SET revoked_at = :now
         WHERE person_id = :id AND used_at IS NULL AND revoked_at IS NULL
        """,
        id=person_id,
        now=stamp(now),
    )


async def revoke_at(tx: Transaction, partner_id: PartnerId, now: datetime) -> None:
    """Let no link of anybody at this partner open anything any more."""
    await tx.execute(
        """
        UPDATE invitation SET revoked_at = :now
         WHERE used_at IS NULL AND revoked_at IS NULL
           AND person_id IN (SELECT id FROM person WHERE partner_id = :id)
        """,
        id=partner_id,
        now=stamp(now),
    )


async def forget_before(tx: Transaction, at: datetime) -> None:
    """Drop those that opened nothing any more before ``at``."""
    await tx.execute("DELETE FROM invitation WHERE expires_at < :at", at=stamp(at))
