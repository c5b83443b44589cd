import asyncio
import json
import os
import venv
from pathlib import Path

import pytest

from klyngebot.sandbox import SandboxServer
from klyngebot.sandbox.methods import METHODS
from unit.sandbox.conformance import Call, differences
from unit.sandbox.sixty_calls import STEPS
from unit.sandbox.support import TOKEN
from unit.sandbox.with_ptb import answers

ROOT = Path(__file__).parents[3]
WITHIN = 300.0
"""So long an installation may take (s)."""


def test_the_calls_are_sixty_and_leave_no_method_out() -> None:
    calls = [step for step in STEPS if isinstance(step, Call)]

    assert len(calls) == 60
    assert {call.method for call in calls} == {method.name for method in METHODS.values()}


async def test_the_comparison_sees_what_differs() -> None:
    step = Call("getMe", expected={"username": "a", "list": [1]})

    found = list(differences([step], [{"username": "b", "list": [], "more": 1}]))

    assert found == ["step 0: getMe.username is 'b', not 'a'", "step 0: getMe.list is [], not [1]"]


async def test_python_telegram_bot_makes_sixty_calls_and_hears_what_it_expects(
    server: SandboxServer,
) -> None:
    assert list(differences(STEPS, await answers(STEPS, server.url, TOKEN))) == []


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_aiogram_makes_sixty_calls_and_hears_what_it_expects(
    server: SandboxServer, tmp_path: Path
) -> None:
    python = await _environment(tmp_path / "venv", ROOT / "requirements" / "aiogram.txt")

    printed = await _run(python, Path(__file__).with_name("with_aiogram.py"), server.url, TOKEN)

    heard = [json.loads(line) for line in printed.splitlines()]
    assert list(differences(STEPS, heard)) == []


async def _environment(folder: Path, locked: Path) -> Path:
    """Make an environment with what is ``locked``; return its Python."""
    await asyncio.to_thread(venv.create, folder, with_pip=True)
    python = folder / "bin" / "python"
    pip = ("-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps")
    await _run(python, *pip, "-r", locked)
    return python


async def _run(python: Path, *arguments: str | Path) -> str:
    """Return what ``python`` prints; it must end well."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    process = await asyncio.create_subprocess_exec(
        python, *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=env
    )
    out, err = await asyncio.wait_for(process.communicate(), WITHIN)
    assert process.returncode == 0, err.decode()
    return out.decode()
