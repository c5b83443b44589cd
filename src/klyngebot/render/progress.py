"""How far an announcement has come."""

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from klyngebot.domain.broadcasts import (
    Broadcast,
    BroadcastReport,
    BroadcastState,
    Stop,
)
from klyngebot.i18n import Translator
from klyngebot.render.account_card import account_card, ways_to_change
from klyngebot.render.data import (
    AskCancel,
    CancelBroadcast,
    GoOn,
    Pause,
    ShowAccount,
    TakeBack,
    TakeNewcomers,
)
from klyngebot.render.reply import (
    Button,
    Text,
    lines,
    paragraphs,
)

_BAR = 10
"""Characters of the bar that shows how far a broadcast has come."""


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
            return account_card(shown, zone, tr)


def _paused(shown: BroadcastReport, tr: Translator, *, zone: ZoneInfo) -> Text:
    """Show a broadcast that waits for a leader, and why."""
    broadcast = shown.broadcast
    go_on = tr.label("Send likevel") if broadcast.stopped is Stop.LATE else tr.label("Gå videre")
    return Text(
        paragraphs(
            lines(tr("<b>På pause.</b>"), _stop_reason(broadcast, zone, tr)), _done(shown, tr)
        ),
        [
            [Button(go_on, GoOn(broadcast.id)), Button(tr.label("Stopp"), AskCancel(broadcast.id))],
            *ways_to_change(shown, tr),
        ],
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
            *ways_to_change(shown, tr),
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
