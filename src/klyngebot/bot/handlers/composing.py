"""Writing announcements, and the last look before one is sent."""

from telegram import Update
from telegram.error import BadRequest

from klyngebot.bot.context import Context, typed
from klyngebot.bot.handlers import correcting
from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.drafts import TAKES_FILES, Draft, DraftKind
from klyngebot.domain.errors import BadInputError
from klyngebot.domain.roles import Role
from klyngebot.render import composing, problems
from klyngebot.render.data import (
    AskConfirm,
    AskDelete,
    AskDue,
    ClearDue,
    CopyAnnouncement,
    DeleteAnnouncement,
    DropPart,
    PreviewAnnouncement,
    SetAcknowledging,
    SetMark,
    ShowDesk,
    ShowLanguages,
    ShowMarks,
    TestToMe,
    WriteAnnouncement,
)
from klyngebot.render.reply import Text
from klyngebot.services.announcements import AnnouncementPreview
from klyngebot.services.composing import Composition


async def announce(update: Update, context: Context) -> None:
    """/kunngjor: begin, or go on with what is begun."""
    shown = await context.desk.composing.current(context.caller)
    shown = shown or await context.desk.composing.begin(context.caller)
    await _compose(update, context, shown)


async def take_media(update: Update, context: Context) -> None:
    """Take a picture or a file for the announcement being written; say else what is understood."""
    draft = await context.desk.drafting.find(context.caller, by=update.update_id)
    if draft is None or draft.kind not in TAKES_FILES:
        await refuse(update, context, draft)
        return
    message = typed(update)
    if draft.kind is DraftKind.CORRECTION:
        settled = await context.desk.drafting.answer(context.caller, message)
        await correcting.show_draft(update, context, settled or draft)
        return
    before = await context.desk.composing.current(context.caller)
    await context.desk.drafting.answer(context.caller, message)
    if not before or not message.album or message.album not in {p.album for p in before.parts}:
        await _compose_now(update, context)  # once for an album


async def refuse(update: Update, context: Context, draft: Draft | None) -> None:
    """Say what can be sent here, where it is not what was sent."""
    leader = context.actor.role is Role.LEADER
    writing = draft.kind if draft else None
    await context.send(update, problems.not_text(context.tr, writing=writing, leader=leader))


async def take_correction(update: Update, context: Context) -> None:
    """Take an edited message of an announcement that is being written, or was sent."""
    found = await context.desk.drafting.correct(context.caller, typed(update))
    if found is None:
        await correcting.take_edit(update, context)
    else:
        shown = await context.desk.composing.open(context.caller, found)
        await context.show(update, composing.compose(shown, context.tr))


async def begin(update: Update, context: Context) -> None:
    """Begin a new one."""
    await _compose(update, context, await context.desk.composing.begin(context.caller))


async def write(update: Update, context: Context) -> None:
    """Go on writing a draft."""
    data: WriteAnnouncement = context.data
    shown = await context.desk.composing.open(context.caller, data.broadcast, data.variant)
    await _compose(update, context, shown)


async def copy(update: Update, context: Context) -> None:
    """Begin a draft that says what another one says."""
    data: CopyAnnouncement = context.data
    shown = await context.desk.composing.copy(context.caller, data.broadcast)
    await context.send(update, composing.compose(shown, context.tr))


async def drop_part(update: Update, context: Context) -> None:
    """Take the last message out."""
    data: DropPart = context.data
    shown = await context.desk.composing.drop_part(context.caller, data.broadcast, data.part)
    await _compose(update, context, shown)


async def put_away(update: Update, context: Context) -> None:
    """Leave what is written for later."""
    await context.desk.composing.put_away(context.caller)
    await context.show(update, composing.put_away(context.tr))


async def ask_delete(update: Update, context: Context) -> None:
    """Ask whether to delete a draft."""
    data: AskDelete = context.data
    await context.desk.announcements.preview(context.caller, data.broadcast)
    await context.show(update, composing.ask_delete(data.broadcast, context.tr))


async def delete(update: Update, context: Context) -> None:
    """Delete a draft."""
    data: DeleteAnnouncement = context.data
    await context.desk.composing.delete(context.caller, data.broadcast)
    await context.show(update, composing.deleted(context.tr))


