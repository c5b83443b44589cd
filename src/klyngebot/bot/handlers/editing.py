"""Writing on cards: a field, a colleague, a partner."""

from telegram import Update

from klyngebot.bot.context import Context
from klyngebot.domain.drafts import Draft
from klyngebot.render import cards, data, editing
from klyngebot.services.writing import Writing


async def edit_person(update: Update, context: Context) -> None:
    """Write in a field of a person's card."""
    tapped: data.EditPerson = context.data
    at = await context.desk.editing.edit_person(context.caller, tapped.person, tapped.entry)
    await _show(update, context, at)


async def edit_partner(update: Update, context: Context) -> None:
    """Write in a field of a partner's card."""
    tapped: data.EditPartner = context.data
    at = await context.desk.editing.edit_partner(context.caller, tapped.partner, tapped.entry)
    await _show(update, context, at)


async def show_draft(update: Update, context: Context, draft: Draft) -> None:
    """Save what was typed, or show the next question."""
    at = await context.desk.editing.go_on(context.caller, draft, update_id=update.update_id)
    await _show(update, context, at)


async def clear(update: Update, context: Context) -> None:
    """Empty the field that is being written in."""
    tapped: data.ClearEntry = context.data
    at = await context.desk.editing.clear(context.caller, tapped.draft, update_id=update.update_id)
    await _show(update, context, at)


async def use_mine(update: Update, context: Context) -> None:
    """Save over what somebody else did."""
    tapped: data.UseMine = context.data
    at = await context.desk.editing.use_mine(
        context.caller, tapped.draft, tapped.seen, update_id=update.update_id
    )
    await _show(update, context, at)


async def let_be(update: Update, context: Context) -> None:
    """Leave the field as it is."""
    tapped: data.LetBe = context.data
    at = await context.desk.editing.let_be(context.caller, tapped.draft, update_id=update.update_id)
    await _show(update, context, at)


async def add_colleague(update: Update, context: Context) -> None:
    """Begin to write the card of somebody new."""
    tapped: data.AddColleague = context.data
    at = await context.desk.newcomers.add_colleague(context.caller, tapped.partner)
    await _show(update, context, at)


async def add_partner(update: Update, context: Context) -> None:
    """/nypartner: begin to write the card of a new partner."""
    await _show(update, context, await context.desk.newcomers.add_partner(context.caller))


async def choose_category(update: Update, context: Context) -> None:
    """Fill the category of a new partner."""
    tapped: data.ChooseCategory = context.data
    at = await context.desk.newcomers.choose_category(
        context.caller, tapped.draft, tapped.term, update_id=update.update_id
    )
    await _show(update, context, at)


async def skip(update: Update, context: Context) -> None:
    """Leave a field of a new card empty."""
    tapped: data.SkipField = context.data
    at = await context.desk.newcomers.skip(
        context.caller, tapped.draft, tapped.field, update_id=update.update_id
    )
    await _show(update, context, at)


async def confirm_person(update: Update, context: Context) -> None:
    """Put somebody new into the register."""
    tapped: data.ConfirmPerson = context.data
    at = await context.desk.newcomers.confirm_person(
        context.caller, tapped.draft, tapped.fingerprint, update_id=update.update_id
    )
    await _show(update, context, at)


async def confirm_partner(update: Update, context: Context) -> None:
    """Put a new partner into the register."""
    tapped: data.ConfirmPartner = context.data
    at = await context.desk.newcomers.confirm_partner(
        context.caller, tapped.draft, tapped.fingerprint, update_id=update.update_id
    )
    await _show(update, context, at)


async def _show(update: Update, context: Context, at: Writing) -> None:
    """Show the next question; or, when all is done, the card it was about."""
    if at.draft is not None:
        await context.show(update, editing.writing(at, context.tr))
        return
    assert at.card is not None
    if at.card.is_person:
        person = await context.desk.cards.person(context.caller, at.card.person)
        await context.show(update, cards.person_sheet(person, context.tr))
    else:
        partner = await context.desk.cards.partner(context.caller, at.card.partner)
        await context.show(update, cards.partner_sheet(partner, context.tr))
