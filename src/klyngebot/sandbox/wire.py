"""A call on the wire: read it, let it meet its fault, answer it or not, record it."""

import asyncio
import os
import signal
import socket
import struct
from contextlib import suppress
from email.utils import formatdate
from http import HTTPStatus
from typing import Any

from aiohttp import web

from klyngebot.sandbox import answering, incoming
from klyngebot.sandbox.answering import Answer
from klyngebot.sandbox.errors import ApiError, InterruptedCallError, bad_request
from klyngebot.sandbox.faults import Fault, FaultKind
from klyngebot.sandbox.methods import METHODS
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.records import Call
from klyngebot.sandbox.world import World

_RESET_AT_ONCE = struct.pack("ii", 1, 0)


class Wire:
    """Answers the calls that come for ``world``."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tasks: set[asyncio.Task[Answer]] = set()

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of the Bot API, or break off while Telegram is away."""
        if self._world.outage:
            return _reset(request)
        try:
            return await self._call(request)
        except InterruptedCallError:
            return _reset(request)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        world = self._world
        at = world.clock()
        name = request.match_info["method"]
        known = METHODS.get(name.lower())
        name = known.name if known else name
        if not world.accepts(request.match_info["token"]):
            return self._response(_refusal(ApiError(HTTPStatus.UNAUTHORIZED, "Unauthorized")))
        number = world.records.next_number()
        try:
            params = await incoming.read(request, number)
            params.normalise()
        except ApiError as error:
            return self._recorded(name, Params(number=number), at, _refusal(error))
        except ValueError as error:
            refusal = _refusal(bad_request(f"can't parse the request: {error}"))
            return self._recorded(name, Params(number=number), at, refusal)
        fault = world.faults.strike(name, params.values)
        if fault is None:
            return self._recorded(name, params, at, await answering.answer(world, name, params))
        return await self._met(fault, request, name, params, at)

    async def obey(self, name: str, values: dict[str, Any]) -> None:
        """Run a call that came as the answer to a webhook; nobody hears its result."""
        world = self._world
        known = METHODS.get(name.lower())
        params = Params(values, {}, world.records.next_number())
        at = world.clock()
        try:
            params.normalise()
            answer = await answering.answer(world, known.name if known else name, params)
        except ApiError as error:
            answer = _refusal(error)
        self._record(known.name if known else name, params, at, answer.status, answer)

    async def download(self, request: web.Request) -> web.Response:
        """Answer with the bytes of a file."""
        if self._world.outage:
            return _reset(request)
        if not self._world.accepts(request.match_info["token"]):
            return self._response(_refusal(ApiError(HTTPStatus.UNAUTHORIZED, "Unauthorized")))
        file = self._world.files.find_by_path(request.match_info["path"])
        if file is None:
            return self._response(_refusal(ApiError(HTTPStatus.NOT_FOUND, "Not Found")))
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return web.Response(
            body=file.data, content_type="application/octet-stream", headers=headers
        )

    def _recorded(self, name: str, params: Params, at: float, answer: Answer) -> web.Response:
        self._record(name, params, at, answer.status, answer)
        return self._response(answer)

    def _record(self, name: str, params: Params, at: float, status: int, answer: Answer) -> None:
        call = Call(params.number, name, params.recorded(), status, answer.json, at)
        self._world.records.add_call(call)
        self._world.changed("calls")

    async def _met(
        self, fault: Fault, request: web.Request, name: str, params: Params, at: float
    ) -> web.StreamResponse:
        self._world.changed("faults")
        if fault.kind is FaultKind.RESET_BEFORE or _kills(fault, "received"):
            self._record(name, params, at, 0, Answer(0, b"", None))
            return _reset(request)
        instead = _instead(fault)
        if instead is not None:
            return self._recorded(name, params, at, instead)
        whole = await self._effect(fault, name, params, at)
        _kills(fault, "effect")
        if fault.kind in {FaultKind.RESET_AFTER, FaultKind.HANG}:
            self._record(name, params, at, 0, whole)
            if fault.kind is FaultKind.HANG:
                await asyncio.get_running_loop().create_future()
            return _reset(request)
        response = self._recorded(name, params, at, _spoilt(fault, whole))
        if fault.kind is FaultKind.KILL:
            with suppress(ConnectionError):
                await response.prepare(request)
                await response.write_eof()
            _kills(fault, "answered")
        return response

    async def _effect(self, fault: Fault, name: str, params: Params, at: float) -> Answer:
        """Run the call to its end, even if the caller hangs up meanwhile."""

        async def run() -> Answer:
            if fault.kind is FaultKind.SLOW:
                await asyncio.sleep(fault.seconds)
            return await answering.answer(self._world, name, params)

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(lambda _: self._record_unheard(task, name, params, at))
            raise

    def _record_unheard(
        self, task: asyncio.Task[Answer], name: str, params: Params, at: float
    ) -> None:
        if not task.cancelled():
            self._record(name, params, at, 0, task.result())

    def _response(self, answer: Answer) -> web.Response:
        """Return ``answer`` as HTTP, dated by Telegram's clock, which the page can shift."""
        return web.Response(
            body=answer.body,
            status=answer.status,
            content_type=answer.content_type,
            headers={"Date": formatdate(self._world.now(), usegmt=True)},
        )

    async def close(self) -> None:
        """End what still runs."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _refusal(error: ApiError) -> Answer:
    return answering.of_json(error.status, error.as_json())


def _instead(fault: Fault) -> Answer | None:
    match fault.kind:
        case FaultKind.ERROR:
            return answering.of_fault(fault)
        case FaultKind.HTML:
            return answering.page(fault.status)
    return None


def _spoilt(fault: Fault, whole: Answer) -> Answer:
    match fault.kind:
        case FaultKind.HTML_AFTER:
            return answering.page(HTTPStatus.BAD_GATEWAY)
        case FaultKind.GARBAGE:
            return answering.garbage()
        case FaultKind.CUT:
            return answering.half(whole)
    return whole


def _reset(request: web.Request) -> web.Response:
    """Break the connection so that the other side sees a reset, not an orderly end."""
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_ONCE)
        transport.abort()
    return web.Response()


def _kills(fault: Fault, phase: str) -> bool:
    """Kill the process if ``fault`` says so; return whether it did."""
    if fault.kind is not FaultKind.KILL or fault.phase != phase or fault.pid is None:
        return False
    os.kill(fault.pid, signal.SIGKILL)
    return True
