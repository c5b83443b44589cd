"""What a message replies to, and the words it quotes."""

from klyngebot.sandbox import User
from unit.sandbox.support import Bot


async def test_a_reply_to_a_reply_shows_only_the_last_of_them(bot: Bot, kari: User) -> None:
    first = bot.sandbox.say(kari, "Når?")
    second = bot.sandbox.say(kari, "Hallo?", reply_to=first)

    sent = await bot.do(
        "sendMessage", chat_id=kari.id, text="Nå", reply_parameters={"message_id": second}
    )

    assert sent["reply_to_message"]["text"] == "Hallo?"
    assert "reply_to_message" not in sent["reply_to_message"]


async def test_a_quote_stands_where_it_was_said(bot: Bot, kari: User) -> None:
    said = bot.sandbox.say(kari, "😀 Når er møtet?")
    reply = {"message_id": said, "quote": "<b>møtet</b>", "quote_parse_mode": "HTML"}

    sent = await bot.do("sendMessage", chat_id=kari.id, text="I dag", reply_parameters=reply)

    assert sent["quote"] == {
        "text": "møtet",
        "entities": [{"type": "bold", "offset": 0, "length": 5}],
        "position": 10,
        "is_manual": True,
    }


async def test_a_reply_into_another_chat_names_where_that_is(bot: Bot, kari: User) -> None:
    channel = bot.sandbox.channel("Nytt", [kari], username="nytt_eksempel")
    post = bot.sandbox.say(kari, "Nyhet", chat_id=channel)

    sent = [
        await bot.do(
            "sendMessage",
            chat_id=kari.id,
            text="Se",
            reply_parameters={"message_id": post, "chat_id": chat_id},
        )
        for chat_id in (channel, str(channel), "@nytt_eksempel")
    ]

    for message in sent:
        assert message["external_reply"]["chat"]["title"] == "Nytt"
        assert message["external_reply"]["message_id"] == post
        assert "reply_to_message" not in message


async def test_the_old_parameters_are_read_when_the_new_are_not_there(bot: Bot, kari: User) -> None:
    said = bot.sandbox.say(kari, "Når?")
    text = {"chat_id": kari.id, "text": "Nå"}

    sent = await bot.do("sendMessage", **text, reply_to_message_id=str(said))
    lonely = await bot.do(
        "sendMessage", **text, reply_to_message_id=99, allow_sending_without_reply="true"
    )
    silent = await bot.do("sendMessage", **text, reply_to_message_id=99, reply_parameters="{}")

    assert sent["reply_to_message"]["message_id"] == said
    assert "reply_to_message" not in lonely
    assert "reply_to_message" not in silent
