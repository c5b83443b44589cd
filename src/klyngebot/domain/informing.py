"""Telling people that they are in the register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from klyngebot.domain.people import Person, PersonId

LIMIT = timedelta(days=30)
"""Within a month at the latest: the General Data Protection Regulation, article 14 no. 3 a."""

BATCH = 20
"""People in one e-mail: addresses that fit a message and a mail program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """Somebody who has not been told yet; ``since`` is when they came into the register."""

    person: Person
    since: datetime

    def is_overdue(self, now: datetime) -> bool:
        """Return whether they should have been told by now."""
        return now - self.since > LIMIT


def fingerprint(ids: Sequence[PersonId]) -> int:
    """Return a number that differs when it is about others."""
    return crc32(",".join(map(str, ids)).encode())
