"""Audiences: whom a broadcast is for, as a leader puts it together."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from klyngebot.domain.subscribers import SubscriberId


class Dimension(StrEnum):
    """What recipients are chosen by. The values of each are text; see :class:`Selection`."""

    ROLE = "role"
    TOPIC = "topic"
    CATEGORY = "category"
    COUNTY = "county"
    COMPETENCE = "competence"
    PARTNER = "partner"
    UNCONFIRMED = "unconfirmed"


OF_REGISTER = frozenset(
    {Dimension.CATEGORY, Dimension.COUNTY, Dimension.COMPETENCE, Dimension.PARTNER}
)
"""Dimensions that the register knows also of people who are not in the bot."""


class AudienceRole(StrEnum):
    """The values of ``Dimension.ROLE``: every confirmed contact, or those with one role."""

    MEMBER = "member"
    CONTACT = "contact"
    EDITOR = "editor"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class Selection:
    """Those who have one of the values in *every* dimension named; with none, everyone.

    Values are ids of terms (topic, category, competence), of partners and of broadcasts
    (unconfirmed), names of counties, and :class:`AudienceRole`.
    """

    criteria: Mapping[Dimension, tuple[str, ...]] = field(default_factory=dict)

    def toggled(self, dimension: Dimension, value: str, *, on: bool) -> Self:
        """Return this selection with ``value`` or without it."""
        kept = [one for one in self.criteria.get(dimension, ()) if one != value]
        values = tuple([*kept, value] if on else kept)
        criteria = {**self.criteria, dimension: values}
        return type(self)({key: criteria[key] for key in Dimension if criteria.get(key)})

    @property
    def is_everyone(self) -> bool:
        """Return whether it leaves nobody out."""
        return not self.criteria


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Those whom one of ``include`` chooses and none of ``exclude``, and some groups.

    Args:
        include: Selections; who is in several gets one copy.
        exclude: Exceptions.
        chats: Groups and channels that are connected.
    """

    include: tuple[Selection, ...] = (Selection(),)
    exclude: tuple[Selection, ...] = ()
    chats: tuple[SubscriberId, ...] = ()

    def to_json(self) -> str:
        """Return it as it is stored."""
        return json.dumps(
            {
                "include": [one.criteria for one in self.include],
                "exclude": [one.criteria for one in self.exclude],
                "chats": self.chats,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return what :meth:`to_json` stored."""
        found = json.loads(text)
        return cls(
            include=_selections(found["include"]),
            exclude=_selections(found["exclude"]),
            chats=tuple(SubscriberId(one) for one in found["chats"]),
        )


EVERYONE = Audience()


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceReach:
    """Whom a broadcast would go to now.

    Args:
        people: How many private chats.
        partners: How many partners with an agreement they belong to.
        partners_in_all: How many such partners there are.
        without_partner: How many work for none and are not staff, who need not.
        absent: Partners of the audience from which nobody gets it, by name.
        variants: How many get each variant; only those with anybody.
        chats: The groups and channels, by name.
    """

    people: int
    partners: int
    partners_in_all: int
    without_partner: int
    absent: tuple[str, ...] = ()
    variants: Mapping[str, int] = field(default_factory=dict)
    chats: tuple[str, ...] = ()

    @property
    def recipients(self) -> int:
        """Return how many chats it goes to."""
        return self.people + len(self.chats)


def _selections(found: Iterable[Mapping[str, Iterable[str]]]) -> tuple[Selection, ...]:
    return tuple(
        Selection({Dimension(key): tuple(values) for key, values in one.items()}) for one in found
    )
