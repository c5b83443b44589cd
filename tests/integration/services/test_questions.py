"""A member asks the project office; a leader answers; each is sent once."""

import pytest

from integration.office import Office, person
from klyngebot.domain.deliveries import Content, Deferred, Kind, Outcome, Uncertain
from klyngebot.domain.drafts import Draft, DraftKind
from klyngebot.domain.errors import BadInputError, NoDraftError, NotAllowedError, NotFoundError
from klyngebot.domain.people import PersonFacts, Source
from klyngebot.domain.questions import Question, QuestionId
from klyngebot.domain.roles import Caller, GivenRole, Role
from klyngebot.store import deliveries, memberships, people, questions


@pytest.fixture
async def member(office: Office) -> Caller:
    return await office.someone(Role.MEMBER, 7)


async def ask(office: Office, member: Caller, text: str = "Hvem har borerigg?") -> Question:
    draft = await office.write(member, DraftKind.QUESTION, text)
    return await office.questions.ask(member, draft.id, draft.fingerprint)


async def begin(office: Office, leader: Caller, question: Question, *, more: bool = False) -> Draft:
    at = await office.questions.begin_answer(leader, question.id, more=more)
    assert at.draft is not None
    return at.draft


async def answer(
    office: Office, leader: Caller, question: Question, text: str, *, more: bool = False
) -> Question:
    await begin(office, leader, question, more=more)
    draft = await office.drafting.answer(leader, office.typed(text))
    assert draft is not None
    return await office.questions.answer(leader, draft.id, draft.fingerprint)


async def queued(office: Office, kind: Kind) -> list[str]:
    rows = await office.db.reader.fetch_all(
        "SELECT address FROM delivery WHERE kind = :kind AND urgent ORDER BY address", kind=kind
    )
    return [row["address"] for row in rows]


async def said(office: Office, kind: Kind, subject: int) -> str:
    payload = await office.payload(Content(kind=kind, subject_id=subject), "nb")
    assert payload is not None
    return str(payload["text"])


async def test_every_leader_gets_a_question_with_who_asks(office: Office, member: Caller) -> None:
    await office.leader(900)
    await office.leader(901)

    question = await ask(office, member, "Hvem har <b>borerigg</b>?\n\nTakk!")

    assert await queued(office, Kind.QUESTION) == ["900", "901"]
    assert await said(office, Kind.QUESTION, question.id) == (
        "<b>Medlem 7</b> (Arbeidsgiver 7 AS) spør:\n"
        "<blockquote>Hvem har &lt;b&gt;borerigg&lt;/b&gt;?\n\nTakk!</blockquote>"
    )


async def test_a_question_is_sent_once_however_often_it_is_confirmed(
    office: Office, member: Caller
) -> None:
    await office.leader()
    draft = await office.write(member, DraftKind.QUESTION, "Hvem har borerigg?")

    first = await office.questions.ask(member, draft.id, draft.fingerprint)
    second = await office.questions.ask(member, draft.id, draft.fingerprint)

    assert first == second
    assert await queued(office, Kind.QUESTION) == ["900"]


async def test_an_answer_goes_to_who_asked_with_their_question(
    office: Office, member: Caller
) -> None:
    leader = await office.leader()
    question = await ask(office, member)

    done = await answer(office, leader, question, "Spør Boreriggen.")

    assert await queued(office, Kind.QUESTION_ANSWER) == ["7"]
    assert await said(office, Kind.QUESTION_ANSWER, done.answers[0].id) == (
        "Du spurte prosjektkontoret:\n<blockquote>Hvem har borerigg?</blockquote>\n\n"
        "<b>Person 900 svarer:</b>\n<blockquote>Spør Boreriggen.</blockquote>"
    )


