"""Reading the register in from a file somebody sends."""

import asyncio

from telegram import Update

from klyngebot.bot.context import Context, document
from klyngebot.bot.handlers.composing import take_media
from klyngebot.domain.drafts import TAKES_FILES
from klyngebot.domain.roles import Role
from klyngebot.files.tables import is_called_a_table
from klyngebot.render import importing, undoing
from klyngebot.render.data import (
    ApplyImport,
    ChooseColumn,
    DropImport,
    ShowImportRows,
    UndoImport,
)
from klyngebot.services.importing import ImportReport


async def how_to(update: Update, context: Context) -> None:
    """/import: how to send a file."""
    await context.desk.importing.latest(context.caller)
    await context.send(update, importing.how_to(context.tr))


async def take_file(update: Update, context: Context) -> None:
    """Look over a file a leader has sent; others are told what everybody is told."""
    sent = document(update)
    if context.actor.role is not Role.LEADER or await _is_for_a_draft(update, context):
        await take_media(update, context)
        return
    body = await context.download(sent)
    shown = await context.desk.importing.receive(
        context.caller, sent.file_name or "", body, update_id=update.update_id
    )
    await context.send(update, importing.preview(shown, context.tr))


async def _is_for_a_draft(update: Update, context: Context) -> bool:
    """Return whether a file is meant for what its sender is writing.

    An announcement, also one that is corrected, takes every file; for anything else, one that is
    called a table is an import.
    """
    draft = await context.desk.drafting.find(context.caller, by=update.update_id)
    if draft is not None and draft.kind in TAKES_FILES:
        return True
    return draft is not None and not is_called_a_table(document(update).file_name or "")


async def choose(update: Update, context: Context) -> None:
    """Say what a column is."""
    data: ChooseColumn = context.data
    shown = await context.desk.importing.choose(context.caller, data.file, data.column, data.field)
    await context.show(update, importing.preview(shown, context.tr))


async def show_rows(update: Update, context: Context) -> None:
    """Send every row of the preview as a sheet."""
    data: ShowImportRows = context.data
    shown = await context.desk.importing.preview(context.caller, data.file)
    file = await asyncio.to_thread(importing.rows_file, shown, context.tr)
    await context.send(update, file)


async def apply(update: Update, context: Context) -> None:
    """Read it in, or show what has changed since the preview."""
    data: ApplyImport = context.data
    done = await context.desk.importing.apply(context.caller, data.file, data.fingerprint)
    if isinstance(done, ImportReport):
        await context.show(update, undoing.report(done, context.tr))
    else:
        await context.show(update, importing.preview(done, context.tr))


async def drop(update: Update, context: Context) -> None:
    """Forget it."""
    data: DropImport = context.data
    await context.desk.importing.drop(context.caller, data.file)
    await context.show(update, importing.dropped(context.tr))


async def show_latest(update: Update, context: Context) -> None:
    """/angreimport: the import that can be undone."""
    done = await context.desk.importing.latest(context.caller)
    await context.send(update, undoing.latest(done, context.tr))


async def undo(update: Update, context: Context) -> None:
    """Take it back."""
    data: UndoImport = context.data
    done = await context.desk.importing.undo(context.caller, data.file)
    await context.show(update, undoing.report(done, context.tr))
