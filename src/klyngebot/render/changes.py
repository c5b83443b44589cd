"""Who has done what, in plain words."""

from datetime import datetime

from markupsafe import Markup

from klyngebot.domain.audit import Action, Entry
from klyngebot.i18n import Translator
from klyngebot.render.data import ShowChanges
from klyngebot.render.reply import Button, Text, fitting, shortened
from klyngebot.services.changes import ChangesPage

_NAME = 40
"""Characters of a name, so that a line stays one or two on a phone."""


def _(text: str) -> str:
    """Mark ``text`` for the catalogues."""
    return text


WORDS: dict[Action, str] = {
    Action.PARTNER_ADDED: _("la til partneren %(name)s"),
    Action.PARTNER_CHANGED: _("endret %(name)s"),
    Action.PARTNER_LEFT: _("meldte %(name)s ut av klyngen"),
    Action.PARTNER_BACK: _("tok %(name)s inn i klyngen igjen"),
    Action.LINK_REPLACED: _("ga %(name)s en ny lenke"),
    Action.PERSON_ADDED: _("la til kontaktpersonen %(name)s"),
    Action.PERSON_CHANGED: _("endret kortet til %(name)s"),
    Action.PERSON_HIDDEN: _("skjulte %(name)s i søket"),
    Action.PERSON_SHOWN: _("viste %(name)s i søket igjen"),
    Action.PERSON_ERASED: _("slettet en kontaktperson"),
    Action.PERSON_INFORMED: _("noterte at %(name)s er informert"),
    Action.PERSON_INVITED: _("laget en personlig lenke til %(name)s"),
    Action.INVITATIONS_MADE: _("laget personlige lenker til alle som ikke er med"),
    Action.PHONE_SEEN: _("så telefonnummeret til %(name)s"),
    Action.MEMBER_JOINED: _("%(name)s ble bekreftet kontakt"),
    Action.MEMBER_LEFT: _("%(name)s er ikke lenger bekreftet kontakt"),
    Action.REQUEST_APPROVED: _("godkjente %(name)s"),
    Action.REQUEST_DECLINED: _("avslo %(name)s"),
    Action.ROLE_GIVEN: _("ga %(name)s rollen %(fields)s"),
    Action.ROLE_TAKEN: _("tok rollen %(fields)s fra %(name)s"),
    Action.TERM_ADDED: _("la til ordet «%(name)s»"),
    Action.TERM_CHANGED: _("endret ordet «%(name)s»"),
    Action.TERM_RETIRED: _("tok ordet «%(name)s» ut av bruk"),
    Action.TERM_BACK: _("tok ordet «%(name)s» i bruk igjen"),
    Action.TERM_SPREAD: _("ga temaet «%(name)s» til dem som følger alt"),
    Action.IMPORT_APPLIED: _("leste inn filen %(name)s"),
    Action.IMPORT_UNDONE: _("angret innlesingen av %(name)s"),
    Action.EXPORT_MADE: _("hentet ut registeret"),
    Action.DATA_TAKEN_OUT: _("hentet ut egne data"),
    Action.BROADCAST_CORRECTED: _("rettet en kunngjøring som var sendt"),
    Action.BROADCAST_WITHDRAWN: _("trakk tilbake en kunngjøring"),
    Action.BROADCAST_REMINDED: _("purret på dem som ikke har bekreftet en kunngjøring"),
    Action.BROADCAST_SENT: _("sendte kunngjøringen «%(name)s»"),
    Action.BROADCAST_TAKEN_BACK: _("tok tilbake kunngjøringen «%(name)s» før den gikk ut"),
    Action.BROADCAST_PAUSED: _("satte kunngjøringen «%(name)s» på pause"),
    Action.BROADCAST_RESUMED: _("lot kunngjøringen «%(name)s» gå videre"),
    Action.BROADCAST_CANCELLED: _("stoppet kunngjøringen «%(name)s»"),
    Action.BROADCAST_SENT_AGAIN: _("sendte kunngjøringen «%(name)s» igjen til de usikre"),
    Action.BROADCAST_LEFT: _("lot de usikre i kunngjøringen «%(name)s» være"),
    Action.BROADCAST_ACCOUNT_TAKEN: _("hentet ut regnskapet for kunngjøringen «%(name)s»"),
    Action.BROADCAST_ADDRESSES_TAKEN: _(
        "hentet ut adressene til dem kunngjøringen «%(name)s» ikke nådde"
    ),
}
"""What each act is called. Who did it stands before."""

