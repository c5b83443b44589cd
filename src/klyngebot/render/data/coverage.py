"""Who is in, and who may what: what their buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import PersonId
from klyngebot.domain.roles import GivenRole
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.render.data.base import ButtonData


@dataclass(frozen=True)
class ShowCoverage(ButtonData):
    """Show a page of the partners with how many of each are in."""

    code: ClassVar[str] = "Jc"
    page: int


@dataclass(frozen=True)
class ShowCovered(ButtonData):
    """Show who of a partner is in and who is not."""

    code: ClassVar[str] = "Jk"
    partner: PartnerId


@dataclass(frozen=True)
class ShowMember(ButtonData):
    """Show somebody at a partner with what may be done about them."""

    code: ClassVar[str] = "Jm"
    person: PersonId


@dataclass(frozen=True)
class AskEnd(ButtonData):
    """Ask whether somebody works at their partner no more."""

    code: ClassVar[str] = "Je"
    person: PersonId


@dataclass(frozen=True)
class EndMembership(ButtonData):
    """Note that somebody works at their partner no more."""

    code: ClassVar[str] = "Jf"
    person: PersonId


@dataclass(frozen=True)
class AskPartnerLeaves(ButtonData):
    """Ask whether a partner has left the cluster."""

    code: ClassVar[str] = "Jq"
    partner: PartnerId


@dataclass(frozen=True)
class PartnerLeaves(ButtonData):
    """Note that a partner has left the cluster."""

    code: ClassVar[str] = "Jy"
    partner: PartnerId


@dataclass(frozen=True)
class PartnerBack(ButtonData):
    """Note that a partner is back in the cluster."""

    code: ClassVar[str] = "Jb"
    partner: PartnerId


@dataclass(frozen=True)
class ListRoles(ButtonData):
    """Show who has a role."""

    code: ClassVar[str] = "Ju"


@dataclass(frozen=True)
class ShowRoles(ButtonData):
    """Show the roles of somebody the bot knows."""

    code: ClassVar[str] = "Jv"
    subscriber: SubscriberId


@dataclass(frozen=True)
class AskRole(ButtonData):
    """Ask whether somebody is to have a role, or to have it no more."""

    code: ClassVar[str] = "Ja"
    subscriber: SubscriberId
    role: GivenRole
    on: bool


@dataclass(frozen=True)
class SetRole(ButtonData):
    """Give somebody a role, or take it."""

    code: ClassVar[str] = "Jg"
    subscriber: SubscriberId
    role: GivenRole
    on: bool
