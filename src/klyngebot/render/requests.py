"""Who asks to be confirmed, for those who answer."""

from klyngebot.domain.memberships import JoinRequest, RequestState
from klyngebot.i18n import Translator
from klyngebot.render.data import ApproveAnyway, Decide, Decline, ListWaiting, ShowRequest
from klyngebot.render.reply import Button, Rows, Text, lines, paragraphs, quoted, shortened
from klyngebot.services.requests import Declining, Waiting

MOST = 20
"""Requests in one list, of each kind."""


def request_card(request: JoinRequest, tr: Translator, *, may_take_up: bool = False) -> Text:
    """Ask somebody to approve, or show who decided.

    Args:
        request: Who asks.
        tr: The language.
        may_take_up: Whether to offer to approve one that led nowhere.
    """
    who = tr(
        "<b>%(name)s</b> (%(title)s) vil være kontakt for <b>%(partner)s</b>.",
        name=request.name,
        title=request.title or "–",
        partner=request.partner_name,
    )
    decider = request.decided_by or tr.label("en som er slettet")
    buttons: Rows = []
    if may_take_up:
        buttons = [
            [Button(tr.label("Godkjenn likevel"), ApproveAnyway(request.id))],
            [Button(tr.label("Tilbake"), ListWaiting())],
        ]
    match request.state:
        case RequestState.APPROVED:
            return Text(paragraphs(who, tr("✓ Godkjent av %(name)s.", name=decider)))
        case RequestState.DECLINED:
            by = tr("Avslått av %(name)s.", name=decider)
            word = quoted(request.word) if request.word else None
            return Text(paragraphs(who, lines(by, word)), buttons)
        case RequestState.REPLACED:
            return Text(paragraphs(who, tr("Erstattet av en ny forespørsel.")), buttons)
        case RequestState.WAITING:
            return _waiting_card(request, who, tr)


def declining(shown: Declining, tr: Translator) -> Text:
    """Ask why somebody is declined, or show what they will be told."""
    request, draft = shown.request, shown.draft
    if draft is None:
        return request_card(request, tr)
    back = [Button(tr.label("Tilbake"), ShowRequest(request.id))]
    word = draft.fields.get("word")
    if word is None:
        return Text(
            tr(
                "Vil du si hvorfor? Skriv et par ord, så får <b>%(name)s</b> dem.",
                name=request.name,
            ),
            [
                [Button(tr.label("Avslå uten begrunnelse"), Decline(request.id, with_word=False))],
                back,
            ],
        )
    return Text(
        paragraphs(
            tr("<b>%(name)s</b> blir ikke godkjent, og får dette:", name=request.name), quoted(word)
        ),
        [[Button(tr.label("Send avslaget"), Decline(request.id, with_word=True))], back],
    )


def waiting(shown: Waiting, tr: Translator) -> Text:
    """List who waits for an answer, and who was declined lately."""
    rows = [_row(request, "") for request in shown.waiting[:MOST]]
    rows += [_row(request, "✗ ") for request in shown.declined[:MOST]]
    more = len(shown.waiting) > MOST or len(shown.declined) > MOST
    return Text(
        paragraphs(
            tr.plural(
                "<b>%(count)s venter på å bli godkjent.</b>",
                "<b>%(count)s venter på å bli godkjent.</b>",
                len(shown.waiting),
            )
            if shown.waiting
            else tr("Ingen venter på å bli godkjent."),
            tr("De med ✗ har fått nei de siste 30 dagene, og kan godkjennes likevel.")
            if shown.declined
            else None,
            tr("… og flere. De kommer når disse er besvart.") if more else None,
        ),
        rows,
    )


def _waiting_card(request: JoinRequest, who: str, tr: Translator) -> Text:
    alias = tr("I Telegram heter vedkommende «%(name)s».", name=request.subscriber_name)
    moves = (
        tr("Er i dag kontakt for %(partner)s, og flyttes.", partner=request.leaves)
        if request.leaves
        else None
    )
    return Text(
        paragraphs(who, lines(alias, moves)),
        [
            [
                Button(tr.label("Godkjenn"), Decide(request.id, approve=True)),
                Button(tr.label("Avslå"), Decide(request.id, approve=False)),
            ]
        ],
    )


def _row(request: JoinRequest, mark: str) -> list[Button]:
    label = shortened(f"{mark}{request.name} · {request.partner_name}")
    return [Button(label, ShowRequest(request.id))]
