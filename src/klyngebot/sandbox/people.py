"""Who takes part: people, and the chats they share with the bot."""

from dataclasses import KW_ONLY, dataclass, field
from typing import Any

Json = dict[str, Any]

FIRST_USER_ID = 990_000_001
"""Looks made up, and is far from the ids a log of real Telegram would show."""

FIRST_GROUP_ID = -990_000_001
FIRST_CHANNEL_ID = -1_009_900_000_001
"""Channels and supergroups: Telegram's ids for them begin with -100."""

INSIDE = frozenset({"member", "administrator", "creator"})


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person who plays along.

    Args:
        id: As Telegram numbers people.
        first_name: What Telegram shows first.
        last_name: Maybe.
        username: Without the @.
        language_code: Of their Telegram.
        hint: A few words for the page only; the bot never sees them.
        deactivated: They have deleted their account.
    """

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str = "nb"
    hint: str = ""
    deactivated: bool = False

    @property
    def name(self) -> str:
        """The full name, as Telegram shows it."""
        return " ".join(filter(None, (self.first_name, self.last_name)))

    def as_json(self) -> Json:
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

    def with_hint(self) -> Json:
        """Return what the page knows of them: more than the bot."""
        return {**self.as_json(), "hint": self.hint, "deactivated": self.deactivated}


@dataclass(slots=True)
class Chat:
    """A chat and what it shows now, newest message last.

    Messages are replaced when they are edited, never changed in place, so that a
    snapshot somebody holds stays what it was.

    Args:
        id: Below zero when several people share it.
        json: The ``Chat`` of the Bot API.
        members: Ids of the people in it.
        admins: Ids of those of them who run it, the owner among them.
        creator: Id of the owner, none when they have left.
        started: The bot may write first here.
        bot_status: ``member``, ``administrator``, ``left`` or ``kicked``; who blocks the bot
            in their own chat kicks it.
        migrated_to: The supergroup this group has become.
        messages: What it shows, by message id.
        bot_posts: Ids of what the bot wrote in a channel, where a message names no author.
        silent: Ids of what the bot sent without a sound.
        pinned: Ids of the pinned messages, the newest last.
        reply_keyboard: The keyboard under the text field, with the ``message_id`` that brought it.
        typing_until: The bot "is typing" until then (s since 1970).
        last_id: Newest message id of a chat that counts for itself.
    """

    id: int
    json: Json
    members: set[int]
    _: KW_ONLY
    admins: set[int] = field(default_factory=set)
    creator: int | None = None
    started: bool = False
    bot_status: str = "member"
    migrated_to: int | None = None
    messages: dict[int, Json] = field(default_factory=dict)
    bot_posts: set[int] = field(default_factory=set)
    silent: set[int] = field(default_factory=set)
    pinned: list[int] = field(default_factory=list)
    reply_keyboard: Json | None = None
    typing_until: float = 0.0
    last_id: int = 0

    @property
    def type(self) -> str:
        """``private``, ``group``, ``supergroup`` or ``channel``."""
        return str(self.json["type"])

    @property
    def is_private(self) -> bool:
        """Whether it is one person's chat with the bot."""
        return self.type == "private"

    @property
    def is_group(self) -> bool:
        """Whether several people talk in it."""
        return self.type in {"group", "supergroup"}

    @property
    def is_channel(self) -> bool:
        """Whether its administrators alone write in it."""
        return self.type == "channel"

    @property
    def counts_for_itself(self) -> bool:
        """Whether its message ids are its own; all other chats of a bot share one count."""
        return self.type in {"supergroup", "channel"}

    def lose(self, user_id: int) -> None:
        """Let somebody be in it no more, nor run it."""
        self.members.discard(user_id)
        self.dismiss(user_id)

    def dismiss(self, user_id: int) -> None:
        """Let somebody run it no more."""
        self.admins.discard(user_id)
        if self.creator == user_id:
            self.creator = None

    def status_of(self, user_id: int) -> str:
        """Return what somebody is in it, in the words of the Bot API."""
        if user_id not in self.members:
            return "left"
        if self.is_private or user_id not in self.admins:
            return "member"
        return "creator" if user_id == self.creator else "administrator"

    @property
    def blocked(self) -> bool:
        """Whether the bot has been shut out."""
        return self.bot_status not in INSIDE


def private_chat(user: User) -> Chat:
    """Return the chat of ``user`` with the bot, not started yet."""
    names = _present(first_name=user.first_name, last_name=user.last_name, username=user.username)
    return Chat(user.id, {"id": user.id, **names, "type": "private"}, {user.id})


def shared_chat(
    chat_id: int,
    kind: str,
    title: str,
    members: set[int],
    admins: set[int],
    *,
    creator: int | None,
    username: str = "",
) -> Chat:
    """Return a group, supergroup or channel the bot is in."""
    name = {"username": username} if username else {}
    json = {"id": chat_id, "title": title, **name, "type": kind}
    return Chat(chat_id, json, members, admins=admins, creator=creator, started=True)


def _present(**fields: str | None) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value is not None}
