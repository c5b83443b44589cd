"""What people send besides text: pictures, files, contacts, places."""

from typing import Any

from klyngebot.sandbox import pictures
from klyngebot.sandbox.people import User
from klyngebot.sandbox.persons import Persons, marked

Json = dict[str, Any]

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
        chat_id: int | None = None,
    ) -> int:
        """Let ``user`` send a file; return the message's id."""
        file = self.files.add("documents", filename, data)
        content = {"document": file.as_document(), **_captioned(caption)}
        return self._said(user, chat_id, content)

    def send_photo(
        self, user: User, data: bytes, *, caption: str | None = None, chat_id: int | None = None
    ) -> int:
        """Let ``user`` send a picture; return the message's id."""
        file = self.files.add("photos", f"photo{pictures.suffix(data)}", data)
        width, height = pictures.dimensions(data) or _UNKNOWN_SIZE
        size = {**file.as_json(), "width": width, "height": height}
        return self._said(user, chat_id, {"photo": [size], **_captioned(caption)})

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


def _captioned(caption: str | None) -> Json:
    return {"caption": caption, **marked("caption_entities", caption, ())} if caption else {}


def _own_contact(user: User) -> Json:
    """Return the contact of ``user``: a number that looks made up, and is always the same."""
    names = {"first_name": user.first_name, "last_name": user.last_name}
    number = f"+47 000 {user.id % 100_000:05d}"
    return {"phone_number": number, **{k: v for k, v in names.items() if v}, "user_id": user.id}
