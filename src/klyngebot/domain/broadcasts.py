"""Broadcasts: what a leader sends to an audience, from the first draft to the last result."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from klyngebot.domain.audiences import Audience
from klyngebot.domain.deliveries import FINAL, Account
from klyngebot.domain.errors import IllegalTransitionError
from klyngebot.domain.subscribers import SubscriberId

BroadcastId = NewType("BroadcastId", int)
ChangeId = NewType("ChangeId", int)
"""A correction, a withdrawal or a reminder."""

MAIN = ""
"""The variant that everybody gets who has none in their own language."""


class BroadcastState(StrEnum):
    """Where a broadcast stands. Whether *sending* has come to its end, its account says."""

    DRAFT = "draft"
    WAITING = "waiting"
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"

    def to(self, state: "BroadcastState") -> "BroadcastState":
        """Return ``state``.

        Raises:
            IllegalTransitionError: ``state`` does not follow this one.
        """
        if state not in _MOVES[self]:
            raise IllegalTransitionError(f"{self} does not become {state}")
        return state


_S = BroadcastState
_MOVES = {
    _S.DRAFT: {_S.WAITING, _S.SENDING},
    _S.WAITING: {_S.DRAFT, _S.SENDING, _S.PAUSED, _S.CANCELLED},
    _S.SENDING: {_S.PAUSED, _S.CANCELLED},
    _S.PAUSED: {_S.SENDING, _S.CANCELLED},
    _S.CANCELLED: set[_S](),
}


class Mark(StrEnum):
    """How much it matters: an urgent one buzzes at night, and goes out once more by itself."""

    NORMAL = "normal"
    URGENT = "urgent"


class Acknowledging(StrEnum):
    """Who is asked to confirm that they have read it."""

    NOBODY = "nobody"
    EVERYBODY = "everybody"
    PARTNERS = "partners"
    """One at each partner is enough."""


class Stop(StrEnum):
    """Why a broadcast stopped by itself."""

    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    UNKNOWN_CHATS = "unknown_chats"
    CONTENT = "content"
    LATE = "late"


class ChangeKind(StrEnum):
    """What is done to a broadcast after it has been sent."""

    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    REMINDER = "reminder"


class AttachmentKind(StrEnum):
    """What Telegram shows of a file."""

    PHOTO = "photo"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that Telegram keeps, by its id there; ``name`` is what a document is called."""

    kind: AttachmentKind
    file_id: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message as its author sent it: text, or a file with a caption.

    Args:
        id: Counts up in the order of writing.
        html: The text or caption, as Telegram HTML.
        attachment: The file, if there is one.
        album: What the files of one album share; empty for others.
        message_id: The message in the author's chat, so that a later correction finds it.
    """

    id: int
    html: str
    attachment: Attachment | None = None
    album: str = ""
    message_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """One or several messages to many; its recipients are fixed when it is confirmed.

    Args:
        author_address: Where the author is; empty once they are erased.
        variants: The messages per locale; ``MAIN`` is there for everybody else.
        revision: Counts every change, so that what is confirmed is what was seen.
        content_revision: The revision at which the messages last changed.
        previewed: The ``content_revision`` that Telegram has taken as real messages.
        due_at: When it goes out; None is as soon as it is confirmed.
        stopped: Why it stopped by itself, until somebody lets it go on.
        progress_message: The message in the author's chat that shows how far it has come.
        started_at: When it last began or went on, to tell its rate.
        started_done: How many had a result then.
        unanswered_at: When the uncertain ones were left, since nobody had chosen.
    """

    id: BroadcastId
    author_id: SubscriberId
    author_address: str
    author_locale: str
    state: BroadcastState
    revision: int
    content_revision: int
    previewed: int
    mark: Mark
    acknowledging: Acknowledging
    audience: Audience
    variants: Mapping[str, tuple[Part, ...]]
    changed_at: datetime
    due_at: datetime | None = None
    confirmed_at: datetime | None = None
    stopped: Stop | None = None
    progress_message: int | None = None
    started_at: datetime | None = None
    started_done: int = 0
    unanswered_at: datetime | None = None

    @property
    def is_previewed(self) -> bool:
        """Return whether Telegram has taken the messages as they are now."""
        return self.previewed == self.content_revision

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the messages of the main variant, in order."""
        return self.variants.get(MAIN, ())

    def variant_for(self, locale: str) -> str:
        """Return which variant somebody who reads ``locale`` gets."""
        return locale if self.variants.get(locale) else MAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A correction, a withdrawal or a reminder of a broadcast, with deliveries of its own.

    Args:
        maker_address: Where the leader is who made it; empty once they are erased.
        maker_name: What they are called now; empty once they are erased.
        progress_message: The message in their chat that shows how far it has come.
    """

    id: ChangeId
    broadcast_id: BroadcastId
    kind: ChangeKind
    made_at: datetime
    maker_address: str
    maker_locale: str
    maker_name: str = ""
    progress_message: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReport:
    """A change with its account."""

    change: Change
    account: Account

    @property
    def progress(self) -> str:
        """Return how far it has come, in the form that is compared with what was shown last."""
        if not self.account.waiting:
            return FINAL
        return f"{self.account.waiting}/{self.account.total}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """How many of those who were asked have confirmed: partners, or people who belong to none."""

    done: int
    asked: int
    of_partners: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastReport:
    """A broadcast with its account.

    Args:
        broadcast: The broadcast.
        account: What became of it so far.
        newcomers: How many fit its audience by now for whom nothing waits; while it waits itself.
        changes: What came after it, in order, each with an account of its own.
        confirmed: How many have confirmed; None where nobody is asked to.
        answers: How many messages have answered it.
    """

    broadcast: Broadcast
    account: Account = field(default_factory=lambda: Account(counts={}))
    newcomers: int = 0
    changes: tuple[ChangeReport, ...] = ()
    confirmed: Confirmed | None = None
    answers: int = 0

    @property
    def withdrawal(self) -> ChangeReport | None:
        """Return how it was withdrawn from those who had got it, or None."""
        return next(iter(self._of(ChangeKind.WITHDRAWAL)), None)

    @property
    def reminders(self) -> tuple[ChangeReport, ...]:
        """Return what was sent to those who had not confirmed, oldest first."""
        return self._of(ChangeKind.REMINDER)

    @property
    def is_final(self) -> bool:
        """Return whether every recipient has a result."""
        return not self.account.waiting and self.broadcast.state not in {_S.DRAFT, _S.WAITING}

    @property
    def progress(self) -> str:
        """Return how far it has come, in the form that is compared with what was shown last."""
        if self.is_final:
            return FINAL
        counts = f"{self.account.waiting}/{self.account.total}"
        return f"{self.broadcast.state}:{counts}" + (f"+{self.newcomers}" if self.newcomers else "")

    def _of(self, kind: ChangeKind) -> tuple[ChangeReport, ...]:
        return tuple(one for one in self.changes if one.change.kind is kind)
