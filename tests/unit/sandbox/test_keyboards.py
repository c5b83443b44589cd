import json
from typing import Any

import pytest

from klyngebot.sandbox import User
from unit.sandbox.support import Bot


def rows(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


YES = {"text": "Ja", "callback_data": "y"}
UNPARSED = "Bad Request: can't parse inline keyboard button: "


@pytest.mark.parametrize(
    ("markup", "refusal"),
    [
        (rows({"text": "x", "callback_data": ""}), "Bad Request: BUTTON_DATA_INVALID"),
        (rows({"text": "x", "callback_data": "å" * 33}), "Bad Request: BUTTON_DATA_INVALID"),
        (rows({"text": "x", "callback_data": 1}), "Bad Request: BUTTON_DATA_INVALID"),
        (rows({**YES, "url": "https://x.no"}), f"{UNPARSED}exactly one action is allowed"),
        (
            rows({"text": "x"}),
            f"{UNPARSED}Text buttons are unallowed in the inline keyboard",
        ),
        (rows({"callback_data": "y"}), f'{UNPARSED}Field "text" must be a non-empty String'),
        ({"inline_keyboard": [["x"]]}, f"{UNPARSED}expected an Object InlineKeyboardButton"),
        (
            {"inline_keyboard": [YES]},
            f'{UNPARSED}Field "inline_keyboard" must be of type Array of Array',
        ),
        (rows(*[YES] * 9), "Bad Request: reply markup is too long"),
        ({"inline_keyboard": [[YES]] * 101}, "Bad Request: reply markup is too long"),
        (
            {"inline_keyboard": [[{"text": "x" * 2000, "callback_data": "y"}]] * 6},
            "Bad Request: reply markup is too long",
        ),
        (
            rows({"text": "x", "url": "javascript:x"}),
            "Bad Request: inline keyboard button URL 'javascript:x' is invalid: Wrong HTTP URL",
        ),
        (
            {"inline_keyboard": [[{"text": "x" * 9, "callback_data": "y" * 64}]] * 100 + [1]},
            f'{UNPARSED}Field "inline_keyboard" must be of type Array of Array',
        ),
        ({"nonsense": 1}, "Bad Request: object expected as reply markup"),
        ("{", "Bad Request: can't parse reply keyboard markup JSON object"),
    ],
)
async def test_keyboards_telegram_would_not_take_are_refused(
    bot: Bot, kari: User, markup: object, refusal: str
) -> None:
    assert refusal == await bot.refused(
        "sendMessage", chat_id=kari.id, text="?", reply_markup=markup
    )


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


@pytest.mark.parametrize("markup", [{"force_reply": True}, {"inline_keyboard": [[]]}, {}, "{}"])
async def test_other_keyboards_are_taken_and_not_shown(
    bot: Bot, kari: User, markup: dict[str, Any] | str
) -> None:
    message = await bot.do("sendMessage", chat_id=kari.id, text="?", reply_markup=markup)

    assert "reply_markup" not in message
    assert bot.sandbox.buttons(kari.id) == []


def inline_of(size: int, letter: str = "x") -> dict[str, Any]:
    """Return a keyboard that takes ``size`` bytes as Telegram counts them, in as few buttons."""
    rest = [[{"text": "", "callback_data": "y"}]]
    room = size - len(json.dumps(rest))
    width = len(letter.encode())
    text = letter * (room // width) + "x" * (room % width)
    return {"inline_keyboard": [[{"text": text, "callback_data": "y"}]]}


def keys(*lengths: int) -> dict[str, Any]:
    return {"keyboard": [["x"] * length for length in lengths]}


def copying(size: int) -> dict[str, Any]:
    return rows({"text": "x", "copy_text": {"text": "x" * size}})


@pytest.mark.parametrize(
    ("largest", "too_large"),
    [
        ({"inline_keyboard": [[YES]] * 100}, {"inline_keyboard": [[YES]] * 101}),
        (inline_of(10_240), inline_of(10_241)),
        (inline_of(10_240, "å"), inline_of(10_241, "å")),
        (keys(12), keys(13)),
        (keys(*[12] * 25), keys(*[12] * 25, 1)),
        (copying(256), copying(257)),
    ],
)
async def test_a_keyboard_is_taken_up_to_its_limit_and_no_further(
    bot: Bot, kari: User, largest: dict[str, Any], too_large: dict[str, Any]
) -> None:
    message = {"chat_id": kari.id, "text": "?"}

    assert await bot.do("sendMessage", **message, reply_markup=largest)
    assert await bot.refused("sendMessage", **message, reply_markup=too_large)


async def test_empty_rows_are_left_out(bot: Bot, kari: User) -> None:
    markup = {"inline_keyboard": [[], [YES], []]}

    message = await bot.do("sendMessage", chat_id=kari.id, text="?", reply_markup=markup)

    assert message["reply_markup"] == rows(YES)


async def test_in_a_supergroup_nobody_is_asked_for_a_number_either(bot: Bot, kari: User) -> None:
    group = bot.sandbox.migrate(bot.sandbox.group("Klyngen", [kari]))
    markup = {"keyboard": [[{"text": "Del", "request_contact": True}]]}

    refusal = await bot.refused("sendMessage", chat_id=group, text="?", reply_markup=markup)

    assert refusal == "Bad Request: phone number can be requested in private chats only"
