"""What people do by themselves: come, write, block the bot. Each makes its updates."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from klyngebot.sandbox import entities
from klyngebot.sandbox.meant import reaches_bot
from klyngebot.sandbox.people import Chat, User, private_chat
from klyngebot.sandbox.world import World

Json = dict[str, Any]

_CAPTIONED = frozenset({"photo", "document"})
_NO_STRANGERS = "a channel is written by those who run it"


class Persons(World):
    """People, and what they write."""

    @property
    def users(self) -> list[User]:
        """Everybody who plays along, in the order of their coming."""
        return list(self.people.values())

    def person(self, user_id: Any) -> User:
        """Return who has this id.

        Raises:
            LookupError: Nobody has.
        """
        if user_id not in self.people:
            raise LookupError(f"there is no user {user_id}")
        return self.people[user_id]

    def user(
        self,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str = "nb",
        hint: str = "",
        id: int | None = None,  # noqa: A002 - the Bot API's word
    ) -> User:
        """Add a person, who has not written to the bot yet; ``hint`` is for the page.

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
            hint=hint,
        )
        self.people[id] = user
        self.chats[id] = private_chat(user)
        self.changed("users")
        return user

    def deactivate(self, user: User) -> None:
        """Let ``user`` delete their account; the bot hears of it when it writes to them."""
        self.people[user.id] = replace(self.people[user.id], deactivated=True)
        self.changed("users")

    def remove(self, user: User) -> None:
        """Take ``user`` away, with their chat: as if they had never been."""
        self.people.pop(user.id, None)
        self.chats.pop(user.id, None)
        for chat in self.chats.values():
            chat.lose(user.id)
        self.changed("users")

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
        content: Json = {"text": text, **marked("entities", text, entities or ())}
        return self._said(user, chat_id, content, reply_to)

    def edit(
        self,
        user: User,
        message_id: int,
        text: str,
        *,
        entities: Iterable[Json] | None = None,
        chat_id: int | None = None,
    ) -> None:
        """Let ``user`` change text or caption of what they sent; a caption may become none.

        Raises:
            ValueError: It is not a message of theirs, has neither, or the text is empty.
        """
        chat = self._chat_of(user, chat_id)
        message = self._own(user, chat, message_id)
        name, marks = _words_of(message)
        if name == "text" and not text.strip():
            raise ValueError("Telegram sends no empty message")
        kept = {key: value for key, value in message.items() if key not in {name, marks}}
        words = {name: text, **marked(marks, text, entities or ())} if text.strip() else {}
        changed = {**kept, **words, "edit_date": int(self.now())}
        chat.messages[message_id] = changed
        self.changed(f"chat:{chat.id}")
        self._tell(chat, changed, edited=True)

    def delete(self, user: User, message_id: int, *, chat_id: int | None = None) -> None:
        """Let ``user`` delete a message for both sides; the bot does not hear of it.

        In their own chat any message, the bot's, too; in a group their own, or any where they
        are an administrator.

        Raises:
            ValueError: There is no such message, or it is not theirs to delete.
        """
        chat = self._chat_of(user, chat_id)
        is_free = chat.is_private or (chat.is_group and user.id in chat.admins)
        if not is_free or message_id not in chat.messages:
            self._own(user, chat, message_id)
        self.remove_messages(chat, [message_id], by=user.id)

    def block(self, user: User) -> None:
        """Let ``user`` block the bot."""
        chat = self._chat_of(user, None)
        if not chat.blocked:
            self._set_membership(chat, user, "kicked")

    def unblock(self, user: User) -> None:
        """Let ``user`` take the bot back."""
        chat = self._chat_of(user, None)
        if chat.blocked:
            self._set_membership(chat, user, "member")

    def poison(self, update: Json | None = None) -> None:
        """Queue ``update`` as it is; without one, an update python-telegram-bot cannot decode."""
        self.queue.put_raw(update or self._undecodable())

    def redeliver(self, times: int = 1) -> None:
        """Let the next ``times`` confirmations be lost: the bot gets those updates again."""
        self.queue.repeat(times)

    def disorder(self, times: int = 1) -> None:
        """Let the next ``times`` batches of several updates come newest first."""
        self.queue.disorder(times)

    def forget(self) -> None:
        """Let Telegram forget the updates the bot has not fetched."""
        self.queue.clear()

    def _said(
        self, user: User, chat_id: int | None, content: Json, reply_to: int | None = None
    ) -> int:
        chat = self._chat_of(user, chat_id)
        if chat.is_private and chat.blocked:
            raise ValueError(f"{user.name} has blocked the bot and cannot write to it")
        if self.people[user.id].deactivated:
            raise ValueError(f"{user.name} has no account any more")
        if chat.is_channel and user.id not in chat.admins:
            raise ValueError(_NO_STRANGERS)
        if chat.migrated_to is not None:
            raise ValueError("this group has become a supergroup")
        if reply_to is not None:
            if reply_to not in chat.messages:
                raise ValueError(f"there is no message {reply_to} to reply to")
            content = {"reply_to_message": _flat(chat.messages[reply_to]), **content}
        chat.started = True
        message = self.post(chat, user.as_json(), content)
        self._tell(chat, message)
        return int(message["message_id"])

    def _tell(self, chat: Chat, message: Json, *, edited: bool = False) -> None:
        """Queue ``message`` for the bot, if it gets to see it."""
        if not chat.is_private and chat.blocked:
            return
        kind = "channel_post" if chat.is_channel else "message"
        is_admin = chat.bot_status == "administrator"
        if not chat.is_group or is_admin or reaches_bot(message, str(self.bot["username"])):
            self.update(f"edited_{kind}" if edited else kind, message)

    def _chat_of(self, user: User, chat_id: int | None) -> Chat:
        chat = self.chats.get(user.id if chat_id is None else chat_id)
        if chat is None or user.id not in chat.members:
            raise ValueError(f"{user.name} is in no chat {chat_id or user.id}")
        return chat

    def _own(self, user: User, chat: Chat, message_id: int) -> Json:
        message = chat.messages.get(message_id)
        is_author = message is not None and message.get("from", {}).get("id") == user.id
        runs_channel = message is not None and chat.is_channel and user.id in chat.admins
        if message is None or not (is_author or runs_channel):
            raise ValueError(f"{user.name} has no message {message_id} here")
        return message

    def _set_membership(self, chat: Chat, user: User, status: str) -> None:
        """Let ``user`` make the bot ``status`` in ``chat``; the bot is told."""
        old, chat.bot_status = chat.bot_status, status
        self.update(
            "my_chat_member",
            {
                "chat": chat.json,
                "from": user.as_json(),
                "date": int(self.now()),
                "old_chat_member": member_json(self.bot, old),
                "new_chat_member": member_json(self.bot, status),
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


def marked(name: str, text: str, given: Iterable[Json]) -> Json:
    """Return the field ``name`` with ``given`` and what Telegram finds in ``text`` by itself."""
    found = entities.detected(text, given)
    return {name: found} if found else {}


def _words_of(message: Json) -> tuple[str, str]:
    """Return the fields in which ``message`` says something: words, and their formatting."""
    if "text" in message:
        return "text", "entities"
    if not _CAPTIONED & message.keys():
        raise ValueError(f"message {message['message_id']} has no words to change")
    return "caption", "caption_entities"


def _flat(message: Json) -> Json:
    """Return ``message`` as a reply quotes it: without what it replied to itself."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}


_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_pin_messages", "can_post_messages",
    "can_edit_messages", "can_send_welcome_messages",
)  # fmt: skip


def member_json(who: Json, status: str) -> Json:
    """Return the ``ChatMember`` of the Bot API."""
    more: Json = {}
    if status == "kicked":
        more = {"until_date": 0}
    elif status == "administrator":
        more = {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(_RIGHTS, True)}
    elif status == "creator":
        more = {"is_anonymous": False}
    return {"user": who, "status": status, **more}
