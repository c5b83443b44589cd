"""What a button carries: typed values, to and from at most 64 bytes.

The first character is the version of this scheme, so that buttons of an older klyngebot are
recognised; then comes the code of the kind: a small letter, or a capital and one more letter or
digit.
"""

from dataclasses import fields
from typing import get_type_hints

from klyngebot.render.data.acknowledging import (
    Acknowledge,
    AskRemind,
    Remind,
    ShowConfirmations,
    ShowStandings,
)
from klyngebot.render.data.afterwards import (
    ShowLost,
    ShowPartnerAccount,
    ShowUnreachable,
    ShowUnreached,
    TakeAccount,
    TakeAddresses,
)
from klyngebot.render.data.announcing import (
    AskCancel,
    AskConfirm,
    AskDelete,
    AskDue,
    BeginAnnouncement,
    CancelBroadcast,
    ClearDue,
    ConfirmAnnouncement,
    CopyAnnouncement,
    DeleteAnnouncement,
    DropPart,
    GoOn,
    LeaveUncertain,
    ListAnnouncements,
    Pause,
    PreviewAnnouncement,
    PutAway,
    Resume,
    SendAgain,
    SetAcknowledging,
    SetMark,
    ShowAccount,
    ShowDesk,
    ShowLanguages,
    ShowMarks,
    TakeBack,
    TestToMe,
    WriteAnnouncement,
)
from klyngebot.render.data.audience import (
    AskWhy,
    ChooseAll,
    RemoveSelection,
    SetAudienceValue,
    ShowAudience,
    ShowAudienceValues,
    ShowSelection,
    TakeNewcomers,
)
from klyngebot.render.data.base import ButtonData
from klyngebot.render.data.cards import (
    AddColleague,
    ChooseCategory,
    ChoosePartnerEntry,
    ChoosePersonEntry,
    ChooseSeenBy,
    ClearEntry,
    ConfirmPartner,
    ConfirmPerson,
    EditPartner,
    EditPerson,
    LetBe,
    SetCategory,
    SetPartnerTerm,
    SetPersonTerm,
    SetSeenBy,
    SetStanding,
    ShowMyCard,
    ShowPartnerCategories,
    ShowPartnerSheet,
    ShowPartnerTerms,
    ShowPersonSheet,
    ShowPersonTerms,
    ShowSeenBy,
    SkipField,
    UseMine,
)
from klyngebot.render.data.connecting import (
    Disconnect,
    SetChat,
    SetPeople,
    ShowChats,
)
from klyngebot.render.data.correcting import (
    AskWithdraw,
    ChooseCorrected,
    CorrectPart,
    DecideCorrection,
    ShowChange,
    Withdraw,
)
from klyngebot.render.data.coverage import (
    AskEnd,
    AskPartnerLeaves,
    AskRole,
    EndMembership,
    ListRoles,
    PartnerBack,
    PartnerLeaves,
    SetRole,
    ShowCoverage,
    ShowCovered,
    ShowMember,
    ShowRoles,
)
from klyngebot.render.data.directory import (
    GetVcard,
    OpenPartner,
    OpenPerson,
    SaveContact,
    SearchFor,
    ShowCategories,
    ShowCategory,
    ShowCompetences,
    ShowCounties,
    ShowCounty,
    ShowPartner,
    ShowPerson,
    ShowPhone,
    ShowTagged,
)
from klyngebot.render.data.drafting import (
    Cancel,
    GoBack,
)
from klyngebot.render.data.importing import (
    ApplyImport,
    ChooseColumn,
    DropImport,
    ShowImportRows,
    TakeExport,
    UndoImport,
)
from klyngebot.render.data.joining import (
    ApproveAnyway,
    AskNewLink,
    Decide,
    Decline,
    InvitePerson,
    ListInvitable,
    ListWaiting,
    NotListed,
    PickPerson,
    ReplaceLink,
    ShowInvite,
    ShowJoinText,
    ShowLink,
    ShowRequest,
    SubmitJoin,
)
from klyngebot.render.data.own_data import (
    AskErase,
    AskErasePerson,
    AskLeave,
    ConfirmInformed,
    EraseMe,
    ErasePerson,
    Hide,
    HideMe,
    Leave,
    ShowMyData,
    ShowPrivacy,
)
from klyngebot.render.data.publishing import (
    ChooseTopic,
    ListNews,
    Publish,
    ShowNews,
)
from klyngebot.render.data.questions import (
    AnswerQuestion,
    Ask,
    CloseQuestion,
    ListAnswersTo,
    ListMailbox,
    ReopenQuestion,
    SendAnswer,
    SendQuestion,
    ShowQuestion,
)
from klyngebot.render.data.subscription import (
    SetLocale,
    SetTopic,
)
from klyngebot.render.data.vocabulary import (
    AddTerm,
    FillRest,
    RenameTerm,
    ReplaceSynonyms,
    RetireTerm,
    SaveTerm,
    ShowChanges,
    ShowTerm,
    ShowTerms,
    ShowVocabulary,
    SpreadTopic,
)

