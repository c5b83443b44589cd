"""Partners, people and what a search found."""

from collections.abc import Iterable

from markupsafe import Markup

from klyngebot.domain.partners import Partner, Standing
from klyngebot.domain.people import Person
from klyngebot.domain.terms import Term, TermKind
from klyngebot.domain.text import clean
from klyngebot.files.contacts import format_phone
from klyngebot.i18n import Translator
from klyngebot.render.data import (
    LIMIT,
    Ask,
    GetVcard,
    OpenPartner,
    OpenPerson,
    SaveContact,
    SearchFor,
    ShowCategories,
    ShowCategory,
    ShowPhone,
    back_to,
    origin_of,
)
from klyngebot.render.joining import join_link
from klyngebot.render.reply import Button, LinkButton, Text, lines, paragraphs, shortened
from klyngebot.services.directory import Matches, PartnerCard, PersonCard
from klyngebot.services.query import words_of

_PEOPLE_ON_CARD = 12
_WORDS_LIMIT = LIMIT - 4
"""Bytes of words in a button that searches again."""


def usage(tr: Translator) -> Text:
    """Say how to search."""
    return Text(
        tr("Skriv hva du leter etter, for eksempel <code>/finn grafitt</code> eller bare et navn.")
    )


def matches(found: Matches, tr: Translator) -> Text:
    """Show what a search found, a button each."""
    if not found.partners and not found.people:
        return _nothing(found, tr)
    origin = _origin_of_words(found.words)
    partners = [[partner_button(partner, origin)] for partner in found.partners]
    people = [
        [
            Button(
                shortened(f"{person.name} · {person.partner_name}"),
                OpenPerson(person.id, via_partner=False, origin=origin),
            )
        ]
        for person in found.people
    ]
    return Text(
        lines(
            tr("Treff på «%(words)s»:", words=shortened(found.words, 60)),
            tr("Det er flere. Skriv ett ord til, så blir det færre.") if found.more else None,
        ),
        people + partners if found.people_first else partners + people,
    )


def partner_card(card: PartnerCard, bot_name: str, tr: Translator, *, origin: str = "") -> Text:
    """Show a partner, with their people for those who may see them; back leads to ``origin``."""
    facts = card.partner.facts
    back = back_to(origin) or ShowCategory(facts.category, 0)
    origin = origin_of(back)
    place = ", ".join(filter(None, (facts.municipality, facts.county, facts.country)))
    standing = (
        tr("har partneravtale") if facts.standing is Standing.AGREEMENT else tr("støttespiller")
    )
    people = card.people or []
    rows: list[list[Button | LinkButton]] = [
        [
            Button(
                shortened(", ".join(filter(None, (p.name, p.facts.title)))),
                OpenPerson(p.id, via_partner=True, origin=origin),
            )
        ]
        for p in people[:_PEOPLE_ON_CARD]
    ]
    competences = _named(card.tags, TermKind.COMPETENCE, tr)
    materials = _named(card.tags, TermKind.MATERIAL, tr)
    links = _links(card.partner, tr)
    return Text(
        paragraphs(
            lines(
                tr("<b>%(name)s</b>", name=shortened(facts.name, 200)),
                tr(
                    "%(category)s · %(standing)s",
                    category=card.category.name(tr.locale),
                    standing=standing,
                ),
                Markup.escape(shortened(place, 300)),
            ),
            Markup.escape(shortened(facts.about, 1500)),
            lines(
                tr("Fagfelt: %(names)s", names=competences) if competences else None,
                tr("Materialer: %(names)s", names=materials) if materials else None,
                tr("E-post: %(email)s", email=facts.email) if facts.email else None,
            ),
            tr(
                "Her er %(shown)s av %(all)s personer. Søk på navnet for å finne de andre.",
                shown=_PEOPLE_ON_CARD,
                all=tr.number(len(people)),
            )
            if len(people) > _PEOPLE_ON_CARD
            else None,
            None
            if card.people is not None
            else tr("Du ser kontaktpersonene når du er bekreftet kontakt hos en partner."),
            tr("Lenke for å bli med: %(link)s", link=join_link(bot_name, card.join_code))
            if card.join_code
            else None,
        ),
        [*rows, *([links] if links else []), [Button(tr.label("Tilbake"), back)]],
    )


