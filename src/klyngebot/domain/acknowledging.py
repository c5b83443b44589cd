"""Confirming: who was asked to, who has, and where it is missing, partner by partner."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from klyngebot.domain.broadcasts import Acknowledging, Broadcast, Change, ChangeId, Confirmed
from klyngebot.domain.deliveries import DeliveryState
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.domain.text import sort_key

NO_CHANGE = ChangeId(0)
"""Stands for the latest reminder where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody who was asked to confirm.

    Args:
        subscriber_id: Who.
        name: What they are called.
        partner_id: The partner they were counted for when it was sent.
        partner_name: What that is called; empty when they were counted for none.
        state: How it went with the message that has the button.
        confirmed_at: When they confirmed.
        subscribed: Whether they hear from us still.
    """

    subscriber_id: SubscriberId
    name: str
    partner_id: PartnerId | None
    partner_name: str
    state: DeliveryState
    confirmed_at: datetime | None = None
    subscribed: bool = True

    @property
    def can_be_reminded(self) -> bool:
        """Return whether they have got it, have not confirmed and still hear from us."""
        got = self.state in {DeliveryState.DELIVERED, DeliveryState.UNCERTAIN}
        return got and self.confirmed_at is None and self.subscribed


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerAsked:
    """The people of one partner who were asked; at least one.

    Args:
        name: What the partner is called.
        people: Who was asked there.
        one_is_enough: Whether one of them confirms for all.
    """

    name: str
    people: tuple[Asked, ...]
    one_is_enough: bool

    @property
    def missing(self) -> tuple[Asked, ...]:
        """Return who is yet to confirm; nobody where one has and that is enough."""
        missing = tuple(one for one in self.people if one.confirmed_at is None)
        return () if self.one_is_enough and len(missing) < len(self.people) else missing

    @property
    def confirmed(self) -> int:
        """Return how many people there have confirmed."""
        return sum(one.confirmed_at is not None for one in self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmations:
    """Who has confirmed a broadcast, and who has not.

    Args:
        partners: Those with somebody who was asked: most missing first, then by name.
        alone: People who were counted for no partner; each confirms for themselves.
        last_reminder: What was sent last to those who were missing; None when nothing was.
        is_withdrawn: Whether it was withdrawn from those who had got it.
    """

    broadcast: Broadcast
    partners: tuple[PartnerAsked, ...]
    alone: tuple[Asked, ...]
    last_reminder: Change | None = None
    is_withdrawn: bool = False

    @property
    def count(self) -> Confirmed:
        """Return how many need do nothing more: partners, or people where there are none."""
        if self.partners:
            done = sum(not one.missing for one in self.partners)
            return Confirmed(done=done, asked=len(self.partners), of_partners=True)
        return Confirmed(done=self.confirmed_alone, asked=len(self.alone), of_partners=False)

    @property
    def confirmed_alone(self) -> int:
        """Return how many of those who were counted for no partner have confirmed."""
        return sum(one.confirmed_at is not None for one in self.alone)

    @property
    def missing(self) -> tuple[Asked, ...]:
        """Return everybody of whom a confirmation is missing."""
        at_partners = [person for partner in self.partners for person in partner.missing]
        return (*at_partners, *(one for one in self.alone if one.confirmed_at is None))

    @property
    def to_remind(self) -> tuple[Asked, ...]:
        """Return whom a reminder would go to; nobody is reminded of what was withdrawn."""
        if self.is_withdrawn:
            return ()
        return tuple(one for one in self.missing if one.can_be_reminded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message in somebody's chat that has the button, so that it can be redrawn.

    Args:
        message_id: Which.
        variant: The wording they got.
        reminder: Whether it is a reminder, which has no other buttons.
    """

    message_id: int
    variant: str
    reminder: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """What somebody got: the message with the button, and whether they count for a partner.

    ``message_id`` is None where Telegram's answer was lost.
    """

    message_id: int | None
    has_partner: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """That somebody has confirmed a broadcast; ``at`` is None for a leader who only looks."""

    broadcast: Broadcast
    at: datetime | None
    shown: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerStanding:
    """How things stand with a partner.

    Args:
        name: What it is called.
        people: How many of it are in the bot.
        last_at: When somebody there last got an announcement.
        asked: How many announcements of the last year it was asked to confirm.
        confirmed: How many of them it has confirmed.
        answered: How many answers to announcements its people have written in that time.
    """

    name: str
    people: int
    last_at: datetime | None
    asked: int
    confirmed: int
    answered: int


def by_partner(
    asked: Iterable[Asked], who: Acknowledging
) -> tuple[tuple[PartnerAsked, ...], tuple[Asked, ...]]:
    """Return who was asked, by partner, and those who were counted for none."""
    people: dict[PartnerId, list[Asked]] = {}
    alone = []
    for one in sorted(asked, key=lambda one: sort_key(one.name)):
        if one.partner_id is None:
            alone.append(one)
        else:
            people.setdefault(one.partner_id, []).append(one)
    partners = [
        PartnerAsked(
            name=found[0].partner_name,
            people=tuple(found),
            one_is_enough=who is Acknowledging.PARTNERS,
        )
        for found in people.values()
    ]
    return tuple(sorted(partners, key=_most_missing_first)), tuple(alone)


def _most_missing_first(partner: PartnerAsked) -> tuple[int, str]:
    return -len(partner.missing), sort_key(partner.name)
