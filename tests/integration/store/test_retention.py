"""The night forgets what has been kept for its time, and nothing before."""

from datetime import timedelta

import pytest

from integration.office import Office, person
from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.errors import NotFoundError
from klyngebot.domain.roles import Caller, Role
from klyngebot.store import deliveries, retention
from klyngebot.store.database import stamp

DAY = 24 * 3600

ROWS = {
    "phone_view": ("INSERT INTO phone_view VALUES (1, 1, :who, :now)", 90),
    "failed_try": ("INSERT INTO failed_try VALUES (1, '7', :now)", 1),
    "hold": ("INSERT INTO hold VALUES ('7', :now)", 1),
    "invitation": (
        """
        INSERT INTO invitation (hash, person_id, made_at, expires_at)
        VALUES ('h', :who, :now, :now)
        """,
        30,
    ),
    "question": (
        "INSERT INTO question (draft_id, asker_id, text, asked_at) VALUES (1, 1, 'Hva?', :now)",
        365,
    ),
    "join_request": (
        """
        INSERT INTO join_request (draft_id, subscriber_id, partner_id, name, title, state,
                                  asked_at, decided_at)
        VALUES (1, 1, :partner, 'A', 'B', 'declined', :now, :now)
        """,
        365,
    ),
    "audit": (
        "INSERT INTO audit (at, role, action) VALUES (:now, 'leader', 'data_taken_out')",
        731,
    ),
}


async def night(office: Office, days: float) -> int:
    office.clock.advance(days * DAY)
    async with office.db.transaction() as tx:
        return await retention.forget(tx, office.clock.now())


@pytest.mark.parametrize("table", ROWS)
async def test_a_row_is_kept_for_its_time_and_no_longer(office: Office, table: str) -> None:
    await office.someone(Role.MEMBER, 7)
    sql, days = ROWS[table]
    known = {
        "who": await office.value("SELECT id FROM person"),
        "partner": await office.value("SELECT id FROM partner"),
        "now": stamp(office.clock.now()),
    }
    async with office.db.transaction() as tx:
        await tx.execute(sql, **known)
    if table == "audit":  # the newest are kept whatever is asked: somebody goes on working
        office.clock.advance(800 * DAY)
        async with office.db.transaction() as tx:
            await tx.execute(sql, **{**known, "now": stamp(office.clock.now())})
        office.clock.advance(-800 * DAY)
    count = f"SELECT count(*) FROM {table}"
    before = await office.value(count)

    await night(office, days - 0.5)
    kept = await office.value(count)
    await night(office, 1)

    assert kept == before
    assert await office.value(count) == before - 1


async def test_who_left_is_forgotten_after_thirty_days(office: Office) -> None:
    kari = await office.someone(Role.MEMBER, 7)
    await office.joining.leave(kari)

    gone = [await night(office, 29.5), await night(office, 1)]

    assert gone == [0, 1]
    assert await office.value("SELECT count(*) FROM person") == 0
    assert (await office.subscriptions.settings(kari)).subscribed


async def test_a_request_that_waits_is_not_forgotten(office: Office) -> None:
    await office.someone(Role.MEMBER, 7)
    async with office.db.transaction() as tx:
        await tx.execute(
            ROWS["join_request"][0].replace("'declined'", "'waiting'"),
            who=1,
            partner=await tx.value("SELECT id FROM partner"),
            now=stamp(office.clock.now()),
        )

    await night(office, 1000)

    assert await office.value("SELECT count(*) FROM join_request") == 1


async def test_why_something_was_refused_is_forgotten_and_that_it_was_is_not(
    office: Office,
) -> None:
    kari = await office.visitor(7)
    await office.queue(Content(kind=Kind.JOIN_ANSWER, subject_id=1), kari)
    async with office.db.transaction() as tx:
        await tx.execute(
            "UPDATE delivery SET state = 'refused', reason = 'Forbidden', settled_at = :now",
            now=stamp(office.clock.now()),
        )
        await tx.execute(
            "UPDATE subscriber SET unreachable_reason = 'Forbidden', unreachable_at = :now",
            now=stamp(office.clock.now()),
        )

    await night(office, 89)
    assert await office.value("SELECT reason FROM delivery") == "Forbidden"
    await night(office, 2)

    assert await office.value("SELECT reason FROM delivery") == ""
    assert await office.value("SELECT unreachable_reason FROM subscriber") == ""
    assert await office.states() == {"refused": 1}


