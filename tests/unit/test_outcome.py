import json

import pytest

from klyngebot.bot.api import Answer
from klyngebot.bot.outcome import LONGEST_REASON, TokenRefusedError, classify, of_edit
from klyngebot.domain.deliveries import Deferred, Delivered, Outcome, Refused, Uncertain

DAY = 24 * 3600.0
BLOCKED = "Forbidden: bot was blocked by the user"
NOT_FOUND = "Bad Request: chat not found"
TOO_LONG = "Bad Request: message is too long"
HTML = b"<html><body>no</body></html>"


def no(status: int, description: str, **parameters: object) -> Answer:
    body = {"ok": False, "error_code": status, "description": description}
    return Answer(status, json.dumps(body | parameters).encode())


def yes(result: object) -> Answer:
    return Answer(200, json.dumps({"ok": True, "result": result}).encode())


def wait(seconds: object) -> Answer:
    return no(429, "Too Many Requests", parameters={"retry_after": seconds})


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (yes({"message_id": 7}), Delivered(7)),
        (yes([{"message_id": 7}, {"message_id": 8}]), Delivered(7, (8,))),
        (yes([{"message_id": True}]), Delivered(None)),
        (yes([]), Delivered(None)),
        (yes({}), Delivered(None)),
        (yes(True), Delivered(None)),
        (yes({"message_id": "7"}), Delivered(None)),
        (yes({"message_id": True}), Delivered(None)),
        (yes({"message_id": 7.5}), Delivered(None)),
        (yes({"message_id": -7}), Delivered(None)),
        (yes({"message_id": 2**63}), Delivered(None)),
        (yes({"message_id": {}}), Delivered(None)),
        (Answer(200, b"[" * 100_000), Uncertain("http 200")),
        (Answer(403, b'{"ok":' * 100_000), Uncertain("http 403")),
        (
            Answer(200, b'{"ok":true,"result":{"message_id":' + b"9" * 5000 + b"}}"),
            Uncertain("http 200"),
        ),
        (no(400, "Bad\ud800\nRequest"), Refused("Bad Request")),
        (no(400, "x" * 1000), Refused("x" * LONGEST_REASON)),
        (Answer(200, b'{"ok":true}'), Delivered(None)),
        (Answer(200, b"garbage"), Uncertain("http 200")),
        (Answer(200, b""), Uncertain("http 200")),
        (Answer(200, b'{"ok":true,"resu'), Uncertain("http 200")),
        (Answer(200, b"\xff\xfe\x00"), Uncertain("http 200")),
        (Answer(200, b"[]"), Uncertain("http 200")),
        (Answer(200, b'{"ok":"yes"}'), Uncertain("http 200")),
        (no(400, TOO_LONG), Refused(TOO_LONG, content=True)),
        (no(400, NOT_FOUND), Refused(NOT_FOUND, unreachable=True)),
        (Answer(400, b'{"ok":false}'), Refused("")),
        (no(403, BLOCKED), Refused(BLOCKED, unreachable=True)),
        (Answer(403, HTML), Uncertain("http 403")),
        (Answer(401, HTML), Uncertain("http 401")),
        (Answer(404, HTML), Uncertain("http 404")),
        (Answer(429, HTML), Uncertain("http 429")),
        (no(500, "Internal Server Error: restart"), Uncertain("http 500")),
        (Answer(502, HTML), Uncertain("http 502")),
        (Answer(504, b""), Uncertain("http 504")),
        (no(409, "Conflict"), Uncertain("http 409")),
        (Answer(302, b""), Uncertain("http 302")),
    ],
)
@pytest.mark.parametrize("group", [False, True])
def test_an_answer_says_what_became_of_the_message(
    answer: Answer, expected: Outcome, group: bool
) -> None:
    assert classify(answer, group=group) == expected


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (wait(3), 3.0),
        (wait(3.5), 3.5),
        (wait(0), 1.0),
        (wait(-5), 1.0),
        (wait(10**9), DAY),
        (no(429, "Too Many Requests"), 5.0),
        (no(429, "Too Many Requests", parameters={}), 5.0),
        (no(429, "Too Many Requests", parameters=None), 5.0),
        (Answer(429, b'{"ok":false}'), 5.0),
    ],
)
def test_a_429_is_certainly_not_sent_and_says_how_long_to_wait(
    answer: Answer, seconds: float
) -> None:
    assert classify(answer, group=False) == Deferred(seconds, holds_all=True)


def test_a_429_to_a_group_holds_that_chat_alone() -> None:
    assert classify(wait(30), group=True) == Deferred(30.0, holds_all=False)


def test_a_limit_met_inside_the_call_is_no_fault_of_the_message() -> None:
    inside = no(400, "Bad Request: Too Many Requests: retry after 8")

    assert classify(inside, group=False) == Deferred(8.0, holds_all=True)


def test_an_album_of_which_one_picture_met_the_limit_may_have_arrived_in_part() -> None:
    reason = (
        "Bad Request: failed to send message #2 with the error message "
        '"Too Many Requests: retry after 8"'
    )

    outcome = classify(no(400, reason), group=True)

    assert outcome == Uncertain(reason, Deferred(8.0, holds_all=False))


@pytest.mark.parametrize("parameters", [{"retry_after": None}, {"retry_after": "soon"}, [], "3"])
def test_a_429_whose_wait_is_no_number_is_still_certainly_not_sent(parameters: object) -> None:
    answer = no(429, "Too Many Requests", parameters=parameters)

    assert classify(answer, group=False) == Deferred(5.0, holds_all=True)


@pytest.mark.parametrize("status", [401, 404])
def test_a_token_that_telegram_does_not_know_stops_everything(status: int) -> None:
    with pytest.raises(TokenRefusedError, match="Unauthorized"):
        classify(no(status, "Unauthorized"), group=False)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Delivered(7, (8,)), Delivered()),
        (Refused("Bad Request: message is not modified: specified new …"), Delivered()),
        (Refused("Bad Request: message to delete not found"), Delivered()),
        (Refused("Bad Request: message to edit not found"), None),
        (Refused("Bad Request: message can't be deleted for everyone"), None),
        (Refused(BLOCKED, unreachable=True), None),
        (Deferred(3.0), None),
        (Uncertain("http 502"), None),
    ],
)
def test_an_edit_made_twice_is_made_once(outcome: Outcome, expected: Outcome | None) -> None:
    assert of_edit(outcome) == (expected or outcome)
