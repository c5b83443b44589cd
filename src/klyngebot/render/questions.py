"""Questions to the project office, and its answers. What somebody wrote stands in a quotation."""

from markupsafe import Markup

from klyngebot.domain.drafts import Draft
from klyngebot.domain.questions import Answer, Question
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
from klyngebot.render.reply import Button, Text, lines, paragraphs, shortened
from klyngebot.services.questions import Answering

_ANSWERS_SHOWN = 3
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


def question_card(question: Question, tr: Translator) -> Text:
    """Show a leader a question, and the answers it has got."""
    count = len(question.answers)
    label = tr.label("Svar") if not count else tr.label("Legg til et svar")
    return Text(
        paragraphs(
            _asked_by(question, tr),
            *(_short_answer(answer, tr) for answer in question.answers[-_ANSWERS_SHOWN:]),
        ),
        [[Button(label, AnswerQuestion(question.id, more=count > 0))]],
    )


def answering(at: Answering, tr: Translator) -> Text:
    """Ask a leader for the answer, or show it before it is sent."""
    if at.draft is None:
        return question_card(at.question, tr)
    name = shortened(at.question.asker_name, 80)
    head = paragraphs(
        _asked_by(at.question, tr),
        *(_short_answer(answer, tr) for answer in at.question.answers[-1:]),
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
        _send_or_change(at.draft, SendAnswer(at.draft.id, at.draft.fingerprint), tr),
    )


def answered(question: Question, tr: Translator) -> Text:
    """Confirm to a leader that the answer was sent, and show how the question stands."""
    sent = tr("Svaret er sendt til %(name)s.", name=shortened(question.asker_name, 80))
    card = question_card(question, tr)
    return Text(paragraphs(sent, card.html), card.buttons)


def answer_card(question: Question, answer: Answer, tr: Translator) -> Text:
    """Show somebody the answer to what they asked."""
    return Text(
        paragraphs(
            lines(tr("Du spurte prosjektkontoret:"), _quoted(question.text)),
            lines(
                tr("<b>%(name)s svarer:</b>", name=shortened(answer.author_name, 80)),
                _quoted(answer.text),
            ),
        ),
        [[Button(tr.label("Spør om noe mer"), Ask())]],
    )


def _asked_by(question: Question, tr: Translator) -> Markup:
    name = shortened(question.asker_name, 80)
    who = (
        tr(
            "<b>%(name)s</b> (%(partner)s) spør:",
            name=name,
            partner=shortened(question.partner_name, 80),
        )
        if question.partner_name
        else tr("<b>%(name)s</b> spør:", name=name)
    )
    return lines(who, _quoted(question.text))


def _short_answer(answer: Answer, tr: Translator) -> Markup:
    return lines(
        tr("✓ Besvart av %(name)s:", name=shortened(answer.author_name, 80)),
        _quoted(shortened(answer.text, _ANSWER_SHOWN)),
    )


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
