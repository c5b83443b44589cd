"""Telling people that they are in the register, and marking exactly those who were told."""

import pytest

from integration.office import Office
from klyngebot.domain.errors import BadInputError
from klyngebot.domain.informing import BATCH, fingerprint
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import PersonFacts, PersonId, Source
from klyngebot.services.informing import BATCHES
from klyngebot.store import people


async def untold(office: Office, partner: PartnerId, *names: str) -> list[PersonId]:
    async with office.db.transaction() as tx:
        return [
            await people.put(
                tx,
                partner,
                PersonFacts(name=name, email=f"{name.lower()}@example.no"),
                source=Source.IMPORT,
                now=office.clock.now(),
            )
            for name in names
        ]


async def test_exactly_those_shown_are_marked_once(office: Office) -> None:
    leader = await office.leader()
    partner = await office.partner("Nord AS")
    ids = await untold(office, partner, "Anne", "Per", "Kari")

    found = await office.informing.list_untold(leader)
    shown = [who.person.id for who in found.batches[0]]
    for _ in range(2):
        await office.informing.confirm(leader, shown[0], shown[-1], fingerprint(shown))

    assert shown == ids
    assert (await office.informing.list_untold(leader)).count == 0
    noted = "SELECT count(*) FROM audit WHERE action = 'person_informed'"
    assert await office.value(noted) == 3
    assert await office.value("SELECT DISTINCT informed_how FROM person") == "office"


async def test_who_comes_later_is_not_marked(office: Office) -> None:
    leader = await office.leader()
    partner = await office.partner("Nord AS")
    shown = await untold(office, partner, "Anne", "Per")
    await untold(office, partner, "Kari")

    await office.informing.confirm(leader, shown[0], shown[-1], fingerprint(shown))

    left = await office.informing.list_untold(leader)
    assert [who.person.name for batch in left.batches for who in batch] == ["Kari"]


async def test_a_list_that_has_changed_marks_nobody(office: Office) -> None:
    leader = await office.leader()
    partner = await office.partner("Nord AS")
    shown = await untold(office, partner, "Anne", "Per")
    async with office.db.transaction() as tx:
        await people.set_informed(tx, shown[0], "chat", office.clock.now())

    with pytest.raises(BadInputError, match="list_changed"):
        await office.informing.confirm(leader, shown[0], shown[-1], fingerprint(shown))

    assert (await office.informing.list_untold(leader)).count == 1


@pytest.mark.parametrize(("days", "overdue"), [(29, 0), (31, 1)])
async def test_after_a_month_it_is_overdue(office: Office, days: int, overdue: int) -> None:
    leader = await office.leader()
    await untold(office, await office.partner("Nord AS"), "Anne")
    office.clock.advance(days * 24 * 3600)

    assert (await office.informing.list_untold(leader)).overdue == overdue


async def test_many_are_told_a_mail_at_a_time(office: Office) -> None:
    leader = await office.leader()
    count = BATCH * BATCHES + 5
    await untold(office, await office.partner("Nord AS"), *(f"P{n}" for n in range(count)))

    found = await office.informing.list_untold(leader)

    assert found.count == count
    assert [len(batch) for batch in found.batches] == [BATCH] * BATCHES
