"""The table of the methods of the Bot API that the stand-in knows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from klyngebot.sandbox.methods import (
    copying,
    editing,
    members,
    offering,
    pinning,
    profile,
    reacting,
    reading,
    sending,
    webhook,
)
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.world import World

Run = Callable[[World, Params], Any | Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Method:
    """A method, in Telegram's spelling.

    Args:
        name: As the documentation writes it.
        run: Returns the result, or an awaitable of it.
        reads: The parameters it gets to see; all others only stand in the record.
        is_message: Whether the flood limits count it.
    """

    name: str
    run: Run
    reads: tuple[str, ...] = ()
    is_message: bool = False


def _method(name: str, run: Run, reads: str = "", *, is_message: bool = False) -> Method:
    return Method(name, run, tuple(reads.split()), is_message)


_TEXT = "text parse_mode entities link_preview_options"
_CAPTION = "caption parse_mode caption_entities"
_REPLY = "reply_parameters reply_to_message_id allow_sending_without_reply"
_SENT = f"reply_markup {_REPLY} disable_notification protect_content"
_ONE = "chat_id message_id"
_SEVERAL = "chat_id message_ids"
_HOOK = "allowed_updates drop_pending_updates"
_OWN = "scope language_code"

_ALL = (
    _method("getMe", reading.get_me),
    _method("getUpdates", reading.get_updates, "offset limit timeout allowed_updates"),
    _method("setWebhook", webhook.set_webhook, f"url secret_token max_connections {_HOOK}"),
    _method("deleteWebhook", webhook.delete_webhook, "drop_pending_updates"),
    _method("getWebhookInfo", webhook.get_webhook_info),
    _method("sendMessage", sending.send_message, f"chat_id {_TEXT} {_SENT}", is_message=True),
    _method("sendPhoto", sending.send_photo, f"chat_id photo {_CAPTION} {_SENT}", is_message=True),
    _method(
        "sendDocument",
        sending.send_document,
        f"chat_id document {_CAPTION} {_SENT}",
        is_message=True,
    ),
    _method(
        "sendMediaGroup",
        sending.send_media_group,
        f"chat_id media {_REPLY} disable_notification protect_content",
        is_message=True,
    ),
    _method(
        "sendContact",
        sending.send_contact,
        f"chat_id phone_number first_name last_name vcard {_SENT}",
        is_message=True,
    ),
    _method(
        "sendLocation",
        sending.send_location,
        f"chat_id latitude longitude {_SENT}",
        is_message=True,
    ),
    _method("sendChatAction", sending.send_chat_action, "chat_id action"),
    _method(
        "copyMessage",
        copying.copy_message,
        f"{_ONE} from_chat_id {_CAPTION} {_SENT}",
        is_message=True,
    ),
    _method(
        "copyMessages",
        copying.copy_messages,
        f"{_SEVERAL} from_chat_id remove_caption disable_notification protect_content",
        is_message=True,
    ),
    _method(
        "forwardMessage",
        copying.forward_message,
        f"{_ONE} from_chat_id disable_notification protect_content",
        is_message=True,
    ),
    _method(
        "forwardMessages",
        copying.forward_messages,
        f"{_SEVERAL} from_chat_id disable_notification protect_content",
        is_message=True,
    ),
    _method(
        "editMessageText",
        editing.edit_message_text,
        f"{_ONE} inline_message_id {_TEXT} reply_markup",
    ),
    _method(
        "editMessageCaption",
        editing.edit_message_caption,
        f"{_ONE} inline_message_id {_CAPTION} reply_markup",
    ),
    _method(
        "editMessageMedia",
        editing.edit_message_media,
        f"{_ONE} inline_message_id media reply_markup",
    ),
    _method(
        "editMessageReplyMarkup",
        editing.edit_message_reply_markup,
        f"{_ONE} inline_message_id reply_markup",
    ),
    _method("deleteMessage", editing.delete_message, _ONE),
    _method("deleteMessages", editing.delete_messages, _SEVERAL),
    _method("setMessageReaction", reacting.set_message_reaction, f"{_ONE} reaction"),
    _method("pinChatMessage", pinning.pin_chat_message, _ONE),
    _method("unpinChatMessage", pinning.unpin_chat_message, _ONE),
    _method("unpinAllChatMessages", pinning.unpin_all_chat_messages, "chat_id"),
    _method(
        "answerCallbackQuery",
        editing.answer_callback_query,
        "callback_query_id text show_alert url",
    ),
    _method(
        "answerInlineQuery",
        offering.answer_inline_query,
        "inline_query_id results next_offset button",
    ),
    _method("getChat", reading.get_chat, "chat_id"),
    _method("getChatMember", members.get_chat_member, "chat_id user_id"),
    _method("getChatAdministrators", members.get_chat_administrators, "chat_id"),
    _method("getChatMemberCount", members.get_chat_member_count, "chat_id"),
    _method("leaveChat", members.leave_chat, "chat_id"),
    _method("getFile", reading.get_file, "file_id"),
    _method("setMyCommands", profile.set_my_commands, f"commands {_OWN}"),
    _method("getMyCommands", profile.get_my_commands, _OWN),
    _method("deleteMyCommands", profile.delete_my_commands, _OWN),
    _method("setMyName", profile.set_my_name, "name language_code"),
    _method("getMyName", profile.get_my_name, "language_code"),
    _method("setMyDescription", profile.set_my_description, "description language_code"),
    _method("getMyDescription", profile.get_my_description, "language_code"),
    _method(
        "setMyShortDescription", profile.set_my_short_description, "short_description language_code"
    ),
    _method("getMyShortDescription", profile.get_my_short_description, "language_code"),
    _method("setChatMenuButton", profile.set_chat_menu_button, "chat_id menu_button"),
    _method("getChatMenuButton", profile.get_chat_menu_button, "chat_id"),
)

METHODS = {method.name.lower(): method for method in _ALL}
"""By name in lower case: Telegram does not mind how a method is spelled."""
