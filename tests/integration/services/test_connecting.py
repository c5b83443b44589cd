"""Groups and channels: who may connect them, and where they are when they have moved."""

import pytest

from integration.office import Office, person
from klyngebot.domain.audiences import Audience
from klyngebot.domain.broadcasts import Broadcast
from klyngebot.domain.chats import ChatKind, SharedChat
from klyngebot.domain.deliveries import Delivered, Delivery, Moved, Outcome
from klyngebot.domain.errors import NotAllowedError
from klyngebot.domain.roles import Caller
from klyngebot.store import chats, deliveries, sending
from klyngebot.store.deliveries import Settled

OLD, NEW = "-990001", "-100990002"


def group(address: str = OLD, *, administered: bool = True) -> SharedChat:
    return SharedChat(
        address=address, name="Styret", kind=ChatKind.GROUP, is_administered=administered
    )


async def to_the_group(office: Office, leader: Caller) -> Broadcast:
    (chat,) = await office.connecting.list_connected(leader)
    draft = await office.compose(leader, "Hei.")
    await office.audiences.set_chat(leader, draft.id, chat.id, on=True)
    await office.audiences.set_people(leader, draft.id, on=False)
    return await office.previewed(leader, draft.id)


async def claim(office: Office) -> list[Delivery]:
    async with office.db.transaction() as tx:
        return await deliveries.claim(tx, office.clock.now(), limit=8, busy=[])


async def settle(office: Office, delivery: Delivery, outcome: Outcome) -> None:
    back = [Settled(delivery, outcome)]
    async with office.db.transaction() as tx:
        await deliveries.settle(tx, back, office.clock.now())
        await sending.follow(tx, back)


async def test_who_is_no_administrator_connects_nothing(office: Office) -> None:
    leader = await office.leader()

    with pytest.raises(NotAllowedError):
        await office.connecting.connect(leader, group(administered=False))
    with pytest.raises(NotAllowedError):
        await office.connecting.disconnect_here(leader, group(administered=False))
    with pytest.raises(NotAllowedError):
        await office.connecting.migrate(leader, group(administered=False), OLD, NEW)

    assert await office.connecting.list_connected(leader) == []


async def test_everyone_is_no_group(office: Office) -> None:
    leader = await office.leader()
    await office.connecting.connect(person(1), group())
    await office.subscribe(2)

    await office.announce(leader, "Hei.")

    assert [delivery.address for delivery in await claim(office)] == ["2"]


async def test_a_refusal_that_names_the_supergroup_is_followed_once(office: Office) -> None:
    leader = await office.leader()
    await office.connecting.connect(person(1), group())
    await office.confirm(leader, await to_the_group(office, leader))
    (delivery,) = await claim(office)

    await settle(office, delivery, Moved(NEW))
    (again,) = await claim(office)
    await settle(office, again, Delivered(7))

    assert again.address == NEW
    assert await office.states() == {"delivered": 1}


@pytest.mark.parametrize("first_connected", [False, True], ids=["told", "connected first"])
async def test_both_ways_of_being_told_and_twice_end_the_same(
    office: Office, first_connected: bool
) -> None:
    leader = await office.leader()
    await office.connecting.connect(person(1), group())
    await office.confirm(leader, await to_the_group(office, leader))
    if first_connected:
        await office.connecting.connect(person(1), group(NEW))

    for _ in range(2):
        await office.connecting.migrate(person(1), group(), OLD, NEW)

    assert [one.name for one in await office.connecting.list_connected(leader)] == ["Styret"]
    assert [delivery.address for delivery in await claim(office)] == [NEW]


async def test_what_was_sent_before_it_moved_is_not_changed_in_its_place(office: Office) -> None:
    leader = await office.leader()
    await office.connecting.connect(person(1), group())
    await office.confirm(leader, await to_the_group(office, leader))
    (delivery,) = await claim(office)
    await settle(office, delivery, Delivered(7))

    await office.connecting.migrate(person(1), group(), OLD, NEW)

    assert await office.value("SELECT message_id FROM delivery") is None


async def test_a_disconnected_group_gets_nothing_of_what_waits(office: Office) -> None:
    leader = await office.leader()
    await office.connecting.connect(person(1), group())
    await office.confirm(leader, await to_the_group(office, leader))

    await office.connecting.disconnect_here(person(1), group())

    assert await office.states() == {"withdrawn": 1}


async def test_a_person_is_never_taken_for_a_group(office: Office) -> None:
    await office.visitor(1)

    await office.connecting.migrate(person(1), group("1"), "1", NEW)
    await office.connecting.disconnect_here(person(1), group("1"))

    async with office.db.read() as db:
        assert await chats.find(db, NEW) is None
    assert await office.value("SELECT subscribed FROM subscriber WHERE address = '1'") == 1


def test_groups_alone_are_nobody_else() -> None:
    alone = Audience().of_nobody()

    assert (alone.include, alone.is_everyone) == ((), False)
    assert alone.of_everyone().is_everyone
