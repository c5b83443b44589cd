"""Links that did not work, counted to slow down who guesses. Each carries the update it came in."""

from datetime import datetime

from klyngebot.store.database import Reader, Transaction, stamp


async def add(tx: Transaction, update_id: int, address: str, now: datetime) -> None:
    """Note that the link in ``update_id`` did not work; the same update counts once."""
    await tx.execute(
        """
        INSERT INTO failed_try (update_id, address, at) VALUES (:update_id, :address, :now)
        ON CONFLICT (update_id) DO NOTHING
        """,
        update_id=update_id,
        address=address,
        now=stamp(now),
    )


async def count(db: Reader, *, since: datetime, address: str | None = None) -> int:
    """Return how many failed after ``since`` (from ``address``)."""
    failed: int = await db.value(
        """
        SELECT count(*) FROM failed_try
         WHERE at > :since AND (:address IS NULL OR address = :address)
        """,
        since=stamp(since),
        address=address,
    )
    return failed


async def forget_before(tx: Transaction, at: datetime) -> None:
    """Drop those from before ``at``."""
    await tx.execute("DELETE FROM failed_try WHERE at < :at", at=stamp(at))
