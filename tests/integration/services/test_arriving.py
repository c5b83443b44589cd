"""What nobody knew of has arrived when its recipient shows it; who else shows it proves nothing."""

from integration.office import Office, person
from klyngebot.broadcast import Engine, Pacer
from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.deliveries import Delivered, DeliveryState, Outcome, Refused, Uncertain
from klyngebot.domain.roles import Caller, Role
from klyngebot.store import deliveries
from support.sender import SlowSender

LOST = Uncertain("lost")


async def drain(office: Office, *outcomes: Outcome) -> None:
    sender = SlowSender(office.clock, outcomes)
    await Engine(office.db, sender, Pacer(None, office.clock.monotonic), office.clock).drain()


async def announced(office: Office, leader: Caller, *outcomes: Outcome) -> BroadcastId:
    broadcast = await office.announce(leader, "Hei")
    await drain(office, *outcomes)
    return broadcast


async def states(office: Office) -> dict[str, list[tuple[str, int | None]]]:
    """Return how it went for each, message by message."""
    rows = await office.db.reader.fetch_all(
        "SELECT address, state, message_id FROM delivery ORDER BY subscriber_id, part"
    )
    found: dict[str, list[tuple[str, int | None]]] = {}
    for row in rows:
        found.setdefault(row["address"], []).append((row["state"], row["message_id"]))
    return found


async def test_what_its_recipient_shows_has_arrived_and_the_account_says_so(
    office: Office,
) -> None:
    await office.subscribe(1, 2)
    leader = await office.leader()
    broadcast = await announced(office, leader, LOST, LOST)

    news = await office.arriving.note(person(1), broadcast, 41)
    again = await office.arriving.note(person(1), broadcast, 41)

    assert (news, again) == (True, False)
    assert await states(office) == {"1": [("delivered", 41)], "2": [("uncertain", None)]}
    report = await office.announcements.report(leader, broadcast)
    assert report.account.counts == {DeliveryState.DELIVERED: 1, DeliveryState.UNCERTAIN: 1}
    assert [one.subscriber_id for one in report.account.problems] == [await office.id_of(person(2))]


async def test_it_is_corrected_withdrawn_and_answered_from_then_on(office: Office) -> None:
    await office.subscribe(1)
    leader = await office.leader()
    broadcast = await announced(office, leader, LOST)
    await office.arriving.note(person(1), broadcast, 41)

    sent = await deliveries.find_sent(office.db.reader, "1", 41)
    preview = await office.correcting.ask_withdraw(leader, broadcast)

    assert sent is not None
    assert sent.subject_id == broadcast
    assert (preview.reach.reached, preview.reach.unknown) == (1, 0)


async def test_it_is_not_sent_again(office: Office) -> None:
    await office.subscribe(1, 2)
    leader = await office.leader()
    broadcast = await announced(office, leader, LOST, LOST)
    await office.arriving.note(person(2), broadcast, 42)

    await office.announcements.send_again(leader, broadcast)

    assert await states(office) == {"1": [("pending", None)], "2": [("delivered", 42)]}


async def test_of_several_messages_only_the_last_one_is_shown(office: Office) -> None:
    await office.subscribe(1)
    broadcast = await office.announce(await office.leader(), "Først", "Så")
    await drain(office, LOST, LOST)

    await office.arriving.note(person(1), broadcast, 42)

    assert await states(office) == {"1": [("uncertain", None), ("delivered", 42)]}


async def test_what_is_known_stays_as_it_is(office: Office) -> None:
    await office.subscribe(1, 2)
    broadcast = await announced(office, await office.leader(), Delivered(11), Refused("blocked"))
    before = await states(office)

    for number in (1, 2):
        assert not await office.arriving.note(person(number), broadcast, 41)

    assert await states(office) == before


async def test_who_did_not_get_it_and_a_leader_prove_nothing(office: Office) -> None:
    await office.subscribe(1)
    staff = await office.someone(Role.LEADER, 5)  # sees previews of what others write, too
    broadcast = await announced(office, await office.leader(), LOST, LOST)
    await office.subscribe(3)

    for caller in (person(3), person(4), staff):
        assert not await office.arriving.note(caller, broadcast, 41)

    assert await states(office) == {"1": [("uncertain", None)], "5": [("uncertain", None)]}


async def test_its_author_proves_nothing_once_they_lead_no_more(office: Office) -> None:
    author = await office.someone(Role.LEADER, 5)
    broadcast = await announced(office, author, LOST)
    async with office.db.transaction() as tx:
        await tx.execute("UPDATE subscriber SET staff = NULL")

    assert not await office.arriving.note(author, broadcast, 41)
