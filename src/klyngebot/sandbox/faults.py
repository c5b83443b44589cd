"""Faults on request: what goes wrong, at which call, how often."""

from collections.abc import Iterator
from dataclasses import KW_ONLY, asdict, dataclass
from enum import StrEnum
from typing import Any

PHASES = ("received", "effect", "answered")
"""When ``kill`` strikes: instead of the effect, before the answer, after it is written."""


class FaultKind(StrEnum):
    """What happens to a call. Where it says *done*, the chat has got its message."""

    ERROR = "error"
    """An error in Telegram's JSON; not done."""
    HTML = "html"
    """An HTML page, as a proxy gives it; not done."""
    HTML_AFTER = "html_after"
    """Done, then an HTML page with status 502."""
    GARBAGE = "garbage"
    """Done, then status 200 with something that is no JSON."""
    CUT = "cut"
    """Done, then status 200 with half of the JSON."""
    RESET_BEFORE = "reset_before"
    """The connection is reset; not done."""
    RESET_AFTER = "reset_after"
    """Done, then the connection is reset."""
    HANG = "hang"
    """Done, and never answered."""
    SLOW = "slow"
    """Waits, then does what it should."""
    KILL = "kill"
    """SIGKILL to a process at one of :data:`PHASES`; at ``received`` it is not done."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    Args:
        kind: What happens.
        method: Only calls of this method, in any case of letters.
        chat_id: Only calls to this chat.
        contains: Only calls whose text or caption, also of one of several, contains this.
        after: Let so many matching calls through first.
        times: How often; ``None`` means for ever.
        status: HTTP status of ``error`` and ``html``.
        description: Telegram's description in an ``error``; else the usual one of ``status``.
        retry_after: Telegram's parameter in an ``error`` (s).
        seconds: How long ``slow`` waits (s).
        pid: The process that ``kill`` kills.
        phase: When ``kill`` strikes.

    Raises:
        ValueError: ``kill`` without ``pid`` or with an unknown phase; a ``pid`` that is none, or
            a ``status`` that ends no call.
    """

    kind: FaultKind
    _: KW_ONLY
    method: str | None = None
    chat_id: int | None = None
    contains: str | None = None
    after: int = 0
    times: int | None = 1
    status: int = 500
    description: str = ""
    retry_after: int | None = None
    seconds: float = 0
    pid: int | None = None
    phase: str = ""

    def __post_init__(self) -> None:
        if self.kind is FaultKind.KILL and (self.pid is None or self.phase not in PHASES):
            raise ValueError(f"kill needs a pid and a phase out of {', '.join(PHASES)}")
        if self.pid is not None and self.pid < 2:  # 0 and below mean whole groups of processes
            raise ValueError(f"{self.pid} is no process to kill")
        if not 200 <= self.status <= 599:
            raise ValueError(f"{self.status} is no status of an answer")

    def matches(self, method: str, params: dict[str, Any]) -> bool:
        """Tell whether a call of ``method`` with ``params`` is meant."""
        if self.method is not None and self.method.lower() != method.lower():
            return False
        if self.chat_id is not None and params.get("chat_id") != self.chat_id:
            return False
        return self.contains is None or any(self.contains in words for words in _words(params))


def _words(params: dict[str, Any]) -> Iterator[str]:
    """Yield the texts and captions of a call."""
    media = params.get("media")
    for fields in (params, *(media if isinstance(media, list) else [media])):
        if isinstance(fields, dict):
            yield from (str(fields[name]) for name in ("text", "caption") if name in fields)


@dataclass(slots=True)
class _Armed:
    fault: Fault
    seen: int = 0
    used: int = 0


class Faults:
    """The faults that wait for their calls, oldest first."""

    def __init__(self) -> None:
        self._armed: list[_Armed] = []

    def add(self, fault: Fault) -> None:
        """Arm ``fault``."""
        self._armed.append(_Armed(fault))

    def clear(self) -> None:
        """Disarm them all."""
        self._armed.clear()

    def strike(self, method: str, params: dict[str, Any]) -> Fault | None:
        """Return the fault that this call meets, and count it; ``None`` when all is well."""
        for armed in self._armed:
            if not armed.fault.matches(method, params):
                continue
            armed.seen += 1
            if armed.seen <= armed.fault.after:
                continue
            armed.used += 1
            if armed.used == armed.fault.times:
                self._armed.remove(armed)
            return armed.fault
        return None

    def as_json(self) -> list[dict[str, Any]]:
        """Return the armed faults, each with how often it has struck."""
        return [{**asdict(armed.fault), "used": armed.used} for armed in self._armed]
