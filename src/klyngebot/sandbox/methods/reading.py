"""The methods that ask: who am I, what has come, what is this chat, where is this file."""

from typing import Any

from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.world import World

Json = dict[str, Any]

MOST_UPDATES = 100
LARGEST_DOWNLOAD = 20 * 1024 * 1024


def get_me(world: World, _: Params) -> Json:
    """GetMe: the bot itself."""
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(world: World, params: Params) -> list[Json]:
    """GetUpdates: confirm what was got, wait for what comes."""
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


def get_webhook_info(world: World, _: Params) -> Json:
    """GetWebhookInfo: there is none."""
    return {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.queue),
    }


def delete_webhook(world: World, params: Params) -> bool:
    """DeleteWebhook: there is none, but pending updates can be dropped this way."""
    if params.text("drop_pending_updates").lower() == "true":
        world.queue.clear()
    return True
