"""What people send besides text: pictures, files, contacts, places."""

from collections.abc import Iterable, Sequence
from typing import Any

from klyngebot.sandbox import pictures
from klyngebot.sandbox.people import User
from klyngebot.sandbox.persons import Persons, marked

Json = dict[str, Any]

Item = bytes | tuple[str, bytes]
"""A picture, or a file with its name."""

SMALLEST_ALBUM = 2
LARGEST_ALBUM = 10
_UNKNOWN_SIZE = (1280, 960)


class Attachments(Persons):
    """People, and what they attach."""

    def send_document(
        self,
        user: User,
        filename: str,
        data: bytes,
        *,
        caption: str | None = None,
        entities: Iterable[Json] | None = None,
        chat_id: int | None = None,
        reply_to: int | None = None,
    ) -> int:
        """Let ``user`` send a file; return the message's id.

        Args:
            user: Who sends it.
            filename: With its ending, which tells what it is.
            data: Its bytes.
            caption: What stands under it.
            entities: Formatting of the caption, as :meth:`say` takes it.
            chat_id: A group or channel; else the user's own chat with the bot.
            reply_to: Id of the message this replies to.
        """
        content = self._item((filename, data)) | _captioned(caption, entities)
        return self._said(user, chat_id, content, reply_to)

    def send_photo(
        self,
        user: User,
        data: bytes,
        *,
        caption: str | None = None,
        entities: Iterable[Json] | None = None,
        chat_id: int | None = None,
        reply_to: int | None = None,
    ) -> int:
        """Let ``user`` send a picture; return the message's id.

        The arguments are those of :meth:`send_document`.
        """
        content = self._item(data) | _captioned(caption, entities)
        return self._said(user, chat_id, content, reply_to)

    def album(
        self,
        user: User,
        items: Sequence[Item],
        *,
        caption: str | None = None,
        entities: Iterable[Json] | None = None,
        caption_on: int = 0,
        chat_id: int | None = None,
        reply_to: int | None = None,
    ) -> list[int]:
        """Let ``user`` send pictures or files as an album; return the messages' ids.

        Each comes in an update of its own; a ``media_group_id`` holds them together.

        Args:
            user: Who sends it.
            items: 2 to 10, all pictures or all files.
            caption: What stands under one of them.
            entities: Formatting of the caption, as :meth:`say` takes it.
            caption_on: Place of that one, from 0. Telegram's apps take the first of the
                pictures, and the last of the files.
            chat_id: A group or channel; else the user's own chat with the bot.
            reply_to: Id of the message this replies to.

        Raises:
            ValueError: They make no album, or the user cannot send there.
        """
        _check_album(items, caption_on)
        group = {"media_group_id": str(self.take("album"))}
        words = _captioned(caption, entities)
        return [
            self._said(
                user,
                chat_id,
                {**group, **self._item(item), **(words if place == caption_on else {})},
                reply_to,
            )
            for place, item in enumerate(items)
        ]

    def send_contact(
        self,
        user: User,
        phone_number: str = "",
        first_name: str = "",
        *,
        last_name: str = "",
        chat_id: int | None = None,
    ) -> int:
        """Let ``user`` send a contact: without a number, their own; return the message's id."""
        if not phone_number:
            return self._said(user, chat_id, {"contact": _own_contact(user)})
        names = {"phone_number": phone_number, "first_name": first_name, "last_name": last_name}
        return self._said(user, chat_id, {"contact": {k: v for k, v in names.items() if v}})

    def send_location(
        self, user: User, latitude: float, longitude: float, *, chat_id: int | None = None
    ) -> int:
        """Let ``user`` send a place (degrees); return the message's id.

        Raises:
            ValueError: There is no such place.
        """
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            raise ValueError(f"there is no place {latitude}, {longitude}")
        place = {"latitude": latitude, "longitude": longitude}
        return self._said(user, chat_id, {"location": place})

    def _item(self, item: Item) -> Json:
        """Keep a picture or a file; return what it puts into a message."""
        if not isinstance(item, bytes):
            return {"document": self.files.add("documents", *item).as_document()}
        file = self.files.add("photos", f"photo{pictures.suffix(item)}", item)
        width, height = pictures.dimensions(item) or _UNKNOWN_SIZE
        return {"photo": [{**file.as_json(), "width": width, "height": height}]}


def _captioned(caption: str | None, given: Iterable[Json] | None) -> Json:
    if not caption:
        return {}
    return {"caption": caption, **marked("caption_entities", caption, given or ())}


def _check_album(items: Sequence[Item], caption_on: int) -> None:
    if not SMALLEST_ALBUM <= len(items) <= LARGEST_ALBUM:
        raise ValueError(f"an album has {SMALLEST_ALBUM} to {LARGEST_ALBUM} items")
    if len({isinstance(item, bytes) for item in items}) > 1:
        raise ValueError("pictures and files do not go together in an album")
    if not 0 <= caption_on < len(items):
        raise ValueError(f"the album has no item {caption_on}, counted from 0")


def _own_contact(user: User) -> Json:
    """Return the contact of ``user``: a number that looks made up, and is always the same."""
    names = {"first_name": user.first_name, "last_name": user.last_name}
    number = f"+47 000 {user.id % 100_000:05d}"
    return {"phone_number": number, **{k: v for k, v in names.items() if v}, "user_id": user.id}
