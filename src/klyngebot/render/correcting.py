"""Correcting and withdrawing what was sent: what is asked, how far it has come, its account."""

from zoneinfo import ZoneInfo

from markupsafe import Markup

from klyngebot.domain.broadcasts import (
    MAIN,
    AttachmentKind,
    Broadcast,
    ChangeKind,
    ChangeReport,
    Part,
)
from klyngebot.domain.corrections import ChangeReach, PartChange, difference
from klyngebot.domain.deliveries import (
    UNKNOWN_MESSAGE,
    Account,
    DeliveryState,
    RecipientResult,
)
from klyngebot.domain.outgoing import plain, title
from klyngebot.i18n import Translator
from klyngebot.render.account_card import missed_by
from klyngebot.render.data import (
    AskWithdraw,
    CorrectPart,
    DecideCorrection,
    ShowAccount,
    ShowChange,
    Withdraw,
)
from klyngebot.render.outcomes import doubt, refusal
from klyngebot.render.reply import (
    Button,
    Text,
    fitting,
    lines,
    paragraphs,
    quoted,
    shortened,
)
from klyngebot.services.correcting import CorrectionPreview, WithdrawalPreview

_SHOWN = 600
"""Characters of what a message says, where it is to be written anew."""

_EXCERPT = 300
"""Characters of what it said and is to say."""

_CHANGES_SHOWN = 5


def choose(broadcast: Broadcast, tr: Translator) -> Text:
    """Ask which message is to be corrected."""
    rows = [
        [Button(_part_label(part, locale, tr), CorrectPart(part.id))]
        for locale, parts in sorted(broadcast.variants.items())
        for part in parts
    ]
    back = [Button(tr.label("Tilbake"), ShowAccount(broadcast.id))]
    return Text(tr("<b>Hva skal rettes?</b>"), [*rows, back])


def ask(part: Part, tr: Translator) -> Text:
    """Ask what a message is to say instead."""
    said = plain(part.html)
    return Text(
        paragraphs(
            _asked(part, tr),
            lines(tr("Slik står det nå:"), quoted(shortened(said, _SHOWN))) if said else None,
            tr("/avbryt lar den stå som den er."),
        )
    )


def offer(shown: CorrectionPreview, tr: Translator) -> Text:
    """Ask whether to correct everywhere, with what is changed."""
    correction, reach = shown.correction, shown.reach
    if shown.is_empty:
        return Text(tr("Den er som før, så det er ingenting å rette."))
    changes = [_difference(change, tr) for change in correction.changes[:_CHANGES_SHOWN]]
    more = len(correction.changes) - len(changes)
    label = tr.label("Rett hos alle %(count)s", count=tr.number(reach.reached))
    yes = DecideCorrection(correction.broadcast.id, correction.fingerprint, correct=True)
    no = DecideCorrection(correction.broadcast.id, correction.fingerprint, correct=False)
    return Text(
        paragraphs(
            _question(reach, tr),
            *changes,
            tr.plural("Og %(count)s til.", "Og %(count)s til.", more) if more else None,
            lines(*_others(reach, tr)),
        ),
        [
            [
                Button(label if reach.reached > 1 else tr.label("Rett"), yes),
                Button(tr.label("La være"), no),
            ]
        ],
    )


def let_be(tr: Translator) -> Text:
    """Say that nothing is corrected."""
    return Text(tr("Greit. Hos mottakerne står den som før."))


def ask_withdraw(shown: WithdrawalPreview, tr: Translator) -> Text:
    """Ask whether to delete a broadcast everywhere, and say where that is too late."""
    id_, reach = shown.broadcast.id, shown.reach
    back = Button(tr.label("Tilbake"), ShowAccount(id_))
    said = paragraphs(tr("<b>Vil du trekke tilbake kunngjøringen?</b>"), _deleted(reach, tr))
    if not reach.deletable and not reach.waiting:
        return Text(paragraphs(tr("<b>Det går ikke.</b>"), _deleted(reach, tr)), [[back]])
    return Text(said, [[Button(tr.label("Trekk tilbake"), AskWithdraw(id_, again=True)), back]])


