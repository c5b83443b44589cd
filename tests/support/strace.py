"""What a process writes to a folder and says on its sockets, in the order ``strace`` saw it.

A step counts from the moment the process asks for it, a sync only once it is done: so what has been
said never looks younger than it is, and what is on the disk never older.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CALLS = (
    "open,openat,creat,write,pwrite64,writev,pwritev,pwritev2,truncate,ftruncate,fallocate,"
    "fsync,fdatasync,sync_file_range,msync,unlink,unlinkat,rename,renameat,renameat2,link,linkat,"
    "mmap,copy_file_range,sendfile,sendto,sendmsg,sendmmsg"
)
_BEGUN = re.compile(r"^(\d+) +(\w+)\((.*?)(?:\) += (-?\w+).*| <unfinished \.\.\.>)$")
_RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>.*\) += (-?\w+)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_OPEN_FILE = re.compile(r"^(\d+)<([^>]*)>")
_LAST_NUMBER = re.compile(r"(\d+)$")


@dataclass(frozen=True, slots=True)
class Made:
    """A file was opened to be written; there may have been none before."""

    at: int
    path: str
    empties: bool


@dataclass(frozen=True, slots=True)
class Wrote:
    """Bytes went to ``offset`` of a file; None means its end."""

    at: int
    path: str
    offset: int | None
    data: bytes


@dataclass(frozen=True, slots=True)
class Resized:
    """A file was cut, or made longer."""

    at: int
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Synced:
    """What was written to a file, or named in a folder, before ``began`` is on the disk."""

    at: int
    path: str
    began: int


@dataclass(frozen=True, slots=True)
class Removed:
    """A name is gone."""

    at: int
    path: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """A name is another, and what had that one before is gone."""

    at: int
    path: str
    to: str


@dataclass(frozen=True, slots=True)
class Said:
    """Bytes left on a socket."""

    at: int
    socket: str
    data: bytes


Step = Made | Wrote | Resized | Synced | Removed | Renamed | Said


@dataclass(frozen=True, slots=True)
class Request:
    """A call of the Bot API whose first byte left at ``at``."""

    at: int
    method: str
    params: dict[str, Any]


def why_not() -> str:
    """Return why nothing can be recorded here, or "" when it can."""
    if shutil.which("strace") is None:
        return "there is no strace (apt.txt): NOTHING IS PROVED ABOUT POWER CUTS"
    tried = subprocess.run(
        ["strace", "-f", "-o", "/dev/null", "true"], capture_output=True, text=True, check=False
    )
    if tried.returncode:
        return f"ptrace is not allowed: NOTHING IS PROVED ABOUT POWER CUTS ({tried.stderr})"
    return ""


def recorded(command: Iterable[str], trace: Path) -> list[str]:
    """Return ``command`` in such a way that its steps go to ``trace``."""
    return ["strace", *_OPTIONS, "-e", f"trace={_CALLS}", "-o", str(trace), *command]


_OPTIONS = ("-f", "--seccomp-bpf", "-y", "-xx", "-s", "10000000")


def traced_pid(trace: Path) -> int:
    """Return the process whose steps are in ``trace``; strace itself has another id."""
    with trace.open() as file:
        return int(file.readline().split(" ", 1)[0])


def read_steps(trace: Path, folder: Path) -> list[Step]:
    """Return the steps in ``trace`` that have to do with ``folder`` or a socket.

    Raises:
        ValueError: A file was written to in a way that is not understood here, such as ``mmap``.
    """
    found = [step for call in _read_calls(trace) for step in _steps(call, str(folder))]
    return sorted(found, key=lambda step: step.at)


def read_requests(steps: Iterable[Step]) -> list[Request]:
    """Return the calls of the Bot API among ``steps``, in the order in which they began."""
    sockets: dict[str, list[Said]] = {}
    for step in steps:
        if isinstance(step, Said):
            sockets.setdefault(step.socket, []).append(step)
    found = [request for said in sockets.values() for request in _read_socket(said)]
    return sorted(found, key=lambda request: request.at)


@dataclass(slots=True)
class _Call:
    """One system call: the lines of its beginning and its end, and what it returned."""

    name: str
    arguments: str
    began: int
    ended: int = 0
    result: str = ""


def _read_calls(trace: Path) -> Iterator[_Call]:
    unfinished: dict[tuple[str, str], _Call] = {}
    with trace.open() as file:
        for number, line in enumerate(file, 1):
            if begun := _BEGUN.match(line):
                thread, name, arguments, result = begun.groups()
                call = _Call(name, arguments, number, number, result or "")
                if result is None:
                    unfinished[thread, name] = call
                else:
                    yield call
            elif resumed := _RESUMED.match(line):
                thread, name, result = resumed.groups()
                call = unfinished.pop((thread, name))
                call.ended, call.result = number, result
                yield call
    # Cut off in the middle: it may have happened, and nobody has heard that it did.
    yield from (call for call in unfinished.values() if "sync" not in call.name)


def _steps(call: _Call, folder: str) -> Iterator[Step]:
    if call.result.startswith("-"):
        return
    opened = _OPEN_FILE.match(call.arguments)
    file = _text(opened[2]) if opened else ""
    if file.startswith("socket:") and opened:
        yield Said(call.began, opened[1] + file, b"".join(_strings(call)))
    elif call.name in {"openat", "open", "creat"} or not opened:
        yield from _named(call, folder)
    elif _is_kept(file, folder):
        yield _written(call, file)


def _named(call: _Call, folder: str) -> Iterator[Step]:
    """Yield what a call does that has a name, not an open file."""
    paths = [data.decode() for data in _strings(call)]
    if call.name == "mmap":
        _refuse_mapping(call, folder)
    if not paths or not any(_is_kept(path, folder) for path in paths):
        return
    if call.name in {"openat", "open"}:
        if "O_WRONLY" in call.arguments or "O_RDWR" in call.arguments:
            yield Made(call.began, paths[0], "O_TRUNC" in call.arguments)
    elif call.name.startswith("unlink"):
        yield Removed(call.began, paths[0])
    elif call.name.startswith("rename"):
        yield Renamed(call.began, *paths)
    else:
        raise ValueError(f"{call.name} of {paths} is not understood")


def _written(call: _Call, path: str) -> Step:
    match call.name:
        case "pwrite64":
            return Wrote(call.began, path, _last_number(call), b"".join(_strings(call)))
        case "write":  # Python's own files: added to, or written once from the beginning
            return Wrote(call.began, path, None, b"".join(_strings(call)))
        case "ftruncate":
            return Resized(call.began, path, _last_number(call))
        case "fsync" | "fdatasync":
            return Synced(call.ended, path, call.began)
    raise ValueError(f"{call.name} of {path} is not understood")


def _refuse_mapping(call: _Call, folder: str) -> None:
    mapped = re.search(r"MAP_SHARED.*?\d+<([^>]*)>", call.arguments)
    if mapped and _is_kept(_text(mapped[1]), folder):
        raise ValueError(f"{_text(mapped[1])} is written through mmap, which nobody can record")


def _is_kept(path: str, folder: str) -> bool:
    """Return whether a power cut could hurt: SQLite makes the index of its log anew."""
    return path.startswith(folder) and not path.endswith(("-shm", ".lock"))


def _strings(call: _Call) -> list[bytes]:
    return [bytes.fromhex(text.replace("\\x", "")) for text in _STRING.findall(call.arguments)]


def _text(hexadecimal: str) -> str:
    return bytes.fromhex(hexadecimal.replace("\\x", "")).decode()


def _last_number(call: _Call) -> int:
    number = _LAST_NUMBER.search(call.arguments)
    assert number is not None, call
    return int(number[1])


def _read_socket(said: list[Said]) -> Iterator[Request]:
    stream = b"".join(step.data for step in said)
    began = [step.at for step in said for _ in step.data]
    place = 0
    while (start := stream.find(b"POST /bot", place)) >= 0:
        head, _, _ = stream[start:].partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        body = start + len(head) + 4
        place = body + int(length[1] if length else 0)
        method = head.split(b" ", 2)[1].rsplit(b"/", 1)[1].decode()
        if place <= len(stream):
            yield Request(began[start], method, json.loads(stream[body:place]))
