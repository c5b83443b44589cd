"""Updates by webhook, over real HTTP in both directions."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.utils import formatdate
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import ClientSession, web

from klyngebot.sandbox import Sandbox, User, serve
from unit.sandbox.conftest import Clock
from unit.sandbox.support import Bot


@dataclass
class Hook:
    """A bot that listens: it takes updates, or answers as it is told to."""

    url: str = ""
    texts: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.times.append(asyncio.get_running_loop().time())
        self.texts.append(update["message"]["text"] if "message" in update else "tap")
        self.came.set()
        await self.gate.wait()
        return self.answers.pop(0) if self.answers else web.Response()

    def waits(self) -> list[float]:
        """Return how long it was from each update to the next (s)."""
        return [later - earlier for earlier, later in pairwise(self.times)]

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
    await asyncio.sleep(0.05)
    assert (hook.texts, bot.sandbox.pending_updates) == ([], 1)

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


async def test_without_a_secret_there_is_no_header_for_it(bot: Bot, hook: Hook, kari: User) -> None:
    await bot.do("setWebhook", url=hook.url.replace("127.0.0.1", "localhost"))
    bot.sandbox.say(kari, "hei")

    await emptied(bot)

    assert hook.secrets == [None]


async def test_another_secret_is_another_webhook(bot: Bot, hook: Hook) -> None:
    said = [
        (await bot("setWebhook", url=hook.url, secret_token=secret))["description"]
        for secret in ("en", "to", "to")
    ]

    assert said == ["Webhook was set", "Webhook was set", "Webhook is already set"]


async def test_a_webhook_has_1_to_100_connections(bot: Bot, hook: Hook) -> None:
    taken = []
    for wanted in (0, 1000):
        await bot.do("setWebhook", url=hook.url, max_connections=wanted)
        taken.append((await bot.do("getWebhookInfo"))["max_connections"])

    assert taken == [1, 100]


@pytest.mark.parametrize("status", [200, 201, 204, 302, 404, 500])
async def test_any_2xx_takes_an_update_and_nothing_else_does(
    bot: Bot, hook: Hook, kari: User, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr("klyngebot.sandbox.webhook.FIRST_DELAY", 0.01)
    hook.answers = [web.Response(status=status)]
    await bot.do("setWebhook", url=hook.url)
    bot.sandbox.say(kari, "hei")

    await emptied(bot)

    assert hook.texts == (["hei"] if status < 300 else ["hei", "hei"])


async def test_the_first_wait_is_a_second(bot: Bot, hook: Hook, kari: User) -> None:
    hook.answers = [web.Response(status=500)]
    await bot.do("setWebhook", url=hook.url)
    bot.sandbox.say(kari, "hei")

    await emptied(bot)

    assert hook.waits()[0] > 0.9


async def test_the_wait_doubles_and_begins_anew_after_a_success(
    bot: Bot, hook: Hook, kari: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("klyngebot.sandbox.webhook.FIRST_DELAY", 0.1)
    hook.answers = [web.Response(status=code) for code in (500, 500, 500, 200, 500)]
    await bot.do("setWebhook", url=hook.url)
    bot.sandbox.say(kari, "en")
    bot.sandbox.say(kari, "to")

    await emptied(bot)

    first, second, third, _, anew = hook.waits()
    assert hook.texts == ["en"] * 4 + ["to"] * 2
    assert (first > 0.09, second > 0.19, third > 0.39) == (True, True, True)
    assert 0.09 < anew < 0.6


async def test_the_wait_grows_only_so_far(
    bot: Bot, hook: Hook, kari: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("klyngebot.sandbox.webhook.FIRST_DELAY", 0.05)
    monkeypatch.setattr("klyngebot.sandbox.webhook.LONGEST_DELAY", 0.1)
    hook.answers = [web.Response(status=500) for _ in range(6)]
    await bot.do("setWebhook", url=hook.url)
    bot.sandbox.say(kari, "hei")

    await emptied(bot)

    assert sum(hook.waits()) < 1.5  # without an end it would be over 3 s


@pytest.mark.parametrize("asked", ["1", formatdate(Clock().at + 1, usegmt=True)])
async def test_a_retry_after_is_waited_for(
    bot: Bot, hook: Hook, kari: User, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setattr("klyngebot.sandbox.webhook.FIRST_DELAY", 0.01)
    hook.answers = [web.Response(status=503, headers={"Retry-After": asked})]
    await bot.do("setWebhook", url=hook.url)
    bot.sandbox.say(kari, "hei")

    await emptied(bot)

    assert hook.waits()[0] > 0.9


@pytest.mark.parametrize("asked", ["7200", "soon", "²", "9" * 400])
async def test_an_odd_retry_after_stops_nothing(
    bot: Bot, hook: Hook, kari: User, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setattr("klyngebot.sandbox.webhook.FIRST_DELAY", 0.01)
    monkeypatch.setattr("klyngebot.sandbox.webhook.LONGEST_RETRY_AFTER", 0.02)
    hook.answers = [web.Response(status=503, headers={"Retry-After": asked})]
    await bot.do("setWebhook", url=hook.url)
    bot.sandbox.say(kari, "hei")

    await emptied(bot)

    assert hook.texts == ["hei", "hei"]


async def test_an_update_on_its_way_is_not_sent_again_nor_overtaken(
    bot: Bot, hook: Hook, kari: User
) -> None:
    ola = bot.sandbox.user("Ola")
    hook.gate.clear()
    await bot.do("setWebhook", url=hook.url)
    bot.sandbox.say(kari, "en")
    await hook.has(1)
    bot.sandbox.say(kari, "to")
    bot.sandbox.say(ola, "tre")
    await hook.has(2)
    assert hook.texts == ["en", "tre"]
    hook.gate.set()

    await emptied(bot)

    assert hook.texts == ["en", "tre", "to"]


async def test_what_is_refused_is_not_overtaken(
    bot: Bot, hook: Hook, kari: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("klyngebot.sandbox.webhook.FIRST_DELAY", 0.1)
    hook.answers = [web.Response(status=500)]
    await bot.do("setWebhook", url=hook.url)
    bot.sandbox.say(kari, "en")
    bot.sandbox.say(kari, "to")

    await emptied(bot)

    assert hook.texts == ["en", "en", "to"]


async def test_a_group_keeps_its_order_whoever_writes(bot: Bot, hook: Hook, kari: User) -> None:
    ola = bot.sandbox.user("Ola")
    group = bot.sandbox.group("Klyngen", [kari, ola])
    bot.sandbox.queue.clear()
    hook.gate.clear()
    await bot.do("setWebhook", url=hook.url)
    bot.sandbox.say(kari, "/en", chat_id=group)
    await hook.has(1)
    bot.sandbox.say(ola, "/to", chat_id=group)
    bot.sandbox.say(ola, "tre")
    await hook.has(2)

    assert hook.texts == ["/en", "tre"]


async def test_the_taps_of_several_people_go_out_at_once(bot: Bot, hook: Hook, kari: User) -> None:
    ola = bot.sandbox.user("Ola")
    hook.gate.clear()
    await bot.do("setWebhook", url=hook.url)
    for who in (kari, ola, ola):
        bot.sandbox.tap_data(who, "x", message_id=1)
    bot.sandbox.say(kari, "hei")
    bot.sandbox.say(ola, "hallo")

    await hook.has(4)

    assert sorted(hook.texts) == ["hallo", "hei", "tap", "tap"]


async def test_a_webhook_that_is_not_there_is_told(bot: Bot, kari: User) -> None:
    await bot.do("setWebhook", url="http://127.0.0.1:1/")
    bot.sandbox.say(kari, "hei")

    said = ""
    async with asyncio.timeout(10):
        while not said:
            said = (await bot.do("getWebhookInfo")).get("last_error_message", "")

    assert "Cannot connect" in said
    assert bot.sandbox.pending_updates == 1


async def test_a_webhook_that_gives_no_answer_is_told(
    hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("klyngebot.sandbox.webhook.ANSWERS_WITHIN", 0.1)
    hook.gate.clear()
    sandbox = Sandbox()
    async with serve(sandbox) as server, ClientSession() as session:
        bot = Bot(session, server)
        await bot.do("setWebhook", url=hook.url)
        sandbox.say(sandbox.user("Kari"), "hei")

        said = ""
        async with asyncio.timeout(10):
            while not said:
                said = (await bot.do("getWebhookInfo")).get("last_error_message", "")

    assert said == "Read timeout expired"


@pytest.mark.parametrize(
    "method",
    [
        {"method": "sendMessage", "reply_markup": "{"},
        {"method": "sendMessage", "text": "\ud800"},
        {"method": "makeCoffee"},
        {"method": 7},
    ],
)
async def test_an_odd_method_in_the_answer_does_not_end_the_delivery(
    bot: Bot, hook: Hook, kari: User, method: dict[str, Any]
) -> None:
    hook.answers = [web.json_response(method)]
    await bot.do("setWebhook", url=hook.url)
    bot.sandbox.say(kari, "en")
    await hook.has(1)

    bot.sandbox.say(kari, "to")

    await hook.has(2)


@pytest.mark.parametrize("update", [{"odd": {"chat": 5}}, {"odd": {"from": "x"}}, {"odd": 1}])
async def test_a_poisoned_update_does_not_end_the_delivery(
    bot: Bot, hook: Hook, kari: User, update: dict[str, Any]
) -> None:
    await bot.do("setWebhook", url=hook.url)
    bot.sandbox.poison(update)
    bot.sandbox.say(kari, "hei")

    await emptied(bot)

    assert sorted(hook.texts) == ["hei", "tap"]
