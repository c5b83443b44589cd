"""Who has confirmed, who has not, and reminders to nobody but those."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from integration.office import OSLO, Office, person, until
from klyngebot.bot.contents import Contents
from klyngebot.broadcast import Engine, Pacer
from klyngebot.domain.acknowledging import NO_CHANGE, Confirmations
from klyngebot.domain.audiences import Audience, Dimension, Selection
from klyngebot.domain.audit import Action
from klyngebot.domain.broadcasts import Acknowledging, BroadcastId, ChangeId
from klyngebot.domain.deliveries import (
    Content,
    Deferred,
    Delivered,
    DeliveryState,
    Kind,
    Outcome,
    Refused,
    Uncertain,
)
from klyngebot.domain.errors import (
    BadInputError,
    NotAllowedError,
    NotFoundError,
    NotPrivateError,
)
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.roles import Caller, Role
from klyngebot.services.announcements import Announcements, SendingRules
from klyngebot.store import audiences, erasure, memberships, own_data, retention
from support.sender import FakeSender, SlowSender

PARTNERS, EVERYBODY = Acknowledging.PARTNERS, Acknowledging.EVERYBODY
UPDATE = 770_001


@pytest.fixture
async def leader(office: Office) -> Caller:
    return await office.leader()


async def member(office: Office, number: int, partner: PartnerId) -> Caller:
    caller = await office.visitor(number)
    who = await office.employee(partner, f"Medlem {number}")
    async with office.db.transaction() as tx:
        await memberships.begin(tx, who, await office.id_of(caller), office.clock.now())
    return caller


async def cluster(office: Office) -> None:
    """Let 1 work at Gruve AS, 2 and 3 at Olivin AS, and 4 nowhere."""
    await member(office, 1, await office.partner("Gruve AS"))
    olivin = await office.partner("Olivin AS")
    await member(office, 2, olivin)
    await member(office, 3, olivin)
    await office.visitor(4)


async def drain(office: Office, *outcomes: Outcome, slowly: bool = False) -> FakeSender:
    sender = SlowSender(office.clock, outcomes) if slowly else FakeSender(outcomes)
    await Engine(office.db, sender, Pacer(None, office.clock.monotonic), office.clock).drain()
    return sender


async def announced(
    office: Office, leader: Caller, who: Acknowledging, *outcomes: Outcome, texts: int = 1
) -> BroadcastId:
    """Send an announcement that ``who`` must confirm, to those who are in now."""
    draft = await office.compose(leader, *(f"Tekst {n}" for n in range(texts)))
    await office.composing.set_acknowledging(leader, draft.id, who)
    draft = await office.previewed(leader, draft.id)
    await office.confirm(leader, draft)
    await drain(office, *outcomes, slowly=texts > 1)
    return draft.id


async def confirms(office: Office, broadcast: BroadcastId, *numbers: int) -> None:
    for number in numbers:
        await office.acknowledgements.acknowledge(person(number), broadcast)


async def remind(
    office: Office, leader: Caller, broadcast: BroadcastId, update_id: int = UPDATE
) -> Confirmations:
    """Ask, and press at once."""
    found = await office.acknowledgements.confirmations(leader, broadcast)
    last = found.last_reminder.id if found.last_reminder else NO_CHANGE
    return await office.acknowledgements.remind(leader, broadcast, last, update_id=update_id)


async def withdraw(office: Office, leader: Caller, broadcast: BroadcastId) -> None:
    await office.correcting.withdraw(leader, broadcast, update_id=7, progress_message=None)


async def reminded(office: Office, state: str = "pending") -> list[str]:
    rows = await office.db.reader.fetch_all(
        """
        SELECT s.address FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id
         WHERE d.kind = 'reminder' AND d.state = :state ORDER BY s.id
        """,
        state=state,
    )
    return [row["address"] for row in rows]


def missing(found: Confirmations) -> dict[str, list[str]]:
    """Return who is missing per partner, and under "" who belongs to none."""
    per_partner = {one.name: [p.name for p in one.missing] for one in found.partners}
    alone = [one.name for one in found.alone if one.confirmed_at is None]
    return {name: names for name, names in {**per_partner, "": alone}.items() if names}


@pytest.mark.parametrize(
    ("who", "confirmed", "expected", "done"),
    [
        (PARTNERS, [], {"Olivin AS": ["Medlem 2", "Medlem 3"], "Gruve AS": ["Medlem 1"]}, 0),
        (PARTNERS, [2], {"Gruve AS": ["Medlem 1"]}, 1),
        (PARTNERS, [1, 3], {}, 2),
        (EVERYBODY, [2], {"Gruve AS": ["Medlem 1"], "Olivin AS": ["Medlem 3"]}, 0),
        (EVERYBODY, [2, 3], {"Gruve AS": ["Medlem 1"]}, 1),
    ],
)
async def test_who_is_missing_depends_on_who_must_confirm(
    office: Office,
    leader: Caller,
    *,
    who: Acknowledging,
    confirmed: list[int],
    expected: dict[str, list[str]],
    done: int,
) -> None:
    await cluster(office)
    broadcast = await announced(office, leader, who)

    await confirms(office, broadcast, *confirmed)
    found = await office.acknowledgements.confirmations(leader, broadcast)

    assert missing(found) == {**expected, "": ["Person 4"]}
    assert [one.name for one in found.partners if one.missing] == list(expected)
    assert (found.count.done, found.count.asked, found.count.of_partners) == (done, 2, True)


@pytest.fixture
async def author(office: Office, leader: Caller) -> Caller:
    """The leader, who works at Olivin AS with 2 and 3 and hears what goes to everybody."""
    await cluster(office)
    olivin = await office.db.reader.value("SELECT id FROM partner WHERE name = 'Olivin AS'")
    who = await office.employee(PartnerId(olivin), "Lederen")
    async with office.db.transaction() as tx:
        me = await office.id_of(leader)
        await memberships.begin(tx, who, me, office.clock.now())
        await tx.execute("UPDATE subscriber SET subscribed = 1 WHERE id = :me", me=me)
    return leader


async def test_its_author_is_not_asked_to_confirm(office: Office, author: Caller) -> None:
    broadcast = await announced(office, author, EVERYBODY)
    await confirms(office, broadcast, 2, 3)

    found = await remind(office, author, broadcast)
    unconfirmed = Audience(include=(Selection({Dimension.UNCONFIRMED: (str(broadcast),)}),))
    draft = replace(await office.compose(author, "Husk å bekrefte"), audience=unconfirmed)
    to_choose = await audiences.reach(office.db.reader, draft)

    assert missing(found) == {"Gruve AS": ["Medlem 1"], "": ["Person 4"]}
    assert (found.count.done, found.count.asked) == (1, 2)
    assert await reminded(office) == ["1", "4"]
    assert to_choose.people == 2
    standings = {one.name: one for one in await office.acknowledgements.standings(author)}
    assert (standings["Olivin AS"].confirmed, standings["Olivin AS"].asked) == (1, 1)


async def test_an_author_who_confirms_does_so_for_their_partner(
    office: Office, author: Caller
) -> None:
    broadcast = await announced(office, author, PARTNERS)

    await office.acknowledgements.acknowledge(author, broadcast)
    found = await office.acknowledgements.confirmations(author, broadcast)

    assert missing(found) == {"Gruve AS": ["Medlem 1"], "": ["Person 4"]}


async def test_the_first_time_stands(office: Office, leader: Caller) -> None:
    await cluster(office)
    broadcast = await announced(office, leader, PARTNERS)

    first = await office.acknowledgements.acknowledge(person(1), broadcast)
    office.clock.advance(3600)
    again = await office.acknowledgements.acknowledge(person(1), broadcast)

    assert first.at == again.at == office.clock.now() - timedelta(hours=1)
    assert await office.value("SELECT count(*) FROM acknowledgement") == 1


async def test_only_who_has_got_it_confirms(office: Office, leader: Caller) -> None:
    await cluster(office)
    broadcast = await announced(office, leader, PARTNERS)
    nothing_asked = await office.announce(leader, "Hei")
    await office.visitor(5)
    editor = await office.someone(Role.EDITOR, 6)

    for caller, which in [
        (person(5), broadcast),
        (person(77), broadcast),
        (editor, broadcast),
        (person(1), BroadcastId(4711)),
        (person(1), nothing_asked),
    ]:
        with pytest.raises(NotFoundError):
            await office.acknowledgements.acknowledge(caller, which)
    assert await office.value("SELECT count(*) FROM acknowledgement") == 0


async def test_what_was_withdrawn_from_somebody_is_not_theirs_to_confirm(
    office: Office, leader: Caller
) -> None:
    await cluster(office)
    draft = await office.compose(leader, "Hei")
    await office.composing.set_acknowledging(leader, draft.id, EVERYBODY)
    await office.confirm(leader, await office.previewed(leader, draft.id))
    await office.subscriptions.stop(person(1))
    await drain(office)

    with pytest.raises(NotFoundError):
        await office.acknowledgements.acknowledge(person(1), draft.id)
    found = await office.acknowledgements.confirmations(leader, draft.id)
    assert missing(found) == {"Olivin AS": ["Medlem 2", "Medlem 3"], "": ["Person 4"]}


async def test_a_leader_sees_what_the_button_of_a_draft_looks_like(
    office: Office, leader: Caller
) -> None:
    await cluster(office)
    draft = await office.compose(leader, "Hei")
    await office.composing.set_acknowledging(leader, draft.id, PARTNERS)

    looked = await office.acknowledgements.acknowledge(leader, draft.id)

    assert looked.at is None
    with pytest.raises(NotFoundError):
        await office.acknowledgements.acknowledge(person(1), draft.id)


async def test_what_has_not_gone_out_yet_is_nobodys_to_confirm(
    office: Office, leader: Caller
) -> None:
    await cluster(office)
    draft = await office.compose(leader, "Hei")
    await office.composing.set_acknowledging(leader, draft.id, EVERYBODY)
    draft = await office.previewed(leader, draft.id)
    rules = SendingRules(regret=timedelta(hours=1))
    later = Announcements(office.db, office.clock, rules)
    await later.confirm(leader, draft.id, draft.revision, 4, progress_message=None)

    with pytest.raises(NotFoundError):
        await office.acknowledgements.acknowledge(person(1), draft.id)


async def test_only_those_who_are_missing_are_reminded(office: Office, leader: Caller) -> None:
    await cluster(office)
    broadcast = await announced(office, leader, PARTNERS)
    await confirms(office, broadcast, 1)

    await remind(office, leader, broadcast)

    assert await reminded(office) == ["2", "3", "4"]
    assert await office.value("SELECT action FROM audit ORDER BY id DESC LIMIT 1") == (
        Action.BROADCAST_REMINDED
    )


async def test_who_did_not_get_it_or_has_left_is_not_reminded(
    office: Office, leader: Caller
) -> None:
    await cluster(office)
    outcomes = (Refused("blocked"), Delivered(1), Uncertain("lost"), Delivered(2))
    broadcast = await announced(office, leader, EVERYBODY, *outcomes)
    await office.subscriptions.stop(person(2))

    found = await remind(office, leader, broadcast)

    assert await reminded(office) == ["3", "4"]
    assert missing(found)["Gruve AS"] == ["Medlem 1"]
    assert found.partners[1].people[0].state is DeliveryState.REFUSED


async def test_the_same_update_reminds_once(office: Office, leader: Caller) -> None:
    await cluster(office)
    broadcast = await announced(office, leader, EVERYBODY)

    for _ in range(2):
        await office.acknowledgements.remind(leader, broadcast, NO_CHANGE, update_id=UPDATE)

    assert await office.value("SELECT count(*) FROM broadcast_change") == 1
    assert len(await reminded(office)) == 4
    assert await office.value("SELECT count(*) FROM audit WHERE action LIKE '%reminded'") == 1


async def test_who_was_not_told_of_the_last_reminder_does_not_send_another(
    office: Office, leader: Caller
) -> None:
    """Two leaders, or two quick taps: the second is told, and can then still do it."""
    await cluster(office)
    broadcast = await announced(office, leader, EVERYBODY)
    results = await asyncio.gather(
        *(
            office.acknowledgements.remind(leader, broadcast, NO_CHANGE, update_id=UPDATE + n)
            for n in range(10)
        ),
        return_exceptions=True,
    )

    refused = [one for one in results if isinstance(one, BadInputError)]

    assert len(refused) == 9
    assert {one.problem for one in refused} == {"reminded_already"}
    assert len(await reminded(office)) == 4
    await drain(office)
    await remind(office, leader, broadcast, UPDATE + 20)
    assert len(await reminded(office)) == 4


async def test_nobody_is_reminded_of_what_was_withdrawn(office: Office, leader: Caller) -> None:
    await cluster(office)
    broadcast = await announced(office, leader, EVERYBODY)
    await office.correcting.withdraw(leader, broadcast, update_id=UPDATE, progress_message=None)

    with pytest.raises(BadInputError) as refused:
        await remind(office, leader, broadcast, UPDATE + 1)

    assert refused.value.problem == "was_withdrawn"
    assert await reminded(office) == []
    assert not (await office.acknowledgements.confirmations(leader, broadcast)).to_remind


async def test_the_latest_reminder_is_the_last_of_those_in_the_account(
    office: Office, leader: Caller
) -> None:
    await cluster(office)
    broadcast = await announced(office, leader, EVERYBODY)
    for again in range(2):
        await remind(office, leader, broadcast, UPDATE + again)
        await drain(office)
        office.clock.advance(3600)

    report = await office.announcements.report(leader, broadcast)
    found = await office.acknowledgements.confirmations(leader, broadcast)

    assert [one.account.total for one in report.reminders] == [4, 4]
    assert found.last_reminder == report.reminders[-1].change


@pytest.mark.parametrize(
    ("who", "left"), [(PARTNERS, ["1", "4"]), (EVERYBODY, ["1", "3", "4"])], ids=["one", "all"]
)
async def test_a_reminder_is_withdrawn_for_whom_somebody_confirms(
    office: Office, leader: Caller, who: Acknowledging, left: list[str]
) -> None:
    await cluster(office)
    broadcast = await announced(office, leader, who)
    await remind(office, leader, broadcast)

    await confirms(office, broadcast, 2)

    assert await reminded(office) == left
    assert sorted((await drain(office)).addresses) == left


async def test_one_who_belongs_to_no_partner_confirms_for_nobody_else(
    office: Office, leader: Caller
) -> None:
    await cluster(office)
    await office.visitor(5)
    broadcast = await announced(office, leader, PARTNERS)
    await remind(office, leader, broadcast)

    await confirms(office, broadcast, 4)

    assert await reminded(office) == ["1", "2", "3", "5"]


async def test_who_confirms_between_question_and_press_is_not_reminded(
    office: Office, leader: Caller
) -> None:
    await cluster(office)
    broadcast = await announced(office, leader, PARTNERS)
    asked = await office.acknowledgements.confirmations(leader, broadcast)
    await confirms(office, broadcast, 3)

    await office.acknowledgements.remind(leader, broadcast, NO_CHANGE, update_id=UPDATE)

    assert len(asked.to_remind) == 4
    assert await reminded(office) == ["1", "4"]


async def test_nobody_is_reminded_when_all_have_confirmed_meanwhile(
    office: Office, leader: Caller
) -> None:
    await cluster(office)
    broadcast = await announced(office, leader, EVERYBODY)
    await confirms(office, broadcast, 1, 2, 3, 4)

    with pytest.raises(BadInputError, match="nobody_to_remind"):
        await office.acknowledgements.remind(leader, broadcast, NO_CHANGE, update_id=UPDATE)
    assert await office.value("SELECT count(*) FROM broadcast_change") == 0


async def test_a_reminder_that_must_wait_is_dropped_once_it_is_withdrawn(
    office: Office, leader: Caller
) -> None:
    """It was on its way while a leader withdrew what it is about, and Telegram asked for a wait."""
    await office.visitor(1)
    broadcast = await announced(office, leader, EVERYBODY)
    await remind(office, leader, broadcast)
    sender = SlowSender(office.clock, [Deferred(1.0)])
    sender.answers.clear()
    engine = Engine(office.db, sender, Pacer(None, office.clock.monotonic), office.clock)
    running = asyncio.create_task(engine.drain())
    await until(lambda: bool(sender.flying))

    await withdraw(office, leader, broadcast)
    sender.answers.set()
    await until(lambda: not sender.flying)
    office.clock.advance(5)
    await running

    assert [one.content.kind for one in sender.sent] == [Kind.REMINDER, Kind.WITHDRAWAL]
    assert await reminded(office, "withdrawn") == ["1"]


async def withdrawn(office: Office) -> list[tuple[str, int | None, str]]:
    """Return whose message was to be deleted, which one, and how that went."""
    rows = await office.db.reader.fetch_all(
        """
        SELECT o.kind, o.message_id, d.state FROM delivery d JOIN delivery o ON o.id = d.original_id
         WHERE d.kind = 'withdrawal' ORDER BY d.id
        """
    )
    return [(row["kind"], row["message_id"], row["state"]) for row in rows]


async def test_its_reminders_are_withdrawn_with_it_after_the_messages_themselves(
    office: Office, leader: Caller
) -> None:
    await office.visitor(1)
    broadcast = await announced(office, leader, EVERYBODY, Delivered(11), Delivered(12), texts=2)
    for number, update_id in ((13, 7001), (14, 7002)):
        await remind(office, leader, broadcast, update_id)
        await drain(office, Delivered(number))

    await withdraw(office, leader, broadcast)
    sender = await drain(office, slowly=True)

    assert [delivery.targets for delivery in sender.sent] == [(11,), (12,), (13,), (14,)]
    found = await office.announcements.report(leader, broadcast)
    assert found.withdrawal is not None
    assert found.withdrawal.account.counts == {DeliveryState.DELIVERED: 1}


async def test_a_reminder_of_something_else_stays(office: Office, leader: Caller) -> None:
    await office.visitor(1)
    other = await announced(office, leader, EVERYBODY, Delivered(11))
    await remind(office, leader, other, 7001)
    await drain(office, Delivered(12))
    broadcast = await announced(office, leader, EVERYBODY, Delivered(13))

    await withdraw(office, leader, broadcast)

    assert await withdrawn(office) == [("broadcast", 13, "pending")]


@pytest.mark.parametrize(
    ("outcome", "expected", "counted"),
    [
        (
            Delivered(12),
            [("broadcast", 11, "delivered"), ("reminder", 12, "delivered")],
            "delivered",
        ),
        (Deferred(1.0), [("broadcast", 11, "delivered")], "delivered"),
        (
            Uncertain("?"),
            [("broadcast", 11, "delivered"), ("reminder", None, "refused")],
            "refused",
        ),
    ],
    ids=["arrives", "was not sent", "nobody knows"],
)
async def test_a_reminder_on_its_way_is_deleted_if_it_arrives(
    office: Office,
    leader: Caller,
    outcome: Outcome,
    expected: list[tuple[str, int | None, str]],
    counted: str,
) -> None:
    await office.visitor(1)
    broadcast = await announced(office, leader, EVERYBODY, Delivered(11))
    await remind(office, leader, broadcast)
    sender = SlowSender(office.clock, [outcome])
    sender.answers.clear()
    engine = Engine(office.db, sender, Pacer(None, office.clock.monotonic), office.clock)
    running = asyncio.create_task(engine.drain())
    await until(lambda: bool(sender.flying))

    await withdraw(office, leader, broadcast)
    sender.answers.set()
    await until(lambda: not sender.flying)
    office.clock.advance(5)
    await running

    assert await withdrawn(office) == expected
    found = await office.announcements.report(leader, broadcast)
    assert found.withdrawal is not None
    assert found.withdrawal.account.counts == {DeliveryState(counted): 1}


@pytest.mark.parametrize("colleague", [2, 3], ids=["oneself", "a colleague"])
async def test_a_reminder_that_must_wait_is_dropped_once_it_is_confirmed(
    office: Office, leader: Caller, colleague: int
) -> None:
    """It was on its way to 2 while somebody confirmed, and Telegram asked for a wait."""
    await cluster(office)
    broadcast = await announced(office, leader, PARTNERS)
    await confirms(office, broadcast, 1, 4)
    await remind(office, leader, broadcast)
    sender = FakeSender([Deferred(1.0), Delivered(5)])
    sender.answers.clear()
    engine = Engine(office.db, sender, Pacer(None, office.clock.monotonic), office.clock)
    running = asyncio.create_task(engine.drain())
    async with asyncio.timeout(10):
        while len(sender.flying) < 2:
            await asyncio.sleep(0.001)

    await confirms(office, broadcast, colleague)
    sender.answers.set()
    await running

    assert sender.addresses == ["2", "3"]
    assert await reminded(office, "withdrawn") == ["2"]


async def test_a_reminder_of_which_nobody_knows_is_not_sent_again(
    office: Office, leader: Caller
) -> None:
    await cluster(office)
    broadcast = await announced(office, leader, EVERYBODY)
    await remind(office, leader, broadcast)

    sender = await drain(office, Uncertain("lost"))
    found = await office.announcements.report(leader, broadcast)

    assert sorted(sender.addresses) == ["1", "2", "3", "4"]
    assert found.reminders[0].account.counts == {
        DeliveryState.UNCERTAIN: 1,
        DeliveryState.DELIVERED: 3,
    }


async def test_somebodys_partner_is_the_one_they_were_counted_for(
    office: Office, leader: Caller
) -> None:
    await cluster(office)
    broadcast = await announced(office, leader, PARTNERS)
    await office.joining.leave(person(2))
    await member(office, 5, await office.partner("Kvarts AS"))

    await confirms(office, broadcast, 2)
    found = await office.acknowledgements.confirmations(leader, broadcast)

    assert {one.name: len(one.people) for one in found.partners} == {"Gruve AS": 1, "Olivin AS": 2}
    assert missing(found) == {"Gruve AS": ["Medlem 1"], "": ["Person 4"]}


async def test_who_is_erased_is_neither_missing_nor_reminded(
    office: Office, leader: Caller
) -> None:
    await cluster(office)
    broadcast = await announced(office, leader, EVERYBODY)
    await confirms(office, broadcast, 1)
    await remind(office, leader, broadcast)

    await office.owndata.erase_me(person(1), update_id=1)
    await office.owndata.erase_me(person(2), update_id=2)
    found = await office.acknowledgements.confirmations(leader, broadcast)

    assert missing(found) == {"Olivin AS": ["Medlem 3"], "": ["Person 4"]}
    assert await office.value("SELECT count(*) FROM acknowledgement") == 0
    assert await reminded(office) == ["3", "4"]


async def test_ones_own_data_say_what_one_has_confirmed_and_reminded(
    office: Office, leader: Caller
) -> None:
    await cluster(office)
    broadcast = await announced(office, leader, EVERYBODY)
    await confirms(office, broadcast, 1)
    await remind(office, leader, broadcast)

    async with office.db.read() as db:
        mine, leaders = [
            await own_data.everything_about(
                db, await erasure.human_of(db, subscriber_id=await office.id_of(caller))
            )
            for caller in (person(1), leader)
        ]

    assert [row["broadcast_id"] for row in mine["acknowledgement"]] == [broadcast]
    assert [row["kind"] for row in leaders["broadcast_change"]] == ["reminder"]
    assert "acknowledgement" not in leaders


async def test_a_confirmation_is_kept_for_a_year(office: Office, leader: Caller) -> None:
    await cluster(office)
    broadcast = await announced(office, leader, EVERYBODY)
    await confirms(office, broadcast, 1)
    kept = []

    for days in (364, 2):
        office.clock.advance(days * 24 * 3600)
        async with office.db.transaction() as tx:
            await retention.forget(tx, office.clock.now())
        kept.append(await office.value("SELECT count(*) FROM acknowledgement"))

    assert kept == [1, 0]


async def test_of_several_messages_the_last_one_asks(office: Office, leader: Caller) -> None:
    """Who got the first and not the second has no button, and is told nothing by a reminder."""
    await member(office, 1, await office.partner("Gruve AS"))
    broadcast = await announced(
        office, leader, EVERYBODY, Delivered(11), Refused("blocked"), texts=2
    )

    found = await office.acknowledgements.confirmations(leader, broadcast)

    assert found.to_remind == ()
    assert [one.state for one in found.missing] == [DeliveryState.REFUSED]


async def test_both_messages_are_redrawn(office: Office, leader: Caller) -> None:
    await member(office, 1, await office.partner("Gruve AS"))
    outcomes = (Delivered(11), Delivered(12))
    broadcast = await announced(office, leader, EVERYBODY, *outcomes, texts=2)
    await remind(office, leader, broadcast)
    await drain(office, Delivered(13))

    done = await office.acknowledgements.acknowledge(person(1), broadcast)

    assert [(one.message_id, one.reminder) for one in done.shown] == [(12, False), (13, True)]


async def test_a_reminder_answers_what_each_got_in_their_words(
    office: Office, leader: Caller
) -> None:
    await cluster(office)
    outcomes = (Delivered(11), Delivered(12), Uncertain("lost"), Delivered(14))
    broadcast = await announced(office, leader, PARTNERS, *outcomes)
    await remind(office, leader, broadcast)
    contents = Contents(office.db, office.clock, OSLO, "Prøveklyngen")
    content = Content(kind=Kind.REMINDER, subject_id=1)

    calls = {
        number: await contents.call(content, "nb", recipient=await office.id_of(person(number)))
        for number in (1, 2, 3, 4)
    }

    replies = {
        number: call.parameters.get("reply_parameters") for number, call in calls.items() if call
    }
    assert replies == {
        1: {"message_id": 11, "allow_sending_without_reply": True},
        2: {"message_id": 12, "allow_sending_without_reply": True},
        3: None,
        4: {"message_id": 14, "allow_sending_without_reply": True},
    }
    words = {number: call.parameters["text"] for number, call in calls.items() if call}
    assert "Én hos dere er nok." in words[1]
    assert "Du har ikke bekreftet" in words[4]
    assert all(call is not None and call.may_be_silent for call in calls.values())


async def test_how_things_stand_with_each_partner(office: Office, leader: Caller) -> None:
    await cluster(office)
    await office.partner("Tom AS")
    first = await announced(office, leader, PARTNERS)
    await confirms(office, first, 1, 2)
    office.clock.advance(3600)
    await member(office, 5, await office.partner("Kvarts AS"))
    second = await announced(office, leader, EVERYBODY, Refused("blocked"))
    await confirms(office, second, 2, 5)
    async with office.db.transaction() as tx:
        await tx.execute(
            """
            INSERT INTO question (update_id, asker_id, broadcast_id, text, asked_at)
            SELECT 1, id, :broadcast, 'Når da?', '2026-11-24T12:00:00.000000Z'
              FROM subscriber WHERE address = '2'
            """,
            broadcast=second,
        )

    found = await office.acknowledgements.standings(leader)

    now = office.clock.now()
    facts = {
        one.name: (one.people, one.last_at, one.confirmed, one.asked, one.answered) for one in found
    }
    assert facts == {
        "Tom AS": (0, None, 0, 0, 0),
        "Gruve AS": (1, now - timedelta(hours=1), 1, 2, 0),
        "Kvarts AS": (1, now, 1, 1, 0),
        "Olivin AS": (2, now, 1, 2, 1),
    }
    assert [one.name for one in found] == ["Tom AS", "Gruve AS", "Kvarts AS", "Olivin AS"]
    office.clock.advance(366 * 24 * 3600)
    later = {one.name: one for one in await office.acknowledgements.standings(leader)}
    assert (later["Olivin AS"].asked, later["Olivin AS"].answered) == (0, 0)
    assert later["Olivin AS"].last_at == now


async def test_nobody_but_a_leader_learns_who_has_not_confirmed(
    office: Office, leader: Caller
) -> None:
    await cluster(office)
    broadcast = await announced(office, leader, EVERYBODY)

    for caller in (person(1), await office.someone(Role.EDITOR, 6)):
        with pytest.raises(NotAllowedError):
            await office.acknowledgements.confirmations(caller, broadcast)
        with pytest.raises(NotAllowedError):
            await office.acknowledgements.standings(caller)
        with pytest.raises(NotAllowedError):
            await office.acknowledgements.remind(caller, broadcast, ChangeId(0), update_id=UPDATE)
    assert await reminded(office) == []


async def test_it_is_answered_in_private_chats_only(office: Office, leader: Caller) -> None:
    await cluster(office)
    broadcast = await announced(office, leader, EVERYBODY)
    in_group = replace(person(1), private=False)

    with pytest.raises(NotPrivateError):
        await office.acknowledgements.acknowledge(in_group, broadcast)
    assert await office.value("SELECT count(*) FROM acknowledgement") == 0
