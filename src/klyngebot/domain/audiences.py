"""Audiences: whom a broadcast is for, as a leader puts it together."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from klyngebot.domain.deliveries import Reach
from klyngebot.domain.partners import Partner
from klyngebot.domain.places import counties, find_county
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.domain.terms import Term, TermId, TermKind, Vocabulary
from klyngebot.domain.text import sort_key


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


STAFF = frozenset({AudienceRole.EDITOR, AudienceRole.LEADER})

TERM_KINDS = {
    Dimension.TOPIC: TermKind.TOPIC,
    Dimension.CATEGORY: TermKind.CATEGORY,
    Dimension.COMPETENCE: TermKind.COMPETENCE,
}
"""Dimensions whose values are terms."""


class Place(StrEnum):
    """Which part of an audience: its exceptions, or one of its selections, counted from 1."""

    EXCEPTIONS = "x"
    FIRST = "1"
    SECOND = "2"
    THIRD = "3"
    FOURTH = "4"
    FIFTH = "5"
    SIXTH = "6"
    SEVENTH = "7"
    EIGHTH = "8"

    @classmethod
    def of(cls, index: int) -> Self:
        """Return the place of the selection with an index, counted from 0."""
        return cls(str(index + 1))

    @property
    def position(self) -> int:
        """Return which of the selections it is, counted from 0."""
        return int(self) - 1


MOST = len(Place) - 1
"""Selections in one audience: a leader can still tell them apart."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Those who have one of the values in *every* dimension named; with none, everyone.

    Values are ids of terms (topic, category, competence), of partners and of broadcasts
    (unconfirmed), names of counties, and :class:`AudienceRole`. A dimension without values
    chooses nobody: taking the last value out of a selection must not make it everyone.
    """

    criteria: Mapping[Dimension, tuple[str, ...]] = field(default_factory=dict)

    def toggled(self, dimension: Dimension, value: str, *, on: bool) -> Self:
        """Return this selection with ``value`` or without it."""
        kept = [one for one in self.criteria.get(dimension, ()) if one != value]
        values = tuple([*kept, value] if on else kept)
        criteria = {**self.criteria, dimension: values}
        filled = {key: criteria[key] for key in Dimension if criteria.get(key)}
        return type(self)(filled or {dimension: ()})

    def has(self, dimension: Dimension, value: str) -> bool:
        """Return whether ``value`` is chosen."""
        return value in self.criteria.get(dimension, ())

    @property
    def is_everyone(self) -> bool:
        """Return whether it leaves nobody out."""
        return not self.criteria

    @property
    def is_nobody(self) -> bool:
        """Return whether nothing is chosen in it yet."""
        return bool(self.criteria) and not all(self.criteria.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Those whom one of ``include`` chooses and none of ``exclude``, and some groups.

    Args:
        include: Selections; who is in several gets one copy.
        exclude: Exceptions, each of one dimension when a leader has put it together.
        chats: Groups and channels that are connected.
    """

    include: tuple[Selection, ...] = (Selection(),)
    exclude: tuple[Selection, ...] = ()
    chats: tuple[SubscriberId, ...] = ()

    @property
    def is_everyone(self) -> bool:
        """Return whether it leaves nobody out who hears from us."""
        return not self.exclude and any(one.is_everyone for one in self.include)

    def of_everyone(self) -> Self:
        """Return everyone, and the same groups."""
        return replace(self, include=(Selection(),), exclude=())

    def of_members(self) -> Self:
        """Return every confirmed contact, and the same groups."""
        members = Selection({Dimension.ROLE: (AudienceRole.MEMBER.value,)})
        return replace(self, include=(members,), exclude=())

    def of_nobody(self) -> Self:
        """Return nobody but the same groups."""
        return replace(self, include=(), exclude=())

    def with_chat(self, chat: SubscriberId, *, on: bool) -> Self:
        """Return this audience with a group or channel, or without it."""
        kept = tuple(one for one in self.chats if one != chat)
        return replace(self, chats=(*kept, chat) if on else kept)

    def at(self, place: Place) -> Selection | None:
        """Return the selection at ``place``, or None; the exceptions are one that joins them all.

        A place one past the last is an empty selection: it begins with its first value.
        """
        if place is Place.EXCEPTIONS:
            return Selection(
                {key: one.criteria[key] for one in self.exclude for key in one.criteria}
            )
        if place.position < len(self.include):
            return self.include[place.position]
        return Selection({Dimension.TOPIC: ()}) if place.position == len(self.include) else None

    def toggled(self, place: Place, dimension: Dimension, value: str, *, on: bool) -> Self:
        """Return this audience with ``value`` at ``place`` or without it.

        Who has *one* value among the exceptions is left out: each dimension is an exception of
        its own. Places do not move, so that doing it a second time changes nothing.
        """
        if place is Place.EXCEPTIONS:
            return replace(self, exclude=_except(self.exclude, dimension, value, on=on))
        found = self.at(place)
        if found is None or not (on or found.has(dimension, value)):
            return self
        changed = found.toggled(dimension, value, on=on)
        before, after = self.include[: place.position], self.include[place.position + 1 :]
        return replace(self, include=(*before, changed, *after))

    def without(self, place: Place) -> Self:
        """Return this audience without the selection at ``place``; without any it is nobody."""
        if place is Place.EXCEPTIONS:
            return replace(self, exclude=())
        before, after = self.include[: place.position], self.include[place.position + 1 :]
        return replace(self, include=before + after)

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


