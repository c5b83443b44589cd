"""Becoming a leader, and the leader's overview."""

from datetime import timedelta
from pathlib import Path

import pytest

from integration.office import TOKEN, Office, person
from klyngebot.domain.codes import leader_code
from klyngebot.domain.errors import LinkExpiredError
from klyngebot.domain.roles import Role
from klyngebot.store import subscribers
from klyngebot.store.backups import back_up


async def role(office: Office, number: int) -> Role:
    return (await subscribers.find_actor(office.db.reader, person(number))).role


async def test_a_code_makes_whoever_sends_it_a_leader(office: Office) -> None:
    await office.leadership.enter(person(1), leader_code(TOKEN, office.clock.now()), update_id=1)

    assert await role(office, 1) is Role.LEADER
    assert (await office.subscriptions.settings(person(1))).subscribed


async def test_a_code_works_for_one_person_and_for_them_again(office: Office) -> None:
    code = leader_code(TOKEN, office.clock.now())
    await office.leadership.enter(person(1), code, update_id=1)

    with pytest.raises(LinkExpiredError):
        await office.leadership.enter(person(2), code, update_id=1)
    await office.leadership.enter(person(1), code, update_id=1)

    assert (await role(office, 1), await role(office, 2)) == (Role.LEADER, Role.VISITOR)


@pytest.mark.parametrize(
    "otherwise", [str.upper, lambda issued: f"0{issued}", lambda issued: f"0x{issued}"]
)
async def test_a_used_code_spelt_otherwise_lets_nobody_else_in(
    office: Office, otherwise: "type[str]"
) -> None:
    prefix, issued, mac = leader_code(TOKEN, office.clock.now()).split("-", 2)
    await office.leadership.enter(person(1), f"{prefix}-{issued}-{mac}", update_id=1)

    with pytest.raises(LinkExpiredError):
        await office.leadership.enter(person(2), f"{prefix}-{otherwise(issued)}-{mac}", update_id=1)

    assert await role(office, 2) is Role.VISITOR


async def test_an_old_code_lets_nobody_in(office: Office) -> None:
    code = leader_code(TOKEN, office.clock.now())
    office.clock.advance(15 * 60)

    with pytest.raises(LinkExpiredError):
        await office.leadership.enter(person(1), code, update_id=1)

    assert await office.value("SELECT count(*) FROM subscriber") == 0


async def test_a_new_leader_is_asked_about_everybody_who_waits(office: Office) -> None:
    await office.partner("Senjagrafitt AS", "code")
    step = await office.joining.open_link(person(7), "bli-code", update_id=5000)
    assert step.draft is not None
    for text in ("Kari Fjell", "geolog"):
        await office.drafting.answer(person(7), office.typed(text))
    await office.joining.submit(person(7), step.draft.id)

    await office.leadership.enter(person(1), leader_code(TOKEN, office.clock.now()), update_id=1)

    row = await office.db.reader.fetch_one("SELECT kind, address, urgent FROM delivery")
    assert row is not None
    assert tuple(row) == ("join_request", "1", 1)


async def test_the_overview_counts_per_partner(office: Office, tmp_path: Path) -> None:
    leader = await office.leader()
    await office.someone(Role.MEMBER, 5)
    await office.subscribe(6)
    await office.partner("Ånd AS")
    await office.partner("Zink AS")
    await office.announce(leader, "Hei")

    before = await office.leadership.overview(leader)
    await back_up(office.db, tmp_path / "backups", office.clock.now())
    after = await office.leadership.overview(leader)

    assert (before.subscribed, before.members, before.partners) == (2, 1, 3)
    assert before.without_members == ["Zink AS", "Ånd AS"]
    assert (before.waiting, before.quarantined) == (2, 0)
    assert before.newest_backup is None
    assert after.newest_backup is not None
    assert after.newest_backup.tzinfo is not None


async def test_codes_of_two_moments_make_two_leaders(office: Office) -> None:
    now = office.clock.now()
    for number in (1, 2):
        code = leader_code(TOKEN, now - timedelta(seconds=number))
        await office.leadership.enter(person(number), code, update_id=1)

    found = [leader.address for leader in await subscribers.list_leaders(office.db.reader)]

    assert found == ["1", "2"]
