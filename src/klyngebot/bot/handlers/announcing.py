"""The announcement desk."""

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.bot.handlers.writing import show_draft
from klyngebot.domain.drafts import DraftKind
from klyngebot.render import announcing, status
from klyngebot.render.data import (
    Confirm,
    LeaveUncertain,
    Preview,
    SendAgain,
    ShowAccount,
)


async def announce(update: Update, context: Context) -> None:
    """/kunngjor: begin, or go on with what is begun."""
    draft = await context.desk.drafting.begin(context.caller, DraftKind.ANNOUNCEMENT)
    await show_draft(update, context, draft)


async def preview(update: Update, context: Context) -> None:
    """Show it as recipients will see it, as real messages."""
    data: Preview = context.data
    shown = await context.desk.announcements.preview(context.caller, data.draft)
    await context.send(update, *announcing.preview(shown, context.tr))


async def confirm(update: Update, context: Context) -> None:
    """Fix the recipients and send. The tapped message shows the progress from now on."""
    data: Confirm = context.data
    message = update.effective_message
    report = await context.desk.announcements.confirm(
        context.caller,
        data.draft,
        data.fingerprint,
        progress_message=message.message_id if message else None,
    )
    await context.show(update, announcing.report(report, context.tr))


async def list_recent(update: Update, context: Context) -> None:
    """/kunngjoringer: the latest, with their accounts."""
    reports = await context.desk.announcements.list_recent(context.caller)
    await context.send(update, announcing.recent(reports, context.desk.zone, context.tr))


async def show_account(update: Update, context: Context) -> None:
    """Show what became of one."""
    data: ShowAccount = context.data
    report = await context.desk.announcements.report(context.caller, data.broadcast)
    await context.show(update, announcing.report(report, context.tr))


async def send_again(update: Update, context: Context) -> None:
    """Send once more to those of whom nobody knows."""
    data: SendAgain = context.data
    report = await context.desk.announcements.send_again(context.caller, data.broadcast)
    await context.show(update, announcing.report(report, context.tr))


async def leave(update: Update, context: Context) -> None:
    """Let the uncertain ones be."""
    data: LeaveUncertain = context.data
    report = await context.desk.announcements.leave(context.caller, data.broadcast)
    await context.show(update, announcing.report(report, context.tr))


async def show_status(update: Update, context: Context) -> None:
    """/status: how things stand."""
    shown = await context.desk.leadership.overview(context.caller)
    await context.send(
        update,
        status.overview(shown, context.desk.zone, context.tr, in_flight=context.desk.in_flight),
    )
