"""Who takes part: people, and the chats they share with the bot."""

from dataclasses import dataclass, field
from typing import Any

FIRST_USER_ID = 990_000_001
"""Looks made up, and is far from the ids a log of real Telegram would show."""

FIRST_GROUP_ID = -990_000_001


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person who plays along."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str = "nb"

    @property
    def name(self) -> str:
        """The full name, as Telegram shows it."""
        return " ".join(filter(None, (self.first_name, self.last_name)))

    def as_json(self) -> dict[str, Any]:
        """Return the ``User`` of the Bot API."""
        return {
            "id": self.id,
            "is_bot": False,
            **_present(
                first_name=self.first_name,
                last_name=self.last_name,
                username=self.username,
                language_code=self.language_code,
            ),
        }


@dataclass(slots=True, kw_only=True)
class Chat:
    """A chat and what it shows now, newest message last.

    Messages are replaced when they are edited, never changed in place, so that a
    snapshot somebody holds stays what it was.
    """

    id: int
    json: dict[str, Any]
    members: set[int]
    started: bool = False
    blocked: bool = False
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def is_group(self) -> bool:
        """Whether several people share it."""
        return self.id < 0


def private_chat(user: User) -> Chat:
    """Return the chat of ``user`` with the bot, not started yet."""
    names = _present(first_name=user.first_name, last_name=user.last_name, username=user.username)
    return Chat(id=user.id, json={"id": user.id, **names, "type": "private"}, members={user.id})


def group_chat(chat_id: int, title: str, members: set[int]) -> Chat:
    """Return a group the bot has just been added to."""
    json = {"id": chat_id, "title": title, "type": "group"}
    return Chat(id=chat_id, json=json, members=members, started=True)


def _present(**fields: str | None) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value is not None}
