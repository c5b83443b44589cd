import asyncio
import json
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from aiohttp import FormData

from klyngebot.sandbox import Limits, User
from unit.sandbox.pixel import PNG
from unit.sandbox.support import Bot

MARKUP = {"inline_keyboard": [[{"text": "Ja", "callback_data": "y"}]]}


@dataclass
class Control:
    """The control API, as another program uses it."""

    bot: Bot

    async def __call__(self, verb: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        url = f"{self.bot.server.url}/sandbox/{path}"
        async with self.bot.session.request(verb, url, json=body) as response:
            assert response.status == status, await response.text()
            return await response.json()

    async def get(self, path: str) -> Any:
        return await self("GET", path)

    async def post(self, path: str, **body: Any) -> Any:
        return await self("POST", path, body)

    async def refused(self, path: str, status: int, **body: Any) -> str:
        return str((await self("POST", path, body, status=status))["error"])


@pytest.fixture
def control(bot: Bot) -> Control:
    return Control(bot)


async def test_it_says_when_it_is_ready(control: Control) -> None:
    assert (await control.get("ready"))["bot"]["username"] == "klynge_sandbox_bot"


async def test_a_talk_can_be_played_from_outside(control: Control, bot: Bot) -> None:
    user = await control.post("users", first_name="Kari", language_code="en", last_name="")
    said = await control.post("messages", user_id=user["id"], text="/start")
    (update,) = await bot.updates()
    sent = await bot.do("sendMessage", chat_id=user["id"], text="Hei", reply_markup=MARKUP)
    tapped = await control.post("taps", user_id=user["id"], button="Ja")
    assert await control.get(f"answers/{tapped['callback_query_id']}") is None
    await bot.do("answerCallbackQuery", **tapped, text="Takk", show_alert=True)

    assert update["message"]["message_id"] == said["message_id"]
    assert await control.get("users") == [user]
    assert await control.get(f"chats/{user['id']}?last=1") == [sent]
    assert len(await control.get(f"chats/{user['id']}")) == 2
    answer = await control.get(f"answers/{tapped['callback_query_id']}")
    assert (answer["text"], answer["show_alert"]) == ("Takk", True)


async def test_forged_data_and_groups_can_be_played(control: Control, bot: Bot, kari: User) -> None:
    group = (await control.post("groups", title="Klyngen", members=[kari.id]))["chat_id"]
    await bot.updates()
    await control.post("taps", user_id=kari.id, chat_id=group, data="x", message_id=1)

    (update,) = await bot.updates()

    assert update["callback_query"]["message"]["chat"]["id"] == group
    chats = await control.get("chats")
    assert [chat["type"] for chat in chats] == ["private", "group"]


async def test_blocking_poison_and_lost_confirmations_can_be_played(
    control: Control, bot: Bot, kari: User
) -> None:
    await control.post("block", user_id=kari.id)
    await control.post("unblock", user_id=kari.id)
    await control.post("switches", poison={"odd": 1}, redeliver=1)

    assert len(await bot.updates()) == 3
    assert len(await bot.updates(timeout=0)) == 3
    assert await bot.updates(timeout=0) == []


@pytest.mark.parametrize(
    ("part", "data", "kind"),
    [("document", b"x", "application/octet-stream"), ("photo", PNG, "image/png")],
)
async def test_files_go_in_and_out(bot: Bot, kari: User, part: str, data: bytes, kind: str) -> None:
    form = FormData({"user_id": str(kari.id), "caption": "se", "chat_id": str(kari.id)})
    form.add_field(part, BytesIO(data), filename="a.html")
    url = f"{bot.server.url}/sandbox"
    async with bot.session.post(f"{url}/documents", data=form) as response:
        assert response.status == 200

    message = bot.sandbox.chat(kari.id)[-1]
    file = message["document"] if part == "document" else message["photo"][-1]
    async with bot.session.get(f"{url}/files/{file['file_id']}") as response:
        assert await response.read() == data
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.content_type == kind
        assert ("Content-Disposition" in response.headers) is (part == "document")
    async with bot.session.get(f"{url}/files/none") as response:
        assert response.status == 404


async def test_a_form_without_a_file_is_refused(control: Control, bot: Bot, kari: User) -> None:
    form = FormData({"user_id": str(kari.id)}, default_to_multipart=True)
    async with bot.session.post(f"{bot.server.url}/sandbox/documents", data=form) as response:
        assert (response.status, await response.json()) == (400, {"error": "there is no file"})


async def test_calls_can_be_waited_for(control: Control, bot: Bot) -> None:
    await bot.do("getMe")
    first = await control.get("calls")
    wait = asyncio.create_task(control.get(f"calls?since={first['next']}&wait=10"))
    await asyncio.sleep(0.05)
    await bot.refused("getChat", chat_id=1)

    second = await wait

    assert [call["method"] for call in first["calls"]] == ["getMe"]
    assert [call["status"] for call in second["calls"]] == [400]
    late = await control.get(f"calls?since={second['next']}&wait=1")
    assert late["calls"] == []


async def test_effects_and_transcript_can_be_read(control: Control, bot: Bot, kari: User) -> None:
    await bot.do("sendMessage", chat_id=kari.id, text="Hei")

    (effect,) = await control.get("received")

    assert effect["text"] == "Hei"
    assert await control.get(f"received?chat_id={kari.id}") == [effect]
    for query in ("", f"?chat_id={kari.id}"):
        url = f"{bot.server.url}/sandbox/transcript{query}"
        async with bot.session.get(url) as response:
            assert (await response.text()).endswith("Klyngebot: Hei")


async def test_faults_and_limits_can_be_set_and_lifted(control: Control, bot: Bot) -> None:
    await control.post("faults", kind="error", method="getMe", status=500)
    await control.post("limits", per_second=1)
    (fault,) = await control.get("faults")
    limits = await control.get("limits")
    await control("DELETE", "faults")
    await control("DELETE", "limits")

    assert (fault["kind"], fault["used"]) == ("error", 0)
    assert (limits["limits"]["per_second"], limits["breaches"]) == (1, [])
    assert await control.get("faults") == []
    assert (await control.get("limits"))["limits"] is None
    assert bot.sandbox.limits is None


async def test_breaches_of_the_limits_can_be_read(control: Control, bot: Bot, kari: User) -> None:
    bot.sandbox.limits = Limits(per_second=1)
    for _ in range(3):
        await bot("sendMessage", chat_id=kari.id, text="Hei")

    (breach,) = (await control.get("limits"))["breaches"]

    assert breach["method"] == "sendMessage"


async def test_menus_and_profile_can_be_read(control: Control, bot: Bot) -> None:
    await bot.do("setMyCommands", commands=[{"command": "a", "description": "b"}])

    read = await control.get("commands")

    assert read["commands"][0]["scope"] == "default"
    assert read["profile"]["name"] == {}


async def test_a_reset_can_be_asked_for(control: Control, bot: Bot, kari: User) -> None:
    await control.post("reset")

    assert await control.get("users") == []


async def test_what_makes_no_sense_is_refused_with_a_reason(
    control: Control, bot: Bot, kari: User
) -> None:
    assert await control.refused("users", 400) == "first_name is missing"
    assert await control.refused("messages", 404, user_id=1, text="x") == "there is no user 1"
    assert "empty" in await control.refused("messages", 400, user_id=kari.id, text="")
    assert "no button" in await control.refused("taps", 404, user_id=kari.id, button="x")
    assert "not a valid FaultKind" in await control.refused("faults", 400, kind="flood")
    assert "unexpected keyword" in await control.refused("limits", 400, per_year=1)
    assert (await control("GET", "chats/7", status=404))["error"] == "no such chat"
    url = f"{bot.server.url}/sandbox"
    async with bot.session.post(f"{url}/users", data="{") as response:
        assert "no JSON" in (await response.json())["error"]
    async with bot.session.get(f"{url}/chats/kari") as response:
        assert response.status == 400


async def test_the_page_hears_of_every_change(control: Control, bot: Bot, kari: User) -> None:
    url = f"{bot.server.url}/sandbox/events"
    others = list(bot.sandbox.listeners)
    async with bot.session.get(url) as response:
        assert response.content_type == "text/event-stream"
        heard = [json.loads((await response.content.readuntil(b"\n\n"))[6:])]
        bot.sandbox.say(kari, "hei")
        heard.append(json.loads((await response.content.readuntil(b"\n\n"))[6:]))

    assert heard == [["everything"], [f"chat:{kari.id}", "updates"]]
    await asyncio.sleep(0.05)
    assert bot.sandbox.listeners == others


async def test_a_quiet_stream_is_kept_alive(
    control: Control, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("klyngebot.sandbox.events.HEARTBEAT", 0.05)
    async with bot.session.get(f"{bot.server.url}/sandbox/events") as response:
        await response.content.readuntil(b"\n\n")
        assert await response.content.readuntil(b"\n\n") == b": still here\n\n"


@pytest.mark.parametrize(
    "path", ["/", "/page.js", "/pane.js", "/telegram.js", "/bubbles.js", "/page.css"]
)
async def test_the_page_comes_from_here_and_loads_nothing_from_elsewhere(
    bot: Bot, path: str
) -> None:
    async with bot.session.get(f"{bot.server.url}{path}") as response:
        text = await response.text()

    assert response.status == 200
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "://" not in text.replace("https://t.me", "")
    assert "innerHTML" not in text


async def test_a_burst_is_at_least_one_message(control: Control, bot: Bot) -> None:
    refused = await control.refused("limits", 400, per_chat_per_second=1, per_chat_burst=0)

    assert refused == "a burst is at least one message"
    assert bot.sandbox.limits is None
