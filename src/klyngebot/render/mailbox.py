"""The project office's mailbox, as leaders see it."""

from collections.abc import Callable
from datetime import datetime

from markupsafe import Markup

from klyngebot.domain.questions import Question, QuestionState, Tally
from klyngebot.i18n import Translator
from klyngebot.render.data import (
    ButtonData,
    CloseQuestion,
    ListAnswersTo,
    ListMailbox,
    ReopenQuestion,
    ShowAccount,
    ShowQuestion,
)
from klyngebot.render.durations import span
from klyngebot.render.questions import answer_button, question_card
from klyngebot.render.reply import Button, Text, lines, paragraphs, shortened
from klyngebot.services.mailbox import MailboxPage

_LABEL = 64
"""Characters on the button of a question: who, since when, and how it begins."""

_MARKS = {QuestionState.OPEN: "", QuestionState.ANSWERED: "✓ ", QuestionState.CLOSED: "– "}


def mailbox(shown: MailboxPage, now: datetime, tr: Translator) -> Text:
    """List questions, a button each."""
    if shown.about is not None:
        return _answers_to(shown, now, tr)
    nothing = tr("Ingen er besvart ennå.") if shown.done else tr("Ingen venter på svar.")
    return Text(
        paragraphs(
            lines(
                tr("<b>Innboksen</b>"),
                _counts(shown.tally, tr),
                overdue(shown.tally, tr),
                _average(shown.tally, tr),
            ),
            None if shown.questions else nothing,
        ),
        [
            *(_row(question, now, tr) for question in shown.questions),
            *_turn(shown, lambda page: ListMailbox(shown.done, page), tr),
            [_other(shown, tr)],
        ],
    )


def overdue(tally: Tally, tr: Translator) -> Markup | None:
    """Say how many have waited too long; None when nobody has."""
    if not tally.overdue:
        return None
    return tr.plural(
        "%(count)s har ventet på svar i mer enn to døgn.",
        "%(count)s har ventet på svar i mer enn to døgn.",
        tally.overdue,
    )


def card(question: Question, tr: Translator) -> Text:
    """Show a question with its answers, and what can be done about it."""
    rows = [[answer_button(question, tr)]]
    if question.state is QuestionState.OPEN:
        rows.append([Button(tr.label("Lukk uten svar"), CloseQuestion(question.id))])
    if question.state is QuestionState.CLOSED:
        rows.append([Button(tr.label("Åpne igjen"), ReopenQuestion(question.id))])
    if question.follows is not None:
        before = ShowQuestion(question.follows.question_id)
        rows.append([Button(tr.label("Det som ble sagt før"), before)])
    if question.broadcast_id is not None:
        rows.append([Button(tr.label("Se kunngjøringen"), ShowAccount(question.broadcast_id))])
    done = question.state is not QuestionState.OPEN
    rows.append([Button(tr.label("Innboksen"), ListMailbox(done, 0))])
    return Text(question_card(question, tr).html, rows)


def _answers_to(shown: MailboxPage, now: datetime, tr: Translator) -> Text:
    assert shown.about is not None
    id_ = shown.about
    return Text(
        lines(
            tr("<b>Svar på kunngjøringen «%(title)s»</b>", title=shortened(shown.title, 80))
            if shown.title
            else tr("<b>Svar på kunngjøringen</b>"),
            _counts(shown.tally, tr),
        ),
        [
            *(_row(question, now, tr) for question in shown.questions),
            *_turn(shown, lambda page: ListAnswersTo(id_, page), tr),
            [Button(tr.label("Se kunngjøringen"), ShowAccount(id_))],
        ],
    )


def _counts(tally: Tally, tr: Translator) -> str:
    words = [
        (tally.open, tr.label("åpne") if tally.open != 1 else tr.label("åpen")),
        (tally.answered, tr.label("besvart")),
        (tally.closed, tr.label("lukket uten svar")),
    ]
    return " · ".join(
        f"{tr.number(count)} {word}" for count, word in words if count or word is words[0][1]
    )


def _average(tally: Tally, tr: Translator) -> Markup | None:
    if tally.average is None:
        return None
    took = span(tally.average, tr)
    return tr("I snitt %(time)s fra spørsmål til svar de siste 30 dagene.", time=took)


def _row(question: Question, now: datetime, tr: Translator) -> list[Button]:
    who = shortened(question.asker_name, 24)
    if question.partner_name:
        who = f"{who} ({shortened(question.partner_name, 20)})"
    since = tr.label("for %(time)s siden", time=span(now - question.asked_at, tr))
    begins = " ".join(question.text.split())
    label = f"{_MARKS[question.state]}{who} · {since} · {begins}"
    return [Button(shortened(label, _LABEL), ShowQuestion(question.id))]


def _turn(
    shown: MailboxPage, to: Callable[[int], ButtonData], tr: Translator
) -> list[list[Button]]:
    row = []
    if shown.page > 0:
        row.append(Button(tr.label("‹ Forrige"), to(shown.page - 1)))
    if shown.page < shown.pages - 1:
        row.append(Button(tr.label("Neste ›"), to(shown.page + 1)))
    return [row] if row else []


def _other(shown: MailboxPage, tr: Translator) -> Button:
    """Return the way to the other half of the mailbox."""
    tally = shown.tally
    if shown.done:
        label = tr.label("Åpne (%(count)s)", count=tr.number(tally.open))
    else:
        done = tr.number(tally.answered + tally.closed)
        label = tr.label("Besvarte (%(count)s)", count=done)
    return Button(label, ListMailbox(not shown.done, 0))
