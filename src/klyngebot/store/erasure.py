"""Erasing people: what leads to them goes, what is counted stays without a name."""

import asyncio
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from klyngebot.domain.people import PersonId
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.domain.text import fold
from klyngebot.store import imports, unsent
from klyngebot.store.database import Reader, Transaction, stamp
from klyngebot.store.ledger import Key, Ledger, Line, key


@dataclass(frozen=True, slots=True, kw_only=True)
class Human:
    """One human being, as the store knows them: a subscriber, people in the register, or both.

    Who has changed partner has been several people in the register.
    """

    subscriber_id: SubscriberId | None = None
    person_ids: tuple[PersonId, ...] = ()


async def human_of(
    db: Reader, *, subscriber_id: SubscriberId | None = None, person_id: PersonId | None = None
) -> Human:
    """Return the human being behind a subscriber, or behind a person in the register.

    Whom somebody else has become since they are no more: they were taken for that person, or one
    has another account now.
    """
    if subscriber_id is None and person_id is not None:
        row = await db.fetch_one(
            "SELECT subscriber_id FROM membership WHERE person_id = :id AND ended_at IS NULL",
            id=person_id,
        )
        subscriber_id = SubscriberId(row["subscriber_id"]) if row else None
    rows = await db.fetch_all(
        """
        SELECT DISTINCT m.person_id FROM membership m
         WHERE m.subscriber_id = :id AND m.person_id IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM membership later
                            WHERE later.person_id = m.person_id AND later.id > m.id
                              AND later.subscriber_id <> m.subscriber_id)
        """,
        id=subscriber_id,
    )
    found = {PersonId(row["person_id"]) for row in rows} | ({person_id} if person_id else set())
    return Human(subscriber_id=subscriber_id, person_ids=tuple(sorted(found)))


async def is_erased(db: Reader, subscriber_id: SubscriberId) -> bool:
    """Return whether nothing but an empty row is left of a subscriber."""
    row = await db.fetch_one(
        "SELECT 1 FROM subscriber WHERE id = :id AND erased_at IS NOT NULL", id=subscriber_id
    )
    return row is not None


async def erase(
    tx: Transaction, human: Human, now: datetime, *, ledger: Ledger, update_id: int | None = None
) -> None:
    """Erase ``human``; the ledger has it on disk before this is committed.

    Args:
        tx: The transaction.
        human: Who.
        now: When.
        ledger: Where it is written down, for whoever puts an older copy back.
        update_id: The update that asks for it; its own body goes, too.
    """
    secret = await key(tx)
    marks = await _marks(tx, human, secret)
    await asyncio.to_thread(ledger.append, now, secret, marks)
    await _erase(tx, human, now)
    if update_id is not None:
        # The tap itself names who tapped. It is done by this commit, so an empty one is enough.
        await tx.execute(
            "UPDATE inbox SET body = :empty WHERE update_id = :id AND body IS NOT NULL",
            id=update_id,
            empty=json.dumps({"update_id": update_id}),
        )


async def forget_person(tx: Transaction, person_id: PersonId, now: datetime) -> None:
    """Remove a person who left long ago; the subscriber they were stays what they are.

    Whoever has that name and asks to come in is still to be answered.
    """
    await _erase(tx, Human(person_ids=(person_id,)), now, but_waiting=True)


async def erase_again(tx: Transaction, lines: Iterable[Line], now: datetime) -> tuple[int, int]:
    """Erase whoever one of ``lines`` marks, in a copy that was put back.

    Returns:
        How many that were, and how many lines were written under another database's key.
    """
    secret = await key(tx)
    lines = list(lines)
    marks = frozenset().union(*(line.marks for line in lines if line.key_name == secret.name))
    count = 0
    for row in await tx.fetch_all("SELECT id, channel, address FROM subscriber"):
        if secret.mark("subscriber", row["channel"], row["address"]) in marks:
            await _erase(tx, await human_of(tx, subscriber_id=SubscriberId(row["id"])), now)
            count += 1
    for row in await tx.fetch_all(_NAMED):
        if marks & set(_person_marks(secret, row["id"], row["partner"], row["folded"])):
            await _erase(tx, await human_of(tx, person_id=PersonId(row["id"])), now)
            count += 1
    return count, sum(line.key_name != secret.name for line in lines)


