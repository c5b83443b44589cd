"""Who has got an announcement may answer it: the delivery says so, and nothing else does."""

from dataclasses import replace

import pytest

from integration.office import OSLO, Office
from klyngebot.bot.contents import Call, Contents
from klyngebot.domain.answers import Typed
from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.drafts import DraftKind
from klyngebot.domain.errors import BadInputError, NotAllowedError, NotFoundError
from klyngebot.domain.questions import HOURLY, Question, QuestionId, QuestionState
from klyngebot.domain.roles import Caller, GivenRole, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.services.questions import Answering
from klyngebot.store import questions


@pytest.fixture
async def ola(office: Office) -> Caller:
    return await office.leader(900)


@pytest.fixture
async def kari(office: Office) -> Caller:
    """Return somebody who gets what is announced, and is no member."""
    return await office.visitor(7)


async def got(
    office: Office, caller: Caller, content: Content, message_id: int, *more_ids: int
) -> None:
    """Let the engine have brought ``content`` to somebody as these messages."""
    async with office.db.transaction() as tx:
        await tx.execute(
            """
            INSERT INTO delivery (kind, subject_id, part, subscriber_id, channel, address, urgent,
                                  state, due_at, message_id, more_ids)
            VALUES (:kind, :subject, :part, :subscriber, 'telegram', :address, 0, 'delivered',
                    '2026-11-24T09:00:00.000000Z', :message_id, :more)
            ON CONFLICT (kind, subject_id, subscriber_id, part) DO UPDATE
               SET state = 'delivered', message_id = :message_id, more_ids = :more
            """,
            kind=content.kind,
            subject=content.subject_id,
            part=content.part,
            subscriber=await office.id_of(caller),
            address=caller.address,
            message_id=message_id,
            more=" ".join(map(str, more_ids)),
        )


async def announced(office: Office, ola: Caller, kari: Caller) -> BroadcastId:
    """Return an announcement that has come to Kari as her message 50."""
    broadcast = await office.announce(ola, "Befaring 4. desember")
    await got(office, kari, Content(kind=Kind.BROADCAST, subject_id=broadcast), 50)
    return broadcast


def reply(office: Office, text: str, to: int) -> Typed:
    return replace(office.typed(text), reply_to=to)


async def ask(office: Office, kari: Caller, text: str = "Er det mat?", to: int = 50) -> Question:
    return await take(office, kari, reply(office, text, to))


async def take(office: Office, caller: Caller, typed: Typed) -> Question:
    taken = await office.replies.take(caller, typed, is_text=True)
    assert isinstance(taken, Question)
    return taken


async def answer(office: Office, leader: Caller, question: Question, text: str) -> Question:
    await office.questions.begin_answer(leader, question.id, more=True)
    draft = await office.drafting.answer(leader, office.typed(text))
    assert draft is not None
    at = await office.questions.answering(leader, draft)
    return await office.questions.answer(leader, draft.id, at.fingerprint)


async def told(office: Office, question: Question) -> list[tuple[str, int]]:
    """Return which leaders are told of a question, and after how many changes."""
    rows = await office.db.reader.fetch_all(
        """
        SELECT address, part FROM delivery
         WHERE kind = 'question' AND subject_id = :id
         ORDER BY address, part
        """,
        id=question.id,
    )
    return [(row["address"], row["part"]) for row in rows]


async def call(office: Office, kind: Kind, subject_id: int) -> Call:
    contents = Contents(office.db, office.clock, OSLO, "Prøveklyngen")
    found = await contents.call(Content(kind=kind, subject_id=subject_id), "nb")
    assert found is not None
    return found


async def change(office: Office, broadcast: BroadcastId, kind: Kind, leader: Caller) -> Content:
    async with office.db.transaction() as tx:
        row = await tx.fetch_one(
            """
            INSERT INTO broadcast_change (broadcast_id, kind, update_id, made_by, made_at)
            VALUES (:broadcast, :kind, :update_id, :leader, '2026-11-24T09:00:00.000000Z')
            RETURNING id
            """,
            broadcast=broadcast,
            kind=kind,
            update_id=office.typed("").update_id,
            leader=await office.id_of(leader),
        )
    assert row is not None
    return Content(kind=kind, subject_id=row["id"])


