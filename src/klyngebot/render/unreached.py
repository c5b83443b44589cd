"""Whom an announcement has not reached here, and what to put into an e-mail to them."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

from markupsafe import Markup

from klyngebot.domain.answers import MESSAGE_LIMIT
from klyngebot.domain.broadcasts import Attachment, AttachmentKind, Part
from klyngebot.domain.outgoing import Outgoing, outgoing, readable
from klyngebot.domain.text import utf16_length
from klyngebot.domain.unreached import Unreachable, Unreached, UnreachedPerson, Why
from klyngebot.i18n import Translator
from klyngebot.render.afterwards import NAME, back
from klyngebot.render.composing import language_name
from klyngebot.render.data import ShowUnreachable, ShowUnreached, TakeAddresses
from klyngebot.render.outcomes import refusal
from klyngebot.render.pages import named, page
from klyngebot.render.reply import Button, Text, lines, paragraphs, shortened, to_copy

_AT_PARTNER = 8
"""People named at one partner."""

_WITHOUT = 40
"""People without an address who are named beside the addresses; the page names them all."""


def unreached(found: Unreached, number: int, tr: Translator) -> Text:
    """Show a page of whom an announcement was for and has not reached, partner by partner."""
    id_ = found.broadcast.id
    if not found.people:
        return Text(paragraphs(_everybody(found, tr), *_remarks(found, tr)), [[back(id_, tr)]])
    of_partners = [
        _at_partner(name, list(people), tr)
        for name, people in groupby(found.people, lambda one: one.partner_name)
    ]
    shown, turn = page(of_partners, number, lambda one: ShowUnreached(id_, one), tr)
    head = tr.plural(
        "<b>%(count)s person i registeret har ikke fått den her.</b>",
        "<b>%(count)s personer i registeret har ikke fått den her.</b>",
        len(found.people),
    )
    rows: list[list[Button]] = [
        [Button(tr.label("Adressene og teksten"), TakeAddresses(id_))],
        [Button(tr.label("Har blokkert boten"), ShowUnreachable(0)), back(id_, tr)],
    ]
    return Text(paragraphs(head, lines(*shown), *_remarks(found, tr)), [*turn, *rows])


def addresses(found: Unreached, tr: Translator) -> list[Text]:
    """Return what to put into an e-mail to them: the addresses, and the text, to be copied."""
    known, new = found.addresses(told=True), found.addresses(told=False)
    said = [
        Text(
            paragraphs(
                tr("<b>Adressene.</b> Trykk for å kopiere, og lim dem inn som blindkopi."),
                _missing(found.without_email, tr),
                tr("Det er notert at du hentet dem ut."),
            )
        ),
        *_copied("; ".join(known), "; "),
    ]
    if new:
        said.append(
            Text(
                tr(
                    "<b>Disse vet ikke at de står i registeret.</b> De må få vite det senest i "
                    "den første e-posten fra dere. Send dem teksten fra /informer først, eller "
                    "sammen med denne."
                )
            )
        )
        said += _copied("; ".join(new), "; ")
    for locale, parts in found.broadcast.variants.items():
        head = tr("<b>Teksten</b> (%(language)s)", language=language_name(locale, tr).lower())
        only = len(found.broadcast.variants) == 1
        said.append(Text(tr("<b>Teksten</b>") if only else head))
        said += _copied(plain_text(parts, tr), "\n")
    return said


def plain_text(parts: Sequence[Part], tr: Translator) -> str:
    """Return an announcement as an e-mail says it: its links written out, its files named."""
    found = outgoing(parts)
    files = [attachment for one in found for attachment in one.attachments]
    attached = tr.label("Vedlegg: %(files)s", files=_files(files, tr)) if files else ""
    return "\n\n".join(filter(None, [*map(_plain, found), attached]))


def unreachable(found: list[Unreachable], number: int, tr: Translator, *, zone: ZoneInfo) -> Text:
    """Show a page of the chats that Telegram does not let us write to."""
    if not found:
        return Text(tr("Alle som får meldinger, kan nås."))
    chats = [
        tr(
            "%(who)s – %(why)s, siden %(when)s",
            who=_who(one.name, one.partner_name, tr),
            why=refusal(one.reason, tr),
            when=tr.day(one.since.astimezone(zone).date()),
        )
        for one in found
    ]
    shown, turn = page(chats, number, ShowUnreachable, tr)
    head = tr.plural(
        "<b>%(count)s person kan ikke nås nå.</b>",
        "<b>%(count)s personer kan ikke nås nå.</b>",
        len(found),
    )
    how = tr("Slipper de boten inn igjen, får de det neste som sendes, uten at du gjør noe.")
    return Text(paragraphs(head, lines(*shown), how), turn)


def _at_partner(name: str, people: list[UnreachedPerson], tr: Translator) -> Markup:
    names = [f"{shortened(one.name, NAME)} ({_lacks(one, tr)})" for one in people]
    said = named(names, tr, most=_AT_PARTNER)
    return tr("%(partner)s: %(people)s", partner=shortened(name, NAME), people=said)


def _lacks(one: UnreachedPerson, tr: Translator) -> str:
    why = _why(one, tr)
    return why if one.email else tr.label("%(why)s, uten e-post", why=why)


def _why(one: UnreachedPerson, tr: Translator) -> str:
    match one.why:
        case Why.NOT_IN_BOT:
            return tr.label("ikke i boten")
        case Why.UNSUBSCRIBED | Why.WITHDRAWN:
            return tr.label("har slått av meldinger")
        case Why.CAME_LATER:
            return tr.label("kom til etterpå")
        case Why.REFUSED:
            return refusal(one.reason, tr)
        case Why.UNCERTAIN:
            return tr.label("usikker")
        case Why.EXPIRED:
            return tr.label("kom ikke fram i tide")


def _everybody(found: Unreached, tr: Translator) -> Markup | None:
    if found.elsewhere:
        return None
    return tr("Alle i registeret som den var til, har fått den her.")


def _remarks(found: Unreached, tr: Translator) -> list[Markup | None]:
    without, untold = len(found.without_email), len(found.untold)
    return [
        tr.plural(
            "%(count)s av dem står uten e-postadresse.",
            "%(count)s av dem står uten e-postadresse.",
            without,
        )
        if without
        else None,
        tr.plural(
            "%(count)s har ikke fått vite at de står i registeret; /informer har teksten.",
            "%(count)s har ikke fått vite at de står i registeret; /informer har teksten.",
            untold,
        )
        if untold
        else None,
        tr.plural(
            "%(count)s til ble ikke nådd, men står ikke i registeret. Regnskapet har navnet.",
            "%(count)s til ble ikke nådd, men står ikke i registeret. Regnskapet har navnene.",
            found.elsewhere,
        )
        if found.elsewhere
        else None,
        tr("Hvem som følger et tema, vet jeg bare om dem som er i boten.")
        if found.asks_the_bot
        else None,
    ]


def _missing(people: Sequence[UnreachedPerson], tr: Translator) -> Markup | None:
    if not people:
        return None
    names = [_who(one.name, one.partner_name, tr) for one in people]
    return tr(
        "Uten e-post, så de må få vite det på annen måte: %(names)s",
        names=named(names, tr, most=_WITHOUT),
    )


def _copied(text: str, between: str) -> list[Text]:
    """Return ``text`` to be copied, in as many messages as it takes, cut at ``between``."""
    return [Text(to_copy(piece)) for piece in pieces(text, between)]


def pieces(text: str, between: str) -> list[str]:
    """Return ``text`` in pieces that fit a message, cut at ``between`` where that is possible."""
    found: list[str] = []
    for item in text.split(between) if text else []:
        for start in range(0, max(len(item), 1), _LONGEST):
            piece = item[start : start + _LONGEST]
            joined = f"{found[-1]}{between}{piece}" if found and not start else piece
            if found and not start and utf16_length(joined) <= MESSAGE_LIMIT:
                found[-1] = joined
            else:
                found.append(piece)
    return [piece for piece in found if piece.strip()]


_LONGEST = MESSAGE_LIMIT // 2
"""Characters of one piece: two UTF-16 units each at the most."""


def _plain(one: Outgoing) -> str:
    written = [readable(html) for html in (one.html, *one.captions) if html]
    links = [f"{link.label}: {link.url}" for link in one.links]
    return "\n".join([*written, *links])


def _files(attachments: Iterable[Attachment], tr: Translator) -> str:
    return ", ".join(
        one.name
        or (tr.label("et bilde") if one.kind is AttachmentKind.PHOTO else tr.label("en fil"))
        for one in attachments
    )


def _who(name: str, partner: str, tr: Translator) -> str:
    both = (name or tr.label("uten navn"), partner)
    return ", ".join(shortened(one, NAME) for one in both if one)
