"""Copies, forwards, pins, deletions of several, and who is in a chat."""

import pytest

from klyngebot.sandbox import User
from unit.sandbox.conftest import Clock
from unit.sandbox.support import Bot


@pytest.fixture
def ola(bot: Bot) -> User:
    user = bot.sandbox.user("Ola")
    bot.sandbox.say(user, "/start")
    return user


async def test_a_copy_says_nothing_of_where_it_comes_from(bot: Bot, kari: User, ola: User) -> None:
    bot.sandbox.send_document(kari, "a.txt", b"x", caption="Min")
    message_id = bot.sandbox.chat(kari.id)[-1]["message_id"]
    source = {"from_chat_id": kari.id, "message_id": message_id}

    copied = await bot.do("copyMessage", chat_id=ola.id, **source)
    renamed = await bot.do("copyMessage", chat_id=ola.id, caption="Ny", **source)

    first, second = bot.sandbox.chat(ola.id)[-2:]
    assert [first["message_id"], second["message_id"]] == [
        copied["message_id"],
        renamed["message_id"],
    ]
    assert (first["caption"], second["caption"]) == ("Min", "Ny")
    assert "forward_origin" not in first


async def test_a_forward_names_who_wrote_it_first(bot: Bot, kari: User, ola: User) -> None:
    said = bot.sandbox.say(kari, "Husk møtet")

    once = await bot.do("forwardMessage", chat_id=ola.id, from_chat_id=kari.id, message_id=said)
    twice = await bot.do(
        "forwardMessage", chat_id=kari.id, from_chat_id=ola.id, message_id=once["message_id"]
    )

    assert once["forward_origin"]["sender_user"]["id"] == kari.id
    assert twice["forward_origin"] == once["forward_origin"]
    assert twice["text"] == "Husk møtet"


async def test_what_comes_from_a_channel_names_the_channel(bot: Bot, kari: User) -> None:
    channel = bot.sandbox.channel("Nytt", [kari])
    post = bot.sandbox.say(kari, "Nyhet", chat_id=channel)

    sent = await bot.do("forwardMessage", chat_id=kari.id, from_chat_id=channel, message_id=post)

    assert sent["forward_origin"]["chat"]["title"] == "Nytt"


async def test_several_are_copied_forwarded_and_deleted_at_once(
    bot: Bot, kari: User, ola: User
) -> None:
    said = [bot.sandbox.say(kari, text) for text in ("en", "to")]
    source = {"chat_id": ola.id, "from_chat_id": kari.id, "message_ids": [*said, 404_404]}

    copies = await bot.do("copyMessages", **source)
    forwards = await bot.do("forwardMessages", **source)
    numbers = [copy["message_id"] for copy in copies + forwards]
    assert await bot.do("deleteMessages", chat_id=ola.id, message_ids=[*numbers, 404_404])

    assert len(numbers) == 4
    assert [message["text"] for message in bot.sandbox.chat(ola.id)] == ["/start"]


async def test_a_pin_is_told_in_the_chat_and_stays_until_it_is_taken_off(
    bot: Bot, kari: User
) -> None:
    sent = [
        (await bot.do("sendMessage", chat_id=kari.id, text=text))["message_id"]
        for text in ("en", "to")
    ]
    for message_id in (*sent, sent[0]):
        await bot.do("pinChatMessage", chat_id=kari.id, message_id=message_id)

    told = await bot.updates()
    assert [update["message"]["pinned_message"]["text"] for update in told] == ["en", "to"]
    chat = bot.sandbox.chats[kari.id]
    assert chat.pinned == sent
    await bot.do("unpinChatMessage", chat_id=kari.id)
    assert chat.pinned == sent[:1]
    await bot.do("deleteMessage", chat_id=kari.id, message_id=sent[0])
    assert chat.pinned == []
    assert await bot.do("unpinAllChatMessages", chat_id=kari.id)


