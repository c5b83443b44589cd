import asyncio
import subprocess
import sys
import time

import pytest
from aiohttp import ClientConnectionError

from klyngebot.sandbox import Fault, FaultKind, User
from unit.sandbox.pixel import PNG
from unit.sandbox.support import TOKEN, Bot


async def raw(bot: Bot, kari: User, text: str = "hei") -> tuple[int, str, bytes]:
    """Send a message; return status, content type and body."""
    params = {"chat_id": kari.id, "text": text}
    async with bot.session.post(bot.url("sendMessage"), json=params) as response:
        return response.status, response.content_type, await response.read()


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        (
            Fault(FaultKind.ERROR),
            {"ok": False, "error_code": 500, "description": "Internal Server Error"},
        ),
        (
            Fault(FaultKind.ERROR, status=429, retry_after=3),
            {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests: retry after 3",
                "parameters": {"retry_after": 3},
            },
        ),
        (
            Fault(FaultKind.ERROR, status=403, description="Forbidden: user is deactivated"),
            {"ok": False, "error_code": 403, "description": "Forbidden: user is deactivated"},
        ),
        (
            Fault(FaultKind.ERROR, status=599),
            {"ok": False, "error_code": 599, "description": "Error"},
        ),
    ],
)
async def test_an_error_is_in_telegrams_shape_and_has_no_effect(
    bot: Bot, kari: User, fault: Fault, answer: dict[str, object]
) -> None:
    bot.sandbox.faults.add(fault)

    assert await bot("sendMessage", chat_id=kari.id, text="hei") == answer
    assert bot.sandbox.all_received == []
    assert (await bot("sendMessage", chat_id=kari.id, text="hei"))["ok"]


async def test_a_page_of_a_proxy_can_come_before_or_after_the_effect(bot: Bot, kari: User) -> None:
    bot.sandbox.faults.add(Fault(FaultKind.HTML, status=403))
    status, content_type, body = await raw(bot, kari)
    assert (status, content_type, len(bot.sandbox.all_received)) == (403, "text/html", 0)
    assert b"403 Forbidden" in body

    bot.sandbox.faults.add(Fault(FaultKind.HTML_AFTER))
    status, content_type, _ = await raw(bot, kari)
    assert (status, content_type, len(bot.sandbox.all_received)) == (502, "text/html", 1)


@pytest.mark.parametrize("kind", [FaultKind.GARBAGE, FaultKind.CUT])
async def test_an_answer_that_is_no_json_comes_after_the_effect(
    bot: Bot, kari: User, kind: FaultKind
) -> None:
    bot.sandbox.faults.add(Fault(kind))

    status, _, body = await raw(bot, kari)

    assert status == 200
    assert body.startswith(b'{"ok":true') is (kind is FaultKind.CUT)
    assert not body.endswith(b"}}")
    assert len(bot.sandbox.all_received) == 1


@pytest.mark.parametrize(
    ("kind", "effects"), [(FaultKind.RESET_BEFORE, 0), (FaultKind.RESET_AFTER, 1)]
)
async def test_a_reset_breaks_the_connection(
    bot: Bot, kari: User, kind: FaultKind, effects: int
) -> None:
    bot.sandbox.faults.add(Fault(kind))

    with pytest.raises((ClientConnectionError, ConnectionResetError)):
        await raw(bot, kari)

    assert len(bot.sandbox.all_received) == effects
    assert bot.sandbox.calls[-1].status == 0


