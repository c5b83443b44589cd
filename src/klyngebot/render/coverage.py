"""Who is in the bot and who is not; somebody leaving, and a partner leaving."""

from markupsafe import Markup

from klyngebot.domain.memberships import Member
from klyngebot.domain.partners import Partner
from klyngebot.domain.people import Person
from klyngebot.i18n import Translator
from klyngebot.render.data import (
    AskEnd,
    AskPartnerLeaves,
    EndMembership,
    ListInvitable,
    PartnerBack,
    PartnerLeaves,
    ShowCoverage,
    ShowCovered,
    ShowJoinText,
    ShowLink,
    ShowMember,
    ShowPartnerSheet,
)
from klyngebot.render.reply import (
    Button,
    LinkButton,
    Rows,
    Text,
    fitting,
    lines,
    paragraphs,
    shortened,
)
from klyngebot.render.roles import role_buttons, role_names
from klyngebot.services.coverage import Covered, PartnerCoverage, PersonCoverage, Summary

PAGE = 10
"""Partners on one page."""

_NAMED = 12
"""Partners named in the summary."""

_SHOWN = 12
"""Members with a button on a partner's card."""


def on_top(summary: Summary, below: Text, tr: Translator) -> Text:
    """Show how many partners are in above ``below``, with a way to those that are not."""
    missing = summary.without_members
    named = [shortened(name, 60) for name in missing[:_NAMED]]
    more = tr.label("%(count)s til", count=tr.number(len(missing) - _NAMED))
    rest = [more] if len(missing) > _NAMED else []
    return Text(
        paragraphs(
            lines(
                tr(
                    "<b>%(present)s av %(all)s partnere er med.</b>",
                    present=tr.number(summary.partners - len(missing)),
                    all=tr.number(summary.partners),
                ),
                tr("Ingen i boten fra: %(names)s.", names=tr.listed([*named, *rest]))
                if missing
                else None,
            ),
            below.html,
        ),
        [[Button(tr.label("Hvem mangler"), ShowCoverage(0))], *below.buttons],
    )


def for_keeper(partner: Partner, card: Text, tr: Translator) -> Text:
    """Add to a partner's card what those who look after it need."""
    rows: list[list[Button | LinkButton]] = [
        [
            Button(tr.label("Hvem er med"), ShowCovered(partner.id)),
            Button(tr.label("Lenke og QR-kode"), ShowLink(partner.id)),
        ],
        [Button(tr.label("Rediger"), ShowPartnerSheet(partner.id))],
    ]
    return Text(card.html, [*rows, *card.buttons])


def partners(found: list[Covered], page: int, tr: Translator) -> Text:
    """List the partners with how many are in, those with nobody first."""
    if not found:
        return Text(tr("Partnerregisteret er tomt ennå."))
    last = (len(found) - 1) // PAGE
    page = min(page, last)
    rows: list[list[Button]] = [
        [Button(_count(one, tr), ShowCovered(one.partner.id))]
        for one in found[page * PAGE : (page + 1) * PAGE]
    ]
    turn = []
    if page > 0:
        turn.append(Button(tr.label("‹ Forrige"), ShowCoverage(page - 1)))
    if page < last:
        turn.append(Button(tr.label("Neste ›"), ShowCoverage(page + 1)))
    return Text(
        lines(
            tr("<b>Hvem er med i boten?</b>"),
            tr("De uten noen kommer først."),
            tr("Side %(page)s av %(pages)s", page=page + 1, pages=last + 1) if last else None,
        ),
        [*rows, *([turn] if turn else [])],
    )


def partner(shown: PartnerCoverage, tr: Translator) -> Text:
    """Show who of a partner is in and who is not."""
    name = tr("<b>%(name)s</b>", name=shortened(shown.partner.name, 200))
    if shown.partner.left_on is not None:
        return _left(shown, name, tr)
    listed = len(shown.joined) + len(shown.missing)
    head = lines(
        name,
        tr(
            "%(joined)s av %(listed)s er med i boten.",
            joined=tr.number(len(shown.joined)),
            listed=tr.number(listed),
        )
        if listed
        else tr("Ingen kontaktpersoner er lagt inn. Send partneren lenken, så melder de seg selv."),
    )
    people = [_member(person, member, tr) for person, member in shown.joined]
    people += [Markup("○ %s") % _who(person) for person in shown.missing]
    return Text(fitting(head + "\n", people, tr.label("… og flere.")), _partner_rows(shown, tr))