async def test_a_reply_is_a_question_that_names_its_announcement(
    office: Office, ola: Caller, kari: Caller
) -> None:
    await office.leader(901)
    broadcast = await announced(office, ola, kari)

    question = await ask(office, kari, "  Er det mat? ")

    assert question.text == "Er det mat?"
    assert (question.broadcast_id, question.broadcast_title) == (broadcast, "Befaring 4. desember")
    assert await told(office, question) == [("900", 0), ("901", 0)]


async def test_the_same_update_asks_once(office: Office, ola: Caller, kari: Caller) -> None:
    await announced(office, ola, kari)
    typed = reply(office, "Er det mat?", 50)

    first, second = await take(office, kari, typed), await take(office, kari, typed)

    assert first == second
    assert await office.value("SELECT count(*) FROM question") == 1
    assert await told(office, first) == [("900", 0)]


async def test_who_gets_no_more_may_still_answer_what_they_have(
    office: Office, ola: Caller, kari: Caller
) -> None:
    broadcast = await announced(office, ola, kari)
    await office.subscriptions.stop(kari)

    assert (await ask(office, kari)).broadcast_id == broadcast


@pytest.mark.parametrize("message_id", [50, 51, 52])
async def test_every_message_of_an_album_can_be_answered(
    office: Office, ola: Caller, kari: Caller, message_id: int
) -> None:
    broadcast = await office.announce(ola, "Bilder fra befaringen")
    content = Content(kind=Kind.BROADCAST, subject_id=broadcast)
    await got(office, kari, content, 50, 51, 52)

    assert (await ask(office, kari, to=message_id)).broadcast_id == broadcast


@pytest.mark.parametrize("message_id", [5, 501, 53])
async def test_part_of_a_number_is_no_message(
    office: Office, ola: Caller, kari: Caller, message_id: int
) -> None:
    broadcast = await office.announce(ola, "Bilder fra befaringen")
    content = Content(kind=Kind.BROADCAST, subject_id=broadcast)
    await got(office, kari, content, 50, 5010, 52)

    assert await office.replies.take(kari, reply(office, "?", message_id), is_text=True) is None


async def test_a_corrected_message_and_a_reminder_are_of_the_same_announcement(
    office: Office, ola: Caller, kari: Caller
) -> None:
    broadcast = await announced(office, ola, kari)
    await got(office, kari, await change(office, broadcast, Kind.CORRECTION, ola), 50)
    await got(office, kari, await change(office, broadcast, Kind.REMINDER, ola), 60)

    corrected, reminded = await ask(office, kari, to=50), await ask(office, kari, to=60)

    assert corrected.broadcast_id == reminded.broadcast_id == broadcast


async def test_the_number_of_a_message_in_another_chat_is_no_way_in(
    office: Office, ola: Caller, kari: Caller
) -> None:
    await announced(office, ola, kari)
    stranger = await office.visitor(8)
    await office.subscriptions.stop(stranger)

    for caller in (stranger, replace(kari, address="99000")):
        assert await office.replies.take(caller, reply(office, "Hei", 50), is_text=True) is None
        assert await office.replies.correct(caller, reply(office, "Hei", 50)) is None
    assert await office.value("SELECT count(*) FROM question") == 0


async def test_news_and_other_messages_are_not_answered(
    office: Office, ola: Caller, kari: Caller
) -> None:
    await got(office, kari, Content(kind=Kind.NEWS, subject_id=1), 50)

    for typed in (reply(office, "Hei", 50), office.typed("Hei")):
        assert await office.replies.take(kari, typed, is_text=True) is None


