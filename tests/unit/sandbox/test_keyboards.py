from typing import Any

import pytest

from klyngebot.sandbox import User
from unit.sandbox.support import Bot


def rows(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


YES = {"text": "Ja", "callback_data": "y"}


@pytest.mark.parametrize(
    "markup",
    [
        rows(*[YES] * 9),
        {"inline_keyboard": [[YES]] * 101},
        {"inline_keyboard": [[{"text": "x" * 2000, "callback_data": "y"}]] * 6},
        {"keyboard": [["x"] * 13]},
        {"keyboard": [["x"]] * 301},
    ],
)
async def test_a_keyboard_has_its_size(bot: Bot, kari: User, markup: object) -> None:
    refusal = await bot.refused("sendMessage", chat_id=kari.id, text="?", reply_markup=markup)

    assert refusal == "Bad Request: reply markup is too long"


@pytest.mark.parametrize(
    "button",
    [
        {"callback_data": 1},
        {"url": "tg://user?id=1"},
        {"url": "https://example.no", "callback_data": ""},
        {"switch_inline_query": ""},
        {"switch_inline_query_current_chat": "møte"},
        {"switch_inline_query_chosen_chat": {"query": "møte"}},
        {"web_app": {"url": "https://example.no"}},
        {"login_url": {"url": "https://example.no"}},
        {"copy_text": {"text": "x" * 256}},
        {**YES, "style": "danger"},
    ],
)
async def test_every_kind_of_button_is_taken(bot: Bot, kari: User, button: dict[str, Any]) -> None:
    markup = rows({"text": "x", **button})

    message = await bot.do("sendMessage", chat_id=kari.id, text="?", reply_markup=markup)

    assert message["reply_markup"]["inline_keyboard"][0][0].keys() == {"text", *button}


async def test_data_of_64_bytes_and_rows_of_8_are_taken(bot: Bot, kari: User) -> None:
    button = {"text": "x", "callback_data": "å" * 32}

    message = await bot.do(
        "sendMessage", chat_id=kari.id, text="?", reply_markup=rows(*[button] * 8)
    )

    assert len(message["reply_markup"]["inline_keyboard"][0]) == 8


@pytest.mark.parametrize(
    ("given", "shown"),
    [("https://x.no/a", "https://x.no/a"), ("x.no", "http://x.no/"), ("x.no/a", "http://x.no/a")],
)
async def test_an_address_without_a_scheme_gets_one(
    bot: Bot, kari: User, given: str, shown: str
) -> None:
    markup = rows({"text": "x", "url": given})

    message = await bot.do("sendMessage", chat_id=kari.id, text="?", reply_markup=markup)

    assert message["reply_markup"]["inline_keyboard"][0][0]["url"] == shown


@pytest.mark.parametrize(
    "markup", [{"force_reply": True}, {"inline_keyboard": [[]]}, {"nonsense": 1}, {}, "{}"]
)
async def test_other_keyboards_are_taken_and_not_shown(
    bot: Bot, kari: User, markup: dict[str, Any] | str
) -> None:
    message = await bot.do("sendMessage", chat_id=kari.id, text="?", reply_markup=markup)

    assert "reply_markup" not in message
    assert bot.sandbox.buttons(kari.id) == []


async def test_the_chat_keeps_the_last_reply_keyboard(bot: Bot, kari: User) -> None:
    async def kept(**markup: Any) -> Any:
        sent = await bot.do("sendMessage", chat_id=kari.id, text="?", reply_markup=markup)
        keyboard = bot.sandbox.chats[kari.id].reply_keyboard
        return keyboard and (keyboard.pop("message_id") == sent["message_id"], keyboard)

    rows = [["Ja", {"text": "Mitt nummer", "request_contact": True}]]

    assert await kept(keyboard=[*rows, []], one_time_keyboard=True) == (
        True,
        {"keyboard": rows, "one_time_keyboard": True},
    )
    assert await kept(force_reply=True) == (True, {"force_reply": True})
    assert await kept(remove_keyboard=True) is None


async def test_a_message_that_brought_a_reply_keyboard_cannot_be_edited(
    bot: Bot, kari: User
) -> None:
    markup = {"keyboard": [["Ja"]]}
    sent = await bot.do("sendMessage", chat_id=kari.id, text="?", reply_markup=markup)
    edit = {"chat_id": kari.id, "message_id": sent["message_id"], "text": "!"}

    assert await bot.refused("editMessageText", **edit) == "Bad Request: message can't be edited"
