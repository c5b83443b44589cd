"""What no page and no bot would send is refused with a reason, and breaks nothing after it."""

import asyncio
from typing import Any

import pytest

from klyngebot.sandbox import Fault, FaultKind, Sandbox, User
from unit.sandbox.support import Bot
from unit.sandbox.test_control import Control

DEEP = "[" * 200_000
FORM = "multipart/form-data; boundary=a"
NESTED = (
    b'--a\r\nContent-Disposition: form-data; name="x"\r\n'
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhei\r\n--b--\r\n--a--\r\n"
)
ODD_ENCODING = (
    b'--a\r\nContent-Disposition: form-data; name="x"\r\n'
    b"Content-Transfer-Encoding: odd\r\n\r\nhei\r\n--a--\r\n"
)
NO_UTF_8 = b'--a\r\nContent-Disposition: form-data; name="x"\r\n\r\n\xff\r\n--a--\r\n'


@pytest.fixture
def control(bot: Bot) -> Control:
    return Control(bot)


async def reason(bot: Bot, url: str, body: str | bytes, content_type: str) -> str:
    """Post ``body``; return why it is refused."""
    headers = {"Content-Type": content_type}
    async with bot.session.post(url, data=body, headers=headers) as response:
        assert response.status == 400, await response.text()
        answer = await response.json()
    return str(answer.get("description") or answer["error"])


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (DEEP, "application/json"),
        ('{"limit": NaN}', "application/json"),
        ('{"limit": 1e400}', "application/json"),
        (NESTED, FORM),
        (ODD_ENCODING, FORM),
        (NO_UTF_8, FORM),
        ("x", "multipart/form-data"),
    ],
)
async def test_a_call_that_cannot_be_read_is_refused(
    bot: Bot, body: str | bytes, content_type: str
) -> None:
    assert "can't parse the request" in await reason(bot, bot.url("getMe"), body, content_type)

    async with bot.session.get(f"{bot.server.url}/sandbox/calls") as response:
        assert "NaN}" not in await response.text()


async def test_a_parameter_nested_too_deeply_is_refused(bot: Bot, kari: User) -> None:
    params = {"chat_id": kari.id, "text": "x", "reply_markup": DEEP}

    refusal = await bot.refused("sendMessage", **params)

    assert refusal == "Bad Request: can't parse reply keyboard markup JSON object"


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("setChatMenuButton", {"menu_button": {"type": []}}),
        ("sendMediaGroup", {"media": [{"type": []}, {"type": {}}]}),
        (
            "sendMessage",
            {
                "text": "x",
                "reply_markup": {
                    "inline_keyboard": [[{"text": "x", "callback_data": "y", "style": []}]]
                },
            },
        ),
    ],
)
async def test_a_list_where_a_word_should_stand_is_refused(
    bot: Bot, kari: User, method: str, params: dict[str, Any]
) -> None:
    assert await bot.refused(method, chat_id=kari.id, **params)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("x", "multipart/form-data"),
        ("{}", "application/json"),
        (NESTED, FORM),
        (ODD_ENCODING, FORM),
        (NO_UTF_8, FORM),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused(
    bot: Bot, body: str | bytes, content_type: str
) -> None:
    assert await reason(bot, f"{bot.server.url}/sandbox/documents", body, content_type)


