"""Writing on cards: which question comes next, and what a field is called."""

from datetime import date

from markupsafe import Markup

from klyngebot.domain.cards import Entry, PartnerEntry, PersonEntry, may_be_empty
from klyngebot.domain.drafts import DraftKind
from klyngebot.files.contacts import format_phone
from klyngebot.i18n import Translator
from klyngebot.render import data
from klyngebot.render.reply import Button, Text, lines, paragraphs, shortened
from klyngebot.services.writing import Clash, Writing


def writing(at: Writing, tr: Translator) -> Text:
    """Ask the next question of a card that is being written."""
    assert at.draft is not None
    if at.clash is not None:
        return _clash(at.clash, at, tr)
    match at.draft.kind:
        case DraftKind.EDIT:
            return _ask_entry(at, tr)
        case DraftKind.NEW_PERSON:
            return _new_person(at, tr)
        case _:
            return _new_partner(at, tr)


def entry_name(entry: Entry, tr: Translator) -> str:
    """Return what a field is called."""
    names: dict[Entry, str] = {
        PersonEntry.NAME: tr.label("Navn"),
        PersonEntry.TITLE: tr.label("Stilling"),
        PersonEntry.EMAIL: tr.label("E-post"),
        PersonEntry.PHONE: tr.label("Telefon"),
        PersonEntry.LANGUAGES: tr.label("Språk"),
        PartnerEntry.SHORT_NAME: tr.label("Kortnavn"),
        PartnerEntry.ABOUT: tr.label("Hva de gjør"),
        PartnerEntry.WEBSITE: tr.label("Nettsted"),
        PartnerEntry.MUNICIPALITY: tr.label("Kommune"),
        PartnerEntry.COUNTRY: tr.label("Land"),
        PartnerEntry.ORG_NUMBER: tr.label("Org.nr."),
        PartnerEntry.SIGNED_ON: tr.label("Avtale signert"),
        PartnerEntry.JOINED_ON: tr.label("Partner siden"),
    }
    return names[entry]


def typed(entry: Entry, value: str, tr: Translator) -> str:
    """Return a kept value as people read it."""
    if not value:
        return ""
    if entry in {PartnerEntry.SIGNED_ON, PartnerEntry.JOINED_ON}:
        return tr.day(date.fromisoformat(value))
    return format_phone(value) if entry is PersonEntry.PHONE else value


def _ask_entry(at: Writing, tr: Translator) -> Text:
    assert at.draft is not None
    assert at.entry is not None
    rows = [[Button(tr.label("Tøm feltet"), data.ClearEntry(at.draft.id))]]
    if not (may_be_empty(at.entry) and at.before):
        rows = []
    now = (
        tr("Nå står det: «%(value)s»", value=shortened(typed(at.entry, at.before, tr), 1100))
        if at.before
        else tr("Nå er feltet tomt.")
    )
    return Text(
        paragraphs(
            tr(
                "<b>%(field)s</b> · %(name)s",
                field=entry_name(at.entry, tr),
                name=shortened(at.name, 200),
            ),
            now,
            _how(at.entry, tr),
        ),
        [*rows, [Button(tr.label("La det stå"), data.LetBe(at.draft.id))]],
    )


def _how(entry: Entry, tr: Translator) -> Markup:
    if isinstance(entry, PartnerEntry):
        match entry:
            case PartnerEntry.SIGNED_ON | PartnerEntry.JOINED_ON:
                return tr("Skriv datoen med årstall, for eksempel <i>1. mars 2024</i>.")
            case PartnerEntry.MUNICIPALITY:
                return tr("Skriv navnet på kommunen. Fylket følger med.")
            case _:
                return tr("Skriv det som skal stå. Det lagres med en gang.")
    match entry:
        case PersonEntry.PHONE:
            return tr("Skriv nummeret. Hvem som ser det, velger du under «Hvem ser hva».")
        case PersonEntry.LANGUAGES:
            return tr("Skriv språkene, for eksempel <i>norsk, engelsk, nordsamisk</i>.")
        case _:
            return tr("Skriv det som skal stå. Det lagres med en gang.")


