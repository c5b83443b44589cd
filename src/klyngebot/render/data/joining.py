"""Coming in to a partner, and going out again: what their buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.drafts import DraftId
from klyngebot.domain.memberships import RequestId
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import PersonId
from klyngebot.render.data.base import ButtonData


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
class ListWaiting(ButtonData):
    """Show who asks to be confirmed."""

    code: ClassVar[str] = "Jw"
