"""Sending announcements, and what becomes of them."""

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.bot.handlers.composing import desk_of
from klyngebot.domain.broadcasts import BroadcastReport, BroadcastState
from klyngebot.render import attention, composing, progress, status
from klyngebot.render.data import (
    AskCancel,
    CancelBroadcast,
    ConfirmAnnouncement,
    GoOn,
    LeaveUncertain,
    ListAnnouncements,
    Pause,
    SendAgain,
    ShowAccount,
    TakeBack,
)


async def confirm(update: Update, context: Context) -> None:
    """Fix the recipients and send. The tapped message shows the progress from now on."""
    data: ConfirmAnnouncement = context.data
    message = update.effective_message
    report = await context.desk.announcements.confirm(
        context.caller,
        data.broadcast,
        data.revision,
        data.people,
        progress_message=message.message_id if message else None,
    )
    await _show(update, context, report)


async def take_back(update: Update, context: Context) -> None:
    """Make a draft again of what nobody has got yet."""
    data: TakeBack = context.data
    report = await context.desk.announcements.take_back(context.caller, data.broadcast)
    await context.show(update, progress.taken_back(context.tr))
    if report.broadcast.author_id != context.actor.subscriber_id:
        return  # a draft is its author's, whoever took it back
    shown = await context.desk.announcements.preview(context.caller, data.broadcast)
    await context.send(update, desk_of(context, shown))


async def pause(update: Update, context: Context) -> None:
    """Let what has not left yet wait."""
    data: Pause = context.data
    report = await context.desk.announcements.pause(context.caller, data.broadcast)
    await _show(update, context, report)


async def go_on(update: Update, context: Context) -> None:
    """Let a paused broadcast go on."""
    data: GoOn = context.data
    report = await context.desk.announcements.go_on(context.caller, data.broadcast)
    await _show(update, context, report)


async def ask_cancel(update: Update, context: Context) -> None:
    """Ask whether to stop for good."""
    data: AskCancel = context.data
    report = await context.desk.announcements.report(context.caller, data.broadcast)
    if report.is_final or report.broadcast.state is BroadcastState.CANCELLED:
        await _show(update, context, report)
    else:
        await context.show(update, progress.ask_cancel(report, context.tr))


async def cancel(update: Update, context: Context) -> None:
    """Take back what has not left yet."""
    data: CancelBroadcast = context.data
    report = await context.desk.announcements.cancel(context.caller, data.broadcast)
    await _show(update, context, report)


async def list_recent(update: Update, context: Context) -> None:
    """/kunngjoringer: the drafts, and the latest that were sent."""
    data = context.data if isinstance(context.data, ListAnnouncements) else None
    before = data.before if data and data.before else None
    drafts = [] if before else await context.desk.composing.list_drafts(context.caller)
    sent = await context.desk.announcements.list_recent(context.caller, before)
    waits = await context.desk.afterwards.attention(context.caller)
    listed = composing.announcements(drafts, sent, context.desk.zone, context.tr)
    await context.show(update, attention.on_top(waits, listed, context.tr))


async def show_account(update: Update, context: Context) -> None:
    """Show what became of one."""
    data: ShowAccount = context.data
    report = await context.desk.announcements.report(context.caller, data.broadcast)
    await _show(update, context, report)


async def send_again(update: Update, context: Context) -> None:
    """Send once more to those of whom nobody knows."""
    data: SendAgain = context.data
    report = await context.desk.announcements.send_again(context.caller, data.broadcast)
    await _show(update, context, report)


async def leave(update: Update, context: Context) -> None:
    """Let the uncertain ones be."""
    data: LeaveUncertain = context.data
    report = await context.desk.announcements.leave(context.caller, data.broadcast)
    await _show(update, context, report)


async def show_status(update: Update, context: Context) -> None:
    """/status: how things stand."""
    shown = await context.desk.leadership.overview(context.caller)
    waits = await context.desk.afterwards.attention(context.caller)
    below = status.overview(shown, context.desk.zone, context.tr, in_flight=context.desk.in_flight)
    await context.send(update, attention.on_top(waits, below, context.tr, notices=True))


async def _show(update: Update, context: Context, report: BroadcastReport) -> None:
    text = progress.report(report, context.tr, zone=context.desk.zone, now=context.desk.clock.now())
    await context.show(update, text)
