"""The ledger of erasures: a small file that outlives a restore, so that nobody erased comes back.

A line is a UTC time, which key it was written under, and marks: HMACs under a key in the database,
so that nobody can be read out of it. See ADR 0016.
"""

import hashlib
import hmac
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from klyngebot.store import durable
from klyngebot.store.database import Reader, instant, stamp

_writing = threading.Lock()
"""Erasures are written down in a thread: none comes between reading the file and replacing it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One erasure."""

    at: datetime
    key_name: str
    marks: frozenset[str]


class Key:
    """What marks are made under."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self.name = hashlib.sha256(secret).hexdigest()[:8]

    def mark(self, *words: object) -> str:
        """Return the mark of ``words``, such as a channel and an address."""
        message = "\0".join(map(str, words)).encode()
        return hmac.digest(self._secret, message, "sha256").hex()


async def key(db: Reader) -> Key:
    """Return the key of this database, which its copies share."""
    return Key(bytes.fromhex(await db.value("SELECT secret FROM erasure_key")))


class Ledger:
    """The file. Lines are added, and dropped when no copy is as old as they are."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def beside(cls, database: Path) -> "Ledger":
        """Return the ledger of ``database``.

        ``klyngebot.erased`` and not ``klyngebot.sqlite3.erased``: whoever moves
        ``klyngebot.sqlite3*`` aside for a restore leaves it where it is.
        """
        return cls(database.with_suffix(".erased"))

    def append(self, at: datetime, key: Key, marks: Iterable[str]) -> None:
        """Write a line to the disk; it is there when this returns."""
        line = " ".join([stamp(at), key.name, *sorted(marks)])
        with _writing:
            fd = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(fd, "ab") as file:
                if _is_unfinished(self.path):
                    file.write(b"\n")
                file.write(f"{line}\n".encode())
            durable.keep(self.path)

    def read(self) -> list[Line]:
        """Return the lines, oldest first; one that a power cut left unfinished is passed over."""
        if not self.path.exists():
            return []
        found = map(_line, self.path.read_text(encoding="ascii", errors="replace").splitlines())
        return [line for line in found if line is not None]

    def drop_before(self, at: datetime) -> None:
        """Drop the lines from before ``at``."""
        with _writing:
            self._drop_before(at)

    def _drop_before(self, at: datetime) -> None:
        if not self.path.exists():
            return
        lines = self.path.read_text(encoding="ascii", errors="replace").splitlines()
        kept = [text for text in lines if (line := _line(text)) and line.at >= at]
        if kept == lines:
            return
        fresh = self.path.with_suffix(".erased-new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_TRUNC | os.O_CREAT, 0o600), "w") as file:
            file.writelines(f"{line}\n" for line in kept)
        durable.put_in_place(fresh, self.path)


def _line(text: str) -> Line | None:
    try:
        at, key_name, *marks = text.split(" ")
        return Line(at=instant(at), key_name=key_name, marks=frozenset(marks))
    except ValueError:
        return None


def _is_unfinished(path: Path) -> bool:
    """Return whether a power cut has left the last line without its end."""
    return path.read_bytes()[-1:] not in {b"", b"\n"}
