"""The methods that ask: who am I, what has come, what is this chat, where is this file."""

from http import HTTPStatus
from typing import Any

from klyngebot.sandbox.errors import ApiError, bad_request
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.world import World

Json = dict[str, Any]

WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
MOST_UPDATES = 100
LARGEST_DOWNLOAD = 20 * 1024 * 1024


def get_me(world: World, _: Params) -> Json:
    """GetMe: the bot itself."""
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": world.inline,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(world: World, params: Params) -> list[Json]:
    """GetUpdates: confirm what was got, wait for what comes."""
    if world.webhook is not None:
        raise ApiError(HTTPStatus.CONFLICT, WEBHOOK_ACTIVE)
    allowed = params.values.get("allowed_updates")
    if isinstance(allowed, list):
        world.queue.allow(str(kind) for kind in allowed)
    return await world.queue.poll(
        offset=params.number_of("offset"),
        limit=min(max(params.number_of("limit", MOST_UPDATES), 1), MOST_UPDATES),
        timeout=params.number_of("timeout"),
    )


def get_chat(world: World, params: Params) -> Json:
    """GetChat: what is known of a chat."""
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    return {
        **chat.json,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


def get_file(world: World, params: Params) -> Json:
    """GetFile: where a file can be downloaded."""
    file = world.files.find(params.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.data) > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {**file.as_json(), "file_path": file.path}
