"""A list of calls, played by any client, and its answers held against what is expected.

The standard library and aiohttp are enough for it: other clients live in environments of their
own, without klyngebot.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from aiohttp import ClientSession, FormData

Json = Any
Do = Callable[[str, dict[str, Json]], Awaitable[Json]]

_KINDS = re.compile(r"(bad request|forbidden|conflict): ")


class Upload(NamedTuple):
    """A file that goes with a call."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the Bot API.

    Args:
        method: In Telegram's spelling.
        params: In JSON, with :class:`Upload` for files; ``"$kari.id"`` stands for the field
            ``id`` of the answer kept as ``kari``.
        expected: The parts of the answer that matter, or a :func:`refusal`.
        keep: The name under which later steps refer to the answer.
    """

    method: str
    params: dict[str, Json] = field(default_factory=dict)
    expected: Json = True
    keep: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person does: a request of the control API under ``/sandbox/``."""

    path: str
    params: dict[str, Json]
    keep: str = ""


Step = Call | Act


def refusal(status: int, description: str, **parameters: int | str) -> dict[str, Json]:
    """Return a refusal as every client tells it: they differ in capitals and first words."""
    words = _KINDS.sub("", description.lower(), count=1)
    return {"error_code": status, "description": words, **parameters}


async def play(steps: Iterable[Step], do: Do, act: Do) -> list[Json]:
    """Return the answers to ``steps``: calls by ``do``, what people do by ``act``."""
    kept: dict[str, Json] = {}
    answers = []
    for step in steps:
        params = _filled(step.params, kept)
        if isinstance(step, Call):
            answer = await do(step.method, params)
        else:
            answer = await act(step.path, params)
        kept[step.keep] = answer
        answers.append(answer)
    return answers


def acting(session: ClientSession, url: str) -> Do:
    """Return how people act in the sandbox at ``url``."""

    async def act(path: str, params: dict[str, Json]) -> Json:
        body = _form(params) if _has_file(params) else None
        what = {"data": body} if body else {"json": params}
        async with session.post(f"{url}/sandbox/{path}", **what) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    return act


def differences(steps: Iterable[Step], answers: list[Json]) -> Iterator[str]:
    """Yield a line for each part of ``answers`` that is not as expected."""
    kept: dict[str, Json] = {}
    for number, (step, answer) in enumerate(zip(steps, answers, strict=True)):
        kept[step.keep] = answer
        if isinstance(step, Call):
            for difference in _between(_filled(step.expected, kept), answer, step.method):
                yield f"step {number}: {difference}"


def snake(method: str) -> str:
    """Return ``sendMessage`` as ``send_message``."""
    return re.sub(r"(?=[A-Z])", "_", method).lower()


def _has_file(params: dict[str, Json]) -> bool:
    return any(isinstance(value, Upload) for value in params.values())


def _form(params: dict[str, Json]) -> FormData:
    form = FormData()
    for name, value in params.items():
        if isinstance(value, Upload):
            form.add_field(name, value.data, filename=value.name)
        else:
            form.add_field(name, str(value))
    return form


def _filled(value: Json, kept: dict[str, Json]) -> Json:
    if isinstance(value, str) and value.startswith("$"):
        name, *path = value[1:].split(".")
        found = kept[name]
        for part in path:
            found = found[int(part) if part.isdecimal() else part]
        return found
    if isinstance(value, dict):
        return {name: _filled(part, kept) for name, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, kept) for part in value]
    return value


def _between(expected: Json, got: Json, where: str) -> Iterator[str]:
    if isinstance(expected, dict) and isinstance(got, dict):
        for name, part in expected.items():
            yield from _between(part, got.get(name), f"{where}.{name}")
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for index, part in enumerate(expected):
            yield from _between(part, got[index], f"{where}.{index}")
    elif expected != got:
        yield f"{where} is {got!r}, not {expected!r}"
