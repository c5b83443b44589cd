"""The sixty calls as python-telegram-bot makes them: by its own typed methods."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from aiohttp import ClientSession

from unit.sandbox.conformance import Json, Step, Upload, acting, play, refusal, snake

os.environ["PTB_TIMEDELTA"] = "1"

import telegram
from telegram import error

STATUSES: list[tuple[type[error.TelegramError], int]] = [
    (error.BadRequest, 400),
    (error.Forbidden, 403),
    (error.Conflict, 409),
]
"""The library tells statuses as classes."""


async def answers(steps: list[Step], url: str, token: str) -> list[Json]:
    """Play ``steps`` against the sandbox at ``url``."""
    bot = telegram.Bot(token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")

    async def do(method: str, params: dict[str, Json]) -> Json:
        typed = {name: _typed(bot, name, value) for name, value in params.items()}
        try:
            return _plain(await getattr(bot, snake(method))(**typed))
        except error.TelegramError as refused:
            return _refused(refused)

    async with bot, ClientSession() as session:
        return await play(steps, do, acting(session, url))


def _refused(refused: error.TelegramError) -> dict[str, Json]:
    if isinstance(refused, error.RetryAfter):
        assert isinstance(refused.retry_after, timedelta)
        return refusal(429, refused.message, retry_after=int(refused.retry_after.total_seconds()))
    if isinstance(refused, error.ChatMigrated):
        return refusal(400, refused.message, migrate_to_chat_id=refused.new_chat_id)
    for kind, status in STATUSES:
        if isinstance(refused, kind):
            return refusal(status, refused.message)
    raise refused


def _plain(result: Any) -> Json:
    if isinstance(result, telegram.TelegramObject):
        return result.to_dict()
    return [_plain(item) for item in result] if isinstance(result, (list, tuple)) else result


def _typed(bot: telegram.Bot, name: str, value: Json) -> Any:
    if isinstance(value, Upload):
        return telegram.InputFile(value.data, filename=value.name)
    if name in _MAKERS:
        return _MAKERS[name](value, bot)
    return value


def _markup(markup: dict[str, Json], bot: telegram.Bot) -> Any:
    if "inline_keyboard" in markup:
        return telegram.InlineKeyboardMarkup.de_json(markup, bot)
    if "keyboard" in markup:
        rows = [[telegram.KeyboardButton(**key) for key in row] for row in markup["keyboard"]]
        return telegram.ReplyKeyboardMarkup(
            rows, **{k: v for k, v in markup.items() if k != "keyboard"}
        )
    return telegram.ForceReply()


def _media(media: Json, bot: telegram.Bot) -> Any:
    if isinstance(media, list):
        return [_media(item, bot) for item in media]
    kind = {"photo": telegram.InputMediaPhoto, "document": telegram.InputMediaDocument}[
        media["type"]
    ]
    file: Upload = media["media"]
    return kind(file.data, filename=file.name, caption=media.get("caption"))


def _result(result: dict[str, Json]) -> telegram.InlineQueryResult:
    fields = {name: value for name, value in result.items() if name != "type"}
    if result["type"] == "contact":
        return telegram.InlineQueryResultContact(**fields)
    content = telegram.InputTextMessageContent(**fields.pop("input_message_content"))
    return telegram.InlineQueryResultArticle(**fields, input_message_content=content)


_MAKERS: dict[str, Callable[[Any, telegram.Bot], Any]] = {
    "reply_markup": _markup,
    "entities": telegram.MessageEntity.de_list,
    "reply_parameters": telegram.ReplyParameters.de_json,
    "reaction": telegram.ReactionType.de_list,
    "media": _media,
    "results": lambda results, _: [_result(result) for result in results],
    "commands": telegram.BotCommand.de_list,
    "scope": telegram.BotCommandScope.de_json,
    "menu_button": telegram.MenuButton.de_json,
}
