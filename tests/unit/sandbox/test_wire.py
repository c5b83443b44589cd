import asyncio
import json
import time

import pytest
from aiohttp import ClientError, ClientSession, FormData

from klyngebot.sandbox import Fault, FaultKind, Sandbox, User, serve
from unit.sandbox.support import TOKEN, Bot


async def test_a_call_means_the_same_as_form_json_multipart_or_query(bot: Bot, kari: User) -> None:
    params = {"chat_id": kari.id, "text": "hei", "reply_markup": {"force_reply": True}}
    flat = {
        "chat_id": str(kari.id),
        "text": "hei",
        "reply_markup": json.dumps(params["reply_markup"]),
    }
    form = FormData(flat)
    form.add_field("unused", b"x", filename="x.txt")
    await bot.do("sendMessage", **params, disable_notification=True)
    await bot.session.post(bot.url("SENDMESSAGE"), data={**flat, "disable_notification": "true"})
    await bot.session.get(bot.url("sendmessage"), params={**flat, "disable_notification": "True"})
    await bot.session.post(bot.url("sendMessage") + "?disable_notification=1", data=form)

    first, *others = bot.sandbox.calls

    assert len(bot.sandbox.received(kari.id)) == 4
    assert {other.method for other in others} == {"sendMessage"}
    assert all(first.params.items() <= other.params.items() for other in others)


async def test_a_body_of_no_known_type_is_not_read(bot: Bot) -> None:
    async with bot.session.post(bot.url("getMe"), data="text") as response:
        assert response.status == 200


async def test_a_body_that_is_not_what_it_says_is_refused(bot: Bot) -> None:
    headers = {"Content-Type": "application/json"}
    for body in ("{", "[]"):
        async with bot.session.post(bot.url("getMe"), data=body, headers=headers) as response:
            assert "can't parse the request" in (await response.json())["description"]

    assert [call.status for call in bot.sandbox.calls] == [400, 400]


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    answer = await bot("makeCoffee")
    assert (answer["error_code"], answer["description"]) == (404, "Not Found: method not found")


async def test_any_token_that_looks_like_one_is_taken(bot: Bot) -> None:
    bot.token = "1:" + "b" * 20
    assert await bot.do("getMe")

    bot.token = "1:short"
    answer = await bot("getMe")
    assert answer == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_a_fixed_token_is_the_only_one() -> None:
    sandbox = Sandbox(token=TOKEN)
    async with serve(sandbox) as server, ClientSession() as session:
        right, wrong = Bot(session, server), Bot(session, server, token="1:" + "b" * 20)

        assert (await right.do("getMe"))["id"] == 123456
        assert (await wrong("getMe"))["error_code"] == 401
        path = f"{server.url}/file/bot{wrong.token}/documents/file_0"
        async with session.get(path) as response:
            assert response.status == 401


async def test_an_escaped_token_is_the_same_token(bot: Bot, kari: User) -> None:
    bot.token = TOKEN.replace(":", "%3A")

    assert await bot.do("getMe")


async def test_a_file_that_is_not_there_is_not_found(bot: Bot) -> None:
    async with bot.session.get(f"{bot.server.url}/file/bot{TOKEN}/documents/no") as response:
        assert response.status == 404


async def test_a_number_that_is_none_is_taken_as_missing(bot: Bot, kari: User) -> None:
    async with bot.session.post(bot.url("getUpdates"), data={"limit": "many"}) as response:
        assert (await response.json())["ok"]
    assert bot.sandbox.calls[-1].params == {"limit": "many"}


async def test_a_server_closes_at_once_under_open_polls_and_streams(bot: Bot) -> None:
    async with serve(Sandbox()) as server:
        poller = Bot(bot.session, server)
        poll = asyncio.create_task(poller("getUpdates", timeout=50))
        stream = await bot.session.get(f"{server.url}/sandbox/events")
        server.sandbox.faults.add(Fault(FaultKind.SLOW, method="getMe", seconds=60))
        slow = asyncio.create_task(poller("getMe"))
        await asyncio.sleep(0.1)
        begun = time.monotonic()

    assert time.monotonic() - begun < 1
    stream.close()
    for call in (poll, slow):
        with pytest.raises(ClientError):
            await call


async def test_a_taken_port_is_an_error_and_a_free_one_is_used_again() -> None:
    sandbox = Sandbox()
    async with serve(sandbox) as first:
        assert first.url == f"http://127.0.0.1:{first.port}"
        try:
            async with serve(Sandbox(), port=first.port):
                raise AssertionError
        except OSError:
            pass
    async with serve(sandbox, port=first.port) as second:
        assert second.port == first.port
