import asyncio

import pytest

from integration.office import Office
from klyngebot.domain.audit import Action
from klyngebot.domain.drafts import DraftKind
from klyngebot.domain.errors import BadInputError, NoDraftError, NotFoundError
from klyngebot.domain.roles import Caller
from klyngebot.domain.terms import TermId, TermKind, Use
from klyngebot.services.vocabulary import TermCard, TermDraft
from klyngebot.store import audit, terms

RESEARCH = TermId(3)
ENVIRONMENT = TermId(4)
DRILLING = TermId(9)
GEOLOGY = TermId(10)


@pytest.fixture
async def leader(office: Office) -> Caller:
    return await office.leader()


async def write(office: Office, leader: Caller, at: TermDraft, *texts: str) -> TermDraft:
    for text in texts:
        await office.drafting.answer(leader, office.typed(text))
    return await office.terms.step(leader, at.draft.id)


async def save(office: Office, leader: Caller, at: TermDraft) -> TermCard:
    term = at.term.id if at.term else None
    return await office.terms.save(leader, at.draft.id, at.draft.fingerprint, term)


async def add(office: Office, leader: Caller, kind: TermKind, nb: str, en: str) -> TermCard:
    at = await office.terms.begin_new(leader, kind)
    return await save(office, leader, await write(office, leader, at, nb, en))


async def follow_only(office: Office, number: int, *topics: int) -> Caller:
    caller = await office.visitor(number)
    for choice in (await office.subscriptions.settings(caller)).choices:
        on = choice.topic.id in topics
        await office.subscriptions.set_topic(caller, choice.topic.id, on=on)
    return caller


async def actions(office: Office) -> list[tuple[Action, int | None, tuple[str, ...]]]:
    entries = await audit.list_latest(office.db.reader, limit=99)
    return [(entry.action, entry.object_id, entry.fields) for entry in reversed(entries)]


async def test_a_new_term_is_offered_last_of_its_kind(office: Office, leader: Caller) -> None:
    card = await add(office, leader, TermKind.MATERIAL, "Litium", "Lithium")

    assert card.term.names == {"nb": "Litium", "en": "Lithium"}
    listed = await office.terms.list_kind(leader, TermKind.MATERIAL)
    assert listed[-1] == (card.term, Use())
    assert await actions(office) == [(Action.TERM_ADDED, card.term.id, ())]


async def test_saving_many_times_at_once_adds_one(office: Office, leader: Caller) -> None:
    at = await office.terms.begin_new(leader, TermKind.TOPIC)
    at = await write(office, leader, at, "Logistikk", "Logistics")

    cards = await asyncio.gather(*(save(office, leader, at) for _ in range(9)))

    assert {card.term.id for card in cards} == {29}
    assert len(await actions(office)) == 1


async def test_a_name_may_be_the_same_in_english(office: Office, leader: Caller) -> None:
    at = await office.terms.begin_new(leader, TermKind.MATERIAL)
    await write(office, leader, at, "Litium")

    at = await office.terms.fill_rest(leader, at.draft.id, update_id=77)
    again = await office.terms.fill_rest(leader, at.draft.id, update_id=77)

    assert again == at
    assert (await save(office, leader, at)).term.names == {"nb": "Litium", "en": "Litium"}


async def test_a_word_that_another_term_has_is_refused_as_it_is_typed(
    office: Office, leader: Caller
) -> None:
    at = await office.terms.begin_new(leader, TermKind.COMPETENCE)

    with pytest.raises(BadInputError) as refused:
        await write(office, leader, at, "Prøveboring")

    assert refused.value.values["word"] == "Prøveboring"
    assert (await office.terms.step(leader, at.draft.id)).draft.fields == {"kind": "competence"}


async def test_a_word_that_was_taken_in_the_meantime_is_refused_as_it_is_saved(
    office: Office, leader: Caller
) -> None:
    at = await office.terms.begin_new(leader, TermKind.TOPIC)
    at = await write(office, leader, at, "Logistikk", "Logistics")
    other = await office.leader(901)
    await add(office, other, TermKind.TOPIC, "Logistikk", "Logistics")

    with pytest.raises(BadInputError, match="word_taken"):
        await save(office, leader, at)


async def test_what_was_changed_after_it_was_shown_is_not_saved(
    office: Office, leader: Caller
) -> None:
    at = await office.terms.begin_new(leader, TermKind.TOPIC)
    at = await write(office, leader, at, "Logistikk", "Logistics")
    await office.drafting.go_back(leader, at.draft.id, "en")
    await write(office, leader, at, "Transport")

    with pytest.raises(BadInputError, match="changed_since_preview"):
        await save(office, leader, at)


