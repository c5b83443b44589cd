"""What went wrong, in a sentence that says what to do."""

from typing import Any

from markupsafe import Markup, escape

from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.drafts import TAKES_FILES, DraftId, DraftKind
from klyngebot.domain.errors import (
    BadInputError,
    KlyngebotError,
    LinkExpiredError,
    NoDraftError,
    NotAllowedError,
    NotPrivateError,
    SentError,
)
from klyngebot.domain.terms import Term, TermKind
from klyngebot.i18n import Translator
from klyngebot.render.data import (
    Cancel,
    PreviewAnnouncement,
    Resume,
    ShowAccount,
    ShowConfirmations,
)
from klyngebot.render.register import table_problem
from klyngebot.render.reply import Button, LinkButton, Rows, Text, shortened

_TITLE = 60
"""Characters of what a broadcast is called."""


def problem(error: KlyngebotError, bot_name: str, tr: Translator) -> Text:
    """Say what is wrong with what somebody asked for."""
    match error:
        case BadInputError():
            return Text(_bad_input(error, tr), _ways_on(error, tr))
        case NotPrivateError():
            return Text(
                tr("Jeg svarer deg i privat chat."),
                [[LinkButton(tr.label("Åpne privat chat"), f"https://t.me/{bot_name}?start=hei")]],
            )
        case NotAllowedError():
            return Text(tr("Det har du ikke tilgang til. /hjelp viser hva du kan gjøre."))
        case LinkExpiredError():
            return Text(tr("Lenken virker ikke lenger. Spør prosjektkontoret om en ny."))
        case NoDraftError():
            return _no_draft(error, tr)
        case _:
            return Text(tr("Det finnes ikke lenger. /hjelp viser hva jeg kan."))


def _no_draft(error: NoDraftError, tr: Translator) -> Text:
    if not isinstance(error, SentError):
        return Text(tr("Denne knappen gjelder noe som er sendt eller avbrutt."))
    see = Button(tr.label("Se hvordan det går"), ShowAccount(BroadcastId(error.broadcast)))
    if not error.title:
        return Text(tr("Kunngjøringen er ikke et utkast lenger."), [[see]])
    title = shortened(error.title, _TITLE)
    return Text(tr("«%(title)s» er ikke et utkast lenger.", title=title), [[see]])


def _ways_on(error: BadInputError, tr: Translator) -> Rows:
    """Return buttons where somebody is in the middle of something, which may be scrolled away."""
    reminded = error.values.get("reminded")
    if isinstance(reminded, int):
        missing = ShowConfirmations(BroadcastId(reminded), 0)
        return [[Button(tr.label("Se hvem som mangler"), missing)]]
    broadcast = error.values.get("broadcast")
    if isinstance(broadcast, int):
        id_ = BroadcastId(broadcast)
        if error.problem in {"has_begun", "too_late_for_more"}:
            return [[Button(tr.label("Se hvordan det går"), ShowAccount(id_))]]
        return [[Button(tr.label("Se over på nytt"), PreviewAnnouncement(id_))]]
    draft = error.values.get("draft")
    if not isinstance(draft, int):
        return ()
    again = Resume(DraftId(draft))
    if error.problem == "choose_button":
        return [[Button(tr.label("Vis knappene igjen"), again)]]
    return [
        [
            Button(tr.label("Gå tilbake til det"), again),
            Button(tr.label("Avbryt det"), Cancel(DraftId(draft))),
        ]
    ]


def _written(kind: object, tr: Translator) -> str:
    names = {
        DraftKind.ANNOUNCEMENT: tr.label("en kunngjøring"),
        DraftKind.DUE: tr.label("et tidspunkt"),
        DraftKind.CORRECTION: tr.label("en rettelse"),
        DraftKind.NEWS: tr.label("en nyhet"),
        DraftKind.EVENT: tr.label("et arrangement"),
        DraftKind.JOIN: tr.label("å bli med hos en partner"),
        DraftKind.DECLINE: tr.label("et avslag"),
        DraftKind.QUESTION: tr.label("et spørsmål til prosjektkontoret"),
        DraftKind.ANSWER: tr.label("et svar"),
        DraftKind.EDIT: tr.label("et felt på et kort"),
        DraftKind.NEW_PARTNER: tr.label("en ny partner"),
        DraftKind.NEW_PERSON: tr.label("en ny kollega"),
    }
    return names.get(DraftKind(str(kind))) or tr.label("et ord i ordlisten")


