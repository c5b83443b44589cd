"""A stand-in for Telegram's Bot API on localhost, as strict as Telegram.

It knows nothing of the rest of klyngebot: its rules are written a second time on purpose,
for it is the examiner. See ``docs/sandbox.md``.
"""

from klyngebot.sandbox.errors import StateError
from klyngebot.sandbox.faults import Fault, FaultKind
from klyngebot.sandbox.limits import Breach, Limits
from klyngebot.sandbox.people import User
from klyngebot.sandbox.records import Call, Received
from klyngebot.sandbox.sandbox import Sandbox
from klyngebot.sandbox.server import SandboxServer, serve

__all__ = [
    "Breach",
    "Call",
    "Fault",
    "FaultKind",
    "Limits",
    "Received",
    "Sandbox",
    "SandboxServer",
    "StateError",
    "User",
    "serve",
]
