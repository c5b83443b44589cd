"""A broadcast, for tests that have no store."""

from datetime import UTC, datetime
from typing import Any

from klyngebot.domain.audiences import EVERYONE
from klyngebot.domain.broadcasts import (
    MAIN,
    Acknowledging,
    Broadcast,
    BroadcastId,
    BroadcastState,
    Mark,
    Part,
)
from klyngebot.domain.subscribers import SubscriberId

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def a_broadcast(*texts: str, id_: int = 1, **more: Any) -> Broadcast:
    """Return a broadcast that says ``texts``, previewed and under way unless ``more`` differs."""
    parts = tuple(Part(id=n, html=html) for n, html in enumerate(texts or ("Hei.",), start=1))
    values: dict[str, Any] = {
        "author_id": SubscriberId(1),
        "author_address": "1",
        "author_locale": "nb",
        "state": BroadcastState.SENDING,
        "revision": 1,
        "content_revision": 1,
        "previewed": 1,
        "mark": Mark.NORMAL,
        "acknowledging": Acknowledging.NOBODY,
        "audience": EVERYONE,
        "variants": {MAIN: parts},
        "changed_at": NOON,
        "confirmed_at": NOON,
    }
    return Broadcast(id=BroadcastId(id_), **{**values, **more})
