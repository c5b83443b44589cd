"""A guided tour: steps the page shows, each of which notices by itself when it is done.

What a step says and when it is done is told by whoever runs the stand-in; it knows no bot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from klyngebot.sandbox.sandbox import Sandbox

Texts = dict[str, str]
"""The same text by language: ``nb`` and ``en``."""


@dataclass(frozen=True, slots=True)
class Action:
    """A button of a step.

    Args:
        label: What it says.
        perform: What it does; a ``ValueError`` or ``LookupError`` is shown on the page.
        person: In whose chat something then happens, where that is not the step's person.
    """

    label: Texts
    perform: Callable[[Sandbox], None]
    person: Callable[[Sandbox], int | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step.

    Args:
        title: A few words.
        text: What to do, in a sentence or two.
        person: In whose chat; ``None`` when it does not matter.
        actions: What the page can do for the reader.
        is_done: Whether it is done, judged by what the chats show.
    """

    title: Texts
    text: Texts
    person: Callable[[Sandbox], int | None] = lambda _: None
    actions: tuple[Action, ...] = ()
    is_done: Callable[[Sandbox], bool]


@dataclass(slots=True)
class Guide:
    """A tour of ``steps``. What has been done once stays done."""

    title: Texts
    steps: tuple[Step, ...]
    _done: set[int] = field(default_factory=set)

    def as_json(self, sandbox: Sandbox) -> dict[str, Any]:
        """Return the tour as the page shows it."""
        return {
            "title": self.title,
            "steps": [
                {
                    "title": step.title,
                    "text": step.text,
                    "person": step.person(sandbox),
                    "actions": [_action_json(action, step, sandbox) for action in step.actions],
                    "done": self._is_done(number, sandbox),
                }
                for number, step in enumerate(self.steps)
            ],
        }

    def perform(self, sandbox: Sandbox, step: int, action: int) -> None:
        """Do what a button of a step says.

        Raises:
            LookupError: There is no such button.
        """
        if not (0 <= step < len(self.steps) and 0 <= action < len(self.steps[step].actions)):
            raise LookupError(f"the tour has no action {action} in step {step}")
        self.steps[step].actions[action].perform(sandbox)

    def begin_anew(self) -> None:
        """Forget what has been done."""
        self._done.clear()

    def _is_done(self, number: int, sandbox: Sandbox) -> bool:
        if number not in self._done and self.steps[number].is_done(sandbox):
            self._done.add(number)
        return number in self._done


def _action_json(action: Action, step: Step, sandbox: Sandbox) -> dict[str, Any]:
    person = action.person or step.person
    return {"label": action.label, "person": person(sandbox)}
