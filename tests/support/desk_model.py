"""The announcement desk in a few lines of Python, to compare the real one with."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LATE = timedelta(hours=6)
WORST = ("pending", "uncertain", "refused", "withdrawn", "expired", "delivered")
OPEN = ("pending", "sending")

Key = tuple[str, int]
"""Who, and which message."""


@dataclass
class Row:
    """One message for one person. ``budget``: whether it may go once more; ``again``: it has."""

    state: str = "pending"
    budget: bool = True
    again: bool = False


@dataclass
class Announcement:
    """One announcement: what it says, to whom, and how far it is.

    ``seen`` is what its leader was shown last, until something has changed: how many people.
    """

    id: int
    texts: list[str]
    topic: bool = False
    urgent: bool = False
    asking: str = "nobody"
    state: str = "draft"
    previewed: bool = False
    seen: int | None = None
    seen_revision: int = 0
    chosen: datetime | None = None
    due: datetime | None = None
    rows: dict[Key, Row] = field(default_factory=dict)
    results: str = ""
    withdrawn: bool = False
    confirmed_by: set[str] = field(default_factory=set)

    @property
    def people(self) -> set[str]:
        return {who for who, _ in self.rows}

    @property
    def account(self) -> dict[str, int]:
        """Return how many people stand how: each as the worst of their messages."""
        counts: dict[str, int] = {}
        for who in self.people:
            states = {row.state for (other, _), row in self.rows.items() if other == who}
            shown = {"pending" if state == "sending" else state for state in states}
            worst = next(state for state in WORST if state in shown)
            counts[worst] = counts.get(worst, 0) + 1
        return counts

    def take_back_waiting(self) -> None:
        for row in self.rows.values():
            if row.state == "pending":
                row.state = "withdrawn"

    @property
    def should_stop(self) -> bool:
        last = self.results[-50:]
        many = len(self.results) <= 50 and last.count("x") > 2
        return self.results.endswith("u" * 10) or many or sum(map(last.count, "rx")) > 10


@dataclass
class Desk:
    """Everybody who might get something, and every announcement."""

    subscribed: dict[str, bool]
    topics: set[str]
    partners: dict[str, int]
    announcements: list[Announcement] = field(default_factory=list)

    def find(self, id_: int) -> Announcement:
        return next(one for one in self.announcements if one.id == id_)

    def reached(self, one: Announcement) -> set[str]:
        return {
            who
            for who, hears in self.subscribed.items()
            if hears and (who in self.topics or not one.topic)
        }

    def confirm(self, one: Announcement, due: datetime) -> None:
        one.state, one.due = "waiting", due
        people = sorted(self.reached(one))
        one.rows = {(who, part): Row() for part in range(len(one.texts)) for who in people}

    def begin(self, one: Announcement) -> None:
        one.state, one.results = "sending", ""

    def pass_time(self, now: datetime) -> None:
        for one in self.announcements:
            if one.state == "waiting" and one.due is not None and one.due <= now:
                if one.due < now - LATE:
                    one.state = "paused"
                else:
                    self.begin(one)

    def leave(self, who: str) -> None:
        self.subscribed[who] = False
        for one in self.announcements:
            for (other, _), row in one.rows.items():
                if other == who and row.state == "pending":
                    row.state = "withdrawn"

    def not_sent(self, one: Announcement, key: Key) -> None:
        """A message is known not to have gone: it waits again if it should still go."""
        goes = one.state != "cancelled" and self.subscribed[key[0]]
        one.rows[key].state = "pending" if goes else "withdrawn"

    def lost(self, one: Announcement, key: Key) -> None:
        """Nobody knows: what is urgent goes once more."""
        row = one.rows[key]
        goes = one.state != "cancelled" and self.subscribed[key[0]]
        if one.urgent and row.budget and goes:
            row.state, row.again = "pending", True
        else:
            row.state = "uncertain"
        row.budget = row.budget and not one.urgent

    def watch(self, one: Announcement) -> None:
        if one.should_stop and one.state == "sending":
            one.state = "paused"

    def send_again(self, one: Announcement) -> None:
        for (who, _), row in one.rows.items():
            mine = row.state == "uncertain" and row.budget
            if mine and self.subscribed[who] and one.state != "cancelled":
                row.state, row.budget, row.again = "pending", False, True

    def is_confirmed_for(self, one: Announcement, who: str) -> bool:
        """Return whether nobody needs to remind ``who`` any more."""
        partner = self.partners.get(who)
        return who in one.confirmed_by or (
            one.asking == "partners"
            and partner is not None
            and any(self.partners.get(other) == partner for other in one.confirmed_by)
        )

    def sent(self) -> Iterator[Announcement]:
        return (one for one in self.announcements if one.rows)
