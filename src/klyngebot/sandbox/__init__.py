"""A stand-in for Telegram's Bot API on localhost, as strict as Telegram.

It knows nothing of the rest of klyngebot: its rules are written a second time on purpose,
for it is the examiner. See ``docs/sandbox.md``.
"""

from klyngebot.sandbox.delivered import Delivered
from klyngebot.sandbox.errors import StateError
from klyngebot.sandbox.faults import Fault, FaultKind
from klyngebot.sandbox.guide import Action, Guide, Step
from klyngebot.sandbox.limits import Bar, Breach, Limits
from klyngebot.sandbox.people import User
from klyngebot.sandbox.process import BotProcess
from klyngebot.sandbox.records import Call, Received
from klyngebot.sandbox.sandbox import Sandbox
from klyngebot.sandbox.server import SandboxServer, run, serve

__all__ = [
    "Action",
    "Bar",
    "BotProcess",
    "Breach",
    "Call",
    "Delivered",
    "Fault",
    "FaultKind",
    "Guide",
    "Limits",
    "Received",
    "Sandbox",
    "SandboxServer",
    "StateError",
    "Step",
    "User",
    "run",
    "serve",
]
