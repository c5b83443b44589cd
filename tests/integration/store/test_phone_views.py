from datetime import timedelta

from integration.office import Office
from klyngebot.domain.people import PersonId
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store import phone_views


async def seen(office: Office, update_id: int, viewer: SubscriberId, whose: PersonId) -> None:
    async with office.db.transaction() as tx:
        await phone_views.add(tx, update_id, viewer, whose, office.clock.now())


async def test_an_update_is_one_look_however_often_it_is_handled(office: Office) -> None:
    viewer = await office.id_of(await office.visitor(1))
    whose = await office.employee(await office.partner("Prøvegruva AS"), "Nils Åsen")

    await seen(office, 1, viewer, whose)
    await seen(office, 1, viewer, whose)
    await seen(office, 2, viewer, whose)

    assert await phone_views.count_of(office.db.reader, whose, office.clock.now()) == 2
    assert await phone_views.list_seen(office.db.reader, viewer, office.clock.now()) == {whose}


async def test_what_was_seen_before_and_by_others_is_not_counted(office: Office) -> None:
    viewer = await office.id_of(await office.visitor(1))
    other = await office.id_of(await office.visitor(2))
    whose = await office.employee(await office.partner("Prøvegruva AS"), "Nils Åsen")
    await seen(office, 1, viewer, whose)

    earlier = office.clock.now()
    office.clock.advance(timedelta(days=1).total_seconds())

    assert await phone_views.count_of(office.db.reader, whose, office.clock.now()) == 0
    assert await phone_views.list_seen(office.db.reader, viewer, office.clock.now()) == set()
    assert await phone_views.list_seen(office.db.reader, other, earlier) == set()
