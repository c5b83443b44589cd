import asyncio

import pytest

from integration.office import Office
from klyngebot.domain.answers import Typed
from klyngebot.domain.drafts import Draft, DraftId, DraftKind
from klyngebot.domain.errors import BadInputError, NoDraftError
from klyngebot.domain.roles import Caller, Role
from klyngebot.domain.terms import TermId


@pytest.fixture
async def editor(office: Office) -> Caller:
    return await office.someone(Role.EDITOR, 7)


@pytest.fixture
async def leader(office: Office) -> Caller:
    return await office.leader()


async def own(office: Office, caller: Caller) -> Draft:
    draft = await office.drafting.find(caller)
    assert draft is not None
    return draft


async def test_answers_fill_the_fields_in_the_order_they_are_asked_for(
    office: Office, editor: Caller
) -> None:
    draft = await office.write(
        editor, DraftKind.EVENT, "Gruvedagen", "1. desember kl. 10", "Narvik"
    )

    assert list(draft.fields) == ["title", "when", "place"]
    assert draft.fields["when"] == "2026-12-01T10:00:00+01:00"
    assert draft.next_field == "topic"


async def test_the_same_update_fills_one_field_only_once(office: Office, editor: Caller) -> None:
    await office.drafting.begin(editor, DraftKind.NEWS)
    typed = office.typed("Ny gruve")

    for _ in range(3):
        draft = await office.drafting.answer(editor, typed)

    assert draft is not None
    assert draft.fields == {"title": "Ny gruve"}


async def test_the_same_update_at_once_fills_one_field_only_once(
    office: Office, editor: Caller
) -> None:
    await office.drafting.begin(editor, DraftKind.NEWS)
    typed = office.typed("Ny gruve")

    await asyncio.gather(*(office.drafting.answer(editor, typed) for _ in range(20)))

    assert (await own(office, editor)).fields == {"title": "Ny gruve"}


async def test_the_same_tap_chooses_a_topic_once(office: Office, editor: Caller) -> None:
    draft = await office.write(editor, DraftKind.NEWS, "Ny gruve", "Den er åpnet.")

    for topic in (TermId(2), TermId(3)):
        await office.drafting.choose_topic(editor, draft.id, topic, update_id=500)

    assert (await own(office, editor)).fields["topic"] == "2"


async def test_a_topic_that_does_not_exist_is_not_chosen(office: Office, editor: Caller) -> None:
    draft = await office.write(editor, DraftKind.NEWS, "Ny gruve", "Den er åpnet.")

    with pytest.raises(NoDraftError):
        await office.drafting.choose_topic(editor, draft.id, TermId(4711), update_id=500)


async def test_what_cannot_be_used_leaves_the_draft_as_it_was(
    office: Office, editor: Caller
) -> None:
    before = await office.write(editor, DraftKind.EVENT, "Gruvedagen")

    with pytest.raises(BadInputError, match="when"):
        await office.drafting.answer(editor, office.typed("en gang til våren"))

    assert await own(office, editor) == before


@pytest.mark.parametrize("text", ["x" * 121, "", " \u200b "])
async def test_a_title_that_does_not_fit_is_refused(
    office: Office, editor: Caller, text: str
) -> None:
    await office.drafting.begin(editor, DraftKind.NEWS)

    with pytest.raises(BadInputError):
        await office.drafting.answer(editor, office.typed(text))


async def test_each_message_of_an_announcement_is_a_part(office: Office, leader: Caller) -> None:
    await office.write(leader, DraftKind.ANNOUNCEMENT, "En", "To", "Tre")

    assert await office.written(leader) == ["En", "To", "Tre"]


async def test_an_edited_message_is_corrected_in_its_place(office: Office, leader: Caller) -> None:
    await office.begin(leader, DraftKind.ANNOUNCEMENT)
    for message_id, text in ((11, "En"), (12, "Tol"), (13, "Tre")):
        await office.drafting.answer(leader, office.typed(text, message_id=message_id))

    corrected = await office.drafting.correct(leader, office.typed("To", message_id=12))

    assert corrected is not None
    assert await office.written(leader) == ["En", "To", "Tre"]


async def test_an_edit_of_another_message_corrects_nothing(office: Office, leader: Caller) -> None:
    await office.write(leader, DraftKind.ANNOUNCEMENT, "En")

    corrected = await office.drafting.correct(leader, office.typed("Noe", message_id=4711))

    assert corrected is None
    assert await office.written(leader) == ["En"]


