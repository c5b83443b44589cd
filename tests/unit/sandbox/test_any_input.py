"""Whatever a caller sends, the answer is one that Telegram could give."""

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
    SCALARS | st.just(990000001) | st.sampled_from(["HTML", "x", "[]", "{}", '{"type": []}']),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["type", "offset", "length", "message_id", "inline_keyboard", "text",
                         "url", "callback_data", "command", "chat_id", "keyboard", "media", "id",
                         "copy_text", "style", "title"]), inner, max_size=3
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
