"""What is meant for the bot: deep links to it, and messages it sees in a group."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]

_SERVICE = (
    "group_chat_created", "new_chat_members", "left_chat_member", "pinned_message",
    "migrate_to_chat_id", "migrate_from_chat_id", "via_bot",
)  # fmt: skip


def start_payload(url: str, username: str) -> str | None:
    """Return what stands after ``start=`` in a deep link to ``username``, else ``None``."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    is_web = parts.netloc.lower() in {"t.me", "telegram.me"} and (
        parts.path.strip("/").lower() == username.lower()
    )
    is_tg = parts.scheme == "tg" and query.get("domain", [""])[0].lower() == username.lower()
    return query.get("start", [""])[0] if is_web or is_tg else None


def reaches_bot(message: Json, username: str) -> bool:
    """Tell whether a bot in privacy mode sees ``message`` in a group.

    https://core.telegram.org/bots/features#privacy-mode
    """
    if any(name in message for name in _SERVICE):
        return True
    if message.get("reply_to_message", {}).get("from", {}).get("username") == username:
        return True
    text = message.get("text") or message.get("caption", "")
    command = re.match(r"/\w+(?:@(\w+))?", text)
    if command is not None:
        return command[1] is None or command[1].lower() == username.lower()
    return re.search(rf"@{re.escape(username)}\b", text, re.IGNORECASE) is not None
