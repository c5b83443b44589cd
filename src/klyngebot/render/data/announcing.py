"""The announcement desk: what its buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.broadcasts import Acknowledging, BroadcastId, Mark
from klyngebot.domain.drafts import DraftId
from klyngebot.render.data.base import ButtonData


@dataclass(frozen=True)
class Resume(ButtonData):
    """Go on with what one is writing."""

    code: ClassVar[str] = "r"
    draft: DraftId


@dataclass(frozen=True)
class BeginAnnouncement(ButtonData):
    """Begin a new announcement."""

    code: ClassVar[str] = "Bn"


@dataclass(frozen=True)
class WriteAnnouncement(ButtonData):
    """Go on writing a draft, in the variant of a locale; empty for everybody."""

    code: ClassVar[str] = "Bw"
    broadcast: BroadcastId
    variant: str


@dataclass(frozen=True)
class CopyAnnouncement(ButtonData):
    """Begin a draft that says what another announcement says."""

    code: ClassVar[str] = "Bc"
    broadcast: BroadcastId


@dataclass(frozen=True)
class DropPart(ButtonData):
    """Take a message out of a draft."""

    code: ClassVar[str] = "Bl"
    broadcast: BroadcastId
    part: int


@dataclass(frozen=True)
class PutAway(ButtonData):
    """Leave a draft as it is, for later."""

    code: ClassVar[str] = "Bo"


@dataclass(frozen=True)
class AskDelete(ButtonData):
    """Ask whether to delete a draft."""

    code: ClassVar[str] = "Bx"
    broadcast: BroadcastId


@dataclass(frozen=True)
class DeleteAnnouncement(ButtonData):
    """Delete a draft."""

    code: ClassVar[str] = "By"
    broadcast: BroadcastId


@dataclass(frozen=True)
class PreviewAnnouncement(ButtonData):
    """Show a draft as recipients will see it."""

    code: ClassVar[str] = "Bp"
    broadcast: BroadcastId


@dataclass(frozen=True)
class ShowDesk(ButtonData):
    """Show whom a draft goes to, and how and when."""

    code: ClassVar[str] = "Bd"
    broadcast: BroadcastId


@dataclass(frozen=True)
class TestToMe(ButtonData):
    """Send a draft to its author alone, just as recipients get it."""

    code: ClassVar[str] = "Bt"
    broadcast: BroadcastId


@dataclass(frozen=True)
class ShowMarks(ButtonData):
    """Show how much a draft can matter, and who can be asked to confirm it."""

    code: ClassVar[str] = "Bm"
    broadcast: BroadcastId


@dataclass(frozen=True)
class SetMark(ButtonData):
    """Say how much a draft matters."""

    code: ClassVar[str] = "Bh"
    broadcast: BroadcastId
    mark: Mark


@dataclass(frozen=True)
class SetAcknowledging(ButtonData):
    """Say who is asked to confirm that they have read it."""

    code: ClassVar[str] = "Bk"
    broadcast: BroadcastId
    who: Acknowledging


@dataclass(frozen=True)
class ShowLanguages(ButtonData):
    """Show in which languages a draft is written."""

    code: ClassVar[str] = "Bv"
    broadcast: BroadcastId


@dataclass(frozen=True)
class AskDue(ButtonData):
    """Ask when a draft is to go out."""

    code: ClassVar[str] = "Bi"
    broadcast: BroadcastId


@dataclass(frozen=True)
class ClearDue(ButtonData):
    """Let a draft go out as soon as it is confirmed."""

    code: ClassVar[str] = "Bj"
    broadcast: BroadcastId


@dataclass(frozen=True)
class AskConfirm(ButtonData):
    """Ask once more before an announcement is sent."""

    code: ClassVar[str] = "Ba"
    broadcast: BroadcastId


@dataclass(frozen=True)
class ConfirmAnnouncement(ButtonData):
    """Send an announcement as it was shown, to as many as were shown."""

    code: ClassVar[str] = "Bs"
    broadcast: BroadcastId
    revision: int
    people: int


@dataclass(frozen=True)
class TakeBack(ButtonData):
    """Make a draft again of what nobody has got yet."""

    code: ClassVar[str] = "Bu"
    broadcast: BroadcastId


@dataclass(frozen=True)
class Pause(ButtonData):
    """Let what has not left yet wait."""

    code: ClassVar[str] = "Bz"
    broadcast: BroadcastId


@dataclass(frozen=True)
class GoOn(ButtonData):
    """Let a paused broadcast go on."""

    code: ClassVar[str] = "Bg"
    broadcast: BroadcastId


@dataclass(frozen=True)
class AskCancel(ButtonData):
    """Ask whether to take back what has not left yet."""

    code: ClassVar[str] = "Bq"
    broadcast: BroadcastId


@dataclass(frozen=True)
class CancelBroadcast(ButtonData):
    """Take back what has not left yet."""

    code: ClassVar[str] = "Br"
    broadcast: BroadcastId


@dataclass(frozen=True)
class ListAnnouncements(ButtonData):
    """List drafts and what was sent, those older than one; 0 begins with the newest."""

    code: ClassVar[str] = "Bf"
    before: BroadcastId


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
