"""Correcting what was sent everywhere it has arrived, and withdrawing it.

What is asked first is a message of its own: the account that was tapped may still be changing.
"""

from telegram import Message, Update
from telegram.error import BadRequest

from klyngebot.bot.context import Context, typed
from klyngebot.domain.broadcasts import BroadcastId, ChangeReport
from klyngebot.domain.drafts import Draft
from klyngebot.domain.errors import BadInputError
from klyngebot.render import announcing, correcting
from klyngebot.render.data import (
    AskWithdraw,
    ChooseCorrected,
    CorrectPart,
    DecideCorrection,
    ShowChange,
    Withdraw,
)
from klyngebot.services.correcting import CorrectionPreview


async def choose(update: Update, context: Context) -> None:
    """Ask which message is to be corrected; where there is one only, what it is to say."""
    data: ChooseCorrected = context.data
    broadcast = await context.desk.correcting.choose(context.caller, data.broadcast)
    parts = [part for parts in broadcast.variants.values() for part in parts]
    if len(parts) == 1:
        await _ask(update, context, parts[0].id)
    else:
        await context.send(update, correcting.choose(broadcast, context.tr))


async def begin(update: Update, context: Context) -> None:
    """Ask what a message is to say instead."""
    data: CorrectPart = context.data
    await _ask(update, context, data.part)


async def take_edit(update: Update, context: Context) -> None:
    """Offer to correct everywhere what the author has changed in their own message."""
    shown = await context.desk.correcting.note_edit(context.caller, typed(update))
    if shown is not None:
        await _offer(update, context, shown)


async def show_draft(update: Update, context: Context, draft: Draft) -> None:
    """Ask what a message is to say, or show how it is to be."""
    if draft.is_settled:
        which = BroadcastId(int(draft.fields["card"]))
        await _offer(update, context, await context.desk.correcting.preview(context.caller, which))
    else:
        await _ask(update, context, int(draft.fields["part"]))


async def decide(update: Update, context: Context) -> None:
    """Correct everywhere, or let it be. The tapped message shows the progress from now on."""
    data: DecideCorrection = context.data
    if not data.correct:
        await context.desk.correcting.let_be(context.caller, data.broadcast)
        await context.show(update, correcting.let_be(context.tr))
        return
    report = await context.desk.correcting.confirm(
        context.caller,
        data.broadcast,
        data.fingerprint,
        update_id=update.update_id,
        progress_message=_tapped(update),
    )
    await _show(update, context, report)


async def ask_withdraw(update: Update, context: Context) -> None:
    """Ask whether to delete it everywhere, twice."""
    data: AskWithdraw = context.data
    shown = await context.desk.correcting.ask_withdraw(context.caller, data.broadcast)
    if data.again:
        await context.show(update, correcting.ask_withdraw_again(shown, context.tr))
    else:
        await context.send(update, correcting.ask_withdraw(shown, context.tr))


async def withdraw(update: Update, context: Context) -> None:
    """Delete it everywhere. The tapped message shows the progress from now on."""
    data: Withdraw = context.data
    report = await context.desk.correcting.withdraw(
        context.caller,
        data.broadcast,
        update_id=update.update_id,
        progress_message=_tapped(update),
    )
    await _show(update, context, report)


async def show_change(update: Update, context: Context) -> None:
    """Show what became of a correction or a withdrawal."""
    data: ShowChange = context.data
    report = await context.desk.correcting.change(context.caller, data.change)
    await _show(update, context, report)


async def _ask(update: Update, context: Context, part_id: int) -> None:
    part = await context.desk.correcting.begin(context.caller, part_id)
    await context.send(update, correcting.ask(part, context.tr))


async def _offer(update: Update, context: Context, shown: CorrectionPreview) -> None:
    """Show it as people will see it, as real messages; Telegram's no is final here."""
    name = context.desk.cluster.name
    try:
        await context.send(update, *announcing.corrected(shown.correction, name, context.tr))
    except BadRequest as error:
        raise BadInputError("telegram_refuses", reason=error.message) from error
    await context.send(update, correcting.offer(shown, context.tr))


async def _show(update: Update, context: Context, report: ChangeReport) -> None:
    await context.show(update, correcting.report(report, context.desk.zone, context.tr))


def _tapped(update: Update) -> int | None:
    message = update.effective_message
    return message.message_id if isinstance(message, Message) else None
