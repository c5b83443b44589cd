"""The account of an announcement, as the chat shows it."""

from zoneinfo import ZoneInfo

from markupsafe import Markup

from klyngebot.domain.broadcasts import (
    BroadcastReport,
    BroadcastState,
    ChangeKind,
    ChangeReport,
)
from klyngebot.domain.deliveries import OPEN_STATES, Account, DeliveryState, RecipientResult
from klyngebot.i18n import Translator
from klyngebot.render.announcing import confirmed_label
from klyngebot.render.data import (
    AskWithdraw,
    ChooseCorrected,
    CopyAnnouncement,
    LeaveUncertain,
    ListAnswersTo,
    SendAgain,
    ShowChange,
    ShowConfirmations,
    ShowPartnerAccount,
    ShowUnreached,
    TakeAccount,
)
from klyngebot.render.outcomes import STATES, doubt, reason, refusal, state_name
from klyngebot.render.reply import (
    Button,
    Text,
    fitting,
    lines,
)

_REMINDERS = 5
"""Reminders that an account names, the latest."""


def account_card(shown: BroadcastReport, zone: ZoneInfo, tr: Translator) -> Text:
    """Show how it went: the counts, whom it did not reach, and the ways on."""
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
        *ways_to_change(shown, tr),
        [Button(tr.label("Som regneark"), TakeAccount(id_)), copy],
    ]


def ways_to_change(shown: BroadcastReport, tr: Translator) -> list[list[Button]]:
    """Return the buttons that correct and withdraw, where there is something to."""
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
