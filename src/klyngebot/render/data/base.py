"""What every button carries is one of these."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class ButtonData:
    """What comes back when a button is tapped. Each kind has a code that is never used again."""

    code: ClassVar[str] = ""
