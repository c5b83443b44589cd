"""Groups and channels: who makes them, who comes and goes, what becomes of them."""

from collections.abc import Iterable
from typing import Any

from klyngebot.sandbox.people import INSIDE, Chat, User, shared_chat
from klyngebot.sandbox.taps import Taps

Json = dict[str, Any]

BOT_STATUSES = INSIDE - {"creator"} | {"left", "kicked"}


class Groups(Taps):
    """What people do with the chats they share."""

    def group(self, title: str, members: Iterable[User]) -> int:
        """Let the first of ``members`` make a group and add the bot; return the chat's id.

        Raises:
            ValueError: Nobody is in it.
        """
        people = list(members)
        if not people:
            raise ValueError("a group needs somebody in it")
        creator, ids = people[0], {user.id for user in people}
        chat_id = self.take("group", step=-1)
        chat = self._open(
            shared_chat(chat_id, "group", title, ids, {creator.id}, creator=creator.id), creator
        )
        self._tell(chat, self.post(chat, creator.as_json(), {"group_chat_created": True}))
        return chat.id

    def channel(
        self,
        title: str,
        admins: Iterable[User],
        *,
        subscribers: Iterable[User] = (),
        username: str = "",
    ) -> int:
        """Let the first of ``admins`` make a channel the bot may post in; return the chat's id.

        Raises:
            ValueError: Nobody runs it.
        """
        people = list(admins)
        if not people:
            raise ValueError("a channel needs somebody who runs it")
        ids = {user.id for user in people}
        members = ids | {user.id for user in subscribers}
        chat_id = self.take("channel", step=-1)
        made = shared_chat(
            chat_id, "channel", title, members, ids, creator=people[0].id, username=username
        )
        chat = self._open(made, people[0], status="administrator")
        self.post(chat, people[0].as_json(), {"channel_chat_created": True})
        return chat.id

    def join(self, user: User, chat_id: int) -> None:
        """Let ``user`` come into a group or channel."""
        chat = self._shared(chat_id)
        if user.id in chat.members:
            return
        chat.members.add(user.id)
        if chat.is_group:
            who = {"new_chat_members": [user.as_json()]}
            self._tell(chat, self.post(chat, user.as_json(), who))
        self.changed("users")

    def leave(self, user: User, chat_id: int) -> None:
        """Let ``user`` go from a group or channel."""
        chat = self._shared(chat_id)
        if user.id not in chat.members:
            return
        chat.lose(user.id)
        if chat.is_group:
            who = {"left_chat_member": user.as_json()}
            self._tell(chat, self.post(chat, user.as_json(), who))
        self.changed("users")

    def promote(self, user: User, chat_id: int) -> None:
        """Let ``user`` become an administrator of a group or channel.

        Raises:
            ValueError: They are not in it.
        """
        chat = self._shared(chat_id)
        if user.id not in chat.members:
            raise ValueError(f"{user.name} is in no chat {chat_id}")
        chat.admins.add(user.id)
        self.changed("users")

    def demote(self, user: User, chat_id: int) -> None:
        """Let ``user`` be an administrator no more.

        Raises:
            ValueError: They own the chat.
        """
        chat = self._shared(chat_id)
        if user.id == chat.creator:
            raise ValueError(f"{user.name} owns this chat")
        chat.dismiss(user.id)
        self.changed("users")

    def set_bot_status(self, user: User, chat_id: int, status: str) -> None:
        """Let ``user`` add the bot, make it an administrator, or send it away.

        A group says so, too, when it comes or goes.

        Raises:
            ValueError: Telegram knows no such status.
        """
        if status not in BOT_STATUSES:
            raise ValueError(f"status is one of {', '.join(sorted(BOT_STATUSES))}")
        chat = self._shared(chat_id)
        if chat.bot_status == status:
            return
        was_inside = not chat.blocked
        self._set_membership(chat, user, status)
        if chat.is_group and was_inside == chat.blocked:
            self._say_so(chat, user, went=was_inside)

    def migrate(self, chat_id: int) -> int:
        """Let a group become a supergroup; return the new chat's id.

        The bot hears first that it is in the supergroup, never that it has left the group, then
        from each of the two what has become of it:
        https://github.com/tdlib/telegram-bot-api/issues/266

        Raises:
            ValueError: It is no group, has become one already, or is empty.
        """
        old = self._shared(chat_id)
        if old.type != "group" or old.migrated_to is not None:
            raise ValueError(f"chat {chat_id} is no group that could become a supergroup")
        if not old.members:
            raise ValueError(f"nobody is left in chat {chat_id}")
        new_id = self.take("channel", step=-1)
        title = str(old.json["title"])
        members, admins = set(old.members), set(old.admins)
        new = shared_chat(new_id, "supergroup", title, members, admins, creator=old.creator)
        new.bot_status = "left"
        self.chats[new_id] = new
        somebody = self.people[old.creator or min(old.admins or old.members)]
        if old.bot_status != "left":
            self._set_membership(new, somebody, old.bot_status)
        who = somebody.as_json()
        self._tell(old, self.post(old, who, {"migrate_to_chat_id": new_id}))
        self._tell(new, self.post(new, who, {"migrate_from_chat_id": chat_id}))
        old.migrated_to = new_id
        self.changed("users")
        return new_id

    def _say_so(self, chat: Chat, user: User, *, went: bool) -> None:
        """Let a group say that ``user`` has added the bot or sent it away.

        In a supergroup the bot no longer sees that it went.
        """
        what = {"left_chat_member": self.bot} if went else {"new_chat_members": [self.bot]}
        message = self.post(chat, user.as_json(), what)
        if not went or chat.type == "group":
            self.update("message", message)

    def _open(self, chat: Chat, creator: User, *, status: str = "member") -> Chat:
        self.chats[chat.id] = chat
        chat.bot_status = "left"
        self._set_membership(chat, creator, status)
        self.changed("users")
        return chat

    def _shared(self, chat_id: int) -> Chat:
        chat = self.chats.get(chat_id)
        if chat is None or chat.is_private:
            raise LookupError(f"there is no group or channel {chat_id}")
        return chat
