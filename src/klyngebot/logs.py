"""One line an event; no personal data, no secret, nothing that breaks the line."""

import logging
import re
import sys
from collections.abc import Sequence
from typing import TextIO

_TOKEN = re.compile(r"\d{5,}:[\w-]{20,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class OneLine(logging.Formatter):
    """Formats a record, its traceback included, as one line with every secret blotted out."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        """Return ``record`` as one line."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "<secret>")
        line = _TOKEN.sub("<token>", line)
        return _CONTROL.sub(lambda match: repr(match[0])[1:-1], line)

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        """Return where it happened and the kind of error, but not what it says.

        An error's own words can hold what somebody typed.
        """
        error = ei[1] if isinstance(ei, tuple) else None
        places = []
        trace = getattr(error, "__traceback__", None)
        while trace is not None:
            code = trace.tb_frame.f_code
            places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
            trace = trace.tb_next
        return f"{type(error).__name__} at {' > '.join(places)}"


def set_up_logs(secrets: Sequence[str] = (), stream: TextIO | None = None) -> None:
    """Send the log of this process to ``stream`` (standard error when None)."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(OneLine(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # These name URLs, and so the token, or say things nobody needs every second.
    for name in ("httpx", "httpcore", "telegram", "aiohttp.access", "aiosqlite"):
        logging.getLogger(name).setLevel(logging.WARNING)
