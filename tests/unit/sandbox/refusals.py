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
TOO_LARGE = b"x" * (20 * 1024 * 1024 + 1)
"""To be downloaded; made once, for each case has it."""

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
    contact: int
    in_album: int
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
        found: dict[str, Any] = _resolved(self.params, stage)
        return found


def _resolved(value: Any, stage: Stage) -> Any:
    if isinstance(value, dict):
        return {name: _resolved(inner, stage) for name, inner in value.items()}
    return value(stage) if callable(value) else value


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
    picture = {"type": "photo", "media": photo["result"]["photo"][0]["file_id"]}
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
        contact=(await bot.do("sendContact", chat_id=kari.id, phone_number="1", first_name="K"))[
            "message_id"
        ],
        in_album=(await bot.do("sendMediaGroup", chat_id=kari.id, media=[picture] * 2))[0][
            "message_id"
        ],
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
    bot.sandbox.send_document(user, "stor.bin", TOO_LARGE)
    file_id: str = bot.sandbox.chat(user.id)[-1]["document"]["file_id"]
    return file_id


def kari(stage: Stage) -> int:
    return stage.kari


def of_text(stage: Stage) -> int:
    return stage.text


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
KEY = "Bad Request: can't parse keyboard button: "
BUTTON = "Bad Request: can't parse inline keyboard button: "
RESULT = "Bad Request: can't parse inline query result: "
CONTACT = {"type": "contact", "id": "1", "phone_number": "1", "first_name": "K"}
ARTICLE = {"type": "article", "id": "1"}
SAYING = {"input_message_content": {"message_text": "x"}}
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


def _marked(reason: str, text: str) -> Refusal:
    return _shared(
        TEXT, UNPARSED + reason, {"chat_id": kari, "text": text, "parse_mode": "MarkdownV2"}
    )


def _entity(reason: str, entity: Any) -> Refusal:
    return _shared(
        TEXT,
        f"{BAD}can't parse MessageEntity: {reason}",
        {"chat_id": kari, "text": "x", "entities": [entity]},
    )


def _placed(reason: str, entity: Any) -> Refusal:
    return _shared(TEXT, BAD + reason, {"chat_id": kari, "text": "x😀x", "entities": [entity]})


def _key(reason: str, key: Any) -> Refusal:
    return _shared(KEYS, reason, with_keys({"keyboard": [[key]]}))


def _in(chat: str, reason: str, markup: Any, *, sure: bool = True) -> Refusal:
    params = {"chat_id": of(chat), "text": "x", "reply_markup": markup}
    return _shared(KEYS, BAD + reason, params, sure=sure)


def _reply(reason: str, reply: Any, *, sure: bool = True) -> Refusal:
    params = {"chat_id": kari, "text": "x", "reply_parameters": reply}
    return _shared(REPLY, BAD + reason, params, sure=sure)


def _album(reason: str, *media: Any, sure: bool = True) -> Refusal:
    return Refusal(
        "sendMediaGroup", BAD + reason, {"chat_id": kari, "media": list(media)}, sure=sure
    )


def _ids(to: str, reason: str, given: Any) -> Refusal:
    source = {} if to == "deleteMessages" else {"from_chat_id": kari}
    return Refusal(to, BAD + reason, {"chat_id": kari, **source, "message_ids": given})


def _offer(reason: str, *results: Any, sure: bool = True) -> Refusal:
    params = {"inline_query_id": of("asked"), "results": list(results)}
    return Refusal("answerInlineQuery", reason, params, sure=sure)


def _scope(reason: str, scope: Any) -> Refusal:
    params = {"commands": [], "scope": scope}
    return Refusal("setMyCommands", f"{BAD}can't parse BotCommandScope: {reason}", params)


def _command(reason: str, *commands: Any) -> Refusal:
    return Refusal("setMyCommands", BAD + reason, {"commands": list(commands)})


