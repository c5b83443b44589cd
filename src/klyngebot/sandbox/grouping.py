"""The control API under ``/sandbox``: groups and channels."""

from typing import Any

from aiohttp import web

from klyngebot.sandbox import acts
from klyngebot.sandbox.people import User
from klyngebot.sandbox.sandbox import Sandbox

Json = dict[str, Any]


class Grouping:
    """Lets people make groups and channels of ``sandbox``, come and go."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[web.RouteDef]:
        """Return what it answers to."""
        return acts.routes(
            {
                "groups": self.add_group,
                "channels": self.add_channel,
                "joins": self.join,
                "leaves": self.leave,
                "promotions": self.promote,
                "demotions": self.demote,
                "bot-membership": self.set_bot_status,
                "migrate": self.migrate,
            }
        )

    def add_group(self, body: Json) -> Json:
        """Make a group: ``title``, ``members`` (ids)."""
        return {"chat_id": self._sandbox.group(str(body["title"]), self._people(body["members"]))}

    def add_channel(self, body: Json) -> Json:
        """Make a channel: ``title``, ``admins`` (ids), maybe ``members`` and ``username``."""
        return {
            "chat_id": self._sandbox.channel(
                str(body["title"]),
                self._people(body["admins"]),
                subscribers=self._people(body.get("members", [])),
                username=str(body.get("username", "")),
            )
        }

    def join(self, body: Json) -> Json:
        """Come into a group: ``user_id``, ``chat_id``."""
        self._sandbox.join(self._sandbox.person(body["user_id"]), body["chat_id"])
        return {}

    def leave(self, body: Json) -> Json:
        """Go from a group: ``user_id``, ``chat_id``."""
        self._sandbox.leave(self._sandbox.person(body["user_id"]), body["chat_id"])
        return {}

    def promote(self, body: Json) -> Json:
        """Become an administrator: ``user_id``, ``chat_id``."""
        self._sandbox.promote(self._sandbox.person(body["user_id"]), body["chat_id"])
        return {}

    def demote(self, body: Json) -> Json:
        """Be an administrator no more: ``user_id``, ``chat_id``."""
        self._sandbox.demote(self._sandbox.person(body["user_id"]), body["chat_id"])
        return {}

    def set_bot_status(self, body: Json) -> Json:
        """Add the bot to a group, or send it away: ``user_id``, ``chat_id``, ``status``."""
        self._sandbox.set_bot_status(
            self._sandbox.person(body["user_id"]), body["chat_id"], str(body["status"])
        )
        return {}

    def migrate(self, body: Json) -> Json:
        """Make a supergroup of a group: ``chat_id``."""
        return {"chat_id": self._sandbox.migrate(body["chat_id"])}

    def _people(self, user_ids: list[Any]) -> list[User]:
        return [self._sandbox.person(user_id) for user_id in user_ids]