async def test_an_answer_is_sent_once_however_often_it_is_confirmed(
    office: Office, member: Caller
) -> None:
    leader = await office.leader()
    question = await ask(office, member)
    await begin(office, leader, question)
    draft = await office.drafting.answer(leader, office.typed("Spør Boreriggen."))
    assert draft is not None

    first = await office.questions.answer(leader, draft.id, draft.fingerprint)
    second = await office.questions.answer(leader, draft.id, draft.fingerprint)

    assert first == second
    assert await queued(office, Kind.QUESTION_ANSWER) == ["7"]


async def test_the_second_leader_sees_who_has_answered_and_may_add(
    office: Office, member: Caller
) -> None:
    ola, kari = await office.leader(900), await office.leader(901)
    question = await ask(office, member)
    await answer(office, ola, question, "Spør Boreriggen.")

    late = await office.questions.begin_answer(kari, question.id, more=False)
    added = await answer(office, kari, question, "Eller Ishavsboring.", more=True)

    assert late.draft is None
    assert [one.author_name for one in late.question.answers] == ["Person 900"]
    assert [one.text for one in added.answers] == ["Spør Boreriggen.", "Eller Ishavsboring."]
    assert await queued(office, Kind.QUESTION_ANSWER) == ["7", "7"]
    assert "Besvart av Person 900" in await said(office, Kind.QUESTION, question.id)


async def test_to_answer_begins_once_and_another_question_takes_the_place_of_an_empty_answer(
    office: Office, member: Caller
) -> None:
    leader = await office.leader()
    first, second = await ask(office, member), await ask(office, member, "Og kvarts?")

    one = await begin(office, leader, first)
    again = await begin(office, leader, first)
    other = await begin(office, leader, second)
    await office.drafting.answer(leader, office.typed("Ja."))

    assert one == again
    assert other.fields == {"question": str(second.id)}
    with pytest.raises(BadInputError, match="busy_writing"):
        await begin(office, leader, first)


async def test_what_was_changed_after_it_was_shown_is_not_sent(
    office: Office, member: Caller
) -> None:
    await office.leader()
    draft = await office.write(member, DraftKind.QUESTION, "Hvem har borerigg?")
    await office.drafting.go_back(member, draft.id, "text")
    with pytest.raises(NoDraftError):
        await office.questions.ask(member, draft.id, draft.fingerprint)
    await office.drafting.answer(member, office.typed("Hvem har kvarts?"))

    with pytest.raises(BadInputError, match="changed_since_preview"):
        await office.questions.ask(member, draft.id, draft.fingerprint)

    assert await queued(office, Kind.QUESTION) == []


async def test_without_a_leader_there_is_nobody_to_ask(office: Office, member: Caller) -> None:
    with pytest.raises(BadInputError, match="nobody_to_ask"):
        await ask(office, member)

    assert await office.drafting.find(member) is not None


@pytest.mark.parametrize(("text", "problem"), [(" \u200b\n ", "empty"), ("x" * 1501, "too_long")])
async def test_a_question_has_words_and_fits_a_message(
    office: Office, member: Caller, text: str, problem: str
) -> None:
    with pytest.raises(BadInputError, match=problem):
        await office.write(member, DraftKind.QUESTION, text)


async def test_only_members_ask_and_only_leaders_answer(office: Office, member: Caller) -> None:
    await office.leader()
    question = await ask(office, member)
    editor = await office.someone(Role.EDITOR, 8)

    with pytest.raises(NotAllowedError):
        await office.write(await office.visitor(9), DraftKind.QUESTION, "Hei?")
    for caller in (member, editor, person(10)):
        with pytest.raises(NotAllowedError):
            await begin(office, caller, question)


async def test_another_leaders_draft_is_not_sent_by_its_number(
    office: Office, member: Caller
) -> None:
    ola, kari = await office.leader(900), await office.leader(901)
    question = await ask(office, member)
    await begin(office, ola, question)
    draft = await office.drafting.answer(ola, office.typed("Spør Boreriggen."))
    assert draft is not None

    with pytest.raises(NoDraftError):
        await office.questions.answer(kari, draft.id, draft.fingerprint)
    with pytest.raises(NotFoundError):
        await office.questions.begin_answer(kari, QuestionId(404), more=False)


