"""Joining: from a link to a confirmed contact."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import PersonId
from klyngebot.domain.roles import GivenRole
from klyngebot.domain.subscribers import SubscriberId

RequestId = NewType("RequestId", int)


class RequestState(StrEnum):
    """Where a request to join stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person who is in the bot now, as which subscriber and with which roles."""

    subscriber_id: SubscriberId
    person_id: PersonId
    roles: tuple[GivenRole, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequest:
    """Somebody asks to be a confirmed contact.

    ``leaves`` is the partner they are with now, ``word`` why they were declined, if that was said.
    """

    id: RequestId
    subscriber_id: SubscriberId
    subscriber_name: str
    partner_id: PartnerId
    partner_name: str
    person_id: PersonId | None
    name: str
    title: str
    state: RequestState
    decided_by: str
    leaves: str = ""
    word: str = ""