def fault(reference: str, tr: Translator) -> Text:
    """Apologise for a fault of ours."""
    return Text(
        tr(
            "Beklager, det gikk galt hos meg, og det er meldt fra. Prøv gjerne igjen. Hjelper det "
            "ikke, si fra til prosjektkontoret med nummer <code>%(reference)s</code>.",
            reference=reference,
        )
    )


def unknown_command(tr: Translator) -> Text:
    """Help somebody who typed a command that is not there."""
    return Text(tr("Den kommandoen kjenner jeg ikke. /hjelp viser hva jeg kan."))


def not_text(tr: Translator, *, writing: DraftKind | None, leader: bool) -> Text:
    """Help somebody who sent what cannot be taken where they are: say what can be, and where."""
    if writing in TAKES_FILES:
        return Text(
            tr(
                "Det kan ikke være med. Send tekst, bilder eller filer; lyd og video går an som "
                "fil."
            )
        )
    if writing and leader:
        return Text(
            tr("Jeg kan bare ta imot tekst her. Bilder og filer kan være med i en kunngjøring.")
        )
    if writing:
        return Text(tr("Jeg kan bare ta imot tekst her. Skriv det som tekst, så er det med."))
    if leader:
        return Text(
            tr(
                "Jeg forstår bare tekst. Bilder og filer kan være med i en kunngjøring: begynn "
                "med /kunngjor."
            )
        )
    return Text(tr("Jeg forstår bare tekst. Skriv hva du leter etter, eller /hjelp."))


def stale_button(tr: Translator) -> Text:
    """Help somebody who tapped a button of an older version."""
    return Text(tr("Knappen er for gammel. /hjelp viser hva jeg kan."))


def cancelled(tr: Translator, *, anything: bool) -> Text:
    """Confirm that nothing is being written any more."""
    return Text(
        tr("Avbrutt. Ingenting er sendt eller endret.")
        if anything
        else tr("Du holder ikke på med noe, så det er ingenting å avbryte.")
    )


def _bad_input(  # noqa: C901, PLR0911, PLR0912 - a table of sentences
    error: BadInputError, tr: Translator
) -> Markup:
    values = error.values
    match error.problem:
        case "too_long":
            return tr(
                "Dette er %(length)s tegn. Det er plass til %(limit)s, så kort det ned med "
                "%(over)s eller del det i to.",
                **{key: tr.number(int(str(value))) for key, value in values.items()},
            )
        case "line_too_long":
            return tr(
                "Dette er %(length)s tegn, og her er det plass til %(limit)s. Skriv det kortere.",
                **{key: tr.number(int(str(value))) for key, value in values.items()},
            )
        case "changed_since_preview":
            return tr(
                "Det er endret siden forhåndsvisningen. Se over på nytt før det går ut: trykk på "
                "den nyeste <b>Forhåndsvis</b>."
            )
        case "empty":
            return tr("Det var tomt. Skriv noen ord.")
        case "word_without_letters":
            return tr(
                "«%(word)s» har ingen bokstaver å finne det igjen på. Skriv et ord.", **values
            )
        case "word_taken":
            return _word_taken(values, tr)
        case "too_many_words":
            return tr("Det er plass til %(limit)s ord. Velg de viktigste.", **values)
        case "last_term":
            if values["kind"] is TermKind.TOPIC:
                return tr("Dette er det siste temaet i bruk. Legg til et nytt før du tar det ut.")
            return tr(
                "Dette er den siste kategorien i bruk, og hver partner må ha en. Legg til en ny "
                "før du tar den ut."
            )
        case "topic_retired":
            return tr("Temaet er tatt ut av bruk. Gå tilbake og velg et annet.")
        case "choose_button":
            return tr("Trykk på en av knappene over, eller /avbryt.")
        case "nothing_to_send":
            return tr("Det er ikke noe å sende ennå. Skriv kunngjøringen først.")
        case "nobody_to_send_to":
            return tr("Ingen abonnerer lenger, så det er ingen å sende til.")
        case "reminded_already":
            return tr("Det er purret etter at du så på dette. Se hvem som mangler nå.")
        case "nobody_to_remind":
            return tr("Ingen som kan nås, mangler lenger, så det er ingen å purre på.")
        case "busy_writing":
            return tr(
                "Du holder på med noe annet: %(what)s. Gjør det ferdig først, eller avbryt det.",
                what=_written(values["kind"], tr),
            )
        case "recipients_changed":
            return tr(
                "Nå er det %(now)s mottakere, ikke %(was)s. Se over på nytt.",
                now=tr.number(int(str(values["now"]))),
                was=tr.number(int(str(values["was"]))),
            )
        case "has_begun":
            return tr("Det er for sent å angre: noen har fått den allerede.")
        case "too_late_for_more":
            return tr("Den har begynt å gå ut, så flere kan ikke bli med.")
        case "telegram_refuses":
            return tr(
                "Telegram godtar ikke dette: «%(reason)s» Endre det, og prøv igjen.", **values
            )
        case "other_kind":
            return tr("En tekst må bli en tekst, og en fil samme slags fil. Send heller en ny.")
        case "other_messages":
            return tr(
                "Slik ville det blitt flere eller færre meldinger enn de har fått, og det går "
                "ikke. Send heller en ny kunngjøring."
            )
        case "correction_changed":
            return tr("Det er endret siden du så på det. Trykk på den nyeste <b>Rett</b>.")
        case "was_withdrawn":
            return tr("Kunngjøringen er trukket tilbake, så det er ingenting å rette.")
        case "too_many_links":
            return tr("Det er plass til %(limit)s knapper under en melding.", **values)
        case "album_too_large":
            return tr("Det er plass til %(limit)s bilder eller filer i ett album.", **values)
        case "person_taken":
            return tr("%(name)s er allerede med i boten med en annen konto.", **values)
        case "partner_left" | "not_to_be_invited" | "link_is_for" | "not_a_member" | "last_leader":
            return _bad_way_in(error, tr)
        case _:
            return _bad_lookup(error, tr)


