"""Accounts read per partner: who of each has got a broadcast, and how it went for the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from klyngebot.domain.audiences import AudienceNames
from klyngebot.domain.broadcasts import Broadcast, BroadcastReport
from klyngebot.domain.deliveries import OPEN_STATES, DeliveryState, Kind, RecipientResult
from klyngebot.domain.text import sort_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Some recipients of one broadcast: those at a partner, those at none, or the groups."""

    name: str
    results: tuple[RecipientResult, ...]

    @property
    def total(self) -> int:
        """Return how many they are."""
        return len(self.results)

    @property
    def confirmed(self) -> int:
        """Return how many have confirmed that they have read it."""
        return sum(one.confirmed_at is not None for one in self.results)

    @property
    def missed(self) -> tuple[RecipientResult, ...]:
        """Return those who have a result and have not got it, or of whom nobody knows."""
        reached = {DeliveryState.DELIVERED, *OPEN_STATES}
        return tuple(one for one in self.results if one.state not in reached)

    def count(self, state: DeliveryState) -> int:
        """Return how many are in ``state``."""
        return sum(one.state is state for one in self.results)


@dataclass(frozen=True, slots=True, kw_only=True)
class LostNotice:
    """A notice, such as a piece of news or an answer, that did not reach somebody.

    Args:
        kind: What it was.
        title: What it is called; empty for what has no name.
        at: When the last of ``results`` came in.
        results: Those it did not reach, or of whom nobody knows.
    """

    kind: Kind
    title: str
    at: datetime
    results: tuple[RecipientResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """What waits for a leader.

    Args:
        paused: Broadcasts that are paused, or have stopped by themselves.
        undecided: Broadcasts with uncertain recipients for whom nobody has chosen.
        lost: How many notices did not reach somebody.
        unreachable: How many chats Telegram does not let us write to.
    """

    paused: tuple[Broadcast, ...]
    undecided: tuple[Broadcast, ...]
    lost: int
    unreachable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FullAccount:
    """Everything that is known of what became of a broadcast.

    Args:
        report: The broadcast with its counts, and what was done to it afterwards.
        author_name: What its author is called now; empty once they are erased.
        names: What the values of its audience are called now.
        results: Every recipient.
    """

    report: BroadcastReport
    author_name: str
    names: AudienceNames
    results: tuple[RecipientResult, ...]

    @property
    def partners(self) -> list[Share]:
        """Return a share for each partner, the worst first."""
        of_partner: dict[int, list[RecipientResult]] = {}
        for one in self.results:
            if one.partner_id is not None:
                of_partner.setdefault(one.partner_id, []).append(one)
        shares = [_share(found[0].partner_name, found) for found in of_partner.values()]
        return sorted(shares, key=_worst_first)

    @property
    def without_partner(self) -> Share:
        """Return those in private chats who belong to no partner."""
        return _share("", (one for one in self.results if one.is_person and one.partner_id is None))

    @property
    def groups(self) -> Share:
        """Return the groups and channels."""
        return _share("", (one for one in self.results if not one.is_person))


def _share(name: str, results: Iterable[RecipientResult]) -> Share:
    return Share(name=name, results=tuple(results))


def _worst_first(share: Share) -> tuple[float, int, str]:
    return (
        share.count(DeliveryState.DELIVERED) / share.total,
        -len(share.missed),
        sort_key(share.name),
    )
