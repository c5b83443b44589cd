import json
from typing import Any

import pytest
from aiohttp import FormData

from klyngebot.sandbox import Limits, User
from unit.sandbox.support import PNG, Bot


async def album(bot: Bot, chat_id: int, *media: dict[str, Any]) -> Any:
    """Send what is attached as ``a`` and ``b``."""
    form = FormData(quote_fields=False)
    form.add_field("chat_id", str(chat_id))
    form.add_field("media", json.dumps(media))
    form.add_field("a", PNG, filename="a.png")
    form.add_field("b", PNG, filename="b.png")
    async with bot.session.post(bot.url("sendMediaGroup"), data=form) as response:
        return await response.json()


def item(name: str, kind: str = "photo", **more: Any) -> dict[str, Any]:
    return {"type": kind, "media": f"attach://{name}", **more}


async def test_an_album_is_a_message_for_each_picture_under_one_id(bot: Bot, kari: User) -> None:
    caption = {"caption": "<b>Gruva</b>", "parse_mode": "HTML"}
    first, second = (await album(bot, kari.id, item("a", **caption), item("b")))["result"]

    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], first["caption_entities"][0]["type"]) == ("Gruva", "bold")
    assert second["message_id"] == first["message_id"] + 1
    assert len(bot.sandbox.received(kari.id)) == 2


async def test_an_album_with_one_bad_picture_is_not_sent_at_all(bot: Bot, kari: User) -> None:
    answer = await album(bot, kari.id, item("a"), item("missing"))

    assert answer["ok"] is False
    assert bot.sandbox.received(kari.id) == []


async def test_a_picture_can_be_changed_into_a_file_and_its_caption_away(
    bot: Bot, kari: User
) -> None:
    (first, _) = (await album(bot, kari.id, item("a", caption="Før"), item("b")))["result"]
    target = {"chat_id": kari.id, "message_id": first["message_id"]}
    bot.sandbox.send_document(kari, "plan.pdf", b"%PDF")
    file_id = bot.sandbox.chat(kari.id)[-1]["document"]["file_id"]

    named = await bot.do("editMessageCaption", **target, caption="Etter")
    bare = await bot.do("editMessageCaption", **target)
    media = {"type": "document", "media": file_id, "caption": "Planen"}
    swapped = await bot.do("editMessageMedia", **target, media=media)

    assert named["caption"] == "Etter"
    assert "caption" not in bare
    assert (swapped["document"]["file_name"], swapped["caption"]) == ("plan.pdf", "Planen")
    assert "photo" not in swapped


async def test_a_text_can_be_given_a_picture(bot: Bot, kari: User) -> None:
    photo = await bot.upload("sendPhoto", part="photo", name="a.png", data=PNG, chat_id=kari.id)
    file_id = photo["result"]["photo"][0]["file_id"]
    sent = await bot.do("sendMessage", chat_id=kari.id, text="hei")

    media = {"type": "photo", "media": file_id}
    target = {"chat_id": kari.id, "message_id": sent["message_id"]}
    edited = await bot.do("editMessageMedia", **target, media=media)

    assert "photo" in edited
    assert "text" not in edited


@pytest.mark.parametrize("method", ["copyMessage", "forwardMessage"])
async def test_a_copy_counts_against_the_limits(bot: Bot, kari: User, method: str) -> None:
    sent = await bot.do("sendMessage", chat_id=kari.id, text="hei")
    bot.sandbox.limits = Limits(per_second=1)
    params = {"chat_id": kari.id, "from_chat_id": kari.id, "message_id": sent["message_id"]}

    assert (await bot(method, **params))["ok"]
    assert (await bot(method, **params))["error_code"] == 429


@pytest.mark.parametrize(("size", "is_sent"), [(1, False), (2, True), (10, True), (11, False)])
async def test_an_album_has_two_to_ten_items(
    bot: Bot, kari: User, size: int, *, is_sent: bool
) -> None:
    answer = await album(bot, kari.id, *[item("a")] * size)

    assert answer["ok"] is is_sent
    assert len(bot.sandbox.received(kari.id)) == (size if is_sent else 0)


async def test_an_album_can_be_a_reply(bot: Bot, kari: User) -> None:
    said = bot.sandbox.say(kari, "Bilder?")
    bot.sandbox.send_photo(kari, PNG)
    file_id = bot.sandbox.chat(kari.id)[-1]["photo"][0]["file_id"]
    media = [{"type": "photo", "media": file_id}] * 2

    sent = await bot.do(
        "sendMediaGroup", chat_id=kari.id, media=media, reply_parameters={"message_id": said}
    )

    assert [message["reply_to_message"]["message_id"] for message in sent] == [said, said]


async def test_a_new_picture_takes_the_marks_of_the_old_caption_away(bot: Bot, kari: User) -> None:
    caption = {"caption": "<b>Før</b>", "parse_mode": "HTML"}
    (first, second) = (await album(bot, kari.id, item("a", **caption), item("b")))["result"]
    media = {"type": "photo", "media": second["photo"][0]["file_id"], "caption": "Etter"}

    edited = await bot.do(
        "editMessageMedia", chat_id=kari.id, message_id=first["message_id"], media=media
    )

    assert edited["caption"] == "Etter"
    assert "caption_entities" not in edited