def _clash(clash: Clash, at: Writing, tr: Translator) -> Text:
    assert at.draft is not None
    theirs = typed(clash.entry, clash.theirs, tr)
    mine = typed(clash.entry, clash.mine, tr)
    return Text(
        paragraphs(
            tr(
                "%(by)s endret dette til «%(theirs)s» mens du skrev.",
                by=shortened(clash.by, 100) or tr.label("Noen"),
                theirs=shortened(theirs, 1100),
            ),
            tr("Du skrev: «%(mine)s»", mine=shortened(mine, 1100)),
        ),
        [
            [
                Button(tr.label("Bruk min"), data.UseMine(at.draft.id, clash.seen)),
                Button(tr.label("La det stå"), data.LetBe(at.draft.id)),
            ]
        ],
    )


def _new_person(at: Writing, tr: Translator) -> Text:
    draft = at.draft
    assert draft is not None
    cancel = Button(tr.label("Avbryt"), data.Cancel(draft.id))
    match draft.next_field:
        case "name":
            return Text(
                tr("Ny kollega hos <b>%(partner)s</b>. Hva heter vedkommende?", partner=at.name),
                [[cancel]],
            )
        case "title":
            return Text(
                tr("Hvilken stilling har vedkommende?"),
                [_back("name", at, tr), [_skip("title", at, tr), cancel]],
            )
        case "email":
            return Text(
                tr("Hva er e-postadressen?"),
                [_back("title", at, tr), [_skip("email", at, tr), cancel]],
            )
        case _:
            fields = draft.fields
            return Text(
                paragraphs(
                    tr("Stemmer dette?"),
                    lines(
                        tr("<b>%(name)s</b>", name=fields["name"]),
                        Markup.escape(", ".join(filter(None, (fields["title"], at.name)))),
                        Markup.escape(fields["email"]),
                    ),
                    tr(
                        "Kortet er skjult til vedkommende har fått vite at det finnes: når de "
                        "bruker lenken deres, eller når prosjektkontoret har sendt e-post."
                    ),
                ),
                [
                    [Button(tr.label("Legg til"), data.ConfirmPerson(draft.id, draft.fingerprint))],
                    _back("email", at, tr),
                    [cancel],
                ],
            )


def _new_partner(at: Writing, tr: Translator) -> Text:
    draft = at.draft
    assert draft is not None
    cancel = Button(tr.label("Avbryt"), data.Cancel(draft.id))
    match draft.next_field:
        case "name":
            return Text(tr("Hva heter den nye partneren? Skriv hele navnet."), [[cancel]])
        case "category":
            rows = [
                [Button(shortened(term.name(tr.locale)), data.ChooseCategory(draft.id, term.id))]
                for term in at.categories[:20]
            ]
            return Text(tr("Hva slags partner er det?"), [*rows, _back("name", at, tr), [cancel]])
        case "municipality":
            return Text(
                tr("I hvilken kommune? Hopp over for partnere i utlandet."),
                [_back("category", at, tr), [_skip("municipality", at, tr), cancel]],
            )
        case _:
            category = next(
                (t.name(tr.locale) for t in at.categories if str(t.id) == draft.fields["category"]),
                "–",
            )
            return Text(
                paragraphs(
                    tr("Stemmer dette?"),
                    lines(
                        tr("<b>%(name)s</b>", name=draft.fields["name"]),
                        Markup.escape(
                            " · ".join(filter(None, (category, draft.fields["municipality"])))
                        ),
                        tr("har partneravtale"),
                    ),
                    tr("Resten fyller du inn på kortet etterpå."),
                ),
                [
                    [
                        Button(
                            tr.label("Legg til"), data.ConfirmPartner(draft.id, draft.fingerprint)
                        )
                    ],
                    _back("municipality", at, tr),
                    [cancel],
                ],
            )


def _skip(field: str, at: Writing, tr: Translator) -> Button:
    assert at.draft is not None
    return Button(tr.label("Hopp over"), data.SkipField(at.draft.id, field))


def _back(field: str, at: Writing, tr: Translator) -> list[Button]:
    assert at.draft is not None
    return [Button(tr.label("Tilbake"), data.GoBack(at.draft.id, field))]
