"""Announcements: what recipients see, how far one has come, and its account."""

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from klyngebot.domain.broadcasts import Broadcast, BroadcastReport, BroadcastState, Stop
from klyngebot.domain.deliveries import Account, DeliveryState, Reach, RecipientResult
from klyngebot.domain.outgoing import Outgoing
from klyngebot.i18n import Translator
from klyngebot.render.data import (
    AskCancel,
    AskWhy,
    CancelBroadcast,
    CopyAnnouncement,
    GoOn,
    LeaveUncertain,
    Pause,
    SendAgain,
    ShowAccount,
    TakeBack,
    TakeNewcomers,
)
from klyngebot.render.reply import (
    Album,
    Attached,
    Button,
    LinkButton,
    Reply,
    Text,
    fitting,
    lines,
    paragraphs,
)

_BAR = 10
"""Characters of the bar that shows how far a broadcast has come."""


def messages(
    broadcast: Broadcast, found: tuple[Outgoing, ...], cluster: str, tr: Translator
) -> list[Reply]:
    """Show the messages of one variant as recipients see them."""
    last = len(found) - 1
    return [
        message(broadcast, one, cluster, tr, is_last=number == last)
        for number, one in enumerate(found)
    ]


def message(
    broadcast: Broadcast, one: Outgoing, cluster: str, tr: Translator, *, is_last: bool
) -> Reply:
    """Show one message of an announcement, in the leader's own formatting."""
    html = Markup(one.html)  # noqa: S704 - Telegram's own formatting, through text_html
    if one.is_album:
        return Album(
            items=tuple(
                Attached(attachment=file, caption=Markup(caption))  # noqa: S704 - the same
                for file, caption in zip(one.attachments, one.captions, strict=True)
            )
        )
    rows: list[list[Button | LinkButton]] = [
        [LinkButton(link.label, link.url)] for link in one.links
    ]
    rows += buttons_below(broadcast, tr) if is_last else []
    if one.attachments:
        return Attached(attachment=one.attachments[0], caption=html, buttons=rows)
    if one.below_album and not one.html:
        html = tr("Bildene og filene over er fra %(cluster)s.", cluster=cluster)
    return Text(html, rows)


def buttons_below(broadcast: Broadcast, tr: Translator) -> list[list[Button | LinkButton]]:
    """Return what every recipient in a private chat can do with an announcement."""
    return [[Button(tr.label("Hvorfor fikk jeg denne?"), AskWhy(broadcast.id))]]


def report(shown: BroadcastReport, tr: Translator, *, zone: ZoneInfo, now: datetime) -> Text:
    """Show how far a broadcast has come, or its account when it is done."""
    match shown.broadcast.state:
        case BroadcastState.WAITING:
            return _waiting(shown, tr, zone=zone, now=now)
        case BroadcastState.PAUSED if shown.account.waiting:
            return _paused(shown, tr, zone=zone)
        case BroadcastState.SENDING if shown.account.waiting:
            return _under_way(shown, tr, now)
        case _:
            return _account(shown, tr)


def _paused(shown: BroadcastReport, tr: Translator, *, zone: ZoneInfo) -> Text:
    """Show a broadcast that waits for a leader, and why."""
    broadcast = shown.broadcast
    go_on = tr.label("Send likevel") if broadcast.stopped is Stop.LATE else tr.label("Gå videre")
    return Text(
        paragraphs(
            lines(tr("<b>På pause.</b>"), _stop_reason(broadcast, zone, tr)), _done(shown, tr)
        ),
        [[Button(go_on, GoOn(broadcast.id)), Button(tr.label("Stopp"), AskCancel(broadcast.id))]],
    )


def ask_cancel(shown: BroadcastReport, tr: Translator) -> Text:
    """Ask whether to take back what has not left yet."""
    id_ = shown.broadcast.id
    return Text(
        paragraphs(
            tr("<b>Vil du stoppe for godt?</b>"),
            tr.plural(
                "%(count)s mottaker får den da ikke. De som har fått den, beholder den.",
                "%(count)s mottakere får den da ikke. De som har fått den, beholder den.",
                shown.account.waiting,
            ),
        ),
        [
            [
                Button(tr.label("Ja, stopp"), CancelBroadcast(id_)),
                Button(tr.label("Tilbake"), ShowAccount(id_)),
            ]
        ],
    )


def taken_back(tr: Translator) -> Text:
    """Say that nothing went out."""
    return Text(tr("Tatt tilbake. Ingen har fått den, og den er et utkast igjen."))


