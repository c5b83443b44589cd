"""Which announcement somebody shows us, by tapping a button under it or replying to it."""

from telegram import InlineKeyboardMarkup, Message, Update

from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.render.data import AskWhy, decode


def shown(update: Update, bot_id: int) -> tuple[BroadcastId, int] | None:
    """Return the announcement that is tapped or replied to and its message, or None.

    The message is Telegram's own copy, so it is told by the button that stands under it, and not
    by what comes with the tap: anybody can make that up.
    """
    message = _message(update)
    if message is None or message.from_user is None or message.from_user.id != bot_id:
        return None
    for data in _buttons(message.reply_markup):
        if isinstance(found := decode(data), AskWhy):
            return found.broadcast, message.message_id
    return None


def _message(update: Update) -> Message | None:
    if update.callback_query is not None:
        tapped = update.callback_query.message  # what is too old comes without its buttons
        return tapped if isinstance(tapped, Message) else None
    return update.message.reply_to_message if update.message is not None else None


def _buttons(markup: InlineKeyboardMarkup | None) -> list[str]:
    rows = markup.inline_keyboard if markup is not None else ()
    return [str(button.callback_data) for row in rows for button in row if button.callback_data]
