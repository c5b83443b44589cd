"""What the bot says about itself: commands, name, descriptions, menu button."""

import json
from typing import Any

from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.people import Chat, User

Scope = dict[str, Any]

DEFAULT_SCOPE: Scope = {"type": "default"}
SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
TEXT_LIMITS = {"name": 64, "description": 512, "short_description": 120}


class Profile:
    """Commands per scope and language, texts per language."""

    def __init__(self) -> None:
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.texts: dict[str, dict[str, Any]] = {name: {} for name in TEXT_LIMITS}
        self.menu_buttons: dict[str, Any] = {}

    def dump(self) -> dict[str, Any]:
        """Return what the state file keeps."""
        commands = [[*key, commands] for key, commands in self.commands.items()]
        return {"commands": commands, "texts": self.texts, "menu_buttons": self.menu_buttons}

    def load(self, kept: dict[str, Any]) -> None:
        """Take over what :meth:`dump` returned."""
        self.commands = {
            (scope, language): commands for scope, language, commands in kept["commands"]
        }
        self.texts = {**self.texts, **kept["texts"]}
        self.menu_buttons = kept["menu_buttons"]


def menu(own: Profile, chat: Chat, user: User) -> list[dict[str, str]]:
    """Return the commands ``user`` is offered in ``chat``: of the narrowest scope that has any.

    https://core.telegram.org/bots/api#determining-list-of-commands
    """
    group = ["all_chat_administrators"] if user.id in chat.admins else []
    shared = [
        f"chat_member:{chat.id}:{user.id}",
        *([f"chat_administrators:{chat.id}"] if group else []),
        f"chat:{chat.id}",
        *group,
        "all_group_chats",
    ]
    scopes = [f"chat:{chat.id}", "all_private_chats"] if chat.is_private else shared
    for scope in (*scopes, "default"):
        for language in (user.language_code, ""):
            commands = own.commands.get((scope, language))
            if commands:
                return commands
    return []


def scope_name(scope: Scope) -> str:
    """Return ``scope`` as one word: ``default``, ``chat:990000001``.

    Raises:
        ApiError: Telegram knows no such scope.
    """
    kind = scope.get("type")
    if not isinstance(kind, str) or kind not in SCOPES:
        raise bad_request(f"can't parse BotCommandScope: unsupported type {json.dumps(kind)}")
    missing = [name for name in SCOPES[kind] if name not in scope]
    if missing:
        raise bad_request(f"can't parse BotCommandScope: Can't find field \"{missing[0]}\"")
    return ":".join([kind, *(str(scope[name]) for name in SCOPES[kind])])