def ask_withdraw_again(shown: WithdrawalPreview, tr: Translator) -> Text:
    """Ask the second time."""
    id_, reach = shown.broadcast.id, shown.reach
    label = tr.label("Ja, slett hos %(count)s", count=tr.number(reach.deletable))
    return Text(
        paragraphs(tr("<b>Er du helt sikker?</b> Det kan ikke angres."), _deleted(reach, tr)),
        [
            [
                Button(label if reach.deletable else tr.label("Ja, trekk tilbake"), Withdraw(id_)),
                Button(tr.label("Tilbake"), ShowAccount(id_)),
            ]
        ],
    )


def report(shown: ChangeReport, zone: ZoneInfo, tr: Translator) -> Text:
    """Show how far a change has come, or its account when it is done."""
    change, account = shown.change, shown.account
    back = Button(tr.label("Se kunngjøringen"), ShowAccount(change.broadcast_id))
    if account.waiting:
        refresh = Button(tr.label("Oppdater"), ShowChange(change.id))
        return Text(_under_way(shown, tr), [[refresh, back]])
    when = tr.moment(change.made_at.astimezone(zone))
    problems = [
        _problem(result, tr) for result in account.problems if result.state in _NAMED_STATES
    ]
    head = lines(_done(shown, tr), _spared(account, tr), tr("Bestemt %(when)s.", when=when))
    if problems:
        head = paragraphs(head, "") + "\n"
    return Text(fitting(head, problems, tr.label("… og flere.")), [[back]])


_NAMED_STATES = (DeliveryState.REFUSED, DeliveryState.UNCERTAIN, DeliveryState.EXPIRED)


def _part_label(part: Part, locale: str, tr: Translator) -> str:
    kinds = {AttachmentKind.PHOTO: tr.label("Bilde"), AttachmentKind.DOCUMENT: tr.label("Fil")}
    kind = kinds[part.attachment.kind] if part.attachment else ""
    words = ": ".join(filter(None, (kind, title([part]))))
    return shortened(words if locale == MAIN else f"{locale} · {words}")


def _asked(part: Part, tr: Translator) -> Markup:
    match part.attachment.kind if part.attachment else None:
        case AttachmentKind.PHOTO:
            return tr(
                "Send meg den nye teksten, slik hele den skal stå under bildet, eller et nytt "
                "bilde med teksten til."
            )
        case AttachmentKind.DOCUMENT:
            return tr(
                "Send meg den nye teksten, slik hele den skal stå under filen, eller en ny fil "
                "med teksten til."
            )
        case _:
            return tr("Send meg den nye teksten, slik hele meldingen skal stå.")


def _question(reach: ChangeReach, tr: Translator) -> Markup:
    if not reach.reached:
        return tr("<b>Vil du rette kunngjøringen?</b> Jeg vet ikke om noen som har fått den ennå.")
    return tr.plural(
        "<b>Vil du rette kunngjøringen hos %(count)s mottaker som har fått den?</b>",
        "<b>Vil du rette kunngjøringen hos alle %(count)s som har fått den?</b>",
        reach.reached,
    )


def _others(reach: ChangeReach, tr: Translator) -> list[Markup]:
    found = []
    if reach.waiting:
        found.append(
            tr.plural(
                "%(count)s har ikke fått den ennå, og får den rettet.",
                "%(count)s har ikke fått den ennå, og får den rettet.",
                reach.waiting,
            )
        )
    if reach.unknown:
        found.append(
            tr.plural(
                "Hos %(count)s kan den ikke rettes: ingen vet om den kom fram.",
                "Hos %(count)s kan den ikke rettes: ingen vet om den kom fram.",
                reach.unknown,
            )
        )
    return [*found, tr("Det gir ingen lyd hos dem.")] if reach.reached else found


def _difference(change: PartChange, tr: Translator) -> Markup:
    before, after = difference(change.before.html, change.after.html)
    file = _file_change(change, tr)
    if before or after:
        return lines(
            tr("Før: %(text)s", text=shortened(before, _EXCERPT) or tr.label("ingen tekst")),
            tr("Nå: <b>%(text)s</b>", text=shortened(after, _EXCERPT) or tr.label("ingen tekst")),
            file,
        )
    return file or tr("Skriften eller lenkene er endret.")


