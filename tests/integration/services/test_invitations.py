"""Personal links: one person, once, within seven days; guessing leads nowhere."""

import asyncio
from datetime import timedelta

import pytest

from integration.office import TOKEN, Office, person
from klyngebot.domain.codes import leader_code
from klyngebot.domain.deliveries import Kind
from klyngebot.domain.errors import (
    BadInputError,
    LinkExpiredError,
    NotAllowedError,
    NotFoundError,
)
from klyngebot.domain.invitations import hashed, personal_code
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import PersonId
from klyngebot.domain.roles import Caller, Role
from klyngebot.services.guessing import IN_ALL, PER_PERSON

NEWCOMER = person(7)


@pytest.fixture
async def leader(office: Office) -> Caller:
    return await office.leader()


@pytest.fixture
async def partner(office: Office) -> PartnerId:
    return await office.partner("Senjagrafitt AS", code="made-up-code")


@pytest.fixture
async def nils(office: Office, partner: PartnerId) -> PersonId:
    return await office.employee(partner, "Nils Åsen")


async def code_for(office: Office, caller: Caller, who: PersonId, update_id: int = 100) -> str:
    return (await office.invitations.invite(caller, who, update_id=update_id)).code


async def fails(office: Office, caller: Caller, code: str, update_id: int) -> bool:
    try:
        if code.startswith("bli-"):
            await office.joining.open_link(caller, code, update_id=update_id)
        elif code.startswith("leder-"):
            await office.leadership.enter(caller, code, update_id=update_id)
        else:
            await office.invitations.open(caller, code, update_id=update_id)
    except LinkExpiredError:
        return True
    return False


async def members(office: Office) -> int:
    found: int = await office.value("SELECT count(*) FROM membership WHERE ended_at IS NULL")
    return found


async def test_a_personal_link_lets_its_person_in_at_once(
    office: Office, leader: Caller, nils: PersonId
) -> None:
    code = await code_for(office, leader, nils)

    entered = await office.invitations.open(NEWCOMER, code, update_id=1)

    assert (entered.person.name, entered.again) == ("Nils Åsen", False)
    assert (await office.subscriptions.settings(NEWCOMER)).role is Role.MEMBER
    assert await office.value("SELECT informed_at IS NOT NULL FROM person") == 1
    assert await office.value("SELECT count(*) FROM audit WHERE action = 'member_joined'") == 1


async def test_opening_it_again_says_that_one_is_in(
    office: Office, leader: Caller, nils: PersonId
) -> None:
    code = await code_for(office, leader, nils)

    first, second = [await office.invitations.open(NEWCOMER, code, update_id=n) for n in (1, 1)]

    assert (first.again, second.again) == (False, True)
    assert await members(office) == 1
    assert await office.value("SELECT count(*) FROM failed_try") == 0


async def test_who_is_in_has_no_other_link_left(
    office: Office, leader: Caller, nils: PersonId
) -> None:
    one, _ = [await code_for(office, leader, nils, update_id=n) for n in (100, 101)]

    await office.invitations.open(NEWCOMER, one, update_id=1)

    assert await office.value("SELECT count(*) FROM invitation WHERE revoked_at IS NULL") == 1


async def test_of_two_who_open_it_one_gets_in(
    office: Office, leader: Caller, nils: PersonId
) -> None:
    code = await code_for(office, leader, nils)

    refused = await asyncio.gather(
        *(fails(office, person(number), code, number) for number in range(1, 5))
    )

    assert sorted(refused) == [False, True, True, True]
    assert await members(office) == 1


async def test_only_a_hash_of_it_is_kept(office: Office, leader: Caller, nils: PersonId) -> None:
    code = await code_for(office, leader, nils)

    kept = [tuple(row) for row in await office.db.reader.fetch_all("SELECT * FROM invitation")]

    assert len(code) <= 64
    assert len(code.removeprefix("inv-")) * 6 >= 128
    assert kept[0][0] == hashed(code)
    assert code.removeprefix("inv-") not in str(kept)


async def test_the_same_update_makes_the_same_link(
    office: Office, leader: Caller, nils: PersonId
) -> None:
    one = await office.invitations.invite_all(leader, update_id=100)
    two = await office.invitations.invite_all(leader, update_id=100)
    other = await office.invitations.invite_all(leader, update_id=101)

    assert one == two
    assert one != other
    assert await office.value("SELECT count(*) FROM invitation") == 2
    assert await office.value("SELECT count(*) FROM audit WHERE action = 'invitations_made'") == 2


