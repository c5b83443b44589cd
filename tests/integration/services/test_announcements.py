import asyncio

import pytest

from integration.office import Office, person
from klyngebot.domain.audiences import AudienceReach
from klyngebot.domain.broadcasts import Broadcast, BroadcastId, BroadcastReport
from klyngebot.domain.deliveries import DeliveryState
from klyngebot.domain.errors import BadInputError, NoDraftError
from klyngebot.domain.partners import Category, PartnerFacts, Standing
from klyngebot.domain.people import PersonFacts, Source
from klyngebot.domain.roles import Caller
from klyngebot.store import memberships, partners, people


@pytest.fixture
async def leader(office: Office) -> Caller:
    return await office.leader()


async def written(office: Office, leader: Caller, *texts: str) -> Broadcast:
    return await office.compose(leader, *(texts or ("Hei.",)))


async def confirm(office: Office, leader: Caller, draft: Broadcast) -> BroadcastReport:
    return await office.confirm(leader, draft)


def texts_of(broadcast: Broadcast) -> tuple[str, ...]:
    return tuple(part.html for part in broadcast.parts)


async def recipients(office: Office) -> list[str]:
    rows = await office.db.reader.fetch_all(
        "SELECT address FROM delivery WHERE state = 'pending' ORDER BY id"
    )
    return [row["address"] for row in rows]


async def employ(office: Office, caller: Caller, name: str, standing: Standing) -> None:
    """Make ``caller`` a confirmed contact of a partner called ``name``."""
    facts = PartnerFacts(name=name, category=Category.COMPANY, standing=standing)
    async with office.db.transaction() as tx:
        partner = await partners.put(tx, facts, join_code=f"code-{name}")
        now = office.clock.now()
        named = PersonFacts(name=caller.name)
        who = await people.put(tx, partner, named, source=Source.IMPORT, now=now)
        await memberships.begin(tx, who, await office.id_of(caller), now)


async def test_fifty_confirmations_at_once_make_one_snapshot(
    office: Office, leader: Caller
) -> None:
    await office.subscribe(*range(1, 11))
    draft = await written(office, leader, "En", "To")

    reports = await asyncio.gather(*(confirm(office, leader, draft) for _ in range(50)))

    assert len({report.broadcast.id for report in reports}) == 1
    assert await office.value("SELECT count(*) FROM broadcast") == 1
    assert await office.states() == {"pending": 20}


async def test_each_message_goes_to_each_subscriber(office: Office, leader: Caller) -> None:
    await office.subscribe(1, 2)

    report = await confirm(office, leader, await written(office, leader, "En", "To"))

    assert texts_of(report.broadcast) == ("En", "To")
    assert report.account.total == 2
    assert sorted(await recipients(office)) == ["1", "1", "2", "2"]


async def test_who_subscribes_afterwards_is_not_in_the_snapshot(
    office: Office, leader: Caller
) -> None:
    await office.subscribe(1, 2)
    draft = await written(office, leader)
    await confirm(office, leader, draft)

    await office.subscribe(3)
    await confirm(office, leader, draft)

    assert await recipients(office) == ["1", "2"]


async def test_who_stops_has_what_waits_withdrawn_and_nobody_else_has(
    office: Office, leader: Caller
) -> None:
    await office.subscribe(1, 2)
    report = await confirm(office, leader, await written(office, leader, "En", "To"))

    await office.subscriptions.stop(person(1))

    after = await office.announcements.report(leader, report.broadcast.id)
    assert await recipients(office) == ["2", "2"]
    assert after.account.count(DeliveryState.WITHDRAWN) == 1
    assert after.account.waiting == 1


async def test_coming_back_does_not_bring_back_what_was_withdrawn(
    office: Office, leader: Caller
) -> None:
    await office.subscribe(1, 2)
    await confirm(office, leader, await written(office, leader))
    await office.subscriptions.stop(person(1))

    await office.subscriptions.start(person(1))

    assert await recipients(office) == ["2"]


async def test_reach_counts_people_and_the_signed_partners_they_come_from(
    office: Office, leader: Caller
) -> None:
    await office.subscribe(1, 2, 3, 4)
    await employ(office, person(1), "Senjagrafitt AS", Standing.AGREEMENT)
    await employ(office, person(2), "Senjagrafitt AS", Standing.AGREEMENT)
    await employ(office, person(3), "Støttespilleren", Standing.SUPPORTER)
    await office.partner("Uten medlemmer AS")
    draft = await written(office, leader)

    preview = await office.announcements.preview(leader, draft.id)

    assert preview.reach == AudienceReach(
        people=4,
        partners=1,
        partners_in_all=2,
        without_partner=1,
        absent=("Uten medlemmer AS",),
        variants={"": 4},
    )
    assert not preview.to_author


async def test_staff_who_work_for_no_partner_are_not_counted_as_without_one(
    office: Office, leader: Caller
) -> None:
    await office.subscribe(1)
    await office.subscriptions.start(leader)

    preview = await office.announcements.preview(leader, (await written(office, leader)).id)

    assert (preview.reach.people, preview.reach.without_partner) == (2, 1)


async def test_an_announcement_that_changed_after_its_preview_is_not_sent(
    office: Office, leader: Caller
) -> None:
    await office.subscribe(1)
    seen = await written(office, leader)
    await office.drafting.answer(leader, office.typed("Og mer."))

    with pytest.raises(BadInputError, match="changed_since_preview"):
        await confirm(office, leader, seen)

    assert await office.states() == {}
    assert await office.written(leader) == ["Hei.", "Og mer."]


async def test_nobody_to_send_to_is_said_and_the_draft_is_kept(
    office: Office, leader: Caller
) -> None:
    draft = await written(office, leader)

    with pytest.raises(BadInputError, match="nobody_to_send_to"):
        await confirm(office, leader, draft)

    assert await office.written(leader) == ["Hei."]
    assert (await office.composing.list_drafts(leader)) == [draft]


async def test_an_empty_announcement_cannot_be_previewed(office: Office, leader: Caller) -> None:
    begun = await office.composing.begin(leader)

    with pytest.raises(BadInputError, match="nothing_to_send"):
        await office.announcements.preview(leader, begun.broadcast.id)


async def test_a_deleted_announcement_is_not_sent(office: Office, leader: Caller) -> None:
    await office.subscribe(1)
    draft = await written(office, leader)
    await office.composing.delete(leader, draft.id)

    with pytest.raises(NoDraftError):
        await confirm(office, leader, draft)


async def test_a_leader_does_not_confirm_what_another_one_writes(
    office: Office, leader: Caller
) -> None:
    await office.subscribe(1)
    draft = await written(office, leader)
    other = await office.leader(901)

    with pytest.raises(NoDraftError):
        await confirm(office, other, draft)
    with pytest.raises(NoDraftError):
        await office.announcements.preview(other, BroadcastId(4711))


async def test_the_latest_announcements_come_first(office: Office, leader: Caller) -> None:
    await office.subscribe(1)
    for text in ("En", "To", "Tre"):
        await confirm(office, leader, await written(office, leader, text))

    reports = await office.announcements.list_recent(leader)

    assert [texts_of(report.broadcast) for report in reports] == [("Tre",), ("To",), ("En",)]
