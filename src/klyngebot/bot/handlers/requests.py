"""Answering who asks to be confirmed."""

from telegram import Update

from klyngebot.bot import menus
from klyngebot.bot.context import Context
from klyngebot.domain.memberships import JoinRequest
from klyngebot.render import requests
from klyngebot.render.data import ApproveAnyway, Decide, Decline, ShowRequest


async def list_waiting(update: Update, context: Context) -> None:
    """/venter: who waits, and who was declined lately."""
    waiting = await context.desk.requests.waiting(context.caller)
    await context.show(update, requests.waiting(waiting, context.tr))


async def show(update: Update, context: Context) -> None:
    """Show one of them."""
    data: ShowRequest = context.data
    request = await context.desk.requests.show(context.caller, data.request)
    await context.show(update, requests.request_card(request, context.tr, may_take_up=True))


async def decide(update: Update, context: Context) -> None:
    """Approve, or ask why not."""
    data: Decide = context.data
    if data.approve:
        request = await context.desk.requests.approve(context.caller, data.request)
        await _show_approved(update, context, request)
        return
    declining = await context.desk.requests.begin_decline(
        context.caller, data.request, update_id=update.update_id
    )
    await context.show(update, requests.declining(declining, context.tr))


async def decline(update: Update, context: Context) -> None:
    """Decline, with the word that has been written or without."""
    data: Decline = context.data
    request = await context.desk.requests.decline(
        context.caller, data.request, with_word=data.with_word
    )
    await context.show(update, requests.request_card(request, context.tr))


async def approve_anyway(update: Update, context: Context) -> None:
    """Approve one that was declined."""
    data: ApproveAnyway = context.data
    request = await context.desk.requests.approve_anyway(context.caller, data.request)
    await _show_approved(update, context, request)


async def _show_approved(update: Update, context: Context, request: JoinRequest) -> None:
    await context.show(update, requests.request_card(request, context.tr))
    await menus.show_to(context, await context.desk.requests.asker(context.caller, request.id))
