"""Questions to the project office, and its answers. What somebody wrote stands in a quotation."""

from markupsafe import Markup

from klyngebot.domain.deliveries import DeliveryState
from klyngebot.domain.drafts import Draft
from klyngebot.domain.questions import Answer, Question, QuestionState
from klyngebot.i18n import Translator
from klyngebot.render.data import (
    AnswerQuestion,
    Ask,
    ButtonData,
    Cancel,
    GoBack,
    SendAnswer,
    SendQuestion,
)
from klyngebot.render.durations import span
from klyngebot.render.reply import Button, Text, lines, paragraphs, shortened
from klyngebot.services.questions import Answering

_ANSWERS_SHOWN = 2
"""The latest answers on a card: with the longest question they still fit one message."""

_ANSWER_SHOWN = 300
"""Characters of each earlier answer."""


def asking(draft: Draft, tr: Translator) -> Text:
    """Ask for the question, or show it before it is sent."""
    if draft.next_field is not None:
        return Text(
            tr("Hva vil du spørre prosjektkontoret om? Skriv det i én melding."),
            [[Button(tr.label("Avbryt"), Cancel(draft.id))]],
        )
    return Text(
        paragraphs(
            lines(tr("Dette sender jeg til prosjektkontoret:"), _quoted(draft.fields["text"])),
            tr("De ser navnet ditt og hvor du jobber. Svaret får du her."),
        ),
        _send_or_change(draft, SendQuestion(draft.id, draft.fingerprint), tr),
    )


def asked(tr: Translator) -> Text:
    """Confirm that a question was sent."""
    return Text(tr("Sendt til prosjektkontoret. Svaret får du her."))


def received(question: Question, tr: Translator) -> Text:
    """Confirm that the office has what somebody answered to an announcement, as it is now."""
    if question.edits:
        return Text(tr("Rettet. Prosjektkontoret ser det du har skrevet nå."))
    return asked(tr)


def question_card(question: Question, tr: Translator) -> Text:
    """Show a leader a question, and the answers it has got."""
    return Text(
        paragraphs(
            asked_by(question, tr),
            tr("Endret etter at det ble sendt.") if question.edits else None,
            _earlier(len(question.answers) - _ANSWERS_SHOWN, tr),
            *(_short_answer(answer, question, tr) for answer in question.answers[-_ANSWERS_SHOWN:]),
            closed(question, tr) if question.state is QuestionState.CLOSED else None,
        ),
        [[answer_button(question, tr)]],
    )


def answer_button(question: Question, tr: Translator) -> Button:
    """Return the button that begins an answer."""
    more = bool(question.answers)
    label = tr.label("Legg til et svar") if more else tr.label("Svar")
    return Button(label, AnswerQuestion(question.id, more=more))


def closed(question: Question, tr: Translator) -> Markup:
    """Say who has closed a question without an answer."""
    who = shortened(question.closed_by, 80) or tr.label("en som er slettet")
    return tr("Lukket uten svar av %(name)s.", name=who)


def answering(at: Answering, tr: Translator) -> Text:
    """Ask a leader for the answer, or show it before it is sent."""
    if at.draft is None:
        return question_card(at.question, tr)
    name = shortened(at.question.asker_name, 80)
    head = paragraphs(
        asked_by(at.question, tr),
        *(_short_answer(answer, at.question, tr) for answer in at.question.answers[-1:]),
    )
    if at.draft.next_field is not None:
        return Text(
            paragraphs(head, tr("Skriv svaret til %(name)s i én melding.", name=name)),
            [[Button(tr.label("Avbryt"), Cancel(at.draft.id))]],
        )
    return Text(
        paragraphs(
            head,
            lines(
                tr("Dette sender jeg til %(name)s:", name=name), _quoted(at.draft.fields["text"])
            ),
        ),
        _send_or_change(at.draft, SendAnswer(at.draft.id, at.fingerprint), tr),
    )


def answered(question: Question, tr: Translator) -> Text:
    """Confirm to a leader that the answer was sent, and show how the question stands."""
    sent = tr("Svaret er sendt til %(name)s.", name=shortened(question.asker_name, 80))
    card = question_card(question, tr)
    return Text(paragraphs(sent, card.html), card.buttons)


def answer_card(question: Question, answer: Answer, tr: Translator) -> Text:
    """Show somebody the answer to what they asked."""
    asked_freely = question.message_id is None
    return Text(
        paragraphs(
            lines(
                tr("Du spurte prosjektkontoret:")
                if asked_freely
                else tr("Du skrev til prosjektkontoret:"),
                _quoted(question.text),
            ),
            lines(
                tr("<b>%(name)s svarer:</b>", name=shortened(answer.author_name, 80)),
                _quoted(answer.text),
            ),
            None if asked_freely else tr("Lurer du på mer? Svar på denne meldingen."),
        ),
        [[Button(tr.label("Spør om noe mer"), Ask())]] if asked_freely else (),
    )


def asked_by(question: Question, tr: Translator) -> Markup:
    """Say who asks what, or what they answer to which announcement."""
    return lines(_who(question, tr), _quoted(question.text))


def _who(question: Question, tr: Translator) -> Markup:
    name = tr("<b>%(name)s</b>", name=shortened(question.asker_name, 80))
    if question.partner_name:
        partner = shortened(question.partner_name, 80)
        name = tr("%(name)s (%(partner)s)", name=name, partner=partner)
    if question.follows is not None:
        return tr(
            "%(name)s svarer på «%(text)s» fra %(author)s:",
            name=name,
            text=shortened(" ".join(question.follows.text.split()), 80),
            author=shortened(question.follows.author_name, 80),
        )
    if question.broadcast_id is None:
        return tr("%(name)s spør:", name=name)
    if not question.broadcast_title:
        return tr("%(name)s svarer på en kunngjøring uten tekst:", name=name)
    title = shortened(question.broadcast_title, 80)
    return tr("%(name)s svarer på kunngjøringen «%(title)s»:", name=name, title=title)


def _earlier(count: int, tr: Translator) -> Markup | None:
    """Say how many answers are left out."""
    if count <= 0:
        return None
    return tr.plural("… og %(count)s svar før det.", "… og %(count)s svar før det.", count)


def _short_answer(answer: Answer, question: Question, tr: Translator) -> Markup:
    took = span(answer.answered_at - question.asked_at, tr)
    return lines(
        tr(
            "✓ Besvart av %(name)s etter %(time)s:",
            name=shortened(answer.author_name, 60),
            time=took,
        ),
        _quoted(shortened(answer.text, _ANSWER_SHOWN)),
        _failed(answer, tr),
    )


def _failed(answer: Answer, tr: Translator) -> Markup | None:
    """Say that an answer did not arrive, so that somebody tries another way."""
    match answer.state:
        case DeliveryState.REFUSED:
            return tr("⚠ Svaret kom ikke fram. Ta kontakt på en annen måte.")
        case DeliveryState.UNCERTAIN:
            return tr("⚠ Det er usikkert om svaret kom fram.")
        case _:
            return None


def _quoted(text: str) -> Markup:
    return Markup("<blockquote>%s</blockquote>") % text


def _send_or_change(draft: Draft, send: ButtonData, tr: Translator) -> list[list[Button]]:
    return [
        [Button(tr.label("Send"), send)],
        [
            Button(tr.label("Endre"), GoBack(draft.id, "text")),
            Button(tr.label("Avbryt"), Cancel(draft.id)),
        ],
    ]
