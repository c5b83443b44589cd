"""What has not left yet: let go, held back, and taken back."""

from datetime import datetime

from klyngebot.domain.deliveries import Content
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store.database import Transaction, stamp
from klyngebot.store.deliveries import DECIDES, TURN


async def release(tx: Transaction, content: Content) -> None:
    """Let the rows of a subject go out; it shares the queue fairly with what is there already."""
    await tx.execute(
        f"""
        UPDATE delivery
           SET held = 0, turn = {TURN} + n.place - 1
          FROM (SELECT id, row_number() OVER (ORDER BY part, id) AS place
                  FROM delivery
                 WHERE kind = :kind AND subject_id = :subject_id
                   AND state IN ('pending', 'sending')) n
         WHERE delivery.id = n.id
        """,
        kind=content.kind,
        subject_id=content.subject_id,
    )


async def hold_back(tx: Transaction, content: Content) -> None:
    """Let the rows of a subject that have not left yet wait until they are released."""
    await tx.execute(
        """
        UPDATE delivery SET held = 1
         WHERE kind = :kind AND subject_id = :subject_id AND state IN ('pending', 'sending')
        """,
        kind=content.kind,
        subject_id=content.subject_id,
    )


async def withdraw_subject(tx: Transaction, content: Content, now: datetime) -> None:
    """Take back the rows of a subject that have not left yet."""
    await tx.execute(
        """
        UPDATE delivery SET state = 'withdrawn', settled_at = :now
         WHERE kind = :kind AND subject_id = :subject_id AND state = 'pending'
        """,
        kind=content.kind,
        subject_id=content.subject_id,
        now=stamp(now),
    )


async def forget_subject(tx: Transaction, content: Content) -> bool:
    """Remove the rows of a subject if none of them has ever left; return whether that was so."""
    tried = await tx.value(
        """
        SELECT EXISTS (SELECT 1 FROM delivery
                        WHERE kind = :kind AND subject_id = :subject_id
                          AND state NOT IN ('pending', 'withdrawn'))
        """,
        kind=content.kind,
        subject_id=content.subject_id,
    )
    if not tried:
        await tx.execute(
            "DELETE FROM delivery WHERE kind = :kind AND subject_id = :subject_id",
            kind=content.kind,
            subject_id=content.subject_id,
        )
    return not tried


async def withdraw(tx: Transaction, subscriber_id: SubscriberId, now: datetime) -> None:
    """Take back what waits for somebody who no longer wants it; answers to them still go.

    So do corrections and withdrawals: they bring nothing new, and what was wrong stays with them.
    """
    await tx.execute(
        """
        UPDATE delivery
           SET state = 'withdrawn', settled_at = :now
         WHERE subscriber_id = :id AND state = 'pending' AND NOT urgent
           AND kind NOT IN ('correction', 'withdrawal')
        """,
        id=subscriber_id,
        now=stamp(now),
    )


async def strip(tx: Transaction, subscriber_id: SubscriberId, now: datetime) -> None:
    """Let the rows of somebody who is erased count and lead nowhere: nothing goes out any more."""
    await tx.execute(
        """
        UPDATE delivery
           SET state = iif(state = 'pending', 'withdrawn', state),
               settled_at = iif(state = 'pending', :now, settled_at),
               address = '', reason = '', message_id = NULL, more_ids = '', may_resend = 0
         WHERE subscriber_id = :id
        """,
        id=subscriber_id,
        now=stamp(now),
    )


async def withdraw_requests(tx: Transaction, subscriber_id: SubscriberId, now: datetime) -> None:
    """Take back the requests to join and the questions that wait for who may answer no more."""
    await tx.execute(
        f"""
        UPDATE delivery
           SET state = 'withdrawn', settled_at = :now
         WHERE subscriber_id = :id AND state = 'pending'
           AND kind IN ('join_request', 'question') AND NOT {DECIDES}
        """,
        id=subscriber_id,
        now=stamp(now),
    )
