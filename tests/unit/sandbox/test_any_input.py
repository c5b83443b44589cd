"""Whatever a caller sends, the answer is one that Telegram could give."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klyngebot.sandbox import Sandbox, User
from klyngebot.sandbox.answering import answer
from klyngebot.sandbox.errors import ApiError
from klyngebot.sandbox.methods import METHODS
from klyngebot.sandbox.params import Params
from unit.sandbox.support import Bot

NAMES = sorted({name for method in METHODS.values() for name in method.reads})
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS
    | st.just(990000001)
    | st.sampled_from(
        ["HTML", "MarkdownV2", "x", "[]", "{}", '{"type": []}', "photo", "article"]
    ),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["type", "offset", "length", "message_id", "inline_keyboard", "text",
                         "url", "callback_data", "command", "chat_id", "keyboard", "media", "id",
                         "copy_text", "style", "title", "input_message_content",
                         "message_text", "quote", "reply_markup", "emoji", "web_app", "user_id"]),
        inner, max_size=3
    ),
    max_leaves=8,
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(METHODS))
@settings(max_examples=25, deadline=None)
@given(values=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6))
async def test_every_method_answers_whatever_it_is_sent(name: str, values: dict[str, Any]) -> None:
    sandbox = Sandbox()
    sandbox.say(sandbox.user("Kari"), "/start")
    params = Params({"chat_id": 990000001, **values})
    try:
        params.normalise()
    except ApiError:
        return

    found = await answer(sandbox, name, params)

    assert found.status in {200, 400, 403}


@pytest.mark.parametrize(
    "params",
    [
        {"text": "\ud800"},
        {"text": "<b>\udc00</b>", "parse_mode": "HTML"},
        {
            "text": "x",
            "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "\ud800"}]]},
        },
    ],
)
async def test_half_a_surrogate_pair_is_refused(
    bot: Bot, kari: User, params: dict[str, Any]
) -> None:
    refusal = await bot.refused("sendMessage", chat_id=kari.id, **params)

    assert refusal == "Bad Request: strings must be encoded in UTF-8"


async def test_odd_json_is_refused_over_http_too(bot: Bot) -> None:
    assert await bot.refused("sendMessage", chat_id=[1], text="x") == "Bad Request: chat not found"


@pytest.mark.parametrize("depth", [99, 101, 900, 100_000])
@pytest.mark.parametrize(
    "name", ["reply_markup", "entities", "media", "results", "text", "chat_id", "message_ids"]
)
async def test_json_of_any_depth_is_answered(bot: Bot, kari: User, name: str, depth: int) -> None:
    deep = "[" * depth + "]" * depth
    as_text = f'{{"chat_id": {kari.id}, "text": "x", "{name}": "{deep}"}}'
    as_json = f'{{"chat_id": {kari.id}, "text": "x", "{name}": {deep}}}'

    for body in (as_text, as_json):
        for method in ("sendMessage", "sendMediaGroup", "answerInlineQuery", "deleteMessages"):
            headers = {"Content-Type": "application/json"}
            async with bot.session.post(bot.url(method), data=body, headers=headers) as response:
                assert response.status in {200, 400}


@pytest.mark.parametrize("number", ["9" * 5000, "-1e400", "1e400", "NaN", "1.5", "true", "null"])
@pytest.mark.parametrize("name", ["chat_id", "message_id", "from_chat_id", "latitude", "user_id"])
async def test_any_number_is_answered(bot: Bot, kari: User, name: str, number: str) -> None:
    for method in ("sendLocation", "copyMessage", "getChatMember", "pinChatMessage"):
        body = f'{{"chat_id": {kari.id}, "longitude": 1, "{name}": {number}}}'
        headers = {"Content-Type": "application/json"}
        async with bot.session.post(bot.url(method), data=body, headers=headers) as response:
            assert response.status in {200, 400}


@pytest.mark.parametrize(("depth", "is_read"), [(98, True), (101, False)])
async def test_json_is_read_down_to_a_depth(
    bot: Bot, kari: User, depth: int, is_read: bool
) -> None:
    deep = json.loads("[" * depth + "]" * depth)

    for markup in ({"nonsense": deep}, json.dumps({"nonsense": deep})):
        answer = await bot("sendMessage", chat_id=kari.id, text="x", reply_markup=markup)

        assert answer["ok"] is is_read
        if not is_read:
            refusal = "Bad Request: can't parse reply keyboard markup JSON object"
            assert answer["description"] == refusal