async def test_a_file_is_forgotten_after_a_week_and_that_it_was_read_in_is_not(
    office: Office,
) -> None:
    await office.leader()
    async with office.db.transaction() as tx:
        for number, state in enumerate(("waiting", "applied"), start=1):
            await tx.execute(
                "INSERT INTO import_file (update_id, owner_id, name, body, state, made_at,"
                " applied_at, before) VALUES (:n, 1, 'a.csv', x'00', :state, :now, :now, '{}')",
                n=number,
                state=state,
                now=stamp(office.clock.now()),
            )

        await tx.execute("UPDATE import_file SET body = NULL WHERE state = 'applied'")

    await night(office, 6.5)
    assert await office.value("SELECT count(*) FROM import_file WHERE body IS NOT NULL") == 1
    await night(office, 1)

    rows = await office.db.reader.fetch_all("SELECT state, body, before FROM import_file")
    assert [tuple(row) for row in rows] == [("dropped", None, None), ("applied", None, None)]


async def test_two_quiet_years_do_not_stop_the_night(office: Office) -> None:
    async with office.db.transaction() as tx:
        await tx.execute(ROWS["audit"][0], now=stamp(office.clock.now()))

    await night(office, 2000)

    assert await office.value("SELECT count(*) FROM audit") == 1


async def test_who_asks_to_come_back_is_not_forgotten_with_who_they_were(office: Office) -> None:
    kari = await office.someone(Role.MEMBER, 7)
    await office.joining.leave(kari)
    office.clock.advance(29 * DAY)
    step = await office.joining.open_link(kari, "bli-code-Arbeidsgiver 7 AS", update_id=9000)
    assert step.draft is not None
    for text in ("Medlem 7", "geolog"):
        await office.drafting.answer(kari, office.typed(text))
    request = await office.joining.submit(kari, step.draft.id)

    await night(office, 1.5)

    waiting = await office.requests.waiting(await office.leader())
    assert [one.id for one in waiting.waiting] == [request.id]


async def announced(office: Office, leader: Caller) -> BroadcastId:
    """Return an announcement that one has got, also its correction, and one has not."""
    await office.subscribe(1, 2)
    id_ = await office.announce(leader, "Fagdag")
    to, now = await office.id_of(person(2)), office.clock.now()
    async with office.db.transaction() as tx:
        change = await tx.value(
            """
            INSERT INTO broadcast_change (broadcast_id, kind, update_id, made_by, made_at)
            VALUES (:id, 'correction', 7000, :by, :now)
            RETURNING id
            """,
            id=id_,
            by=to,
            now=stamp(now),
        )
        await deliveries.add(tx, Content(kind=Kind.CORRECTION, subject_id=change), [to], now)
        await tx.execute(
            """
            UPDATE delivery
               SET state = iif(address = '1', 'refused', 'delivered'), settled_at = :now
            """,
            now=stamp(now),
        )
    return id_


async def test_an_announcement_keeps_its_numbers_after_a_year_and_no_names(
    office: Office,
) -> None:
    leader = await office.leader()
    id_ = await announced(office, leader)
    await night(office, 364)
    before = await office.announcements.report(leader, id_)

    await night(office, 2)
    await night(office, 1)
    after = await office.announcements.report(leader, id_)
    full = await office.afterwards.account(leader, id_)

    assert before.account.counts == after.account.counts == {"delivered": 1, "refused": 1}
    assert len(before.account.problems) == 1
    assert (after.account.problems, after.account.only_counts) == ((), True)
    assert [one.account.counts for one in full.report.changes] == [{"delivered": 1}]
    assert await office.value("SELECT count(*) FROM delivery") == 0
    with pytest.raises(NotFoundError):
        await office.afterwards.unreached(leader, id_)


async def test_what_was_done_lately_to_an_old_announcement_keeps_its_names(office: Office) -> None:
    leader = await office.leader()
    id_ = await announced(office, leader)
    async with office.db.transaction() as tx:
        later = stamp(office.clock.now() + timedelta(days=300))
        await tx.execute("UPDATE broadcast_change SET made_at = :later", later=later)

    await night(office, 400)

    assert len((await office.announcements.report(leader, id_)).account.problems) == 1


async def test_what_still_waits_is_never_counted_away(office: Office) -> None:
    leader = await office.leader()
    await office.subscribe(1)
    await office.announce(leader, "Fagdag")

    await night(office, 4000)

    assert await office.states() == {"pending": 1}


async def test_other_messages_are_forgotten_after_a_year(office: Office) -> None:
    kari = await office.visitor(7)
    await office.queue(Content(kind=Kind.JOIN_ANSWER, subject_id=1), kari)
    async with office.db.transaction() as tx:
        now = stamp(office.clock.now())
        await tx.execute("UPDATE delivery SET state = 'delivered', settled_at = :now", now=now)

    await night(office, 364)
    kept = await office.states()
    await night(office, 2)

    assert (kept, await office.states()) == ({"delivered": 1}, {})
