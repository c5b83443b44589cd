"""Time, as an argument."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time twice: for people (``now``) and for waiting (``monotonic``)."""

    def now(self) -> datetime:
        """Return the instant in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds (s) since some fixed moment; never goes back."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        """Return the instant in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds (s) since some fixed moment; never goes back."""
        return time.monotonic()
