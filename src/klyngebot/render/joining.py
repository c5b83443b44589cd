"""The way in for a partner's people."""

from markupsafe import Markup

from klyngebot.domain.drafts import DraftId
from klyngebot.domain.memberships import JoinRequest, RequestState
from klyngebot.domain.partners import Partner
from klyngebot.domain.people import Person, PersonField, Visibility
from klyngebot.i18n import Translator
from klyngebot.render.data import Cancel, GoBack, NotListed, PickPerson, SubmitJoin
from klyngebot.render.reply import (
    Button,
    Rows,
    Text,
    fitting,
    lines,
    paragraphs,
    quoted,
    shortened,
)
from klyngebot.services.invitations import Entered
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
        return answer(request, None, tr)
    return Text(
        tr(
            "Takk, %(name)s! De som godkjenner, har fått beskjed. Du hører fra meg når de har "
            "svart.",
            name=request.name,
        )
    )


def answer(request: JoinRequest, person: Person | None, tr: Translator) -> Text:
    """Tell somebody how their request went.

    Args:
        request: The request.
        person: Who they have become, when they were let in.
        tr: The language.
    """
    if request.state is RequestState.APPROVED:
        return Text(
            paragraphs(
                tr(
                    "Du er nå bekreftet kontakt for <b>%(partner)s</b>. Skriv et navn, en stilling "
                    "eller et fag, så finner jeg partnere og folk.",
                    partner=request.partner_name,
                ),
                visible(person, tr) if person else None,
            )
        )
    return Text(
        paragraphs(
            tr(
                "Du ble ikke godkjent som kontakt for <b>%(partner)s</b>.",
                partner=request.partner_name,
            ),
            quoted(request.word) if request.word else None,
            tr("Er det en misforståelse, så ta kontakt med prosjektkontoret."),
        )
    )


def entered(entered: Entered, tr: Translator) -> Text:
    """Welcome somebody who came by a personal link.

    What others see of them is told again, too: the first answer may have been lost.
    """
    person = entered.person
    if entered.again:
        welcome = tr(
            "Du er allerede inne som <b>%(name)s</b>, %(partner)s. Skriv et navn, en stilling "
            "eller et fag, så leter jeg.",
            name=person.name,
            partner=person.partner_name,
        )
    else:
        welcome = tr(
            "Velkommen, %(name)s! Du er nå bekreftet kontakt for <b>%(partner)s</b>. Skriv et "
            "navn, en stilling eller et fag, så finner jeg partnere og folk.",
            name=person.name,
            partner=person.partner_name,
        )
    return Text(paragraphs(welcome, visible(person, tr)))


def visible(person: Person, tr: Translator) -> Markup:
    """Tell somebody that they are in the register, and who sees what of them."""
    return lines(
        tr(
            "Du står i partnerregisteret. Bekreftede kontakter hos partnerne ser %(fields)s.",
            fields=_fields(person, Visibility.MEMBERS, tr),
        ),
        tr(
            "Bare kolleger hos %(partner)s ser %(fields)s.",
            partner=person.partner_name,
            fields=only,
        )
        if (only := _fields(person, Visibility.PARTNER, tr))
        else None,
        tr("Bare prosjektkontoret ser %(fields)s.", fields=hidden)
        if (hidden := _fields(person, Visibility.NOBODY, tr))
        else None,
        tr("Med /meg ser du det selv, retter det og bestemmer hvem som ser hva."),
    )


def _fields(person: Person, to: Visibility, tr: Translator) -> Markup:
    words = {
        PersonField.EMAIL: (tr.label("e-postadressen"), person.facts.email),
        PersonField.PHONE: (tr.label("telefonnummeret"), person.facts.phone),
        PersonField.LANGUAGES: (tr.label("språkene"), person.facts.languages),
        PersonField.COMPETENCES: (tr.label("fagene"), person.competences),
    }
    always = [tr.label("navnet")] if to is Visibility.MEMBERS else []
    if always and person.facts.title:
        always.append(tr.label("stillingen"))
    named = [
        word for field, (word, kept) in words.items() if kept and person.seen_by.of(field) is to
    ]
    return tr.listed([*always, *named])


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
