"""Announcements: what recipients see, how far one has come, and its account."""

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from klyngebot.domain.broadcasts import (
    Acknowledging,
    Broadcast,
    BroadcastReport,
    BroadcastState,
    ChangeKind,
    ChangeReport,
    Confirmed,
    Stop,
)
from klyngebot.domain.corrections import Correction, message_and_item
from klyngebot.domain.deliveries import OPEN_STATES, Account, DeliveryState, Reach, RecipientResult
from klyngebot.domain.outgoing import Outgoing, outgoing
from klyngebot.i18n import Translator
from klyngebot.render.data import (
    Acknowledge,
    AskCancel,
    AskWhy,
    AskWithdraw,
    CancelBroadcast,
    ChooseCorrected,
    CopyAnnouncement,
    GoOn,
    LeaveUncertain,
    ListAnswersTo,
    Pause,
    SendAgain,
    ShowAccount,
    ShowChange,
    ShowConfirmations,
    ShowPartnerAccount,
    ShowUnreached,
    TakeAccount,
    TakeBack,
    TakeNewcomers,
)
from klyngebot.render.outcomes import STATES, doubt, reason, refusal, state_name
from klyngebot.render.reply import (
    Album,
    Attached,
    Button,
    LinkButton,
    Reply,
    Rows,
    Text,
    fitting,
    lines,
    paragraphs,
)

_REMINDERS = 5
"""Reminders that an account names, the latest."""

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
    broadcast: Broadcast,
    one: Outgoing,
    cluster: str,
    tr: Translator,
    *,
    is_last: bool,
    confirmed: datetime | None = None,
) -> Reply:
    """Show one message of an announcement, in the leader's own formatting.

    ``confirmed`` is when its recipient has confirmed it, in the zone to show; it makes the message
    theirs alone.
    """
    html = Markup(one.html)  # noqa: S704 - Telegram's own formatting, through text_html
    if one.is_album:
        return Album(
            items=tuple(
                Attached(attachment=file, caption=Markup(caption))  # noqa: S704 - the same
                for file, caption in zip(one.attachments, one.captions, strict=True)
            )
        )
    rows = _links(one)
    rows += buttons_below(broadcast, tr, confirmed=confirmed) if is_last else []
    if one.attachments:
        return Attached(attachment=one.attachments[0], caption=html, buttons=rows)
    if one.below_album and not one.html:
        html = tr("Bildene og filene over er fra %(cluster)s.", cluster=cluster)
    return Text(html, rows)


def corrected(correction: Correction, cluster: str, tr: Translator) -> list[Reply]:
    """Show, as recipients will see them, the messages that are to be corrected."""
    broadcast = correction.corrected
    found: list[Reply] = []
    for locale, places in correction.places().items():
        shown = messages(broadcast, outgoing(broadcast.variants[locale]), cluster, tr)
        found += [shown[number] for number in sorted({message_and_item(p)[0] for p in places})]
    return found


def buttons(
    broadcast: Broadcast, variant: str, tr: Translator, *, confirmed: datetime | None = None
) -> Rows:
    """Return all that stands below the last message of a variant, for one recipient.

    ``confirmed`` is when they have confirmed it, in the zone to show.
    """
    last = outgoing(broadcast.variants.get(variant) or broadcast.parts)[-1]
    return [*_links(last), *buttons_below(broadcast, tr, confirmed=confirmed)]


def buttons_below(
    broadcast: Broadcast, tr: Translator, *, confirmed: datetime | None = None
) -> list[list[Button | LinkButton]]:
    """Return what a recipient in a private chat can do with an announcement.

    ``confirmed`` is when they have confirmed it, in the zone to show.
    """
    why: list[Button | LinkButton] = [
        Button(tr.label("Hvorfor fikk jeg denne?"), AskWhy(broadcast.id))
    ]
    if broadcast.acknowledging is Acknowledging.NOBODY:
        return [why]
    return [*confirm_button(broadcast, tr, confirmed=confirmed), why]


