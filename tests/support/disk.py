"""A disk that forgets: what may be on it after a power cut at any moment.

What was synced is there. Of the rest, any part may be: single writes or pieces of 512 bytes, a
file's new size without what was in it, a file's name without its contents. Bytes beside those that
were written stay as they are, as SQLite takes for granted, too
(https://www.sqlite.org/psow.html).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random

from support.strace import Made, Removed, Renamed, Resized, Said, Step, Synced, Wrote

SECTOR = 512
"""Bytes that a disk writes whole or not at all."""

_Change = Wrote | Resized
_Naming = Made | Removed | Renamed


@dataclass(slots=True, eq=False)
class _File:
    """What is certainly on the disk, and what has been asked for since."""

    kept: bytes = b""
    size: int = 0
    pending: list[_Change] = field(default_factory=list)


class Disk:
    """The files of a folder.

    Args:
        files: What is on the disk to begin with.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._kept = {path: _File(data, len(data)) for path, data in files.items()}
        self._names = dict(self._kept)
        self._pending: list[tuple[_Naming, _File | None]] = []

    @property
    def is_settled(self) -> bool:
        """Return whether a power cut can change nothing."""
        return not self._pending and not any(file.pending for file in self._kept.values())

    def take(self, step: Step) -> None:
        """Let ``step`` happen."""
        match step:
            case Made(path=path):
                self._make(step, path)
            case Wrote(at, path, offset, data):
                file = self._names[path]
                offset = file.size if offset is None else offset
                file.pending.append(Wrote(at, path, offset, data))
                file.size = max(file.size, offset + len(data))
            case Resized(path=path, size=size):
                self._names[path].pending.append(step)
                self._names[path].size = size
            case Removed(path=path) if path in self._names:
                self._pending.append((step, None))
                del self._names[path]
            case Renamed(path=path, to=to):
                self._pending.append((step, self._names[path]))
                self._names[to] = self._names.pop(path)
            case Synced(path=path, began=began):
                self._sync(path, began)
            case Said() | Removed():
                pass

    def _make(self, step: Made, path: str) -> None:
        if path not in self._names:
            self._names[path] = _File()
            self._pending.append((step, self._names[path]))
        elif step.empties:
            self.take(Resized(step.at, path, 0))

    def _sync(self, path: str, began: int) -> None:
        file = self._names.get(path)
        if file is None:
            self._sync_folder(path, began)
            return
        done = [change for change in file.pending if change.at < began]
        file.kept = bytes(_changed(file.kept, done))
        del file.pending[: len(done)]

    def _sync_folder(self, folder: str, began: int) -> None:
        for naming, file in self._pending:
            if naming.at < began and str(Path(naming.path).parent) == folder:
                _name(self._kept, naming, file)
        self._pending = [
            (naming, file)
            for naming, file in self._pending
            if naming.at >= began or str(Path(naming.path).parent) != folder
        ]

    def after_a_cut(self, random: Random) -> dict[str, bytes]:
        """Return one of the many states in which the power may leave the folder now."""
        share = random.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        names = dict(self._kept)
        for naming, file in self._pending:
            if random.random() < share:
                _name(names, naming, file)
        return {path: _left(file, share, random) for path, file in names.items()}


def _name(names: dict[str, _File], naming: _Naming, file: _File | None) -> None:
    """Let ``naming`` reach ``names``; where an earlier one did not, there is nothing to remove."""
    if not isinstance(naming, Made):
        names.pop(naming.path, None)
    if file is not None:
        names[naming.to if isinstance(naming, Renamed) else naming.path] = file


def _left(file: _File, share: float, random: Random) -> bytes:
    if not file.pending:
        return file.kept
    torn = random.random() < 0.5
    pieces = [piece for change in file.pending for piece in (_torn(change) if torn else [change])]
    content = _changed(file.kept, [piece for piece in pieces if random.random() < share])
    if random.random() < 0.3:  # the size is noted elsewhere than the bytes
        content.extend(bytes(max(file.size - len(content), 0)))
    return bytes(content)


def _torn(change: _Change) -> list[_Change]:
    """Return the pieces of ``change`` that reach the disk one by one."""
    if isinstance(change, Resized):
        return [change]
    assert change.offset is not None
    end = change.offset + len(change.data)
    first = change.offset - change.offset % SECTOR
    edges = [change.offset, *range(first + SECTOR, end, SECTOR), end]
    return [
        Wrote(change.at, change.path, a, change.data[a - change.offset : b - change.offset])
        for a, b in pairwise(edges)
    ]


def _changed(content: bytes, changes: list[_Change]) -> bytearray:
    found = bytearray(content)
    for change in changes:
        if isinstance(change, Resized):
            found = found[: change.size].ljust(change.size, b"\0")
        else:
            assert change.offset is not None
            end = change.offset + len(change.data)
            if len(found) < end:
                found.extend(bytes(end - len(found)))
            found[change.offset : end] = change.data
    return found