def reach(to: Reach, tr: Translator) -> Markup:
    """Say how many people at how many partners a notice goes to."""
    people = tr.plural("<b>%(count)s person</b>", "<b>%(count)s personer</b>", to.people)
    partners = tr(
        "<b>%(partners)s av %(all)s partnere</b>", partners=to.partners, all=to.partners_in_all
    )
    return lines(
        tr("Sendes til %(people)s hos %(partners)s.", people=people, partners=partners),
        tr(
            "%(count)s av dem er ikke knyttet til noen partner.",
            count=tr.number(to.without_partner),
        )
        if to.without_partner
        else None,
    )


def _waiting(shown: BroadcastReport, tr: Translator, *, zone: ZoneInfo, now: datetime) -> Text:
    broadcast = shown.broadcast
    assert broadcast.due_at is not None
    seconds = max(round((broadcast.due_at - now).total_seconds()), 1)
    to = _recipients(shown.account.total, tr)
    if seconds < 120:
        said = tr.plural(
            "Går ut om <b>%(count)s sekund</b> til %(to)s.",
            "Går ut om <b>%(count)s sekunder</b> til %(to)s.",
            seconds,
            to=to,
        )
        return Text(said, [[Button(tr.label("Angre"), TakeBack(broadcast.id))]])
    when = tr.moment(broadcast.due_at.astimezone(zone))
    return Text(
        paragraphs(
            tr("Går ut <b>%(when)s</b> til %(to)s.", when=when, to=to), _newcomers(shown, tr)
        ),
        [*_take(shown, tr), [Button(tr.label("Ta tilbake og endre"), TakeBack(broadcast.id))]],
    )


def _newcomers(shown: BroadcastReport, tr: Translator) -> Markup | None:
    if not shown.newcomers:
        return None
    return tr.plural(
        "%(count)s ny passer nå til utvalget.",
        "%(count)s nye passer nå til utvalget.",
        shown.newcomers,
    )


def _take(shown: BroadcastReport, tr: Translator) -> list[list[Button]]:
    if not shown.newcomers:
        return []
    words = tr.plural("Ta med %(count)s ny", "Ta med %(count)s nye", shown.newcomers)
    return [[Button(words.unescape(), TakeNewcomers(shown.broadcast.id, shown.newcomers))]]


def _under_way(shown: BroadcastReport, tr: Translator, now: datetime) -> Text:
    id_ = shown.broadcast.id
    return Text(
        lines(tr("Sender … %(done)s", done=_done(shown, tr)), _bar(shown), _rate(shown, now, tr)),
        [
            [Button(tr.label("Pause"), Pause(id_)), Button(tr.label("Stopp"), AskCancel(id_))],
            [Button(tr.label("Oppdater"), ShowAccount(id_))],
        ],
    )


def _done(shown: BroadcastReport, tr: Translator) -> Markup:
    account = shown.account
    return tr(
        "<b>%(done)s av %(total)s</b> er ferdig.",
        done=tr.number(account.total - account.waiting),
        total=tr.number(account.total),
    )


def _bar(shown: BroadcastReport) -> str:
    done = shown.account.total - shown.account.waiting
    share = done / shown.account.total
    filled = int(share * _BAR)
    return f"{'▓' * filled}{'░' * (_BAR - filled)} {int(share * 100)} %"


def _rate(shown: BroadcastReport, now: datetime, tr: Translator) -> Markup | None:
    """Say how fast it goes and how long it takes, once there is enough to tell."""
    broadcast, account = shown.broadcast, shown.account
    if broadcast.started_at is None:
        return None
    seconds = (now - broadcast.started_at).total_seconds()
    done = account.total - account.waiting - broadcast.started_done
    if seconds < 2 or done <= 0:
        return None
    rate = done / seconds
    left = round(account.waiting / rate)
    words = (
        tr.label("%(n)s s", n=tr.number(max(left, 1)))
        if left < 90
        else tr.label("%(n)s min", n=tr.number(round(left / 60)))
    )
    return tr(
        "%(rate)s i sekundet, omtrent %(left)s igjen",
        rate=tr.number(max(round(rate), 1)),
        left=words,
    )


