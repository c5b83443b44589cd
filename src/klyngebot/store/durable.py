"""Files that a power cut does not take: first what is in them, then the folder that names them."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until what was written to a file, or the names in a folder, are on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def keep(path: Path) -> None:
    """Wait until the file at ``path`` and its name are on the disk."""
    sync(path)
    sync(path.parent)


def put_in_place(fresh: Path, path: Path) -> None:
    """Give ``fresh`` the name ``path``; a power cut leaves the old one or the new one, whole."""
    sync(fresh)
    fresh.replace(path)
    sync(path.parent)


def make_folder(folder: Path) -> None:
    """Make ``folder`` where there is none, and those above it."""
    if not folder.exists():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)
