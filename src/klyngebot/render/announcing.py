"""The announcement desk: composing, the last look, the progress and the account."""

from zoneinfo import ZoneInfo

from markupsafe import Markup

from klyngebot.domain.broadcasts import BroadcastReport
from klyngebot.domain.deliveries import Account, DeliveryState, Reach, RecipientResult
from klyngebot.domain.drafts import Draft
from klyngebot.i18n import Translator
from klyngebot.render.data import (
    Cancel,
    Confirm,
    GoBack,
    LeaveUncertain,
    Preview,
    Resume,
    SendAgain,
    ShowAccount,
)
from klyngebot.render.reply import Button, Text, fitting, lines, paragraphs, shortened
from klyngebot.services.announcements import AnnouncementPreview


def compose(draft: Draft, tr: Translator) -> Text:
    """Ask for the text, or say how much there is."""
    if not draft.parts:
        return Text(
            tr(
                "Send meg det som skal ut, i én eller flere meldinger. Fet skrift, kursiv og "
                "lenker blir med. Trykk på <b>Forhåndsvis</b> når alt er sendt."
            ),
            [[Button(tr.label("Avbryt"), Cancel(draft.id))]],
        )
    return Text(
        tr.plural(
            "Notert: %(count)s melding. Send flere, eller trykk på <b>Forhåndsvis</b>.",
            "Notert: %(count)s meldinger. Send flere, eller trykk på <b>Forhåndsvis</b>.",
            len(draft.parts),
        ),
        [
            [Button(tr.label("Forhåndsvis"), Preview(draft.id))],
            [
                Button(tr.label("Angre siste"), GoBack(draft.id, list(draft.fields)[-1])),
                Button(tr.label("Avbryt"), Cancel(draft.id)),
            ],
        ],
    )


def preview(shown: AnnouncementPreview, tr: Translator) -> list[Text]:
    """Show the messages as recipients will see them, and then whom they go to."""
    draft = shown.draft
    parts = [announcement(part) for part in draft.parts]
    people = shown.reach.people
    change = [
        Button(tr.label("Endre"), Resume(draft.id)),
        Button(tr.label("Avbryt"), Cancel(draft.id)),
    ]
    if not people:
        nobody = tr("Slik blir det, men ingen abonnerer ennå, så det er ingen å sende til.")
        return [*parts, Text(nobody, [change])]
    send = tr.label("Send nå til %(count)s", count=tr.number(people))
    own = tr("Du får den også selv.") if shown.to_author else None
    question = paragraphs(tr("<b>Slik blir det.</b>"), lines(reach(shown.reach, tr), own))
    return [*parts, Text(question, [[Button(send, Confirm(draft.id, draft.fingerprint))], change])]


def announcement(html: str) -> Text:
    """Show one message of an announcement, in the leader's own formatting."""
    return Text(Markup(html))  # noqa: S704 - Telegram's own formatting, through text_html


def reach(to: Reach, tr: Translator) -> Markup:
    """Say how many people at how many partners a message goes to."""
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


def report(shown: BroadcastReport, tr: Translator) -> Text:
    """Show how far a broadcast has come, or its account when it is done."""
    account = shown.account
    if account.waiting:
        done = account.total - account.waiting
        return Text(
            tr(
                "Sender … <b>%(done)s av %(total)s</b> er ferdig.",
                done=tr.number(done),
                total=tr.number(account.total),
            ),
            [[Button(tr.label("Oppdater"), ShowAccount(shown.broadcast.id))]],
        )
    if account.count(DeliveryState.DELIVERED) == account.total:
        return Text(
            tr.plural(
                "<b>Levert til %(count)s person.</b>",
                "<b>Levert til alle %(count)s mottakerne.</b>",
                account.total,
            )
        )
    problems = [_problem(result, tr) for result in account.problems]
    head = paragraphs(tr("<b>Ferdig.</b> %(counts)s", counts=_counts(account, tr)), "")
    return Text(
        fitting(head + "\n", problems, tr.label("… og flere.")), _uncertain_buttons(shown, tr)
    )


def recent(reports: list[BroadcastReport], zone: ZoneInfo, tr: Translator) -> Text:
    """List the latest broadcasts, a button each."""
    if not reports:
        return Text(tr("Ingen kunngjøringer er sendt ennå. /kunngjor lager en."))
    rows = [
        [
            Button(
                shortened(
                    f"{tr.short_date(shown.broadcast.confirmed_at.astimezone(zone))} · "
                    f"{Markup(shown.broadcast.parts[0]).striptags()}"  # noqa: S704
                ),
                ShowAccount(shown.broadcast.id),
            )
        ]
        for shown in reports
    ]
    return Text(tr("<b>Siste kunngjøringer</b>\nTrykk for å se hvordan det gikk."), rows)


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
    who = ", ".join(filter(None, (result.name, result.partner_name)))
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
    if not again:
        return []
    label = tr.label("Send igjen til %(count)s", count=tr.number(again))
    return [
        [
            Button(label, SendAgain(shown.broadcast.id)),
            Button(tr.label("La være"), LeaveUncertain(shown.broadcast.id)),
        ]
    ]
