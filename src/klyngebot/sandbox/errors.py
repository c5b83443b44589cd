"""What the stand-in refuses, in the words of Telegram."""

from http import HTTPStatus
from typing import Any


class ApiError(Exception):
    """A call that is refused: HTTP status, description and Telegram's ``parameters``."""

    def __init__(self, status: int, description: str, **parameters: int | None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = {k: v for k, v in parameters.items() if v is not None}

    def as_json(self) -> dict[str, Any]:
        """Return the body Telegram would answer with."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class InterruptedCallError(Exception):
    """The line broke while a call waited; there is no answer."""


class StateError(Exception):
    """The state file cannot be read; the message says which and why."""


def bad_request(reason: str) -> ApiError:
    """Return a 400 with ``reason`` after Telegram's usual beginning."""
    return ApiError(HTTPStatus.BAD_REQUEST, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """Return a 403 with ``reason`` after Telegram's usual beginning."""
    return ApiError(HTTPStatus.FORBIDDEN, f"Forbidden: {reason}")


def too_many_requests(seconds: int) -> ApiError:
    """Return a 429 that asks to wait ``seconds`` (s)."""
    return ApiError(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"Too Many Requests: retry after {seconds}",
        retry_after=seconds,
    )


def migrated(chat_id: int) -> ApiError:
    """Return a 400 that names the supergroup a group has become."""
    return ApiError(
        HTTPStatus.BAD_REQUEST,
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=chat_id,
    )