def _stop_reason(broadcast: Broadcast, zone: ZoneInfo, tr: Translator) -> Markup | None:
    match broadcast.stopped:
        case Stop.UNCERTAIN:
            return tr(
                "Ti på rad fikk jeg ikke svar om. Det er trolig noe galt med linjen til Telegram."
            )
        case Stop.REFUSED:
            return tr("Mer enn hver femte av de siste 50 ble avvist.")
        case Stop.UNKNOWN_CHATS:
            return tr("Telegram kjenner ikke mottakerne. Er det feil token, eller feil database?")
        case Stop.CONTENT:
            return tr("Telegram godtar ikke meldingen. Stopp den, og lag en ny.")
        case Stop.LATE:
            assert broadcast.due_at is not None
            when = tr.moment(broadcast.due_at.astimezone(zone))
            return tr("Den skulle gått ut %(when)s, men da var boten nede.", when=when)
        case None:
            return None


def _recipients(count: int, tr: Translator) -> Markup:
    return tr.plural("<b>%(count)s mottaker</b>", "<b>%(count)s mottakere</b>", count)


def _account(shown: BroadcastReport, tr: Translator) -> Text:
    account = shown.account
    if account.total and account.count(DeliveryState.DELIVERED) == account.total:
        said = tr.plural(
            "<b>Levert til %(count)s person.</b>",
            "<b>Levert til alle %(count)s mottakerne.</b>",
            account.total,
        )
        return Text(said, _ways_on(shown, tr))
    problems = [_problem(result, tr) for result in account.problems]
    cancelled = shown.broadcast.state is BroadcastState.CANCELLED
    said = tr("<b>Stoppet.</b>") if cancelled else tr("<b>Ferdig.</b>")
    head = paragraphs(tr("%(head)s %(counts)s", head=said, counts=_counts(account, tr)), "")
    return Text(
        fitting(head + "\n", problems, tr.label("… og flere.")),
        [*_uncertain_buttons(shown, tr), *_ways_on(shown, tr)],
    )


def _ways_on(shown: BroadcastReport, tr: Translator) -> list[list[Button]]:
    return [[Button(tr.label("Kopier til ny"), CopyAnnouncement(shown.broadcast.id))]]


def _counts(account: Account, tr: Translator) -> str:
    words = {
        DeliveryState.DELIVERED: tr.label("levert"),
        DeliveryState.REFUSED: tr.label("avvist"),
        DeliveryState.UNCERTAIN: tr.label("usikker"),
        DeliveryState.WITHDRAWN: tr.label("trukket"),
        DeliveryState.EXPIRED: tr.label("utløpt"),
    }
    return " · ".join(
        f"{tr.number(account.count(state))} {word}"
        for state, word in words.items()
        if account.count(state)
    )


def _problem(result: RecipientResult, tr: Translator) -> Markup:
    who = ", ".join(filter(None, (result.name or tr.label("slettet"), result.partner_name)))
    match result.state:
        case DeliveryState.REFUSED:
            return tr("Avvist: %(who)s – %(why)s", who=who, why=_refusal(result.reason, tr))
        case DeliveryState.UNCERTAIN:
            return tr("Usikker: %(who)s – %(why)s", who=who, why=_doubt(result.reason, tr))
        case DeliveryState.WITHDRAWN:
            return tr("Trukket: %(who)s – har sluttet eller slått av meldinger", who=who)
        case _:
            return tr("Utløpt: %(who)s", who=who)


def _refusal(reason: str, tr: Translator) -> str:
    known = {
        "bot was blocked by the user": tr.label("har blokkert boten"),
        "user is deactivated": tr.label("har slettet Telegram-kontoen"),
        "chat not found": tr.label("finnes ikke i Telegram"),
        "bot can't initiate conversation": tr.label("har aldri startet boten"),
    }
    return next((words for key, words in known.items() if key in reason), reason)


def _doubt(reason: str, tr: Translator) -> str:
    known = {
        "crash": tr.label("boten stoppet midt i sendingen"),
        "stopped": tr.label("boten ble stanset midt i sendingen"),
        "restored": tr.label("databasen er hentet tilbake fra en kopi"),
    }
    return known.get(reason) or tr.label("svaret fra Telegram kom aldri fram")


def _uncertain_buttons(shown: BroadcastReport, tr: Translator) -> list[list[Button]]:
    again = sum(result.can_resend for result in shown.account.problems)
    if not again or shown.broadcast.state is BroadcastState.CANCELLED:
        return []
    label = tr.label("Send igjen til %(count)s", count=tr.number(again))
    return [
        [
            Button(label, SendAgain(shown.broadcast.id)),
            Button(tr.label("La være"), LeaveUncertain(shown.broadcast.id)),
        ]
    ]
