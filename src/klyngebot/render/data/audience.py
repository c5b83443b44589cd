"""Whom an announcement is for: what its buttons carry.

Values are numbers, as ``domain.audiences.number_of`` has them, so that they fit.
"""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.audiences import Dimension, Place
from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.render.data.base import ButtonData


@dataclass(frozen=True)
class ShowAudience(ButtonData):
    """Show whom a draft is for."""

    code: ClassVar[str] = "B0"
    broadcast: BroadcastId


@dataclass(frozen=True)
class ChooseAll(ButtonData):
    """Let a draft be for everyone, or only for every confirmed contact."""

    code: ClassVar[str] = "B1"
    broadcast: BroadcastId
    members: bool


@dataclass(frozen=True)
class ShowSelection(ButtonData):
    """Show one selection of an audience, or its exceptions."""

    code: ClassVar[str] = "B2"
    broadcast: BroadcastId
    place: Place


@dataclass(frozen=True)
class ShowAudienceValues(ButtonData):
    """Show a page of what can be chosen."""

    code: ClassVar[str] = "B3"
    broadcast: BroadcastId
    place: Place
    dimension: Dimension
    page: int


@dataclass(frozen=True)
class SetAudienceValue(ButtonData):
    """Choose a value, or take it out again."""

    code: ClassVar[str] = "B4"
    broadcast: BroadcastId
    place: Place
    dimension: Dimension
    number: int
    on: bool


@dataclass(frozen=True)
class RemoveSelection(ButtonData):
    """Take a selection out of an audience as it was at a revision: the others move up."""

    code: ClassVar[str] = "B5"
    broadcast: BroadcastId
    place: Place
    revision: int


@dataclass(frozen=True)
class AskWhy(ButtonData):
    """Ask why one has got an announcement."""

    code: ClassVar[str] = "B6"
    broadcast: BroadcastId


@dataclass(frozen=True)
class TakeNewcomers(ButtonData):
    """Let what waits also go to those who fit by now, as many as were shown."""

    code: ClassVar[str] = "B7"
    broadcast: BroadcastId
    people: int