async def test_everybody_invited_is_who_is_not_in(
    office: Office, leader: Caller, nils: PersonId, partner: PartnerId
) -> None:
    await office.someone(Role.MEMBER, 5)
    await office.employee(partner, "Bjørg Mørk")

    made = await office.invitations.invite_all(leader, update_id=100)

    assert [invite.person.name for invite in made] == ["Bjørg Mørk", "Nils Åsen"]
    assert len({invite.code for invite in made}) == 2


async def test_invitations_come_by_partner_as_a_norwegian_list_has_them(
    office: Office, leader: Caller, nils: PersonId
) -> None:
    for name in ("Ågotnes AS", "Ørnefjell AS"):
        await office.employee(await office.partner(name, code=name), "Bjørg Mørk")

    made = await office.invitations.invite_all(leader, update_id=100)

    partners = [invite.person.partner_name for invite in made]
    assert partners == ["Senjagrafitt AS", "Ørnefjell AS", "Ågotnes AS"]


@pytest.mark.parametrize("why", ["old", "used", "left", "partner left", "in otherwise", "wrong"])
async def test_a_link_that_opens_nothing_answers_alike(
    office: Office, leader: Caller, nils: PersonId, partner: PartnerId, why: str
) -> None:
    code = await code_for(office, leader, nils)
    match why:
        case "old":
            office.clock.advance(timedelta(days=7).total_seconds())
        case "used":
            await office.invitations.open(person(8), code, update_id=1)
        case "left":
            await office.joining.end(leader, nils)
        case "partner left":
            await office.partnership.leave(leader, partner)
            await office.partnership.come_back(leader, partner)
        case "in otherwise":
            other = await code_for(office, leader, nils, update_id=101)
            await office.invitations.open(person(8), other, update_id=1)
        case _:
            code = code[:-1] + ("A" if code[-1] != "A" else "B")

    assert await fails(office, NEWCOMER, code, 2)
    assert await office.value("SELECT count(*) FROM failed_try") == 1
    assert await office.value("SELECT count(*) FROM subscriber WHERE address = '7'") == 0


async def test_old_links_of_somebody_who_left_and_is_back_open_nothing(
    office: Office, leader: Caller, nils: PersonId, partner: PartnerId
) -> None:
    used, unused = [await code_for(office, leader, nils, update_id=n) for n in (100, 101)]
    await office.invitations.open(person(8), used, update_id=1)
    await office.joining.end(leader, nils)
    late = await code_for(office, leader, await office.employee(partner, "Bjørg"), update_id=102)
    await office.joining.end(leader, PersonId(nils + 1))
    for name in ("Nils Åsen", "Bjørg"):
        await office.employee(partner, name)

    refused = [
        await fails(office, NEWCOMER, code, 2 + n) for n, code in enumerate((used, unused, late))
    ]

    assert refused == [True, True, True]


async def test_a_link_just_short_of_seven_days_works(
    office: Office, leader: Caller, nils: PersonId
) -> None:
    code = await code_for(office, leader, nils)
    office.clock.advance(timedelta(days=7, seconds=-1).total_seconds())

    assert not await fails(office, NEWCOMER, code, 1)


async def test_who_made_a_link_does_not_become_that_person_by_trying_it(
    office: Office, leader: Caller, nils: PersonId
) -> None:
    code = await code_for(office, leader, nils)

    with pytest.raises(BadInputError, match="link_is_for"):
        await office.invitations.open(leader, code, update_id=1)

    assert not await fails(office, NEWCOMER, code, 2)


async def test_a_contact_invites_colleagues_and_nobody_else(office: Office, nils: PersonId) -> None:
    contact = await office.someone(Role.CONTACT, 5)
    own = await office.employee(PartnerId(2), "Kari Kollega")

    with pytest.raises(NotAllowedError):
        await office.invitations.invite(contact, nils, update_id=1)
    with pytest.raises(NotAllowedError):
        await office.invitations.list_people(contact, PartnerId(1))
    with pytest.raises(NotAllowedError):
        await office.invitations.invite_all(contact, update_id=1)
    made = await office.invitations.invite(contact, own, update_id=2)
    offered = await office.invitations.list_partners(contact, "")

    assert made.person.name == "Kari Kollega"
    assert [one.partner.id for one in offered] == [2]


