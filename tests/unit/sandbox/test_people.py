import pytest

from klyngebot.sandbox import Sandbox, User
from unit.sandbox.pixel import PNG
from unit.sandbox.support import Bot


def keyboard(*buttons: tuple[str, str]) -> dict[str, object]:
    return {
        "inline_keyboard": [
            [{"text": text, "url" if ":" in data else "callback_data": data}]
            for text, data in buttons
        ]
    }


async def test_people_have_ids_that_look_made_up(sandbox: Sandbox) -> None:
    kari = sandbox.user("Kari", last_name="Nordmann")
    ola = sandbox.user("Ola", language_code="en", id=990000010)

    assert (kari.id, ola.id, sandbox.user("Per").id) == (990000001, 990000010, 990000011)
    assert sandbox.users[:2] == [kari, ola]
    assert kari.name == "Kari Nordmann"
    with pytest.raises(ValueError, match="there is a user"):
        sandbox.user("Kari", id=kari.id)


async def test_a_command_comes_with_its_entity(bot: Bot, kari: User) -> None:
    bot.sandbox.say(kari, "/finn gull", entities=[{"type": "bold", "offset": 6, "length": 4}])

    (update,) = await bot.updates()

    assert update["message"]["from"]["language_code"] == "nb"
    assert update["message"]["entities"] == [
        {"type": "bot_command", "offset": 0, "length": 5},
        {"type": "bold", "offset": 6, "length": 4},
    ]


async def test_a_reply_of_a_person_carries_what_it_answers(bot: Bot, kari: User) -> None:
    question = await bot.do("sendMessage", chat_id=kari.id, text="Hvem?")
    bot.sandbox.say(kari, "Jeg", reply_to=question["message_id"])

    (update,) = await bot.updates()

    assert update["message"]["reply_to_message"]["text"] == "Hvem?"
    with pytest.raises(ValueError, match="no message 99"):
        bot.sandbox.say(kari, "Jeg", reply_to=99)


async def test_an_empty_message_cannot_be_written(sandbox: Sandbox, kari: User) -> None:
    with pytest.raises(ValueError, match="empty"):
        sandbox.say(kari, "  ")


async def test_files_of_a_person_reach_the_bot(bot: Bot, kari: User) -> None:
    bot.sandbox.send_document(kari, "liste.csv", b"a;b", caption="/import")
    bot.sandbox.send_photo(kari, PNG)
    bot.sandbox.send_photo(kari, b"anything")

    document, photo, odd = (update["message"] for update in await bot.updates())

    assert document["document"]["file_name"] == "liste.csv"
    assert document["caption_entities"][0]["type"] == "bot_command"
    assert photo["photo"][0]["width"] == 1
    assert odd["photo"][0]["width"] == 1280


async def test_a_button_is_found_by_the_beginning_or_a_part_of_its_label(
    bot: Bot, kari: User
) -> None:
    markup = keyboard(("✅ Ja", "1"), ("Ja, gjerne", "2"), ("Ja", "3"))
    await bot.do("sendMessage", chat_id=kari.id, text="Kommer du?", reply_markup=markup)
    await bot.do("sendMessage", chat_id=kari.id, text="uten knapper")

    for label in ("Ja", "Ja,", "✅", "gjerne"):
        bot.sandbox.tap(kari, label)

    data = [update["callback_query"]["data"] for update in await bot.updates()]
    assert data == ["3", "2", "1", "2"]
    assert bot.sandbox.buttons(kari.id) == ["✅ Ja", "Ja, gjerne", "Ja"]


async def test_the_newest_message_with_the_button_is_tapped(bot: Bot, kari: User) -> None:
    older = await bot.do(
        "sendMessage", chat_id=kari.id, text="1", reply_markup=keyboard(("Ja", "1"))
    )
    await bot.do("sendMessage", chat_id=kari.id, text="2", reply_markup=keyboard(("Ja", "2")))

    bot.sandbox.tap(kari, "Ja")
    bot.sandbox.tap(kari, "Ja", message_id=older["message_id"])

    data = [update["callback_query"]["data"] for update in await bot.updates()]
    assert data == ["2", "1"]


