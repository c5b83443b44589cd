"""The state file: everything a restart must not lose, written whole and atomically."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from klyngebot.sandbox.errors import StateError
from klyngebot.sandbox.people import Chat, User
from klyngebot.sandbox.webhook import Webhook

if TYPE_CHECKING:
    from pathlib import Path

    from klyngebot.sandbox.world import World

VERSION = 2

_SKIPPED = 1_000
"""More ids than are given out between two saves."""

_SETS = ("members", "admins", "bot_posts", "silent")


def save(world: World, path: Path, *, clean: bool = True) -> None:
    """Write the state of ``world`` to ``path``, and the bytes of its files beside it."""
    state = {
        "version": VERSION,
        "clean": clean,
        "counters": world.counters,
        "users": [asdict(user) for user in world.people.values()],
        "chats": [_chat_to_json(chat) for chat in world.chats.values()],
        "updates": world.queue.dump(),
        "profile": world.own.dump(),
        "callbacks": world.callbacks,
        "webhook": asdict(world.webhook) if world.webhook else None,
        "files": world.files.dump(_folder(path)),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(state, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def load(world: World, path: Path) -> None:
    """Take the state at ``path`` into a fresh ``world``; nothing when there is no file.

    Raises:
        StateError: The file is damaged, or of another version.
    """
    if not path.exists():
        return
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
        if state["version"] > VERSION:
            raise StateError(f"{path}: state of version {state['version']}, not {VERSION}")
        _restore(world, _upgraded(state), _folder(path))
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise StateError(f"{path} is damaged ({error!r}); delete it to begin anew") from error


def _restore(world: World, state: dict[str, Any], folder: Path) -> None:
    world.counters.update(state["counters"])
    world.people.update({user["id"]: User(**user) for user in state["users"]})
    world.chats.update({chat["id"]: _chat_from_json(chat) for chat in state["chats"]})
    world.queue.load(state["updates"])
    if not state["clean"]:  # killed: ids given out since the last save must not come again
        for counter in world.counters:
            world.counters[counter] += _SKIPPED if world.counters[counter] > 0 else -_SKIPPED
        world.queue.skip(_SKIPPED)
        for chat in world.chats.values():
            chat.last_id += _SKIPPED
    world.own.load(state["profile"])
    world.callbacks.update(state["callbacks"])
    if state.get("webhook"):
        world.webhook = Webhook(**state["webhook"])
    world.files.load(state["files"], folder)


def _upgraded(state: dict[str, Any]) -> dict[str, Any]:
    """Return ``state`` as this version writes it."""
    if state["version"] == 1:
        for chat in state["chats"]:
            if chat.pop("blocked"):
                chat["bot_status"] = "kicked"
    return state


def _chat_to_json(chat: Chat) -> dict[str, Any]:
    kept: dict[str, Any] = {field.name: getattr(chat, field.name) for field in fields(chat)}
    for name in _SETS:
        kept[name] = sorted(kept[name])
    return {**kept, "messages": list(chat.messages.values())}


def _chat_from_json(kept: dict[str, Any]) -> Chat:
    messages = {message["message_id"]: message for message in kept["messages"]}
    sets = {name: set(kept.get(name, ())) for name in _SETS}
    return Chat(**{**kept, **sets, "messages": messages})


def _folder(path: Path) -> Path:
    return path.with_name(f"{path.name}.files")