async def test_a_term_is_renamed_in_one_language(office: Office, leader: Caller) -> None:
    at = await office.terms.begin_rename(leader, ENVIRONMENT, "nb")
    at = await write(office, leader, at, "Ytre miljø")

    card = await save(office, leader, at)
    again = await save(office, leader, at)

    assert card.term.names == {"nb": "Ytre miljø", "en": "Environment"}
    assert again == card
    assert await actions(office) == [(Action.TERM_CHANGED, ENVIRONMENT, ("name",))]


async def test_a_term_gets_a_name_in_nynorsk_when_it_needs_one(
    office: Office, leader: Caller
) -> None:
    at = await office.terms.begin_rename(leader, RESEARCH, "nn")

    card = await save(office, leader, await write(office, leader, at, "Kompetanse og forsking"))

    assert card.term.name("nn") == "Kompetanse og forsking"
    assert card.term.name("nb") == "Kompetanse og forskning"
    assert card.term.name("en") == "Competence and research"
    found = await office.terms.list_kind(leader, TermKind.TOPIC)
    assert [term.name("nn") for term, _ in found] == [
        "Samarbeid",
        "Innovasjon og verdiskaping",
        "Kompetanse og forsking",
        "Miljø",
    ]


async def test_the_same_name_again_is_no_change(office: Office, leader: Caller) -> None:
    at = await office.terms.begin_rename(leader, ENVIRONMENT, "nb")

    await save(office, leader, await write(office, leader, at, "Miljø"))

    assert await actions(office) == []


async def test_the_other_words_are_what_was_written_last(office: Office, leader: Caller) -> None:
    at = await office.terms.begin_synonyms(leader, DRILLING)
    card = await save(office, leader, await write(office, leader, at, "prøveboring, diamantboring"))
    assert card.term.synonyms == ("diamantboring", "prøveboring")

    at = await office.terms.begin_synonyms(leader, DRILLING)
    at = await office.terms.fill_rest(leader, at.draft.id, update_id=78)
    card = await save(office, leader, at)

    assert card.term.synonyms == ()
    assert await actions(office) == [(Action.TERM_CHANGED, DRILLING, ("synonyms",))] * 2


async def test_a_synonym_may_not_be_another_terms_word(office: Office, leader: Caller) -> None:
    at = await office.terms.begin_synonyms(leader, DRILLING)

    with pytest.raises(BadInputError, match="word_taken"):
        await write(office, leader, at, "leteboring, geolog")


async def test_a_retired_topic_is_offered_no_more_and_kept_by_who_has_it(
    office: Office, leader: Caller
) -> None:
    kari = await office.visitor(1)

    await office.terms.set_retired(leader, ENVIRONMENT, retired=True)
    await office.terms.set_retired(leader, ENVIRONMENT, retired=True)
    per = await office.visitor(2)
    await office.subscriptions.set_topic(per, ENVIRONMENT, on=True)

    choices = (await office.subscriptions.settings(kari)).choices
    assert ENVIRONMENT not in {choice.topic.id for choice in choices}
    assert ENVIRONMENT not in {topic.id for topic in await office.publishing.list_topics(leader)}
    followers = await office.db.reader.fetch_all(
        "SELECT s.address FROM subscription n JOIN subscriber s ON s.id = n.subscriber_id"
        " WHERE topic_id = 4 AND s.subscribed"
    )
    assert [row["address"] for row in followers] == [kari.address]
    assert await actions(office) == [(Action.TERM_RETIRED, ENVIRONMENT, ())]


async def test_a_topic_that_is_back_is_as_it_was(office: Office, leader: Caller) -> None:
    kari = await office.visitor(1)
    await office.terms.set_retired(leader, ENVIRONMENT, retired=True)

    await office.terms.set_retired(leader, ENVIRONMENT, retired=False)

    choices = (await office.subscriptions.settings(kari)).choices
    assert {choice.topic.id for choice in choices if choice.on} == {1, 2, 3, 4}


async def test_news_are_not_put_out_under_a_topic_that_was_retired_meanwhile(
    office: Office, leader: Caller
) -> None:
    await office.visitor(1)
    draft = await office.write(leader, DraftKind.NEWS, "Ny gruve", "Den er åpnet.")
    draft = await office.drafting.choose_topic(leader, draft.id, ENVIRONMENT, update_id=900)
    await office.terms.set_retired(leader, ENVIRONMENT, retired=True)

    shown = await office.publishing.preview(leader, draft.id)
    with pytest.raises(BadInputError, match="topic_retired"):
        await office.publishing.publish(leader, draft.id, draft.fingerprint, notify=True)
    with pytest.raises(NoDraftError):
        await office.drafting.choose_topic(leader, draft.id, ENVIRONMENT, update_id=901)

    assert next(topic for topic in shown.topics if topic.id == ENVIRONMENT).retired
    assert await office.states() == {}


