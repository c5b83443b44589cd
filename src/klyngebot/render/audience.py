"""Whom an announcement is for, in words, and the pages on which a leader puts it together."""

from dataclasses import replace

from markupsafe import Markup

from klyngebot.domain.audiences import (
    MOST,
    TERM_KINDS,
    Audience,
    AudienceNames,
    AudienceReach,
    AudienceRole,
    Dimension,
    Flaw,
    Place,
    Selection,
    number_of,
)
from klyngebot.i18n import Translator
from klyngebot.render import announcing
from klyngebot.render.data import (
    ChooseAll,
    RemoveSelection,
    SetAudienceValue,
    ShowAudience,
    ShowAudienceValues,
    ShowChats,
    ShowDesk,
    ShowSelection,
)
from klyngebot.render.reply import Button, Text, lines, paragraphs, shortened
from klyngebot.services.audiences import AudienceCard

PAGE = 8
"""Values on one page: what a phone shows without scrolling."""

_MOST_LETTERS = 5
"""Pages that have a button each, by letters: so many fit beside each other on a phone."""

_ABSENT_SHOWN = 8
_TITLE = 30
"""Characters of an announcement's first line that are enough to know it by."""


def card(shown: AudienceCard, tr: Translator) -> Text:
    """Show whom a draft is for, and what can be done about it."""
    id_, audience = shown.broadcast.id, shown.audience
    narrowing = any(one.is_everyone for one in audience.include)
    return Text(
        paragraphs(
            tr("<b>Hvem skal ha den?</b>"),
            lines(*_listed(shown, tr)),
            remarks(audience, shown.names, tr),
            reach(shown.reach, tr),
            tr("Vil du begrense det? Velg hva det skal gå etter.") if narrowing else None,
        ),
        [
            *(_narrow(shown, tr) if narrowing else _selections(shown, tr)),
            *_whole(shown, tr),
            *_chats(shown, tr),
            [Button(tr.label("Ferdig"), ShowDesk(id_))],
        ],
    )


def selection(shown: AudienceCard, place: Place, tr: Translator) -> Text:
    """Show one selection, or the exceptions, with what can be chosen; the card if it is gone."""
    id_, at = shown.broadcast.id, shown.audience.at(place)
    if at is None:
        return card(shown, tr)
    rows = _dimensions(shown, place, tr)
    if not at.is_nobody and at.criteria:
        words = tr.label("Fjern unntakene") if _excepts(place) else tr.label("Fjern utvalget")
        rows.append([Button(words, RemoveSelection(id_, place, shown.broadcast.revision))])
    return Text(
        paragraphs(_head(shown, place, tr), _how(at, place, tr), reach(shown.reach, tr)),
        [*rows, [Button(tr.label("Tilbake"), ShowAudience(id_))]],
    )


