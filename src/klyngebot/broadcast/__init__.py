"""The delivery engine. It knows rows, outcomes and time; neither Telegram nor wording."""

from klyngebot.broadcast.engine import Engine, Sender
from klyngebot.broadcast.pacer import Pacer

__all__ = ["Engine", "Pacer", "Sender"]
