"""What waits for the project office, and what does not: every leader sees the same."""

from datetime import timedelta

import pytest

from integration.office import Office
from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.drafts import DraftKind
from klyngebot.domain.errors import NotFoundError
from klyngebot.domain.questions import Question, QuestionState
from klyngebot.domain.roles import Caller, Role
from klyngebot.i18n import translator
from klyngebot.render import mailbox
from klyngebot.services.mailbox import PAGE

NB = translator("nb")


@pytest.fixture
async def ola(office: Office) -> Caller:
    return await office.leader(900)


@pytest.fixture
async def member(office: Office) -> Caller:
    return await office.someone(Role.MEMBER, 7)


async def ask(office: Office, member: Caller, text: str) -> Question:
    draft = await office.write(member, DraftKind.QUESTION, text)
    return await office.questions.ask(member, draft.id, draft.fingerprint)


async def answer(office: Office, leader: Caller, question: Question) -> Question:
    await office.questions.begin_answer(leader, question.id, more=True)
    draft = await office.drafting.answer(leader, office.typed("Ja."))
    assert draft is not None
    return await office.questions.answer(leader, draft.id, draft.fingerprint)


async def test_what_has_waited_longest_comes_first_and_what_is_done_lately(
    office: Office, ola: Caller, member: Caller
) -> None:
    asked = []
    for number in range(5):
        asked.append(await ask(office, member, f"Nummer {number}"))
        office.clock.advance(60)
    await answer(office, ola, asked[1])
    office.clock.advance(60)
    await office.mailbox.close(ola, asked[0].id)

    waits = await office.mailbox.list(ola)
    done = await office.mailbox.list(ola, done=True)

    assert [one.text for one in waits.questions] == ["Nummer 2", "Nummer 3", "Nummer 4"]
    assert [one.text for one in done.questions] == ["Nummer 0", "Nummer 1"]
    assert (waits.tally.open, waits.tally.answered, waits.tally.closed) == (3, 1, 1)


async def test_the_mailbox_turns_its_pages_and_a_page_too_far_is_the_last(
    office: Office, ola: Caller, member: Caller
) -> None:
    for number in range(PAGE + 1):
        await ask(office, member, f"Nummer {number}")

    first, last = await office.mailbox.list(ola), await office.mailbox.list(ola, 99)

    assert (len(first.questions), first.page, first.pages) == (PAGE, 0, 2)
    assert [one.text for one in last.questions] == [f"Nummer {PAGE}"]
    labels = [[b.label for b in row] for row in mailbox.mailbox(last, office.clock.at, NB).buttons]
    assert labels[-2:] == [["‹ Forrige"], ["Besvarte (0)"]]


async def test_how_fast_it_goes_is_told_from_the_first_answers_of_thirty_days(
    office: Office, ola: Caller, member: Caller
) -> None:
    old = await ask(office, member, "For lenge siden")
    office.clock.advance(9 * 3600)
    await answer(office, ola, old)
    office.clock.advance(31 * 24 * 3600)
    for hours in (2, 4):
        question = await ask(office, member, "Hvem har borerigg?")
        office.clock.advance(hours * 3600)
        await answer(office, ola, question)
    await answer(office, ola, question)

    shown = await office.mailbox.list(ola)

    assert shown.tally.average is not None
    assert round(shown.tally.average / timedelta(hours=1), 3) == 3
    assert mailbox.mailbox(shown, office.clock.at, NB).html == (
        "<b>Innboksen</b>\n0 åpne · 3 besvart\n"
        "I snitt 3 timer fra spørsmål til svar de siste 30 dagene.\n\nIngen venter på svar."
    )


async def test_who_has_waited_more_than_two_days_is_pointed_out(
    office: Office, ola: Caller, member: Caller
) -> None:
    await ask(office, member, "Hvem har borerigg?")
    office.clock.advance(48 * 3600)
    in_time = await office.mailbox.list(ola)
    office.clock.advance(1)
    await ask(office, member, "Og kvarts?")

    late = await office.mailbox.list(ola)
    overview = await office.leadership.overview(ola)

    assert in_time.tally.overdue == 0
    assert (
        "1 har ventet på svar i mer enn to døgn." in mailbox.mailbox(late, office.clock.at, NB).html
    )
    assert (overview.mailbox.open, overview.mailbox.overdue) == (2, 1)


async def test_who_closes_is_kept_and_the_second_changes_nothing(
    office: Office, ola: Caller, member: Caller
) -> None:
    per = await office.leader(901)
    question = await ask(office, member, "Takk for sist!")

    first = await office.mailbox.close(ola, question.id)
    office.clock.advance(60)
    second = await office.mailbox.close(per, question.id)
    opened = [await office.mailbox.reopen(per, question.id) for _ in range(2)]

    assert first == second
    assert (first.state, first.closed_by) == (QuestionState.CLOSED, "Person 900")
    assert [one.state for one in opened] == [QuestionState.OPEN] * 2
    assert await office.value("SELECT count(*) FROM delivery WHERE address = '7'") == 0


async def test_what_is_answered_is_not_closed_and_what_is_closed_can_be_answered(
    office: Office, ola: Caller, member: Caller
) -> None:
    answered = await answer(office, ola, await ask(office, member, "Hvem har borerigg?"))
    closed = await office.mailbox.close(ola, (await ask(office, member, "Takk!")).id)

    after = await office.mailbox.close(ola, answered.id)
    late = await answer(office, ola, closed)

    assert (after.state, after.closed_at) == (QuestionState.ANSWERED, None)
    assert late.state is QuestionState.ANSWERED


async def test_an_answer_that_did_not_arrive_is_told_on_the_card(
    office: Office, ola: Caller, member: Caller
) -> None:
    question = await ask(office, member, "Hvem har borerigg?")
    office.clock.advance(14 * 60)
    await answer(office, ola, question)
    async with office.db.transaction() as tx:
        await tx.execute(
            "UPDATE delivery SET state = 'refused', reason = 'bot was blocked by the user'"
            " WHERE kind = 'question_answer'"
        )

    html = mailbox.card(await office.mailbox.show(ola, question.id), NB).html

    assert "✓ Besvart av Person 900 etter 14 minutter:" in html
    assert "⚠ Svaret kom ikke fram." in html


async def test_there_are_no_answers_to_what_was_never_announced(
    office: Office, ola: Caller
) -> None:
    with pytest.raises(NotFoundError):
        await office.mailbox.list_to(ola, BroadcastId(404))
