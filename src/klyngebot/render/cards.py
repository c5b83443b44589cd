"""One's own card, and the cards one keeps."""

from markupsafe import Markup

from klyngebot.domain.cards import Entry, PartnerEntry, PersonEntry, value_on
from klyngebot.domain.partners import PartnerFacts, Standing
from klyngebot.domain.people import Person, Visibility
from klyngebot.domain.roles import Role
from klyngebot.domain.terms import Term, TermKind
from klyngebot.files.contacts import format_phone
from klyngebot.i18n import Translator
from klyngebot.render import data
from klyngebot.render.editing import entry_name, typed
from klyngebot.render.reply import Button, Text, lines, paragraphs, shortened
from klyngebot.services.cards import MyCard, PartnerSheet, PersonSheet

PEOPLE = 30
"""People listed on a partner's card, a button each."""


def my_card(mine: MyCard, tr: Translator) -> Text:
    """Show what exists of oneself."""
    if mine.sheet is not None:
        return person_sheet(mine.sheet, tr)
    told = (
        tr(
            "Du arbeider for prosjektkontoret og er ikke kontakt hos noen partner, så du har "
            "ikke noe kort i registeret."
        )
        if mine.role >= Role.EDITOR
        else tr("Du er ikke bekreftet kontakt hos noen partner, så du har ikke noe kort.")
    )
    topics = ", ".join(term.name(tr.locale) for term in mine.topics) or "–"
    return Text(
        paragraphs(
            tr("<b>Dette finnes om deg</b>"),
            told,
            lines(
                tr("Meldinger: %(state)s", state=_on(on=mine.subscribed, tr=tr)),
                tr("Temaer: %(topics)s", topics=shortened(topics, 500)),
            ),
            tr("/innstillinger endrer temaer og språk. «Mine data» viser alt jeg har lagret."),
        ),
        [
            [Button(tr.label("Mine data"), data.ShowMyData())],
            [Button(tr.label("Slett meg"), data.AskErase())],
        ],
    )


def person_sheet(sheet: PersonSheet, tr: Translator) -> Text:
    """Show a person's card to whoever keeps it."""
    person, facts, seen = sheet.person, sheet.person.facts, sheet.person.seen_by
    phone = format_phone(facts.phone) if facts.phone else ""
    shown = (
        (PersonEntry.TITLE, facts.title, None),
        (PersonEntry.EMAIL, facts.email, seen.email),
        (PersonEntry.PHONE, phone, seen.phone),
        (PersonEntry.LANGUAGES, facts.languages, seen.languages),
    )
    return Text(
        paragraphs(
            lines(
                tr("<b>%(name)s</b>", name=facts.name),
                Markup.escape(shortened(person.partner_name, 200)),
            ),
            lines(
                *(
                    _line(entry, value, seer, tr)
                    for entry, value, seer in shown
                    if entry in sheet.entries
                ),
                _competences(sheet, tr),
            ),
            _state(sheet, tr),
            None if sheet.phone_views is None else _views(sheet.phone_views, tr),
        ),
        _my_rows(sheet, tr) if sheet.is_me else _keepers_rows(sheet, tr),
    )


def for_keeper(person: Person, card: Text, tr: Translator) -> Text:
    """Add to a person's card what those who keep it need."""
    row = [Button(tr.label("Rediger"), data.ShowPersonSheet(person.id))]
    return Text(card.html, [row, *card.buttons])


def partner_sheet(sheet: PartnerSheet, tr: Translator) -> Text:
    """Show a partner's card to whoever keeps it, with its people."""
    partner, facts = sheet.partner, sheet.partner.facts
    at = partner.id
    standing = (
        tr("har partneravtale") if facts.standing is Standing.AGREEMENT else tr("støttespiller")
    )
    shown = [entry for entry in sheet.entries if entry is not PartnerEntry.NAME]
    rows = [
        [
            Button(tr.label("Rediger"), data.ChoosePartnerEntry(at)),
            Button(tr.label("Fagfelt"), data.ShowPartnerTerms(at, TermKind.COMPETENCE, 0)),
            Button(tr.label("Materialer"), data.ShowPartnerTerms(at, TermKind.MATERIAL, 0)),
        ]
    ]
    if sheet.by_leader:
        rows.append(_office_row(sheet, tr))
    rows += [
        [Button(_person_label(person, tr), data.ShowPersonSheet(person.id))]
        for person in sheet.people[:PEOPLE]
    ]
    rows.append([Button(tr.label("Legg til kollega"), data.AddColleague(at))])
    more = len(sheet.people) - PEOPLE
    return Text(
        paragraphs(
            lines(
                tr("<b>%(name)s</b>", name=shortened(facts.name, 200)),
                tr(
                    "%(category)s · %(standing)s",
                    category=shortened(sheet.category.name(tr.locale), 100),
                    standing=standing,
                ),
            ),
            lines(*(_line(entry, _shown(facts, entry, tr), None, tr) for entry in shown)),
            lines(
                _terms(sheet.terms, TermKind.COMPETENCE, tr),
                _terms(sheet.terms, TermKind.MATERIAL, tr),
            ),
            tr.plural("… og %(count)s person til.", "… og %(count)s personer til.", more)
            if more > 0
            else None,
        ),
        rows,
    )


