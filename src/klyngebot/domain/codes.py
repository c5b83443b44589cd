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
    return _code(token, int(now.timestamp()))


def check_leader_code(token: str, code: str, now: datetime) -> str:
    """Return the hash of a valid ``code``, to be marked as used.

    Raises:
        LinkExpiredError: It is forged, expired or from the future.
    """
    issued_text = code.removeprefix(PREFIX).partition("-")[0]
    try:
        issued = int(issued_text, 16)
        age = now - datetime.fromtimestamp(issued, UTC)
        given = code.encode()
    except (ValueError, OverflowError, OSError) as error:
        raise LinkExpiredError from error
    # The whole code is compared, so that one spelt otherwise is no second code.
    genuine = hmac.compare_digest(given, _code(token, issued).encode())
    if not genuine or not timedelta(minutes=-1) <= age < LIFETIME:
        raise LinkExpiredError
    return hashlib.sha256(given).hexdigest()


def _code(token: str, issued: int) -> str:
    return f"{PREFIX}{issued:x}-{_mac(token, issued)}"


def _mac(token: str, issued: int) -> str:
    digest = hmac.digest(token.encode(), f"klyngebot leader {issued}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:_MAC_BYTES]).decode().rstrip("=")
