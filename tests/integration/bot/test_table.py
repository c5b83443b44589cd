"""Which handler an update belongs to."""

from types import SimpleNamespace
from typing import Any

import pytest
from telegram import Update
from telegram.ext import CommandHandler

from klyngebot.bot.table import handlers

FORWARDED = {
    "forward_origin": {
        "type": "user",
        "date": 1764000000,
        "sender_user": {"id": 8, "is_bot": False, "first_name": "Ola"},
    }
}


def is_command(text: str, **more: object) -> bool:
    """Return whether a message with ``text`` does what a command does."""
    length = len(text.split(maxsplit=1)[0])
    message: dict[str, Any] = {
        "message_id": 1,
        "date": 1764000000,
        "chat": {"id": 7, "type": "private", "first_name": "Kari"},
        "from": {"id": 7, "is_bot": False, "first_name": "Kari"},
        "text": text,
        "entities": [{"type": "bot_command", "offset": 0, "length": length}],
        **more,
    }
    bot: Any = SimpleNamespace(username="klyngebot", defaults=None)
    update = Update.de_json({"update_id": 1, "message": message}, bot)
    found = (one for one in handlers() if one.check_update(update) not in (None, False))
    return isinstance(next(found, None), CommandHandler)


@pytest.mark.parametrize("text", ["/stopp", "/skjul_meg", "/slett_meg", "/avbryt", "/start bli-x"])
def test_a_command_somebody_else_wrote_does_nothing(text: str) -> None:
    assert not is_command(text, **FORWARDED)


def test_a_command_one_writes_oneself_does_what_it_says() -> None:
    assert is_command("/stopp")
