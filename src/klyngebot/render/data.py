"""What a button carries: typed values, to and from at most 64 bytes.

The first character is the version of this scheme, so that buttons of an older klyngebot are
recognised; then comes the code of the kind: a small letter, or a capital and one more character.
"""

from dataclasses import dataclass, fields
from typing import ClassVar, get_type_hints

from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.cards import PartnerEntry, PersonEntry
from klyngebot.domain.drafts import DraftId
from klyngebot.domain.imports import ImportId
from klyngebot.domain.memberships import RequestId
from klyngebot.domain.partners import PartnerId, Standing
from klyngebot.domain.people import PersonField, PersonId, Visibility
from klyngebot.domain.publications import NewsId
from klyngebot.domain.questions import QuestionId
from klyngebot.domain.roles import GivenRole
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.domain.terms import TermId, TermKind

LIMIT = 64
"""Bytes: https://core.telegram.org/bots/api#inlinekeyboardbutton"""

_VERSION = "1"


@dataclass(frozen=True)
class ButtonData:
    """What comes back when a button is tapped. Each kind has a code that is never used again."""

    code: ClassVar[str] = ""


@dataclass(frozen=True)
class SetTopic(ButtonData):
    """Turn a topic on or off."""

    code: ClassVar[str] = "t"
    topic: TermId
    on: bool
    in_settings: bool


@dataclass(frozen=True)
class SetLocale(ButtonData):
    """Choose a language."""

    code: ClassVar[str] = "l"
    locale: str


@dataclass(frozen=True)
class ListNews(ButtonData):
    """Show the latest news."""

    code: ClassVar[str] = "w"


@dataclass(frozen=True)
class ShowNews(ButtonData):
    """Show a piece of news."""

    code: ClassVar[str] = "k"
    news: NewsId


@dataclass(frozen=True)
class ShowCategories(ButtonData):
    """Show the categories of partners."""

    code: ClassVar[str] = "c"


@dataclass(frozen=True)
class ShowCategory(ButtonData):
    """Show a page of the partners of one category; "g" once carried a word instead of a row."""

    code: ClassVar[str] = "Lc"
    category: TermId
    page: int


@dataclass(frozen=True)
class ShowPartner(ButtonData):
    """Show a partner's card."""

    code: ClassVar[str] = "p"
    origin: ClassVar[str] = ""
    partner: PartnerId


@dataclass(frozen=True)
class ShowPerson(ButtonData):
    """Show a person's card."""

    code: ClassVar[str] = "q"
    via_partner: ClassVar[bool] = False
    origin: ClassVar[str] = ""
    person: PersonId


@dataclass(frozen=True)
class ShowCounties(ButtonData):
    """Show the counties that have partners."""

    code: ClassVar[str] = "Lf"


@dataclass(frozen=True)
class ShowCounty(ButtonData):
    """Show a page of the partners in the county with a number."""

    code: ClassVar[str] = "Ly"
    county: str
    page: int


@dataclass(frozen=True)
class ShowCompetences(ButtonData):
    """Show a page of the competences that partners have."""

    code: ClassVar[str] = "Lk"
    page: int


@dataclass(frozen=True)
class ShowTagged(ButtonData):
    """Show a page of the partners with a competence."""

    code: ClassVar[str] = "Lt"
    term: TermId
    page: int


@dataclass(frozen=True)
class SearchFor(ButtonData):
    """Search for these words. They hold no ``:`` and no ``|``."""

    code: ClassVar[str] = "Ls"
    words: str


@dataclass(frozen=True)
class OpenPartner(ButtonData):
    """Show a partner's card, with the way back to where it was opened (``origin_of``)."""

    code: ClassVar[str] = "Lp"
    partner: PartnerId
    origin: str


@dataclass(frozen=True)
class OpenPerson(ButtonData):
    """Show a person's card, with the way back: by the partner's card or straight."""

    code: ClassVar[str] = "Lq"
    person: PersonId
    via_partner: bool
    origin: str


@dataclass(frozen=True)
class ShowPhone(ButtonData):
    """Show a person's telephone number on their card."""

    code: ClassVar[str] = "Lv"
    person: PersonId
    via_partner: bool
    origin: str


