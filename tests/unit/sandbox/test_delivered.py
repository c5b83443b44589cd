"""What a test can read of each message a chat got: how it stands there, and how it got so."""

from typing import Any

import pytest

from klyngebot.sandbox import Fault, FaultKind, Sandbox, User
from unit.sandbox.conftest import Clock
from unit.sandbox.pixel import PNG
from unit.sandbox.support import Bot
from unit.sandbox.test_control import Control

BUTTONS = {
    "inline_keyboard": [
        [{"text": "Meld deg på", "url": "https://example.no/"}],
        [{"text": "Lest", "callback_data": "read:1"}],
    ]
}


async def picture(bot: Bot, kari: User) -> str:
    """Let Kari send a picture; return its id."""
    bot.sandbox.send_photo(kari, PNG)
    file_id: str = bot.sandbox.chat(kari.id)[-1]["photo"][0]["file_id"]
    return file_id


async def test_a_message_is_told_with_all_that_came_with_it(
    bot: Bot, kari: User, clock: Clock
) -> None:
    file_id = await picture(bot, kari)
    asked = bot.sandbox.say(kari, "Når?")

    await bot.do(
        "sendPhoto",
        chat_id=kari.id,
        photo=file_id,
        caption="<b>I dag</b>",
        parse_mode="HTML",
        reply_markup=BUTTONS,
        disable_notification=True,
        reply_parameters={"message_id": asked},
    )

    (one,) = bot.sandbox.delivered(kari.id)
    assert (one.chat_id, one.message_id, one.sent_at) == (kari.id, asked + 1, int(clock.at))
    assert (one.kind, one.text, one.file) == ("photo", "I dag", file_id)
    assert one.entities == [{"type": "bold", "offset": 0, "length": 5}]
    assert one.buttons == [("Meld deg på", "https://example.no/"), ("Lest", "read:1")]
    assert (one.reply_to, one.silent, one.album) == (asked, True, None)
    assert (one.edits, one.edited_at, one.deleted_at, one.deleted_by) == (0, None, None, None)


async def test_what_was_changed_and_deleted_says_when_and_by_whom(
    bot: Bot, kari: User, clock: Clock
) -> None:
    sent = [
        (await bot.do("sendMessage", chat_id=kari.id, text="En", reply_markup=BUTTONS))[
            "message_id"
        ]
        for _ in range(3)
    ]
    clock.at += 60
    for text in ("To", "Tre"):
        for number in sent[:2]:
            await bot.do("editMessageText", chat_id=kari.id, message_id=number, text=text)
    clock.at += 60
    await bot.do("deleteMessage", chat_id=kari.id, message_id=sent[0])
    bot.sandbox.delete(kari, sent[1])

    first, second, third = bot.sandbox.delivered(kari.id)

    assert (first.text, first.edits, first.buttons) == ("Tre", 2, [])
    assert (first.edited_at, first.deleted_at) == (int(clock.at) - 60, clock.at)
    assert (first.deleted_by, second.deleted_by) == (bot.sandbox.bot["id"], kari.id)
    assert (third.text, third.edits, third.deleted_at) == ("En", 0, None)


async def test_an_album_is_told_message_by_message_and_service_messages_are_not(
    bot: Bot, kari: User
) -> None:
    file_id = await picture(bot, kari)
    channel = bot.sandbox.channel("Nytt", [kari])
    bot.sandbox.say(kari, "Av Kari", chat_id=channel)
    item = {"type": "photo", "media": file_id}
    sent = await bot.do("sendMediaGroup", chat_id=channel, media=[item, item])
    await bot.do("pinChatMessage", chat_id=channel, message_id=sent[0]["message_id"])

    found = bot.sandbox.delivered(channel)

    assert [one.message_id for one in found] == [message["message_id"] for message in sent]
    assert {one.album for one in found} == {sent[0]["media_group_id"]}


async def test_how_often_something_new_came_counts_neither_edits_nor_others(
    bot: Bot, kari: User
) -> None:
    ola = bot.sandbox.user("Ola")
    bot.sandbox.say(ola, "/start")
    bot.sandbox.faults.add(Fault(FaultKind.HTML_AFTER, method="sendMessage"))
    async with bot.session.post(
        bot.url("sendMessage"), json={"chat_id": kari.id, "text": "Hei"}
    ) as response:
        assert response.status == 502
    again = await bot.do("sendMessage", chat_id=kari.id, text="Hei")
    copied = {"from_chat_id": kari.id, "message_id": again["message_id"]}
    await bot.do("copyMessage", chat_id=ola.id, **copied, disable_notification=True)
    await bot.do("editMessageText", chat_id=kari.id, message_id=again["message_id"], text="Ha det")

    sandbox = bot.sandbox
    assert (len(sandbox.news(kari.id, "Hei")), len(sandbox.news(ola.id, "Hei"))) == (2, 1)
    assert (len(sandbox.news(text="Hei")), len(sandbox.news(text="Ha det"))) == (3, 0)
    assert [one.silent for one in sandbox.news()] == [False, False, True]
    assert [one.is_new for one in sandbox.received(kari.id)] == [True, True, False]


async def test_it_says_what_time_it_was_at_telegram(bot: Bot, kari: User, clock: Clock) -> None:
    bot.sandbox.clock_shift = 3600
    await bot.do("sendMessage", chat_id=kari.id, text="Hei")

    (effect,) = bot.sandbox.received(kari.id)

    assert (effect.date, effect.at) == (clock.at + 3600, clock.at)


async def test_it_can_be_read_from_outside(bot: Bot, kari: User) -> None:
    control = Control(bot)
    group = bot.sandbox.group("Klyngen", [kari])
    for chat_id in (kari.id, group):
        await bot.do("sendMessage", chat_id=chat_id, text="Hei", disable_notification="true")

    (one,) = await control.get(f"delivered?chat_id={group}")

    assert (one["text"], one["silent"], one["chat_id"]) == ("Hei", True, group)
    assert len(await control.get("delivered")) == 2
    assert await control.get("delivered?chat_id=7") == []
    assert [message.get("silent") for message in await control.get(f"chats/{kari.id}")] == [
        None,
        True,
    ]


@pytest.mark.parametrize("clean", [True, False])
async def test_what_came_without_a_sound_is_kept(
    bot: Bot, kari: User, tmp_path: Any, *, clean: bool
) -> None:
    await bot.do("sendMessage", chat_id=kari.id, text="Hei", disable_notification=True)
    bot.sandbox.state_path = tmp_path / "state.json"
    bot.sandbox.save(clean=clean)

    after = Sandbox(state_path=tmp_path / "state.json")

    (one,) = after.delivered(kari.id)
    assert (one.text, one.silent) == ("Hei", True)
