import pytest

from klyngebot.sandbox import User
from unit.sandbox.conftest import Clock
from unit.sandbox.support import Bot

MARKUP = {"inline_keyboard": [[{"text": "Ja", "callback_data": "y"}]]}


async def test_an_edit_replaces_text_and_keyboard(bot: Bot, kari: User) -> None:
    target = await bot.do("sendMessage", chat_id=kari.id, text="før", reply_markup=MARKUP)
    edit = {"chat_id": kari.id, "message_id": target["message_id"], "text": "etter"}

    edited = await bot.do("editMessageText", **edit)

    assert edited["text"] == "etter"
    assert "edit_date" in edited
    assert "reply_markup" not in edited
    assert bot.sandbox.chat(kari.id)[-1] == edited
    assert [effect.method for effect in bot.sandbox.received(kari.id)] == [
        "sendMessage",
        "editMessageText",
    ]


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, kari: User) -> None:
    target = await bot.do("sendMessage", chat_id=kari.id, text="før")
    edit = {"chat_id": kari.id, "message_id": target["message_id"]}
    await bot.do("editMessageText", **edit, text="etter", reply_markup=MARKUP)

    refusal = await bot.refused("editMessageText", **edit, text="etter", reply_markup=MARKUP)

    assert refusal.startswith("Bad Request: message is not modified: specified new message")
    assert refusal == await bot.refused("editMessageReplyMarkup", **edit, reply_markup=MARKUP)


async def test_a_keyboard_can_be_replaced_and_removed(bot: Bot, kari: User) -> None:
    target = await bot.do("sendMessage", chat_id=kari.id, text="?")
    edit = {"chat_id": kari.id, "message_id": target["message_id"]}

    shown = await bot.do("editMessageReplyMarkup", **edit, reply_markup=MARKUP)
    hidden = await bot.do("editMessageReplyMarkup", **edit)

    assert shown["reply_markup"] == MARKUP
    assert "reply_markup" not in hidden
    assert hidden["text"] == "?"


async def test_a_message_that_is_not_there_cannot_be_edited(bot: Bot, kari: User) -> None:
    refusal = await bot.refused("editMessageText", chat_id=kari.id, message_id=99, text="x")

    assert refusal == "Bad Request: message to edit not found"


async def test_a_message_of_somebody_else_cannot_be_edited(bot: Bot, kari: User) -> None:
    theirs = bot.sandbox.say(kari, "mitt")

    refusal = await bot.refused("editMessageText", chat_id=kari.id, message_id=theirs, text="x")

    assert refusal == "Bad Request: message can't be edited"


async def test_a_file_has_no_text_to_edit(bot: Bot, kari: User) -> None:
    sent = await bot.do("sendContact", chat_id=kari.id, phone_number="1", first_name="x")
    edit = {"chat_id": kari.id, "message_id": sent["message_id"], "text": "x"}

    refusal = await bot.refused("editMessageText", **edit)

    assert refusal == "Bad Request: there is no text in the message to edit"


async def test_a_deleted_message_is_gone(bot: Bot, kari: User) -> None:
    theirs = bot.sandbox.say(kari, "hemmelig")

    assert await bot.do("deleteMessage", chat_id=kari.id, message_id=theirs)

    assert [message["text"] for message in bot.sandbox.chat(kari.id)] == ["/start"]
    refusal = await bot.refused("deleteMessage", chat_id=kari.id, message_id=theirs)
    assert refusal == "Bad Request: message to delete not found"


async def test_what_is_two_days_old_stays(bot: Bot, kari: User, clock: Clock) -> None:
    old = await bot.do("sendMessage", chat_id=kari.id, text="gammel")
    clock.at += 48 * 3600 + 1

    refusal = await bot.refused("deleteMessage", chat_id=kari.id, message_id=old["message_id"])

    assert refusal == "Bad Request: message can't be deleted for everyone"


async def test_others_messages_in_a_group_stay(bot: Bot, kari: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    theirs = bot.sandbox.say(kari, "hei", chat_id=group)

    refusal = await bot.refused("deleteMessage", chat_id=group, message_id=theirs)

    assert refusal == "Bad Request: message can't be deleted"


async def test_a_tap_is_answered_once(bot: Bot, kari: User) -> None:
    await bot.do("sendMessage", chat_id=kari.id, text="?", reply_markup=MARKUP)
    callback_id = bot.sandbox.tap(kari, "Ja")
    assert bot.sandbox.answers(callback_id) is None

    await bot.do("answerCallbackQuery", callback_query_id=callback_id, text="Notert")

    assert bot.sandbox.answers(callback_id) == "Notert"
    refusal = await bot.refused("answerCallbackQuery", callback_query_id=callback_id)
    assert refusal.startswith("Bad Request: query is too old and response timeout expired")


async def test_a_tap_waits_only_so_long(bot: Bot, kari: User, clock: Clock) -> None:
    callback_id = bot.sandbox.tap_data(kari, "y", message_id=1)
    clock.at += 151

    refusal = await bot.refused("answerCallbackQuery", callback_query_id=callback_id)

    assert refusal.startswith("Bad Request: query is too old")


@pytest.mark.parametrize("size", [200, 201])
async def test_an_answer_has_at_most_200_characters(bot: Bot, kari: User, size: int) -> None:
    callback_id = bot.sandbox.tap_data(kari, "y", message_id=1)

    answer = await bot("answerCallbackQuery", callback_query_id=callback_id, text="x" * size)

    assert answer["ok"] is (size <= 200)


async def test_other_words_take_the_old_marks_away(bot: Bot, kari: User) -> None:
    sent = await bot.do("sendMessage", chat_id=kari.id, text="<b>før</b>", parse_mode="HTML")

    edited = await bot.do(
        "editMessageText", chat_id=kari.id, message_id=sent["message_id"], text="etter"
    )

    assert "entities" not in edited


async def test_to_the_last_second_of_two_days_a_message_can_be_deleted(
    bot: Bot, kari: User, clock: Clock
) -> None:
    sent = await bot.do("sendMessage", chat_id=kari.id, text="gammel")
    clock.at += 48 * 3600

    assert await bot.do("deleteMessage", chat_id=kari.id, message_id=sent["message_id"])


async def test_the_bot_deletes_its_own_message_in_a_group(bot: Bot, kari: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    sent = await bot.do("sendMessage", chat_id=group, text="hei")

    assert await bot.do("deleteMessage", chat_id=group, message_id=sent["message_id"])


async def test_of_several_messages_all_are_deleted_or_none(bot: Bot, kari: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    own = (await bot.do("sendMessage", chat_id=group, text="hei"))["message_id"]
    theirs = bot.sandbox.say(kari, "hei", chat_id=group)
    several = {"chat_id": group, "message_ids": [own, theirs]}
    before = bot.sandbox.chat(group)

    assert await bot.refused("deleteMessages", **several)
    assert bot.sandbox.chat(group) == before
    bot.sandbox.set_bot_status(kari, group, "administrator")
    assert await bot.do("deleteMessages", **several)
    assert len(bot.sandbox.chat(group)) == len(before) - 2


@pytest.mark.parametrize("count", [100, 101])
async def test_at_most_a_hundred_are_deleted_at_once(bot: Bot, kari: User, count: int) -> None:
    numbers = list(range(1, count + 1))

    answer = await bot("deleteMessages", chat_id=kari.id, message_ids=numbers)

    assert answer["ok"] is (count <= 100)
