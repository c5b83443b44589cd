"""Who may do what."""

from markupsafe import Markup

from klyngebot.domain.audit import Action, Entry
from klyngebot.domain.roles import GivenRole, Holder
from klyngebot.i18n import Translator
from klyngebot.render.data import AskRole, ListRoles, SetRole, ShowRoles
from klyngebot.render.reply import Button, LinkButton, Text, lines, paragraphs, shortened

MOST = 40
"""People in one list."""


def holders(found: list[Holder], tr: Translator) -> Text:
    """List everybody who has a role, a button each."""
    rows = [
        [
            Button(
                shortened(f"{who.name} · {role_names(who.roles, tr)}"),
                ShowRoles(who.subscriber_id),
            )
        ]
        for who in found[:MOST]
    ]
    return Text(
        paragraphs(
            tr("<b>Roller</b>\nTrykk på en for å endre."),
            tr("… og flere. Skriv <code>/roller</code> og navnet.") if len(found) > MOST else None,
            tr("Gi en ny rolle: skriv <code>/roller</code> og navnet på en som er i boten."),
        ),
        rows,
    )


def matches(found: list[Holder], words: str, tr: Translator) -> Text:
    """List those the bot knows by a name, a button each."""
    if not found:
        return Text(
            tr(
                "Jeg kjenner ingen som heter «%(words)s». Bare den som har skrevet til boten, kan "
                "få en rolle.",
                words=shortened(words, 60),
            )
        )
    rows = [
        [
            Button(
                shortened(" · ".join(filter(None, (who.name, who.partner_name)))),
                ShowRoles(who.subscriber_id),
            )
        ]
        for who in found
    ]
    return Text(tr("Hvem gjelder det?"), rows)


def card(who: Holder, tr: Translator) -> Text:
    """Show what somebody may do, with buttons to give and take."""
    held = role_names(who.roles, tr)
    return Text(
        paragraphs(
            lines(tr("<b>%(name)s</b>", name=who.name), Markup.escape(who.partner_name)),
            tr("Rolle: %(roles)s", roles=held) if held else tr("Ingen rolle ennå."),
        ),
        [*role_buttons(who, tr), [Button(tr.label("Tilbake"), ListRoles())]],
    )


def question(who: Holder, role: GivenRole, tr: Translator, *, on: bool) -> Text:
    """Ask once more before somebody becomes or is no longer leader."""
    yes = SetRole(who.subscriber_id, role, on=on)
    if on:
        asked = tr("<b>%(name)s</b> kan da se alt og sende til alle.", name=who.name)
        label = tr.label("Ja, gjør til prosjektleder")
    else:
        asked = tr(
            "<b>%(name)s</b> kan da ikke lenger sende til alle, gi roller eller styre registeret.",
            name=who.name,
        )
        label = tr.label("Ja, ta bort prosjektleder")
    back = Button(tr.label("Tilbake"), ShowRoles(who.subscriber_id))
    return Text(asked, [[Button(label, yes)], [back]])


def changed(entry: Entry, partner_name: str, tr: Translator) -> Text | None:
    """Tell somebody what they may do from now on, or not any more.

    Args:
        entry: What was noted of it.
        partner_name: The partner they look after, or have left.
        tr: The language.
    """
    if entry.action is Action.MEMBER_LEFT:
        return Text(
            tr(
                "Du er ikke lenger bekreftet kontakt for <b>%(partner)s</b>. Nyhetene får du "
                "fortsatt; /stopp slår dem av. Er det feil, så ta kontakt med prosjektkontoret.",
                partner=partner_name,
            )
        )
    if not entry.fields:
        return None
    given = entry.action is Action.ROLE_GIVEN
    return Text((_given if given else _taken)(GivenRole(entry.fields[0]), partner_name, tr))


def links_closed(tr: Translator) -> Text:
    """Tell a leader that somebody seems to guess links."""
    return Text(
        tr(
            "<b>Mange lenker har feilet den siste timen.</b> Kanskje prøver noen å gjette seg inn. "
            "Jeg har stengt alle lenker til det har roet seg, som regel innen en time. De som er "
            "med fra før, merker ingenting."
        )
    )


def role_names(roles: tuple[GivenRole, ...], tr: Translator) -> str:
    """Return ``roles`` in words, empty for none."""
    words = {
        GivenRole.CONTACT: tr.label("partnerkontakt"),
        GivenRole.EDITOR: tr.label("redaktør"),
        GivenRole.LEADER: tr.label("prosjektleder"),
    }
    return ", ".join(words[role] for role in roles)


def role_buttons(who: Holder, tr: Translator) -> list[list[Button | LinkButton]]:
    """Return a button for each role somebody may be given, or that may be taken from them."""
    id_ = who.subscriber_id
    rows: list[list[Button | LinkButton]] = []
    if GivenRole.CONTACT in who.roles:
        label = tr.label("Ta bort partnerkontakt")
        rows.append([Button(label, SetRole(id_, GivenRole.CONTACT, on=False))])
    elif who.is_member:
        label = tr.label("Gjør til partnerkontakt")
        rows.append([Button(label, SetRole(id_, GivenRole.CONTACT, on=True))])
    if GivenRole.LEADER in who.roles:
        label = tr.label("Ta bort prosjektleder")
        return [*rows, [Button(label, AskRole(id_, GivenRole.LEADER, on=False))]]
    if GivenRole.EDITOR in who.roles:
        label = tr.label("Ta bort redaktør")
        rows.append([Button(label, SetRole(id_, GivenRole.EDITOR, on=False))])
    else:
        label = tr.label("Gjør til redaktør")
        rows.append([Button(label, SetRole(id_, GivenRole.EDITOR, on=True))])
    label = tr.label("Gjør til prosjektleder")
    return [*rows, [Button(label, AskRole(id_, GivenRole.LEADER, on=True))]]


def _given(role: GivenRole, partner_name: str, tr: Translator) -> Markup:
    match role:
        case GivenRole.CONTACT:
            return tr(
                "Du er nå <b>partnerkontakt</b> for <b>%(partner)s</b>. Du godkjenner kolleger som "
                "vil inn (/venter), inviterer flere (/inviter) og sier fra når noen har sluttet "
                "(partnerens kort under /partnere).",
                partner=partner_name,
            )
        case GivenRole.EDITOR:
            return tr(
                "Du er nå <b>redaktør</b>. Du legger ut nyheter med /nynyhet og arrangementer med "
                "/nyttarrangement."
            )
        case GivenRole.LEADER:
            return tr(
                "Du er nå <b>prosjektleder</b>. Du ser alt i registeret, sender til alle med "
                "/kunngjor og gir roller med /roller. /hjelp viser resten."
            )


def _taken(role: GivenRole, partner_name: str, tr: Translator) -> Markup:
    match role:
        case GivenRole.CONTACT:
            return tr(
                "Du er ikke lenger <b>partnerkontakt</b> for <b>%(partner)s</b>. /hjelp viser hva "
                "du kan gjøre.",
                partner=partner_name,
            )
        case GivenRole.EDITOR:
            return tr("Du er ikke lenger <b>redaktør</b>. /hjelp viser hva du kan gjøre.")
        case GivenRole.LEADER:
            return tr("Du er ikke lenger <b>prosjektleder</b>. /hjelp viser hva du kan gjøre.")