async def test_a_broken_line_is_a_reset_and_no_orderly_end(bot: Bot) -> None:
    bot.sandbox.faults.add(Fault(FaultKind.RESET_BEFORE))
    reader, writer = await asyncio.open_connection(bot.server.host, bot.server.port)
    writer.write(f"GET /bot{TOKEN}/getMe HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

    with pytest.raises(ConnectionResetError):
        await reader.read()

    writer.close()


async def test_a_fault_looks_into_captions_too(bot: Bot, kari: User) -> None:
    bot.sandbox.send_document(kari, "a.txt", b"x")
    file_id = bot.sandbox.chat(kari.id)[-1]["document"]["file_id"]
    bot.sandbox.faults.add(Fault(FaultKind.ERROR, contains="viktig"))

    assert await bot.refused("sendDocument", chat_id=kari.id, document=file_id, caption="viktig")


async def test_a_hanging_call_has_its_effect_and_no_answer(bot: Bot, kari: User) -> None:
    bot.sandbox.faults.add(Fault(FaultKind.HANG))

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(raw(bot, kari), 0.1)

    (call,) = bot.sandbox.calls
    assert (call.status, len(bot.sandbox.all_received)) == (0, 1)
    assert call.answer is not None
    assert call.answer["ok"]


async def test_a_slow_call_has_its_effect_even_when_nobody_waits(bot: Bot, kari: User) -> None:
    bot.sandbox.faults.add(Fault(FaultKind.SLOW, seconds=0.15, times=2))
    begun = time.monotonic()
    assert (await raw(bot, kari))[0] == 200
    assert time.monotonic() - begun > 0.14

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(raw(bot, kari), 0.05)
    assert len(bot.sandbox.all_received) == 1
    await bot.sandbox.wait_for(lambda: len(bot.sandbox.calls) == 2)
    assert [call.status for call in bot.sandbox.calls] == [200, 0]
    assert len(bot.sandbox.all_received) == 2


async def test_a_fault_strikes_only_what_it_matches(bot: Bot, kari: User) -> None:
    ola = bot.sandbox.user("Ola")
    bot.sandbox.say(ola, "/start")
    bot.sandbox.faults.add(
        Fault(FaultKind.ERROR, method="SENDMESSAGE", chat_id=kari.id, contains="viktig", times=None)
    )

    assert await bot.do("getMe")
    assert await bot.do("sendMessage", chat_id=ola.id, text="viktig")
    assert await bot.do("sendMessage", chat_id=kari.id, text="likegyldig")
    for _ in range(2):
        assert await bot.refused("sendMessage", chat_id=kari.id, text="svært viktig")
    bot.sandbox.faults.clear()
    assert await bot.do("sendMessage", chat_id=kari.id, text="viktig")


async def test_a_fault_can_let_some_calls_pass_and_strike_several_times(bot: Bot) -> None:
    bot.sandbox.faults.add(Fault(FaultKind.ERROR, after=1, times=2))

    assert [(await bot("getMe"))["ok"] for _ in range(4)] == [True, False, False, True]


@pytest.mark.parametrize("phase", ["received", "effect", "answered"])
async def test_a_process_is_killed_at_the_phase_asked_for(bot: Bot, kari: User, phase: str) -> None:
    script = (
        "import sys, urllib.request\n"
        "print(urllib.request.urlopen(sys.argv[1], data=sys.argv[2].encode()).status, flush=True)\n"
        "sys.stdin.read()"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script, bot.url("sendMessage"), f"chat_id={kari.id}&text=hei"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    bot.sandbox.faults.add(Fault(FaultKind.KILL, pid=process.pid, phase=phase))
    out, _ = await process.communicate()

    assert process.returncode == -9
    await bot.sandbox.wait_for(lambda: bool(bot.sandbox.calls))
    assert len(bot.sandbox.all_received) == (0 if phase == "received" else 1)
    assert out in ({b""} if phase != "answered" else {b"", b"200\n"})


def test_kill_needs_a_process_and_a_phase() -> None:
    with pytest.raises(ValueError, match="kill needs a pid and a phase"):
        Fault(FaultKind.KILL, pid=1, phase="tomorrow")
    with pytest.raises(ValueError, match="kill needs a pid and a phase"):
        Fault(FaultKind.KILL, phase="effect")


async def test_the_token_stands_in_no_record(bot: Bot) -> None:
    await bot.do("getMe")

    assert TOKEN not in repr(bot.sandbox.calls)


async def test_a_proxys_page_strikes_so_many_calls_to_one_chat(bot: Bot, kari: User) -> None:
    ola = bot.sandbox.user("Ola")
    bot.sandbox.say(ola, "/start")
    page = Fault(FaultKind.HTML, method="sendMessage", chat_id=kari.id, status=403, times=2)
    bot.sandbox.faults.add(page)
    statuses = []
    for chat_id in (kari.id, ola.id, kari.id, kari.id):
        hello = {"chat_id": chat_id, "text": "Hei"}
        async with bot.session.post(bot.url("sendMessage"), json=hello) as response:
            statuses.append((response.status, response.content_type))

    page_, json_ = (403, "text/html"), (200, "application/json")
    assert statuses == [page_, json_, page_, json_]
    assert len(bot.sandbox.news(kari.id, "Hei")) == 1


async def test_a_fault_finds_the_words_under_one_of_several_pictures(bot: Bot, kari: User) -> None:
    bot.sandbox.album(kari, [PNG, PNG])
    photo = {"type": "photo", "media": bot.sandbox.chat(kari.id)[-1]["photo"][0]["file_id"]}
    bot.sandbox.faults.add(Fault(FaultKind.ERROR, contains="gruva", status=500, times=None))

    refused = [
        (await bot("sendMediaGroup", chat_id=kari.id, media=media))["ok"]
        for media in ([photo, {**photo, "caption": "Fra gruva"}], [photo, photo])
    ]

    assert refused == [False, True]