_NAMED = """
    SELECT p.id, p.folded, o.folded AS partner
      FROM person p
      JOIN partner o ON o.id = p.partner_id
"""


async def _marks(db: Reader, human: Human, secret: Key) -> list[str]:
    marks = []
    if human.subscriber_id is not None:
        row = await db.fetch_one(
            "SELECT channel, address FROM subscriber WHERE id = :id", id=human.subscriber_id
        )
        assert row is not None
        marks.append(secret.mark("subscriber", row["channel"], row["address"]))
    for person_id in human.person_ids:
        row = await db.fetch_one(f"{_NAMED} WHERE p.id = :id", id=person_id)
        if row is not None:
            marks += _person_marks(secret, row["id"], row["partner"], row["folded"])
    return marks


def _person_marks(secret: Key, person_id: int, partner: str, name: str) -> list[str]:
    """Return both marks of a person: the copy may have them by another name."""
    return [secret.mark("person", person_id), secret.mark("person", partner, name)]


async def _erase(
    tx: Transaction, human: Human, now: datetime, *, but_waiting: bool = False
) -> None:
    words = await _words(tx, human)
    for person_id in human.person_ids:
        await _erase_person(tx, person_id, now, but_waiting=but_waiting)
    if human.subscriber_id is not None:
        await _erase_subscriber(tx, human.subscriber_id, now)
    await _erase_mentions(tx, words)
    await _erase_drafts_of_what_is_gone(tx)


async def _erase_person(
    tx: Transaction, person_id: PersonId, now: datetime, *, but_waiting: bool
) -> None:
    person = await tx.fetch_one(
        "SELECT partner_id, folded FROM person WHERE id = :id", id=person_id
    )
    if person is None:
        return
    await tx.execute(
        "UPDATE membership SET ended_at = :now WHERE person_id = :id AND ended_at IS NULL",
        id=person_id,
        now=stamp(now),
    )
    for row in await tx.fetch_all(
        """
        SELECT id, person_id, name FROM join_request
         WHERE partner_id = :partner_id AND NOT (:but_waiting AND state = 'waiting')
        """,
        partner_id=person["partner_id"],
        but_waiting=but_waiting,
    ):
        if row["person_id"] == person_id or fold(row["name"]) == person["folded"]:
            await tx.execute("DELETE FROM join_request WHERE id = :id", id=row["id"])
    await imports.forget_person(tx, person_id)
    await tx.execute("DELETE FROM person WHERE id = :id", id=person_id)  # and what hangs on it


async def _erase_subscriber(tx: Transaction, subscriber_id: SubscriberId, now: datetime) -> None:
    await unsent.strip(tx, subscriber_id, now)
    for statement in _OF_SUBSCRIBER:
        await tx.execute(statement, id=subscriber_id)
    await tx.execute(
        "UPDATE membership SET ended_at = :now WHERE subscriber_id = :id AND ended_at IS NULL",
        id=subscriber_id,
        now=stamp(now),
    )
    await tx.execute(
        """
        UPDATE subscriber
           SET address = 'erased-' || id, name = '', locale = 'nb', subscribed = 0, staff = NULL,
               unreachable_reason = NULL, unreachable_at = NULL, erased_at = :now
         WHERE id = :id
        """,
        id=subscriber_id,
        now=stamp(now),
    )