def _bad_lookup(error: BadInputError, tr: Translator) -> Markup:
    values = error.values
    match error.problem:
        case "search_too_short":
            return tr("Skriv minst tre bokstaver, så leter jeg.")
        case "phone_not_shown":
            return tr("%(name)s viser ikke telefonnummeret sitt her.", **values)
        case "phones_seen":
            return tr(
                "Du har sett %(limit)s telefonnumre det siste døgnet, og flere viser jeg ikke. "
                "Prøv igjen i morgen, eller send en e-post.",
                **values,
            )
        case _:
            return (
                _bad_question(error, tr)
                or _bad_card(error, tr)
                or _bad_file(error, tr)
                or _bad_time(error, tr)
            )


def _bad_question(error: BadInputError, tr: Translator) -> Markup | None:
    values = error.values
    match error.problem:
        case "nobody_to_ask":
            return tr("Prosjektkontoret er ikke i boten ennå, så ingen kan svare her.")
        case "only_text_to_office":
            return tr(
                "Bare tekst når prosjektkontoret herfra foreløpig, så dette er ikke sendt. Skriv "
                "det som tekst, i et nytt svar på samme melding."
            )
        case "asked_too_often":
            return tr(
                "Du har skrevet til prosjektkontoret %(limit)s ganger den siste timen, så dette "
                "er ikke sendt ennå. Vent litt, og send det igjen.",
                **values,
            )
        case "answered_already":
            return tr(
                "Prosjektkontoret har svart på det du skrev først, så endringen er ikke sendt. "
                "Skriv heller et nytt svar på kunngjøringen."
            )
        case "question_changed":
            return tr("Spørsmålet er endret siden du så det. Se det på nytt før du svarer.")
        case _:
            return None


def _bad_card(  # noqa: C901, PLR0911, PLR0912 - a table of sentences
    error: BadInputError, tr: Translator
) -> Markup | None:
    values = error.values
    match error.problem:
        case "bad_email":
            return tr("Det er ikke en e-postadresse. Skriv for eksempel <i>kari@example.no</i>.")
        case "bad_phone":
            return tr(
                "Det er ikke et telefonnummer. Skriv ett nummer, med landkode hvis det er "
                "utenlandsk."
            )
        case "bad_website":
            return tr("Det er ikke en nettadresse. Skriv for eksempel <i>example.no</i>.")
        case "bad_municipality":
            return tr(
                "Kommunen «%(name)s» kjenner jeg ikke. Skriv navnet den har i dag, og fylket bak "
                "hvis det er flere: <i>Herøy, Nordland</i>.",
                **values,
            )
        case "bad_org_number":
            return tr(
                "Det er ikke et organisasjonsnummer. Det har ni siffer, og det siste er et "
                "kontrollsiffer."
            )
        case "day_needs_year":
            return tr("Skriv datoen med årstall, for eksempel <i>1. mars 2024</i>.")
        case "name_taken":
            return tr("Det er noen som heter %(name)s der fra før. Skriv et annet navn.", **values)
        case "org_number_taken":
            return tr("En annen partner har organisasjonsnummer %(name)s.", **values)
        case "partner_exists":
            return tr("%(name)s står i registeret fra før. Søk den opp.", **values)
        case "no_card_of_own":
            return tr("Du er ikke kontakt hos noen partner, så det er ikke noe kort å skjule.")
        case "no_partner_of_own":
            return tr("Du er ikke kontakt hos noen partner. Søk opp partneren du vil endre.")
        case "last_leader_erase":
            return tr(
                "Du er den eneste prosjektlederen. Gjør noen andre til prosjektleder først, så "
                "kan du slettes."
            )
        case "erase_staff":
            return tr(
                "Vedkommende er redaktør eller prosjektleder. Ta fra dem rollen først, eller la "
                "dem slette seg selv: /meg."
            )
        case "list_changed":
            return tr("Listen er endret siden den ble vist. Se den på nytt: /informer.")
        case _:
            return None


