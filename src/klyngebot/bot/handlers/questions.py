"""Asking the project office, and answering."""

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.bot.handlers.writing import show_draft
from klyngebot.domain.drafts import DraftKind
from klyngebot.render import questions
from klyngebot.render.data import AnswerQuestion, SendAnswer, SendQuestion


async def ask(update: Update, context: Context) -> None:
    """/spor: begin to ask the project office, or go on with what is begun."""
    draft = await context.desk.drafting.begin(context.caller, DraftKind.QUESTION)
    await show_draft(update, context, draft)


async def send_question(update: Update, context: Context) -> None:
    """Send the question."""
    data: SendQuestion = context.data
    await context.desk.questions.ask(context.caller, data.draft, data.fingerprint)
    await context.show(update, questions.asked(context.tr))


async def answer(update: Update, context: Context) -> None:
    """Begin to answer a question below it, or show who has."""
    data: AnswerQuestion = context.data
    at = await context.desk.questions.begin_answer(context.caller, data.question, more=data.more)
    show = context.send if at.draft else context.show
    await show(update, questions.answering(at, context.tr))


async def send_answer(update: Update, context: Context) -> None:
    """Send the answer."""
    data: SendAnswer = context.data
    question = await context.desk.questions.answer(context.caller, data.draft, data.fingerprint)
    await context.show(update, questions.answered(question, context.tr))
