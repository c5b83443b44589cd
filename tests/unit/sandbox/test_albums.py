import json
from typing import Any

import pytest
from aiohttp import FormData

from klyngebot.sandbox import Limits, User
from unit.sandbox.pixel import PNG
from unit.sandbox.support import Bot


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


async def test_the_flood_limits_count_each_picture(bot: Bot, kari: User) -> None:
    bot.sandbox.limits = Limits(per_second=3)

    answers = [await album(bot, kari.id, item("a"), item("b")) for _ in range(3)]

    assert [answer["ok"] for answer in answers] == [True, True, False]


async def test_an_album_with_one_bad_picture_is_not_sent_at_all(bot: Bot, kari: User) -> None:
    answer = await album(bot, kari.id, item("a"), item("missing"))

    assert answer["ok"] is False
    assert bot.sandbox.received(kari.id) == []


async def test_a_picture_can_be_changed_into_a_file_and_its_caption_away(
    bot: Bot, kari: User
) -> None:
    photo = await bot.upload("sendPhoto", part="photo", name="a.png", data=PNG, chat_id=kari.id)
    target = {"chat_id": kari.id, "message_id": photo["result"]["message_id"]}
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


async def test_an_album_stays_one_when_it_is_copied_under_an_id_of_its_own(
    bot: Bot, kari: User
) -> None:
    sent = (await album(bot, kari.id, item("a", caption="Gruva"), item("b")))["result"]
    numbers = [message["message_id"] for message in sent]
    source = {"chat_id": kari.id, "from_chat_id": kari.id, "message_ids": numbers}

    await bot.do("copyMessages", **source, remove_caption=True)

    copies = bot.sandbox.chat(kari.id)[-2:]
    groups = {message["media_group_id"] for message in copies}
    assert len(groups) == 1
    assert groups != {sent[0]["media_group_id"]}
    assert "caption" not in copies[0]


async def test_what_a_person_sent_goes_on_to_others_by_its_id(bot: Bot, kari: User) -> None:
    ola = bot.sandbox.user("Ola")
    bot.sandbox.say(ola, "/start")
    bot.sandbox.album(kari, [PNG, PNG])
    pictures = [message["photo"][0]["file_id"] for message in bot.sandbox.chat(kari.id)[-2:]]
    bot.sandbox.send_document(kari, "plan.pdf", b"%PDF")
    plan = bot.sandbox.chat(kari.id)[-1]["document"]["file_id"]

    media = [{"type": "photo", "media": file_id} for file_id in pictures]
    sent = await bot.do("sendMediaGroup", chat_id=ola.id, media=media)
    file = await bot.do("sendDocument", chat_id=ola.id, document=plan)
    single = await bot.do("sendPhoto", chat_id=ola.id, photo=pictures[0])

    assert [message["photo"][0]["file_id"] for message in sent] == pictures
    assert (file["document"]["file_name"], file["document"]["file_id"]) == ("plan.pdf", plan)
    assert single["photo"][0]["file_id"] == pictures[0]


async def test_the_id_of_a_picture_is_none_of_a_file(bot: Bot, kari: User) -> None:
    bot.sandbox.send_photo(kari, PNG)
    picture = bot.sandbox.chat(kari.id)[-1]["photo"][0]["file_id"]
    bot.sandbox.send_document(kari, "bilde.png", PNG)
    file = bot.sandbox.chat(kari.id)[-1]["document"]["file_id"]

    wrong = "Bad Request: can't use file of type {} as {}"
    assert await bot.refused("sendDocument", chat_id=kari.id, document=picture) == wrong.format(
        "Photo", "Document"
    )
    assert await bot.refused("sendPhoto", chat_id=kari.id, photo=file) == wrong.format(
        "Document", "Photo"
    )
