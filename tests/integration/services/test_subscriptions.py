"""Coming in, choosing, leaving, and what of it is remembered."""

import pytest

from integration.office import Office, person
from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.errors import NotFoundError
from klyngebot.domain.terms import TermId
from klyngebot.store import deliveries, subscribers

REASON = "Forbidden: bot was blocked by the user"


async def test_whoever_starts_hears_from_us_about_every_topic(office: Office) -> None:
    settings = await office.subscriptions.start(person(1))

    assert settings.subscribed
    assert [choice.on for choice in settings.choices] == [True] * 4
    assert settings.name == "Person 1"


async def test_starting_again_keeps_what_was_chosen(office: Office) -> None:
    await office.subscriptions.start(person(1))
    await office.subscriptions.set_topic(person(1), TermId(2), on=False)
    await office.subscriptions.set_locale(person(1), "en")

    settings = await office.subscriptions.start(person(1))

    assert [choice.on for choice in settings.choices] == [True, False, True, True]
    assert settings.locale == "en"


async def test_a_topic_is_turned_on_and_off_and_twice_is_as_good(office: Office) -> None:
    await office.subscriptions.start(person(1))
    seen = []

    for on in (False, False, True, True):
        settings = await office.subscriptions.set_topic(person(1), TermId(3), on=on)
        seen.append(settings.choices[2].on)

    assert seen == [False, False, True, True]


async def test_a_topic_nobody_has_made_changes_nothing(office: Office) -> None:
    before = await office.subscriptions.start(person(1))

    after = await office.subscriptions.set_topic(person(1), TermId(2**53), on=True)

    assert after == before


async def test_a_language_without_a_catalogue_is_refused(office: Office) -> None:
    await office.subscriptions.start(person(1))

    with pytest.raises(NotFoundError):
        await office.subscriptions.set_locale(person(1), "xx")

    assert (await office.subscriptions.settings(person(1))).locale == "nb"


async def test_looking_at_the_settings_subscribes_nobody(office: Office) -> None:
    settings = await office.subscriptions.settings(person(1))

    assert not settings.subscribed
    assert await subscribers.count_subscribed(office.db.reader) == 0


async def test_who_stops_hears_nothing_more_and_coming_back_is_enough(office: Office) -> None:
    await office.subscriptions.start(person(1))
    counts = []

    for change in (
        office.subscriptions.stop,
        office.subscriptions.stop,
        office.subscriptions.start,
    ):
        await change(person(1))
        counts.append(await subscribers.count_subscribed(office.db.reader))

    assert counts == [0, 0, 1]


async def test_stopping_withdraws_what_waits_and_not_the_answer_to_a_request(
    office: Office,
) -> None:
    await office.subscribe(1, 2)
    await office.announce(await office.leader(), "Hei")
    await office.queue(Content(kind=Kind.JOIN_ANSWER, subject_id=1), person(1))

    await office.subscriptions.stop(person(1))

    rows = await office.db.reader.fetch_all("SELECT address, kind, state FROM delivery ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("1", "broadcast", "withdrawn"),
        ("2", "broadcast", "pending"),
        ("1", "join_answer", "pending"),
    ]


async def test_stopping_does_not_take_back_what_is_on_its_way(office: Office) -> None:
    await office.subscribe(1)
    await office.announce(await office.leader(), "Hei")
    async with office.db.transaction() as tx:
        await deliveries.claim(tx, office.clock.now(), limit=1, busy=[])

    await office.subscriptions.stop(person(1))

    assert await office.states() == {"sending": 1}


async def test_who_blocks_the_bot_is_unreachable_until_they_let_it_in_again(
    office: Office,
) -> None:
    await office.subscribe(1)
    who = await office.id_of(person(1))
    seen = []

    for reason in (REASON, None, REASON):
        await office.subscriptions.set_reachable(person(1), reason)
        seen.append((await subscribers.get(office.db.reader, who)).unreachable_since)
    await office.subscriptions.start(person(1))
    seen.append((await subscribers.get(office.db.reader, who)).unreachable_since)

    assert seen == [office.clock.at, None, office.clock.at, None]


async def test_a_new_name_is_taken_over(office: Office) -> None:
    await office.subscriptions.start(person(1))

    who = person(1)
    renamed = type(who)(address=who.address, name="Kari Fjell", language="nb")
    await office.subscriptions.start(renamed)

    found = await subscribers.get(office.db.reader, await office.id_of(renamed))
    assert found.name == "Kari Fjell"