async def test_nothing_but_text_reaches_the_office(
    office: Office, ola: Caller, kari: Caller
) -> None:
    await announced(office, ola, kari)

    with pytest.raises(BadInputError, match="only_text_to_office"):
        await office.replies.take(kari, reply(office, "Se bildet", 50), is_text=False)

    assert await office.value("SELECT count(*) FROM question") == 0


@pytest.mark.parametrize(("text", "problem"), [("\u200b", "empty"), ("x" * 1501, "too_long")])
async def test_what_does_not_fit_is_not_sent_until_it_is_corrected(
    office: Office, ola: Caller, kari: Caller, text: str, problem: str
) -> None:
    await announced(office, ola, kari)
    typed = reply(office, text, 50)
    with pytest.raises(BadInputError, match=problem):
        await office.replies.take(kari, typed, is_text=True)

    shorter = replace(typed, text="Er det mat?", update_id=typed.update_id + 1000)
    sent = await office.replies.correct(kari, shorter)
    again = await office.replies.correct(kari, shorter)

    assert sent is not None
    assert (sent.text, sent.edits) == ("Er det mat?", 0)
    assert again is None
    assert await told(office, sent) == [("900", 0)]


async def test_without_a_leader_a_reply_is_not_lost_in_silence(
    office: Office, ola: Caller, kari: Caller
) -> None:
    await announced(office, ola, kari)
    async with office.db.transaction() as tx:
        await tx.execute("UPDATE subscriber SET staff = NULL")

    with pytest.raises(BadInputError, match="nobody_to_ask"):
        await ask(office, kari)


async def test_twenty_an_hour_reach_the_office_and_what_comes_after_is_kept(
    office: Office, ola: Caller, kari: Caller
) -> None:
    await announced(office, ola, kari)
    first = await ask(office, kari, "Nummer 0")
    changed = replace(office.typed("Nummer null"), message_id=first.message_id or 0)
    await office.replies.correct(kari, changed)
    for number in range(2, HOURLY):
        await ask(office, kari, f"Nummer {number}")

    with pytest.raises(BadInputError, match="asked_too_often"):
        await ask(office, kari, "Enda en")
    with pytest.raises(BadInputError, match="asked_too_often"):
        await office.replies.correct(kari, replace(changed, text="Nummer ingen"))
    office.clock.advance(3601)

    assert (await ask(office, kari, "Enda en")).text == "Enda en"


async def test_a_question_that_comes_too_soon_stays_as_it_is_written(office: Office) -> None:
    await office.leader()
    member = await office.someone(Role.MEMBER, 7)
    for number in range(HOURLY):
        draft = await office.write(member, DraftKind.QUESTION, f"Nummer {number}")
        await office.questions.ask(member, draft.id, draft.fingerprint)
    draft = await office.write(member, DraftKind.QUESTION, "Enda en")

    with pytest.raises(BadInputError, match="asked_too_often"):
        await office.questions.ask(member, draft.id, draft.fingerprint)
    kept = await office.drafting.find(member)
    office.clock.advance(3601)

    assert kept == draft
    assert (await office.questions.ask(member, draft.id, draft.fingerprint)).text == "Enda en"


async def test_an_edit_counts_until_there_is_an_answer(
    office: Office, ola: Caller, kari: Caller
) -> None:
    await announced(office, ola, kari)
    question = await ask(office, kari)
    edit = replace(office.typed("Er det kaffe?"), message_id=question.message_id or 0)

    same = await office.replies.correct(kari, replace(edit, text="Er det mat?"))
    first, second = [await office.replies.correct(kari, edit) for _ in range(2)]
    await answer(office, ola, question, "Ja.")
    with pytest.raises(BadInputError, match="answered_already"):
        await office.replies.correct(kari, replace(edit, text="Er det te?"))

    assert same is None
    assert first == second
    assert first is not None
    assert (first.text, first.edits) == ("Er det kaffe?", 1)
    assert await told(office, question) == [("900", 0), ("900", 1)]
    assert "Endret etter at det ble sendt." in str(
        (await call(office, Kind.QUESTION, question.id)).parameters["text"]
    )