def values(
    shown: AudienceCard, place: Place, dimension: Dimension, page: int, tr: Translator
) -> Text:
    """Show a page of what can be chosen of one kind, the last for one past the end.

    The card where the selection is gone.
    """
    if shown.audience.at(place) is None:
        return card(shown, tr)
    found = choices(shown, place, dimension)
    last = max((len(found) - 1) // PAGE, 0)
    page = min(page, last)
    rows = [
        [_value_button(shown, place, dimension, value, tr)]
        for value in found[page * PAGE : (page + 1) * PAGE]
    ]
    back = ShowSelection(shown.broadcast.id, place)
    return Text(
        paragraphs(
            _head(shown, place, tr),
            _ask(dimension, tr) if found else tr("Det er ingenting å velge mellom her ennå."),
            tr("Side %(page)s av %(pages)s", page=page + 1, pages=last + 1) if last else None,
            reach(shown.reach, tr),
        ),
        [
            *rows,
            *_turn(
                ShowAudienceValues(shown.broadcast.id, place, dimension, page),
                [name_of(dimension, value, shown.names, tr) for value in found],
                tr,
            ),
            [
                Button(tr.label("Snevre inn mer"), back)
                if not _excepts(place)
                else Button(tr.label("Andre unntak"), back),
                Button(tr.label("Ferdig"), ShowAudience(shown.broadcast.id)),
            ],
        ],
    )


def page_of(shown: AudienceCard, place: Place, dimension: Dimension, number: int) -> int:
    """Return on which page the value stands that a button carries as ``number``."""
    found = choices(shown, place, dimension)
    at = [i for i, value in enumerate(found) if number_of(dimension, value) == number]
    return at[0] // PAGE if at else 0


def choices(shown: AudienceCard, place: Place, dimension: Dimension) -> list[str]:
    """Return what is offered, and behind it what is chosen although it is offered no more."""
    offered = shown.names.offered(dimension)
    at = shown.audience.at(place)
    chosen = at.criteria.get(dimension, ()) if at else ()
    return [*offered, *(one for one in chosen if one not in offered)]


def reach(to: AudienceReach, tr: Translator) -> Markup:
    """Say how many people at how many partners an announcement goes to, and where there is none."""
    return lines(
        announcing.reach(to, tr),
        _absent(to.absent, tr),
        tr("Og til %(chats)s.", chats=tr.listed(to.chats)) if to.chats else None,
    )


def audience_words(audience: Audience, names: AudienceNames, tr: Translator) -> Markup:
    """Say in one sentence whom an audience is for, without its full stop."""
    included = [selection_words(one, names, tr) for one in audience.include]
    whole = tr("ingen") if not included else included[0]
    for one in included[1:]:
        whole = tr("%(some)s, og %(more)s", some=whole, more=one)
    left_out = [selection_words(one, names, tr) for one in audience.exclude]
    if not left_out:
        return whole
    return tr("%(some)s, men ikke %(left_out)s", some=whole, left_out=_either(left_out, tr))


def selection_words(chosen: Selection, names: AudienceNames, tr: Translator) -> Markup:
    """Say whom a selection is for: «bedrifter i Finnmark og Troms»."""
    if chosen.is_everyone:
        return tr("alle som får meldinger fra boten")
    if chosen.is_nobody:
        return tr("ingen ennå")
    who = _who(chosen, names, tr)
    if topics := chosen.criteria.get(Dimension.TOPIC):
        listed = _either(_named(Dimension.TOPIC, topics, names, tr), tr)
        who = tr("%(who)s som følger %(topics)s", who=who or tr("de"), topics=listed)
    if asked := chosen.criteria.get(Dimension.UNCONFIRMED):
        listed = _either(_named(Dimension.UNCONFIRMED, asked, names, tr), tr)
        who = tr("%(who)s som ikke har bekreftet %(titles)s", who=who or tr("de"), titles=listed)
    assert who is not None
    return who


def remarks(audience: Audience, names: AudienceNames, tr: Translator) -> Markup:
    """Say which of the chosen values choose nobody any more; empty when all is well."""
    found = {
        (dimension, value): flaw
        for one in (*audience.include, *audience.exclude)
        for dimension, chosen in one.criteria.items()
        for value in chosen
        if (flaw := names.flaw(dimension, value))
    }
    return lines(*(_remark(at, flaw, names, tr) for at, flaw in found.items()))


def name_of(dimension: Dimension, value: str, names: AudienceNames, tr: Translator) -> str:
    """Return what a value is called."""
    if dimension in TERM_KINDS:
        term = names.term(value)
        return term.name(tr.locale) if term else tr.label("slettet")
    match dimension:
        case Dimension.PARTNER:
            partner = names.partners.get(value)
            return partner.name if partner else tr.label("slettet")
        case Dimension.ROLE:
            return role_name(AudienceRole(value), tr)
        case Dimension.UNCONFIRMED:
            title = names.titles.get(value, "") or tr.label("uten tekst")
            return tr.label("«%(title)s»", title=shortened(title, _TITLE))
        case _:
            return value


def role_name(role: AudienceRole, tr: Translator) -> str:
    """Return what those with a role are called."""
    match role:
        case AudienceRole.MEMBER:
            return tr.label("Bekreftede kontakter")
        case AudienceRole.CONTACT:
            return tr.label("Partnerkontakter")
        case AudienceRole.EDITOR:
            return tr.label("Redaktører")
        case AudienceRole.LEADER:
            return tr.label("Prosjektledere")


def _who(chosen: Selection, names: AudienceNames, tr: Translator) -> Markup | None:
    """Say which people, but for what they follow or have not confirmed."""
    roles = chosen.criteria.get(Dimension.ROLE)
    at = _partners(chosen, names, tr)
    if roles is None:
        return at
    who = tr.listed(role_name(AudienceRole(one), tr).lower() for one in roles)
    return who if at is None else tr("%(who)s hos %(partners)s", who=who, partners=at)


def _partners(chosen: Selection, names: AudienceNames, tr: Translator) -> Markup | None:
    """Say at which partners; None where it does not matter."""
    criteria = chosen.criteria
    named = [*_named(Dimension.PARTNER, criteria.get(Dimension.PARTNER, ()), names, tr)]
    kinds = [_category(one, names, tr) for one in criteria.get(Dimension.CATEGORY, ())]
    counties = criteria.get(Dimension.COUNTY, ())
    skills = _named(Dimension.COMPETENCE, criteria.get(Dimension.COMPETENCE, ()), names, tr)
    if not (kinds or counties or skills):
        return tr.listed(named) if named else None
    at = tr.listed(kinds) if kinds else tr("partnere")
    if counties:
        at = tr("%(partners)s i %(counties)s", partners=at, counties=tr.listed(counties))
    if skills:
        at = tr("%(partners)s med fagfelt %(skills)s", partners=at, skills=_either(skills, tr))
    if named:
        at = tr("%(partners)s (bare %(names)s)", partners=at, names=tr.listed(named))
    return at


def _category(value: str, names: AudienceNames, tr: Translator) -> str:
    """Return the plural of a category; one that the leader has named, as it is called."""
    term = names.term(value)
    plurals = {
        "Bedrift": tr.label("bedrifter"),
        "FoU og utdanning": tr.label("FoU- og utdanningsinstitusjoner"),
        "Offentlig aktør": tr.label("offentlige aktører"),
        "Interesseorganisasjon": tr.label("interesseorganisasjoner"),
    }
    plural = plurals.get(term.names["nb"]) if term else None
    name = name_of(Dimension.CATEGORY, value, names, tr)
    return plural or tr.label("partnere i kategorien %(name)s", name=name)


def _remark(at: tuple[Dimension, str], flaw: Flaw, names: AudienceNames, tr: Translator) -> Markup:
    name = name_of(*at, names, tr)
    match flaw:
        case Flaw.RETIRED:
            return tr("⚠ «%(name)s» er tatt ut av bruk.", name=name)
        case Flaw.LEFT:
            return tr("⚠ %(name)s er ikke partner lenger.", name=name)
        case Flaw.EMPTY:
            return tr("⚠ Ingen partner holder til i %(name)s nå.", name=name)
        case Flaw.GONE:
            return tr("⚠ Noe av det som er valgt, finnes ikke lenger.")


def _listed(shown: AudienceCard, tr: Translator) -> list[Markup]:
    """Say a line for each selection, and one for the exceptions."""
    audience, names = shown.audience, shown.names
    found = [tr("• %(who)s", who=selection_words(one, names, tr)) for one in audience.include] or [
        tr("Ingen er valgt ennå.")
    ]
    if audience.exclude:
        left_out = [selection_words(one, names, tr) for one in audience.exclude]
        found.append(tr("Ikke: %(who)s", who=_either(left_out, tr)))
    return found


def _narrow(shown: AudienceCard, tr: Translator) -> list[list[Button]]:
    """Return what everyone can be narrowed down by, the most common first."""
    members = ChooseAll(shown.broadcast.id, members=True)
    return [
        [Button(tr.label("Bare bekreftede kontakter"), members)],
        *_dimensions(shown, Place.FIRST, tr),
    ]


def _selections(shown: AudienceCard, tr: Translator) -> list[list[Button]]:
    """Return a button for each selection, and one for another where there is room."""
    id_, include = shown.broadcast.id, shown.audience.include
    rows = []
    for index, one in enumerate(include):
        words = selection_words(one, shown.names, tr).unescape()
        label = shortened(tr.label("Endre: %(who)s", who=words), 60)
        rows.append([Button(label, ShowSelection(id_, Place.of(index)))])
    if len(include) < MOST:
        another = ShowSelection(id_, Place.of(len(include)))
        rows.append([Button(tr.label("Legg til et utvalg"), another)])
    return rows


def _whole(shown: AudienceCard, tr: Translator) -> list[list[Button]]:
    """Return the way to the exceptions, and back to everyone where somebody is left out."""
    id_, audience = shown.broadcast.id, shown.audience
    exceptions = ShowSelection(id_, Place.EXCEPTIONS)
    if audience.is_everyone:
        return [[Button(tr.label("Alle unntatt …"), exceptions)]]
    return [
        [
            Button(tr.label("Unntak"), exceptions),
            Button(tr.label("Alle"), ChooseAll(id_, members=False)),
        ]
    ]


def _chats(shown: AudienceCard, tr: Translator) -> list[list[Button]]:
    """Return the way to the groups and channels, where there are any."""
    if not shown.chats and not shown.audience.chats:
        return []
    return [[Button(tr.label("Grupper og kanaler"), ShowChats(shown.broadcast.id))]]


def _dimensions(shown: AudienceCard, place: Place, tr: Translator) -> list[list[Button]]:
    """Return buttons for what can be chosen by, with what is chosen."""
    at = shown.audience.at(place) or Selection()
    labels = {
        Dimension.TOPIC: tr.label("Tema"),
        Dimension.CATEGORY: tr.label("Kategori"),
        Dimension.COUNTY: tr.label("Fylke"),
        Dimension.PARTNER: tr.label("Partner"),
        Dimension.COMPETENCE: tr.label("Fagfelt"),
        Dimension.ROLE: tr.label("Rolle"),
    }
    if shown.names.titles or Dimension.UNCONFIRMED in at.criteria:
        labels[Dimension.UNCONFIRMED] = tr.label("Har ikke bekreftet")
    buttons = [
        Button(
            f"✓ {label}" if at.criteria.get(dimension) else label,
            ShowAudienceValues(shown.broadcast.id, place, dimension, 0),
        )
        for dimension, label in labels.items()
    ]
    return [buttons[:3], buttons[3:6], *([buttons[6:]] if buttons[6:] else [])]


def _head(shown: AudienceCard, place: Place, tr: Translator) -> Markup:
    at = shown.audience.at(place) or Selection()
    if not _excepts(place):
        who = selection_words(at, shown.names, tr)
        return tr("<b>Utvalg:</b> %(who)s", who=who)
    if not shown.audience.exclude:
        return tr("<b>Unntak:</b> ingen ennå")
    left_out = [selection_words(one, shown.names, tr) for one in shown.audience.exclude]
    return tr("<b>Unntak:</b> %(who)s", who=_either(left_out, tr))


def _how(at: Selection, place: Place, tr: Translator) -> Markup:
    if _excepts(place):
        return tr("Disse får den ikke, selv om de ellers er valgt.")
    if at.is_nobody or at.is_everyone:
        return tr("Hva skal det gå etter?")
    return tr(
        "Velger du etter flere ting, må alt stemme. Vil du heller ha flere med, går du tilbake og "
        "legger til et utvalg."
    )


def _ask(dimension: Dimension, tr: Translator) -> Markup:
    questions = {
        Dimension.TOPIC: tr("Hvilket tema følger de?"),
        Dimension.CATEGORY: tr("Hva slags partner er de hos?"),
        Dimension.COUNTY: tr("I hvilket fylke er partneren deres?"),
        Dimension.PARTNER: tr("Hvilken partner er de hos?"),
        Dimension.COMPETENCE: tr("Hvilket fagfelt har de, eller partneren deres?"),
        Dimension.ROLE: tr("Hvilken rolle har de?"),
        Dimension.UNCONFIRMED: tr("Hva er det de ikke har bekreftet?"),
    }
    return questions[dimension]


def _value_button(
    shown: AudienceCard, place: Place, dimension: Dimension, value: str, tr: Translator
) -> Button:
    at = shown.audience.at(place)
    on = at is not None and at.has(dimension, value)
    name = name_of(dimension, value, shown.names, tr)
    if shown.names.flaw(dimension, value) is not None:
        name = tr.label("%(name)s (ikke i bruk)", name=name)
    number = number_of(dimension, value)
    return Button(
        shortened(("✓ " if on else "○ ") + name),
        SetAudienceValue(shown.broadcast.id, place, dimension, number, on=not on),
    )


def _turn(at: ShowAudienceValues, names: list[str], tr: Translator) -> list[list[Button]]:
    """Return the row that turns the page, or nothing where there is only one."""
    last = max((len(names) - 1) // PAGE, 0)
    letters = _letters(names) if at.dimension is Dimension.PARTNER else []
    if 0 < last < _MOST_LETTERS and len(set(letters)) == len(letters):
        return [
            [
                Button(("•" if page == at.page else "") + words, replace(at, page=page))
                for page, words in enumerate(letters)
            ]
        ]
    row = []
    if at.page > 0:
        row.append(Button(tr.label("‹ Forrige"), replace(at, page=at.page - 1)))
    if at.page < last:
        row.append(Button(tr.label("Neste ›"), replace(at, page=at.page + 1)))
    return [row] if row else []


def _letters(names: list[str]) -> list[str]:
    """Return which letters the names on each page begin with, such as «K–N»."""
    pages = [names[first : first + PAGE] for first in range(0, len(names), PAGE)]
    ends = [(page[0][:1].upper(), page[-1][:1].upper()) for page in pages]
    return [first if first == last else f"{first}–{last}" for first, last in ends]


def _named(
    dimension: Dimension, chosen: tuple[str, ...], names: AudienceNames, tr: Translator
) -> list[str]:
    return [name_of(dimension, one, names, tr) for one in chosen]


def _either(items: list[str] | list[Markup], tr: Translator) -> Markup:
    return tr.listed(items, either=True)


def _excepts(place: Place) -> bool:
    return place is Place.EXCEPTIONS


def _absent(names: tuple[str, ...], tr: Translator) -> Markup | None:
    if not names:
        return None
    more = len(names) - _ABSENT_SHOWN
    if more > 1:
        return tr(
            "Ingen hos: %(names)s og %(count)s til.",
            names=", ".join(names[:_ABSENT_SHOWN]),
            count=tr.number(more),
        )
    return tr("Ingen hos: %(names)s.", names=tr.listed(names))
