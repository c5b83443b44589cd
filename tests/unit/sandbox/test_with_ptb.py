import io
import os
from collections.abc import AsyncIterator

import pytest

from klyngebot.sandbox import Fault, FaultKind, Sandbox, SandboxServer, User
from unit.sandbox.pixel import PNG
from unit.sandbox.support import TOKEN

os.environ["PTB_TIMEDELTA"] = "1"

import telegram
from telegram.error import BadRequest, Forbidden, RetryAfter


@pytest.fixture
async def ptb(server: SandboxServer) -> AsyncIterator[telegram.Bot]:
    url = server.url
    async with telegram.Bot(
        TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot"
    ) as running:
        yield running


async def test_the_library_knows_who_the_bot_is(ptb: telegram.Bot) -> None:
    me = await ptb.get_me()

    assert (me.is_bot, me.username) == (True, "klynge_sandbox_bot")


async def test_the_library_sends_edits_and_deletes(
    ptb: telegram.Bot, sandbox: Sandbox, kari: User
) -> None:
    button = telegram.InlineKeyboardButton("Ja", callback_data="y")
    sent = await ptb.send_message(
        kari.id,
        "<b>Hei</b>",
        parse_mode="HTML",
        reply_markup=telegram.InlineKeyboardMarkup([[button]]),
        disable_notification=True,
        protect_content=True,
        link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
    )
    edited = await sent.edit_text("Hallo")

    assert sent.entities[0].type == "bold"
    assert isinstance(edited, telegram.Message)
    assert edited.text == sandbox.last_text(kari.id) == "Hallo"
    with pytest.raises(BadRequest, match="not modified"):
        await sent.edit_text("Hallo")
    assert await edited.delete()


async def test_the_library_takes_files_up_and_down(
    ptb: telegram.Bot, sandbox: Sandbox, kari: User
) -> None:
    sent = await ptb.send_document(kari.id, io.BytesIO(b"%PDF"), filename="møte.pdf", caption="Se")
    photo = await ptb.send_photo(kari.id, PNG)

    assert sent.document is not None
    file = await sent.document.get_file()

    assert sent.document.file_name == "møte.pdf"
    assert bytes(await file.download_as_bytearray()) == b"%PDF"
    assert photo.photo[0].width == 1


async def test_the_library_reads_what_people_do(
    ptb: telegram.Bot, sandbox: Sandbox, kari: User
) -> None:
    sandbox.say(kari, "/finn gull")
    sandbox.send_document(kari, "a.csv", b"x")
    sandbox.block(kari)
    sandbox.unblock(kari)
    group = sandbox.group("Klyngen", [kari])
    await ptb.send_message(
        kari.id,
        "?",
        reply_markup=telegram.InlineKeyboardMarkup(
            [[telegram.InlineKeyboardButton("Ja", callback_data="y")]]
        ),
    )
    callback_id = sandbox.tap(kari, "Ja")

    updates = await ptb.get_updates(timeout=1)

    assert [update.message.text for update in updates if update.message][:1] == ["/finn gull"]
    assert updates[-1].callback_query is not None
    assert updates[-1].callback_query.data == "y"
    assert await ptb.answer_callback_query(callback_id, "Takk")
    assert (await ptb.get_chat(group)).title == "Klyngen"


async def test_the_library_cannot_read_a_poisoned_update(
    ptb: telegram.Bot, sandbox: Sandbox, kari: User
) -> None:
    sandbox.poison()

    with pytest.raises(TypeError):
        await ptb.get_updates()


async def test_the_library_knows_the_errors_as_telegrams(
    ptb: telegram.Bot, sandbox: Sandbox, kari: User
) -> None:
    sandbox.faults.add(Fault(FaultKind.ERROR, status=429, retry_after=2))
    with pytest.raises(RetryAfter):
        await ptb.send_message(kari.id, "hei")
    with pytest.raises(Forbidden, match="can't initiate"):
        await ptb.send_message(sandbox.user("Ola").id, "hei")


async def test_the_library_sets_the_profile(ptb: telegram.Bot, sandbox: Sandbox) -> None:
    await ptb.set_my_commands(
        [("hjelp", "Hva jeg kan")],
        scope=telegram.BotCommandScopeAllPrivateChats(),
        language_code="nb",
    )
    await ptb.set_my_description("Om")
    await ptb.set_chat_menu_button(menu_button=telegram.MenuButtonCommands())

    assert list(sandbox.commands) == [("all_private_chats", "nb")]
    assert (await ptb.get_my_description()).description == "Om"
    assert not (await ptb.get_webhook_info()).url