def _menu(reason: str, button: Any) -> Refusal:
    params = {"menu_button": button}
    return Refusal("setChatMenuButton", f"{BAD}can't parse menu button: {reason}", params)


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
        {"chat_id": kari, "text": "x", "parse_mode": "BBCode"},
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
    _shared(TEXT, UNPARSED + 'Unclosed start tag "a" at byte offset 0', html("<a href")),
    _shared(TEXT, BAD + "text is too long", html("&amp;" * 6600)),
    _marked("Character '.' is reserved and must be escaped with the preceding '\\'", "a."),
    _marked("Can't find end of Bold entity at byte offset 3", "å *b"),
    _marked("Can't find end of PreCode entity at byte offset 0", "```py\nx"),
    _marked("Can't find end of a URL at byte offset 4", "[x](https://example.no"),
    _marked("The entity must contain a tg://emoji or tg://time URL", "![x]"),
    _marked("Invalid tg://emoji or tg://time URL specified", "![x](https://example.no)"),
    _entity("expected an Object", "bold"),
    _entity('Can\'t find field "offset"', {"type": "bold"}),
    _entity('Field "length" must be a Number', {"type": "bold", "offset": 0, "length": []}),
    _entity('Field "offset" must be a valid Number', {"type": "bold", "offset": "x", "length": 1}),
    _entity('Can\'t find field "type"', {"offset": 0, "length": 1}),
    _entity("Type is not specified", {"type": "", "offset": 0, "length": 1}),
    _entity("Unsupported type specified", {"type": "big", "offset": 0, "length": 1}),
    _entity('Can\'t find field "url"', {"type": "text_link", "offset": 0, "length": 1}),
    _placed(
        "entity begins after the end of the text at UTF-16 offset 90",
        {"type": "bold", "offset": 90, "length": 1},
    ),
    _placed(
        "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 91",
        {"type": "bold", "offset": 1, "length": 90},
    ),
    _placed(
        "entity begins in a middle of a UTF-16 symbol at byte offset 5",
        {"type": "bold", "offset": 2, "length": 1},
    ),
    _placed(
        "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 5",
        {"type": "bold", "offset": 0, "length": 2},
    ),
    _placed(
        "receive an entity with incorrect offset -1", {"type": "bold", "offset": -1, "length": 1}
    ),
    _placed(
        "entity URL 'x' is invalid: Wrong HTTP URL",
        {"type": "text_link", "offset": 0, "length": 1, "url": "x"},
    ),
    _shared(
        TEXT,
        BAD + "can't parse link preview options JSON object",
        {"chat_id": kari, "text": "x", "link_preview_options": "{"},
    ),
    _shared(
        TEXT,
        BAD + "object expected as link preview options",
        {"chat_id": kari, "text": "x", "link_preview_options": []},
    ),
    _shared(
        TEXT,
        BAD + 'field "is_disabled" must be of type Boolean',
        {"chat_id": kari, "text": "x", "link_preview_options": {"is_disabled": "true"}},
    ),
    _shared(
        CAPTION,
        BAD + "message caption is too long",
        {"chat_id": kari, "photo": of("file"), "caption": "x" * 1025},
        via="sendPhoto",
    ),
    _reply("message to be replied not found", {"message_id": NEVER}),
    _reply("can't parse reply parameters JSON object", "{"),
    _reply("object expected as reply parameters", [1]),
    _reply('can\'t find field "message_id"', {"quote": "x"}),
    _reply("chat not found", {"message_id": of_text, "chat_id": NEVER}),
    _reply("QUOTE_TEXT_INVALID", {"message_id": of_text, "quote": "ha"}),
    # Keyboards
    _shared(KEYS, BAD + "can't parse reply keyboard markup JSON object", with_keys("{")),
    _shared(KEYS, BAD + "object expected as reply markup", with_keys([])),
    _shared(
        KEYS,
        BAD + 'field "inline_keyboard" must be of type Array',
        with_keys({"inline_keyboard": {}}),
    ),
    _shared(
        KEYS,
        BAD + 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        with_keys({"inline_keyboard": [YES]}),
    ),
    _shared(
        KEYS, BAD + 'field "keyboard" must be an Array of Arrays', with_keys({"keyboard": ["Ja"]})
    ),
    _shared(KEYS, BAD + "reply markup is too long", with_keys(keys([YES] * 9))),
    _key(KEY + "KeyboardButton must be a String or an Object", 1),
    _key(KEY + 'Can\'t find field "text"', {}),
    _key(BAD + "keyboard button text must be non-empty", ""),
    _key(
        BAD + "keyboard button Web App URL 'http://example.no' is invalid: "
        "Only HTTPS links are allowed",
        {"text": "x", "web_app": {"url": "http://example.no"}},
    ),
    _in("channel", "inline keyboard expected", {"keyboard": [["Ja"]]}),
    _in(
        "group",
        "phone number can be requested in private chats only",
        {"keyboard": [[{"text": "Nr", "request_contact": True}]]},
    ),
    _in(
        "group",
        "location can be requested in private chats only",
        {"keyboard": [[{"text": "Her", "request_location": True}]]},
    ),
    _in(
        "group",
        "web App buttons can be used in private chats only",
        {"keyboard": [[{"text": "x", "web_app": {"url": "https://example.no"}}]]},
    ),
    _in(
        "channel",
        "can't use switch_inline_query_current_chat button in a channel chat, because users will "
        "not be able to use the button without knowing bot's username",
        keys([{"text": "x", "switch_inline_query_current_chat": ""}]),
    ),
    _in(
        "group",
        "BUTTON_TYPE_INVALID",
        keys([{"text": "x", "web_app": {"url": "https://example.no"}}]),
    ),
    _button(BUTTON + "InlineKeyboardButton must be an Object", "x"),
    _button(BUTTON + 'Can\'t find field "text"', {"callback_data": "x"}),
    _button(BUTTON + 'Field "text" must be of type String', {"text": [], "callback_data": "x"}),
    _button(BAD + "inline keyboard button text must be non-empty", {**YES, "text": ""}),
    _button(BUTTON + "Text buttons are unallowed in the inline keyboard", {"text": "x"}),
    _button(BUTTON + "exactly one action is allowed", {**YES, "pay": True}, sure=False),
    _button(BUTTON + "invalid button style specified", {**YES, "style": "neon"}),
    _button(BUTTON + 'Field "callback_data" must be of type String', {**YES, "callback_data": []}),
    _button(BAD + "BUTTON_DATA_INVALID", {"text": "x", "callback_data": "å" * 33}),
    _button(BUTTON + 'Field "copy_text" must be of type Object', {"text": "x", "copy_text": "y"}),
    _button(BAD + "BUTTON_COPY_TEXT_INVALID", {"text": "x", "copy_text": {"text": ""}}, sure=False),
    _button(
        BAD + "inline keyboard button URL 'x' is invalid: Wrong HTTP URL",
        {"text": "x", "url": "x"},
    ),
    _button(
        BAD + "inline keyboard button URL 'http://localhost:8' is invalid: Wrong HTTP URL",
        {"text": "x", "url": "http://localhost:8"},
    ),
    _button(
        BAD + "inline keyboard button URL 'ftp://example.no' is invalid: Unsupported URL protocol",
        {"text": "x", "url": "ftp://example.no"},
    ),
    _button(
        BAD + "inline keyboard button Web App URL 'http://example.no' is invalid: "
        "Only HTTPS links are allowed",
        {"text": "x", "web_app": {"url": "http://example.no"}},
    ),
    _button(
        BAD + "inline keyboard button login URL 'tg://user?id=1' is invalid: "
        "Only HTTPS links are allowed",
        {"text": "x", "login_url": {"url": "tg://user?id=1"}},
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
        BAD + "can't use file of type Photo as Document",
        {"chat_id": kari, "document": of("file")},
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
        BAD + "file of size 10485830 bytes is too big for a photo; "
        "the maximum size is 10485760 bytes",
        {"chat_id": kari},
        upload=("photo", "a.png", PNG + b"\0" * (10 * 1024 * 1024)),
    ),
    Refusal(
        "sendPhoto",
        BAD + "PHOTO_INVALID_DIMENSIONS",
        {"chat_id": kari},
        upload=("photo", "a.png", PNG[:16] + (30).to_bytes(4, "big") + PNG[20:]),
    ),
    Refusal("sendMediaGroup", BAD + 'parameter "media" is required', {"chat_id": kari}),
    Refusal(
        "sendMediaGroup", BAD + "expected an Array of InputMedia", {"chat_id": kari, "media": {}}
    ),
    Refusal(
        "sendMediaGroup", BAD + "can't parse media JSON object", {"chat_id": kari, "media": "["}
    ),
    _album("there are no messages to send"),
    _album("an album has 2 to 10 items", item("photo"), sure=False),
    _album("too many messages to send as an album", *[item("photo")] * 11),
    _album("document can't be mixed with other media types", item("photo"), item("document")),
    _album("can't parse InputMedia: expected an Object", "x", "y"),
    _album("can't parse InputMedia: media not found", *[{"type": "photo"}] * 2),
    _album('can\'t parse InputMedia: type "sticker" is unsupported', *[item("sticker")] * 2),
    Refusal("sendContact", BAD + 'parameter "phone_number" is required', {"chat_id": kari}),
    Refusal(
        "sendContact",
        BAD + 'parameter "first_name" is required',
        {"chat_id": kari, "phone_number": "1"},
    ),
    Refusal("sendLocation", BAD + "latitude is empty", {"chat_id": kari}),
    Refusal("sendLocation", BAD + "longitude is empty", {"chat_id": kari, "latitude": 59.6}),
    Refusal(
        "sendLocation",
        BAD + "invalid location specified",
        {"chat_id": kari, "latitude": 91, "longitude": 9},
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
        BAD + 'parameter "from_chat_id" is required',
        {"chat_id": kari, "message_id": of_text},
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
        sure=False,
    ),
    _ids("copyMessages", "message identifiers are not specified", []),
    _ids("copyMessages", "there are no messages to forward", [NEVER]),
    _ids("copyMessages", "messages can't be forwarded", lambda s: [s.secret]),
    _ids(
        "copyMessages",
        "message identifiers must be in a strictly increasing order",
        lambda s: [s.photo, s.text],
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
        sure=False,
    ),
    Refusal(
        "forwardMessages",
        BAD + "there are no messages to forward",
        {"chat_id": kari, "from_chat_id": kari, "message_ids": [NEVER]},
    ),
    Refusal(
        "editMessageText",
        BAD + "message identifier is not specified",
        {"text": "x"},
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
        BAD + 'parameter "media" is required',
        {"chat_id": kari, "message_id": of("photo")},
    ),
    Refusal(
        "editMessageMedia",
        BAD + "can't parse InputMedia: media not found",
        {"chat_id": kari, "message_id": of("photo"), "media": item("photo")},
    ),
    Refusal(
        "editMessageMedia",
        BAD + "message media can't be edited",
        {"chat_id": kari, "message_id": of("contact"), "media": item("photo")},
    ),
    Refusal(
        "editMessageMedia",
        BAD + "can't change media type in the album",
        {
            "chat_id": kari,
            "message_id": of("in_album"),
            "media": {"type": "document", "media": of("large")},
        },
    ),
    Refusal(
        "editMessageReplyMarkup",
        BAD + "inline keyboard expected",
        {"chat_id": kari, "message_id": of_text, "reply_markup": {"force_reply": True}},
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
    Refusal("deleteMessage", BAD + "chat identifier is not specified"),
    Refusal("deleteMessage", BAD + "message identifier is not specified", {"chat_id": kari}),
    _ids("deleteMessages", "can't parse message_ids JSON object", "["),
    _ids("deleteMessages", "message identifiers are not specified", []),
    _ids("deleteMessages", "expected an Array of message identifiers", {}),
    _ids("deleteMessages", "too many message identifiers specified", list(range(101))),
    _ids("deleteMessages", "message identifier must be a Number", [None]),
    _ids("deleteMessages", "can't parse message identifier as a Number", ["x"]),
    _ids("deleteMessages", "invalid message identifier specified", [0]),
    Refusal(
        "setMessageReaction",
        BAD + "message to react not found",
        {"chat_id": kari, "message_id": NEVER},
    ),
    Refusal(
        "setMessageReaction",
        BAD + "can't parse ReactionType: invalid reaction type specified",
        {"chat_id": kari, "message_id": of_text, "reaction": [{"type": "paid"}]},
    ),
    Refusal(
        "setMessageReaction",
        BAD + "REACTION_INVALID",
        {"chat_id": kari, "message_id": of_text, "reaction": [{"type": "emoji", "emoji": "x"}]},
    ),
    Refusal(
        "setMessageReaction",
        BAD + "REACTIONS_TOO_MANY",
        {
            "chat_id": kari,
            "message_id": of_text,
            "reaction": [{"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "🔥"}],
        },
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
    Refusal(
        "pinChatMessage",
        BAD + "service messages can't be pinned",
        {"chat_id": of("channel"), "message_id": 1},
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
        BAD + "can't parse JSON encoded inline query results: Can't parse",
        {"inline_query_id": of("asked"), "results": "["},
        sure=False,
    ),
    Refusal(
        "answerInlineQuery",
        BAD + "expected an Array of inline query results",
        {"inline_query_id": of("asked"), "results": {}},
    ),
    _offer(BAD + "too many inline query results specified", *[{}] * 51),
    _offer(BAD + "RESULT_ID_DUPLICATE", CONTACT, CONTACT),
    _offer(BAD + "RESULT_ID_INVALID", {**CONTACT, "id": ""}, sure=False),
    _offer(RESULT + "Inline query result must be an object", "x"),
    _offer(RESULT + 'Can\'t find field "type"', {"id": "1"}),
    _offer(RESULT + 'Can\'t find field "id"', {"type": "article"}),
    _offer(RESULT + 'Can\'t find field "message_text"', {"type": "article", "id": "1"}),
    _offer(RESULT + 'Can\'t find field "title"', {**ARTICLE, **SAYING}),
    _offer(
        RESULT + "Input message content is not specified", {**ARTICLE, "input_message_content": {}}
    ),
    _offer(
        RESULT + 'type "planet" is unsupported for the inline query result',
        {"type": "planet", "id": "1"},
    ),
    Refusal(
        "answerInlineQuery",
        BAD + "can't parse inline query results button: "
        "InlineQueryResultsButton must have exactly one optional field",
        {"inline_query_id": of("asked"), "button": {"text": "x"}},
    ),
    Refusal(
        "answerInlineQuery",
        BAD + "START_PARAM_INVALID",
        {"inline_query_id": of("asked"), "button": {"text": "x", "start_parameter": "æ"}},
        sure=False,
    ),
    Refusal(
        "answerInlineQuery",
        BAD + "NEXT_OFFSET_INVALID",
        {"inline_query_id": of("asked"), "results": [], "next_offset": "x" * 65},
        sure=False,
    ),
    Refusal("getChatMember", BAD + "invalid user_id specified", {"chat_id": group}),
    Refusal("getChatMember", BAD + "member not found", {"chat_id": group, "user_id": NEVER}),
    Refusal(
        "getChatAdministrators",
        BAD + "there are no administrators in the private chat",
        {"chat_id": kari},
    ),
    Refusal("leaveChat", BAD + "can't leave private chats", {"chat_id": kari}),
    Refusal("getFile", BAD + "file_id not specified"),
    Refusal("getFile", BAD + "invalid file_id", {"file_id": "x"}),
    Refusal("getFile", BAD + "file is too big", {"file_id": of("large")}),
    Refusal("setMyCommands", BAD + "can't parse commands JSON object", {"commands": "["}),
    Refusal("setMyCommands", BAD + "expected an Array of BotCommand", {"commands": {}}),
    _command("can't parse BotCommand: expected an Object", "hjelp"),
    _command("can't parse BotCommand: Can't find field \"command\"", {}),
    _command("BOT_COMMAND_INVALID", {"command": "møte", "description": "x"}),
    _command("BOT_COMMAND_DESCRIPTION_INVALID", {"command": "x", "description": ""}),
    _command("BOT_COMMANDS_TOO_MUCH", *[{"command": "x", "description": "x"}] * 101),
    _scope("BotCommandScope must be an Object", []),
    _scope('Can\'t find field "type"', {"chat_id": 1}),
    _scope("Unsupported type specified", {"type": "world"}),
    _scope('Can\'t find field "chat_id"', {"type": "chat"}),
    _scope("Empty chat_id specified", {"type": "chat", "chat_id": ""}),
    _scope("Invalid user_id specified", {"type": "chat_member", "chat_id": 1, "user_id": 0}),
    Refusal(
        "setMyCommands",
        BAD + "invalid language code specified",
        {"commands": [], "language_code": "norsk"},
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
    _menu("MenuButton must be an Object", []),
    _menu("MenuButton has unsupported type", {"type": "party"}),
    _menu('Can\'t find field "web_app"', {"type": "web_app", "text": "x"}),
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
