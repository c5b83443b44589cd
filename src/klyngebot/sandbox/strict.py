"""JSON as RFC 8259 has it: what Python's reader lets through beyond that would break the page."""

import json
import math
from typing import Any, NoReturn


def loads(text: str | bytes) -> Any:
    """Return what ``text`` says.

    Raises:
        ValueError: It is no JSON, holds NaN or a number beyond measure, or is nested too deeply.
    """
    try:
        return json.loads(text, parse_constant=_refused, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _refused(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number
