"""The bot's process, for a page that can kill it and start it again."""

from typing import Protocol


class BotProcess(Protocol):
    """What runs the bot, seen from the stand-in."""

    @property
    def is_running(self) -> bool:
        """Whether it runs."""
        ...

    async def start(self) -> None:
        """Start it, unless it runs, and wait until it is ready.

        Raises:
            RuntimeError: It did not come up; the message says why.
        """
        ...

    async def kill(self) -> None:
        """Kill it without a warning (SIGKILL), and wait until it is gone."""
        ...
