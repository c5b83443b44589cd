"""The methods about who is in a chat."""

from typing import Any

from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.persons import member_json
from klyngebot.sandbox.world import World

Json = dict[str, Any]


def get_chat_member(world: World, params: Params) -> Json:
    """GetChatMember: what somebody is in a chat."""
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    user_id = params.number_of("user_id")
    if user_id <= 0:
        raise bad_request("Invalid user_id specified")
    if user_id == world.bot["id"]:
        return member_json(world.bot, chat.bot_status)
    user = world.people.get(user_id)
    if user is None:
        raise bad_request("member not found")
    return member_json(user.as_json(), chat.status_of(user_id))


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    """GetChatAdministrators: who runs it, the bot among them if it does."""
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    people = [world.people[user_id].as_json() for user_id in sorted(chat.admins)]
    found = [member_json(user, chat.status_of(user["id"])) for user in people]
    if chat.bot_status == "administrator":
        found.append(member_json(world.bot, "administrator"))
    return found


def get_chat_member_count(world: World, params: Params) -> int:
    """GetChatMemberCount: how many there are, the bot among them."""
    return len(world.chat_to_write_to(params.values.get("chat_id")).members) + 1


def leave_chat(world: World, params: Params) -> bool:
    """LeaveChat: the bot goes by itself."""
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    if chat.is_private:
        raise bad_request("Can't leave private chats")
    chat.bot_status = "left"
    world.changed("users")
    return True