async def test_a_partner_is_found_by_a_part_of_its_name(
    office: Office, leader: Caller, nils: PersonId
) -> None:
    await office.employee(await office.partner("Kåfjord Kvarts AS"), "Máret Čoske")

    found = await office.invitations.list_partners(leader, "kafjord")

    assert [one.partner.name for one in found] == ["Kåfjord Kvarts AS"]


async def test_the_text_is_shown_again_only_for_a_link_that_was_made(
    office: Office, leader: Caller, nils: PersonId
) -> None:
    made = await office.invitations.invite(leader, nils, update_id=100)

    again = await office.invitations.find(leader, nils, 100)

    assert again == made
    with pytest.raises(NotFoundError):
        await office.invitations.find(leader, nils, 99)


async def test_a_thousand_guesses_by_one_let_nobody_in(
    office: Office, leader: Caller, nils: PersonId
) -> None:
    await code_for(office, leader, nils)

    refused = [
        await fails(office, NEWCOMER, personal_code("guess", n, nils), n) for n in range(1000)
    ]

    assert all(refused)
    assert await members(office) == 0
    assert await office.value("SELECT count(*) FROM failed_try") == PER_PERSON


async def test_a_thousand_guesses_by_many_let_nobody_in_and_leaders_are_told_once(
    office: Office, leader: Caller, nils: PersonId
) -> None:
    await office.leader(901)
    await code_for(office, leader, nils)

    refused = [
        await fails(office, person(1000 + n), personal_code("guess", n, nils), n)
        for n in range(1000)
    ]

    assert all(refused)
    assert await members(office) == 0
    assert await office.value("SELECT count(*) FROM failed_try") == IN_ALL
    told = await office.value("SELECT count(*) FROM delivery WHERE kind = :k", k=Kind.LINKS_CLOSED)
    assert told == 2


@pytest.mark.parametrize("kind", ["inv", "bli", "leder"])
async def test_a_right_link_after_five_wrong_ones_is_refused_until_an_hour_has_passed(
    office: Office, leader: Caller, nils: PersonId, kind: str
) -> None:
    for n in range(PER_PERSON):
        assert await fails(office, NEWCOMER, "bli-guessed", n)

    async def right() -> str:
        made = await code_for(office, leader, nils)
        return {
            "inv": made,
            "bli": "bli-made-up-code",
            "leder": leader_code(TOKEN, office.clock.now()),
        }[kind]

    assert await fails(office, NEWCOMER, await right(), 50)
    assert await office.value("SELECT count(*) FROM subscriber WHERE address = '7'") == 0
    office.clock.advance(3600)
    assert not await fails(office, NEWCOMER, await right(), 51)


async def test_four_wrong_links_close_nothing(
    office: Office, leader: Caller, nils: PersonId
) -> None:
    code = await code_for(office, leader, nils)
    for n in range(PER_PERSON - 1):
        await fails(office, NEWCOMER, "bli-guessed", n)
        await fails(office, NEWCOMER, "bli-guessed", n)  # the same update counts once

    assert not await fails(office, NEWCOMER, code, 50)


async def test_one_persons_guesses_close_nothing_for_another(
    office: Office, leader: Caller, nils: PersonId
) -> None:
    code = await code_for(office, leader, nils)
    for n in range(200):
        await fails(office, person(8), "inv-guessed", n)

    assert not await fails(office, NEWCOMER, code, 999)


async def test_when_all_is_closed_nobody_gets_in_with_a_right_link(
    office: Office, leader: Caller, nils: PersonId
) -> None:
    code = await code_for(office, leader, nils)
    for n in range(IN_ALL):
        await fails(office, person(1000 + n), "inv-guessed", n)

    assert await fails(office, NEWCOMER, code, 999)
    office.clock.advance(3600)
    assert not await fails(office, NEWCOMER, code, 1000)


async def test_who_guesses_gets_no_fresh_tries_by_erasing_themselves(
    office: Office, leader: Caller, nils: PersonId
) -> None:
    code = await code_for(office, leader, nils)
    updates = iter(range(10_000, 20_000))
    for _ in range(IN_ALL // PER_PERSON):
        await office.subscriptions.start(person(66))
        for _ in range(PER_PERSON):
            assert await fails(office, person(66), "bli-guess", next(updates))
        await office.owndata.erase_me(person(66), update_id=next(updates))

    assert await fails(office, NEWCOMER, code, next(updates))
    told = "SELECT count(*) FROM delivery WHERE kind = :kind"
    assert await office.value(told, kind=Kind.LINKS_CLOSED) == 1
    assert await office.value("SELECT count(*) FROM failed_try WHERE address = '66'") == 0