def choose_person_entry(sheet: PersonSheet, tr: Translator) -> Text:
    """Ask which field of a person to change."""
    who = sheet.person.id
    rows = [[Button(entry_name(entry, tr), data.EditPerson(who, entry))] for entry in sheet.entries]
    back = data.ShowMyCard() if sheet.is_me else data.ShowPersonSheet(who)
    return Text(
        tr("Hva vil du endre hos <b>%(name)s</b>?", name=sheet.person.name),
        [*rows, [Button(tr.label("Tilbake"), back)]],
    )


def choose_partner_entry(sheet: PartnerSheet, tr: Translator) -> Text:
    """Ask which field of a partner to change."""
    at = sheet.partner.id
    buttons = [
        Button(entry_name(entry, tr), data.EditPartner(at, entry)) for entry in sheet.entries
    ]
    rows = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    return Text(
        tr("Hva vil du endre hos <b>%(name)s</b>?", name=shortened(sheet.partner.name, 200)),
        [*rows, [Button(tr.label("Tilbake"), data.ShowPartnerSheet(at))]],
    )


def ask_leave(mine: MyCard, tr: Translator) -> Text:
    """Say what happens when one leaves one's partner, and ask."""
    if mine.sheet is None:
        return my_card(mine, tr)
    return Text(
        tr(
            "Har du sluttet hos <b>%(partner)s</b>? Da er du ikke lenger bekreftet kontakt og "
            "ser ikke personer. Kortet ditt slettes etter 30 dager. Nyhetene dine fortsetter.",
            partner=mine.sheet.person.partner_name,
        ),
        [
            [Button(tr.label("Jeg har sluttet her"), data.Leave())],
            [Button(tr.label("Tilbake"), data.ShowMyCard())],
        ],
    )


def left(person: Person | None, tr: Translator) -> Text:
    """Confirm that one has left one's partner; None when that was done before."""
    if person is None:
        return Text(tr("Det er notert. Begynner du hos en annen partner, bruk lenken deres."))
    return Text(
        tr(
            "Notert: du har sluttet hos <b>%(partner)s</b>. Begynner du hos en annen partner, "
            "bruk lenken deres.",
            partner=person.partner_name,
        )
    )


def hidden(person: Person, tr: Translator) -> Text:
    """Confirm that a person is left out of the look-up, or in it again."""
    said = (
        tr(
            "<b>%(name)s</b> er skjult: ingen bekreftede kontakter finner kortet. Alt annet er "
            "som før.",
            name=person.name,
        )
        if person.hidden
        else tr("<b>%(name)s</b> er synlig i oppslaget igjen.", name=person.name)
    )
    return Text(said, [[Button(tr.label("Vis kortet"), data.ShowPersonSheet(person.id))]])


def seer_name(visibility: Visibility, tr: Translator) -> str:
    """Return who ``visibility`` lets see a field."""
    names = {
        Visibility.NOBODY: tr.label("ingen"),
        Visibility.PARTNER: tr.label("min partner"),
        Visibility.MEMBERS: tr.label("bekreftede kontakter"),
    }
    return names[visibility]


def _my_rows(sheet: PersonSheet, tr: Translator) -> list[list[Button]]:
    who = sheet.person.id
    return [
        [
            Button(tr.label("Rediger"), data.ChoosePersonEntry(who)),
            Button(tr.label("Hvem ser hva"), data.ShowSeenBy()),
            Button(tr.label("Fagfelt"), data.ShowPersonTerms(who, 0)),
        ],
        [Button(tr.label("Mine data"), data.ShowMyData()), _hide_me_button(sheet, tr)],
        [Button(tr.label("Jeg har sluttet her"), data.AskLeave())],
        [Button(tr.label("Slett meg"), data.AskErase())],
    ]


