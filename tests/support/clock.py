"""Time that only tests move."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""A Tuesday, 10:00 in Oslo."""


class FakeClock:
    """Both clocks of a test; ``readings`` tells how often somebody has looked."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at
        self.seconds = 1000.0
        self.readings = 0

    def now(self) -> datetime:
        self.readings += 1
        return self.at

    def monotonic(self) -> float:
        self.readings += 1
        return self.seconds

    def advance(self, by: float | timedelta) -> None:
        """Let ``by`` pass; a bare number is seconds (s)."""
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        self.at += timedelta(seconds=seconds)
        self.seconds += seconds

    def until(self, at: datetime) -> None:
        """Let time pass until ``at``."""
        self.advance(at - self.at)
