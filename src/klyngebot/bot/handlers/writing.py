"""What somebody is writing, whatever it becomes. Text that belongs to no draft is looked up."""

from telegram import Update

from klyngebot.bot.context import Context, typed
from klyngebot.bot.handlers import composing, correcting, editing
from klyngebot.domain.drafts import KEPT_APART, OF_CARDS, TERMS, Draft, DraftKind
from klyngebot.domain.errors import NoDraftError
from klyngebot.domain.roles import Role
from klyngebot.render import (
    directory,
    joining,
    problems,
    publishing,
    questions,
    requests,
    vocabulary,
)
from klyngebot.render.data import Cancel, GoBack, Resume


async def take_text(update: Update, context: Context) -> None:
    """Put a message where it belongs: the open draft, else the look-up."""
    message = typed(update)
    draft = await context.desk.drafting.answer(context.caller, message)
    if draft is None:
        found = await context.desk.directory.search(context.caller, message.text)
        await context.send(update, directory.matches(found, context.tr))
    else:
        await show_draft(update, context, draft)


async def refuse_media(update: Update, context: Context) -> None:
    """Say what is understood instead."""
    await composing.refuse(update, context, await context.desk.drafting.find(context.caller))


async def resume(update: Update, context: Context) -> None:
    """Go on with what is being written."""
    data: Resume = context.data
    draft = await context.desk.drafting.find(context.caller)
    if draft is None or draft.id != data.draft:
        raise NoDraftError
    await show_draft(update, context, draft)


async def go_back(update: Update, context: Context) -> None:
    """Empty a field."""
    data: GoBack = context.data
    draft = await context.desk.drafting.go_back(context.caller, data.draft, data.field)
    await show_draft(update, context, draft)


async def cancel(update: Update, context: Context) -> None:
    """/avbryt: drop the draft; an announcement is put away, and says where it is found again."""
    if await _has_written_announcement(context):
        await composing.put_away(update, context)
        return
    anything = await context.desk.drafting.cancel(context.caller)
    await context.send(update, problems.cancelled(context.tr, anything=anything))


async def _has_written_announcement(context: Context) -> bool:
    draft = await context.desk.drafting.find(context.caller)
    if draft is None or draft.kind is not DraftKind.ANNOUNCEMENT:
        return False
    if context.actor.role is not Role.LEADER:  # any more
        return False
    shown = await context.desk.composing.current(context.caller)
    return shown is not None and any(shown.broadcast.variants.values())


async def cancel_draft(update: Update, context: Context) -> None:
    """Drop the draft whose button was tapped."""
    data: Cancel = context.data
    anything = await context.desk.drafting.cancel(context.caller, data.draft)
    await context.show(update, problems.cancelled(context.tr, anything=anything))


async def show_draft(update: Update, context: Context, draft: Draft) -> None:
    """Show the next question of ``draft``, or what it has become."""
    tr, desk = context.tr, context.desk
    if draft.kind is DraftKind.CORRECTION:
        await correcting.show_draft(update, context, draft)
    elif draft.kind in KEPT_APART:
        await composing.show_draft(update, context, draft)
    elif draft.kind is DraftKind.JOIN:
        at = await desk.joining.step(context.caller, draft)
        await context.show(update, joining.step(at, tr))
    elif draft.kind in OF_CARDS:
        await editing.show_draft(update, context, draft)
    elif draft.kind is DraftKind.QUESTION:
        await context.show(update, questions.asking(draft, tr))
    elif draft.kind is DraftKind.ANSWER:
        question = await desk.questions.answering(context.caller, draft)
        await context.show(update, questions.answering(question, tr))
    elif draft.kind is DraftKind.DECLINE:
        declining = await desk.requests.declining(context.caller, draft.id)
        await context.show(update, requests.declining(declining, tr))
    elif draft.kind in TERMS:
        term = await desk.terms.step(context.caller, draft.id)
        await context.show(update, vocabulary.step(term, tr))
    elif draft.next_field is None:
        shown = await desk.publishing.preview(context.caller, draft.id)
        await context.show(update, publishing.preview(shown, tr))
    else:
        topics = await desk.publishing.list_topics(context.caller)
        await context.show(update, publishing.question(draft, topics, tr))
