"""What became of a message the bot put into a chat: as it stands there, and how it got so."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from klyngebot.sandbox import keyboard
from klyngebot.sandbox.people import Chat
from klyngebot.sandbox.world import World

Json = dict[str, Any]

KINDS = ("text", "photo", "document", "contact", "location")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A message of the bot in a chat, also one that is gone. Times are Telegram's clock's.

    Args:
        chat_id: Where.
        message_id: Its number there.
        kind: One of :data:`KINDS`.
        text: Text or caption, as it is now or was when it was deleted.
        entities: The formatting of that.
        file: The ``file_id`` of its picture or file, else "".
        buttons: Label of each inline button, and its address or data.
        reply_to: Id of the message it replies to.
        album: The ``media_group_id`` it came under.
        silent: It came without a sound.
        sent_at: When (s since 1970).
        edits: How often it was changed.
        edited_at: When last (s since 1970).
        deleted_at: When (s since 1970).
        deleted_by: Id of the person or bot whose hand it was.
    """

    chat_id: int
    message_id: int
    kind: str
    text: str
    entities: list[Json]
    file: str
    buttons: list[tuple[str, str]]
    reply_to: int | None
    album: str | None
    silent: bool
    sent_at: int
    edits: int
    edited_at: int | None
    deleted_at: float | None
    deleted_by: int | None

    def as_json(self) -> Json:
        """Return it for the control API."""
        return asdict(self)


def delivered(world: World, chat: Chat) -> Iterator[Delivered]:
    """Yield what the bot has put into ``chat``, oldest first; service messages are none."""
    gone = world.records.deleted.get(chat.id, {})
    all_ever = {number: deletion.message for number, deletion in gone.items()} | chat.messages
    effects = world.records.received_by.get(chat.id, ())
    edits = Counter(one.message_id for one in effects if one.method.startswith("edit"))
    for number, message in sorted(all_ever.items()):
        kind = next((name for name in KINDS if name in message), None)
        if kind is None or not world.is_own(chat, message):
            continue
        deletion = gone.get(number)
        yield Delivered(
            chat_id=chat.id,
            message_id=number,
            kind=kind,
            text=message.get("text") or message.get("caption", ""),
            entities=message.get("entities") or message.get("caption_entities", []),
            file=_file(message),
            buttons=[(button["text"], _target(button)) for button in keyboard.buttons(message)],
            reply_to=message.get("reply_to_message", {}).get("message_id"),
            album=message.get("media_group_id"),
            silent=number in chat.silent,
            sent_at=message["date"],
            edits=edits[number],
            edited_at=message.get("edit_date"),
            deleted_at=deletion.at if deletion else None,
            deleted_by=deletion.by if deletion else None,
        )


def _file(message: Json) -> str:
    holder: Json = message.get("document") or next(iter(message.get("photo", ())), {})
    return str(holder.get("file_id", ""))


def _target(button: keyboard.Button) -> str:
    return str(button.get("url") or button.get("callback_data", ""))
