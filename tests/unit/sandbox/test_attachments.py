"""Albums, captions and replies that people send."""

import json
from typing import Any

import pytest
from aiohttp import FormData

from klyngebot.sandbox import User
from unit.sandbox.pixel import PNG
from unit.sandbox.support import Bot

BOLD = {"type": "bold", "offset": 0, "length": 5}
LINK = {"type": "text_link", "offset": 6, "length": 5, "url": "https://example.no/gruva"}


async def form(bot: Bot, path: str, parts: list[tuple[str, str, bytes]], **fields: Any) -> Any:
    """Post files with ``fields``; return the status and the answer."""
    body = FormData({name: str(value) for name, value in fields.items()})
    for kind, name, data in parts:
        body.add_field(kind, data, filename=name)
    async with bot.session.post(f"{bot.server.url}/sandbox/{path}", data=body) as response:
        return response.status, await response.json()


async def test_an_album_comes_picture_by_picture_under_one_id(bot: Bot, kari: User) -> None:
    asked = await bot.do("sendMessage", chat_id=kari.id, text="Send bilder")

    numbers = bot.sandbox.album(
        kari, [PNG, PNG], caption="Gruva i dag", entities=[BOLD], reply_to=asked["message_id"]
    )

    first, second = (update["message"] for update in await bot.updates())
    assert [first["message_id"], second["message_id"]] == numbers
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], first["caption_entities"]) == ("Gruva i dag", [BOLD])
    assert "caption" not in second
    assert first["reply_to_message"] == second["reply_to_message"] == asked


async def test_the_caption_of_an_album_of_files_may_stand_on_the_last(bot: Bot, kari: User) -> None:
    files = [("plan.pdf", b"%PDF"), ("kart.pdf", b"%PDF")]

    bot.sandbox.album(kari, files, caption="To planer", caption_on=1)

    first, second = (update["message"] for update in await bot.updates())
    assert first["document"]["file_name"] == "plan.pdf"
    assert "caption" not in first
    assert second["caption"] == "To planer"


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        ([PNG], "an album has 2 to 10 items"),
        ([PNG] * 11, "an album has 2 to 10 items"),
        ([PNG, ("a.txt", b"x")], "pictures and files do not go together"),
    ],
)
async def test_what_makes_no_album_is_not_sent(
    bot: Bot, kari: User, items: list[Any], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        bot.sandbox.album(kari, items)
    with pytest.raises(ValueError, match="no item 2"):
        bot.sandbox.album(kari, [PNG, PNG], caption="x", caption_on=2)

    assert await bot.updates(timeout=0) == []


async def test_a_caption_is_formatted_and_a_file_replies(bot: Bot, kari: User) -> None:
    asked = await bot.do("sendMessage", chat_id=kari.id, text="Bilde?")
    more: dict[str, Any] = {"caption": "Gruva i dag", "entities": [BOLD, LINK]}
    reply = {"reply_to": asked["message_id"]}

    bot.sandbox.send_photo(kari, PNG, **more, **reply)
    bot.sandbox.send_document(kari, "a.txt", b"x", **more, **reply)

    for update in await bot.updates():
        assert update["message"]["caption_entities"] == [BOLD, LINK]
        assert update["message"]["reply_to_message"] == asked


async def test_an_album_can_be_sent_from_outside(bot: Bot, kari: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    bot.sandbox.set_bot_status(kari, group, "administrator")
    asked = (await bot.do("sendMessage", chat_id=group, text="Bilder?"))["message_id"]
    await bot.updates()
    pictures = [("photo", "a.png", PNG), ("photo", "b.png", PNG)]

    status, answer = await form(
        bot,
        "albums",
        pictures,
        user_id=kari.id,
        chat_id=group,
        caption="Gruva i dag",
        caption_on=1,
        entities=json.dumps([BOLD]),
        reply_to=asked,
    )

    first, second = (update["message"] for update in await bot.updates())
    assert status == 200
    assert answer == {"message_ids": [first["message_id"], second["message_id"]]}
    assert first["media_group_id"] == second["media_group_id"]
    assert second["caption_entities"] == [BOLD]
    assert second["reply_to_message"]["message_id"] == asked


async def test_a_file_with_a_formatted_caption_can_be_sent_from_outside(
    bot: Bot, kari: User
) -> None:
    asked = (await bot.do("sendMessage", chat_id=kari.id, text="Plan?"))["message_id"]
    caption = {"caption": "Gruva i dag", "entities": json.dumps([LINK])}

    await form(
        bot, "documents", [("document", "a", b"x")], user_id=kari.id, reply_to=asked, **caption
    )

    (update,) = await bot.updates()
    assert update["message"]["caption_entities"] == [LINK]
    assert update["message"]["reply_to_message"]["message_id"] == asked


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "user_id is missing"),
        ({"entities": "["}, "Expecting value"),
        ({"entities": "[" * 200_000}, "nested too deeply"),
        ({"reply_to": "99"}, "there is no message 99 to reply to"),
        ({"caption_on": "x"}, "invalid literal"),
        ({"caption_on": "7"}, "no item 7"),
    ],
)
async def test_an_album_that_makes_no_sense_is_refused_with_a_reason(
    bot: Bot, kari: User, fields: dict[str, str], reason: str
) -> None:
    pictures = [("photo", "a.png", PNG), ("photo", "b.png", PNG)]
    who = {"user_id": kari.id} if fields else {}

    status, answer = await form(bot, "albums", pictures, **who, **fields)

    assert status == 400
    assert reason in answer["error"]
    assert await bot.updates(timeout=0) == []
