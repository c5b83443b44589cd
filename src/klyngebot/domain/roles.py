"""Who may do what. A role is read from the database for the person who acts, when they act."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import PersonId
from klyngebot.domain.subscribers import SubscriberId


class Role(IntEnum):
    """Each role may do what the ones before it may; but being a partner contact is apart.

    A partner contact looks after their own partner. An editor may be one, too, or not; a leader
    may do all.
    """

    VISITOR = 0
    MEMBER = 1
    CONTACT = 2
    EDITOR = 3
    LEADER = 4

    def reaches(self, least: "Role", *, contact: bool = False) -> bool:
        """Return whether this role may do what ``least`` may; ``contact`` adds that one."""
        if least is Role.CONTACT:
            return contact or self in {Role.CONTACT, Role.LEADER}
        return self >= least


class GivenRole(StrEnum):
    """A role that a leader gives and takes; editor and leader shut each other out."""

    CONTACT = "contact"
    EDITOR = "editor"
    LEADER = "leader"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A subscriber and what they may do now.

    Args:
        subscriber_id: Whose roles these are.
        address: Where the channel reaches them.
        locale: The language of their menu.
        name: Their name in the register, else what they call themselves.
        partner_name: Who they work for; empty for others than members.
        roles: Those they have been given.
        is_member: Whether they are a confirmed contact.
    """

    subscriber_id: SubscriberId
    address: str
    locale: str
    name: str
    partner_name: str
    roles: tuple[GivenRole, ...]
    is_member: bool

    @property
    def role(self) -> Role:
        """Return the role that reaches furthest."""
        held = [Role[role.name] for role in self.roles]
        return max([Role.MEMBER if self.is_member else Role.VISITOR, *held])

    @property
    def is_contact(self) -> bool:
        """Return whether they look after their partner."""
        return GivenRole.CONTACT in self.roles


def given_roles(staff: str | None, *, is_contact: bool) -> tuple[GivenRole, ...]:
    """Return the roles that ``staff`` (editor, leader or None) and ``is_contact`` stand for."""
    contact = (GivenRole.CONTACT,) if is_contact else ()
    return (*contact, GivenRole(staff)) if staff else contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, as the channel says it; carries no authority.

    Args:
        address: The user's id in the channel (for Telegram the user id).
        name: What they call themselves there.
        language: The channel's guess, such as ``nb-NO``; empty when it has none.
        private: Whether nobody else reads the answer.
    """

    address: str
    name: str
    language: str = ""
    private: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A caller as the database knows them in this transaction."""

    caller: Caller
    role: Role
    locale: str
    subscriber_id: SubscriberId | None = None
    person_id: PersonId | None = None
    partner_id: PartnerId | None = None
    is_contact: bool = False

    def has(self, role: Role) -> bool:
        """Return whether this actor may do what ``role`` may."""
        return self.role.reaches(role, contact=self.is_contact)

    def looks_after(self, partner_id: PartnerId) -> bool:
        """Return whether this actor keeps the card and the people of a partner."""
        return self.role is Role.LEADER or (self.is_contact and self.partner_id == partner_id)