def _file_change(change: PartChange, tr: Translator) -> Markup | None:
    if change.before.attachment == change.after.attachment or change.after.attachment is None:
        return None
    if change.after.attachment.kind is AttachmentKind.PHOTO:
        return tr("Bildet er byttet ut.")
    return tr("Filen er byttet ut.")


def _deleted(reach: ChangeReach, tr: Translator) -> Markup:
    return lines(
        tr("Den slettes hos <b>%(count)s</b>.", count=tr.number(reach.deletable))
        if reach.deletable
        else None,
        tr.plural(
            "Hos %(count)s går det ikke lenger: de fikk den for mer enn 48 timer siden.",
            "Hos %(count)s går det ikke lenger: de fikk den for mer enn 48 timer siden.",
            reach.too_old,
        )
        if reach.too_old
        else None,
        tr.plural(
            "%(count)s har ikke fått den ennå, og får den ikke.",
            "%(count)s har ikke fått den ennå, og får den ikke.",
            reach.waiting,
        )
        if reach.waiting
        else None,
        tr.plural(
            "Hos %(count)s vet ingen om den kom fram, så der kan den ikke slettes.",
            "Hos %(count)s vet ingen om den kom fram, så der kan den ikke slettes.",
            reach.unknown,
        )
        if reach.unknown
        else None,
        tr("Ingen har fått den.") if reach == ChangeReach() else None,
    )


def _under_way(shown: ChangeReport, tr: Translator) -> Markup:
    account = shown.account
    values = {
        "done": tr.number(account.total - account.waiting),
        "total": tr.number(account.total),
    }
    if shown.change.kind is ChangeKind.WITHDRAWAL:
        return tr("Trekker tilbake … <b>%(done)s av %(total)s</b> er ferdig.", **values)
    return tr("Retter … <b>%(done)s av %(total)s</b> er ferdig.", **values)


def _done(shown: ChangeReport, tr: Translator) -> Markup:
    account = shown.account
    withdrawn = shown.change.kind is ChangeKind.WITHDRAWAL
    values = {
        "done": tr.number(account.count(DeliveryState.DELIVERED)),
        "missed": tr.number(missed_by(account)),
    }
    if not account.total:
        if withdrawn:
            return tr("<b>Trukket tilbake.</b> Ingen hadde fått den.")
        return tr("<b>Rettet.</b> Ingen hadde fått den ennå, så alle får den rettet.")
    if missed_by(account):
        if withdrawn:
            return tr("<b>Trukket tilbake hos %(done)s</b>, ikke hos <b>%(missed)s</b>.", **values)
        return tr("<b>Rettet hos %(done)s</b>, ikke hos <b>%(missed)s</b>.", **values)
    if withdrawn:
        return tr("<b>Trukket tilbake hos alle %(done)s.</b>", **values)
    return tr("<b>Rettet hos alle %(done)s.</b>", **values)


def _spared(account: Account, tr: Translator) -> Markup | None:
    """Say how many it did not concern after all."""
    count = account.count(DeliveryState.WITHDRAWN)
    if not count:
        return None
    return tr.plural(
        "%(count)s trengte det ikke: en nyere endring kom først, eller den kom aldri fram.",
        "%(count)s trengte det ikke: en nyere endring kom først, eller den kom aldri fram.",
        count,
    )


def _problem(result: RecipientResult, tr: Translator) -> Markup:
    who = ", ".join(filter(None, (result.name or tr.label("slettet"), result.partner_name)))
    if result.state is DeliveryState.REFUSED:
        return tr("Ikke hos %(who)s – %(why)s", who=who, why=_why_not(result.reason, tr))
    return tr("Usikker: %(who)s – %(why)s", who=who, why=doubt(result.reason, tr))


def _why_not(reason: str, tr: Translator) -> str:
    known = {
        UNKNOWN_MESSAGE: tr.label("ingen vet om den kom fram"),
        "message to edit not found": tr.label("har slettet meldingen"),
        "can't be edited": tr.label("har slettet meldingen"),
        "can't be deleted": tr.label("eldre enn 48 timer"),
    }
    return next((words for key, words in known.items() if key in reason), refusal(reason, tr))