_ADDRESS = "(SELECT address FROM subscriber WHERE id = :id)"
_OF_SUBSCRIBER = (
    f"DELETE FROM hold WHERE address = {_ADDRESS}",
    # Counted until tomorrow as nobody's, or whoever guesses would be erased to guess on.
    f"UPDATE failed_try SET address = '' WHERE address = {_ADDRESS}",
    f"""
    UPDATE inbox SET body = NULL, reason = ''
     WHERE state = 'quarantined' AND lane = CAST({_ADDRESS} AS INTEGER)
    """,
    "DELETE FROM subscription WHERE subscriber_id = :id",
    "DELETE FROM draft WHERE owner_id = :id",
    "DELETE FROM broadcast WHERE author_id = :id AND state = 'draft'",
    "DELETE FROM acknowledgement WHERE subscriber_id = :id",
    "DELETE FROM join_request WHERE subscriber_id = :id",
    "UPDATE join_request SET decided_by = NULL WHERE decided_by = :id",
    "UPDATE used_code SET used_by = NULL WHERE used_by = :id",
    "UPDATE invitation SET made_by = NULL WHERE made_by = :id",
    "UPDATE invitation SET used_by = NULL WHERE used_by = :id",
    "DELETE FROM phone_view WHERE viewer_id = :id",
    "DELETE FROM acknowledgement WHERE subscriber_id = :id",
    "DELETE FROM question WHERE asker_id = :id",
    # What they have answered does not wait for an answer again.
    """
    UPDATE question
       SET closed_at = (SELECT min(answered_at) FROM question_answer a
                         WHERE a.question_id = question.id)
     WHERE closed_at IS NULL
       AND id IN (SELECT question_id FROM question_answer WHERE author_id = :id)
    """,
    "DELETE FROM question_answer WHERE author_id = :id",
    "UPDATE question SET closed_by = NULL WHERE closed_by = :id",
)
"""In this order: while the address is still known."""


async def _words(db: Reader, human: Human) -> set[str]:
    """Return what names ``human`` wherever others have written it."""
    words: set[str] = set()
    for person_id in human.person_ids:
        row = await db.fetch_one(
            "SELECT name, email, phone FROM person WHERE id = :id", id=person_id
        )
        words |= {*row} if row else set()
    if human.subscriber_id is not None:
        row = await db.fetch_one(
            "SELECT address FROM subscriber WHERE id = :id", id=human.subscriber_id
        )
        words |= {f'"id": {row["address"]}'} if row else set()
    return {word for word in words if word}


async def _erase_mentions(tx: Transaction, words: Collection[str]) -> None:
    """Take ``words`` out of what waits beside the register: files, drafts, updates put aside."""
    for row in await tx.fetch_all("SELECT id, before FROM import_file WHERE before IS NOT NULL"):
        if _mentions(row["before"], words):
            await tx.execute("UPDATE import_file SET before = NULL WHERE id = :id", id=row["id"])
    for row in await tx.fetch_all(
        """
        SELECT d.id, group_concat(f.value, char(10)) AS written
          FROM draft d
          JOIN draft_field f ON f.draft_id = d.id
         WHERE d.kind IN ('edit', 'new_person', 'decline')
         GROUP BY d.id
        """
    ):
        if _mentions(row["written"], words):
            await tx.execute("DELETE FROM draft WHERE id = :id", id=row["id"])
    for row in await tx.fetch_all(
        "SELECT update_id, body FROM inbox WHERE state = 'quarantined' AND body IS NOT NULL"
    ):
        if _mentions(row["body"], words):
            await tx.execute(
                "UPDATE inbox SET body = NULL WHERE update_id = :id", id=row["update_id"]
            )


async def _erase_drafts_of_what_is_gone(tx: Transaction) -> None:
    """Drop what others write on the card of somebody, or to somebody, who is not there any more."""
    await tx.execute(
        """
        DELETE FROM draft
         WHERE id IN (
               SELECT f.draft_id
                 FROM draft d
                 JOIN draft_field f ON f.draft_id = d.id
                WHERE (d.kind = 'edit' AND f.name = 'card' AND f.value LIKE 'person:%'
                       AND f.value NOT IN (SELECT 'person:' || id FROM person))
                   OR (d.kind = 'decline' AND f.name = 'request'
                       AND f.value NOT IN (SELECT CAST(id AS TEXT) FROM join_request))
                   OR (d.kind = 'answer' AND f.name = 'question'
                       AND f.value NOT IN (SELECT CAST(id AS TEXT) FROM question)))
        """
    )


def _mentions(text: str, words: Collection[str]) -> bool:
    try:
        plain = json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        plain = text
    return any(word in plain for word in words)
