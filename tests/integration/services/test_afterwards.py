"""What became of an announcement: per partner, as a workbook, and whom it has not reached."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from integration.office import OSLO, Office
from klyngebot.domain.audiences import Audience, AudienceRole, Dimension, Selection
from klyngebot.domain.audit import Action
from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.deliveries import (
    Delivered,
    DeliveryState,
    Outcome,
    Refused,
    Uncertain,
)
from klyngebot.domain.errors import NotFoundError
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import PersonFacts, PersonId, Source
from klyngebot.domain.roles import Caller
from klyngebot.domain.terms import TermId
from klyngebot.domain.unreached import Why
from klyngebot.i18n import translator
from klyngebot.render import accounts, afterwards, unreached
from klyngebot.render.outcomes import reason
from klyngebot.store import broadcasts, deliveries, memberships, people
from klyngebot.store.deliveries import Settled

NB = translator("nb")
BLOCKED = Refused("Forbidden: bot was blocked by the user", unreachable=True)
LOST = Uncertain("lost")
ZINK = (
    "Zink: 0 av 2 (avvist: Kari Nordmann – har blokkert boten; "
    "avvist: Per Hansen – har blokkert boten)"
)


@pytest.fixture
async def leader(office: Office) -> Caller:
    return await office.leader()


async def member(office: Office, partner: PartnerId, number: int, name: str) -> Caller:
    """Return somebody in the bot who works at ``partner``."""
    caller = await office.visitor(number)
    who = await in_register(
        office, partner, name, f"{name.split(maxsplit=1)[0].lower()}@example.no"
    )
    async with office.db.transaction() as tx:
        await memberships.begin(tx, who, await office.id_of(caller), office.clock.now())
    return caller


async def in_register(
    office: Office, partner: PartnerId, name: str, email: str = "", *, told: bool = True
) -> PersonId:
    """Return somebody of whom only the register knows."""
    async with office.db.transaction() as tx:
        facts, now = PersonFacts(name=name, email=email), office.clock.now()
        who = await people.put(tx, partner, facts, source=Source.IMPORT, now=now)
        if told:
            await people.set_informed(tx, who, "office", now)
        return who


async def announce(
    office: Office, leader: Caller, audience: Audience | None = None, *texts: str
) -> BroadcastId:
    draft = await office.compose(leader, *(texts or ("Fagdag i Bodø",)))
    if audience:
        async with office.db.transaction() as tx:
            now = office.clock.now()
            await broadcasts.change(tx, draft, now, audience=audience.to_json())
        draft = await office.previewed(leader, draft.id)
    return (await office.confirm(leader, draft)).broadcast.id


async def settle(office: Office, outcomes: dict[str, Outcome]) -> None:
    """Let everything that waits arrive, but for the addresses that ``outcomes`` names."""
    async with office.db.transaction() as tx:
        claimed = await deliveries.claim(tx, office.clock.now(), limit=1000, busy=[])
        back = [Settled(one, outcomes.get(one.address, Delivered(1))) for one in claimed]
        await deliveries.settle(tx, back, office.clock.now())


async def names(office: Office, leader: Caller, id_: BroadcastId) -> dict[str, Why]:
    found = await office.afterwards.unreached(leader, id_)
    return {one.name: one.why for one in found.people}


def rows_of(book: CalamineWorkbook, title: str) -> list[list[Any]]:
    return book.get_sheet_by_name(title).to_python()


def only(dimension: Dimension, *values: object) -> Audience:
    return Audience(include=(Selection({dimension: tuple(map(str, values))}),))


async def two_partners(office: Office) -> tuple[PartnerId, PartnerId]:
    """Return a partner with three in the bot and one with two."""
    graphite, zinc = await office.partner("Senjagrafitt"), await office.partner("Zink")
    for number, name in enumerate(("Bjørg Mørk", "Nils Åsen", "Åse Berg"), start=1):
        await member(office, graphite, number, name)
    for number, name in enumerate(("Per Hansen", "Kari Nordmann"), start=4):
        await member(office, zinc, number, name)
    return graphite, zinc


async def test_an_account_per_partner_names_the_worst_first(office: Office, leader: Caller) -> None:
    await two_partners(office)
    await office.subscribe(6)
    id_ = await announce(office, leader)
    await settle(office, {"1": LOST, "4": BLOCKED, "5": BLOCKED})

    found = await office.afterwards.account(leader, id_)
    shown = afterwards.partners(found, 0, NB).html.unescape()

    assert shown.splitlines()[2:] == [
        ZINK,
        "Senjagrafitt: 2 av 3 (usikker: Bjørg Mørk – svaret fra Telegram kom aldri fram)",
        "Uten partner: 1 av 1",
    ]


async def test_somebody_is_counted_for_the_partner_they_belonged_to_then(
    office: Office, leader: Caller
) -> None:
    graphite = await office.partner("Senjagrafitt")
    kari = await member(office, graphite, 1, "Kari Nordmann")
    id_ = await announce(office, leader)
    await settle(office, {})

    await office.joining.leave(kari)
    found = await office.afterwards.account(leader, id_)

    assert [(share.name, share.total) for share in found.partners] == [("Senjagrafitt", 1)]
    assert found.without_partner.total == 0


async def test_the_workbook_agrees_with_the_account(office: Office, leader: Caller) -> None:
    await two_partners(office)
    await office.subscribe(6, 7)
    id_ = await announce(
        office, leader, None, "<b>Fagdag</b> i Bodø\nMeld deg på: https://example.no/p"
    )
    await settle(office, {"4": BLOCKED, "5": LOST, "7": BLOCKED})

    found = await office.afterwards.take_account(leader, id_, update_id=9000)
    file = accounts.account_file(found, OSLO, NB)
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.body))
    about = {row[0]: row[1] for row in rows_of(book, "Kunngjøringen")}
    partners, recipients = rows_of(book, "Partnere"), rows_of(book, "Mottakere")

    account = (await office.announcements.report(leader, id_)).account
    words = {state: accounts.heading(state, NB) for state in accounts.ENDS}
    assert {word: about[word] for word in words.values()} == {
        word: account.count(state) for state, word in words.items()
    }
    summed = [sum(row[column] for row in partners[1:]) for column in range(1, 7)]
    assert summed == [account.total, *(account.count(state) for state in accounts.ENDS)]
    by_state = [row[2].capitalize() for row in recipients[1:]]
    assert {word: by_state.count(word) for word in words.values()} == {
        word: account.count(state) for state, word in words.items()
    }
    assert about["Tekst"] == "Fagdag i Bodø"
    assert about["Knapp"] == "Meld deg på: https://example.no/p"
    assert about["Sendt til"] == "Alle som får meldinger fra boten"
    assert ["Per Hansen", "Zink", "avvist", "har blokkert boten"] in [r[:4] for r in recipients]


async def test_the_workbook_tells_the_time_where_the_leader_is(
    office: Office, leader: Caller
) -> None:
    await office.subscribe(1)
    id_ = await announce(office, leader)
    await settle(office, {})

    found = await office.afterwards.take_account(leader, id_, update_id=9000)
    book = CalamineWorkbook.from_filelike(io.BytesIO(accounts.account_body(found, OSLO, NB)))
    shown = book.get_sheet_by_name("Mottakere").to_python()[1][4]

    assert shown == office.clock.now().astimezone(OSLO).replace(tzinfo=None)


async def test_the_file_is_called_by_its_day_and_its_first_line(
    office: Office, leader: Caller
) -> None:
    await office.subscribe(1)
    office.clock.until(datetime(2026, 12, 3, 23, 30, tzinfo=UTC))
    id_ = await announce(office, leader, None, "Fagdag på Mørkved: «grafitt & kvarts» for alle!")

    found = await office.afterwards.account(leader, id_)

    name = accounts.file_name(found.report.broadcast, OSLO, NB)
    assert name == "kunngjoring-2026-12-04-fagdag-pa-morkved-grafitt-kvarts-for.xlsx"


async def test_who_is_not_in_the_bot_is_named_with_what_is_missing(
    office: Office, leader: Caller
) -> None:
    graphite, zinc = await two_partners(office)
    await in_register(office, graphite, "Siri Ute", "siri@example.no")
    await in_register(office, zinc, "Tor Ute")
    id_ = await announce(office, leader)
    await settle(office, {"4": BLOCKED})

    found = await office.afterwards.unreached(leader, id_)
    shown = unreached.unreached(found, 0, NB).html.unescape()

    assert shown.splitlines() == [
        "<b>3 personer i registeret har ikke fått den her.</b>",
        "",
        "Senjagrafitt: Siri Ute (ikke i boten)",
        "Zink: Per Hansen (har blokkert boten); Tor Ute (ikke i boten, uten e-post)",
        "",
        "1 av dem står uten e-postadresse.",
    ]
    assert found.addresses(told=True) == ["siri@example.no", "per@example.no"]


async def test_only_people_the_announcement_was_for_are_named(
    office: Office, leader: Caller
) -> None:
    graphite, zinc = await two_partners(office)
    await in_register(office, graphite, "Siri Ute")
    await in_register(office, zinc, "Tor Ute")

    to_zinc = await announce(office, leader, only(Dimension.PARTNER, zinc))
    all_but_zinc = Audience(exclude=only(Dimension.PARTNER, zinc).include)
    not_zinc = await announce(office, leader, all_but_zinc)
    await settle(office, {})

    assert await names(office, leader, to_zinc) == {"Tor Ute": Why.NOT_IN_BOT}
    assert await names(office, leader, not_zinc) == {"Siri Ute": Why.NOT_IN_BOT}


async def test_confirmed_contacts_are_everybody_in_the_register_and_other_roles_nobody(
    office: Office, leader: Caller
) -> None:
    graphite, _zinc = await two_partners(office)
    await in_register(office, graphite, "Siri Ute")
    async with office.db.transaction() as tx:
        await tx.execute("UPDATE membership SET is_contact = 1 WHERE id = 1")

    members = await announce(office, leader, only(Dimension.ROLE, AudienceRole.MEMBER))
    contacts = await announce(office, leader, only(Dimension.ROLE, AudienceRole.CONTACT))
    await settle(office, {})

    assert await names(office, leader, members) == {"Siri Ute": Why.NOT_IN_BOT}
    assert await names(office, leader, contacts) == {}


async def test_of_a_topic_only_those_in_the_bot_are_known_and_that_is_said(
    office: Office, leader: Caller
) -> None:
    graphite, _zinc = await two_partners(office)
    await in_register(office, graphite, "Siri Ute")
    id_ = await announce(office, leader, only(Dimension.TOPIC, 1))
    await settle(office, {"4": BLOCKED})

    found = await office.afterwards.unreached(leader, id_)

    assert [one.name for one in found.people] == ["Per Hansen"]
    assert found.asks_the_bot
    assert "Hvem som følger et tema, vet jeg bare om dem som er i boten." in (
        unreached.unreached(found, 0, NB).html
    )


async def test_each_way_of_not_being_reached_is_told_apart(office: Office, leader: Caller) -> None:
    graphite = await office.partner("Senjagrafitt")
    stopped = await member(office, graphite, 1, "A Stoppet")
    await office.subscriptions.stop(stopped)
    for number, name in enumerate(("B Blokkert", "C Usikker", "D Trukket", "E Nådd"), start=2):
        await member(office, graphite, number, name)
    id_ = await announce(office, leader)
    async with office.db.transaction() as tx:
        claimed = await deliveries.claim(tx, office.clock.now(), limit=2, busy=["4", "5"])
        outcomes: dict[str, Outcome] = {"2": BLOCKED, "3": LOST}
        back = [Settled(one, outcomes[one.address]) for one in claimed]
        await deliveries.settle(tx, back, office.clock.now())
    await office.subscriptions.stop(await office.visitor(4))
    await settle(office, {})
    office.clock.advance(60)
    await member(office, graphite, 6, "F Ny")

    assert await names(office, leader, id_) == {
        "A Stoppet": Why.UNSUBSCRIBED,
        "B Blokkert": Why.REFUSED,
        "C Usikker": Why.UNCERTAIN,
        "D Trukket": Why.WITHDRAWN,
        "F Ny": Why.CAME_LATER,
    }


async def test_who_was_excepted_by_a_topic_is_not_called_missed(
    office: Office, leader: Caller
) -> None:
    await two_partners(office)
    but_topic = Audience(exclude=only(Dimension.TOPIC, 1).include)
    for number in (1, 2, 3, 5):
        caller = await office.visitor(number)
        await office.subscriptions.set_topic(caller, TermId(1), on=False)
    id_ = await announce(office, leader, but_topic)
    await settle(office, {})
    before = await names(office, leader, id_)
    await office.subscriptions.set_topic(await office.visitor(4), TermId(1), on=False)

    assert (before, await names(office, leader, id_)) == ({}, {})


async def test_who_has_left_and_partners_that_have_are_not_named(
    office: Office, leader: Caller
) -> None:
    graphite, zinc = await two_partners(office)
    gone = await in_register(office, graphite, "Siri Sluttet", "siri@example.no")
    await in_register(office, zinc, "Tor Ute", "tor@example.no")
    id_ = await announce(office, leader)
    await settle(office, {"4": BLOCKED})

    async with office.db.transaction() as tx:
        await people.set_left(tx, gone, office.clock.now())
    await office.partnership.leave(leader, zinc)
    found = await office.afterwards.unreached(leader, id_)

    assert found.people == ()
    assert found.elsewhere == 1


async def test_who_does_not_know_of_the_register_is_told_first(
    office: Office, leader: Caller
) -> None:
    graphite, zinc = await two_partners(office)
    await in_register(office, graphite, "Siri Ute", "siri@example.no", told=False)
    await in_register(office, graphite, "Liv Ute", "liv@example.no", told=False)
    await in_register(office, zinc, "Tor Ute", "tor@example.no")
    await in_register(office, zinc, "Siri Ute", "SIRI@example.no")
    id_ = await announce(office, leader)
    await settle(office, {})

    found = await office.afterwards.unreached(leader, id_)

    shown = [one.html for one in unreached.addresses(found, NB)]

    assert found.addresses(told=True) == ["SIRI@example.no", "tor@example.no"]
    assert found.addresses(told=False) == ["liv@example.no"]
    assert shown[2].startswith("<b>Disse vet ikke at de står i registeret.</b>")
    assert shown[3] == "<code>liv@example.no</code>"


async def test_nothing_is_said_of_what_has_not_gone_out(office: Office, leader: Caller) -> None:
    draft = await office.compose(leader, "Hei.")

    with pytest.raises(NotFoundError):
        await office.afterwards.unreached(leader, draft.id)


async def test_taking_addresses_and_accounts_out_is_noted_once_for_each_tap(
    office: Office, leader: Caller
) -> None:
    await office.subscribe(1)
    id_ = await announce(office, leader)
    for _ in range(2):
        await office.afterwards.take_addresses(leader, id_, update_id=9000)
        await office.afterwards.take_account(leader, id_, update_id=9001)

    page = await office.changes.list_latest(leader)

    noted = [(one.action, one.object_name) for one in page.entries]
    assert noted == [
        (Action.BROADCAST_ACCOUNT_TAKEN, "Fagdag i Bodø"),
        (Action.BROADCAST_ADDRESSES_TAKEN, "Fagdag i Bodø"),
        (Action.BROADCAST_SENT, "Fagdag i Bodø"),
    ]


async def test_what_a_leader_does_with_an_announcement_is_noted_once(
    office: Office, leader: Caller
) -> None:
    await office.subscribe(1, 2)
    id_ = await announce(office, leader)
    use = office.announcements
    for act in (use.pause, use.go_on, use.pause, use.cancel):
        await act(leader, id_)
        await act(leader, id_)

    page = await office.changes.list_latest(leader)

    assert [one.action for one in reversed(page.entries)] == [
        Action.BROADCAST_SENT,
        Action.BROADCAST_PAUSED,
        Action.BROADCAST_RESUMED,
        Action.BROADCAST_PAUSED,
        Action.BROADCAST_CANCELLED,
    ]


async def test_choosing_for_the_uncertain_ones_is_noted_once(
    office: Office, leader: Caller
) -> None:
    await office.subscribe(1)
    id_ = await announce(office, leader)
    await settle(office, {"1": LOST})
    for _ in range(2):
        await office.announcements.leave(leader, id_)

    page = await office.changes.list_latest(leader)

    assert [one.action for one in page.entries] == [Action.BROADCAST_LEFT, Action.BROADCAST_SENT]


async def test_what_a_leader_stopped_is_told_apart_from_who_has_left(
    office: Office, leader: Caller
) -> None:
    kari, _ola = await office.visitor(1), await office.visitor(2)
    id_ = await announce(office, leader)
    await office.subscriptions.stop(kari)
    await office.announcements.cancel(leader, id_)

    report = await office.announcements.report(leader, id_)

    assert report.account.count(DeliveryState.WITHDRAWN) == 2
    reasons = {one.name: reason(one, NB) for one in report.account.problems}
    assert reasons == {
        "Person 1": "har sluttet eller slått av meldinger",
        "Person 2": "ble stoppet før den gikk ut",
    }


async def test_who_has_blocked_the_bot_is_marked_and_healed_by_start(
    office: Office, leader: Caller
) -> None:
    kari = await office.visitor(1)
    await announce(office, leader)
    await settle(office, {"1": BLOCKED})
    blocked = await office.afterwards.list_unreachable(leader)

    await office.subscriptions.start(kari)
    healed = await office.afterwards.list_unreachable(leader)
    again = await announce(office, leader)
    await settle(office, {})

    assert [(one.name, one.since) for one in blocked] == [("Person 1", office.clock.now())]
    assert healed == []
    assert (await office.announcements.report(leader, again)).account.counts == {"delivered": 1}


async def test_who_has_blocked_the_bot_is_healed_when_telegram_says_so(
    office: Office, leader: Caller
) -> None:
    kari = await office.visitor(1)
    await office.subscriptions.set_reachable(kari, BLOCKED.reason)
    blocked = await office.afterwards.list_unreachable(leader)

    await office.subscriptions.set_reachable(kari, None)

    assert len(blocked) == 1
    assert await office.afterwards.list_unreachable(leader) == []