def person_card(
    card: PersonCard, tr: Translator, *, via_partner: bool = False, origin: str = ""
) -> Text:
    """Show a person; back leads to their partner's card or to ``origin``."""
    person, facts = card.person, card.person.facts
    origin = origin if back_to(origin) else ""
    competences = _named(card.competences, TermKind.COMPETENCE, tr)
    save = [Button(tr.label("Last ned .vcf"), GetVcard(person.id))]
    if card.has_phone:
        save.insert(0, Button(tr.label("Lagre kontakt"), SaveContact(person.id)))
    rows = [save]
    if card.has_phone and not facts.phone:
        data = ShowPhone(person.id, via_partner=via_partner, origin=origin)
        rows.insert(0, [Button(tr.label("Vis telefonnummer"), data)])
    return Text(
        paragraphs(
            lines(
                tr("<b>%(name)s</b>", name=facts.name),
                Markup.escape(", ".join(filter(None, (facts.title, person.partner_name)))),
            ),
            lines(
                tr("E-post: %(email)s", email=facts.email) if facts.email else None,
                tr("Telefon: %(phone)s", phone=format_phone(facts.phone)) if facts.phone else None,
                tr("Språk: %(languages)s", languages=shortened(facts.languages, 200))
                if facts.languages
                else None,
                tr("Fagfelt: %(names)s", names=competences) if competences else None,
            ),
        ),
        [*rows, *_from_person(person, via_partner=via_partner, origin=origin, tr=tr)],
    )


def partner_button(partner: Partner, origin: str = "") -> Button:
    """Return what opens the card of ``partner``; back leads to ``origin``."""
    label = " · ".join(filter(None, (partner.name, partner.facts.municipality)))
    return Button(shortened(label), OpenPartner(partner.id, origin))


def _nothing(found: Matches, tr: Translator) -> Text:
    near = [
        word
        for word in found.near
        if len(word.encode()) <= _WORDS_LIMIT and not {":", "|"} & set(word)
    ]
    return Text(
        paragraphs(
            tr(
                "Jeg fant ingenting på «%(words)s». Prøv med færre bokstaver, eller bla i "
                "partnerne.",
                words=shortened(found.words, 60),
            ),
            tr("Mente du:") if near else None,
        ),
        [
            *([Button(shortened(word), SearchFor(word))] for word in near),
            *([[Button(tr.label("Spør prosjektkontoret"), Ask())]] if found.may_ask else []),
            [Button(tr.label("Se partnerne"), ShowCategories())],
        ],
    )


def _named(tags: Iterable[Term], kind: TermKind, tr: Translator) -> str:
    names = ", ".join(term.name(tr.locale) for term in tags if term.kind is kind)
    return shortened(names, 300)


def _links(partner: Partner, tr: Translator) -> list[Button | LinkButton]:
    facts = partner.facts
    place = ", ".join(filter(None, (facts.municipality or facts.county, facts.country)))
    return [
        *([LinkButton(tr.label("Nettsted"), facts.website)] if facts.website else []),
        *([LinkButton(tr.label("Kart"), _map(place))] if place else []),
    ]


def _map(place: str) -> str:
    """Return the address of a map; the words are percent-encoded as RFC 3986 asks."""
    quoted = "".join(
        c if c.isascii() and c.isalnum() else "".join(f"%{byte:02X}" for byte in c.encode())
        for c in shortened(place, 100)
    )
    return f"https://www.openstreetmap.org/search?query={quoted}"


def _from_person(
    person: Person, *, via_partner: bool, origin: str, tr: Translator
) -> list[list[Button]]:
    employer = OpenPartner(person.partner_id, origin)
    if via_partner:
        return [[Button(tr.label("Tilbake"), employer)]]
    back = back_to(origin)
    return [
        [Button(shortened(person.partner_name), employer)],
        *([[Button(tr.label("Tilbake"), back)]] if back else []),
    ]


def _origin_of_words(words: str) -> str:
    """Return where hits for ``words`` are shown: as they were typed, or at least what matters."""
    typed = clean(words).replace(":", " ").replace("|", " ")
    for some in (typed, " ".join(words_of(words))):
        if len(some.encode()) <= _WORDS_LIMIT and (origin := origin_of(SearchFor(some))):
            return origin
    return ""
