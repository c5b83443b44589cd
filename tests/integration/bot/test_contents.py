"""What a delivery says, read from the store at the moment it is sent."""

import pytest

from integration.office import Office, parameters, person
from klyngebot.bot.contents import Contents
from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.drafts import DraftKind
from klyngebot.domain.memberships import JoinRequest
from klyngebot.domain.roles import Caller, Role


@pytest.fixture
def contents(office: Office) -> Contents:
    return office.contents


async def asked(office: Office) -> JoinRequest:
    """Return the request of somebody who wants to be a contact."""
    await office.partner("Senjagrafitt AS", "code")
    asker = person(7)
    step = await office.joining.open_link(asker, "bli-code", update_id=5000)
    assert step.draft is not None
    for text in ("Kari Fjell", "geolog"):
        await office.drafting.answer(asker, office.typed(text))
    return await office.joining.submit(asker, step.draft.id)


async def published(office: Office, kind: DraftKind, *texts: str) -> Caller:
    editor = await office.someone(Role.EDITOR, 5)
    draft = await office.write(editor, kind, *texts)
    draft = await office.drafting.choose_topic(editor, draft.id, None, update_id=999)
    await office.publishing.publish(editor, draft.id, draft.fingerprint, notify=True)
    return editor


async def test_each_part_of_an_announcement_is_said_as_it_was_written(
    office: Office, contents: Contents
) -> None:
    await office.subscribe(1)
    broadcast = await office.announce(await office.leader(), "<b>Først</b>", "Så")

    said = [
        await parameters(
            contents, Content(kind=Kind.BROADCAST, subject_id=broadcast, part=part), "en"
        )
        for part in (0, 1)
    ]

    assert [payload and payload["text"] for payload in said] == ["<b>Først</b>", "Så"]
    assert said[0] is not None
    assert said[0]["parse_mode"] == "HTML"


@pytest.mark.parametrize(("locale", "words"), [("nb", "Nytt arrangement"), ("en", "New event")])
async def test_an_event_is_told_in_the_readers_language(
    office: Office, contents: Contents, locale: str, words: str
) -> None:
    await published(office, DraftKind.EVENT, "Årsmøte", "fredag 4. desember kl. 9", "Bodø")

    payload = await parameters(contents, Content(kind=Kind.EVENT, subject_id=1), locale)

    assert payload is not None
    assert words in payload["text"]
    assert "Årsmøte" in payload["text"]


async def test_news_is_told(office: Office, contents: Contents) -> None:
    await published(office, DraftKind.NEWS, "Ny gruve", "Den åpner i mai.")

    payload = await parameters(contents, Content(kind=Kind.NEWS, subject_id=1), "nb")

    assert payload is not None
    assert payload["text"] == "<b>Ny gruve</b>\n\nDen åpner i mai."


async def test_a_request_is_shown_as_it_stands_now(office: Office, contents: Contents) -> None:
    leader = await office.leader()
    request = await asked(office)
    content = Content(kind=Kind.JOIN_REQUEST, subject_id=request.id)
    before = await parameters(contents, content, "nb")

    await office.requests.approve(leader, request.id)
    after = await parameters(contents, content, "nb")

    assert before is not None
    assert after is not None
    assert "reply_markup" in before
    assert "reply_markup" not in after
    assert "Godkjent av Person 900" in after["text"]


@pytest.mark.parametrize(
    ("approve", "words"), [(True, "Du er nå bekreftet"), (False, "ble ikke godkjent")]
)
async def test_the_answer_to_a_request_says_how_it_went(
    office: Office, contents: Contents, approve: bool, words: str
) -> None:
    leader = await office.leader()
    request = await asked(office)
    if approve:
        await office.requests.approve(leader, request.id)
    else:
        await office.requests.decline(leader, request.id, with_word=False)

    payload = await parameters(
        contents, Content(kind=Kind.JOIN_ANSWER, subject_id=request.id), "nb"
    )

    assert payload is not None
    assert words in payload["text"]


async def test_leaders_are_told_that_links_are_closed(contents: Contents) -> None:
    payload = await parameters(contents, Content(kind=Kind.LINKS_CLOSED, subject_id=496_000), "en")

    assert payload is not None
    assert payload["text"].startswith("<b>Many links have failed in the last hour.</b>")


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.LINKS_CLOSED}))
async def test_what_is_gone_says_nothing(contents: Contents, kind: Kind) -> None:
    assert await parameters(contents, Content(kind=kind, subject_id=404), "nb") is None


async def test_an_announcement_is_there_for_the_sender_while_somebody_else_reads(
    office: Office, contents: Contents
) -> None:
    await office.subscribe(1)
    leader = await office.leader()

    async with office.db.read() as reading:
        await reading.value("SELECT count(*) FROM partner")
        broadcast = await office.announce(leader, "Hei")
        content = Content(kind=Kind.BROADCAST, subject_id=broadcast)
        meanwhile = await parameters(contents, content, "nb")
    afterwards = await parameters(contents, content, "nb")

    assert meanwhile is not None
    assert afterwards is not None


async def test_that_a_subject_is_missing_is_not_remembered(
    office: Office, contents: Contents
) -> None:
    content = Content(kind=Kind.BROADCAST, subject_id=1)
    await parameters(contents, content, "nb")
    await office.subscribe(1)

    await office.announce(await office.leader(), "Hei")

    assert await parameters(contents, content, "nb") is not None