async def test_an_administrator_may_pin_and_delete_in_a_group(bot: Bot, kari: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    said = bot.sandbox.say(kari, "hei", chat_id=group)
    bot.sandbox.set_bot_status(kari, group, "administrator")

    assert await bot.do("pinChatMessage", chat_id=group, message_id=said)
    assert await bot.do("deleteMessage", chat_id=group, message_id=said)


async def test_who_is_in_a_chat_can_be_asked(bot: Bot, kari: User, ola: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    bot.sandbox.set_bot_status(kari, group, "administrator")
    me = (await bot.do("getMe"))["id"]

    statuses = [
        (await bot.do("getChatMember", chat_id=group, user_id=user_id))["status"]
        for user_id in (kari.id, ola.id, me)
    ]
    run_by = await bot.do("getChatAdministrators", chat_id=group)

    assert statuses == ["creator", "left", "administrator"]
    assert [member["user"]["id"] for member in run_by] == [kari.id, me]
    assert await bot.do("getChatMemberCount", chat_id=group) == 2


async def test_a_bot_that_goes_by_itself_is_out(bot: Bot, kari: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari])

    await bot.do("leaveChat", chat_id=group)

    reason = await bot.refused("sendMessage", chat_id=group, text="hei")
    assert reason == "Forbidden: bot is not a member of the group chat"


async def test_an_action_shows_until_the_answer_comes_or_5_s_have_gone(
    bot: Bot, kari: User, clock: Clock
) -> None:
    async def is_typing() -> bool:
        async with bot.session.get(f"{bot.server.url}/sandbox/chats") as response:
            return bool((await response.json())[0]["typing"])

    await bot.do("sendChatAction", chat_id=kari.id, action="typing")
    before = await is_typing()
    await bot.do("sendMessage", chat_id=kari.id, text="hei")

    assert (before, await is_typing()) == (True, False)
    await bot.do("sendChatAction", chat_id=kari.id, action="typing")
    clock.at += 4.5
    still = await is_typing()
    clock.at += 0.5
    assert (still, await is_typing()) == (True, False)


async def test_the_menu_button_of_a_chat_goes_before_the_general_one(bot: Bot, kari: User) -> None:
    await bot.do("setChatMenuButton", menu_button={"type": "commands"})
    general = await bot.do("getChatMenuButton", chat_id=kari.id)
    await bot.do("setChatMenuButton", chat_id=kari.id, menu_button={"type": "default"})

    assert general == {"type": "commands"}
    assert await bot.do("getChatMenuButton", chat_id=kari.id) == {"type": "default"}
    assert await bot.do("getChatMenuButton") == {"type": "commands"}


async def test_what_is_protected_is_neither_copied_nor_forwarded(
    bot: Bot, kari: User, ola: User
) -> None:
    said = bot.sandbox.say(kari, "hemmelig")
    source = {"chat_id": ola.id, "from_chat_id": kari.id, "message_id": said}
    await bot.do("copyMessage", **source, protect_content=True)
    copy = bot.sandbox.chat(ola.id)[-1]["message_id"]
    on = {"chat_id": kari.id, "from_chat_id": ola.id}

    refusals = [
        await bot.refused("copyMessage", **on, message_id=copy),
        await bot.refused("copyMessages", **on, message_ids=[copy]),
        await bot.refused("forwardMessage", **on, message_id=copy),
        await bot.refused("forwardMessages", **on, message_ids=[copy]),
    ]

    assert all("can't be" in refusal for refusal in refusals)


async def test_a_copy_with_other_words_has_its_own_marks_and_keyboard(bot: Bot, kari: User) -> None:
    markup = {"inline_keyboard": [[{"text": "Ja", "callback_data": "y"}]]}
    bot.sandbox.send_document(kari, "a.txt", b"x", caption="/start")
    source = {"from_chat_id": kari.id, "message_id": bot.sandbox.chat(kari.id)[-1]["message_id"]}

    await bot.do("copyMessage", chat_id=kari.id, **source, caption="Ny", reply_markup=markup)

    copy = bot.sandbox.chat(kari.id)[-1]
    assert "caption_entities" not in copy
    assert copy["reply_markup"] == markup


@pytest.mark.parametrize("order", [[2, 1], [1, 1]])
async def test_several_are_named_in_their_order_and_once(
    bot: Bot, kari: User, order: list[int]
) -> None:
    bot.sandbox.say(kari, "to")
    copies = {"chat_id": kari.id, "from_chat_id": kari.id, "message_ids": order}

    for method in ("copyMessages", "forwardMessages"):
        reason = await bot.refused(method, **copies)
        assert reason.endswith("message identifiers must be in a strictly increasing order")


async def test_who_runs_a_channel_first_is_its_creator(bot: Bot, kari: User, ola: User) -> None:
    channel = bot.sandbox.channel("Nytt", [kari, ola])

    run_by = await bot.do("getChatAdministrators", chat_id=channel)

    assert [member["status"] for member in run_by] == [
        "creator",
        "administrator",
        "administrator",
    ]
