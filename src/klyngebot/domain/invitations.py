"""The personal link that lets one person in, once.

Its code is derived from the bot's token, the update that asked for it and the person, so that an
update handled twice makes the same link. Whoever holds the token controls the bot already.
"""

import base64
import hashlib
import hmac
from datetime import timedelta

from klyngebot.domain.people import PersonId

PREFIX = "inv-"
"""What the payload of a personal link begins with."""

LIFETIME = timedelta(days=7)

_BYTES = 18
"""144 bits, which is 24 characters."""


def personal_code(token: str, update_id: int, person_id: PersonId) -> str:
    """Return the ``/start`` payload made for a person by an update; 28 characters."""
    said = f"klyngebot invitation {update_id} {person_id}"
    digest = hmac.digest(token.encode(), said.encode(), "sha256")
    return PREFIX + base64.urlsafe_b64encode(digest[:_BYTES]).decode()


def hashed(code: str) -> str:
    """Return what is kept of ``code``."""
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()
