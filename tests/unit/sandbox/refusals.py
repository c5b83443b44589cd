"""Telegram's error texts, each with a case that provokes it; and the table made of them.

``PYTHONPATH=tests python -m unit.sandbox.refusals`` writes the tables of docs/sandbox.md.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from klyngebot.sandbox import User
from klyngebot.sandbox.methods import METHODS
from unit.sandbox.pixel import PNG
from unit.sandbox.support import Bot

PAGE = Path(__file__).parents[3] / "docs" / "sandbox.md"
NEVER = 404_404
"""The number of a message that never was."""


@dataclass
class Stage:
    """A bot in a few chats, with a message of each kind."""

    bot: Bot
    kari: int
    stranger: int
    blocked: int
    gone: int
    group: int
    old_group: int
    channel: int
    lost: dict[str, int]
    text: int
    photo: int
    said: int
    old: int
    in_group: int
    by_kari_in_group: int
    service: int
    secret: int
    answered: str
    offered: str
    asked: str
    file: str
    large: str


Value = Any | Callable[[Stage], Any]


@dataclass(frozen=True)
class Refusal:
    """A case.

    Args:
        to: Which row of the table it stands in: a method, or what several methods share.
        reason: The whole description, as Telegram gives it.
        params: A function takes its value from the stage.
        status: HTTP status.
        sure: These are Telegram's words; else they are the stand-in's.
        via: The method that is called, where ``to`` is none.
        upload: A part, a name and its bytes, sent as a form.
    """

    to: str
    reason: str
    params: dict[str, Value] = field(default_factory=dict)
    status: int = 400
    sure: bool = True
    via: str = ""
    upload: tuple[str, str, bytes] | None = None

    @property
    def method(self) -> str:
        return self.via or self.to

    def resolved(self, stage: Stage) -> dict[str, Any]:
        return {
            name: value(stage) if callable(value) else value for name, value in self.params.items()
        }


async def set_the_stage(bot: Bot) -> Stage:
    sandbox = bot.sandbox
    kari, stranger, blocked, gone = (
        sandbox.user(name) for name in ("Kari", "Ukjent", "Blokkert", "Borte")
    )
    for user in (kari, blocked, gone):
        sandbox.say(user, "/start")
    sandbox.block(blocked)
    sandbox.deactivate(gone)
    old = (await bot.do("sendMessage", chat_id=kari.id, text="gammel"))["message_id"]
    old_group = sandbox.group("Gammel", [kari])
    sandbox.migrate(old_group)
    sandbox.clock_shift = 49 * 3600
    group = sandbox.group("Klyngen", [kari])
    lost = {}
    for status in ("left", "kicked", "member"):
        lost[status] = sandbox.channel(status, [kari])
        sandbox.set_bot_status(kari, lost[status], status)
    sent = await bot.do("sendMessage", chat_id=kari.id, text="hei")
    photo = await bot.upload("sendPhoto", part="photo", name="a.png", data=PNG, chat_id=kari.id)
    secret = await bot.do("sendMessage", chat_id=kari.id, text="hemmelig", protect_content=True)
    answered = sandbox.tap_data(kari, "x", message_id=sent["message_id"])
    await bot.do("answerCallbackQuery", callback_query_id=answered)
    offered = sandbox.ask_inline(kari, "x")
    await bot.do("answerInlineQuery", inline_query_id=offered, results=[])
    return Stage(
        bot,
        kari.id,
        stranger.id,
        blocked.id,
        gone.id,
        group,
        old_group,
        sandbox.channel("Nytt", [kari]),
        lost,
        text=sent["message_id"],
        photo=photo["result"]["message_id"],
        said=sandbox.say(kari, "hei"),
        old=old,
        in_group=(await bot.do("sendMessage", chat_id=group, text="hei"))["message_id"],
        by_kari_in_group=sandbox.say(kari, "/hei", chat_id=group),
        service=sandbox.chat(group)[0]["message_id"],
        secret=secret["message_id"],
        answered=answered,
        offered=offered,
        asked=sandbox.ask_inline(kari, "y"),
        file=photo["result"]["photo"][0]["file_id"],
        large=_large_file(bot, kari),
    )


def _large_file(bot: Bot, user: User) -> str:
    bot.sandbox.send_document(user, "stor.bin", b"x" * (20 * 1024 * 1024 + 1))
    file_id: str = bot.sandbox.chat(user.id)[-1]["document"]["file_id"]
    return file_id


def kari(stage: Stage) -> int:
    return stage.kari


def group(stage: Stage) -> int:
    return stage.group


def of(name: str) -> Callable[[Stage], Any]:
    return lambda stage: getattr(stage, name)


def keys(*rows: list[Any]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def with_keys(markup: Any) -> dict[str, Any]:
    return {"chat_id": kari, "text": "hei", "reply_markup": markup}


def html(text: str) -> dict[str, Any]:
    return {"chat_id": kari, "text": text, "parse_mode": "HTML"}


def item(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "media": "attach://a", **more}


CHAT, TEXT, CAPTION, KEYS, FILE, REPLY = (
    "a chat", "a text", "a caption", "a keyboard", "a file", "a reply"
)  # fmt: skip
SHARED = (CHAT, TEXT, CAPTION, KEYS, FILE, REPLY)
YES = {"text": "Ja", "callback_data": "j"}
BAD = "Bad Request: "
NO = "Forbidden: "
UNPARSED = "Bad Request: can't parse entities: "
BUTTON = "Bad Request: can't parse inline keyboard button: "
RESULT = "Bad Request: can't parse inline query result: "
MIGRATED = "group chat was upgraded to a supergroup chat"
TOO_OLD = BAD + "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    BAD + "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


def _shared(to: str, reason: str, params: dict[str, Value], **more: Any) -> Refusal:
    return Refusal(to, reason, params, via=more.pop("via", "sendMessage"), **more)


def _write(reason: str, chat: Value, status: int = 403) -> Refusal:
    return _shared(CHAT, reason, {"chat_id": chat, "text": "hei"}, status=status)


def _button(reason: str, button: Any, *, sure: bool = True) -> Refusal:
    return _shared(KEYS, reason, with_keys(keys([button])), sure=sure)


REFUSALS = [
    _write(BAD + "chat_id is empty", "", 400),
    _write(BAD + "chat not found", NEVER, 400),
    _write(BAD + MIGRATED, of("old_group"), 400),
    _write(BAD + "need administrator rights in the channel chat", lambda s: s.lost["member"], 400),
    _write(NO + "bot can't initiate conversation with a user", of("stranger")),
    _write(NO + "bot was blocked by the user", of("blocked")),
    _write(NO + "user is deactivated", of("gone")),
    _write(NO + "bot is not a member of the channel chat", lambda s: s.lost["left"]),
    _write(NO + "bot was kicked from the channel chat", lambda s: s.lost["kicked"]),
    # Texts
    _shared(TEXT, BAD + "message text is empty", {"chat_id": kari, "text": " "}),
    _shared(TEXT, BAD + "message is too long", {"chat_id": kari, "text": "x" * 4097}),
    _shared(TEXT, BAD + "strings must be encoded in UTF-8", {"chat_id": kari, "text": "\ud800"}),
    _shared(
        TEXT,
        BAD + "unsupported parse_mode",
        {"chat_id": kari, "text": "x", "parse_mode": "Markdown"},
    ),
    _shared(TEXT, UNPARSED + 'Unsupported start tag "p" at byte offset 0', html("<p>x</p>")),
    _shared(TEXT, UNPARSED + "Unclosed start tag at byte offset 0", html("<b")),
    _shared(TEXT, UNPARSED + "Unexpected end tag at byte offset 1", html("x</b>")),
    _shared(TEXT, UNPARSED + "Unclosed end tag at byte offset 4", html("<b>x</b")),
    _shared(TEXT, UNPARSED + 'Can\'t find end tag corresponding to start tag "b"', html("<b>x")),
    _shared(
        TEXT,
        UNPARSED + 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        html("<b><i>x</b></i>"),
    ),
    _shared(
        TEXT,
        UNPARSED + 'Tag "span" must have class "tg-spoiler" at byte offset 0',
        html("<span>x</span>"),
    ),
    _shared(
        TEXT,
        UNPARSED + "Unexpected end of name token at byte offset 8",
        html("<a href=https://example.no>x</a>"),
    ),
    _shared(
        TEXT,
        UNPARSED + 'Empty attribute name in the tag "a" at byte offset 0',
        html('<a ="x">x</a>'),
    ),
    _shared(
        TEXT,
        UNPARSED + "Expected an Array of MessageEntity",
        {"chat_id": kari, "text": "x", "entities": {"type": "bold"}},
    ),
    _shared(
        TEXT,
        BAD + 'can\'t parse MessageEntity: Field "type" is unsupported',
        {"chat_id": kari, "text": "x", "entities": [{"type": "big", "offset": 0, "length": 1}]},
        sure=False,
    ),
    _shared(
        CAPTION,
        BAD + "message caption is too long",
        {"chat_id": kari, "photo": of("file"), "caption": "x" * 1025},
        via="sendPhoto",
    ),
    _shared(
        REPLY,
        BAD + "message to be replied not found",
        {"chat_id": kari, "text": "x", "reply_parameters": {"message_id": NEVER}},
    ),
    # Keyboards
    _shared(KEYS, BAD + "can't parse reply keyboard markup JSON object", with_keys("{")),
    _shared(KEYS, BAD + "object expected as reply markup", with_keys({"rows": []})),
    _shared(
        KEYS,
        BUTTON + 'Field "inline_keyboard" must be of type Array of Array',
        with_keys({"inline_keyboard": [YES]}),
        sure=False,
    ),
    _shared(KEYS, BAD + "reply markup is too long", with_keys(keys([YES] * 9))),
    _shared(
        KEYS,
        BAD + "inline keyboard expected",
        {"chat_id": of("channel"), "text": "x", "reply_markup": {"keyboard": [["Ja"]]}},
    ),
    _shared(
        KEYS,
        BAD + "phone number can be requested in private chats only",
        {
            "chat_id": group,
            "text": "x",
            "reply_markup": {"keyboard": [[{"text": "Nr", "request_contact": True}]]},
        },
    ),
    _shared(
        KEYS,
        BAD + "location can be requested in private chats only",
        {
            "chat_id": group,
            "text": "x",
            "reply_markup": {"keyboard": [[{"text": "Her", "request_location": True}]]},
        },
    ),
    _shared(
        KEYS,
        BAD + 'can\'t parse keyboard button: Field "text" must be of type String',
        with_keys({"keyboard": [[{"text": 1}]]}),
        sure=False,
    ),
    _button(BAD + "BUTTON_DATA_INVALID", {"text": "x", "callback_data": "å" * 33}),
    _button(BAD + "BUTTON_COPY_TEXT_INVALID", {"text": "x", "copy_text": {"text": ""}}, sure=False),
    _button(BUTTON + "Text buttons are unallowed in the inline keyboard", {"text": "x"}),
    _button(BUTTON + "exactly one action is allowed", {**YES, "pay": True}, sure=False),
    _button(BUTTON + "invalid button style specified", {**YES, "style": "neon"}, sure=False),
    _button(BUTTON + "expected an Object InlineKeyboardButton", "x", sure=False),
    _button(
        BUTTON + 'Field "text" must be a non-empty String', {"text": "", "pay": True}, sure=False
    ),
    _button(
        BAD + "inline keyboard button URL 'x' is invalid: Wrong HTTP URL",
        {"text": "x", "url": "x"},
    ),
    # Files
    _shared(
        FILE, BAD + "there is no document in the request", {"chat_id": kari}, via="sendDocument"
    ),
    _shared(
        FILE,
        BAD + "wrong file identifier/HTTP URL specified",
        {"chat_id": kari, "document": "x"},
        via="sendDocument",
    ),
    _shared(
        FILE,
        BAD + "file must be non-empty",
        {"chat_id": kari},
        via="sendDocument",
        upload=("document", "a.txt", b""),
    ),
    _shared(
        FILE,
        "Request Entity Too Large",
        {"chat_id": kari},
        via="sendDocument",
        status=413,
        upload=("document", "a.bin", b"x" * (50 * 1024 * 1024 + 1)),
    ),
    # One by one
    Refusal(
        "setWebhook",
        BAD + "bad webhook: the sandbox delivers to this machine only",
        {"url": "https://bot.example.org"},
        sure=False,
    ),
    Refusal(
        "setWebhook",
        BAD + "secret token is too long",
        {"url": "http://127.0.0.1:1", "secret_token": "x" * 257},
    ),
    Refusal(
        "setWebhook",
        BAD + "secret token contains unallowed characters",
        {"url": "http://127.0.0.1:1", "secret_token": "æ"},
    ),
    Refusal(
        "sendPhoto",
        BAD + "IMAGE_PROCESS_FAILED",
        {"chat_id": kari},
        upload=("photo", "a.png", b"no picture"),
    ),
    Refusal(
        "sendPhoto",
        BAD + "file is too big for a photo",
        {"chat_id": kari},
        sure=False,
        upload=("photo", "a.png", PNG + b"\0" * (10 * 1024 * 1024)),
    ),
    Refusal(
        "sendMediaGroup", BAD + "can't parse media JSON object", {"chat_id": kari, "media": "["}
    ),
    Refusal(
        "sendMediaGroup",
        BAD + "an album has 2 to 10 items",
        {"chat_id": kari, "media": [item("photo")]},
        sure=False,
    ),
    Refusal(
        "sendMediaGroup",
        BAD + "document can't be mixed with other media types",
        {"chat_id": kari, "media": [item("photo"), item("document")]},
        sure=False,
    ),
    Refusal(
        "sendMediaGroup",
        BAD + 'can\'t parse InputMedia: unsupported type "sticker"',
        {"chat_id": kari, "media": [item("sticker")] * 2},
        sure=False,
    ),
    Refusal("sendContact", BAD + "phone number is empty", {"chat_id": kari}, sure=False),
    Refusal(
        "sendContact",
        BAD + "first name is empty",
        {"chat_id": kari, "phone_number": "1"},
        sure=False,
    ),
    Refusal(
        "sendContact",
        BAD + "vCard is too long",
        {"chat_id": kari, "phone_number": "1", "first_name": "K", "vcard": "x" * 2049},
        sure=False,
    ),
    Refusal(
        "sendChatAction",
        BAD + "wrong parameter action in request",
        {"chat_id": kari, "action": "dance"},
    ),
    Refusal(
        "copyMessage",
        BAD + "message to copy not found",
        {"chat_id": kari, "from_chat_id": kari, "message_id": NEVER},
    ),
    Refusal(
        "copyMessage",
        BAD + "message can't be copied",
        {"chat_id": kari, "from_chat_id": group, "message_id": of("service")},
    ),
    Refusal(
        "copyMessages",
        BAD + "there are no messages to copy",
        {"chat_id": kari, "from_chat_id": kari, "message_ids": [NEVER]},
    ),
    Refusal(
        "copyMessages",
        BAD + "message identifiers must be in a strictly increasing order",
        {"chat_id": kari, "from_chat_id": kari, "message_ids": [2, 1]},
    ),
    Refusal(
        "forwardMessage",
        BAD + "message to forward not found",
        {"chat_id": kari, "from_chat_id": kari, "message_id": NEVER},
    ),
    Refusal(
        "forwardMessage",
        BAD + "message can't be forwarded",
        {"chat_id": kari, "from_chat_id": kari, "message_id": of("secret")},
    ),
    Refusal(
        "forwardMessages",
        BAD + "there are no messages to forward",
        {"chat_id": kari, "from_chat_id": kari, "message_ids": [NEVER]},
    ),
    Refusal(
        "editMessageText",
        BAD + "message identifier is not specified",
        {"chat_id": kari, "text": "x"},
    ),
    Refusal(
        "editMessageText",
        BAD + "message to edit not found",
        {"chat_id": kari, "message_id": NEVER, "text": "x"},
    ),
    Refusal(
        "editMessageText",
        BAD + "message can't be edited",
        {"chat_id": kari, "message_id": of("said"), "text": "x"},
    ),
    Refusal(
        "editMessageText",
        BAD + "there is no text in the message to edit",
        {"chat_id": kari, "message_id": of("photo"), "text": "x"},
    ),
    Refusal(
        "editMessageText",
        NOT_MODIFIED,
        {"chat_id": kari, "message_id": of("text"), "text": "hei"},
    ),
    Refusal(
        "editMessageText",
        BAD + "MESSAGE_ID_INVALID",
        {"inline_message_id": "x", "text": "x"},
    ),
    Refusal(
        "editMessageCaption",
        BAD + "there is no caption in the message to edit",
        {"chat_id": kari, "message_id": of("text"), "caption": "x"},
    ),
    Refusal(
        "editMessageMedia",
        BAD + "media is empty",
        {"chat_id": kari, "message_id": of("photo")},
        sure=False,
    ),
    Refusal(
        "editMessageReplyMarkup",
        BAD + "message to edit not found",
        {"chat_id": kari, "message_id": NEVER},
    ),
    Refusal(
        "deleteMessage",
        BAD + "message to delete not found",
        {"chat_id": kari, "message_id": NEVER},
    ),
    Refusal(
        "deleteMessage",
        BAD + "message can't be deleted",
        {"chat_id": group, "message_id": of("by_kari_in_group")},
    ),
    Refusal(
        "deleteMessage",
        BAD + "message can't be deleted for everyone",
        {"chat_id": kari, "message_id": of("old")},
    ),
    Refusal(
        "deleteMessages",
        BAD + "can't parse message identifiers JSON object",
        {"chat_id": kari, "message_ids": "["},
    ),
    Refusal(
        "deleteMessages",
        BAD + "message identifiers are not specified",
        {"chat_id": kari, "message_ids": []},
    ),
    Refusal(
        "deleteMessages",
        BAD + "too many message identifiers specified",
        {"chat_id": kari, "message_ids": list(range(101))},
    ),
    Refusal(
        "pinChatMessage",
        BAD + "message to pin not found",
        {"chat_id": kari, "message_id": NEVER},
    ),
    Refusal(
        "pinChatMessage",
        BAD + "not enough rights to manage pinned messages in the chat",
        {"chat_id": group, "message_id": of("in_group")},
    ),
    Refusal("unpinChatMessage", BAD + "message to unpin not found", {"chat_id": kari}),
    Refusal("answerCallbackQuery", TOO_OLD, {"callback_query_id": of("answered")}),
    Refusal(
        "answerCallbackQuery",
        BAD + "MESSAGE_TOO_LONG",
        {
            "callback_query_id": lambda s: s.bot.sandbox.tap_data(
                s.bot.sandbox.people[s.kari], "x", message_id=s.text
            ),
            "text": "x" * 201,
        },
    ),
    Refusal("answerInlineQuery", TOO_OLD, {"inline_query_id": of("offered"), "results": []}),
    Refusal(
        "answerInlineQuery",
        BAD + "can't parse inline query results JSON object",
        {"inline_query_id": of("asked"), "results": "["},
    ),
    Refusal(
        "answerInlineQuery",
        BAD + "RESULTS_TOO_MUCH",
        {"inline_query_id": of("asked"), "results": [{}] * 51},
    ),
    Refusal(
        "answerInlineQuery",
        BAD + "RESULT_ID_DUPLICATE",
        {
            "inline_query_id": of("asked"),
            "results": [{"type": "contact", "id": "1", "phone_number": "1", "first_name": "K"}] * 2,
        },
    ),
    Refusal(
        "answerInlineQuery",
        BAD + "RESULT_ID_INVALID",
        {"inline_query_id": of("asked"), "results": [{"type": "contact", "id": ""}]},
    ),
    Refusal(
        "answerInlineQuery",
        RESULT + 'Can\'t find field "title"',
        {"inline_query_id": of("asked"), "results": [{"type": "article", "id": "1"}]},
        sure=False,
    ),
    Refusal(
        "answerInlineQuery",
        RESULT + "unsupported inline query result type",
        {"inline_query_id": of("asked"), "results": [{"type": "game", "id": "1"}]},
        sure=False,
    ),
    Refusal(
        "answerInlineQuery",
        BAD + "NEXT_OFFSET_INVALID",
        {"inline_query_id": of("asked"), "results": [], "next_offset": "x" * 65},
        sure=False,
    ),
    Refusal("getChatMember", BAD + "member not found", {"chat_id": group, "user_id": NEVER}),
    Refusal(
        "getChatAdministrators",
        BAD + "there are no administrators in the private chat",
        {"chat_id": kari},
    ),
    Refusal("leaveChat", BAD + "chat not found", {"chat_id": kari}, sure=False),
    Refusal("getFile", BAD + "invalid file_id", {"file_id": "x"}),
    Refusal("getFile", BAD + "file is too big", {"file_id": of("large")}),
    Refusal(
        "setMyCommands",
        BAD + "can't parse commands JSON array",
        {"commands": "["},
    ),
    Refusal(
        "setMyCommands",
        BAD + "BOT_COMMAND_INVALID",
        {"commands": [{"command": "møte", "description": "x"}]},
    ),
    Refusal(
        "setMyCommands",
        BAD + "BOT_COMMAND_DESCRIPTION_INVALID",
        {"commands": [{"command": "x", "description": ""}]},
    ),
    Refusal(
        "setMyCommands",
        BAD + "BOT_COMMANDS_TOO_MUCH",
        {"commands": [{"command": "x", "description": "x"}] * 101},
    ),
    Refusal(
        "setMyCommands",
        BAD + 'can\'t parse BotCommandScope: unsupported type "world"',
        {"commands": [], "scope": {"type": "world"}},
        sure=False,
    ),
    Refusal(
        "setMyCommands",
        BAD + "can't parse BotCommandScope: Can't find field \"chat_id\"",
        {"commands": [], "scope": {"type": "chat"}},
        sure=False,
    ),
    Refusal(
        "setMyCommands",
        BAD + "the specified language code is invalid",
        {"commands": [], "language_code": "norsk"},
        sure=False,
    ),
    Refusal("setMyName", BAD + "bot name is too long", {"name": "x" * 65}, sure=False),
    Refusal(
        "setMyDescription",
        BAD + "bot description is too long",
        {"description": "x" * 513},
        sure=False,
    ),
    Refusal(
        "setMyShortDescription",
        BAD + "bot short description is too long",
        {"short_description": "x" * 121},
        sure=False,
    ),
    Refusal(
        "setChatMenuButton",
        BAD + "can't parse menu button: Unsupported menu button type",
        {"menu_button": {"type": "party"}},
        sure=False,
    ),
]


def methods_table() -> str:
    rows = ["| method | parameters read | refused with |", "| --- | --- | --- |"]
    for method in METHODS.values():
        reads = ", ".join(f"`{name}`" for name in method.reads)
        rows.append(_row(f"`{method.name}`", reads, _refusals_of(method.name)))
    return "\n".join(rows)


def shared_table() -> str:
    rows = ["| whatever takes | is refused with |", "| --- | --- |"]
    return "\n".join([*rows, *(_row(what, _refusals_of(what)) for what in SHARED)])


def _row(*cells: str) -> str:
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"


def _refusals_of(row: str) -> str:
    words = []
    for refusal in REFUSALS:
        if refusal.to == row:
            quoted = f"`{refusal.reason.removeprefix(BAD)}`"
            code = "" if refusal.status == 400 else f"{refusal.status} "
            words.append(f"{code}*{quoted}*" if not refusal.sure else code + quoted)
    return "; ".join(words)


def with_tables(page: str) -> str:
    """Return ``page`` with both tables as they should be."""
    page = _with_table(page, "method", methods_table())
    return _with_table(page, "whatever takes", shared_table())


def _with_table(page: str, header: str, table: str) -> str:
    pattern = re.compile(rf"^\| {header} \|.*?(?=\n\n)", re.DOTALL | re.MULTILINE)
    return pattern.sub(lambda _: table, page)


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
