"""What a handler has at hand: who asks, in which language, the use cases, and a way to answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape
from telegram import (
    Document,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    Update,
)
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError
from telegram.ext import CallbackContext, ExtBot

from klyngebot.domain.answers import Typed
from klyngebot.domain.broadcasts import Attachment, AttachmentKind
from klyngebot.domain.clock import Clock
from klyngebot.domain.errors import BadInputError
from klyngebot.domain.roles import Actor, Caller
from klyngebot.domain.text import clean, utf16_length
from klyngebot.files.tables import MAX_BYTES
from klyngebot.i18n import Translator, translator
from klyngebot.render.data import encode
from klyngebot.render.reply import (
    Album,
    Attached,
    Button,
    Contact,
    File,
    LinkButton,
    Photo,
    Reply,
    Rows,
    Text,
)
from klyngebot.render.welcome import Cluster
from klyngebot.services.acknowledging import Acknowledgements
from klyngebot.services.afterwards import Afterwards
from klyngebot.services.announcements import Announcements
from klyngebot.services.arriving import Arriving
from klyngebot.services.audiences import Audiences
from klyngebot.services.browsing import Browsing
from klyngebot.services.cards import Cards
from klyngebot.services.changes import Changes
from klyngebot.services.composing import Composing
from klyngebot.services.connecting import Connecting
from klyngebot.services.correcting import Correcting
from klyngebot.services.coverage import Coverage
from klyngebot.services.directory import Directory
from klyngebot.services.drafting import Drafting
from klyngebot.services.editing import Editing
from klyngebot.services.exporting import Exporting
from klyngebot.services.importing import Importing
from klyngebot.services.informing import Informing
from klyngebot.services.invitations import Invitations
from klyngebot.services.joining import Joining
from klyngebot.services.leadership import Leadership
from klyngebot.services.mailbox import Mailbox
from klyngebot.services.marking import Marking
from klyngebot.services.newcomers import Newcomers
from klyngebot.services.own_data import OwnData
from klyngebot.services.partnership import Partnership
from klyngebot.services.publishing import Publishing
from klyngebot.services.questions import Questions
from klyngebot.services.replies import Replies
from klyngebot.services.requests import Requests
from klyngebot.services.roles import Roles
from klyngebot.services.scheduling import Scheduling
from klyngebot.services.subscriptions import Subscriptions
from klyngebot.services.vocabulary import Terms

Bot = ExtBot[None]

ALERT_LIMIT = 200
"""UTF-16 units: https://core.telegram.org/bots/api#answercallbackquery"""

BLOCKED = "Forbidden: bot was blocked by the user"
"""Why a person cannot be reached, in Telegram's own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The use cases, and what the operator has set."""

    subscriptions: Subscriptions
    joining: Joining
    requests: Requests
    invitations: Invitations
    partnership: Partnership
    coverage: Coverage
    roles: Roles
    leadership: Leadership
    directory: Directory
    browsing: Browsing
    drafting: Drafting
    publishing: Publishing
    announcements: Announcements
    acknowledgements: Acknowledgements
    arriving: Arriving
    afterwards: Afterwards
    composing: Composing
    audiences: Audiences
    scheduling: Scheduling
    connecting: Connecting
    correcting: Correcting
    cards: Cards
    marking: Marking
    editing: Editing
    newcomers: Newcomers
    own_data: OwnData
    informing: Informing
    importing: Importing
    exporting: Exporting
    questions: Questions
    replies: Replies
    mailbox: Mailbox
    terms: Terms
    changes: Changes
    cluster: Cluster
    zone: ZoneInfo
    is_quiet: Callable[[datetime], bool]
    clock: Clock
    in_flight: int
    backups_kept: int


class DownloadError(Exception):
    """A file somebody sent could not be fetched."""


