"""What people change and delete of what is in a chat."""

import pytest

from klyngebot.sandbox import User
from unit.sandbox.pixel import PNG
from unit.sandbox.support import Bot
from unit.sandbox.test_control import Control

BOLD = {"type": "bold", "offset": 0, "length": 5}
ITALIC = {"type": "italic", "offset": 0, "length": 3}


@pytest.fixture
def control(bot: Bot) -> Control:
    return Control(bot)


async def test_changed_words_bring_their_own_formatting(bot: Bot, kari: User) -> None:
    asked = await bot.do("sendMessage", chat_id=kari.id, text="Når?")
    said = bot.sandbox.say(kari, "Gruva i dag", entities=[BOLD], reply_to=asked["message_id"])
    await bot.updates()

    bot.sandbox.edit(kari, said, "Nei, i morgen", entities=[ITALIC])

    (update,) = await bot.updates()
    edited = update["edited_message"]
    assert (edited["text"], edited["entities"]) == ("Nei, i morgen", [ITALIC])
    assert (edited["message_id"], edited["reply_to_message"]) == (said, asked)
    assert bot.sandbox.chat(kari.id)[-1] == edited


async def test_a_caption_is_changed_added_and_taken_away(bot: Bot, kari: User) -> None:
    first, second = bot.sandbox.album(kari, [PNG, PNG], caption="Gruva i dag", entities=[BOLD])
    await bot.updates()

    bot.sandbox.edit(kari, first, "")
    bot.sandbox.edit(kari, second, "Her", entities=[ITALIC])

    bare, named = (update["edited_message"] for update in await bot.updates())
    assert not {"caption", "caption_entities"} & bare.keys()
    assert (named["caption"], named["caption_entities"]) == ("Her", [ITALIC])
    assert bare["media_group_id"] == named["media_group_id"]


async def test_only_what_has_words_is_changed(bot: Bot, kari: User) -> None:
    place = bot.sandbox.send_location(kari, 67.28, 14.4)
    said = bot.sandbox.say(kari, "hei")
    theirs = (await bot.do("sendMessage", chat_id=kari.id, text="?"))["message_id"]

    with pytest.raises(ValueError, match="has no words to change"):
        bot.sandbox.edit(kari, place, "her")
    with pytest.raises(ValueError, match="no empty message"):
        bot.sandbox.edit(kari, said, " ")
    with pytest.raises(ValueError, match="has no message"):
        bot.sandbox.edit(kari, theirs, "nei")


async def test_what_a_person_has_deleted_the_bot_can_neither_change_nor_delete(
    bot: Bot, kari: User
) -> None:
    sent = await bot.do("sendMessage", chat_id=kari.id, text="Hei")
    target = {"chat_id": kari.id, "message_id": sent["message_id"]}

    bot.sandbox.delete(kari, sent["message_id"])

    gone = "Bad Request: message to {} not found"
    assert await bot.refused("editMessageText", **target, text="x") == gone.format("edit")
    assert await bot.refused("editMessageReplyMarkup", **target) == gone.format("edit")
    assert await bot.refused("deleteMessage", **target) == gone.format("delete")
    assert await bot.do("deleteMessages", chat_id=kari.id, message_ids=[sent["message_id"]])
    with pytest.raises(ValueError, match="has no message"):
        bot.sandbox.delete(kari, sent["message_id"])


async def test_in_a_group_only_those_who_run_it_delete_what_others_wrote(
    bot: Bot, kari: User
) -> None:
    ola = bot.sandbox.user("Ola")
    group = bot.sandbox.group("Klyngen", [kari, ola])
    sent = (await bot.do("sendMessage", chat_id=group, text="Hei"))["message_id"]

    with pytest.raises(ValueError, match="Ola has no message"):
        bot.sandbox.delete(ola, sent, chat_id=group)
    bot.sandbox.delete(kari, sent, chat_id=group)

    edit = {"chat_id": group, "message_id": sent, "text": "x"}
    assert await bot.refused("editMessageText", **edit) == "Bad Request: message to edit not found"


async def test_changes_and_deletions_can_be_played_from_outside(
    control: Control, bot: Bot, kari: User
) -> None:
    photo = bot.sandbox.send_photo(kari, PNG, caption="Gruva i dag")
    sent = (await bot.do("sendMessage", chat_id=kari.id, text="Fint"))["message_id"]
    await bot.updates()

    await control.post("edits", user_id=kari.id, message_id=photo, text="Gruva", entities=[BOLD])
    await control.post("deletions", user_id=kari.id, message_id=sent)

    (update,) = await bot.updates()
    assert update["edited_message"]["caption_entities"] == [BOLD]
    assert [message["message_id"] for message in bot.sandbox.chat(kari.id)][-1] == photo