class Flaw(StrEnum):
    """Why a value chooses nobody any more, or will not for long."""

    RETIRED = "retired"
    LEFT = "left"
    EMPTY = "empty"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceNames:
    """What the values of an audience are called, and what can be chosen.

    Args:
        vocabulary: Every term.
        partners: Every partner by its id, also those that have left.
        titles: What broadcasts that asked to be confirmed say, by their id, newest first.
    """

    vocabulary: Vocabulary
    partners: Mapping[str, Partner] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def term(self, value: str) -> Term | None:
        """Return the term that ``value`` is the id of, or None."""
        return self.vocabulary.get(TermId(int(value)))

    def offered(self, dimension: Dimension) -> tuple[str, ...]:
        """Return what can be chosen, in the order it is shown."""
        match dimension:
            case Dimension.TOPIC | Dimension.CATEGORY | Dimension.COMPETENCE:
                return tuple(str(t.id) for t in self.vocabulary.offered(TERM_KINDS[dimension]))
            case Dimension.COUNTY:
                return self._counties()
            case Dimension.PARTNER:
                return tuple(key for key, one in self.partners.items() if one.left_on is None)
            case Dimension.ROLE:
                return tuple(AudienceRole)
            case Dimension.UNCONFIRMED:
                return tuple(self.titles)

    def flaw(self, dimension: Dimension, value: str) -> Flaw | None:
        """Return what is wrong with a value that was chosen earlier, or None."""
        if dimension in TERM_KINDS:
            term = self.term(value)
            if term is None:
                return Flaw.GONE
            return Flaw.RETIRED if term.retired else None
        if dimension is Dimension.PARTNER:
            partner = self.partners.get(value)
            if partner is None:
                return Flaw.GONE
            return None if partner.left_on is None else Flaw.LEFT
        if dimension is Dimension.COUNTY:
            return None if value in self._counties() else Flaw.EMPTY
        return None if value in self.offered(dimension) else Flaw.GONE

    def _counties(self) -> tuple[str, ...]:
        known = {one.name for one in counties()}
        here = {one.facts.county for one in self.partners.values() if one.left_on is None}
        return tuple(sorted(here & known, key=sort_key))


def number_of(dimension: Dimension, value: str) -> int:
    """Return ``value`` as a button carries it; 0 stands for what no button can carry."""
    if dimension is Dimension.ROLE:
        return [*AudienceRole].index(AudienceRole(value)) + 1
    if dimension is Dimension.COUNTY:
        county = find_county(value)
        return int(county.number) if county else 0
    return int(value)


def value_of(dimension: Dimension, number: int) -> str | None:
    """Return the value that a button carries as ``number``, or None."""
    if dimension is Dimension.ROLE:
        return next((r.value for n, r in enumerate(AudienceRole, 1) if n == number), None)
    if dimension is Dimension.COUNTY:
        return next((one.name for one in counties() if int(one.number) == number), None)
    return str(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceReach(Reach):
    """Whom a broadcast would go to now: people, and groups besides.

    Args:
        absent: Partners of the audience from which nobody gets it, by name.
        variants: How many get each variant; only those with anybody.
        chats: The groups and channels, by name.
    """

    absent: tuple[str, ...] = ()
    variants: Mapping[str, int] = field(default_factory=dict)
    chats: tuple[str, ...] = ()

    @property
    def recipients(self) -> int:
        """Return how many chats it goes to."""
        return self.people + len(self.chats)


def _except(
    exceptions: tuple[Selection, ...], dimension: Dimension, value: str, *, on: bool
) -> tuple[Selection, ...]:
    joined = Selection({key: one.criteria[key] for one in exceptions for key in one.criteria})
    changed = joined.toggled(dimension, value, on=on)
    return tuple(Selection({key: values}) for key, values in changed.criteria.items() if values)


def _selections(found: Iterable[Mapping[str, Iterable[str]]]) -> tuple[Selection, ...]:
    return tuple(
        Selection({Dimension(key): tuple(values) for key, values in one.items()}) for one in found
    )