def confirm_button(
    broadcast: Broadcast, tr: Translator, *, confirmed: datetime | None = None
) -> list[list[Button | LinkButton]]:
    """Return the button that confirms, or says when that was."""
    if confirmed is not None:
        label = tr.label("✓ Bekreftet %(when)s", when=tr.short_moment(confirmed))
    elif broadcast.acknowledging is Acknowledging.PARTNERS:
        label = tr.label("Bekreft – én hos dere er nok")
    else:
        label = tr.label("Bekreft at du har lest")
    return [[Button(label, Acknowledge(broadcast.id))]]


def confirmed_label(count: Confirmed, tr: Translator) -> str:
    """Say in a few words how many have confirmed."""
    values = {"done": tr.number(count.done), "all": tr.number(count.asked)}
    if count.of_partners:
        return tr.label("Bekreftet: %(done)s av %(all)s partnere", **values)
    return tr.label("Bekreftet: %(done)s av %(all)s personer", **values)


def _links(one: Outgoing) -> list[list[Button | LinkButton]]:
    return [[LinkButton(link.label, link.url)] for link in one.links]


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
            return _account(shown, tr, zone)


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
            *_ways_to_change(shown, tr),
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
            *_ways_to_change(shown, tr),
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


def _account(shown: BroadcastReport, tr: Translator, zone: ZoneInfo) -> Text:
    account = shown.account
    if account.total and account.count(DeliveryState.DELIVERED) == account.total:
        said = tr.plural(
            "<b>Levert til %(count)s person.</b>",
            "<b>Levert til alle %(count)s mottakerne.</b>",
            account.total,
        )
        return Text(
            lines(said, *_changes(shown, tr), *_reminders(shown, zone, tr), _forgotten(shown, tr)),
            _ways_on(shown, tr, zone),
        )
    problems = [_problem(result, tr) for result in account.problems]
    cancelled = shown.broadcast.state is BroadcastState.CANCELLED and not shown.withdrawal
    said = tr("<b>Stoppet.</b>") if cancelled else tr("<b>Ferdig.</b>")
    head = lines(
        tr("%(head)s %(counts)s", head=said, counts=_counts(account, tr)),
        *_changes(shown, tr),
        *_reminders(shown, zone, tr),
        _unanswered(shown, tr),
        _forgotten(shown, tr),
    )
    return Text(
        fitting(head + "\n", problems, tr.label("… og flere.")),
        [*_uncertain_buttons(shown, tr), *_ways_on(shown, tr, zone)],
    )


def _ways_on(shown: BroadcastReport, tr: Translator, zone: ZoneInfo) -> list[list[Button]]:
    id_ = shown.broadcast.id
    copy = Button(tr.label("Kopier til ny"), CopyAnnouncement(id_))
    if shown.account.only_counts:
        return [[copy]]
    made = [
        [Button(_change_label(one, tr, zone), ShowChange(one.change.id))]
        for one in shown.changes
        if one.change.kind in _EDITS
    ]
    return [
        *_confirmations(shown, tr),
        *_answers(shown, tr),
        [
            Button(tr.label("Per partner"), ShowPartnerAccount(id_, 0)),
            Button(tr.label("Ikke nådd"), ShowUnreached(id_, 0)),
        ],
        *made,
        *_ways_to_change(shown, tr),
        [Button(tr.label("Som regneark"), TakeAccount(id_)), copy],
    ]


def _ways_to_change(shown: BroadcastReport, tr: Translator) -> list[list[Button]]:
    if shown.withdrawal is not None or not shown.account.total:
        return []
    id_ = shown.broadcast.id
    return [
        [
            Button(tr.label("Rett"), ChooseCorrected(id_)),
            Button(tr.label("Trekk tilbake"), AskWithdraw(id_, again=False)),
        ]
    ]


_EDITS = (ChangeKind.CORRECTION, ChangeKind.WITHDRAWAL)


