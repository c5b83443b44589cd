"""How corrections and withdrawals are asked of Telegram, and how their maker is kept up to date."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest

from integration.office import OSLO, Office, until
from klyngebot.bot.api import Answer
from klyngebot.bot.contents import Contents, to_edit
from klyngebot.bot.progress import Progress
from klyngebot.bot.sender import TelegramSender, target
from klyngebot.broadcast import Pacer
from klyngebot.domain.broadcasts import Attachment, AttachmentKind, ChangeReport
from klyngebot.domain.deliveries import (
    UNKNOWN_MESSAGE,
    Content,
    Delivered,
    Delivery,
    DeliveryId,
    Kind,
    Outcome,
    Refused,
)
from klyngebot.domain.roles import Caller
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.render.data import ShowAccount
from klyngebot.render.reply import Album, Attached, Button, LinkButton, Text


class FakeApi:
    """Notes what it is asked, and says yes."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []

    async def call(self, method: str, parameters: dict[str, Any], **_more: Any) -> Answer:
        self.asked.append((method, parameters))
        result = True if method == "deleteMessages" else {"message_id": 99}
        return Answer(200, json.dumps({"ok": True, "result": result}).encode())


@pytest.fixture
def api() -> FakeApi:
    return FakeApi()


@pytest.fixture
async def leader(office: Office) -> Caller:
    return await office.leader()


async def send(office: Office, api: Any, content: Content, address: str, *ids: int) -> Outcome:
    contents = Contents(office.db, office.clock, OSLO, "Prøveklyngen")
    sender = TelegramSender(api, contents, lambda: None, lambda: True, Pacer(None, lambda: 0.0))
    return await sender.send(delivery(content, address, *ids))


def delivery(content: Content, address: str, *ids: int) -> Delivery:
    return Delivery(
        id=DeliveryId(1),
        content=content,
        subscriber_id=SubscriberId(1),
        address=address,
        locale="nb",
        targets=ids,
    )


async def corrected(office: Office, leader: Caller, text: str) -> ChangeReport:
    """Announce something, and correct it to say ``text``."""
    await office.subscribe(1)
    broadcast = await office.announce(leader, "tirsdag")
    async with office.db.transaction() as tx:
        await tx.execute("UPDATE delivery SET state = 'delivered', message_id = 11")
    (part,) = (await office.correcting.choose(leader, broadcast)).parts
    shown = await office.correcting.note_edit(
        leader, office.typed(text, message_id=part.message_id)
    )
    assert shown is not None
    return await office.correcting.confirm(
        leader, broadcast, shown.correction.fingerprint, update_id=4711, progress_message=77
    )


@pytest.mark.parametrize("address", ["1", "-1001"])
async def test_a_text_is_edited_with_its_buttons_and_without_a_sound(
    office: Office, api: FakeApi, leader: Caller, address: str
) -> None:
    made = await corrected(office, leader, "onsdag\nLes: https://example.no")
    content = Content(kind=Kind.CORRECTION, subject_id=made.change.id)

    outcome = await send(office, api, content, address, 11)

    ((method, parameters),) = api.asked
    assert outcome == Delivered()  # it is no message of its own
    assert (method, parameters["message_id"], parameters["text"]) == (
        "editMessageText",
        11,
        "onsdag",
    )
    assert parameters["reply_markup"]["inline_keyboard"][0][0]["url"] == "https://example.no"
    assert "disable_notification" not in parameters


async def test_every_message_of_an_album_is_deleted_in_one_call(
    office: Office, api: FakeApi, leader: Caller
) -> None:
    made = await corrected(office, leader, "onsdag")
    content = Content(kind=Kind.WITHDRAWAL, subject_id=made.change.id)

    await send(office, api, content, "1", 11, 12, 13)

    assert api.asked == [("deleteMessages", {"chat_id": 1, "message_ids": [11, 12, 13]})]


@pytest.mark.parametrize(
    ("kind", "part", "ids"),
    [(Kind.WITHDRAWAL, 0, ()), (Kind.CORRECTION, 0, ()), (Kind.CORRECTION, 2, (11, 12))],
)
def test_where_the_message_is_not_known_there_is_no_target(
    kind: Kind, part: int, ids: tuple[int, ...]
) -> None:
    assert target(delivery(Content(kind=kind, subject_id=1, part=part), "1", *ids)) is None


async def test_where_the_message_is_not_known_nothing_is_asked(
    office: Office, api: FakeApi, leader: Caller
) -> None:
    made = await corrected(office, leader, "onsdag")

    outcome = await send(office, api, Content(kind=Kind.CORRECTION, subject_id=made.change.id), "1")

    assert outcome == Refused(UNKNOWN_MESSAGE)
    assert api.asked == []


def picture(number: int, **more: Any) -> Attached:
    file = Attachment(kind=AttachmentKind.PHOTO, file_id=f"made-up-{number}")
    return Attached(attachment=file, **more)


def test_a_picture_is_put_there_anew_with_its_caption_and_buttons() -> None:
    rows = [[LinkButton("Les", "https://example.no")]]

    call = to_edit(picture(1, buttons=rows), 0)

    assert call.method == "editMessageMedia"
    assert call.parameters["media"]["media"] == "made-up-1"
    assert call.parameters["reply_markup"]["inline_keyboard"][0][0]["text"] == "Les"


def test_a_file_of_an_album_is_edited_alone_and_has_no_buttons() -> None:
    call = to_edit(Album(items=tuple(picture(n) for n in range(3))), 2)

    assert call.method == "editMessageMedia"
    assert call.parameters["media"]["media"] == "made-up-2"
    assert "reply_markup" not in call.parameters


def test_a_text_keeps_the_buttons_it_has() -> None:
    rows = [[Button("Se", ShowAccount(1))]]  # type: ignore[arg-type]

    call = to_edit(Text("hei", rows), 0)  # type: ignore[arg-type]

    assert "reply_markup" in call.parameters


class EditedBot:
    """Notes what each message of a chat is made to show."""

    def __init__(self) -> None:
        self.shown: list[tuple[int, str]] = []

    async def edit_message_text(
        self, text: str, _chat_id: int, message_id: int, **_: object
    ) -> None:
        self.shown.append((message_id, str(text)))

    async def send_message(self, _chat_id: int, text: str, **_: object) -> Any:
        self.shown.append((1, str(text)))
        return SimpleNamespace(message_id=1)


async def test_the_message_that_was_tapped_shows_how_far_a_correction_has_come(
    office: Office, leader: Caller
) -> None:
    await corrected(office, leader, "onsdag")
    bot: Any = EditedBot()
    showing = asyncio.create_task(Progress(bot, office.db, office.clock, OSLO).run())
    async with office.db.transaction() as tx:
        await tx.execute("UPDATE delivery SET state = 'delivered' WHERE kind = 'correction'")

    await until(lambda: any(number == 77 for number, _text in bot.shown) or showing.done())
    showing.cancel()

    assert [text for number, text in bot.shown if number == 77][-1].startswith(
        "<b>Rettet hos alle 1.</b>"
    )
