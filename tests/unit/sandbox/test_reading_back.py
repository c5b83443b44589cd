import asyncio

import pytest

from klyngebot.sandbox import Sandbox, User
from unit.sandbox.pixel import PNG
from unit.sandbox.support import Bot

MARKUP = {"inline_keyboard": [[{"text": "Ja", "callback_data": "y"}]]}


async def test_a_wait_ends_when_what_it_waits_for_has_come(bot: Bot, kari: User) -> None:
    wait = asyncio.create_task(bot.sandbox.wait_for(lambda: len(bot.sandbox.all_received) == 2))
    await bot.do("sendMessage", chat_id=kari.id, text="en")
    await asyncio.sleep(0.05)
    assert not wait.done()

    await bot.do("sendMessage", chat_id=kari.id, text="to")

    await asyncio.wait_for(wait, 1)


async def test_a_wait_in_vain_says_what_the_chats_show(sandbox: Sandbox, kari: User) -> None:
    with pytest.raises(TimeoutError, match=r"(?s)0.01 s; the chats show:.*Kari: /start"):
        await sandbox.wait_for(lambda: False, 0.01)

    assert sandbox.listeners == []


async def test_a_transcript_shows_files_buttons_and_edits(bot: Bot, kari: User) -> None:
    sent = await bot.do("sendMessage", chat_id=kari.id, text="Kommer du?", reply_markup=MARKUP)
    edit = {"chat_id": kari.id, "message_id": sent["message_id"], "reply_markup": MARKUP}
    await bot.do("editMessageText", **edit, text="Kommer du likevel?")
    bot.sandbox.send_document(kari, "a.txt", b"x", caption="Se her")
    bot.sandbox.send_photo(kari, PNG)

    lines = bot.sandbox.transcript(kari.id).splitlines()

    assert lines[1].endswith("Klyngebot: Kommer du likevel? [Ja] (edited)")
    assert lines[2].endswith("Kari: (document) Se her")
    assert lines[3].endswith("Kari: (photo)")


async def test_an_empty_chat_has_no_last_text(sandbox: Sandbox) -> None:
    assert sandbox.last_text(sandbox.user("Ola").id) == ""


async def test_calls_are_recorded_with_their_answers(bot: Bot, kari: User) -> None:
    await bot.do("GETME")
    await bot.refused("sendMessage", chat_id=kari.id)

    first, second = bot.sandbox.calls

    assert (first.number, first.method, first.status) == (1, "getMe", 200)
    assert first.answer is not None
    assert first.answer["result"]["is_bot"]
    assert (second.number, second.status) == (2, 400)
    assert second.params == {"chat_id": kari.id}


async def test_a_reset_forgets_all_but_the_ids(bot: Bot, kari: User) -> None:
    bot.sandbox.send_document(kari, "a.txt", b"x")
    old = bot.sandbox.chat(kari.id)[-1]
    bot.sandbox.reset()

    new = bot.sandbox.user("Ola")
    bot.sandbox.send_document(new, "a.txt", b"x")
    message = bot.sandbox.chat(new.id)[-1]

    assert bot.sandbox.users == [new]
    assert new.id > kari.id
    assert message["message_id"] > old["message_id"]
    assert message["document"]["file_id"] != old["document"]["file_id"]
    assert bot.sandbox.pending_updates == 1