def _change_label(shown: ChangeReport, tr: Translator, zone: ZoneInfo) -> str:
    when = tr.short_moment(shown.change.made_at.astimezone(zone))
    if shown.change.kind is ChangeKind.WITHDRAWAL:
        return tr.label("Trukket tilbake %(when)s", when=when)
    return tr.label("Rettet %(when)s", when=when)


def _changes(shown: BroadcastReport, tr: Translator) -> list[Markup]:
    """Say of the latest correction, and of the withdrawal, at how many it was done and not done."""
    latest = {one.change.kind: one for one in shown.changes if one.change.kind in _EDITS}
    return [_change(one, tr) for one in latest.values()]


def _change(shown: ChangeReport, tr: Translator) -> Markup:
    account = shown.account
    done, missed = account.count(DeliveryState.DELIVERED), missed_by(account)
    values = {"done": tr.number(done), "missed": tr.number(missed)}
    if shown.change.kind is ChangeKind.WITHDRAWAL:
        if account.waiting:
            return tr("Trekkes tilbake: %(done)s så langt.", **values)
        if missed:
            return tr("Trukket tilbake hos %(done)s, ikke hos %(missed)s.", **values)
        return tr("Trukket tilbake hos %(done)s.", **values)
    if account.waiting:
        return tr("Rettes: %(done)s så langt.", **values)
    if missed:
        return tr("Rettet hos %(done)s, ikke hos %(missed)s.", **values)
    return tr("Rettet hos %(done)s.", **values)


def missed_by(account: Account) -> int:
    """Return at how many a change was not done, or nobody knows."""
    return account.count(DeliveryState.REFUSED) + account.count(DeliveryState.UNCERTAIN)


def _confirmations(shown: BroadcastReport, tr: Translator) -> list[list[Button]]:
    if shown.confirmed is None:
        return []
    label = confirmed_label(shown.confirmed, tr)
    return [[Button(label, ShowConfirmations(shown.broadcast.id, 0))]]


def _reminders(shown: BroadcastReport, zone: ZoneInfo, tr: Translator) -> list[Markup]:
    return [
        tr(
            "Purret %(when)s: %(counts)s",
            when=tr.short_moment(one.change.made_at.astimezone(zone)),
            counts=_counts(one.account, tr),
        )
        for one in shown.reminders[-_REMINDERS:]
    ]


def _answers(shown: BroadcastReport, tr: Translator) -> list[list[Button]]:
    if not shown.answers:
        return []
    label = tr.label("Svar (%(count)s)", count=tr.number(shown.answers))
    return [[Button(label, ListAnswersTo(shown.broadcast.id, 0))]]


def _counts(account: Account, tr: Translator) -> str:
    counts = [(account.count(s), s) for s in STATES if s not in OPEN_STATES]
    counts.append((account.waiting, DeliveryState.PENDING))
    return " · ".join(f"{tr.number(n)} {state_name(s, tr)}" for n, s in counts if n)


def _forgotten(shown: BroadcastReport, tr: Translator) -> Markup | None:
    if not shown.account.only_counts:
        return None
    return tr("Det er over et år siden, så navnene er slettet. Tallene er igjen.")


def _unanswered(shown: BroadcastReport, tr: Translator) -> Markup | None:
    if shown.broadcast.unanswered_at is None or not shown.account.count(DeliveryState.UNCERTAIN):
        return None
    return tr("Ingen valgte innen et døgn, så de usikre er latt være.")


def _problem(result: RecipientResult, tr: Translator) -> Markup:
    who = ", ".join(filter(None, (result.name or tr.label("slettet"), result.partner_name)))
    match result.state:
        case DeliveryState.REFUSED:
            return tr("Avvist: %(who)s – %(why)s", who=who, why=refusal(result.reason, tr))
        case DeliveryState.UNCERTAIN:
            return tr("Usikker: %(who)s – %(why)s", who=who, why=doubt(result.reason, tr))
        case DeliveryState.WITHDRAWN:
            return tr("Trukket: %(who)s – %(why)s", who=who, why=reason(result, tr))
        case _:
            return tr("Utløpt: %(who)s", who=who)


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
