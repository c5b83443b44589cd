"""What can go wrong with Telegram as a whole: its line, its queue, its clock, the bot's process."""

import asyncio
from contextlib import suppress

import pytest
from aiohttp import ClientConnectorError, ClientError, ServerDisconnectedError

from klyngebot.sandbox import Action, Guide, Limits, Sandbox, Step, User
from unit.sandbox.support import Bot
from unit.sandbox.test_control import Control


@pytest.fixture
def control(bot: Bot) -> Control:
    return Control(bot)


async def test_in_an_outage_nobody_gets_an_answer(bot: Bot, control: Control, kari: User) -> None:
    poll = asyncio.create_task(bot("getUpdates", timeout=30))
    await asyncio.sleep(0.05)

    await control.post("switches", outage=True)

    with pytest.raises(ClientError):
        await poll
    with pytest.raises(ClientError):
        await bot("sendMessage", chat_id=kari.id, text="hei")
    assert (await control.get("state"))["outage"] is True
    await control.post("switches", outage=False)
    assert await bot.do("sendMessage", chat_id=kari.id, text="hei")
    assert len(bot.sandbox.all_received) == 1


async def test_at_its_own_door_the_bot_is_refused_during_an_outage(bot: Bot, kari: User) -> None:
    url = f"{bot.server.api_url}/bot{bot.token}/getMe"

    async def is_let_in() -> bool:
        with suppress(ServerDisconnectedError):
            try:
                async with bot.session.get(url) as response:
                    return response.status == 200
            except ClientConnectorError:
                return False
        return await is_let_in()  # an old connection was hung up on; try a new one

    async def becomes(expected: bool) -> None:
        async with asyncio.timeout(10):
            while await is_let_in() is not expected:
                await asyncio.sleep(0.01)

    assert await is_let_in()
    bot.sandbox.outage = True
    await becomes(False)
    bot.sandbox.outage = False
    await becomes(True)


async def test_updates_that_are_held_back_come_together_later(
    bot: Bot, control: Control, kari: User
) -> None:
    await control.post("switches", paused=True)
    poll = asyncio.create_task(bot.updates(timeout=30))
    await asyncio.sleep(0.05)
    bot.sandbox.say(kari, "en")
    bot.sandbox.say(kari, "to")
    await asyncio.sleep(0.05)
    assert not poll.done()

    await control.post("switches", paused=False)

    assert len(await asyncio.wait_for(poll, 5)) == 2


async def test_a_batch_can_come_newest_first(bot: Bot, control: Control, kari: User) -> None:
    for text in ("en", "to"):
        bot.sandbox.say(kari, text)
    await control.post("switches", disorder=1)

    found = [update["message"]["text"] for update in await bot.do("getUpdates")]

    assert found == ["to", "en"]
    assert [update["message"]["text"] for update in await bot.do("getUpdates")] == ["en", "to"]


async def test_a_batch_of_one_is_in_order_and_does_not_count(bot: Bot, kari: User) -> None:
    bot.sandbox.disorder()
    bot.sandbox.say(kari, "en")
    await bot.do("getUpdates")
    bot.sandbox.say(kari, "to")

    found = [update["message"]["text"] for update in await bot.do("getUpdates")]

    assert found == ["to", "en"]


async def test_at_the_bots_own_door_there_is_nothing_but_the_bot_api(bot: Bot) -> None:
    for path in ("", "sandbox/users", "sandbox/state"):
        async with bot.session.get(f"{bot.server.api_url}/{path}") as response:
            assert response.status == 404


async def test_in_an_outage_no_file_is_to_be_had(bot: Bot, kari: User) -> None:
    bot.sandbox.send_document(kari, "a.html", b"x")
    file_id = bot.sandbox.chat(kari.id)[-1]["document"]["file_id"]
    path = (await bot.do("getFile", file_id=file_id))["file_path"]
    url = f"{bot.server.url}/file/bot{bot.token}/{path}"
    async with bot.session.get(url) as response:
        assert response.headers["Content-Disposition"] == "attachment"
        assert response.headers["X-Content-Type-Options"] == "nosniff"

    bot.sandbox.outage = True

    with pytest.raises(ClientError):
        await bot.session.get(url)


async def test_what_waits_can_be_forgotten(bot: Bot, control: Control, kari: User) -> None:
    bot.sandbox.say(kari, "en")

    await control.post("switches", forget=True)

    assert await bot.do("getUpdates") == []


