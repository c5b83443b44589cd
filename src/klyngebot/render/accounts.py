"""The account of an announcement as a workbook. Making one blocks for a moment."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from klyngebot.domain.accounts import FullAccount, Share
from klyngebot.domain.broadcasts import Broadcast, ChangeKind, ChangeReport
from klyngebot.domain.deliveries import DeliveryState, RecipientResult
from klyngebot.domain.outgoing import outgoing, readable, title
from klyngebot.domain.text import fold
from klyngebot.files.sheets import Cell, Sheet, write_xlsx
from klyngebot.i18n import Translator
from klyngebot.render.audience import audience_words
from klyngebot.render.composing import language_name
from klyngebot.render.outcomes import reason, state_name
from klyngebot.render.reply import File, paragraphs

ENDS = (
    DeliveryState.DELIVERED,
    DeliveryState.REFUSED,
    DeliveryState.UNCERTAIN,
    DeliveryState.WITHDRAWN,
    DeliveryState.EXPIRED,
)
"""The states that are ends, as the columns have them."""

_SLUG = 40
"""Characters of the announcement's first line in the name of the file."""


def account_file(found: FullAccount, zone: ZoneInfo, tr: Translator) -> File:
    """Return the account as a file to send on."""
    caption = paragraphs(
        tr.plural("%(count)s mottaker.", "%(count)s mottakere.", len(found.results)),
        tr(
            "Filen har navn og hvordan det gikk for hver enkelt. Slett den når du er ferdig. Det "
            "er notert at du hentet den ut."
        ),
    )
    name = file_name(found.report.broadcast, zone, tr)
    return File(name=name, body=account_body(found, zone, tr), caption=caption)


def account_body(found: FullAccount, zone: ZoneInfo, tr: Translator) -> bytes:
    """Return the bytes of the workbook: the announcement, then partners, then recipients."""
    return write_xlsx([_about(found, zone, tr), _partners(found, tr), _people(found, zone, tr)])


def file_name(broadcast: Broadcast, zone: ZoneInfo, tr: Translator) -> str:
    """Return what to call the file: when it went out, and its first line."""
    day = _sent_at(broadcast, zone).date().isoformat()
    words = re.sub("[^a-z0-9]+", "-", fold(title(broadcast.parts))).strip("-")
    short = words if len(words) <= _SLUG else words[: _SLUG + 1].rpartition("-")[0] or words[:_SLUG]
    return f"{tr.label('kunngjoring')}-{day}{f'-{short}' if short else ''}.xlsx"


def _about(found: FullAccount, zone: ZoneInfo, tr: Translator) -> Sheet:
    broadcast, account = found.report.broadcast, found.report.account
    rows: list[list[Cell]] = [
        [_text_label(locale, broadcast, tr), _written(broadcast, locale)]
        for locale in broadcast.variants
    ]
    button = tr.label("Knapp")
    rows += [
        [button, f"{link.label}: {link.url}"]
        for one in outgoing(broadcast.parts)
        for link in one.links
    ]
    rows += [
        [tr.label("Sendt"), _sent_at(broadcast, zone)],
        [tr.label("Sendt av"), found.author_name or tr.label("en som er slettet")],
        [tr.label("Sendt til"), _for_whom(found, tr)],
        [tr.label("Mottakere"), account.total],
    ]
    rows += [[heading(state, tr), account.count(state)] for state in ENDS]
    rows += [
        [tr.label("Venter"), account.waiting],
        [tr.label("Bekreftet"), Share(name="", results=found.results).confirmed],
    ]
    rows += [[_change_label(one, tr), _change(one, zone, tr)] for one in found.report.changes]
    return Sheet(
        title=tr.label("Kunngjøringen"), headings=[tr.label("Hva"), tr.label("Innhold")], rows=rows
    )


def _partners(found: FullAccount, tr: Translator) -> Sheet:
    shares = [(share.name, share) for share in found.partners]
    shares += [
        (name, share)
        for name, share in (
            (tr.label("Uten partner"), found.without_partner),
            (tr.label("Grupper og kanaler"), found.groups),
        )
        if share.total
    ]
    return Sheet(
        title=tr.label("Partnere"),
        headings=[
            tr.label("Partner"),
            tr.label("Mottakere"),
            *(heading(state, tr) for state in ENDS),
            tr.label("Bekreftet"),
        ],
        rows=[
            [name, share.total, *map(share.count, ENDS), share.confirmed] for name, share in shares
        ],
    )


def _people(found: FullAccount, zone: ZoneInfo, tr: Translator) -> Sheet:
    return Sheet(
        title=tr.label("Mottakere"),
        headings=[
            tr.label("Navn"),
            tr.label("Partner"),
            tr.label("Resultat"),
            tr.label("Grunn"),
            tr.label("Når"),
            tr.label("Bekreftet"),
            tr.label("Utgave"),
        ],
        rows=[_person(one, zone, tr) for one in found.results],
    )


def _person(one: RecipientResult, zone: ZoneInfo, tr: Translator) -> list[Cell]:
    return [
        one.name or tr.label("slettet"),
        one.partner_name,
        state_name(one.state, tr),
        reason(one, tr),
        one.settled_at.astimezone(zone) if one.settled_at else None,
        one.confirmed_at.astimezone(zone) if one.confirmed_at else None,
        language_name(one.variant, tr),
    ]


def _text_label(locale: str, broadcast: Broadcast, tr: Translator) -> str:
    if len(broadcast.variants) == 1:
        return tr.label("Tekst")
    return tr.label("Tekst (%(language)s)", language=language_name(locale, tr).lower())


def _written(broadcast: Broadcast, locale: str) -> str:
    written = [
        readable(html)
        for one in outgoing(broadcast.variants[locale])
        for html in (one.html, *one.captions)
        if html
    ]
    return "\n\n".join(written)


def _for_whom(found: FullAccount, tr: Translator) -> str:
    words = readable(str(audience_words(found.report.broadcast.audience, found.names, tr)))
    return words[:1].upper() + words[1:]


def _change_label(one: ChangeReport, tr: Translator) -> str:
    match one.change.kind:
        case ChangeKind.CORRECTION:
            return tr.label("Rettet")
        case ChangeKind.WITHDRAWAL:
            return tr.label("Trukket tilbake")
        case _:
            return tr.label("Purret")


def _change(one: ChangeReport, zone: ZoneInfo, tr: Translator) -> str:
    return tr.label(
        "%(when)s av %(who)s: hos %(done)s av %(all)s",
        when=tr.moment(one.change.made_at.astimezone(zone)),
        who=one.change.maker_name or tr.label("en som er slettet"),
        done=tr.number(one.account.count(DeliveryState.DELIVERED)),
        all=tr.number(one.account.total),
    )


def heading(state: DeliveryState, tr: Translator) -> str:
    """Return what a column of those in ``state`` is called."""
    return state_name(state, tr).capitalize()


def _sent_at(broadcast: Broadcast, zone: ZoneInfo) -> datetime:
    at = broadcast.due_at or broadcast.confirmed_at or broadcast.changed_at
    return at.astimezone(zone)