@pytest.mark.parametrize(
    "body", [DEEP, '{"first_name": NaN}', '{"first_name": "\\ud800"}', '{"id": 1e400}']
)
async def test_an_act_that_is_no_proper_json_is_refused(bot: Bot, body: str) -> None:
    url = f"{bot.server.url}/sandbox/users"

    assert "the body is no JSON" in await reason(bot, url, body, "application/json")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("users", {"first_name": "Kari", "language_code": ["nb"]}),
        ("users", {"first_name": "Kari", "username": {"a": 1}}),
        ("users", {"first_name": "Kari", "id": 1.5}),
        ("users", {"first_name": "Kari", "id": True}),
        ("users", {"first_name": "Kari", "id": -7}),
        ("faults", {"kind": "error", "method": ["sendMessage"]}),
        ("faults", {"kind": "error", "after": "1"}),
        ("faults", {"kind": "slow", "seconds": "1"}),
        ("faults", {"kind": "html", "status": 101}),
        ("faults", {"kind": "html", "status": 10**9}),
        ("faults", {"kind": "kill", "pid": -1, "phase": "received"}),
        ("faults", {"kind": "kill", "pid": 0, "phase": "received"}),
        ("limits", {"per_second": "3"}),
        ("limits", {"per_second": True}),
        ("limits", {"penalty": -5}),
        ("limits", {"penalty": None}),
        ("switches", {"clock_shift": 1e30}),
        ("switches", {"clock_shift": "nan"}),
        ("switches", {"disorder": -1}),
        ("switches", {"redeliver": -1}),
        ("switches", {"redeliver": "many"}),
        ("locations", {"latitude": "nan", "longitude": 1}),
        ("locations", {"latitude": 1, "longitude": 181}),
    ],
)
async def test_what_would_break_a_later_call_is_refused_at_once(
    bot: Bot, control: Control, kari: User, path: str, body: dict[str, Any]
) -> None:
    who = {"user_id": kari.id} if path == "locations" else {}
    assert (await control("POST", path, {**who, **body}, status=400))["error"]

    bot.sandbox.say(kari, "hei")
    assert await bot.do("sendMessage", chat_id=kari.id, text="hei")
    assert len(await bot.updates()) == 1
    assert await bot.updates(timeout=0) == []
    assert len(await control.get("chats")) == 1


async def test_a_null_in_a_fault_means_that_nothing_was_said(bot: Bot, control: Control) -> None:
    await control.post("faults", kind="error", after=None, status=None, times=None)

    answers = [await bot("getMe") for _ in range(2)]

    assert [answer["error_code"] for answer in answers] == [500, 500]


@pytest.mark.parametrize("pid", [-1, 0, 1])
def test_whole_groups_of_processes_are_not_killed(pid: int) -> None:
    with pytest.raises(ValueError, match="no process to kill"):
        Fault(FaultKind.KILL, pid=pid, phase="effect")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("transcript?chat_id=7", 404),
        ("transcript?chat_id=x", 400),
        ("chats/990000001?last=-1", 400),
        ("chats/990000001?last=x", 400),
        ("chats/7", 404),
        ("calls?since=-5", 200),
    ],
)
async def test_what_is_not_there_is_said_so(bot: Bot, kari: User, path: str, status: int) -> None:
    async with bot.session.get(f"{bot.server.url}/sandbox/{path}") as response:
        assert response.status == status


async def test_half_a_surrogate_pair_does_not_end_the_transcript(bot: Bot, kari: User) -> None:
    contact = {"phone_number": "1", "first_name": "\ud800"}
    await bot.do("sendContact", chat_id=kari.id, **contact)
    await bot.do("setMyName", name="\ud800")
    bot.sandbox.say(kari, "\ud800")

    async with bot.session.get(f"{bot.server.url}/sandbox/transcript") as response:
        assert "Kari: ?" in await response.text()


async def test_a_poisoned_update_cannot_choose_its_id(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.poison({"update_id": 5, "odd": 1})
    sandbox.poison({"odd": 2})

    first, second = await bot.updates()

    assert second["update_id"] == first["update_id"] + 1


async def test_ten_thousand_people_are_listed(bot: Bot, control: Control) -> None:
    for number in range(10_000):
        bot.sandbox.user(f"P{number}")

    async with asyncio.timeout(20):
        users, chats = await control.get("users"), await control.get("chats")

    assert (len(users), len(chats)) == (10_000, 10_000)


async def test_streams_whose_readers_vanish_are_forgotten(bot: Bot, kari: User) -> None:
    before = len(bot.sandbox.listeners)
    for _ in range(20):
        response = await bot.session.get(f"{bot.server.url}/sandbox/events")
        await response.content.readuntil(b"\n\n")
        response.close()
    bot.sandbox.say(kari, "hei")

    await bot.sandbox.wait_for(lambda: len(bot.sandbox.listeners) == before + 1)  # its own

    assert bot.sandbox.last_text(kari.id) == "hei"
