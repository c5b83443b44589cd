"""Links to send: a partner's own, and one for each person."""

from markupsafe import Markup

from klyngebot.domain.partners import Partner
from klyngebot.domain.text import clean
from klyngebot.files.qr import qr_png
from klyngebot.files.sheets import Sheet, write_xlsx
from klyngebot.i18n import LOCALES, Translator, norwegian, translator
from klyngebot.render.data import (
    AskNewLink,
    InvitePerson,
    ListInvitable,
    ReplaceLink,
    ShowCovered,
    ShowInvite,
)
from klyngebot.render.joining import join_link
from klyngebot.render.reply import (
    Button,
    File,
    Photo,
    Rows,
    Text,
    lines,
    paragraphs,
    shortened,
    to_copy,
)
from klyngebot.services.invitations import Invitable, Invite
from klyngebot.services.partnership import fingerprint

PAGE = 12
"""Names or partners on one page of buttons."""

_LANGUAGES = {"nb": "Tekst på bokmål", "nn": "Tekst på nynorsk", "en": "English text"}


def link_photo(partner: Partner, bot_name: str, cluster: str, tr: Translator) -> Photo:
    """Show a partner's join link as a QR code, with the link and a text to send below."""
    link = join_link(bot_name, partner.join_code)
    return Photo(
        body=qr_png(link),
        caption=paragraphs(
            tr("<b>%(partner)s</b>", partner=shortened(partner.name, 100)),
            Markup.escape(link),
            tr("Tekst å sende:"),
            to_copy(join_text(partner, bot_name, cluster, tr)),
        ),
        buttons=[[Button(tr.label("Ny lenke"), AskNewLink(partner.id))]],
    )


def join_text(partner: Partner, bot_name: str, cluster: str, tr: Translator) -> str:
    """Return what a leader may send to a partner's people, as plain text."""
    return tr.label(
        "Hei! %(cluster)s har en bot i Telegram med nyheter, arrangementer og hvem du kan ringe "
        "hos partnerne. Lenken er for alle i %(partner)s: åpne den på telefonen og velg navnet "
        "ditt, så blir du med.\n%(link)s",
        cluster=shortened(cluster, 100),
        partner=shortened(partner.name, 100),
        link=join_link(bot_name, partner.join_code),
    )


def join_text_to_copy(partner: Partner, bot_name: str, cluster: str, tr: Translator) -> Text:
    """Show that text so that one tap copies it."""
    return Text(
        paragraphs(
            tr("Trykk på teksten for å kopiere den, og send den til partneren:"),
            to_copy(join_text(partner, bot_name, cluster, tr)),
        )
    )


def new_link_question(partner: Partner, tr: Translator) -> Text:
    """Ask whether the join link is to be replaced."""
    return Text(
        tr(
            "Vil du lage en ny lenke for <b>%(partner)s</b>? Den gamle slutter å virke, også "
            "QR-koder som er trykt.",
            partner=partner.name,
        ),
        [
            [
                Button(
                    tr.label("Lag ny lenke"),
                    ReplaceLink(partner.id, fingerprint(partner.join_code)),
                )
            ],
            [Button(tr.label("La være"), ShowCovered(partner.id))],
        ],
    )


def partners(found: list[Invitable], tr: Translator) -> Text:
    """Ask from which partner somebody is to be invited."""
    if not found:
        return Text(
            tr(
                "Jeg fant ingen å invitere. Alle i registeret der er med, eller navnet er "
                "skrevet på en annen måte."
            )
        )
    rows = [
        [
            Button(
                shortened(f"{one.partner.name} ({tr.number(len(one.people))})"),
                ListInvitable(one.partner.id, 0),
            )
        ]
        for one in found[: PAGE * 2]
    ]
    return Text(
        paragraphs(
            tr("<b>Hvilken partner?</b>"),
            tr("… og flere. Skriv navnet: <code>/inviter navnet på partneren</code>")
            if len(found) > len(rows)
            else None,
        ),
        rows,
    )


