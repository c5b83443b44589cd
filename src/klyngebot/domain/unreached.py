"""Who of an audience a broadcast has not reached in the bot, and can be written to elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from klyngebot.domain.broadcasts import Broadcast
from klyngebot.domain.people import PersonId
from klyngebot.domain.subscribers import SubscriberId


class Why(StrEnum):
    """Why somebody in the register was not reached."""

    NOT_IN_BOT = "not_in_bot"
    UNSUBSCRIBED = "unsubscribed"
    CAME_LATER = "came_later"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachedPerson:
    """Somebody in the register whom a broadcast was for, and who has not got it.

    Args:
        id: Who.
        name: What they are called.
        email: Empty where the register has none.
        partner_name: Where they work.
        why: Why they have not got it.
        reason: What Telegram said, where it said no.
        is_told: Whether they know that they are in the register. Who does not must be told in the
            first e-mail at the latest: the General Data Protection Regulation, article 14 no. 3 b.
    """

    id: PersonId
    name: str
    email: str
    partner_name: str
    why: Why
    reason: str = ""
    is_told: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """Whom a broadcast has not reached, by partner and name.

    Args:
        broadcast: Which.
        people: Those the register knows.
        elsewhere: How many recipients were missed of whom the register knows nothing.
        asks_the_bot: Whether it was chosen by what only the bot knows, such as topics, so that
            nobody can say who of the register it was for.
    """

    broadcast: Broadcast
    people: tuple[UnreachedPerson, ...]
    elsewhere: int = 0
    asks_the_bot: bool = False

    @property
    def without_email(self) -> tuple[UnreachedPerson, ...]:
        """Return those who cannot be written to."""
        return tuple(one for one in self.people if not one.email)

    @property
    def untold(self) -> tuple[UnreachedPerson, ...]:
        """Return those who do not know yet that they are in the register."""
        return tuple(one for one in self.people if not one.is_told)

    def addresses(self, *, told: bool) -> list[str]:
        """Return each address once, of those who know that they are in the register, or do not.

        Who stands twice with one address, once told and once not, has been told.
        """
        known = _once(one.email for one in self.people if one.is_told)
        if told:
            return list(known.values())
        new = _once(one.email for one in self.people if not one.is_told)
        return [address for key, address in new.items() if key not in known]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """A chat that Telegram does not let us write to, and since when."""

    id: SubscriberId
    name: str
    partner_name: str
    reason: str
    since: datetime


def _once(addresses: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for address in addresses:
        if address:
            found.setdefault(address.casefold(), address)
    return found
