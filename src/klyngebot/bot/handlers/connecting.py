"""Groups and channels: connecting them, and choosing them for an announcement."""

from telegram import Chat, ChatMember, Update
from telegram.error import BadRequest

from klyngebot.bot.context import Context
from klyngebot.domain.chats import ChatKind, SharedChat
from klyngebot.domain.text import clean
from klyngebot.render import connecting
from klyngebot.render.data import Disconnect, SetChat, SetPeople, ShowChats

_ADMINISTRATORS = {ChatMember.OWNER, ChatMember.ADMINISTRATOR}


async def connect(update: Update, context: Context) -> None:
    """/koble: in a group or channel, connect it; in a private chat, show which are connected."""
    if context.caller.private:
        found = await context.desk.connecting.list_connected(context.caller)
        await context.send(update, connecting.chats(found, context.tr))
        return
    await context.desk.connecting.connect(context.caller, await _here(update, context))
    await context.send(update, connecting.connected(context.tr))


async def disconnect_here(update: Update, context: Context) -> None:
    """/kobleav: connect this group or channel no more."""
    if context.caller.private:
        await connect(update, context)
        return
    was = await context.desk.connecting.disconnect_here(
        context.caller, await _here(update, context)
    )
    await context.send(update, connecting.disconnected(context.tr, was=was))


async def disconnect(update: Update, context: Context) -> None:
    """Disconnect the group or channel whose button was tapped."""
    data: Disconnect = context.data
    found = await context.desk.connecting.disconnect(context.caller, data.chat)
    await context.show(update, connecting.chats(found, context.tr))


async def note_migration(update: Update, context: Context) -> None:
    """A group has become a supergroup; both of them say so."""
    message = update.effective_message
    assert message is not None
    here = shared(message.chat, administered=True)  # nobody else can do that to a group
    if message.migrate_to_chat_id:
        moved = here.address, str(message.migrate_to_chat_id)
    else:
        moved = str(message.migrate_from_chat_id), here.address
    await context.desk.connecting.migrate(context.caller, here, *moved)


async def show_chats(update: Update, context: Context) -> None:
    """Show which groups and channels a draft goes to."""
    data: ShowChats = context.data
    shown = await context.desk.audiences.card(context.caller, data.broadcast)
    found = await context.desk.connecting.list_connected(context.caller)
    await context.show(update, connecting.choose(shown, found, context.tr))


async def set_chat(update: Update, context: Context) -> None:
    """Send a draft to a group or channel, too, or not."""
    data: SetChat = context.data
    shown = await context.desk.audiences.set_chat(
        context.caller, data.broadcast, data.chat, on=data.on
    )
    found = await context.desk.connecting.list_connected(context.caller)
    await context.show(update, connecting.choose(shown, found, context.tr))


async def set_people(update: Update, context: Context) -> None:
    """Send a draft to people besides the groups, or to the groups alone."""
    data: SetPeople = context.data
    shown = await context.desk.audiences.set_people(context.caller, data.broadcast, on=data.on)
    found = await context.desk.connecting.list_connected(context.caller)
    await context.show(update, connecting.choose(shown, found, context.tr))


async def _here(update: Update, context: Context) -> SharedChat:
    """Return the chat of ``update``, and whether who writes is one of its administrators now.

    Only they can write in a channel. Who hides behind the group in it is nobody we can ask about.
    """
    chat = update.effective_chat
    assert chat is not None
    runs_it = chat.type == Chat.CHANNEL or await _is_administrator(update, context)
    return shared(chat, administered=runs_it)


def shared(chat: Chat, *, administered: bool) -> SharedChat:
    """Return a group or channel as Telegram tells of it."""
    return SharedChat(
        address=str(chat.id),
        name=clean(chat.title or "")[:80] or "–",
        kind=ChatKind.CHANNEL if chat.type == Chat.CHANNEL else ChatKind.GROUP,
        is_administered=administered,
    )


async def _is_administrator(update: Update, context: Context) -> bool:
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None:
        return False
    try:
        member = await context.bot.get_chat_member(chat.id, user.id)
    except BadRequest:
        return False
    return member.status in _ADMINISTRATORS
