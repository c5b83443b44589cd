"""Says whether the machine's clock can be trusted, so that nothing goes out at a wrong time."""

import logging
from datetime import datetime, timedelta

from klyngebot.domain.clock import Clock

_log = logging.getLogger(__name__)

TOLERANCE = timedelta(minutes=2)
"""How far the clock may be from Telegram's, or jump, before what is timed waits."""


class ClockWatch:
    """Compares the wall clock with the monotonic one, and with what the server says it is.

    A clock that has jumped, forwards or back, is in doubt until the server agrees with it: the
    machine slept, or somebody has set it right or wrong.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._agrees = True
        self._anchor()

    def heard(self, server_time: datetime) -> None:
        """Note what time the server says it is."""
        apart = abs(server_time - self._clock.now())
        agrees = apart <= TOLERANCE
        if agrees != self._agrees:
            _log.warning("clock_agrees=%s apart_s=%d", str(agrees).lower(), apart.total_seconds())
        self._agrees = agrees
        if agrees:
            self._anchor()

    def is_right(self) -> bool:
        """Return whether the clock can be trusted now."""
        passed = timedelta(seconds=self._clock.monotonic() - self._monotonic)
        return self._agrees and abs(self._clock.now() - self._wall - passed) <= TOLERANCE

    def _anchor(self) -> None:
        self._wall, self._monotonic = self._clock.now(), self._clock.monotonic()
