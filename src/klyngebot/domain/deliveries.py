"""Deliveries: one row for each message to each recipient, and the moves it can make."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from klyngebot.domain.errors import IllegalTransitionError
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.subscribers import SubscriberId

DeliveryId = NewType("DeliveryId", int)


class DeliveryState(StrEnum):
    """Where a delivery stands. The last five are ends."""

    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"

    def to(self, state: "DeliveryState") -> "DeliveryState":
        """Return ``state``.

        Raises:
            IllegalTransitionError: ``state`` does not follow this one.
        """
        if state not in _MOVES[self]:
            raise IllegalTransitionError(f"{self} does not become {state}")
        return state


_MOVES = {
    DeliveryState.PENDING: {
        DeliveryState.SENDING,
        DeliveryState.WITHDRAWN,
        DeliveryState.EXPIRED,
        DeliveryState.REFUSED,
    },
    DeliveryState.SENDING: {
        DeliveryState.PENDING,
        DeliveryState.DELIVERED,
        DeliveryState.REFUSED,
        DeliveryState.UNCERTAIN,
        DeliveryState.WITHDRAWN,
    },
    DeliveryState.UNCERTAIN: {DeliveryState.PENDING, DeliveryState.DELIVERED},
    DeliveryState.DELIVERED: set[DeliveryState](),
    DeliveryState.REFUSED: set[DeliveryState](),
    DeliveryState.WITHDRAWN: set[DeliveryState](),
    DeliveryState.EXPIRED: set[DeliveryState](),
}

STOPPED = "stopped by a leader"
"""Why something was withdrawn that a leader has stopped. Our own words, not Telegram's."""

FINAL = "final"
"""The progress of a broadcast of which every recipient has a result."""

OPEN_STATES = (DeliveryState.PENDING, DeliveryState.SENDING)


class Kind(StrEnum):
    """What a delivery carries; the subject's id says which one."""

    BROADCAST = "broadcast"
    NEWS = "news"
    EVENT = "event"
    JOIN_REQUEST = "join_request"
    JOIN_ANSWER = "join_answer"
    QUESTION = "question"
    QUESTION_ANSWER = "question_answer"
    ROLE_CHANGED = "role_changed"
    LINKS_CLOSED = "links_closed"
    BROADCAST_STOPPED = "broadcast_stopped"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    REMINDER = "reminder"

    @property
    def resends_by_itself(self) -> bool:
        """Return whether an uncertain one goes out once more unasked.

        Missing what concerns oneself is worse than reading it twice, and editing or deleting
        twice is the same as once; for a broadcast the leader is asked, unless it is urgent.
        """
        return self not in {Kind.BROADCAST, Kind.NEWS, Kind.EVENT}

    @property
    def urgent(self) -> bool:
        """Return whether it goes before the rest of the queue."""
        return self not in _BULK


_BULK = frozenset(
    {Kind.BROADCAST, Kind.NEWS, Kind.EVENT, Kind.CORRECTION, Kind.WITHDRAWAL, Kind.REMINDER}
)

EDITS = (Kind.CORRECTION, Kind.WITHDRAWAL)
"""What changes messages that people have already; it makes no sound, and no new message."""

UNKNOWN_MESSAGE = "nobody knows whether it arrived"
"""Why a message cannot be changed: Telegram never told its id. Our own words, not Telegram's."""

CHANGES = (Kind.CORRECTION, Kind.WITHDRAWAL, Kind.REMINDER)
"""What goes to those who have got a broadcast; the subject is the change, not the broadcast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is sent: a kind, a subject and, where it has several messages, which.

    ``variant`` says which wording of a broadcast, ``revision`` which state of it.
    """

    kind: Kind
    subject_id: int
    part: int = 0
    variant: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A claimed row: it is marked *sending* on disk and must be sent now or settled.

    ``targets`` are the messages that it changes, where it changes any. ``is_again`` says whether it
    goes out once more, because nobody knew whether it had arrived.
    """

    id: DeliveryId
    content: Content
    subscriber_id: SubscriberId
    address: str
    locale: str
    resends: bool = False
    targets: tuple[int, ...] = ()
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class Delivered:
    """The server confirmed it.

    ``message_id`` is None when its answer did not name one; an album has ``more_ids``, too.
    """

    message_id: int | None = None
    more_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The server said no for good, with its reason in its own words.

    Args:
        reason: What the server said.
        unreachable: Whether the recipient can not be reached at all from now on.
        content: Whether the message itself is at fault, so that everybody would refuse it.
    """

    reason: str
    unreachable: bool = False
    content: bool = False


@dataclass(frozen=True, slots=True)
class Deferred:
    """It was certainly not sent; try again after ``seconds`` (s).

    Args:
        seconds: How long (s) to wait.
        holds_all: Whether every bulk message waits that long, not only this chat.
    """

    seconds: float
    holds_all: bool = False


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may or may not have arrived, and nobody can tell.

    ``wait`` is how long the server asked others to wait at the same time.
    """

    reason: str
    wait: Deferred | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """It was not sent: the group has become a supergroup, which is at ``address`` now."""

    address: str


Outcome = Delivered | Refused | Deferred | Uncertain | Moved


def asked_wait(outcome: Outcome) -> Deferred | None:
    """Return how long the server asked to wait, if it did."""
    match outcome:
        case Deferred():
            return outcome
        case Uncertain(wait=wait):
            return wait
        case _:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientResult:
    """How it went for one recipient of one broadcast, over all its messages.

    Args:
        subscriber_id: Who.
        name: What they are called now; empty once they are erased.
        partner_name: The partner they were counted for.
        state: How far the one of its messages has come that went worst.
        reason: Why, where it did not arrive: in Telegram's words, or in one of our own.
        can_resend: Whether it can be sent once more.
        partner_id: The partner they were counted for, or None.
        settled_at: When the last result came in.
        confirmed_at: When they confirmed that they have read it.
        variant: Which wording they got.
        is_person: Whether it is a private chat, not a group or channel.
    """

    subscriber_id: SubscriberId
    name: str
    partner_name: str
    state: DeliveryState
    reason: str = ""
    can_resend: bool = False
    partner_id: PartnerId | None = None
    settled_at: datetime | None = None
    confirmed_at: datetime | None = None
    variant: str = ""
    is_person: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of a broadcast: a count per state, and names where something is wrong.

    Args:
        counts: How many recipients are in each state.
        problems: Those who have not got it.
        only_counts: Whether it is so long ago that nothing else is kept.
    """

    counts: Mapping[DeliveryState, int]
    problems: tuple[RecipientResult, ...] = field(default=())
    only_counts: bool = False

    @property
    def total(self) -> int:
        """Return how many recipients there are."""
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        """Return how many have no result yet."""
        return sum(self.counts.get(state, 0) for state in OPEN_STATES)

    def count(self, state: DeliveryState) -> int:
        """Return how many recipients are in ``state``."""
        return self.counts.get(state, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whom a message goes to: people, and the partners with an agreement they belong to.

    ``without_partner`` are those who work for none and are not staff, who need not.
    """

    people: int
    partners: int
    partners_in_all: int
    without_partner: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Nothing is sent to ``address`` (None: to anyone, in bulk) before ``until``."""

    address: str | None
    until: datetime
