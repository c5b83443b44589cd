"""Changing what people have got already: which messages a correction touches, and what is allowed.

Telegram lets a bot edit its own messages, each in its kind, and delete those of the last 48 hours.
It lets nobody turn one message into two.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import zip_longest
from zlib import crc32

from klyngebot.domain.broadcasts import Broadcast, Part
from klyngebot.domain.errors import BadInputError
from klyngebot.domain.outgoing import ALBUM_MOST, Outgoing, outgoing, plain

DELETABLE_FOR = timedelta(hours=48)
"""How long a message can be deleted: https://core.telegram.org/bots/api#deletemessage"""

_AROUND = 4
"""Words shown on either side of a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChange:
    """What a message of a leader's said, and what it is to say."""

    locale: str
    before: Part
    after: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A broadcast, and what of it is to be corrected; nothing of it is in force yet."""

    broadcast: Broadcast
    changes: tuple[PartChange, ...]

    @property
    def fingerprint(self) -> int:
        """Return a number that differs when anything in it does: what is done is what was seen."""
        return crc32("\0".join(map(repr, self.changes)).encode())

    @property
    def corrected(self) -> Broadcast:
        """Return the broadcast as it is to be."""
        new = {change.after.id: change.after for change in self.changes}
        variants = {
            locale: tuple(new.get(part.id, part) for part in parts)
            for locale, parts in self.broadcast.variants.items()
        }
        return replace(self.broadcast, variants=variants)

    def places(self) -> dict[str, tuple[int, ...]]:
        """Return, per locale, where a message that people have got is to look different.

        Raises:
            BadInputError: It would take more messages than they have got, or fewer.
        """
        after = self.corrected.variants
        found = {
            locale: _places(outgoing(parts), outgoing(after[locale]))
            for locale, parts in self.broadcast.variants.items()
        }
        return {locale: places for locale, places in found.items() if places}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReach:
    """How many people a change of a broadcast concerns.

    Args:
        reached: They have got it, or it is on its way at this moment.
        waiting: They have not got it yet.
        unknown: Nobody knows whether they have got it.
        too_old: Among those reached, whose message is too old to be deleted.
    """

    reached: int = 0
    waiting: int = 0
    unknown: int = 0
    too_old: int = 0

    @property
    def deletable(self) -> int:
        """Return at how many it can still be deleted."""
        return self.reached - self.too_old


def place(message: int, item: int = 0) -> int:
    """Return the number of a message, counted from 0, or of the ``item``-th file of an album."""
    return message * ALBUM_MOST + item


def message_and_item(number: int) -> tuple[int, int]:
    """Return which message and which file of it a number of :func:`place` means."""
    return divmod(number, ALBUM_MOST)


def difference(before: str, after: str) -> tuple[str, str]:
    """Return the words of two texts that differ, with some around them; both empty if none do."""
    old, new = plain(before).split(), plain(after).split()
    same = _same(old, new)
    left = min(len(old), len(new)) - same
    same_end = min(_same(old[::-1], new[::-1]), left)
    if len(old) == len(new) == same:
        return "", ""
    return _excerpt(old, same, same_end), _excerpt(new, same, same_end)


def _same(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many words two texts begin with in common."""
    pairs = zip(old, new, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)))


def _excerpt(words: list[str], same: int, same_end: int) -> str:
    first, last = max(same - _AROUND, 0), len(words) - max(same_end - _AROUND, 0)
    cut = [*(["…"] if first else []), *words[first:last], *(["…"] if last < len(words) else [])]
    return " ".join(cut)


def _places(before: Sequence[Outgoing], after: Sequence[Outgoing]) -> tuple[int, ...]:
    if len(before) != len(after):
        raise BadInputError("other_messages")
    return tuple(
        place(number, item)
        for number, (old, new) in enumerate(zip(before, after, strict=True))
        for item in _items(old, new)
    )


def _items(old: Outgoing, new: Outgoing) -> list[int]:
    """Return which files of an album differ; what is no album is its own first."""
    if not new.is_album:
        return [0] if old != new else []
    files = zip_longest(old.attachments, old.captions, new.attachments, new.captions)
    return [
        item
        for item, (file, caption, new_file, new_caption) in enumerate(files)
        if (file, caption) != (new_file, new_caption)
    ]
