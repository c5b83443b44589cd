"""The words of the cluster."""

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.render import vocabulary
from klyngebot.render.data import (
    AddTerm,
    FillRest,
    RenameTerm,
    ReplaceSynonyms,
    RetireTerm,
    SaveTerm,
    ShowTerm,
    ShowTerms,
    SpreadTopic,
)


async def list_kinds(update: Update, context: Context) -> None:
    """/temaer: the kinds of words, with their counts."""
    counts = await context.desk.terms.count(context.caller)
    await context.show(update, vocabulary.kinds(counts, context.tr))


async def list_terms(update: Update, context: Context) -> None:
    """Show a page of one kind."""
    data: ShowTerms = context.data
    found = await context.desk.terms.list_kind(context.caller, data.kind)
    await context.show(update, vocabulary.term_page(data.kind, found, data.page, context.tr))


async def show_term(update: Update, context: Context) -> None:
    """Show a term."""
    data: ShowTerm = context.data
    card = await context.desk.terms.term(context.caller, data.term)
    await context.show(update, vocabulary.term_card(card, context.tr))


async def add(update: Update, context: Context) -> None:
    """Begin a new one."""
    data: AddTerm = context.data
    at = await context.desk.terms.begin_new(context.caller, data.kind)
    await context.show(update, vocabulary.step(at, context.tr))


async def rename(update: Update, context: Context) -> None:
    """Begin to give one another name."""
    data: RenameTerm = context.data
    at = await context.desk.terms.begin_rename(context.caller, data.term, data.locale)
    await context.show(update, vocabulary.step(at, context.tr))


async def replace_synonyms(update: Update, context: Context) -> None:
    """Begin to write down the other words for one."""
    data: ReplaceSynonyms = context.data
    at = await context.desk.terms.begin_synonyms(context.caller, data.term)
    await context.show(update, vocabulary.step(at, context.tr))


async def fill_rest(update: Update, context: Context) -> None:
    """Fill what need not be typed."""
    data: FillRest = context.data
    at = await context.desk.terms.fill_rest(context.caller, data.draft, update_id=update.update_id)
    await context.show(update, vocabulary.step(at, context.tr))


async def save(update: Update, context: Context) -> None:
    """Do what was written."""
    data: SaveTerm = context.data
    card = await context.desk.terms.save(
        context.caller, data.draft, data.fingerprint, data.term or None
    )
    await context.show(update, vocabulary.term_card(card, context.tr))


async def set_retired(update: Update, context: Context) -> None:
    """Take one out of use, or into it."""
    data: RetireTerm = context.data
    card = await context.desk.terms.set_retired(context.caller, data.term, retired=data.retired)
    await context.show(update, vocabulary.term_card(card, context.tr))


async def spread(update: Update, context: Context) -> None:
    """Let those who follow everything follow this, too."""
    data: SpreadTopic = context.data
    card = await context.desk.terms.spread(context.caller, data.topic)
    await context.show(update, vocabulary.term_card(card, context.tr))