def _keepers_rows(sheet: PersonSheet, tr: Translator) -> list[list[Button]]:
    person, who = sheet.person, sheet.person.id
    first = [Button(tr.label("Rediger"), data.ChoosePersonEntry(who))]
    if _sees_competences(sheet):
        first.append(Button(tr.label("Fagfelt"), data.ShowPersonTerms(who, 0)))
    rows = [first, [Button(tr.label("Har sluttet"), data.AskEnd(who))]]
    if sheet.by_leader:
        erase = Button(tr.label("Slett personen"), data.AskErasePerson(who))
        rows.append([_hide_button(sheet, tr), erase])
    partner = data.ShowPartnerSheet(person.partner_id)
    return [*rows, [Button(shortened(person.partner_name), partner)]]


def _office_row(sheet: PartnerSheet, tr: Translator) -> list[Button]:
    at = sheet.partner.id
    change = Button(tr.label("Kategori"), data.ShowPartnerCategories(at))
    if sheet.partner.facts.standing is Standing.AGREEMENT:
        other = Button(tr.label("Gjør til støttespiller"), data.SetStanding(at, Standing.SUPPORTER))
    else:
        other = Button(tr.label("Har partneravtale"), data.SetStanding(at, Standing.AGREEMENT))
    return [change, other]


def _hide_me_button(sheet: PersonSheet, tr: Translator) -> Button:
    hidden = sheet.person.hidden
    label = tr.label("Vis meg igjen") if hidden else tr.label("Skjul meg")
    return Button(label, data.HideMe(on=not hidden))


def _hide_button(sheet: PersonSheet, tr: Translator) -> Button:
    hidden = sheet.person.hidden
    label = tr.label("Vis igjen") if hidden else tr.label("Skjul")
    return Button(label, data.Hide(sheet.person.id, on=not hidden))


def _person_label(person: Person, tr: Translator) -> str:
    if person.informed_at is None:
        return tr.label("%(who)s · ikke informert", who=shortened(person.name, 23))
    return shortened(", ".join(filter(None, (person.name, person.facts.title))))


def _sees_competences(sheet: PersonSheet) -> bool:
    return sheet.by_leader or sheet.person.seen_by.competences is not Visibility.NOBODY


def _competences(sheet: PersonSheet, tr: Translator) -> Markup | None:
    if not sheet.is_me and not _sees_competences(sheet):
        return None
    names = ", ".join(term.name(tr.locale) for term in sheet.competences)
    return _named_line(
        tr.label("Fagfelt"), shortened(names, 600), sheet.person.seen_by.competences, tr
    )


def _terms(found: tuple[Term, ...], kind: TermKind, tr: Translator) -> Markup:
    names = ", ".join(term.name(tr.locale) for term in found if term.kind is kind)
    label = tr.label("Materialer") if kind is TermKind.MATERIAL else tr.label("Fagfelt")
    return _named_line(label, shortened(names, 400), None, tr)


def _line(entry: Entry, value: str, seen: Visibility | None, tr: Translator) -> Markup:
    return _named_line(entry_name(entry, tr), value, seen, tr)


def _named_line(label: str, value: str, seen: Visibility | None, tr: Translator) -> Markup:
    if seen is None:
        return tr("%(field)s: %(value)s", field=label, value=value or "–")
    return tr(
        "%(field)s: %(value)s <i>(ses av: %(seer)s)</i>",
        field=label,
        value=value or "–",
        seer=seer_name(seen, tr),
    )


def _shown(facts: PartnerFacts, entry: PartnerEntry, tr: Translator) -> str:
    value = typed(entry, value_on(facts, entry), tr)
    return shortened(value, 1000 if entry is PartnerEntry.ABOUT else 200)


def _state(sheet: PersonSheet, tr: Translator) -> Markup | None:
    person = sheet.person
    if person.left_at is not None:
        return tr("Har sluttet. Kortet slettes 30 dager etterpå.")
    if person.hidden:
        return tr("Skjult: ingen bekreftede kontakter finner kortet.")
    if person.informed_at is None:
        return tr("Skjult til vedkommende har fått vite at kortet finnes.")
    return None


def _views(count: int, tr: Translator) -> Markup:
    if count == 0:
        return tr("Ingen har sett på telefonnummeret ditt de siste 90 dagene.")
    return tr.plural(
        "Telefonnummeret ditt er sett på %(count)s gang de siste 90 dagene.",
        "Telefonnummeret ditt er sett på %(count)s ganger de siste 90 dagene.",
        count,
    )


def _on(*, on: bool, tr: Translator) -> str:
    return tr.label("på") if on else tr.label("av")