def people(at: Invitable, page: int, tr: Translator) -> Text:
    """Ask who is to be invited."""
    name = at.partner.name
    back = [Button(tr.label("Tilbake"), ShowCovered(at.partner.id))]
    if not at.people:
        return Text(tr("Alle i registeret hos <b>%(partner)s</b> er med.", partner=name), [back])
    last = (len(at.people) - 1) // PAGE
    page = min(page, last)
    rows: list[list[Button]] = [
        [
            Button(
                shortened(", ".join(filter(None, (person.name, person.facts.title)))),
                InvitePerson(person.id),
            )
        ]
        for person in at.people[page * PAGE : (page + 1) * PAGE]
    ]
    turn = []
    if page > 0:
        turn.append(Button(tr.label("‹ Forrige"), ListInvitable(at.partner.id, page - 1)))
    if page < last:
        turn.append(Button(tr.label("Neste ›"), ListInvitable(at.partner.id, page + 1)))
    return Text(
        tr(
            "<b>%(partner)s</b>\nHvem vil du invitere? Lenken virker én gang, i sju dager, og "
            "slipper personen rett inn.",
            partner=name,
        ),
        [*rows, *([turn] if turn else []), back],
    )


def invitation(invite: Invite, bot_name: str, cluster: str, tr: Translator, *, locale: str) -> Text:
    """Show the text with somebody's personal link, in the language ``locale``, to copy."""
    others: Rows = [
        [
            Button(other_label, ShowInvite(invite.person.id, invite.made, other))
            for other, other_label in _LANGUAGES.items()
            if other in LOCALES and other != locale
        ]
    ]
    return Text(
        paragraphs(
            tr(
                "Personlig lenke til <b>%(name)s</b>. Trykk på teksten for å kopiere den, og send "
                "den bare til vedkommende.",
                name=invite.person.name,
            ),
            to_copy(invitation_text(invite, bot_name, cluster, translator(locale))),
        ),
        others,
    )


def invitation_text(invite: Invite, bot_name: str, cluster: str, tr: Translator) -> str:
    """Return what may be sent to somebody with their personal link, as plain text."""
    return tr.label(
        "Hei, %(name)s! %(cluster)s har en bot i Telegram med nyheter, arrangementer og hvem du "
        "kan ringe hos partnerne. Du står i partnerregisteret som kontaktperson hos %(partner)s. "
        "Åpne lenken på telefonen, så er du inne:\n%(link)s\n\nDen er bare til deg og virker i sju "
        "dager. I boten ser du hva som er lagret om deg, og kan rette eller slette det.",
        name=shortened(invite.person.name, 100),
        cluster=shortened(cluster, 100),
        partner=shortened(invite.person.partner_name, 100),
        link=f"https://t.me/{bot_name}?start={invite.code}",
    )


def everybody(invites: list[Invite], bot_name: str, cluster: str, tr: Translator) -> File | Text:
    """Make the file for a mail merge: a row for each who is not in, with their own link."""
    if not invites:
        return Text(tr("Alle i registeret er med i boten, så det er ingen å invitere."))
    rows = [
        [
            clean(invite.person.name),
            invite.person.facts.email,
            clean(invite.person.partner_name),
            f"https://t.me/{bot_name}?start={invite.code}",
            invitation_text(invite, bot_name, cluster, norwegian(tr.locale)),
            invitation_text(invite, bot_name, cluster, translator("en")),
        ]
        for invite in invites
    ]
    headings = [
        tr.label("Navn"),
        tr.label("E-post"),
        tr.label("Partner"),
        tr.label("Personlig lenke"),
        tr.label("Tekst på norsk"),
        tr.label("Tekst på engelsk"),
    ]
    return File(
        name=tr.label("invitasjoner.xlsx"),
        body=write_xlsx([Sheet(title=tr.label("Invitasjoner"), headings=headings, rows=rows)]),
        caption=lines(
            tr.plural(
                "<b>%(count)s er ikke med ennå.</b> Bruk filen til fletting i e-post.",
                "<b>%(count)s er ikke med ennå.</b> Bruk filen til fletting i e-post.",
                len(invites),
            ),
            tr(
                "Hver lenke slipper én person rett inn, én gang, i sju dager. Del ikke filen, og "
                "slett den når e-postene er sendt."
            ),
        ),
    )
