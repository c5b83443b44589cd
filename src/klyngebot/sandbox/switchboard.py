"""The control API under ``/sandbox``: what goes wrong on request, and the tour."""

import dataclasses
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from aiohttp import web

from klyngebot.sandbox import acts
from klyngebot.sandbox.faults import Fault, FaultKind
from klyngebot.sandbox.limits import Limits
from klyngebot.sandbox.sandbox import Sandbox

Json = dict[str, Any]


LONGEST_SHIFT = 10 * 365 * 24 * 3600.0
"""So far can Telegram's clock be off (s): beyond, dates end."""

_FAULT: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("method", "contains", "description", "phase"), (str,)),
    **dict.fromkeys(("after", "times", "status", "retry_after", "pid"), (int,)),
    "chat_id": (int, str),
    "seconds": (int, float),
}


class Switchboard:
    """Faults, limits, switches of Telegram, and the bot's process."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[web.RouteDef]:
        """Return what it answers to."""
        return [
            *acts.routes(
                {
                    "faults": self.add_fault,
                    "limits": self.set_limits,
                    "switches": self.switch,
                    "guide": self.perform,
                }
            ),
            web.post("/sandbox/process", self.process),
            web.delete("/sandbox/faults", self.clear_faults),
            web.delete("/sandbox/limits", self.lift_limits),
        ]

    def add_fault(self, body: Json) -> Json:
        """Arm a fault: ``kind``, and whatever else :class:`Fault` takes."""
        given = (field for field in body.items() if field[0] != "kind")
        fields = {name: value for name, value in given if value is not None or name == "times"}
        _check(fields, _FAULT)
        self._sandbox.faults.add(Fault(FaultKind(body["kind"]), **fields))
        self._sandbox.changed("faults")
        return {"faults": self._sandbox.faults.as_json()}

    def set_limits(self, body: Json) -> Json:
        """Switch the flood limits on: whatever :class:`Limits` takes."""
        _check(body, dict.fromkeys((field.name for field in dataclasses.fields(Limits)), (int,)))
        if body.get("penalty", 0) is None:
            raise ValueError("there is always a penalty")
        if not body.get("per_chat_burst", 1):
            raise ValueError("a burst is at least one message")
        if any(value is not None and value < 0 for value in body.values()):
            raise ValueError("a limit is not below 0")
        self._sandbox.limits = Limits(**body)
        return {}

    def switch(self, body: Json) -> Json:
        """Turn one switch or several, each by its name in the body.

        Raises:
            ValueError: There is no such switch; nothing has been turned then.
        """
        switches = self._switches()
        unknown = body.keys() - switches.keys()
        if unknown:
            raise ValueError(f"there is no switch {min(unknown)}; there are {', '.join(switches)}")
        for name, value in body.items():
            switches[name](value)
        return {}

    def perform(self, body: Json) -> Json:
        """Do what a button of the tour says: ``step``, ``action``, counted from 0."""
        if self._sandbox.guide is None:
            raise LookupError("there is no tour")
        self._sandbox.guide.perform(self._sandbox, int(body["step"]), int(body["action"]))
        return {}

    async def process(self, request: web.Request) -> web.Response:
        """Let the bot's process be killed or started: ``do`` is kill, start or restart."""
        process = self._sandbox.process
        if process is None:
            return acts.refused(HTTPStatus.NOT_FOUND, "the bot's process is not ours")
        try:
            deed = (await acts.body_of(request)).get("do")
        except ValueError as error:
            return acts.refused(HTTPStatus.BAD_REQUEST, str(error))
        if deed not in {"kill", "start", "restart"}:
            return acts.refused(HTTPStatus.BAD_REQUEST, "do is kill, start or restart")
        try:
            if deed != "start":
                await process.kill()
            if deed != "kill":
                await process.start()
        except RuntimeError as error:
            return acts.refused(HTTPStatus.CONFLICT, str(error))
        finally:
            self._sandbox.changed("state")
        return web.json_response({})

    async def clear_faults(self, _: web.Request) -> web.Response:
        """Disarm all faults."""
        self._sandbox.faults.clear()
        self._sandbox.changed("faults")
        return web.json_response({})

    async def lift_limits(self, _: web.Request) -> web.Response:
        """Switch the flood limits off."""
        self._sandbox.limits = None
        return web.json_response({})

    def _switches(self) -> dict[str, Callable[[Any], None]]:
        sandbox = self._sandbox

        def outage(value: Any) -> None:
            sandbox.outage = bool(value)

        def paused(value: Any) -> None:
            sandbox.paused = bool(value)

        def clock_shift(value: Any) -> None:
            if not abs(float(value)) <= LONGEST_SHIFT:
                raise ValueError(f"the clock cannot be {value} s off")
            sandbox.clock_shift = float(value)

        return {
            "outage": outage,
            "paused": paused,
            "clock_shift": clock_shift,
            "disorder": lambda value: sandbox.disorder(_times(value)),
            "redeliver": lambda value: sandbox.redeliver(_times(value)),
            "poison": lambda value: sandbox.poison(value if isinstance(value, dict) else None),
            "forget": lambda _: sandbox.forget(),
        }


def _check(fields: Json, types: dict[str, tuple[type, ...]]) -> None:
    """Check what is known; what is not, its own class refuses."""
    for name, value in fields.items():
        if name in types and value is not None and type(value) not in types[name]:
            raise ValueError(f"{name} is no {' or '.join(one.__name__ for one in types[name])}")


def _times(value: Any) -> int:
    if int(value) < 0:
        raise ValueError(f"{value} times is less than never")
    return int(value)
