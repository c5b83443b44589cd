"""Replies to announcements, answers and questions; others are for the handler they had before."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update

from klyngebot.bot.context import Context, typed
from klyngebot.render import questions
from klyngebot.services.questions import Answering

Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]


def or_reply(otherwise: Callback) -> Callback:
    """Return what takes a message as a reply to an announcement or a question, else as before."""

    async def take(update: Update, context: Context) -> None:
        message = update.effective_message
        is_text = message is not None and message.text is not None
        taken = await context.desk.replies.take(context.caller, typed(update), is_text=is_text)
        if taken is None:
            await otherwise(update, context)
        elif isinstance(taken, Answering):
            await context.send(update, questions.answering(taken, context.tr))
        else:
            await context.send(update, questions.received(taken, context.tr))

    return take


def or_correction(otherwise: Callback) -> Callback:
    """Return what takes a changed message as one that was sent to the office, else as before."""

    async def take(update: Update, context: Context) -> None:
        question = await context.desk.replies.correct(context.caller, typed(update))
        if question is None:
            await otherwise(update, context)
        else:
            await context.send(update, questions.received(question, context.tr))

    return take