@pytest.mark.parametrize("kind", [TermKind.TOPIC, TermKind.CATEGORY])
async def test_the_last_topic_and_the_last_category_stay(
    office: Office, leader: Caller, kind: TermKind
) -> None:
    *others, (last, _) = await office.terms.list_kind(leader, kind)
    for term, _ in others:
        await office.terms.set_retired(leader, term.id, retired=True)

    with pytest.raises(BadInputError, match="last_term"):
        await office.terms.set_retired(leader, last.id, retired=True)


async def test_every_material_may_be_retired(office: Office, leader: Caller) -> None:
    for term, _ in await office.terms.list_kind(leader, TermKind.MATERIAL):
        await office.terms.set_retired(leader, term.id, retired=True)

    assert (await office.terms.count(leader))[TermKind.MATERIAL] == 0


async def test_who_follows_everything_is_given_a_new_topic_once_and_the_others_are_left_alone(
    office: Office, leader: Caller
) -> None:
    follower, chooser = await office.visitor(1), await follow_only(office, 2, 1, 2)
    nothing, stopped = await follow_only(office, 3), await office.visitor(4)
    await office.subscriptions.stop(stopped)
    card = await add(office, leader, TermKind.TOPIC, "Logistikk", "Logistics")
    assert (card.use.followers, card.could_follow) == (0, 1)

    card = await office.terms.spread(leader, card.term.id)

    assert (card.use.followers, card.could_follow) == (1, 0)
    new = card.term.id
    on = {
        caller.address
        for caller in (follower, chooser, nothing, stopped)
        for choice in (await office.subscriptions.settings(caller)).choices
        if choice.topic.id == new and choice.on
    }
    assert on == {follower.address}
    await office.subscriptions.set_topic(follower, new, on=False)
    assert (await office.terms.spread(leader, new)).use.followers == 0
    assert await actions(office) == [(Action.TERM_ADDED, new, ()), (Action.TERM_SPREAD, new, ())]


async def test_only_a_topic_in_use_is_given_to_people(office: Office, leader: Caller) -> None:
    await office.terms.set_retired(leader, ENVIRONMENT, retired=True)

    for term in (DRILLING, ENVIRONMENT, TermId(99)):
        with pytest.raises(NotFoundError):
            await office.terms.spread(leader, term)


async def test_what_is_counted_are_those_who_are_there(office: Office, leader: Caller) -> None:
    await office.visitor(1)
    await office.subscriptions.stop(await office.visitor(2))
    here, gone = await office.partner("Her AS"), await office.partner("Borte AS")
    who = await office.employee(here, "Kari Nordmann")
    async with office.db.transaction() as tx:
        for partner in (here, gone):
            await terms.set_of_partner(tx, partner, {DRILLING})
        await terms.set_of_person(tx, who, {DRILLING, GEOLOGY})
        await tx.execute("UPDATE partner SET left_on = '2026-01-01' WHERE id = :id", id=gone)

    use = {
        term.id: use
        for kind in TermKind
        for term, use in await office.terms.list_kind(leader, kind)
    }

    assert use[DRILLING] == Use(partners=1, people=1)
    assert use[GEOLOGY] == Use(people=1)
    assert use[ENVIRONMENT] == Use(followers=1)
    assert use[TermId(5)] == Use(partners=1)


async def test_something_else_that_is_being_written_is_not_dropped(
    office: Office, leader: Caller
) -> None:
    await office.write(leader, DraftKind.NEWS, "Ny gruve")

    for begin in (
        office.terms.begin_new(leader, TermKind.TOPIC),
        office.terms.begin_rename(leader, DRILLING, "nb"),
        office.terms.begin_synonyms(leader, DRILLING),
    ):
        with pytest.raises(BadInputError, match="busy_writing"):
            await begin


async def test_beginning_twice_goes_on_with_what_was_typed(office: Office, leader: Caller) -> None:
    at = await office.terms.begin_new(leader, TermKind.TOPIC)
    at = await write(office, leader, at, "Logistikk")

    assert await office.terms.begin_new(leader, TermKind.TOPIC) == at
    with pytest.raises(BadInputError, match="busy_writing"):
        await office.terms.begin_new(leader, TermKind.MATERIAL)


async def test_what_is_not_there_is_said_to_be_gone(office: Office, leader: Caller) -> None:
    for ask in (
        office.terms.term(leader, TermId(99)),
        office.terms.begin_rename(leader, TermId(99), "nb"),
        office.terms.begin_rename(leader, DRILLING, "se"),
        office.terms.begin_synonyms(leader, TermId(99)),
        office.terms.set_retired(leader, TermId(99), retired=True),
    ):
        with pytest.raises(NotFoundError):
            await ask
    draft = await office.write(leader, DraftKind.NEWS, "Ny gruve")
    with pytest.raises(NoDraftError):
        await office.terms.step(leader, draft.id)
    with pytest.raises(NoDraftError):
        await office.terms.save(leader, draft.id, draft.fingerprint, None)
    with pytest.raises(NoDraftError):
        await office.terms.fill_rest(leader, draft.id, update_id=79)