def _bad_file(error: BadInputError, tr: Translator) -> Markup | None:
    match error.problem:
        case "import_gone":
            return tr(
                "Denne filen venter ikke lenger: den er lest inn, byttet ut eller slettet. Send "
                "den på nytt om du vil lese den inn."
            )
        case "import_not_undoable":
            return tr(
                "Denne importen kan ikke angres lenger. Bare den siste kan det, og bare i sju "
                "dager."
            )
        case str(problem) if problem.startswith("file_"):
            return escape(table_problem(problem.removeprefix("file_"), tr))
        case _:
            return None


def _bad_way_in(error: BadInputError, tr: Translator) -> Markup:
    values = error.values
    match error.problem:
        case "partner_left":
            return tr("%(name)s har gått ut av klyngen.", **values)
        case "not_to_be_invited":
            return tr("%(name)s er med i boten allerede, eller har sluttet.", **values)
        case "link_is_for":
            return tr(
                "Denne lenken er til %(name)s. Send den videre; den som åpner den, kommer inn som "
                "%(name)s.",
                **values,
            )
        case "not_a_member":
            return tr(
                "%(name)s er ikke bekreftet kontakt hos noen partner, og har derfor ingen å være "
                "partnerkontakt for.",
                **values,
            )
        case _:
            return tr(
                "Det må være minst én prosjektleder. Gjør en annen til prosjektleder først, med "
                "/roller, så går det."
            )


def _word_taken(values: dict[str, Any], tr: Translator) -> Markup:
    term: Term = values["term"]
    if term.retired:
        return tr(
            "«%(word)s» hører til <b>%(term)s</b>, som er tatt ut av bruk. Ta det heller i bruk "
            "igjen, eller skriv et annet ord.",
            word=values["word"],
            term=term.name(tr.locale),
        )
    return tr(
        "«%(word)s» brukes allerede om <b>%(term)s</b>. Skriv et annet ord.",
        word=values["word"],
        term=term.name(tr.locale),
    )


def _bad_time(  # noqa: PLR0911 - a table of sentences
    error: BadInputError, tr: Translator
) -> Markup:
    values: dict[str, Any] = error.values
    match error.problem:
        case "when_needs_time":
            return tr(
                "Klokkeslettet forstår jeg ikke. Skriv når det begynner, sist: "
                "<i>4. desember kl. 9</i>."
            )
        case "when_passed":
            return tr("Det tidspunktet har vært. Skriv et som kommer.")
        case "when_wrong_weekday":
            return tr(
                "Ukedagen stemmer ikke. Datoen er %(day)s. Skriv den på nytt.",
                day=tr.date(values["date"]),
            )
        case "when_no_such_date":
            return tr("Den datoen finnes ikke. Skriv den på nytt.")
        case "when_no_such_time":
            return tr("Det klokkeslettet finnes ikke. Skriv det på nytt.")
        case "when_skipped":
            return tr(
                "Det klokkeslettet finnes ikke den natten, for klokka stilles fram. Mente du "
                "%(when)s?",
                when=tr.moment(values["instead"]),
            )
        case "when_twice":
            return tr(
                "Det klokkeslettet kommer to ganger den natten. Skriv <i>sommertid</i> eller "
                "<i>vintertid</i> bak."
            )
        case _:
            return tr(
                "Den datoen forstår jeg ikke. Skriv for eksempel <i>fredag 4. desember kl. 9</i> "
                "eller <i>4.12.2026 09:00</i>."
            )
