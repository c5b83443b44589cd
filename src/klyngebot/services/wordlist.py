"""Every distinct word of the register, and which of them a typed word may mean."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import IntEnum

from rapidfuzz import process
from rapidfuzz.distance import OSA

_BEGINNING_FROM = 3
"""Letters typed: with fewer, half the register begins like that."""

_INSIDE_FROM = 4
_ONE_SLIP_FROM = 4
_TWO_SLIPS_FROM = 8


class Likeness(IntEnum):
    """How a word there is like the one that was typed; its value is what it costs in rank."""

    SAME = 0
    BEGINNING = 1
    INSIDE = 5
    ONE_SLIP = 6
    TWO_SLIPS = 12


_SLIPS = {0: Likeness.SAME, 1: Likeness.ONE_SLIP, 2: Likeness.TWO_SLIPS}


class WordList:
    """Words, all folded.

    Args:
        words: In any order, each as often as it comes.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(set(words))
        # One text with a line for each word: to look inside them all is one search.
        self._text = "\n" + "\n".join(self._words) + "\n"
        self._starts: list[int] = []
        at = 1
        for word in self._words:
            self._starts.append(at)
            at += len(word) + 1
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in self._words:
            self._by_length[len(word)].append(word)

    def like(self, typed: str) -> dict[str, Likeness]:
        """Return the words that ``typed`` is, begins, or is a part of."""
        found: dict[str, Likeness] = {}
        if len(typed) >= _INSIDE_FROM:
            found |= dict.fromkeys(self._inside(typed), Likeness.INSIDE)
        if len(typed) >= _BEGINNING_FROM:
            found |= dict.fromkeys(self._beginning(typed), Likeness.BEGINNING)
        at = bisect_left(self._words, typed)
        if at < len(self._words) and self._words[at] == typed:
            found[typed] = Likeness.SAME
        return found

    def near(self, typed: str) -> dict[str, Likeness]:
        """Return the words that ``typed`` is a slip of: one from 4 letters on, two from 8 on.

        A letter wrong, missing or too many is a slip, and so are two that changed places.
        """
        if len(typed) < _ONE_SLIP_FROM:
            return {}
        most = 2 if len(typed) >= _TWO_SLIPS_FROM else 1
        return {word: _SLIPS[slips] for word, slips in self._within(typed, most)}

    def nearest(self, typed: str, limit: int) -> list[str]:
        """Return the words most like ``typed``, with one letter in three wrong at most."""
        most = min(4, len(typed) // 3)
        found = sorted((slips, word) for word, slips in self._within(typed, most))
        return [word for _, word in found[:limit]]

    def _within(self, typed: str, most: int) -> Iterator[tuple[str, int]]:
        for length in range(len(typed) - most, len(typed) + most + 1):
            words = self._by_length.get(length, ())
            for word, slips, _ in process.extract_iter(
                typed, words, scorer=OSA.distance, score_cutoff=most
            ):
                yield word, int(slips)

    def _beginning(self, typed: str) -> list[str]:
        first = bisect_left(self._words, typed)
        return self._words[first : bisect_left(self._words, typed + "\U0010ffff")]

    def _inside(self, typed: str) -> Iterator[str]:
        at = self._text.find(typed)
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            word = self._words[number]
            yield word
            at = self._text.find(typed, self._starts[number] + len(word))
