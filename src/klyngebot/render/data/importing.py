"""Reading the register in, and taking it out: what their buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.imports import ImportId
from klyngebot.render.data.base import ButtonData


@dataclass(frozen=True)
class ApplyImport(ButtonData):
    """Read a file in, as it was previewed."""

    code: ClassVar[str] = "Ia"
    file: ImportId
    fingerprint: int


@dataclass(frozen=True)
class ShowImportRows(ButtonData):
    """Show every row of a preview."""

    code: ClassVar[str] = "Ir"
    file: ImportId


@dataclass(frozen=True)
class ChooseColumn(ButtonData):
    """Say what a column (from 0) is; an empty field leaves it out."""

    code: ClassVar[str] = "Ic"
    file: ImportId
    column: int
    field: str


@dataclass(frozen=True)
class DropImport(ButtonData):
    """Forget a file that waits."""

    code: ClassVar[str] = "Ix"
    file: ImportId


@dataclass(frozen=True)
class UndoImport(ButtonData):
    """Take an import back."""

    code: ClassVar[str] = "Iu"
    file: ImportId


@dataclass(frozen=True)
class TakeExport(ButtonData):
    """Get the register as a file."""

    code: ClassVar[str] = "Ie"
    ending: str
