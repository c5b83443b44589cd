"""What is noted of who did what: no names and no values, so that erasing leaves it whole."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from klyngebot.domain.roles import Role
from klyngebot.domain.subscribers import SubscriberId


class Action(StrEnum):
    """What somebody did."""

    PARTNER_ADDED = "partner_added"
    PARTNER_CHANGED = "partner_changed"
    PARTNER_LEFT = "partner_left"
    PARTNER_BACK = "partner_back"
    LINK_REPLACED = "link_replaced"
    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PERSON_HIDDEN = "person_hidden"
    PERSON_SHOWN = "person_shown"
    PERSON_ERASED = "person_erased"
    PERSON_INFORMED = "person_informed"
    PERSON_INVITED = "person_invited"
    INVITATIONS_MADE = "invitations_made"
    PHONE_SEEN = "phone_seen"
    MEMBER_JOINED = "member_joined"
    MEMBER_LEFT = "member_left"
    REQUEST_APPROVED = "request_approved"
    REQUEST_DECLINED = "request_declined"
    ROLE_GIVEN = "role_given"
    ROLE_TAKEN = "role_taken"
    TERM_ADDED = "term_added"
    TERM_CHANGED = "term_changed"
    TERM_RETIRED = "term_retired"
    TERM_BACK = "term_back"
    TERM_SPREAD = "term_spread"
    IMPORT_APPLIED = "import_applied"
    IMPORT_UNDONE = "import_undone"
    EXPORT_MADE = "export_made"
    DATA_TAKEN_OUT = "data_taken_out"
    BROADCAST_CORRECTED = "broadcast_corrected"
    BROADCAST_WITHDRAWN = "broadcast_withdrawn"
    BROADCAST_REMINDED = "broadcast_reminded"
    BROADCAST_SENT = "broadcast_sent"
    BROADCAST_TAKEN_BACK = "broadcast_taken_back"
    BROADCAST_PAUSED = "broadcast_paused"
    BROADCAST_RESUMED = "broadcast_resumed"
    BROADCAST_CANCELLED = "broadcast_cancelled"
    BROADCAST_SENT_AGAIN = "broadcast_sent_again"
    BROADCAST_LEFT = "broadcast_left"
    BROADCAST_ACCOUNT_TAKEN = "broadcast_account_taken"
    BROADCAST_ADDRESSES_TAKEN = "broadcast_addresses_taken"

    @property
    def object(self) -> str:
        """Return what kind of thing it was done to, such as partner; empty for nothing."""
        return _OBJECTS.get(self.split("_")[0], "")


_OBJECTS = {
    "partner": "partner",
    "link": "partner",
    "person": "person",
    "phone": "person",
    "member": "person",
    "request": "request",
    "role": "subscriber",
    "term": "term",
    "import": "import",
    "broadcast": "broadcast",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing somebody did.

    Args:
        id: Counts up.
        at: When.
        actor_id: Who; None is the operator at the terminal.
        actor_name: What they are called now; empty when they have been erased.
        role: The one they had then; None is the operator.
        action: What they did.
        object_id: To what.
        object_name: What that is called now; empty when it is gone.
        fields: What of it was changed, or which role was given or taken.
    """

    id: int
    at: datetime
    actor_id: SubscriberId | None
    actor_name: str
    role: Role | None
    action: Action
    object_id: int | None
    object_name: str
    fields: tuple[str, ...]
