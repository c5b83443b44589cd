import asyncio
import json
from pathlib import Path

import pytest
from aiohttp import ClientSession

from klyngebot.sandbox import Sandbox, StateError, User, serve
from unit.sandbox.support import TOKEN, Bot


async def played(path: Path) -> tuple[Sandbox, User]:
    """Return a sandbox with something of everything in it, closed."""
    sandbox = Sandbox(state_path=path)
    kari = sandbox.user("Kari", username="kari")
    async with serve(sandbox) as server, ClientSession() as session:
        bot = Bot(session, server)
        sandbox.say(kari, "/start")
        await bot.do("setMyCommands", commands=[{"command": "a", "description": "b"}])
        await bot.do("setMyName", name="Klynge")
        await bot.do("sendMessage", chat_id=kari.id, text="Hei")
        sandbox.send_document(kari, "a.txt", b"bytes")
        sandbox.tap_data(kari, "x", message_id=2)
        sandbox.block(sandbox.user("Ola"))
    return sandbox, kari


async def test_a_restart_finds_everything_again(tmp_path: Path) -> None:
    before, kari = await played(tmp_path / "state.json")

    after = Sandbox(state_path=tmp_path / "state.json")

    assert after.users == before.users
    assert after.transcript() == before.transcript()
    assert after.chat(kari.id) == before.chat(kari.id)
    assert (after.commands, after.profile) == (before.commands, before.profile)
    assert after.callbacks == before.callbacks
    async with serve(after) as server, ClientSession() as session:
        bot = Bot(session, server)
        assert len(await bot.updates()) == after.pending_updates == 4
        file_id = after.chat(kari.id)[-1]["document"]["file_id"]
        file = await bot.do("getFile", file_id=file_id)
        async with session.get(f"{server.url}/file/bot{TOKEN}/{file['file_path']}") as response:
            assert await response.read() == b"bytes"


async def test_no_id_is_given_twice(tmp_path: Path) -> None:
    before, kari = await played(tmp_path / "state.json")
    last = before.chat(kari.id)[-1]["message_id"]

    after = Sandbox(state_path=tmp_path / "state.json")

    assert after.say(after.people[kari.id], "hei") == last + 1
    assert after.user("Per").id == kari.id + 2
    after.save()
    updates = json.loads((tmp_path / "state.json").read_text())["updates"]["pending"]
    ids = [update["update_id"] for _, update in updates]
    assert ids == sorted(set(ids))


async def test_a_change_is_in_the_file_within_a_second(tmp_path: Path) -> None:
    sandbox = Sandbox(state_path=tmp_path / "state.json")
    async with serve(sandbox):
        sandbox.user("Kari")
        sandbox.user("Ola")
        await asyncio.sleep(0.8)

        assert [user.first_name for user in Sandbox(state_path=sandbox.state_path).users] == [
            "Kari",
            "Ola",
        ]


def test_what_happens_before_a_server_runs_is_saved_on_request(tmp_path: Path) -> None:
    sandbox = Sandbox(state_path=tmp_path / "new" / "state.json")
    sandbox.user("Kari")
    sandbox.save()

    assert len(Sandbox(state_path=sandbox.state_path).users) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "is damaged"),
        ('{"version": 1}', "is damaged"),
        ("[]", "is damaged"),
        ('{"version": 7}', "state of version 7, not 2"),
    ],
)
def test_a_damaged_file_is_a_clear_error(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text)

    with pytest.raises(StateError, match=reason) as error:
        Sandbox(state_path=path)

    assert str(path) in str(error.value)
    assert path.read_text() == text


async def test_after_a_kill_ids_are_left_out_rather_than_given_twice(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    sandbox = Sandbox(state_path=path)
    async with serve(sandbox) as server, ClientSession() as session:
        bot = Bot(session, server)
        kari = sandbox.user("Kari")
        channel = sandbox.channel("Nytt", [kari])
        sandbox.say(kari, "hei")
        await asyncio.sleep(0.8)
        killed = Sandbox(state_path=path)
        # what a process that was killed had given out since its last save
        ola, group = sandbox.user("Ola"), sandbox.group("Klyngen", [kari])
        post, said = sandbox.say(kari, "a", chat_id=channel), sandbox.say(kari, "b")
        last = (await bot.updates())[-1]["update_id"]

    async with serve(killed) as server, ClientSession() as session:
        bot = Bot(session, server)
        kari = killed.people[kari.id]
        await bot.do("getUpdates", offset=-1)
        assert killed.user("Per").id > ola.id
        assert killed.group("Klyngen", [kari]) < group
        assert killed.say(kari, "a", chat_id=channel) > post
        assert killed.say(kari, "b") > said
        assert (await bot.do("getUpdates"))[-1]["update_id"] > last


async def test_webhook_and_own_posts_outlive_a_restart(tmp_path: Path) -> None:
    sandbox = Sandbox(state_path=tmp_path / "state.json")
    kari = sandbox.user("Kari")
    channel = sandbox.channel("Nytt", [kari])
    async with serve(sandbox) as server, ClientSession() as session:
        bot = Bot(session, server)
        sent = await bot.do("sendMessage", chat_id=channel, text="før")
        await bot.do("setWebhook", url="http://127.0.0.1:1/", secret_token="made-up")

    after = Sandbox(state_path=sandbox.state_path)

    assert after.webhook is not None
    assert (after.webhook.url, after.webhook.secret_token) == ("http://127.0.0.1:1/", "made-up")
    after.webhook = None
    async with serve(after) as server, ClientSession() as session:
        edit = {"chat_id": channel, "message_id": sent["message_id"], "text": "etter"}
        assert await Bot(session, server).do("editMessageText", **edit)


def test_who_had_blocked_the_bot_in_version_1_still_has(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    sandbox = Sandbox(state_path=path)
    kari, ola = sandbox.user("Kari"), sandbox.user("Ola")
    sandbox.save()
    state = json.loads(path.read_text())
    state["version"] = 1
    for chat in state["chats"]:
        del chat["bot_status"]
        chat["blocked"] = chat["id"] == kari.id
    path.write_text(json.dumps(state))

    after = Sandbox(state_path=path)

    assert (after.chats[kari.id].blocked, after.chats[ola.id].blocked) == (True, False)