__all__ = [
    "KINDS",
    "LIMIT",
    "Acknowledge",
    "AddColleague",
    "AddTerm",
    "AnswerQuestion",
    "ApplyImport",
    "ApproveAnyway",
    "Ask",
    "AskCancel",
    "AskConfirm",
    "AskDelete",
    "AskDue",
    "AskEnd",
    "AskErase",
    "AskErasePerson",
    "AskLeave",
    "AskNewLink",
    "AskPartnerLeaves",
    "AskRemind",
    "AskRole",
    "AskWhy",
    "AskWithdraw",
    "BeginAnnouncement",
    "ButtonData",
    "Cancel",
    "CancelBroadcast",
    "ChooseAll",
    "ChooseCategory",
    "ChooseColumn",
    "ChooseCorrected",
    "ChoosePartnerEntry",
    "ChoosePersonEntry",
    "ChooseSeenBy",
    "ChooseTopic",
    "ClearDue",
    "ClearEntry",
    "CloseQuestion",
    "ConfirmAnnouncement",
    "ConfirmInformed",
    "ConfirmPartner",
    "ConfirmPerson",
    "CopyAnnouncement",
    "CorrectPart",
    "Decide",
    "DecideCorrection",
    "Decline",
    "DeleteAnnouncement",
    "Disconnect",
    "DropImport",
    "DropPart",
    "EditPartner",
    "EditPerson",
    "EndMembership",
    "EraseMe",
    "ErasePerson",
    "FillRest",
    "GetVcard",
    "GoBack",
    "GoOn",
    "Hide",
    "HideMe",
    "InvitePerson",
    "Leave",
    "LeaveUncertain",
    "LetBe",
    "ListAnnouncements",
    "ListAnswersTo",
    "ListInvitable",
    "ListMailbox",
    "ListNews",
    "ListRoles",
    "ListWaiting",
    "NotListed",
    "OpenPartner",
    "OpenPerson",
    "PartnerBack",
    "PartnerLeaves",
    "Pause",
    "PickPerson",
    "PreviewAnnouncement",
    "Publish",
    "PutAway",
    "Remind",
    "RemoveSelection",
    "RenameTerm",
    "ReopenQuestion",
    "ReplaceLink",
    "ReplaceSynonyms",
    "Resume",
    "RetireTerm",
    "SaveContact",
    "SaveTerm",
    "SearchFor",
    "SendAgain",
    "SendAnswer",
    "SendQuestion",
    "SetAcknowledging",
    "SetAudienceValue",
    "SetCategory",
    "SetChat",
    "SetLocale",
    "SetMark",
    "SetPartnerTerm",
    "SetPeople",
    "SetPersonTerm",
    "SetRole",
    "SetSeenBy",
    "SetStanding",
    "SetTopic",
    "ShowAccount",
    "ShowAudience",
    "ShowAudienceValues",
    "ShowCategories",
    "ShowCategory",
    "ShowChange",
    "ShowChanges",
    "ShowChats",
    "ShowCompetences",
    "ShowConfirmations",
    "ShowCounties",
    "ShowCounty",
    "ShowCoverage",
    "ShowCovered",
    "ShowDesk",
    "ShowImportRows",
    "ShowInvite",
    "ShowJoinText",
    "ShowLanguages",
    "ShowLink",
    "ShowLost",
    "ShowMarks",
    "ShowMember",
    "ShowMyCard",
    "ShowMyData",
    "ShowNews",
    "ShowPartner",
    "ShowPartnerAccount",
    "ShowPartnerCategories",
    "ShowPartnerSheet",
    "ShowPartnerTerms",
    "ShowPerson",
    "ShowPersonSheet",
    "ShowPersonTerms",
    "ShowPhone",
    "ShowPrivacy",
    "ShowQuestion",
    "ShowRequest",
    "ShowRoles",
    "ShowSeenBy",
    "ShowSelection",
    "ShowStandings",
    "ShowTagged",
    "ShowTerm",
    "ShowTerms",
    "ShowUnreachable",
    "ShowUnreached",
    "ShowVocabulary",
    "SkipField",
    "SpreadTopic",
    "SubmitJoin",
    "TakeAccount",
    "TakeAddresses",
    "TakeBack",
    "TakeExport",
    "TakeNewcomers",
    "TestToMe",
    "UndoImport",
    "UseMine",
    "Withdraw",
    "WriteAnnouncement",
    "back_to",
    "decode",
    "encode",
    "origin_of",
]

LIMIT = 64
"""Bytes: https://core.telegram.org/bots/api#inlinekeyboardbutton"""

_VERSION = "1"

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
