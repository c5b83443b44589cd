import pytest

from integration.office import Office
from klyngebot.domain.audit import Action
from klyngebot.domain.memberships import RequestId
from klyngebot.domain.roles import Caller
from klyngebot.domain.terms import TermId
from klyngebot.services.changes import PAGE
from klyngebot.store import audit, people, subscribers


@pytest.fixture
async def leader(office: Office) -> Caller:
    return await office.leader()


async def note(office: Office, leader: Caller | None, action: Action, object_id: int) -> None:
    async with office.db.transaction() as tx:
        actor = await subscribers.find_actor(tx, leader) if leader else None
        await audit.note(tx, actor, action, object_id, office.clock.now())


async def test_what_was_done_is_told_with_the_names_of_now(office: Office, leader: Caller) -> None:
    partner = await office.partner("Senjagrafitt AS")
    person = await office.employee(partner, "Kari Nordmann")
    erased = await office.employee(partner, "Per Hansen")
    await note(office, leader, Action.PARTNER_CHANGED, partner)
    await note(office, leader, Action.PERSON_CHANGED, person)
    await note(office, leader, Action.PHONE_SEEN, erased)
    await note(office, leader, Action.ROLE_GIVEN, await office.id_of(leader))
    await note(office, leader, Action.TERM_RETIRED, TermId(4))
    await note(office, leader, Action.REQUEST_APPROVED, RequestId(99))
    await note(office, None, Action.IMPORT_APPLIED, 99)
    async with office.db.transaction() as tx:
        await people.delete(tx, erased)

    page = await office.changes.list_latest(leader)

    assert [(entry.action, entry.object_name) for entry in reversed(page.entries)] == [
        (Action.PARTNER_CHANGED, "Senjagrafitt AS"),
        (Action.PERSON_CHANGED, "Kari Nordmann"),
        (Action.PHONE_SEEN, ""),
        (Action.ROLE_GIVEN, "Person 900"),
        (Action.TERM_RETIRED, "Miljø"),
        (Action.REQUEST_APPROVED, ""),
        (Action.IMPORT_APPLIED, ""),
    ]
    assert page.entries[0].actor_id is None
    assert {entry.actor_name for entry in page.entries[1:]} == {"Person 900"}


async def test_they_are_turned_page_by_page(office: Office, leader: Caller) -> None:
    for number in range(PAGE + 5):
        await note(office, leader, Action.PERSON_ADDED, number)

    first = await office.changes.list_latest(leader)
    second = await office.changes.list_latest(leader, first.entries[-1].id)

    assert (len(first.entries), first.paged, first.has_older) == (PAGE, False, True)
    assert (len(second.entries), second.paged, second.has_older) == (5, True, False)
    assert [e.object_id for e in first.entries + second.entries] == [*reversed(range(PAGE + 5))]