async def test_an_edit_opens_what_was_closed(office: Office, ola: Caller, kari: Caller) -> None:
    await announced(office, ola, kari)
    question = await ask(office, kari, "Takk!")
    await office.mailbox.close(ola, question.id)

    edit = replace(office.typed("Takk! Er det mat?"), message_id=question.message_id or 0)
    await office.replies.correct(kari, edit)

    shown = await office.mailbox.show(ola, question.id)
    assert (shown.state, shown.closed_by) == (QuestionState.OPEN, "")


async def test_an_answer_to_what_was_changed_meanwhile_must_be_looked_over(
    office: Office, ola: Caller, kari: Caller
) -> None:
    await announced(office, ola, kari)
    question = await ask(office, kari, "Er det mat?")
    await office.questions.begin_answer(ola, question.id, more=False)
    draft = await office.drafting.answer(ola, office.typed("Ja."))
    assert draft is not None
    seen = (await office.questions.answering(ola, draft)).fingerprint
    edit = replace(office.typed("Må vi ha med mat?"), message_id=question.message_id or 0)
    await office.replies.correct(kari, edit)

    with pytest.raises(BadInputError, match="question_changed"):
        await office.questions.answer(ola, draft.id, seen)
    again = await office.questions.answering(ola, draft)
    done = await office.questions.answer(ola, draft.id, again.fingerprint)

    assert again.question.text == "Må vi ha med mat?"
    assert [one.text for one in done.answers] == ["Ja."]


async def test_the_answer_is_a_reply_to_the_message_it_answers(
    office: Office, ola: Caller, kari: Caller
) -> None:
    await announced(office, ola, kari)
    question = await ask(office, kari)

    done = await answer(office, ola, question, "Ja.")

    said = (await call(office, Kind.QUESTION_ANSWER, done.answers[0].id)).parameters
    assert said["reply_parameters"] == {
        "message_id": question.message_id,
        "allow_sending_without_reply": True,
    }
    assert "reply_markup" not in said  # to ask of one's own accord is for members


async def test_what_was_asked_of_ones_own_accord_is_answered_as_before(office: Office) -> None:
    ola, member = await office.leader(), await office.someone(Role.MEMBER, 7)
    draft = await office.write(member, DraftKind.QUESTION, "Hvem har borerigg?")
    question = await office.questions.ask(member, draft.id, draft.fingerprint)

    done = await answer(office, ola, question, "Ishavsboring.")

    said = (await call(office, Kind.QUESTION_ANSWER, done.answers[0].id)).parameters
    assert "reply_parameters" not in said
    assert "reply_markup" in said


async def test_a_leader_answers_by_replying_to_the_question(
    office: Office, ola: Caller, kari: Caller
) -> None:
    await announced(office, ola, kari)
    question = await ask(office, kari)
    await got(office, ola, Content(kind=Kind.QUESTION, subject_id=question.id), 70)
    typed = reply(office, "Ja.", 70)

    at = [await office.replies.take(ola, typed, is_text=True) for _ in range(2)]
    better = await office.replies.take(ola, reply(office, "Ja, suppe.", 70), is_text=True)

    assert at[0] == at[1]
    assert isinstance(better, Answering)
    assert better.draft is not None
    assert better.draft.fields == {"question": str(question.id), "text": "Ja, suppe."}
    await office.questions.answer(ola, better.draft.id, better.fingerprint)
    assert (await office.mailbox.show(ola, question.id)).state is QuestionState.ANSWERED


async def test_a_leader_who_writes_something_else_loses_neither(
    office: Office, ola: Caller, kari: Caller
) -> None:
    await announced(office, ola, kari)
    question = await ask(office, kari)
    await got(office, ola, Content(kind=Kind.QUESTION, subject_id=question.id), 70)
    news = await office.write(ola, DraftKind.NEWS, "Ny gruve")

    with pytest.raises(BadInputError, match="busy_writing"):
        await office.replies.take(ola, reply(office, "Ja.", 70), is_text=True)

    assert await office.drafting.find(ola) == news


