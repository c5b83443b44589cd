"""The one-time code that makes somebody a leader.

It is derived from the bot's token and the time, so that making one writes nothing and works beside
a running bot. Whoever holds the token controls the bot already, so the code gives nobody more.
"""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from klyngebot.domain.errors import LinkExpiredError

PREFIX = "leder-"
LIFETIME = timedelta(minutes=15)

_MAC_BYTES = 16


def leader_code(token: str, now: datetime) -> str:
    """Return a ``/start`` payload that is valid for ``LIFETIME``; 64 characters at most."""
    issued = int(now.timestamp())
    return f"{PREFIX}{issued:x}-{_mac(token, issued)}"


def check_leader_code(token: str, code: str, now: datetime) -> str:
    """Return the hash of a valid ``code``, to be marked as used.

    Raises:
        LinkExpiredError: It is forged, expired or from the future.
    """
    issued_text, _, mac = code.removeprefix(PREFIX).partition("-")
    try:
        issued = int(issued_text, 16)
        age = now - datetime.fromtimestamp(issued, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise LinkExpiredError from error
    genuine = hmac.compare_digest(mac.encode(), _mac(token, issued).encode())
    if not genuine or not timedelta(minutes=-1) <= age < LIFETIME:
        raise LinkExpiredError
    return hashlib.sha256(code.encode()).hexdigest()


def _mac(token: str, issued: int) -> str:
    digest = hmac.digest(token.encode(), f"klyngebot leader {issued}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:_MAC_BYTES]).decode().rstrip("=")