@dataclass(frozen=True)
class SaveContact(ButtonData):
    """Send a person as a contact to save in the telephone."""

    code: ClassVar[str] = "Ll"
    person: PersonId


@dataclass(frozen=True)
class GetVcard(ButtonData):
    """Send a person as a file for any address book."""

    code: ClassVar[str] = "Ld"
    person: PersonId


@dataclass(frozen=True)
class Ask(ButtonData):
    """Begin to ask the project office."""

    code: ClassVar[str] = "La"


@dataclass(frozen=True)
class SendQuestion(ButtonData):
    """Send a question to the project office."""

    code: ClassVar[str] = "Lw"
    draft: DraftId
    fingerprint: int


@dataclass(frozen=True)
class AnswerQuestion(ButtonData):
    """Begin to answer a question; ``more`` says that it may have an answer already."""

    code: ClassVar[str] = "Lr"
    question: QuestionId
    more: bool


@dataclass(frozen=True)
class SendAnswer(ButtonData):
    """Send an answer to who asked."""

    code: ClassVar[str] = "Lx"
    draft: DraftId
    fingerprint: int


@dataclass(frozen=True)
class PickPerson(ButtonData):
    """Say "this is me" on the way in."""

    code: ClassVar[str] = "m"
    draft: DraftId
    person: PersonId


@dataclass(frozen=True)
class NotListed(ButtonData):
    """Say "I am not on the list" on the way in."""

    code: ClassVar[str] = "n"
    draft: DraftId


@dataclass(frozen=True)
class SubmitJoin(ButtonData):
    """Ask to be confirmed."""

    code: ClassVar[str] = "j"
    draft: DraftId


@dataclass(frozen=True)
class Decide(ButtonData):
    """Approve or decline somebody who asks to be confirmed."""

    code: ClassVar[str] = "d"
    request: RequestId
    approve: bool


@dataclass(frozen=True)
class ChooseTopic(ButtonData):
    """Fill the topic of a draft; 0 is everyone."""

    code: ClassVar[str] = "o"
    draft: DraftId
    topic: TermId


@dataclass(frozen=True)
class GoBack(ButtonData):
    """Empty a field of a draft. A message of an announcement is ``message-`` and its id."""

    code: ClassVar[str] = "b"
    draft: DraftId
    field: str


@dataclass(frozen=True)
class Cancel(ButtonData):
    """Drop the draft."""

    code: ClassVar[str] = "x"
    draft: DraftId


@dataclass(frozen=True)
class Preview(ButtonData):
    """Show an announcement as recipients will see it."""

    code: ClassVar[str] = "v"
    draft: DraftId


@dataclass(frozen=True)
class Resume(ButtonData):
    """Go on writing an announcement."""

    code: ClassVar[str] = "r"
    draft: DraftId


@dataclass(frozen=True)
class Confirm(ButtonData):
    """Send an announcement."""

    code: ClassVar[str] = "s"
    draft: DraftId
    fingerprint: int


@dataclass(frozen=True)
class Publish(ButtonData):
    """Publish news or an event."""

    code: ClassVar[str] = "u"
    draft: DraftId
    fingerprint: int
    notify: bool


@dataclass(frozen=True)
class ShowAccount(ButtonData):
    """Show what became of a broadcast."""

    code: ClassVar[str] = "a"
    broadcast: BroadcastId


@dataclass(frozen=True)
class SendAgain(ButtonData):
    """Send once more to those of whom nobody knows."""

    code: ClassVar[str] = "e"
    broadcast: BroadcastId


@dataclass(frozen=True)
class LeaveUncertain(ButtonData):
    """Let the uncertain ones be."""

    code: ClassVar[str] = "f"
    broadcast: BroadcastId


@dataclass(frozen=True)
class ApplyImport(ButtonData):
    """Read a file in, as it was previewed."""

    code: ClassVar[str] = "Ia"
    file: ImportId
    fingerprint: int


@dataclass(frozen=True)
class ShowImportRows(ButtonData):
    """Show every row of a preview."""

    code: ClassVar[str] = "Ir"
    file: ImportId


