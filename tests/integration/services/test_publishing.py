import asyncio

import pytest

from integration.office import Office, person
from klyngebot.domain.drafts import Draft, DraftKind
from klyngebot.domain.errors import BadInputError, NoDraftError
from klyngebot.domain.roles import Caller, Role
from klyngebot.domain.terms import TermId

NEWS = ("Ny gruve", "Den er åpnet.")
EVENT = ("Gruvedagen", "1. desember kl. 10", "Narvik")
ENVIRONMENT = TermId(4)


@pytest.fixture
async def editor(office: Office) -> Caller:
    caller = await office.someone(Role.EDITOR, 900)
    await office.subscriptions.stop(caller)
    return caller


async def finished(
    office: Office, editor: Caller, kind: DraftKind, *texts: str, topic: TermId | None = None
) -> Draft:
    draft = await office.write(editor, kind, *texts)
    return await office.drafting.choose_topic(editor, draft.id, topic, update_id=9000)


async def publish(office: Office, editor: Caller, draft: Draft, *, notify: bool = True) -> None:
    await office.publishing.publish(editor, draft.id, draft.fingerprint, notify=notify)


async def recipients(office: Office) -> list[str]:
    rows = await office.db.reader.fetch_all("SELECT address FROM delivery ORDER BY id")
    return [row["address"] for row in rows]


async def only(office: Office, number: int, topic: TermId) -> None:
    """Let somebody hear of ``topic`` alone."""
    await office.subscribe(number)
    for other in await office.publishing.list_topics(person(number)):
        await office.subscriptions.set_topic(person(number), other.id, on=other.id == topic)


@pytest.mark.parametrize(("kind", "texts"), [(DraftKind.NEWS, NEWS), (DraftKind.EVENT, EVENT)])
async def test_publishing_many_times_at_once_makes_one(
    office: Office, editor: Caller, kind: DraftKind, texts: tuple[str, ...]
) -> None:
    await office.subscribe(1, 2)
    draft = await finished(office, editor, kind, *texts)

    await asyncio.gather(*(publish(office, editor, draft) for _ in range(20)))

    news = await office.publishing.list_news(person(1))
    events = await office.publishing.list_events(person(1))
    assert [item.title for item in news] + [event.title for event in events] == [texts[0]]
    assert await recipients(office) == ["1", "2"]


async def test_a_topic_reaches_those_who_have_it_on(office: Office, editor: Caller) -> None:
    await only(office, 1, ENVIRONMENT)
    await only(office, 2, TermId(1))
    draft = await finished(office, editor, DraftKind.NEWS, *NEWS, topic=ENVIRONMENT)

    preview = await office.publishing.preview(editor, draft.id)
    await publish(office, editor, draft)

    assert preview.reach.people == 1
    assert await recipients(office) == ["1"]


async def test_what_concerns_everyone_reaches_those_without_topics(
    office: Office, editor: Caller
) -> None:
    await only(office, 1, TermId(4711))
    draft = await finished(office, editor, DraftKind.NEWS, *NEWS)

    await publish(office, editor, draft)

    assert await recipients(office) == ["1"]


async def test_who_has_stopped_hears_of_no_topic(office: Office, editor: Caller) -> None:
    await only(office, 1, ENVIRONMENT)
    await office.subscriptions.stop(person(1))

    await publish(
        office, editor, await finished(office, editor, DraftKind.NEWS, *NEWS, topic=ENVIRONMENT)
    )

    assert await recipients(office) == []


async def test_without_a_notice_it_is_there_to_read_and_goes_to_nobody(
    office: Office, editor: Caller
) -> None:
    await office.subscribe(1)

    await publish(
        office, editor, await finished(office, editor, DraftKind.NEWS, *NEWS), notify=False
    )

    (item,) = await office.publishing.list_news(person(1))
    assert (item.title, item.body) == NEWS
    assert await recipients(office) == []


async def test_an_unfinished_draft_is_not_published(office: Office, editor: Caller) -> None:
    draft = await office.write(editor, DraftKind.NEWS, "Ny gruve")

    with pytest.raises(NoDraftError):
        await publish(office, editor, draft)

    assert await office.publishing.list_news(editor) == []


async def test_what_changed_after_its_preview_is_not_published(
    office: Office, editor: Caller
) -> None:
    seen = await finished(office, editor, DraftKind.NEWS, *NEWS)
    await office.drafting.go_back(editor, seen.id, "title")
    await office.drafting.answer(editor, office.typed("Gruve stengt"))

    with pytest.raises(BadInputError, match="changed_since_preview"):
        await publish(office, editor, seen)

    assert await office.publishing.list_news(editor) == []


async def test_an_event_that_has_begun_is_no_longer_coming(office: Office, editor: Caller) -> None:
    await publish(office, editor, await finished(office, editor, DraftKind.EVENT, *EVENT))
    before = await office.publishing.list_events(person(1))

    office.clock.advance(8 * 24 * 3600)

    assert [event.title for event in before] == ["Gruvedagen"]
    assert await office.publishing.list_events(person(1)) == []
