"""Files, both ways: what people sent and what the bot sent, with their bytes."""

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file with its stable ids and the path it is downloaded from."""

    file_id: str
    unique_id: str
    path: str
    name: str
    mime_type: str
    data: bytes

    @property
    def type(self) -> str:
        """``Photo`` or ``Document``: an id of one is never taken as the other."""
        return "Photo" if self.path.startswith("photos/") else "Document"

    def as_json(self) -> dict[str, Any]:
        """Return what every object with a file says about it."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
        }

    def as_document(self) -> dict[str, Any]:
        """Return the ``Document`` of the Bot API."""
        return {"file_name": self.name, "mime_type": self.mime_type, **self.as_json()}


class Files:
    """All files, by id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._next = 0

    def __iter__(self) -> Iterator[StoredFile]:
        return iter(self._by_id.values())

    def add(self, folder: str, name: str, data: bytes) -> StoredFile:
        """Keep ``data`` as ``folder/file_<n>``, with the ending of ``name``."""
        number, self._next = self._next, self._next + 1
        guessed = mimetypes.guess_type(name)[0]
        file = StoredFile(
            file_id=f"SandboxFile-{folder}-{number:06d}",
            unique_id=f"SandboxUnique{number:06d}",
            path=f"{folder}/file_{number}{Path(name).suffix}",
            name=name,
            mime_type=guessed or "application/octet-stream",
            data=data,
        )
        self._put(file)
        return file

    def find(self, file_id: str) -> StoredFile | None:
        """Return the file with this id, if there is one."""
        return self._by_id.get(file_id)

    def find_by_path(self, path: str) -> StoredFile | None:
        """Return the file at this path, if there is one."""
        return self._by_path.get(path)

    def clear(self) -> None:
        """Forget them all; their ids are not given again."""
        self._by_id.clear()
        self._by_path.clear()

    def dump(self, folder: Path) -> dict[str, Any]:
        """Write the bytes of new files into ``folder``; return the rest for the state file."""
        kept = []
        for file in self:
            place = folder / file.file_id
            if not place.exists():
                folder.mkdir(parents=True, exist_ok=True)
                place.write_bytes(file.data)
            kept.append(
                {
                    "file_id": file.file_id,
                    "unique_id": file.unique_id,
                    "path": file.path,
                    "name": file.name,
                    "mime_type": file.mime_type,
                }
            )
        return {"next": self._next, "files": kept}

    def load(self, kept: dict[str, Any], folder: Path) -> None:
        """Take over what :meth:`dump` wrote and returned."""
        self._next = kept["next"]
        for fields in kept["files"]:
            self._put(StoredFile(**fields, data=(folder / fields["file_id"]).read_bytes()))

    def _put(self, file: StoredFile) -> None:
        self._by_id[file.file_id] = file
        self._by_path[file.path] = file