@dataclass(frozen=True)
class ChooseColumn(ButtonData):
    """Say what a column (from 0) is; an empty field leaves it out."""

    code: ClassVar[str] = "Ic"
    file: ImportId
    column: int
    field: str


@dataclass(frozen=True)
class DropImport(ButtonData):
    """Forget a file that waits."""

    code: ClassVar[str] = "Ix"
    file: ImportId


@dataclass(frozen=True)
class UndoImport(ButtonData):
    """Take an import back."""

    code: ClassVar[str] = "Iu"
    file: ImportId


@dataclass(frozen=True)
class TakeExport(ButtonData):
    """Get the register as a file."""

    code: ClassVar[str] = "Ie"
    ending: str


class ListWaiting(ButtonData):
    """Show who asks to be confirmed."""

    code: ClassVar[str] = "Jw"


@dataclass(frozen=True)
class ShowRequest(ButtonData):
    """Show somebody who asks to be confirmed, and stop writing why they are declined."""

    code: ClassVar[str] = "Jr"
    request: RequestId


@dataclass(frozen=True)
class Decline(ButtonData):
    """Decline somebody who asks to be confirmed, with the word that has been written or without."""

    code: ClassVar[str] = "Jd"
    request: RequestId
    with_word: bool


@dataclass(frozen=True)
class ApproveAnyway(ButtonData):
    """Approve somebody who was declined."""

    code: ClassVar[str] = "Jo"
    request: RequestId


@dataclass(frozen=True)
class ShowLink(ButtonData):
    """Show a partner's join link with its picture."""

    code: ClassVar[str] = "Jl"
    partner: PartnerId


@dataclass(frozen=True)
class AskNewLink(ButtonData):
    """Ask whether a partner's join link is to be replaced."""

    code: ClassVar[str] = "Jn"
    partner: PartnerId


@dataclass(frozen=True)
class ReplaceLink(ButtonData):
    """Replace the join link whose code has this fingerprint."""

    code: ClassVar[str] = "J1"
    partner: PartnerId
    old: int


@dataclass(frozen=True)
class ShowJoinText(ButtonData):
    """Show a text with a partner's join link, to copy."""

    code: ClassVar[str] = "Jz"
    partner: PartnerId


@dataclass(frozen=True)
class ListInvitable(ButtonData):
    """Show a page of who of a partner is not in the bot."""

    code: ClassVar[str] = "Ji"
    partner: PartnerId
    page: int


@dataclass(frozen=True)
class InvitePerson(ButtonData):
    """Make a personal link for somebody."""

    code: ClassVar[str] = "Jp"
    person: PersonId


@dataclass(frozen=True)
class ShowInvite(ButtonData):
    """Show the text with the personal link that update ``made`` has made, in another language."""

    code: ClassVar[str] = "Jt"
    person: PersonId
    made: int
    locale: str


@dataclass(frozen=True)
class ShowCoverage(ButtonData):
    """Show a page of the partners with how many of each are in."""

    code: ClassVar[str] = "Jc"
    page: int


@dataclass(frozen=True)
class ShowCovered(ButtonData):
    """Show who of a partner is in and who is not."""

    code: ClassVar[str] = "Jk"
    partner: PartnerId


@dataclass(frozen=True)
class ShowMember(ButtonData):
    """Show somebody at a partner with what may be done about them."""

    code: ClassVar[str] = "Jm"
    person: PersonId


@dataclass(frozen=True)
class AskEnd(ButtonData):
    """Ask whether somebody works at their partner no more."""

    code: ClassVar[str] = "Je"
    person: PersonId


@dataclass(frozen=True)
class EndMembership(ButtonData):
    """Note that somebody works at their partner no more."""

    code: ClassVar[str] = "Jf"
    person: PersonId


@dataclass(frozen=True)
class AskPartnerLeaves(ButtonData):
    """Ask whether a partner has left the cluster."""

    code: ClassVar[str] = "Jq"
    partner: PartnerId


@dataclass(frozen=True)
class PartnerLeaves(ButtonData):
    """Note that a partner has left the cluster."""

    code: ClassVar[str] = "Jy"
    partner: PartnerId


