"""What people have agreed to, and which wording of it."""

from datetime import datetime

from klyngebot.domain.people import PersonId
from klyngebot.store.database import Reader, Transaction, stamp

PHONE = "phone"
"""That one's number is shown to those one has chosen."""


async def give(
    tx: Transaction, person_id: PersonId, what: str, *, text_version: int, now: datetime
) -> None:
    """Note that the person has agreed; who has before, has."""
    await tx.execute(
        """
        INSERT INTO consent (person_id, what, text_version, given_at)
        VALUES (:person_id, :what, :text_version, :now)
        ON CONFLICT (person_id, what) WHERE withdrawn_at IS NULL DO NOTHING
        """,
        person_id=person_id,
        what=what,
        text_version=text_version,
        now=stamp(now),
    )


async def withdraw(tx: Transaction, person_id: PersonId, what: str, now: datetime) -> None:
    """Note that the person agrees no more."""
    await tx.execute(
        """
        UPDATE consent SET withdrawn_at = :now
         WHERE person_id = :person_id AND what = :what AND withdrawn_at IS NULL
        """,
        person_id=person_id,
        what=what,
        now=stamp(now),
    )


async def is_given(db: Reader, person_id: PersonId, what: str) -> bool:
    """Return whether the person agrees."""
    row = await db.fetch_one(
        """
        SELECT 1 FROM consent
         WHERE person_id = :person_id AND what = :what AND withdrawn_at IS NULL
        """,
        person_id=person_id,
        what=what,
    )
    return row is not None