async def test_what_somebody_asked_can_be_forgotten(office: Office, member: Caller) -> None:
    leader = await office.leader()
    question = await ask(office, member)
    await answer(office, leader, question, "Spør Boreriggen.")
    asker = await office.id_of(member)

    kept = await questions.list_of(office.db.reader, asker)
    async with office.db.transaction() as tx:
        await questions.delete_of(tx, asker)

    assert [one.text for one in kept] == ["Hvem har borerigg?"]
    assert await questions.list_of(office.db.reader, asker) == []
    assert await office.value("SELECT count(*) FROM question_answer") == 0
    content = Content(kind=Kind.QUESTION_ANSWER, subject_id=1)
    assert await office.payload(content, "nb") is None


async def test_what_was_sent_is_not_cancelled(office: Office, member: Caller) -> None:
    leader = await office.leader()
    question = await ask(office, member)
    draft = await begin(office, leader, question)
    await answer(office, leader, question, "Spør Boreriggen.")
    asked = await office.value("SELECT draft_id FROM question")

    for caller, draft_id in ((member, asked), (leader, draft.id)):
        with pytest.raises(NoDraftError):
            await office.drafting.cancel(caller, draft_id)


async def states(office: Office) -> list[tuple[str, str]]:
    rows = await office.db.reader.fetch_all(
        "SELECT address, state FROM delivery WHERE kind = 'question' ORDER BY address"
    )
    return [(row["address"], row["state"]) for row in rows]


async def test_a_question_that_waits_for_who_leads_no_more_is_withdrawn(
    office: Office, member: Caller
) -> None:
    leader, other = await office.leader(900), await office.leader(901)
    await ask(office, member)

    await office.roles.set(leader, await office.id_of(other), GivenRole.LEADER, on=False)

    assert await states(office) == [("900", "pending"), ("901", "withdrawn")]


@pytest.mark.parametrize("outcome", [Deferred(1.0), Uncertain("timed out")])
async def test_a_question_on_its_way_to_who_leads_no_more_is_not_sent_again(
    office: Office, member: Caller, outcome: Outcome
) -> None:
    leader, other = await office.leader(900), await office.leader(901)
    await ask(office, member)
    async with office.db.transaction() as tx:
        claimed = await deliveries.claim(tx, office.clock.now(), limit=8, busy=[])
    await office.roles.set(leader, await office.id_of(other), GivenRole.LEADER, on=False)

    async with office.db.transaction() as tx:
        settled = [deliveries.Settled(delivery, outcome) for delivery in claimed]
        await deliveries.settle(tx, settled, office.clock.now())

    assert await states(office) == [("900", "pending"), ("901", "withdrawn")]


async def test_a_partner_contact_is_no_leader_to_a_question_with_the_number_of_a_request(
    office: Office, member: Caller
) -> None:
    leader, other = await office.leader(900), await office.leader(901)
    question = await ask(office, member)
    at = await office.partner("Kontaktgruva AS", "kode")
    async with office.db.transaction() as tx:
        who = await people.put(
            tx, at, PersonFacts(name="Kari Fjell"), source=Source.OFFICE, now=office.clock.now()
        )
        await memberships.begin(tx, who, await office.id_of(other), office.clock.now())
        await memberships.set_contact(tx, await office.id_of(other), on=True)
    asker = await office.visitor(8)
    step = await office.joining.open_link(asker, "bli-kode", update_id=5000)
    assert step.draft is not None
    for text in ("Nils Dal", "geolog"):
        await office.drafting.answer(asker, office.typed(text))
    request = await office.joining.submit(asker, step.draft.id)

    await office.roles.set(leader, await office.id_of(other), GivenRole.LEADER, on=False)

    assert int(request.id) == int(question.id)
    assert await states(office) == [("900", "pending"), ("901", "withdrawn")]
