"""Partners, people and what a search found."""

from markupsafe import Markup

from klyngebot.domain.partners import Partner, Standing
from klyngebot.domain.people import Person
from klyngebot.domain.terms import Term
from klyngebot.files.contacts import format_phone
from klyngebot.i18n import Translator
from klyngebot.render.data import ShowCategories, ShowCategory, ShowPartner, ShowPerson
from klyngebot.render.joining import join_link
from klyngebot.render.reply import Button, LinkButton, Text, lines, paragraphs, shortened
from klyngebot.services.directory import Matches, PartnerCard

PAGE = 8
"""Partners on one page: what a phone shows without scrolling."""


def usage(tr: Translator) -> Text:
    """Say how to search."""
    return Text(
        tr("Skriv hva du leter etter, for eksempel <code>/finn grafitt</code> eller bare et navn.")
    )


def matches(found: Matches, tr: Translator) -> Text:
    """Show what a search found, a button each."""
    words = shortened(found.words, 60)
    if not found.partners and not found.people:
        return Text(
            tr(
                "Jeg fant ingenting på «%(words)s». Prøv med færre bokstaver, eller bla i "
                "partnerne.",
                words=words,
            ),
            [[Button(tr.label("Se partnerne"), ShowCategories())]],
        )
    rows = [[_partner_button(partner)] for partner in found.partners]
    rows += [
        [Button(shortened(f"{person.name} · {person.partner_name}"), ShowPerson(person.id))]
        for person in found.people
    ]
    return Text(tr("Treff på «%(words)s»:", words=words), rows)


def categories(counts: list[tuple[Term, int]], tr: Translator) -> Text:
    """Show the categories of partners with their counts."""
    if not counts:
        return Text(tr("Partnerregisteret er tomt ennå. Prosjektkontoret fyller det snart."))
    rows = [
        [Button(f"{term.name(tr.locale)} ({count})", ShowCategory(term.id, 0))]
        for term, count in counts
    ]
    return Text(tr("<b>Partnerne</b>\nHvilke vil du se?"), rows)


def category_page(category: Term, partners: list[Partner], page: int, tr: Translator) -> Text:
    """Show one page of a category."""
    last = max((len(partners) - 1) // PAGE, 0)
    page = min(page, last)
    shown = partners[page * PAGE : (page + 1) * PAGE]
    turn = []
    if page > 0:
        turn.append(Button(tr.label("‹ Forrige"), ShowCategory(category.id, page - 1)))
    if page < last:
        turn.append(Button(tr.label("Neste ›"), ShowCategory(category.id, page + 1)))
    head = tr("<b>%(category)s</b>", category=category.name(tr.locale))
    where = tr("Side %(page)s av %(pages)s", page=page + 1, pages=last + 1) if last else None
    return Text(
        lines(head, where),
        [
            *([_partner_button(partner)] for partner in shown),
            *([turn] if turn else []),
            [Button(tr.label("Alle kategorier"), ShowCategories())],
        ],
    )


def partner_card(card: PartnerCard, bot_name: str, tr: Translator) -> Text:
    """Show a partner, with their people for those who may see them."""
    facts = card.partner.facts
    place = ", ".join(filter(None, (facts.municipality, facts.county, facts.country)))
    standing = (
        tr("har partneravtale") if facts.standing is Standing.AGREEMENT else tr("støttespiller")
    )
    rows: list[list[Button | LinkButton]] = [
        [Button(shortened(", ".join(filter(None, (p.name, p.facts.title)))), ShowPerson(p.id))]
        for p in (card.people or [])[:12]
    ]
    if facts.website:
        rows.append([LinkButton(tr.label("Nettsted"), facts.website)])
    rows.append([Button(tr.label("Tilbake"), ShowCategory(facts.category, 0))])
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
            None
            if card.people is not None
            else tr("Du ser kontaktpersonene når du er bekreftet kontakt hos en partner."),
            tr("Lenke for å bli med: %(link)s", link=join_link(bot_name, card.join_code))
            if card.join_code
            else None,
        ),
        rows,
    )


def person_card(person: Person, tr: Translator) -> Text:
    """Show a person."""
    facts = person.facts
    return Text(
        paragraphs(
            lines(
                tr("<b>%(name)s</b>", name=facts.name),
                Markup.escape(", ".join(filter(None, (facts.title, person.partner_name)))),
            ),
            lines(
                tr("E-post: %(email)s", email=facts.email) if facts.email else None,
                tr("Telefon: %(phone)s", phone=format_phone(facts.phone)) if facts.phone else None,
            ),
        ),
        [[Button(shortened(person.partner_name), ShowPartner(person.partner_id))]],
    )


def _partner_button(partner: Partner) -> Button:
    label = " · ".join(filter(None, (partner.name, partner.facts.municipality)))
    return Button(shortened(label), ShowPartner(partner.id))