async def test_who_leads_no_more_answers_no_question(
    office: Office, ola: Caller, kari: Caller
) -> None:
    other = await office.leader(901)
    await announced(office, ola, kari)
    question = await ask(office, kari)
    await got(office, other, Content(kind=Kind.QUESTION, subject_id=question.id), 70)
    await office.roles.set(ola, await office.id_of(other), GivenRole.LEADER, on=False)

    with pytest.raises(NotAllowedError):
        await office.replies.take(other, reply(office, "Ja.", 70), is_text=True)


async def test_a_reply_to_a_question_that_is_erased_says_so(
    office: Office, ola: Caller, kari: Caller
) -> None:
    await announced(office, ola, kari)
    question = await ask(office, kari)
    await got(office, ola, Content(kind=Kind.QUESTION, subject_id=question.id), 70)
    await office.owndata.erase_me(kari, update_id=5000)

    with pytest.raises(NotFoundError):
        await office.replies.take(ola, reply(office, "Ja.", 70), is_text=True)


async def test_a_reply_to_the_answer_goes_on_with_what_was_said(
    office: Office, ola: Caller, kari: Caller
) -> None:
    broadcast = await announced(office, ola, kari)
    first = await answer(office, ola, await ask(office, kari), "Ja, suppe.")
    await got(office, kari, Content(kind=Kind.QUESTION_ANSWER, subject_id=first.answers[0].id), 80)

    more = await ask(office, kari, "Også for allergikere?", to=80)

    assert more.broadcast_id == broadcast
    assert more.follows is not None
    assert (more.follows.question_id, more.follows.text) == (first.id, "Ja, suppe.")
    assert (await call(office, Kind.QUESTION, more.id)).parameters["text"] == (
        "<b>Person 7</b> svarer på «Ja, suppe.» fra Person 900:\n"
        "<blockquote>Også for allergikere?</blockquote>"
    )


async def test_nothing_of_who_is_erased_is_left_and_what_they_answered_stays_done(
    office: Office, ola: Caller, kari: Caller
) -> None:
    other = await office.leader(901)
    await announced(office, ola, kari)
    answered = await answer(office, other, await ask(office, kari), "Ja.")
    closed = await office.mailbox.close(other, (await ask(office, kari, "Takk!")).id)

    await office.owndata.erase_me(other, update_id=5000)
    left = [await office.mailbox.show(ola, one.id) for one in (answered, closed)]
    page = await office.mailbox.list(ola)
    await office.owndata.erase_me(kari, update_id=5001)

    assert [one.state for one in left] == [QuestionState.CLOSED] * 2
    assert [one.closed_by for one in left] == ["", ""]
    assert page.tally.open == 0
    assert await office.value("SELECT count(*) FROM question") == 0


async def test_ones_own_data_has_what_one_wrote_and_what_one_closed(
    office: Office, ola: Caller, kari: Caller
) -> None:
    await announced(office, ola, kari)
    await office.mailbox.close(ola, (await ask(office, kari, "Takk!")).id)

    asker = (await office.owndata.take_out(kari, update_id=5000)).tables
    leader = (await office.owndata.take_out(ola, update_id=5001)).tables

    assert [row["text"] for row in asker["question"]] == ["Takk!"]
    assert "closed_by" not in asker["question"][0]
    assert "question" not in leader
    assert {"text", "asker_id", "message_id"} & leader["closed"][0].keys() == set()


async def test_a_question_of_nobody_is_not_found(office: Office, ola: Caller) -> None:
    with pytest.raises(NotFoundError):
        await office.mailbox.show(ola, QuestionId(404))
    assert await questions.count_since(office.db.reader, SubscriberId(404), office.clock.now()) == 0
