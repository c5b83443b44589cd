"""The methods that choose between polling and a webhook."""

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.methods.described import Described
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.webhook import DEFAULT_CONNECTIONS, Webhook
from klyngebot.sandbox.world import World

Json = dict[str, Any]

LONGEST_SECRET = 256
MOST_CONNECTIONS = 100
_SECRET = re.compile(r"[\w-]*", re.ASCII)


def set_webhook(world: World, params: Params) -> Described:
    """SetWebhook: updates go to ``url`` from now on; without one, as deleteWebhook."""
    url = params.text("url")
    if not url:
        return delete_webhook(world, params)
    _check_url(url)
    secret = params.text("secret_token")
    if len(secret) > LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = params.number_of("max_connections", DEFAULT_CONNECTIONS)
    new = Webhook(
        url=url,
        secret_token=secret,
        max_connections=min(max(connections, 1), MOST_CONNECTIONS),
    )
    old = world.webhook
    is_same = old is not None and (old.url, old.secret_token) == (url, secret)
    _take_options(world, params)
    world.set_webhook(new)
    return Described(result=True, description=f"Webhook {'is already' if is_same else 'was'} set")


def delete_webhook(world: World, params: Params) -> Described:
    """DeleteWebhook: updates wait for getUpdates again."""
    had = world.webhook is not None
    _take_options(world, params)
    world.set_webhook(None)
    return Described(result=True, description=f"Webhook {'was' if had else 'is already'} deleted")


def get_webhook_info(world: World, _: Params) -> Json:
    """GetWebhookInfo: where updates go, and how that has been going."""
    webhook = world.webhook
    info: Json = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.queue),
    }
    if webhook is None:
        return info
    info["max_connections"] = webhook.max_connections
    info["ip_address"] = "127.0.0.1"
    if webhook.last_error:
        info["last_error_date"] = int(webhook.last_error_at)
        info["last_error_message"] = webhook.last_error
    if world.queue.allowed:
        info["allowed_updates"] = world.queue.allowed
    return info


def _take_options(world: World, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        world.queue.clear()
    allowed = params.values.get("allowed_updates")
    if isinstance(allowed, list):
        world.queue.allow(str(kind) for kind in allowed)


def _check_url(url: str) -> None:
    """Let only this machine pass. Telegram asks for https, which localhost need not have."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_here = False
    if not is_here or parts.scheme not in {"http", "https"}:
        raise bad_request("bad webhook: the sandbox delivers to this machine only")
