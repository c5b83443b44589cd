"""The project office's mailbox."""

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.domain.questions import Question
from klyngebot.render import mailbox
from klyngebot.render.data import (
    CloseQuestion,
    ListAnswersTo,
    ListMailbox,
    ReopenQuestion,
    ShowQuestion,
)
from klyngebot.services.mailbox import MailboxPage


async def list_open(update: Update, context: Context) -> None:
    """/innboks: what waits for an answer."""
    await _list(update, context, await context.desk.mailbox.list(context.caller))


async def list_some(update: Update, context: Context) -> None:
    """List a page of what waits, or of what is done."""
    data: ListMailbox = context.data
    shown = await context.desk.mailbox.list(context.caller, data.page, done=data.done)
    await _list(update, context, shown)


async def list_to(update: Update, context: Context) -> None:
    """List what came in answer to an announcement."""
    data: ListAnswersTo = context.data
    shown = await context.desk.mailbox.list_to(context.caller, data.broadcast, data.page)
    await _list(update, context, shown)


async def show(update: Update, context: Context) -> None:
    """Show a question."""
    data: ShowQuestion = context.data
    await _card(update, context, await context.desk.mailbox.show(context.caller, data.question))


async def close(update: Update, context: Context) -> None:
    """Note that a question needs no answer."""
    data: CloseQuestion = context.data
    await _card(update, context, await context.desk.mailbox.close(context.caller, data.question))


async def reopen(update: Update, context: Context) -> None:
    """Let a question wait for an answer again."""
    data: ReopenQuestion = context.data
    await _card(update, context, await context.desk.mailbox.reopen(context.caller, data.question))


async def _list(update: Update, context: Context, shown: MailboxPage) -> None:
    await context.show(update, mailbox.mailbox(shown, context.desk.clock.now(), context.tr))


async def _card(update: Update, context: Context, question: Question) -> None:
    await context.show(update, mailbox.card(question, context.tr))
