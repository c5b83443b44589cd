"""Reading a workbook in a process of its own, which may crash or swell without harm."""

import json
import os
import subprocess
import sys

from klyngebot.files.rows import BadTableError, Row

_SECONDS = 30
_COMMAND = (sys.executable, "-I", "-m", "klyngebot.files.workbooks")
_VARIABLES = ("LD_LIBRARY_PATH", "PATH")
"""All it gets to see of the environment, which may hold the token."""


def read_apart(data: bytes) -> list[Row]:
    """Return what ``workbooks.read_workbook`` returns for ``data``.

    Raises:
        BadTableError: As it does; and where the other process dies or takes 30 s.
    """
    known = {name: os.environ[name] for name in _VARIABLES if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            _COMMAND, input=data, capture_output=True, check=False, timeout=_SECONDS, env=known
        )
    except subprocess.TimeoutExpired as error:
        raise BadTableError("unzips_too_large") from error
    if done.returncode < 0:  # killed: out of memory or time
        raise BadTableError("unzips_too_large")
    if done.returncode > 0:
        raise BadTableError("not_a_table")
    said = json.loads(done.stdout)
    if "problem" in said:
        raise BadTableError(said["problem"])
    return [(line, cells) for line, cells in said["rows"]]
