"""The words of the cluster, as the leader keeps them."""

from markupsafe import Markup

from klyngebot.domain.drafts import DraftKind
from klyngebot.domain.terms import Term, TermId, TermKind, Use
from klyngebot.i18n import Translator
from klyngebot.render.data import (
    AddTerm,
    Cancel,
    FillRest,
    GoBack,
    RenameTerm,
    ReplaceSynonyms,
    RetireTerm,
    SaveTerm,
    ShowTerm,
    ShowTerms,
    ShowVocabulary,
    SpreadTopic,
)
from klyngebot.render.reply import Button, Text, lines, paragraphs, shortened
from klyngebot.services.vocabulary import SOURCE, TermCard, TermDraft

PAGE = 8
"""Terms on one page: what a phone shows without scrolling."""


def kinds(counts: dict[TermKind, int], tr: Translator) -> Text:
    """Show what kinds of words there are, with how many are in use."""
    rows = [
        [Button(f"{_plural(kind, tr)} ({tr.number(count)})", ShowTerms(kind, 0))]
        for kind, count in counts.items()
    ]
    return Text(
        paragraphs(
            tr("<b>Ordene i klyngen</b>"),
            tr(
                "Temaer kan alle følge. Kategorier, fagfelt og materialer sier hva partnerne er og "
                "kan. Hva vil du se på?"
            ),
        ),
        rows,
    )