@dataclass(frozen=True)
class PartnerBack(ButtonData):
    """Note that a partner is back in the cluster."""

    code: ClassVar[str] = "Jb"
    partner: PartnerId


@dataclass(frozen=True)
class ListRoles(ButtonData):
    """Show who has a role."""

    code: ClassVar[str] = "Ju"


@dataclass(frozen=True)
class ShowRoles(ButtonData):
    """Show the roles of somebody the bot knows."""

    code: ClassVar[str] = "Jv"
    subscriber: SubscriberId


@dataclass(frozen=True)
class AskRole(ButtonData):
    """Ask whether somebody is to have a role, or to have it no more."""

    code: ClassVar[str] = "Ja"
    subscriber: SubscriberId
    role: GivenRole
    on: bool


@dataclass(frozen=True)
class SetRole(ButtonData):
    """Give somebody a role, or take it."""

    code: ClassVar[str] = "Jg"
    subscriber: SubscriberId
    role: GivenRole
    on: bool


@dataclass(frozen=True)
class ShowVocabulary(ButtonData):
    """Show the kinds of terms."""

    code: ClassVar[str] = "Va"


@dataclass(frozen=True)
class ShowTerms(ButtonData):
    """Show a page of the terms of a kind."""

    code: ClassVar[str] = "Vb"
    kind: TermKind
    page: int


@dataclass(frozen=True)
class ShowTerm(ButtonData):
    """Show a term."""

    code: ClassVar[str] = "Vc"
    term: TermId


@dataclass(frozen=True)
class AddTerm(ButtonData):
    """Begin a new term."""

    code: ClassVar[str] = "Vd"
    kind: TermKind


@dataclass(frozen=True)
class FillRest(ButtonData):
    """Fill the field of a term's draft that need not be typed."""

    code: ClassVar[str] = "Ve"
    draft: DraftId


@dataclass(frozen=True)
class RenameTerm(ButtonData):
    """Begin to give a term another name in a language."""

    code: ClassVar[str] = "Vf"
    term: TermId
    locale: str


@dataclass(frozen=True)
class ReplaceSynonyms(ButtonData):
    """Begin to write down the other words for a term."""

    code: ClassVar[str] = "Vg"
    term: TermId


@dataclass(frozen=True)
class RetireTerm(ButtonData):
    """Take a term out of use, or into it again."""

    code: ClassVar[str] = "Vh"
    term: TermId
    retired: bool


@dataclass(frozen=True)
class SaveTerm(ButtonData):
    """Do what a term's draft says; 0 is a new term."""

    code: ClassVar[str] = "Vi"
    draft: DraftId
    fingerprint: int
    term: TermId


@dataclass(frozen=True)
class SpreadTopic(ButtonData):
    """Let those who follow every other topic follow this one."""

    code: ClassVar[str] = "Vj"
    topic: TermId


@dataclass(frozen=True)
class ShowChanges(ButtonData):
    """Show what was done before an entry of the audit; 0 is the newest."""

    code: ClassVar[str] = "Vk"
    before: int


@dataclass(frozen=True)
class ShowMyCard(ButtonData):
    """Show what exists of oneself."""

    code: ClassVar[str] = "Ma"


@dataclass(frozen=True)
class ShowPersonSheet(ButtonData):
    """Show a person's card to who keeps it."""

    code: ClassVar[str] = "Mb"
    person: PersonId


@dataclass(frozen=True)
class ShowPartnerSheet(ButtonData):
    """Show a partner's card to who keeps it."""

    code: ClassVar[str] = "Mc"
    partner: PartnerId


@dataclass(frozen=True)
class ChoosePersonEntry(ButtonData):
    """Show which fields of a person can be changed."""

    code: ClassVar[str] = "Md"
    person: PersonId


@dataclass(frozen=True)
class ChoosePartnerEntry(ButtonData):
    """Show which fields of a partner can be changed."""

    code: ClassVar[str] = "Me"
    partner: PartnerId


@dataclass(frozen=True)
class EditPerson(ButtonData):
    """Write in a field of a person's card."""

    code: ClassVar[str] = "Mf"
    person: PersonId
    entry: PersonEntry


