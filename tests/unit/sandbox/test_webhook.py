"""Updates by webhook, over real HTTP in both directions."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from klyngebot.sandbox import User
from unit.sandbox.support import Bot


@dataclass
class Hook:
    """A bot that listens: it takes updates, or answers as it is told to."""

    url: str = ""
    texts: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""))
        self.texts.append(update["message"]["text"] if "message" in update else "tap")
        self.came.set()
        await self.gate.wait()
        return self.answers.pop(0) if self.answers else web.Response()

    async def has(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.texts) < count:
                self.came.clear()
                await self.came.wait()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    hook.gate.set()
    app = web.Application()
    app.router.add_post("/hook", hook.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    hook.gate.set()
    await runner.cleanup()


async def emptied(bot: Bot) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while True:
            info: dict[str, Any] = await bot.do("getWebhookInfo")
            if not info["pending_update_count"]:
                return info
            await asyncio.sleep(0.01)


async def test_updates_come_with_the_secret_and_are_gone_when_taken(
    bot: Bot, hook: Hook, kari: User
) -> None:
    answer = await bot("setWebhook", url=hook.url, secret_token="made-up_1")
    bot.sandbox.say(kari, "hei")

    info = await emptied(bot)

    assert answer["description"] == "Webhook was set"
    assert (hook.texts, hook.secrets) == (["hei"], ["made-up_1"])
    assert info["url"] == hook.url
    assert "last_error_message" not in info


async def test_what_is_refused_comes_again(bot: Bot, hook: Hook, kari: User) -> None:
    hook.answers = [web.Response(status=503, headers={"Retry-After": "1"})]
    await bot.do("setWebhook", url=hook.url)
    bot.sandbox.say(kari, "hei")

    info = await emptied(bot)

    assert hook.texts == ["hei", "hei"]
    expected = "Wrong response from the webhook: 503 Service Unavailable"
    assert info["last_error_message"] == expected


async def test_a_chat_keeps_its_order_and_does_not_stop_the_others(
    bot: Bot, hook: Hook, kari: User
) -> None:
    ola = bot.sandbox.user("Ola")
    hook.gate.clear()
    await bot.do("setWebhook", url=hook.url)
    for who, text in ((kari, "en"), (kari, "to"), (ola, "tre")):
        bot.sandbox.say(who, text)

    await hook.has(2)
    assert sorted(hook.texts) == ["en", "tre"]
    hook.gate.set()

    await emptied(bot)
    assert [text for text in hook.texts if text != "tre"] == ["en", "to"]


async def test_one_connection_means_one_at_a_time(bot: Bot, hook: Hook, kari: User) -> None:
    ola = bot.sandbox.user("Ola")
    hook.gate.clear()
    await bot.do("setWebhook", url=hook.url, max_connections=1)
    bot.sandbox.say(kari, "en")
    bot.sandbox.say(ola, "to")

    await hook.has(1)
    await bot.do("getMe")
    assert hook.texts == ["en"]
    hook.gate.set()
    await emptied(bot)
    assert hook.texts == ["en", "to"]


async def test_a_method_in_the_answer_is_run(bot: Bot, hook: Hook, kari: User) -> None:
    method = {"method": "sendMessage", "chat_id": kari.id, "text": "Fra svaret"}
    odd = web.json_response({**method, "reply_markup": "["})
    hook.answers = [web.json_response(method), web.Response(text="[" * 5000), odd]
    await bot.do("setWebhook", url=hook.url)
    bot.sandbox.say(kari, "hei")

    await bot.sandbox.wait_for(lambda: bot.sandbox.last_text(kari.id) == "Fra svaret")

    assert bot.sandbox.calls[-1].method == "sendMessage"
    for text in ("igjen", "og igjen", "til slutt"):
        bot.sandbox.say(kari, text)
    await emptied(bot)


async def test_polling_and_a_webhook_exclude_each_other(bot: Bot, hook: Hook, kari: User) -> None:
    poll = asyncio.create_task(bot("getUpdates", timeout=30))
    await bot.do("getMe")
    await asyncio.sleep(0.05)

    await bot.do("setWebhook", url=hook.url)

    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
    reason = await bot.refused("getUpdates")
    assert reason.startswith("Conflict: can't use getUpdates method while webhook is active")
    assert (await bot("setWebhook", url=hook.url))["description"] == "Webhook is already set"
    assert (await bot("setWebhook"))["description"] == "Webhook was deleted"
    assert (await bot("deleteWebhook"))["description"] == "Webhook is already deleted"
    assert await bot.do("getUpdates") == []


async def test_what_waits_can_be_dropped_and_kinds_be_left_out(
    bot: Bot, hook: Hook, kari: User
) -> None:
    bot.sandbox.say(kari, "gammelt")
    allowed = ["message"]
    await bot.do("setWebhook", url=hook.url, drop_pending_updates=True, allowed_updates=allowed)

    info = await bot.do("getWebhookInfo")

    assert (info["pending_update_count"], info["allowed_updates"]) == (0, allowed)
    assert hook.texts == []


async def test_nothing_goes_out_while_telegram_is_away(bot: Bot, hook: Hook, kari: User) -> None:
    await bot.do("setWebhook", url=hook.url)
    bot.sandbox.outage = True
    bot.sandbox.say(kari, "hei")
    assert bot.sandbox.pending_updates == 1

    bot.sandbox.outage = False

    await hook.has(1)


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"url": "https://bot.example.org/hook"}, "to this machine only"),
        ({"url": "ftp://127.0.0.1/hook"}, "to this machine only"),
        ({"url": "http://[/hook"}, "to this machine only"),
        ({"secret_token": "æ"}, "secret token contains unallowed characters"),
        ({"secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_a_webhook_that_cannot_be_is_refused(
    bot: Bot, params: dict[str, str], reason: str
) -> None:
    assert reason in await bot.refused("setWebhook", **{"url": "http://127.0.0.1:1/", **params})