def term_page(kind: TermKind, found: list[tuple[Term, Use]], page: int, tr: Translator) -> Text:
    """Show one page of the terms of a kind."""
    last = max((len(found) - 1) // PAGE, 0)
    page = min(page, last)
    turn = []
    if page > 0:
        turn.append(Button(tr.label("‹ Forrige"), ShowTerms(kind, page - 1)))
    if page < last:
        turn.append(Button(tr.label("Neste ›"), ShowTerms(kind, page + 1)))
    return Text(
        lines(
            tr("<b>%(kind)s</b>", kind=_plural(kind, tr)),
            tr("Side %(page)s av %(pages)s", page=page + 1, pages=last + 1) if last else None,
            tr("Trykk på et ord for å endre det."),
        ),
        [
            *([_term_button(*one, tr)] for one in found[page * PAGE : (page + 1) * PAGE]),
            *([turn] if turn else []),
            [Button(tr.label("Legg til"), AddTerm(kind))],
            [Button(tr.label("Tilbake"), ShowVocabulary())],
        ],
    )


def term_card(card: TermCard, tr: Translator) -> Text:
    """Show a term, and what can be done with it."""
    term = card.term
    rows = [
        [
            Button(tr.label("Gi nytt navn"), RenameTerm(term.id, SOURCE)),
            Button(tr.label("Nytt engelsk navn"), RenameTerm(term.id, "en")),
        ],
        [
            Button(tr.label("Nytt nynorsk navn"), RenameTerm(term.id, "nn")),
            Button(tr.label("Andre ord"), ReplaceSynonyms(term.id)),
        ],
        [
            Button(tr.label("Ta i bruk igjen"), RetireTerm(term.id, retired=False))
            if term.retired
            else Button(tr.label("Ta ut av bruk"), RetireTerm(term.id, retired=True)),
            Button(_plural(term.kind, tr), ShowTerms(term.kind, 0)),
        ],
    ]
    if card.could_follow:
        spread = tr.label(
            "La de %(count)s som følger alt, få dette", count=tr.number(card.could_follow)
        )
        rows.insert(0, [Button(spread, SpreadTopic(term.id))])
    return Text(
        paragraphs(
            lines(
                tr("<b>%(name)s</b>", name=term.names[SOURCE]),
                tr("På nynorsk: %(name)s", name=term.names["nn"]) if "nn" in term.names else None,
                tr("På engelsk: %(name)s", name=term.name("en")),
                tr("Andre ord: %(words)s", words=", ".join(term.synonyms))
                if term.synonyms
                else None,
            ),
            _use(card, tr),
            tr("Tatt ut av bruk: ingen nye kan velge det, men den som har det, beholder det.")
            if term.retired
            else None,
        ),
        rows,
    )


def step(at: TermDraft, tr: Translator) -> Text:
    """Ask for the first empty field, or show what a finished draft will do."""
    draft, missing = at.draft, at.draft.next_field
    if missing is None:
        return _preview(at, tr)
    rows = [_leave(at, tr)]
    if missing == "en":
        rows.insert(0, [Button(tr.label("Det samme på engelsk"), FillRest(draft.id))])
    if missing == "words" and at.term and at.term.synonyms:
        rows.insert(0, [Button(tr.label("Ingen andre ord"), FillRest(draft.id))])
    return Text(_question(at, missing, tr), rows)


def _question(at: TermDraft, missing: str, tr: Translator) -> Markup:
    fields = at.draft.fields
    if at.term is None:
        return _new_name(at.kind, tr) if missing == "nb" else tr("Og på engelsk?")
    if missing == "name":
        name = at.term.name(fields["locale"])
        match fields["locale"]:
            case "nn":
                return tr("Hva skal <b>%(name)s</b> hete på nynorsk?", name=name)
            case "en":
                return tr("Hva skal <b>%(name)s</b> hete på engelsk?", name=name)
        return tr("Hva skal <b>%(name)s</b> hete på norsk?", name=name)
    words = ", ".join(at.term.synonyms)
    return paragraphs(
        tr(
            "Hvilke andre ord skal også finne <b>%(name)s</b>? Skriv alle, med komma mellom.",
            name=at.term.name(tr.locale),
        ),
        tr("Nå: %(words)s", words=words) if words else None,
    )


def _new_name(kind: TermKind, tr: Translator) -> Markup:
    match kind:
        case TermKind.TOPIC:
            return tr("Hva skal det nye temaet hete på norsk?")
        case TermKind.CATEGORY:
            return tr("Hva skal den nye kategorien hete på norsk?")
        case TermKind.COMPETENCE:
            return tr("Hva skal det nye fagfeltet hete på norsk?")
        case TermKind.MATERIAL:
            return tr("Hva skal det nye materialet hete på norsk?")


def _preview(at: TermDraft, tr: Translator) -> Text:
    draft, term = at.draft, at.term
    save = SaveTerm(draft.id, draft.fingerprint, term.id if term else TermId(0))
    label = tr.label("Legg til") if term is None else tr.label("Lagre")
    return Text(
        paragraphs(tr("<i>Slik blir det:</i>"), _change(at, tr)),
        [[Button(label, save)], _leave(at, tr)],
    )


def _change(at: TermDraft, tr: Translator) -> Markup:
    fields = at.draft.fields
    if at.term is None:
        return lines(
            tr("<b>%(name)s</b>", name=fields["nb"]), tr("På engelsk: %(name)s", name=fields["en"])
        )
    if at.draft.kind is DraftKind.RENAME_TERM:
        before = at.term.name(fields["locale"])
        return tr("%(before)s → <b>%(after)s</b>", before=before, after=fields["name"])
    name = tr("<b>%(name)s</b>", name=at.term.name(tr.locale))
    words = fields["words"]
    return lines(name, tr("Andre ord: %(words)s", words=words) if words else tr("Ingen andre ord."))


def _leave(at: TermDraft, tr: Translator) -> list[Button]:
    """Return the way back, where something has been typed, and the way out."""
    typed = [name for name in at.draft.fields if at.draft.may_empty(name)]
    back = [Button(tr.label("Tilbake"), GoBack(at.draft.id, name)) for name in typed[-1:]]
    return [*back, Button(tr.label("Avbryt"), Cancel(at.draft.id))]


def _term_button(term: Term, use: Use, tr: Translator) -> Button:
    count = use.followers if term.kind is TermKind.TOPIC else use.partners + use.people
    said = tr.label("ute av bruk") if term.retired else tr.number(count)
    return Button(shortened(f"{term.name(tr.locale)} · {said}", 60), ShowTerm(term.id))


def _use(card: TermCard, tr: Translator) -> Markup:
    use = card.use
    if card.term.kind is TermKind.TOPIC:
        if use.followers:
            return tr.plural("%(count)s følger det.", "%(count)s følger det.", use.followers)
        if card.term.retired:
            return tr("Ingen følger temaet.")
        return tr("Ingen følger temaet ennå. Folk ser det i /innstillinger.")
    parts = [
        tr.plural("%(count)s partner", "%(count)s partnere", use.partners),
        tr.plural("%(count)s person", "%(count)s personer", use.people),
    ]
    used = [part for part, count in zip(parts, (use.partners, use.people), strict=True) if count]
    if not used:
        return tr("Ingen bruker det ennå.")
    return tr("Brukes av %(users)s.", users=tr.listed(used))


def _plural(kind: TermKind, tr: Translator) -> str:
    match kind:
        case TermKind.TOPIC:
            return tr.label("Temaer")
        case TermKind.CATEGORY:
            return tr.label("Kategorier")
        case TermKind.COMPETENCE:
            return tr.label("Fagfelt")
        case TermKind.MATERIAL:
            return tr.label("Materialer")