class Context(CallbackContext[Any, Any, Any, Any]):
    """One update's context. It is made by the dispatcher, not by an Application."""

    def __init__(self, bot: Bot, desk: Desk, actor: Actor) -> None:
        self._klyngebot = bot
        self.desk = desk
        self.actor = actor
        self.tr: Translator = translator(actor.locale)
        self.args: list[str] | None = None
        self.data: Any = None
        self.alert = ""

    @property
    def bot(self) -> Bot:
        """Return the bot."""
        return self._klyngebot

    @property
    def caller(self) -> Caller:
        """Return who asks."""
        return self.actor.caller

    async def show(self, update: Update, reply: Text) -> None:
        """Show ``reply``: in place of the message whose button was tapped, else as a new one."""
        query = update.callback_query
        if query is None or not isinstance(query.message, Message):
            await self.send(update, reply)
            return
        try:
            await query.edit_message_text(
                reply.html,
                parse_mode="HTML",
                reply_markup=keyboard(reply.buttons),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except BadRequest as error:
            said = error.message.lower()  # python-telegram-bot writes the first letter large
            if "not modified" in said:
                return
            if "message to edit not found" not in said and "can't be" not in said:
                raise
            await self.send(update, reply)

    async def show_buttons(self, update: Update, rows: Rows) -> None:
        """Show ``rows`` below the message whose button was tapped, and leave its text."""
        query = update.callback_query
        assert query is not None
        try:
            await query.edit_message_reply_markup(keyboard(rows))
        except BadRequest as error:
            if "not modified" not in error.message:
                raise

    async def tell(self, update: Update, said: Markup) -> None:
        """Say ``said`` over the chat, in a box to close; as a message where it is too long."""
        plain = said.unescape()
        if utf16_length(plain) <= ALERT_LIMIT and update.callback_query is not None:
            self.alert = plain  # the dispatcher answers the tap
        else:
            await self.send(update, Text(said))

    async def redraw(self, update: Update, message_id: int, rows: Rows) -> None:
        """Show ``rows`` below a message of this chat; one that is gone stays gone."""
        chat = update.effective_chat
        assert chat is not None
        try:
            await self.bot.edit_message_reply_markup(
                chat.id, message_id, reply_markup=keyboard(rows)
            )
        except BadRequest as error:
            said = error.message.lower()
            if not any(known in said for known in ("not modified", "not found", "can't be")):
                raise

    async def send(self, update: Update, *replies: Reply) -> None:
        """Send ``replies`` as new messages, in order."""
        chat = update.effective_chat
        assert chat is not None
        for reply in replies:
            await self._send(chat.id, reply)

    async def download(self, sent: Document) -> bytes:
        """Return the bytes of a file somebody sent.

        Raises:
            BadInputError: It is larger than we take; nothing of it is fetched.
            DownloadError: It did not come; worth another try.
        """
        if (sent.file_size or 0) > MAX_BYTES:
            raise BadInputError("file_too_large")
        try:
            file = await self.bot.get_file(sent.file_id)
            return bytes(await file.download_as_bytearray())
        except (Forbidden, RetryAfter):
            raise
        except TelegramError as error:
            # Not chained: the original can name the address, and with it the token.
            raise DownloadError(type(error).__name__) from None

    async def _send(self, chat_id: int, reply: Reply) -> None:
        markup = None if isinstance(reply, Album) else keyboard(reply.buttons)
        match reply:
            case Text():
                await self.bot.send_message(
                    chat_id,
                    reply.html,
                    parse_mode="HTML",
                    reply_markup=markup,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
            case Photo():
                await self.bot.send_photo(
                    chat_id,
                    reply.body,
                    caption=reply.caption,
                    parse_mode="HTML",
                    reply_markup=markup,
                )
            case File():
                await self.bot.send_document(
                    chat_id,
                    reply.body,
                    filename=reply.name,
                    caption=reply.caption,
                    parse_mode="HTML",
                    reply_markup=markup,
                )
            case Attached():
                await self._send_attached(chat_id, reply)
            case Album():
                await self.bot.send_media_group(chat_id, [_media(one) for one in reply.items])
            case Contact():
                await self.bot.send_contact(
                    chat_id,
                    reply.phone,
                    reply.first_name,
                    last_name=reply.last_name or None,
                    vcard=reply.vcard or None,
                    reply_markup=markup,
                )

    async def _send_attached(self, chat_id: int, reply: Attached) -> None:
        is_photo = reply.attachment.kind is AttachmentKind.PHOTO
        send: Any = self.bot.send_photo if is_photo else self.bot.send_document
        await send(
            chat_id,
            reply.attachment.file_id,
            caption=reply.caption,
            parse_mode="HTML",
            reply_markup=keyboard(reply.buttons),
        )


def _media(item: Attached) -> InputMediaPhoto | InputMediaDocument:
    file_id, caption = item.attachment.file_id, item.caption or None
    if item.attachment.kind is AttachmentKind.PHOTO:
        return InputMediaPhoto(file_id, caption=caption, parse_mode="HTML")
    return InputMediaDocument(file_id, caption=caption, parse_mode="HTML")


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Return ``rows`` as Telegram shows them, or None when there are none."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in rows])


def typed(update: Update) -> Typed:
    """Return what somebody has written or sent: a text, or a file with its caption."""
    message = update.effective_message
    assert message is not None
    return Typed(
        text=message.text or message.caption or "",
        html=_html(message),
        message_id=message.message_id,
        update_id=update.update_id,
        attachment=_attachment(message),
        album=message.media_group_id or "",
        reply_to=message.reply_to_message.message_id if message.reply_to_message else None,
    )


def _attachment(message: Message) -> Attachment | None:
    if message.photo:
        return Attachment(kind=AttachmentKind.PHOTO, file_id=message.photo[-1].file_id)
    if message.document:
        sent = message.document
        name = clean(sent.file_name or "")
        return Attachment(kind=AttachmentKind.DOCUMENT, file_id=sent.file_id, name=name)
    return None


def document(update: Update) -> Document:
    """Return the file of ``update``."""
    message = update.effective_message
    assert message is not None
    assert message.document is not None
    return message.document


def _html(message: Message) -> str:
    """Return the text with its formatting; python-telegram-bot leaves addresses unescaped."""
    safe = [
        MessageEntity(e.type, e.offset, e.length, url=str(escape(e.url))) if e.url else e
        for e in message.entities or message.caption_entities
    ]
    text = message.text or message.caption or ""
    again = Message(message.message_id, message.date, message.chat, text=text, entities=safe)
    return again.text_html


def words(args: Sequence[str] | None) -> str:
    """Return a command's arguments as one text."""
    return " ".join(args or ())


def _button(button: Button | LinkButton) -> InlineKeyboardButton:
    match button:
        case LinkButton(label, url):
            return InlineKeyboardButton(label, url=url)
        case Button(label, data):
            return InlineKeyboardButton(label, callback_data=encode(data))
