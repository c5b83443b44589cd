"""The table of the methods of the Bot API that the stand-in knows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from klyngebot.sandbox.methods import editing, profile, reading, sending, webhook
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.world import World

Run = Callable[[World, Params], Any | Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Method:
    """A method, in Telegram's spelling.

    Args:
        name: As the documentation writes it.
        run: Returns the result, or an awaitable of it.
        is_message: Whether the flood limits count it.
    """

    name: str
    run: Run
    is_message: bool = False


_ALL = (
    Method("getMe", reading.get_me),
    Method("getUpdates", reading.get_updates),
    Method("sendMessage", sending.send_message, is_message=True),
    Method("sendDocument", sending.send_document, is_message=True),
    Method("sendPhoto", sending.send_photo, is_message=True),
    Method("sendContact", sending.send_contact, is_message=True),
    Method("sendChatAction", sending.send_chat_action),
    Method("editMessageText", editing.edit_message_text),
    Method("editMessageReplyMarkup", editing.edit_message_reply_markup),
    Method("deleteMessage", editing.delete_message),
    Method("answerCallbackQuery", editing.answer_callback_query),
    Method("getChat", reading.get_chat),
    Method("getFile", reading.get_file),
    Method("setWebhook", webhook.set_webhook),
    Method("getWebhookInfo", webhook.get_webhook_info),
    Method("deleteWebhook", webhook.delete_webhook),
    Method("setMyCommands", profile.set_my_commands),
    Method("getMyCommands", profile.get_my_commands),
    Method("deleteMyCommands", profile.delete_my_commands),
    Method("setMyName", profile.set_my_name),
    Method("getMyName", profile.get_my_name),
    Method("setMyDescription", profile.set_my_description),
    Method("getMyDescription", profile.get_my_description),
    Method("setMyShortDescription", profile.set_my_short_description),
    Method("getMyShortDescription", profile.get_my_short_description),
    Method("setChatMenuButton", profile.set_chat_menu_button),
)

METHODS = {method.name.lower(): method for method in _ALL}
"""By name in lower case: Telegram does not mind how a method is spelled."""
