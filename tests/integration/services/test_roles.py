"""Giving and taking roles: to those the bot knows, told at once, and never without a leader."""

import pytest

from integration.office import Office, person
from klyngebot.domain.deliveries import Content, Deferred, Kind, Outcome, Uncertain
from klyngebot.domain.errors import BadInputError, NotAllowedError, NotFoundError
from klyngebot.domain.roles import Caller, GivenRole, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store import deliveries


@pytest.fixture
async def leader(office: Office) -> Caller:
    return await office.leader()


async def give(
    office: Office, leader: Caller, to: Caller, role: GivenRole, *, on: bool = True
) -> tuple[GivenRole, ...]:
    return (await office.roles.set(leader, await office.id_of(to), role, on=on)).roles


async def role_of(office: Office, caller: Caller) -> Role:
    return (await office.subscriptions.settings(caller)).role


async def said(office: Office, locale: str = "nb") -> list[str]:
    """Return what those whose roles changed are told."""
    rows = await office.db.reader.fetch_all(
        "SELECT subject_id FROM delivery WHERE kind = 'role_changed' ORDER BY id"
    )
    found = []
    for row in rows:
        content = Content(kind=Kind.ROLE_CHANGED, subject_id=row["subject_id"])
        payload = await office.payload(content, locale)
        assert payload is not None
        found.append(payload["text"])
    return found


async def asks(office: Office, number: int, code: str) -> None:
    """Let somebody ask to join by the link with ``code``."""
    step = await office.joining.open_link(person(number), f"bli-{code}", update_id=number)
    assert step.draft is not None
    for text in ("Ola Ny", "geolog"):
        await office.drafting.answer(person(number), office.typed(text))
    await office.joining.submit(person(number), step.draft.id)


@pytest.mark.parametrize(
    ("role", "becomes", "words"),
    [
        (GivenRole.CONTACT, Role.CONTACT, "<b>partnerkontakt</b> for <b>Arbeidsgiver 5 AS</b>"),
        (GivenRole.EDITOR, Role.EDITOR, "<b>redaktør</b>"),
        (GivenRole.LEADER, Role.LEADER, "<b>prosjektleder</b>"),
    ],
)
async def test_a_role_counts_at_once_and_its_holder_is_told_once(
    office: Office, leader: Caller, role: GivenRole, becomes: Role, words: str
) -> None:
    member = await office.someone(Role.MEMBER, 5)

    for _ in range(2):
        assert await give(office, leader, member, role) == (role,)

    assert await role_of(office, member) is becomes
    (told,) = await said(office)
    assert words in told
    assert await office.value("SELECT action || fields FROM audit") == f"role_given{role}"


@pytest.mark.parametrize("role", GivenRole)
async def test_a_role_that_is_taken_away_is_gone_and_its_holder_is_told(
    office: Office, leader: Caller, role: GivenRole
) -> None:
    member = await office.someone(Role.MEMBER, 5)
    await give(office, leader, member, role)

    for _ in range(2):
        assert await give(office, leader, member, role, on=False) == ()

    assert await role_of(office, member) is Role.MEMBER
    assert len(await said(office)) == 2
    assert (await said(office, "en"))[1].startswith("You are no longer")


async def test_the_last_leader_stays(office: Office, leader: Caller) -> None:
    for role, on in ((GivenRole.LEADER, False), (GivenRole.EDITOR, True)):
        with pytest.raises(BadInputError, match="last_leader"):
            await give(office, leader, leader, role, on=on)

    assert await role_of(office, leader) is Role.LEADER


async def test_two_leaders_who_resign_at_once_leave_one(office: Office, leader: Caller) -> None:
    other = await office.leader(901)

    await give(office, leader, leader, GivenRole.LEADER, on=False)
    with pytest.raises(BadInputError, match="last_leader"):
        await give(office, other, other, GivenRole.LEADER, on=False)

    assert [await role_of(office, who) for who in (leader, other)] == [Role.VISITOR, Role.LEADER]


async def test_only_a_member_becomes_partner_contact(office: Office, leader: Caller) -> None:
    visitor = await office.visitor(6)

    with pytest.raises(BadInputError, match="not_a_member"):
        await give(office, leader, visitor, GivenRole.CONTACT)

    assert await said(office) == []


async def test_nobody_the_bot_does_not_know_gets_a_role(office: Office, leader: Caller) -> None:
    with pytest.raises(NotFoundError):
        await office.roles.set(leader, SubscriberId(4711), GivenRole.LEADER, on=True)


async def test_somebody_may_be_contact_and_editor(office: Office, leader: Caller) -> None:
    member = await office.someone(Role.CONTACT, 5)

    held = await give(office, leader, member, GivenRole.EDITOR)

    assert held == (GivenRole.CONTACT, GivenRole.EDITOR)
    assert (await office.requests.waiting(member)).waiting == []


async def test_an_editor_who_becomes_leader_is_one_thing(office: Office, leader: Caller) -> None:
    editor = await office.someone(Role.EDITOR, 5)

    assert await give(office, leader, editor, GivenRole.LEADER) == (GivenRole.LEADER,)


async def test_who_decides_from_now_on_is_asked_about_those_who_wait(
    office: Office, leader: Caller
) -> None:
    member = await office.someone(Role.MEMBER, 5)
    await office.partner("Zink AS")
    await asks(office, 7, "code-Arbeidsgiver 5 AS")
    await asks(office, 8, "code-Zink AS")

    await give(office, leader, member, GivenRole.CONTACT)
    asked = await office.value(
        "SELECT group_concat(subject_id) FROM delivery"
        " WHERE kind = 'join_request' AND address = '5' AND state = 'pending'"
    )
    await give(office, leader, member, GivenRole.CONTACT, on=False)

    assert asked == "1"
    assert (
        await office.value(
            "SELECT state FROM delivery WHERE kind = 'join_request' AND address = '5'"
        )
        == "withdrawn"
    )


@pytest.mark.parametrize("outcome", [Deferred(1.0), Uncertain("timed out")])
async def test_a_request_on_its_way_to_who_decides_no_more_is_not_sent_again(
    office: Office, leader: Caller, outcome: Outcome
) -> None:
    contact = await office.someone(Role.CONTACT, 5)
    await asks(office, 7, "code-Arbeidsgiver 5 AS")
    async with office.db.transaction() as tx:
        claimed = await deliveries.claim(tx, office.clock.now(), limit=8, busy=[])
    await give(office, leader, contact, GivenRole.CONTACT, on=False)

    async with office.db.transaction() as tx:
        settled = [deliveries.Settled(delivery, outcome) for delivery in claimed]
        await deliveries.settle(tx, settled, office.clock.now())

    rows = await office.db.reader.fetch_all(
        "SELECT address, state FROM delivery WHERE kind = 'join_request' ORDER BY address"
    )
    assert [tuple(row) for row in rows] == [("5", "withdrawn"), ("900", "pending")]


async def test_roles_are_listed_and_people_found_by_name(office: Office, leader: Caller) -> None:
    contact = await office.someone(Role.CONTACT, 5)
    await office.visitor(6)

    holders = await office.roles.list_holders(leader)
    found = await office.roles.search(leader, "medlem 5")

    assert [who.address for who in holders] == ["5", "900"]
    assert [who.subscriber_id for who in found] == [await office.id_of(contact)]


async def test_an_editor_gives_no_roles(office: Office) -> None:
    editor = await office.someone(Role.EDITOR, 5)

    with pytest.raises(NotAllowedError):
        await give(office, editor, editor, GivenRole.LEADER)
