"""What people do: write, send files, tap buttons, block the bot. Each makes its updates."""

from collections.abc import Iterable
from typing import Any

from klyngebot.sandbox import entities, keyboard, pictures
from klyngebot.sandbox.meant import reaches_bot, start_payload
from klyngebot.sandbox.people import Chat, User, group_chat, private_chat
from klyngebot.sandbox.world import World

Json = dict[str, Any]

_UNKNOWN_SIZE = (1280, 960)


class Persons(World):
    """The people's side of the stand-in."""

    @property
    def users(self) -> list[User]:
        """Everybody who plays along, in the order of their coming."""
        return list(self.people.values())

    def user(
        self,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str = "nb",
        id: int | None = None,  # noqa: A002 - the Bot API's word
    ) -> User:
        """Add a person, who has not written to the bot yet.

        Raises:
            ValueError: Somebody has this id.
        """
        if id is None:
            id = self.take("user")  # noqa: A001 - see above
        if id in self.people:
            raise ValueError(f"there is a user {id} already")
        self.counters["user"] = max(self.counters["user"], id + 1)
        user = User(
            id=id,
            first_name=first_name,
            last_name=last_name,
            username=username,
            language_code=language_code,
        )
        self.people[id] = user
        self.chats[id] = private_chat(user)
        self.changed("users")
        return user

    def group(self, title: str, members: Iterable[User]) -> int:
        """Let the first of ``members`` make a group and add the bot; return the chat's id.

        Raises:
            ValueError: Nobody is in it.
        """
        people = list(members)
        if not people:
            raise ValueError("a group needs somebody in it")
        chat = group_chat(self.take("group", step=-1), title, {user.id for user in people})
        self.chats[chat.id] = chat
        creator = people[0]
        self._membership(chat, creator, "left", "member")
        self._told(chat, self.post(chat, creator.as_json(), {"group_chat_created": True}))
        self.changed("users")
        return chat.id

    def say(
        self,
        user: User,
        text: str,
        *,
        chat_id: int | None = None,
        entities: Iterable[Json] | None = None,
        reply_to: int | None = None,
    ) -> int:
        """Let ``user`` write ``text``; return the message's id.

        Args:
            user: Who writes.
            text: What; commands and links in it are found as Telegram finds them.
            chat_id: A group; else the user's own chat with the bot.
            entities: Formatting, as the Bot API writes it, in UTF-16 units.
            reply_to: Id of the message this replies to.

        Raises:
            ValueError: The text is empty, or the user cannot write there.
        """
        if not text.strip():
            raise ValueError("Telegram sends no empty message")
        content: Json = {"text": text, **_entities("entities", text, entities or ())}
        return self._said(user, chat_id, content, reply_to)

    def edit(self, user: User, message_id: int, text: str, *, chat_id: int | None = None) -> None:
        """Let ``user`` change what they wrote.

        Raises:
            ValueError: It is not a message of theirs, or the text is empty.
        """
        chat = self._chat_of(user, chat_id)
        message = chat.messages.get(message_id)
        if message is None or message["from"]["id"] != user.id or not text.strip():
            raise ValueError(f"{user.name} has no message {message_id} to change")
        kept = {name: value for name, value in message.items() if name != "entities"}
        changed = {"text": text, "edit_date": int(self.now()), **_entities("entities", text, ())}
        chat.messages[message_id] = kept | changed
        self.changed(f"chat:{chat.id}")
        if not chat.is_group or reaches_bot(kept | changed, str(self.bot["username"])):
            self.update("edited_message", kept | changed)

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

    def tap(
        self,
        user: User,
        button: str,
        *,
        chat_id: int | None = None,
        message_id: int | None = None,
    ) -> str:
        """Let ``user`` tap an inline button; return the id of the callback query.

        The newest message with a button that is labelled ``button``, or begins with it or
        contains it. A deep link to the bot acts as ``/start``, and like any link returns "".

        Raises:
            LookupError: There is no such button; the message names those there are.
        """
        chat = self._chat_of(user, chat_id)
        for message in self._candidates(chat, message_id):
            found = keyboard.find_button(message, button)
            if found is not None:
                return self._tapped(user, chat, message, found)
        labels = [
            found["text"]
            for message in self._candidates(chat, message_id)
            for found in keyboard.buttons(message)
        ]
        raise LookupError(f"no button {button!r} in chat {chat.id}; there are {labels}")

    def tap_data(
        self, user: User, data: str, *, chat_id: int | None = None, message_id: int
    ) -> str:
        """Let ``user`` send ``data`` as if from a button, which need not be there."""
        chat = self._chat_of(user, chat_id)
        callback_id = str(self.take("callback"))
        message = chat.messages.get(message_id) or {
            "message_id": message_id,
            "chat": chat.json,
            "date": 0,
        }
        self.callbacks[callback_id] = self.now()
        self.update(
            "callback_query",
            {
                "id": callback_id,
                "from": user.as_json(),
                "message": message,
                "chat_instance": str(chat.id),
                "data": data,
            },
        )
        return callback_id

    def follow(self, user: User, url: str, *, chat_id: int | None = None) -> None:
        """Let ``user`` follow a link: a deep link to the bot acts as ``/start``."""
        payload = start_payload(url, str(self.bot["username"]))
        if payload is not None:
            self.say(user, f"/start {payload}".rstrip(), chat_id=chat_id)

    def block(self, user: User) -> None:
        """Let ``user`` block the bot."""
        chat = self._chat_of(user, None)
        if not chat.blocked:
            chat.blocked = True
            self._membership(chat, user, "member", "kicked")

    def unblock(self, user: User) -> None:
        """Let ``user`` take the bot back."""
        chat = self._chat_of(user, None)
        if chat.blocked:
            chat.blocked = False
            self._membership(chat, user, "kicked", "member")

    def poison(self, update: Json | None = None) -> None:
        """Queue ``update`` as it is; without one, an update python-telegram-bot cannot decode."""
        self.queue.put_raw(update or self._undecodable())
        self.changed("updates")

    def redeliver(self, times: int = 1) -> None:
        """Let the next ``times`` confirmations be lost: the bot gets those updates again."""
        self.queue.repeat(times)

    def _said(
        self, user: User, chat_id: int | None, content: Json, reply_to: int | None = None
    ) -> int:
        chat = self._chat_of(user, chat_id)
        if chat.blocked:
            raise ValueError(f"{user.name} has blocked the bot and cannot write to it")
        if reply_to is not None:
            if reply_to not in chat.messages:
                raise ValueError(f"there is no message {reply_to} to reply to")
            content = {"reply_to_message": chat.messages[reply_to], **content}
        chat.started = True
        message = self.post(chat, user.as_json(), content)
        self._told(chat, message)
        return int(message["message_id"])

    def _told(self, chat: Chat, message: Json) -> None:
        if not chat.is_group or reaches_bot(message, str(self.bot["username"])):
            self.update("message", message)

    def _chat_of(self, user: User, chat_id: int | None) -> Chat:
        chat = self.chats.get(user.id if chat_id is None else chat_id)
        if chat is None or user.id not in chat.members:
            raise ValueError(f"{user.name} is in no chat {chat_id or user.id}")
        return chat

    def _candidates(self, chat: Chat, message_id: int | None) -> Iterable[Json]:
        if message_id is None:
            return reversed(chat.messages.values())
        return [chat.messages[message_id]] if message_id in chat.messages else []

    def _tapped(self, user: User, chat: Chat, message: Json, button: keyboard.Button) -> str:
        if "callback_data" in button:
            return self.tap_data(
                user,
                button["callback_data"],
                chat_id=chat.id,
                message_id=message["message_id"],
            )
        self.follow(user, button.get("url", ""))
        return ""

    def _membership(self, chat: Chat, user: User, old: str, new: str) -> None:
        self.update(
            "my_chat_member",
            {
                "chat": chat.json,
                "from": user.as_json(),
                "date": int(self.now()),
                "old_chat_member": _member(self.bot, old),
                "new_chat_member": _member(self.bot, new),
            },
        )
        self.changed(f"chat:{chat.id}")

    def _undecodable(self) -> Json:
        user = next(iter(self.people.values()), User(id=1, first_name="Nobody")).as_json()
        return {
            "chat_member": {
                "chat": {"id": user["id"], "type": "private", "first_name": user["first_name"]},
                "from": user,
                "date": int(self.now()),
                "old_chat_member": {"user": user, "status": "member"},
                "new_chat_member": {"user": user, "status": "kicked"},
            }
        }


def _captioned(caption: str | None) -> Json:
    return {"caption": caption, **_entities("caption_entities", caption, ())} if caption else {}


def _entities(name: str, text: str, given: Iterable[Json]) -> Json:
    found = entities.detected(text, given)
    return {name: found} if found else {}


def _member(bot: Json, status: str) -> Json:
    until = {"until_date": 0} if status == "kicked" else {}
    return {"user": bot, "status": status, **until}
