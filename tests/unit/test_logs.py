"""One line an event, with no secret and nobody's words in it."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngebot.logs import OneLine, set_up_logs

TOKEN = "990000000:made-up-token-for-the-tests-only"
OTHER_TOKEN = "123456789:AAmade-up-token-nobody-has-named"


def line(message: str, *args: object, secrets: tuple[str, ...] = (TOKEN,)) -> str:
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, message, args, None)
    return OneLine(secrets).format(record)


def line_of(error: Exception, message: str = "update_failed") -> str:
    info = (type(error), error, raised(error).__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, message, None, info)
    return OneLine([TOKEN]).format(record)


def raised(error: Exception) -> Exception:
    with suppress(type(error)):
        raise error
    return error


@pytest.fixture
def restored() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)


def test_a_line_says_when_how_bad_where_and_what() -> None:
    day, _, said = line("ready bot=%s", "klynge_bot").split(" ", 2)

    assert datetime.fromisoformat(day).year >= 2026
    assert said == "INFO x ready bot=klynge_bot"


@given(st.text())
def test_any_message_is_one_line_that_a_terminal_can_show(text: str) -> None:
    said = line("said=%s", text)

    assert len(said.splitlines()) == 1
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in said)


@pytest.mark.parametrize(
    ("text", "shown"), [("a\nb", "a\\nb"), ("\x1b[31m", "\\x1b[31m"), ("\u2028", "\\u2028")]
)
def test_control_characters_are_written_out(text: str, shown: str) -> None:
    assert line("said=%s", text).endswith(f"said={shown}")


@pytest.mark.parametrize(
    "message",
    [f"token {TOKEN}", f"https://api.telegram.org/bot{TOKEN}/getMe", f"{TOKEN}{TOKEN}"],
)
def test_the_token_is_blotted_out(message: str) -> None:
    said = line("%s", message)

    assert "made-up" not in said
    assert "<secret>" in said


@pytest.mark.parametrize("before", ["", "token=", "https://api.telegram.org/bot", "«"])
def test_anything_shaped_like_a_token_is_blotted_out(before: str) -> None:
    said = line("%s", f"{before}{OTHER_TOKEN}/getMe")

    assert "made-up" not in said


def test_an_empty_secret_blots_nothing_out() -> None:
    assert line("plain", secrets=("",)).endswith("plain")


def test_a_traceback_says_where_and_which_error_in_one_line() -> None:
    said = line_of(ValueError("x"))

    assert "ValueError at test_logs.py:" in said
    assert len(said.splitlines()) == 1


def test_an_errors_own_words_are_not_logged() -> None:
    said = line_of(ValueError(f"Kari Nordmann skrev {TOKEN}"))

    assert "Kari" not in said
    assert TOKEN not in said


def test_the_words_of_what_caused_an_error_are_not_logged() -> None:
    error = ValueError("Kari")
    error.__cause__ = KeyError("Nordmann")

    said = line_of(error)

    assert "Kari" not in said
    assert "Nordmann" not in said


@pytest.mark.usefixtures("restored")
def test_the_log_of_the_process_goes_to_one_place_and_leaves_out_urls() -> None:
    stream = io.StringIO()

    set_up_logs([TOKEN], stream)
    logging.getLogger("klyngebot").info("token=%s", TOKEN)
    logging.getLogger("klyngebot").debug("too small")
    logging.getLogger("httpx").info("POST https://api.telegram.org/bot%s/getMe", TOKEN)

    (said,) = stream.getvalue().splitlines()
    assert said.endswith("INFO klyngebot token=<secret>")


@pytest.mark.usefixtures("restored")
def test_setting_the_log_up_twice_does_not_say_things_twice() -> None:
    stream = io.StringIO()
    set_up_logs([], stream)
    set_up_logs([], stream)

    logging.getLogger("klyngebot").warning(json.dumps({"å": 1}))

    assert len(stream.getvalue().splitlines()) == 1