def person(shown: PersonCoverage, tr: Translator) -> Text:
    """Show somebody at a partner, and what may be done about them."""
    who, holder = shown.person, shown.holder
    roles = role_names(holder.roles, tr) if holder else None
    state = tr("Er med i boten.") if holder else tr("Er ikke med i boten.")
    rows: list[list[Button | LinkButton]] = []
    if holder and shown.may_give:
        rows += role_buttons(holder, tr)
    if who.left_at is None and not shown.is_self:
        rows.append([Button(tr.label("Har sluttet"), AskEnd(who.id))])
    return Text(
        paragraphs(
            lines(
                tr("<b>%(name)s</b>", name=who.name),
                Markup.escape(", ".join(filter(None, (who.facts.title, who.partner_name)))),
            ),
            lines(
                tr("Har sluttet hos partneren.") if who.left_at is not None else state,
                tr("Rolle: %(roles)s", roles=roles) if roles else None,
            ),
        ),
        [*rows, [Button(tr.label("Tilbake"), ShowCovered(who.partner_id))]],
    )


def end_question(shown: PersonCoverage, tr: Translator) -> Text:
    """Ask whether somebody works there no more."""
    who = shown.person
    return Text(
        tr(
            "Har <b>%(name)s</b> sluttet hos %(partner)s? Tilgangen som bekreftet kontakt slutter "
            "med en gang, og personen er ikke lenger å finne.",
            name=who.name,
            partner=who.partner_name,
        ),
        [
            [Button(tr.label("Ja, har sluttet"), EndMembership(who.id))],
            [Button(tr.label("Tilbake"), ShowMember(who.id))],
        ],
    )


def ended(who: Person, tr: Translator) -> Text:
    """Confirm that somebody works there no more."""
    return Text(
        tr(
            "<b>%(name)s</b> er ikke lenger kontakt hos %(partner)s.",
            name=who.name,
            partner=who.partner_name,
        ),
        [[Button(tr.label("Tilbake"), ShowCovered(who.partner_id))]],
    )


def leave_question(partner: Partner, tr: Translator) -> Text:
    """Ask whether a partner has left the cluster."""
    return Text(
        tr(
            "Har <b>%(partner)s</b> gått ut av klyngen? Da mister alle der tilgangen med en gang, "
            "og lenkene deres slutter å virke. Partneren kan komme tilbake, men folkene må inn på "
            "nytt.",
            partner=partner.name,
        ),
        [
            [Button(tr.label("Ja, har gått ut"), PartnerLeaves(partner.id))],
            [Button(tr.label("Tilbake"), ShowCovered(partner.id))],
        ],
    )


def _count(one: Covered, tr: Translator) -> str:
    if one.partner.left_on is not None:
        return tr.label("%(partner)s · har gått ut", partner=shortened(one.partner.name, 28))
    return tr.label(
        "%(partner)s: %(joined)s av %(listed)s",
        partner=shortened(one.partner.name, 28),
        joined=tr.number(one.joined),
        listed=tr.number(one.listed),
    )


def _left(shown: PartnerCoverage, name: Markup, tr: Translator) -> Text:
    rows = [
        [Button(tr.label("Tilbake i klyngen"), PartnerBack(shown.partner.id))],
        [Button(tr.label("Tilbake"), ShowCoverage(0))],
    ]
    return Text(lines(name, tr("Har gått ut av klyngen.")), rows if shown.may_lead else [])


def _partner_rows(shown: PartnerCoverage, tr: Translator) -> Rows:
    id_ = shown.partner.id
    rows: list[list[Button]] = [
        [Button(shortened("✓ " + person.name), ShowMember(person.id))]
        for person, _ in shown.joined[:_SHOWN]
    ]
    rows.append([Button(tr.label("Lenke og QR-kode"), ShowLink(id_))])
    if shown.missing:
        rows.append([Button(tr.label("Inviter"), ListInvitable(id_, 0))])
    rows.append([Button(tr.label("Tekst å sende"), ShowJoinText(id_))])
    if shown.may_lead:
        rows.append([Button(tr.label("Partneren har gått ut"), AskPartnerLeaves(id_))])
        rows.append([Button(tr.label("Tilbake"), ShowCoverage(0))])
    return rows


def _member(person: Person, member: Member, tr: Translator) -> Markup:
    return Markup("✓ %s") % " – ".join(filter(None, (_who(person), role_names(member.roles, tr))))


def _who(person: Person) -> str:
    return ", ".join(filter(None, (person.name, person.facts.title)))