async def preview(update: Update, context: Context) -> None:
    """Show it as recipients will see it, as real messages; Telegram's no is final here."""
    data: PreviewAnnouncement = context.data
    shown = await context.desk.announcements.preview(context.caller, data.broadcast)
    try:
        await context.send(update, *composing.preview(shown, context.desk.cluster.name, context.tr))
    except BadRequest as error:
        raise BadInputError("telegram_refuses", reason=error.message) from error
    shown = await context.desk.announcements.note_previewed(
        context.caller, data.broadcast, shown.broadcast.content_revision
    )
    await context.send(update, desk_of(context, shown))


async def test_to_me(update: Update, context: Context) -> None:
    """Send it to its author alone, just as recipients get it."""
    data: TestToMe = context.data
    shown = await context.desk.announcements.preview(context.caller, data.broadcast)
    name = context.desk.cluster.name
    await context.send(update, *composing.test_to_me(shown.broadcast, name, context.tr))


async def show_desk(update: Update, context: Context) -> None:
    """Show whom it goes to, how and when."""
    data: ShowDesk = context.data
    await show_desk_of(update, context, data.broadcast)


async def ask_confirm(update: Update, context: Context) -> None:
    """Ask once more."""
    data: AskConfirm = context.data
    shown = await context.desk.announcements.preview(context.caller, data.broadcast)
    if not shown.broadcast.is_previewed or not shown.reach.recipients:
        await context.show(update, desk_of(context, shown))
        return
    await context.show(update, composing.ask_confirm(shown, context.desk.zone, context.tr))


async def show_marks(update: Update, context: Context) -> None:
    """Show how much it can matter."""
    data: ShowMarks = context.data
    await _marks(update, context, data.broadcast)


async def set_mark(update: Update, context: Context) -> None:
    """Say how much it matters."""
    data: SetMark = context.data
    await context.desk.composing.set_mark(context.caller, data.broadcast, data.mark)
    await _marks(update, context, data.broadcast)


async def set_acknowledging(update: Update, context: Context) -> None:
    """Say who is asked to confirm."""
    data: SetAcknowledging = context.data
    await context.desk.composing.set_acknowledging(context.caller, data.broadcast, data.who)
    await _marks(update, context, data.broadcast)


async def show_languages(update: Update, context: Context) -> None:
    """Show in which languages it is written."""
    data: ShowLanguages = context.data
    shown = await context.desk.announcements.preview(context.caller, data.broadcast)
    await context.show(update, composing.languages(shown.broadcast, context.tr))


async def ask_due(update: Update, context: Context) -> None:
    """Ask when it is to go out."""
    data: AskDue = context.data
    await context.desk.scheduling.begin(context.caller, data.broadcast)
    shown = await context.desk.announcements.preview(context.caller, data.broadcast)
    await context.show(update, composing.ask_due(shown.broadcast, context.tr))


async def clear_due(update: Update, context: Context) -> None:
    """Let it go out as soon as it is confirmed."""
    data: ClearDue = context.data
    await context.desk.scheduling.clear(context.caller, data.broadcast)
    await show_desk_of(update, context, data.broadcast)


async def show_desk_of(update: Update, context: Context, broadcast_id: BroadcastId) -> None:
    """Show whom a draft goes to, how and when."""
    shown = await context.desk.announcements.preview(context.caller, broadcast_id)
    await context.show(update, desk_of(context, shown))


async def show_draft(update: Update, context: Context, draft: Draft) -> None:
    """Show what is written so far, or the card of the announcement a time was written for."""
    if draft.kind is DraftKind.ANNOUNCEMENT:
        await _compose_now(update, context)
    else:
        which = draft.fields.get("broadcast") or draft.fields["card"]  # the latter once it is taken
        await show_desk_of(update, context, BroadcastId(int(which)))


async def _compose_now(update: Update, context: Context) -> None:
    shown = await context.desk.composing.current(context.caller)
    if shown is not None:
        await _compose(update, context, shown)


async def _marks(update: Update, context: Context, broadcast_id: BroadcastId) -> None:
    shown = await context.desk.announcements.preview(context.caller, broadcast_id)
    await context.show(update, composing.marks(shown.broadcast, context.tr))


async def _compose(update: Update, context: Context, shown: Composition) -> None:
    await context.show(update, composing.compose(shown, context.tr))


def desk_of(context: Context, shown: AnnouncementPreview) -> Text:
    """Return the card of a draft: whom it goes to, how and when."""
    at = shown.broadcast.due_at or context.desk.clock.now()
    quiet = context.desk.is_quiet(at)
    return composing.desk(shown, context.desk.zone, context.tr, is_quiet=quiet)