async def test_a_button_that_is_not_there_names_those_that_are(bot: Bot, kari: User) -> None:
    await bot.do("sendMessage", chat_id=kari.id, text="1", reply_markup=keyboard(("Ja", "1")))

    with pytest.raises(LookupError, match=r"no button 'Nei' .* \['Ja'\]"):
        bot.sandbox.tap(kari, "Nei")
    with pytest.raises(LookupError, match=r"there are \[\]"):
        bot.sandbox.tap(kari, "Ja", message_id=99)


async def test_forged_data_comes_as_from_a_button(bot: Bot, kari: User) -> None:
    bot.sandbox.tap_data(kari, "erase:everybody", message_id=99)

    (update,) = await bot.updates()

    assert update["callback_query"]["data"] == "erase:everybody"
    assert update["callback_query"]["message"]["date"] == 0


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://t.me/klynge_sandbox_bot?start=a1", "/start a1"),
        ("https://t.me/Klynge_Sandbox_bot", "/start"),
        ("tg://resolve?domain=klynge_sandbox_bot&start=x", "/start x"),
        ("https://t.me/another?start=x", None),
        ("https://x.no/klynge_sandbox_bot", None),
    ],
)
async def test_a_deep_link_to_the_bot_starts_it(
    bot: Bot, kari: User, url: str, text: str | None
) -> None:
    markup = keyboard(("Åpne", url))
    await bot.do("sendMessage", chat_id=kari.id, text="?", reply_markup=markup)

    assert bot.sandbox.tap(kari, "Åpne") == ""

    updates = await bot.updates(timeout=0)
    assert [update["message"]["text"] for update in updates] == ([text] if text else [])


async def test_who_blocks_the_bot_is_not_reached_until_they_take_it_back(
    bot: Bot, kari: User
) -> None:
    bot.sandbox.block(kari)
    bot.sandbox.block(kari)
    refusal = await bot.refused("sendMessage", chat_id=kari.id, text="hei")
    with pytest.raises(ValueError, match="has blocked the bot"):
        bot.sandbox.say(kari, "hei")
    bot.sandbox.unblock(kari)
    bot.sandbox.unblock(kari)

    assert refusal == "Forbidden: bot was blocked by the user"
    assert await bot.do("sendMessage", chat_id=kari.id, text="hei")
    changes = [update["my_chat_member"]["new_chat_member"] for update in await bot.updates()]
    assert [change["status"] for change in changes] == ["kicked", "member"]
    assert changes[0]["until_date"] == 0


async def test_a_new_group_tells_the_bot_so(bot: Bot, kari: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari])

    member, created = await bot.updates()

    assert group < 0
    assert member["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert created["message"]["group_chat_created"]
    assert (await bot.do("getChat", chat_id=group))["title"] == "Klyngen"
    with pytest.raises(ValueError, match="needs somebody"):
        bot.sandbox.group("Tom", [])


async def test_in_a_group_the_bot_sees_only_what_is_meant_for_it(bot: Bot, kari: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    own = await bot.do("sendMessage", chat_id=group, text="Hei alle")
    await bot.updates()

    bot.sandbox.say(kari, "ikke for boten", chat_id=group)
    bot.sandbox.say(kari, "/hjelp", chat_id=group)
    bot.sandbox.say(kari, "/hjelp@klynge_sandbox_bot", chat_id=group)
    bot.sandbox.say(kari, "/hjelp@another_bot", chat_id=group)
    bot.sandbox.say(kari, "hei @Klynge_sandbox_bot!", chat_id=group)
    bot.sandbox.say(kari, "takk", chat_id=group, reply_to=own["message_id"])

    texts = [update["message"]["text"] for update in await bot.updates()]
    assert texts == ["/hjelp", "/hjelp@klynge_sandbox_bot", "hei @Klynge_sandbox_bot!", "takk"]


async def test_nobody_writes_in_a_group_they_are_not_in(sandbox: Sandbox, kari: User) -> None:
    group = sandbox.group("Klyngen", [sandbox.user("Ola")])

    with pytest.raises(ValueError, match="Kari Nordmann is in no chat"):
        sandbox.say(kari, "hei", chat_id=group)


async def test_a_bot_thrown_out_of_a_group_is_told_so(bot: Bot, kari: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    bot.sandbox.set_bot_status(kari, group, "kicked")

    refusal = await bot.refused("sendMessage", chat_id=group, text="hei")

    assert refusal == "Forbidden: bot was kicked from the group chat"