FIELDS: dict[str, str] = {
    "name": _("navn"),
    "short_name": _("kortnavn"),
    "category": _("kategori"),
    "standing": _("partneravtale eller støttespiller"),
    "signed_on": _("avtaledato"),
    "joined_on": _("dato for inntreden"),
    "left_on": _("dato for uttreden"),
    "org_number": _("organisasjonsnummer"),
    "municipality": _("kommune"),
    "county": _("fylke"),
    "country": _("land"),
    "website": _("nettsted"),
    "email": _("e-post"),
    "about": _("hva de gjør"),
    "terms": _("fagfelt og materialer"),
    "materials": _("materialer"),
    "title": _("stilling"),
    "phone": _("telefon"),
    "languages": _("språk"),
    "competences": _("fagfelt"),
    "email_seen_by": _("hvem som ser e-post"),
    "phone_seen_by": _("hvem som ser telefon"),
    "languages_seen_by": _("hvem som ser språk"),
    "competences_seen_by": _("hvem som ser fagfelt"),
    "synonyms": _("andre ord"),
    "contact": _("partnerkontakt"),
    "editor": _("redaktør"),
    "leader": _("prosjektleder"),
}
"""What fields and roles are called on the screen."""


def page(shown: ChangesPage, today: datetime, tr: Translator) -> Text:
    """Show a page of what was done, a line each.

    Args:
        shown: The page.
        today: The moment, in the zone to tell the time in.
        tr: The language.
    """
    if not shown.entries:
        return Text(tr("Ingenting er endret ennå."))
    html = fitting(tr("<b>Endringer</b>"), [_line(entry, today, tr) for entry in shown.entries], "")
    last = html.count("\n")  # lines that fitted; the others come with the next page
    turn = []
    if shown.paged:
        turn.append(Button(tr.label("Nyeste"), ShowChanges(0)))
    if shown.has_older or last < len(shown.entries):
        turn.append(Button(tr.label("Eldre"), ShowChanges(shown.entries[last - 1].id)))
    return Text(html, [turn] if turn else [])


def _line(entry: Entry, today: datetime, tr: Translator) -> Markup:
    at = entry.at.astimezone(today.tzinfo)
    year = "" if at.year == today.year else f" {at.year}"
    return tr(
        "%(date)s %(time)s · %(who)s · %(what)s",
        date=tr.short_date(at) + year,
        time=tr.time(at),
        who=_who(entry, tr),
        what=_what(entry, tr),
    )


def _who(entry: Entry, tr: Translator) -> str:
    if entry.actor_id is None:
        return tr.label("den som drifter boten")
    return shortened(entry.actor_name, _NAME) or tr.label("en som er slettet")


def _what(entry: Entry, tr: Translator) -> Markup:
    words = WORDS[entry.action]
    fields = tr.listed(
        [tr.label(FIELDS[name]) if name in FIELDS else name for name in entry.fields]
    )
    name = shortened(entry.object_name, _NAME) or _gone(entry, tr)
    said = tr(words, name=name, fields=fields)
    return (
        said
        if not entry.fields or "fields" in words
        else tr("%(what)s: %(fields)s", what=said, fields=fields)
    )


def _gone(entry: Entry, tr: Translator) -> str:
    match entry.action.object:
        case "partner":
            return tr.label("en partner som er slettet")
        case "term":
            return tr.label("noe som er slettet")
        case "broadcast":
            return tr.label("uten tekst")
        case "import" if entry.object_id is None:
            return tr.label("ved terminalen")
        case "import":
            return tr.label("som er slettet")
        case _:
            return tr.label("en som er slettet")
