"""News and events."""

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.bot.handlers.writing import show_draft
from klyngebot.domain.drafts import DraftKind
from klyngebot.render import publishing
from klyngebot.render.data import ChooseTopic, Publish, ShowNews


async def list_news(update: Update, context: Context) -> None:
    """/nyheter: the latest."""
    items = await context.desk.publishing.list_news(context.caller)
    await context.show(update, publishing.news_list(items, context.desk.zone, context.tr))


async def show_news(update: Update, context: Context) -> None:
    """Show one of them."""
    data: ShowNews = context.data
    item = await context.desk.publishing.news(context.caller, data.news)
    await context.show(update, publishing.news_page(item, context.tr))


async def list_events(update: Update, context: Context) -> None:
    """/arrangementer: the coming ones."""
    events = await context.desk.publishing.list_events(context.caller)
    await context.send(update, publishing.event_list(events, context.tr))


async def add_news(update: Update, context: Context) -> None:
    """/nynyhet: begin one."""
    draft = await context.desk.drafting.begin(context.caller, DraftKind.NEWS)
    await show_draft(update, context, draft)


async def add_event(update: Update, context: Context) -> None:
    """/nyttarrangement: begin one."""
    draft = await context.desk.drafting.begin(context.caller, DraftKind.EVENT)
    await show_draft(update, context, draft)


async def choose_topic(update: Update, context: Context) -> None:
    """Fill the topic."""
    data: ChooseTopic = context.data
    draft = await context.desk.drafting.choose_topic(
        context.caller, data.draft, data.topic or None, update_id=update.update_id
    )
    await show_draft(update, context, draft)


async def publish(update: Update, context: Context) -> None:
    """Put it out."""
    data: Publish = context.data
    await context.desk.publishing.publish(
        context.caller, data.draft, data.fingerprint, notify=data.notify
    )
    await context.show(update, publishing.published(notified=data.notify, tr=context.tr))
