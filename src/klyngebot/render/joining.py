"""The way in for a partner's people, and the leader's side of it."""

from klyngebot.domain.drafts import DraftId
from klyngebot.domain.memberships import JoinRequest, RequestState
from klyngebot.domain.partners import Partner
from klyngebot.i18n import Translator
from klyngebot.render.data import Cancel, Decide, GoBack, NotListed, PickPerson, SubmitJoin
from klyngebot.render.reply import Button, Rows, Text, fitting, lines, paragraphs, shortened
from klyngebot.services.joining import PREFIX, JoinStep


def step(at: JoinStep, tr: Translator, *, listed: bool = True) -> Text:
    """Ask the next question on the way in.

    Args:
        at: Where somebody stands.
        tr: The language.
        listed: Whether to offer the names in the register first.
    """
    if at.draft is None:
        return Text(
            tr(
                "Du er allerede bekreftet kontakt hos <b>%(partner)s</b>. Skriv et navn, en "
                "stilling eller et fag, så leter jeg.",
                partner=at.partner.name,
            )
        )
    coming = tr("Du er på vei inn som kontakt hos <b>%(partner)s</b>.", partner=at.partner.name)
    missing = at.draft.next_field
    if missing == "name" and listed and at.candidates:
        return Text(paragraphs(coming, tr("Hvem er du?")), _candidates(at, at.draft.id, tr))
    if missing == "name":
        return Text(
            paragraphs(coming, tr("Hva heter du? Skriv fornavn og etternavn.")),
            _cancel(at.draft.id, tr),
        )
    if missing == "title":
        return Text(tr("Hvilken stilling har du?"), _back(at.draft.id, "name", tr))
    return Text(
        paragraphs(
            tr("Stemmer dette?"),
            tr(
                "<b>%(name)s</b>, %(title)s, %(partner)s",
                name=at.draft.fields["name"],
                title=at.draft.fields["title"],
                partner=at.partner.name,
            ),
        ),
        [
            [Button(tr.label("Send til prosjektkontoret"), SubmitJoin(at.draft.id))],
            *_back(at.draft.id, "title", tr),
        ],
    )


def asked(request: JoinRequest, tr: Translator) -> Text:
    """Thank somebody who has asked to be confirmed."""
    if request.state is not RequestState.WAITING:
        return answer(request, tr)
    return Text(
        tr(
            "Takk, %(name)s! Prosjektkontoret har fått beskjed. Du hører fra meg når du er "
            "godkjent.",
            name=request.name,
        )
    )


def request_card(request: JoinRequest, tr: Translator) -> Text:
    """Ask a leader to approve somebody, or show who decided."""
    who = tr(
        "<b>%(name)s</b> (%(title)s) vil være kontakt for <b>%(partner)s</b>.",
        name=request.name,
        title=request.title or "–",
        partner=request.partner_name,
    )
    alias = tr("I Telegram heter vedkommende «%(name)s».", name=request.subscriber_name)
    match request.state:
        case RequestState.APPROVED:
            return Text(paragraphs(who, tr("✓ Godkjent av %(name)s.", name=request.decided_by)))
        case RequestState.DECLINED:
            return Text(paragraphs(who, tr("Avslått av %(name)s.", name=request.decided_by)))
        case RequestState.REPLACED:
            return Text(paragraphs(who, tr("Erstattet av en ny forespørsel.")))
        case RequestState.WAITING:
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


def answer(request: JoinRequest, tr: Translator) -> Text:
    """Tell somebody how their request went."""
    if request.state is RequestState.APPROVED:
        return Text(
            tr(
                "Du er nå bekreftet kontakt for <b>%(partner)s</b>. Skriv et navn, en stilling "
                "eller et fag, så finner jeg partnere og folk.",
                partner=request.partner_name,
            )
        )
    return Text(
        tr(
            "Prosjektkontoret kunne ikke bekrefte deg som kontakt for <b>%(partner)s</b>. Ta "
            "kontakt med dem hvis det er en misforståelse.",
            partner=request.partner_name,
        )
    )


def links(partners: list[Partner], bot_name: str, tr: Translator) -> Text:
    """List the join links, one a line."""
    items = [
        tr(
            '<a href="%(url)s">%(partner)s</a>',
            url=join_link(bot_name, partner.join_code),
            partner=partner.name,
        )
        for partner in partners
    ]
    head = paragraphs(
        tr("<b>Lenker for å bli med</b>"),
        tr("Send partneren sin egen lenke. Den som åpner den, blir med når du godkjenner."),
    )
    return Text(fitting(head, items, tr.label("… og flere. Søk opp partneren for å se lenken.")))


def join_link(bot_name: str, code: str) -> str:
    """Return the address that begins the way in to a partner."""
    return f"https://t.me/{bot_name}?start={PREFIX}{code}"


def _candidates(at: JoinStep, draft_id: DraftId, tr: Translator) -> Rows:
    rows = [
        [
            Button(
                shortened(", ".join(filter(None, (person.name, person.facts.title)))),
                PickPerson(draft_id, person.id),
            )
        ]
        for person in at.candidates[:20]
    ]
    return [*rows, [Button(tr.label("Jeg står ikke på listen"), NotListed(draft_id))]]


def _cancel(draft_id: DraftId, tr: Translator) -> list[list[Button]]:
    return [[Button(tr.label("Avbryt"), Cancel(draft_id))]]


def _back(draft_id: DraftId, field: str, tr: Translator) -> list[list[Button]]:
    return [
        [
            Button(tr.label("Tilbake"), GoBack(draft_id, field)),
            Button(tr.label("Avbryt"), Cancel(draft_id)),
        ]
    ]