@dataclass(frozen=True)
class EditPartner(ButtonData):
    """Write in a field of a partner's card."""

    code: ClassVar[str] = "Mg"
    partner: PartnerId
    entry: PartnerEntry


@dataclass(frozen=True)
class ClearEntry(ButtonData):
    """Empty the field that is being written in."""

    code: ClassVar[str] = "Mh"
    draft: DraftId


@dataclass(frozen=True)
class UseMine(ButtonData):
    """Save over what somebody else did, of which ``seen`` is the number."""

    code: ClassVar[str] = "Mi"
    draft: DraftId
    seen: int


@dataclass(frozen=True)
class LetBe(ButtonData):
    """Leave the field as it is."""

    code: ClassVar[str] = "Mj"
    draft: DraftId


@dataclass(frozen=True)
class ShowSeenBy(ButtonData):
    """Show who sees what of a person."""

    code: ClassVar[str] = "Mk"


@dataclass(frozen=True)
class ChooseSeenBy(ButtonData):
    """Show who may be let see a field of oneself."""

    code: ClassVar[str] = "Na"
    field: PersonField


@dataclass(frozen=True)
class SetSeenBy(ButtonData):
    """Choose who sees a field."""

    code: ClassVar[str] = "Ml"
    field: PersonField
    by: Visibility


@dataclass(frozen=True)
class ShowPersonTerms(ButtonData):
    """Show a page of the competences of a person."""

    code: ClassVar[str] = "Mm"
    person: PersonId
    page: int


@dataclass(frozen=True)
class SetPersonTerm(ButtonData):
    """Mark a person with a competence, or not."""

    code: ClassVar[str] = "Mn"
    person: PersonId
    term: TermId
    on: bool
    page: int


@dataclass(frozen=True)
class ShowPartnerTerms(ButtonData):
    """Show a page of the competences or materials of a partner."""

    code: ClassVar[str] = "Mo"
    partner: PartnerId
    kind: TermKind
    page: int


@dataclass(frozen=True)
class SetPartnerTerm(ButtonData):
    """Mark a partner with a term, or not."""

    code: ClassVar[str] = "Mp"
    partner: PartnerId
    term: TermId
    on: bool
    page: int


@dataclass(frozen=True)
class ShowPartnerCategories(ButtonData):
    """Show which categories a partner can have."""

    code: ClassVar[str] = "Mq"
    partner: PartnerId


@dataclass(frozen=True)
class SetCategory(ButtonData):
    """Put a partner into a category."""

    code: ClassVar[str] = "Mr"
    partner: PartnerId
    term: TermId


@dataclass(frozen=True)
class SetStanding(ButtonData):
    """Say whether a partner has signed an agreement."""

    code: ClassVar[str] = "Ms"
    partner: PartnerId
    standing: Standing


@dataclass(frozen=True)
class AddColleague(ButtonData):
    """Begin to write the card of somebody new at a partner."""

    code: ClassVar[str] = "Mt"
    partner: PartnerId


@dataclass(frozen=True)
class SkipField(ButtonData):
    """Leave a field of a new card empty."""

    code: ClassVar[str] = "Mu"
    draft: DraftId
    field: str


@dataclass(frozen=True)
class ConfirmPerson(ButtonData):
    """Put somebody new into the register."""

    code: ClassVar[str] = "Mv"
    draft: DraftId
    fingerprint: int


@dataclass(frozen=True)
class ChooseCategory(ButtonData):
    """Fill the category of a new partner."""

    code: ClassVar[str] = "Mw"
    draft: DraftId
    term: TermId


@dataclass(frozen=True)
class ConfirmPartner(ButtonData):
    """Put a new partner into the register."""

    code: ClassVar[str] = "Mx"
    draft: DraftId
    fingerprint: int


@dataclass(frozen=True)
class Hide(ButtonData):
    """Leave a person out of the look-up, or not."""

    code: ClassVar[str] = "M0"
    person: PersonId
    on: bool


@dataclass(frozen=True)
class ShowMyData(ButtonData):
    """Show everything that is kept about oneself."""

    code: ClassVar[str] = "M1"