async def test_an_edit_that_is_too_long_changes_nothing(office: Office, leader: Caller) -> None:
    await office.begin(leader, DraftKind.ANNOUNCEMENT)
    await office.drafting.answer(leader, office.typed("En", message_id=11))

    with pytest.raises(BadInputError, match="too_long"):
        await office.drafting.correct(leader, office.typed("x" * 4097, message_id=11))

    assert await office.written(leader) == ["En"]


async def test_the_same_edit_twice_is_the_same(office: Office, leader: Caller) -> None:
    await office.begin(leader, DraftKind.ANNOUNCEMENT)
    await office.drafting.answer(leader, office.typed("En", message_id=11))
    edit = Typed(text="Ett", html="Ett", message_id=11, update_id=600)

    first = await office.drafting.correct(leader, edit)
    second = await office.drafting.correct(leader, edit)

    assert first == second


async def test_beginning_the_same_again_goes_on_with_it(office: Office, leader: Caller) -> None:
    draft = await office.write(leader, DraftKind.ANNOUNCEMENT, "En")

    assert await office.begin(leader, DraftKind.ANNOUNCEMENT) == draft


async def test_beginning_in_the_middle_of_something_else_keeps_what_was_written(
    office: Office, leader: Caller
) -> None:
    draft = await office.write(leader, DraftKind.NEWS, "En")

    with pytest.raises(BadInputError, match="busy_writing"):
        await office.drafting.begin(leader, DraftKind.EVENT)
    with pytest.raises(BadInputError, match="busy_writing"):
        await office.composing.begin(leader)

    assert await own(office, leader) == draft


async def test_an_announcement_is_kept_while_its_author_writes_something_else(
    office: Office, leader: Caller
) -> None:
    await office.write(leader, DraftKind.ANNOUNCEMENT, "En")

    await office.write(leader, DraftKind.NEWS, "Overskrift")

    (kept,) = await office.composing.list_drafts(leader)
    assert [part.html for part in kept.parts] == ["En"]


async def test_an_empty_draft_makes_way_for_another(office: Office, leader: Caller) -> None:
    await office.begin(leader, DraftKind.ANNOUNCEMENT)

    draft = await office.drafting.begin(leader, DraftKind.NEWS)

    assert await own(office, leader) == draft
    assert draft.kind is DraftKind.NEWS


async def test_going_back_asks_for_a_field_again(office: Office, editor: Caller) -> None:
    draft = await office.write(editor, DraftKind.NEWS, "Ny gruve", "Den er åpnet.")

    back = await office.drafting.go_back(editor, draft.id, "title")
    again = await office.drafting.answer(editor, office.typed("Gruve åpnet"))

    assert back.next_field == "title"
    assert again is not None
    assert again.fields == {"title": "Gruve åpnet", "body": "Den er åpnet."}
    assert again.next_field == "topic"


async def test_going_back_to_a_field_that_is_empty_changes_nothing(
    office: Office, editor: Caller
) -> None:
    draft = await office.write(editor, DraftKind.NEWS, "Ny gruve")

    assert await office.drafting.go_back(editor, draft.id, "body") == draft


async def test_nobody_goes_back_in_the_draft_of_somebody_else(
    office: Office, editor: Caller, leader: Caller
) -> None:
    draft = await office.write(editor, DraftKind.NEWS, "Ny gruve")

    with pytest.raises(NoDraftError):
        await office.drafting.go_back(leader, draft.id, "title")

    assert (await own(office, editor)).fields == {"title": "Ny gruve"}


async def test_what_is_said_without_a_draft_is_nobodys_field(
    office: Office, editor: Caller
) -> None:
    assert await office.drafting.answer(editor, office.typed("Hei")) is None


async def test_cancelling_drops_the_draft_and_a_second_time_is_as_good(
    office: Office, editor: Caller
) -> None:
    draft = await office.write(editor, DraftKind.NEWS, "Ny gruve")

    assert await office.drafting.cancel(editor, draft.id)
    assert await office.drafting.find(editor) is None
    assert await office.drafting.cancel(editor, draft.id)


async def test_what_has_become_something_cannot_be_cancelled(
    office: Office, editor: Caller
) -> None:
    draft = await office.write(editor, DraftKind.NEWS, "Ny gruve", "Den er åpnet.")
    draft = await office.drafting.choose_topic(editor, draft.id, None, update_id=500)
    await office.publishing.publish(editor, draft.id, draft.fingerprint, notify=False)

    with pytest.raises(NoDraftError):
        await office.drafting.cancel(editor, draft.id)


async def test_the_id_of_a_dropped_draft_is_never_used_again(
    office: Office, editor: Caller
) -> None:
    seen: set[DraftId] = set()
    for _ in range(5):
        seen.add((await office.drafting.begin(editor, DraftKind.NEWS)).id)
        await office.drafting.cancel(editor)

    assert len(seen) == 5