async def test_a_day_later_messages_are_forgotten(bot: Bot, control: Control, kari: User) -> None:
    bot.sandbox.say(kari, "en")

    await control.post("switches", clock_shift=24 * 3600 + 1)

    assert await bot.do("getUpdates") == []
    sent = await bot.do("sendMessage", chat_id=kari.id, text="hei")
    assert sent["date"] == int(bot.sandbox.now())
    assert (await control.get("state"))["clock_shift"] == 24 * 3600 + 1


async def test_an_unknown_switch_turns_nothing(bot: Bot, control: Control) -> None:
    reason = await control.refused("switches", 400, outage=True, lights=True)

    assert reason.startswith("there is no switch lights; there are outage, ")
    assert bot.sandbox.outage is False


async def test_beyond_a_hundred_thousand_updates_the_newest_is_dropped(
    sandbox: Sandbox, bot: Bot
) -> None:
    for number in range(100_001):
        sandbox.poison({"odd": number})
    assert sandbox.pending_updates == 100_000

    async with asyncio.timeout(10):  # it took a minute once
        (newest,) = await bot.do("getUpdates", offset=-1)
    sandbox.poison({"odd": "later"})

    (_, later) = await bot.do("getUpdates")
    assert newest["odd"] == 99_999
    assert later["update_id"] == newest["update_id"] + 2  # the dropped one had an id, too


async def test_the_times_in_which_a_429_asked_to_wait_can_be_read(
    bot: Bot, control: Control, kari: User
) -> None:
    bot.sandbox.limits = Limits(per_second=1)
    for _ in range(3):
        await bot("sendMessage", chat_id=kari.id, text="hei")

    (window,) = (await control.get("limits"))["windows"]

    assert (window["scope"], window["calls"]) == ("all", 1)


class Process:
    """A bot's process that only remembers what was done to it."""

    def __init__(self) -> None:
        self.deeds: list[str] = []
        self.is_running = True

    async def start(self) -> None:
        self.deeds.append("start")
        if self.deeds.count("start") > 1:
            raise RuntimeError("the bot ended with code 3; its log says why")
        self.is_running = True

    async def kill(self) -> None:
        self.deeds.append("kill")
        self.is_running = False


async def test_the_bots_process_can_be_killed_and_started(bot: Bot, control: Control) -> None:
    assert "not ours" in await control.refused("process", 404, do="kill")
    process = bot.sandbox.process = Process()

    await control.post("process", do="kill")
    assert (await control.get("state"))["process"] == {"running": False}
    await control.post("process", do="restart")

    assert process.deeds == ["kill", "kill", "start"]
    assert "code 3" in await control.refused("process", 409, do="start")
    assert "do is kill" in await control.refused("process", 400, do="dance")
    async with bot.session.post(f"{bot.server.url}/sandbox/process", data="[") as response:
        assert response.status == 400


async def test_a_tour_performs_its_actions_and_notices_what_is_done(
    bot: Bot, control: Control, kari: User
) -> None:
    assert await control.get("guide") is None
    assert "no tour" in await control.refused("guide", 404, step=0, action=0)

    def greet(sandbox: Sandbox) -> None:
        sandbox.say(kari, "hei")

    words = {"nb": "Hils", "en": "Greet"}
    step = Step(
        title=words,
        text=words,
        person=lambda _: kari.id,
        actions=(Action(words, greet),),
        is_done=lambda sandbox: sandbox.last_text(kari.id) == "hei",
    )
    bot.sandbox.guide = Guide(words, (step,))

    before = (await control.get("guide"))["steps"][0]
    await control.post("guide", step=0, action=0)
    after = (await control.get("guide"))["steps"][0]
    bot.sandbox.say(kari, "noe annet")

    assert (before["done"], after["done"], before["person"]) == (False, True, kari.id)
    assert (await control.get("guide"))["steps"][0]["done"] is True
    assert "no action 1" in await control.refused("guide", 404, step=0, action=1)
    bot.sandbox.reset()
    with suppress(KeyError):
        assert bot.sandbox.guide.as_json(bot.sandbox)["steps"][0]["done"] is False


async def test_a_reset_turns_every_switch_back(bot: Bot, control: Control, kari: User) -> None:
    query_id = bot.sandbox.ask_inline(kari, "ka")
    bot.sandbox.limits = Limits()
    await bot.do("sendMessage", chat_id=kari.id, text="hei")
    await bot.do("setWebhook", url="http://127.0.0.1:1/")
    await control.post("switches", clock_shift=60, outage=True)

    await control.post("reset")

    state = await control.get("state")
    assert (state["outage"], state["clock_shift"], state["webhook"]) == (False, 0, "")
    assert (await control.get("limits"))["limits"] is None
    assert bot.sandbox.received(kari.id) == []
    assert "too old" in await bot.refused("answerInlineQuery", inline_query_id=query_id, results=[])
