import pytest

from klyngebot.sandbox import User
from unit.sandbox.support import Bot
from unit.sandbox.test_control import Control

CARD = {
    "type": "article",
    "id": "k1",
    "title": "Kari",
    "input_message_content": {"message_text": "<b>Kari</b>, geolog", "parse_mode": "HTML"},
}


async def test_a_key_of_the_reply_keyboard_writes_its_label(bot: Bot, kari: User) -> None:
    keys = {"keyboard": [["Ja", {"text": "Nei"}]], "one_time_keyboard": True}
    await bot.do("sendMessage", chat_id=kari.id, text="Kommer du?", reply_markup=keys)

    bot.sandbox.press(kari, "Nei")

    (update,) = await bot.updates()
    assert update["message"]["text"] == "Nei"
    with pytest.raises(LookupError, match="there are"):
        bot.sandbox.press(kari, "Ja")  # it was for one time


async def test_a_key_can_share_a_number_or_a_place(bot: Bot, kari: User) -> None:
    keys = {
        "keyboard": [
            [{"text": "Del nummer", "request_contact": True}],
            [{"text": "Del sted", "request_location": True}],
        ]
    }
    await bot.do("sendMessage", chat_id=kari.id, text="Hvem er du?", reply_markup=keys)

    bot.sandbox.press(kari, "Del nummer")
    bot.sandbox.press(kari, "Del sted")

    contact, place = [update["message"] for update in await bot.updates()]
    assert contact["contact"]["user_id"] == kari.id
    assert contact["contact"]["phone_number"].startswith("+47 000")
    assert place["location"]["latitude"] == 67.28


async def test_a_keyboard_stays_until_the_bot_takes_it_away(bot: Bot, kari: User) -> None:
    keys = {"keyboard": [["Ja"]]}
    sent = await bot.do("sendMessage", chat_id=kari.id, text="?", reply_markup=keys)
    chat = bot.sandbox.chats[kari.id]
    assert chat.reply_keyboard == {**keys, "message_id": sent["message_id"]}
    assert "reply_markup" not in sent

    await bot.do("sendMessage", chat_id=kari.id, text="!")
    bot.sandbox.press(kari, "Ja")
    assert chat.reply_keyboard is not None
    gone = {"remove_keyboard": True}
    await bot.do("sendMessage", chat_id=kari.id, text="Takk", reply_markup=gone)

    assert chat.reply_keyboard is None


async def test_an_inline_query_is_answered_and_a_result_chosen(bot: Bot, kari: User) -> None:
    query_id = bot.sandbox.ask_inline(kari, "ka")
    (asked,) = await bot.updates()
    assert await bot.do("answerInlineQuery", inline_query_id=query_id, results=[CARD])

    bot.sandbox.choose_inline(kari, query_id, "k1")

    assert (asked["inline_query"]["query"], asked["inline_query"]["chat_type"]) == ("ka", "sender")
    kinds = [next(key for key in update if key != "update_id") for update in await bot.updates()]
    assert kinds == ["message", "chosen_inline_result"]
    message = bot.sandbox.chat(kari.id)[-1]
    assert (message["text"], message["entities"][0]["type"]) == ("Kari, geolog", "bold")
    assert message["via_bot"]["username"] == "klynge_sandbox_bot"


async def test_a_result_that_is_not_there_cannot_be_chosen(bot: Bot, kari: User) -> None:
    query_id = bot.sandbox.ask_inline(kari, "ka")

    with pytest.raises(LookupError, match="no result"):
        bot.sandbox.choose_inline(kari, query_id, "k1")
    with pytest.raises(LookupError, match="no result"):
        bot.sandbox.choose_inline(kari, "0", "k1")


async def test_an_unanswered_inline_query_is_forgotten_after_half_a_minute(
    bot: Bot, kari: User
) -> None:
    query_id = bot.sandbox.ask_inline(kari, "ka")
    bot.sandbox.clock_shift = 31

    assert await bot.updates(timeout=0) == []
    reason = await bot.refused("answerInlineQuery", inline_query_id=query_id, results=[])
    assert reason.endswith("query is too old and response timeout expired or query ID is invalid")


async def test_inline_mode_can_be_off(bot: Bot, kari: User) -> None:
    bot.sandbox.inline = False

    with pytest.raises(ValueError, match="BotFather"):
        bot.sandbox.ask_inline(kari, "ka")
    assert (await bot.do("getMe"))["supports_inline_queries"] is False


async def test_a_person_changes_and_deletes_what_they_wrote(bot: Bot, kari: User) -> None:
    first, second = bot.sandbox.say(kari, "hie"), bot.sandbox.say(kari, "feil chat")
    bot.sandbox.edit(kari, first, "hei")
    bot.sandbox.delete(kari, second)

    kinds = [next(key for key in update if key != "update_id") for update in await bot.updates()]

    assert kinds == ["message", "message", "edited_message"]
    assert [message["text"] for message in bot.sandbox.chat(kari.id)[1:]] == ["hei"]
    with pytest.raises(ValueError, match="has no message"):
        bot.sandbox.edit(kari, second, "hei")


