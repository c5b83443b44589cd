from typing import Any

import pytest

from klyngebot.bot.intake import lane_of

ANNA = {"id": 11, "first_name": "Anna"}
GROUP = {"id": -100, "type": "supergroup"}
PRIVATE = {"id": 11, "type": "private"}


@pytest.mark.parametrize(
    ("update", "lane"),
    [
        ({"message": {"chat": PRIVATE, "from": ANNA}}, 11),
        ({"message": {"chat": GROUP, "from": ANNA}}, -100),
        ({"message": {"from": ANNA}}, 11),
        ({"edited_message": {"chat": GROUP, "from": ANNA}}, -100),
        ({"callback_query": {"from": ANNA, "message": {"chat": GROUP}}}, -100),
        ({"callback_query": {"from": ANNA, "message": {"chat": GROUP, "from": {"id": 9}}}}, -100),
        ({"callback_query": {"from": ANNA, "inline_message_id": "x"}}, 11),
        ({"my_chat_member": {"chat": PRIVATE, "from": ANNA}}, 11),
        ({"poll": {"id": "5"}}, 0),
        ({}, 0),
    ],
)
def test_the_lane_is_the_chat_else_the_sender(update: dict[str, Any], lane: int) -> None:
    assert lane_of({"update_id": 1} | update) == lane


@pytest.mark.parametrize(
    "update",
    [
        {"message": None},
        {"message": "hello"},
        {"message": []},
        {"message": {"chat": None}},
        {"message": {"chat": 5}},
        {"message": {"chat": {"id": "5"}}},
        {"message": {"chat": {"id": True}}},
        {"message": {"chat": {"id": 2**63}}},
        {"message": {"chat": {"id": -(2**64)}}},
        {"callback_query": {"message": None}},
        {"callback_query": {"message": "hello"}},
        {"callback_query": {"message": [1]}},
    ],
)
def test_an_odd_update_gets_the_lane_nobody_has(update: dict[str, Any]) -> None:
    assert lane_of(update) == 0
