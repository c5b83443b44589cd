"""When a broadcast should stop by itself: too much of it goes wrong.

Telegram that answers nothing, a wrong token or a wrong database would else use up everybody's one
copy before a person sees it.
"""

from dataclasses import dataclass
from typing import Self

from klyngebot.domain.broadcasts import Stop
from klyngebot.domain.deliveries import Delivered, Outcome, Refused, Uncertain

UNCERTAIN_IN_A_ROW = 10
"""So many in a row of which nobody knows whether they arrived."""

WINDOW = 50
"""How many of the latest results are looked at."""

REFUSED_MOST = 10
"""More refused than this among the latest ``WINDOW`` is too many: over a fifth."""

UNKNOWN_MOST = 2
"""More chats than this that Telegram has never heard of, among the first ``WINDOW``: over 5 %."""


@dataclass(frozen=True, slots=True)
class Health:
    """The latest results of a broadcast, a letter each, newest last, and how many there were.

    Args:
        recent: ``d`` delivered, ``r`` refused, ``x`` a chat nobody knows, ``u`` uncertain, ``c``
            the message itself refused; at most ``WINDOW``.
        seen: How many results there have been since it began or went on.
    """

    recent: str = ""
    seen: int = 0

    def after(self, outcome: Outcome) -> Self:
        """Return it with one more result; what was not sent is none."""
        letter = _letter(outcome)
        if not letter:
            return self
        return type(self)((self.recent + letter)[-WINDOW:], self.seen + 1)

    @property
    def stop(self) -> Stop | None:
        """Return why to stop now, or None."""
        if self.recent.endswith("c"):
            return Stop.CONTENT
        if self.recent.endswith("u" * UNCERTAIN_IN_A_ROW):
            return Stop.UNCERTAIN
        if self.seen <= WINDOW and self.recent.count("x") > UNKNOWN_MOST:
            return Stop.UNKNOWN_CHATS
        if self.recent.count("r") + self.recent.count("x") > REFUSED_MOST:
            return Stop.REFUSED
        return None


def _letter(outcome: Outcome) -> str:
    match outcome:
        case Delivered():
            return "d"
        case Refused():
            return _refused(outcome)
        # A crash was us: it says nothing of the line, nor of the recipients.
        case Uncertain(reason) if reason not in {"crash", "stopped"}:
            return "u"
        case _:
            return ""


def _refused(outcome: Refused) -> str:
    if outcome.content:
        return "c"
    return "x" if "chat not found" in outcome.reason else "r"