async def test_the_menu_is_that_of_the_narrowest_scope(bot: Bot, kari: User) -> None:
    async def offer(name: str, **scope: object) -> None:
        commands = [{"command": name, "description": name}]
        await bot.do("setMyCommands", commands=commands, **scope)

    url = f"{bot.server.url}/sandbox/chats"
    await offer("alle")
    await offer("privat", scope={"type": "all_private_chats"})
    group = bot.sandbox.group("Klyngen", [kari])
    menus: list[tuple[int, str]] = []
    for scope in ({}, {"scope": {"type": "chat", "chat_id": kari.id}, "language_code": "nb"}):
        if scope:
            await offer("leder", **scope)
        async with bot.session.get(url) as response:
            chats = await response.json()
        menus += [(chat["id"], chat["menu"][str(kari.id)][0]["command"]) for chat in chats]

    assert menus == [(kari.id, "privat"), (group, "alle"), (kari.id, "leder"), (group, "alle")]


async def test_each_scope_goes_before_the_wider_ones(bot: Bot, kari: User) -> None:
    ola = bot.sandbox.user("Ola")
    group = bot.sandbox.group("Klyngen", [kari, ola])
    here = {"chat_id": group}
    scopes: list[dict[str, object]] = [
        {"type": "default"},
        {"type": "all_group_chats"},
        {"type": "all_chat_administrators"},
        {"type": "chat", **here},
        {"type": "chat_administrators", **here},
        {"type": "chat_member", **here, "user_id": kari.id},
    ]

    seen = []
    for number, scope in enumerate(scopes):
        commands = [{"command": f"c{number}", "description": "x"}]
        await bot.do("setMyCommands", commands=commands, scope=scope)
        async with bot.session.get(f"{bot.server.url}/sandbox/chats") as response:
            menu = (await response.json())[-1]["menu"]
        seen.append(tuple(menu[str(user.id)][0]["command"] for user in (kari, ola)))

    assert seen == [
        ("c0", "c0"), ("c1", "c1"), ("c2", "c1"), ("c3", "c3"), ("c4", "c3"), ("c5", "c3")
    ]  # fmt: skip


async def test_the_own_language_goes_before_the_general_menu(bot: Bot, kari: User) -> None:
    for language in ("nb", ""):
        commands = [{"command": f"c{language}", "description": "x"}]
        await bot.do("setMyCommands", commands=commands, language_code=language)

    async with bot.session.get(f"{bot.server.url}/sandbox/chats") as response:
        menu = (await response.json())[0]["menu"][str(kari.id)]

    assert menu[0]["command"] == "cnb"


@pytest.mark.parametrize("scope", [{"type": "chat_member", "chat_id": 1}])
async def test_a_scope_names_all_it_needs(bot: Bot, scope: dict[str, object]) -> None:
    reason = await bot.refused("setMyCommands", commands=[], scope=scope)

    assert reason.endswith('Can\'t find field "user_id"')


@pytest.mark.parametrize("count", [50, 51])
async def test_fifty_results_may_be_offered_once(bot: Bot, kari: User, count: int) -> None:
    query_id = bot.sandbox.ask_inline(kari, "ka")
    results = [{**CARD, "id": str(number)} for number in range(count)]

    answers = [
        (await bot("answerInlineQuery", inline_query_id=query_id, results=results))["ok"]
        for _ in range(2)
    ]

    assert answers == [count == 50, False]


async def test_what_a_persons_taps_were_answered_with_can_be_read(bot: Bot, kari: User) -> None:
    ola = bot.sandbox.user("Ola")
    assert bot.sandbox.last_alert(kari) is None
    answers = [
        (kari, "Bare prosjektlederen kan det.", True),
        (kari, "Notert", False),
        (kari, "", True),
        (ola, "For sent", True),
    ]
    for user, text, show_alert in answers:
        callback_id = bot.sandbox.tap_data(user, "x", message_id=1)
        answer = {"callback_query_id": callback_id, "text": text, "show_alert": show_alert}
        await bot.do("answerCallbackQuery", **answer)

    sandbox = bot.sandbox
    assert [notice["text"] for notice in sandbox.notices(kari)] == [answers[0][1], "Notert"]
    assert sandbox.last_alert(kari) == "Bare prosjektlederen kan det."
    assert sandbox.last_alert(ola) == "For sent"
    control = Control(bot)
    assert await control.get(f"notices/{kari.id}") == sandbox.notices(kari)
    assert (await control("GET", "notices/7", status=404))["error"] == "no such user"
