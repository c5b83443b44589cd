"""Forgetting what is no longer needed, by the times of ``domain.privacy``."""

from datetime import datetime

from klyngebot.domain.people import PersonId
from klyngebot.domain.privacy import Kept
from klyngebot.store import accounts, audit, imports, inbox, invitations, tries
from klyngebot.store.database import Transaction, stamp
from klyngebot.store.erasure import forget_person


async def forget(tx: Transaction, now: datetime) -> int:
    """Forget whatever has been kept for its time; return how many people left long ago that was."""
    for kept, statements in STATEMENTS.items():
        for statement in statements:
            await tx.execute(statement, before=stamp(now - kept.time))
    await accounts.keep_only_counts(tx, now - Kept.COUNTED_LATER.time)
    await inbox.forget_old(tx, now)
    await imports.forget_old(tx, now)
    await tries.forget_before(tx, now - Kept.A_DAY.time)
    await invitations.forget_before(tx, now - Kept.THIRTY_DAYS.time)
    await audit.forget_before(tx, now - Kept.TWO_YEARS.time)
    gone = await tx.fetch_all(
        "SELECT id FROM person WHERE left_at < :before",
        before=stamp(now - Kept.WHILE_CONTACT.time),
    )
    for row in gone:
        await forget_person(tx, PersonId(row["id"]), now)
    return len(gone)


STATEMENTS: dict[Kept, tuple[str, ...]] = {
    Kept.A_DAY: ("DELETE FROM hold WHERE until < :before",),
    Kept.NINETY_DAYS: (
        "DELETE FROM phone_view WHERE at < :before",
        "UPDATE delivery SET reason = '' WHERE reason <> '' AND settled_at < :before",
        """
        UPDATE subscriber SET unreachable_reason = ''
         WHERE unreachable_reason <> '' AND unreachable_at < :before
        """,
    ),
    Kept.COUNTED_LATER: (
        """
        DELETE FROM delivery
         WHERE kind NOT IN ('broadcast', 'correction', 'withdrawal', 'reminder')
           AND settled_at < :before
        """,
    ),
    Kept.A_YEAR: (
        "DELETE FROM question WHERE asked_at < :before",
        "DELETE FROM acknowledgement WHERE at < :before",
        """
        DELETE FROM join_request
         WHERE state <> 'waiting' AND coalesce(decided_at, asked_at) < :before
        """,
    ),
}
"""What the night does when each time is over; a test holds them to what is promised."""