@dataclass(frozen=True)
class AskErase(ButtonData):
    """Say what happens when one erases oneself."""

    code: ClassVar[str] = "M2"


@dataclass(frozen=True)
class EraseMe(ButtonData):
    """Erase oneself."""

    code: ClassVar[str] = "M3"


@dataclass(frozen=True)
class AskErasePerson(ButtonData):
    """Ask whether a person has asked to be erased."""

    code: ClassVar[str] = "M4"
    person: PersonId


@dataclass(frozen=True)
class ErasePerson(ButtonData):
    """Erase a person who has asked for it."""

    code: ClassVar[str] = "M5"
    person: PersonId


@dataclass(frozen=True)
class ConfirmInformed(ButtonData):
    """Note that those between ``first`` and ``last`` were told."""

    code: ClassVar[str] = "M6"
    first: PersonId
    last: PersonId
    fingerprint: int


@dataclass(frozen=True)
class ShowPrivacy(ButtonData):
    """Show a page of what is kept, in detail."""

    code: ClassVar[str] = "M7"
    page: int


@dataclass(frozen=True)
class AskLeave(ButtonData):
    """Ask whether one has left one's partner."""

    code: ClassVar[str] = "My"


@dataclass(frozen=True)
class Leave(ButtonData):
    """Say that one has left one's partner."""

    code: ClassVar[str] = "Mz"


@dataclass(frozen=True)
class HideMe(ButtonData):
    """Leave oneself out of the look-up, or not."""

    code: ClassVar[str] = "M8"
    on: bool


KINDS: dict[str, type[ButtonData]] = {kind.code: kind for kind in ButtonData.__subclasses__()}


_LISTS = (
    ShowCategories,
    ShowCategory,
    ShowCounties,
    ShowCounty,
    ShowCompetences,
    ShowTagged,
    SearchFor,
)
"""Where a card can be opened, and so where "back" may lead."""

_ORIGIN_LIMIT = 40
"""Bytes, so that the longest id fits beside it."""


def origin_of(data: ButtonData) -> str:
    """Return a list as the button of a card carries it; empty when it is too long for that."""
    text = encode(data)[len(_VERSION) :].replace(":", "|")
    return text if len(text.encode()) <= _ORIGIN_LIMIT else ""


def back_to(origin: str) -> ButtonData | None:
    """Return the list that ``origin`` stands for, or None; a forged one may stand for nothing."""
    if len(origin.encode("utf-8", "replace")) > _ORIGIN_LIMIT:
        return None
    found = decode(_VERSION + origin.replace("|", ":"))
    return found if isinstance(found, _LISTS) else None


def encode(data: ButtonData) -> str:
    """Return ``data`` as Telegram carries it.

    Raises:
        ValueError: It is longer than ``LIMIT`` bytes.
    """
    values = [_text(getattr(data, field.name)) for field in fields(data)]
    text = _VERSION + data.code + ":".join(values)
    if len(text.encode()) > LIMIT:
        raise ValueError(f"button data is longer than {LIMIT} bytes: {type(data).__name__}")
    return text


def decode(text: str) -> ButtonData | None:
    """Return what ``text`` carries, or None when no button of this version made it."""
    start = 3 if text[1:2].isupper() else 2
    kind = KINDS.get(text[1:start])
    if kind is None or not text.startswith(_VERSION):
        return None
    types = _types(kind)
    values = text[start:].split(":") if types else []
    if len(values) != len(types) or (not types and len(text) > start):
        return None
    try:
        return kind(*(_value(type_, value) for type_, value in zip(types, values, strict=True)))
    except ValueError:
        return None


def _types(kind: type[ButtonData]) -> list[type]:
    hints = get_type_hints(kind)
    return [getattr(hints[f.name], "__supertype__", hints[f.name]) for f in fields(kind)]


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _value(type_: type, text: str) -> object:
    if type_ is bool:
        return {"0": False, "1": True}[text] if text in {"0", "1"} else _refuse()
    if type_ is int:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else _refuse()
    return type_(text)


def _refuse() -> object:
    raise ValueError("not what a button carries")
