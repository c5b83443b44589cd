"""What somebody is writing: what their buttons carry."""

from dataclasses import dataclass
from typing import ClassVar

from klyngebot.domain.drafts import DraftId
from klyngebot.render.data.base import ButtonData


@dataclass(frozen=True)
class GoBack(ButtonData):
    """Empty a field of a draft. A message of an announcement is ``message-`` and its id."""

    code: ClassVar[str] = "b"
    draft: DraftId
    field: str


@dataclass(frozen=True)
class Cancel(ButtonData):
    """Drop the draft."""

    code: ClassVar[str] = "x"
    draft: DraftId
