"""What an answer to a send means for the row: by status and shape, never by an exception's name."""

import re

from klyngebot.bot.api import Answer
from klyngebot.domain.deliveries import Deferred, Delivered, Moved, Outcome, Refused, Uncertain
from klyngebot.domain.text import clean

LONGEST_WAIT = 24 * 3600.0
"""The longest (s) that a wait asked for by the server is believed."""

LONGEST_REASON = 300
"""Characters of what the server says that are kept; Telegram's own reasons are far shorter."""

NO_SCOPE_WAIT = 5.0
"""How long (s) to wait when the server asks to without saying how long."""


_CONTENT_FAULTS = (
    "can't parse",
    "is too long",
    "text is empty",
    "wrong file identifier",
    "invalid file_id",
    "wrong remote file",
    "BUTTON_",
    "inline keyboard button",
    "MEDIA_",
    "IMAGE_PROCESS_FAILED",
    "PHOTO_",
)
"""What Telegram says where the message itself is at fault, whoever it is for."""

_WRAPPED_WAIT = re.compile(r"Too Many Requests: retry after (\d+)")
"""What a 400 says where the limit was met inside the call, such as at one picture of an album."""

_OF_AN_ALBUM = "failed to send message #"
"""What it says before it where others of the album may have been sent."""

_DONE_ALREADY = ("message is not modified", "message to delete not found")
"""What Telegram says where a message is as it was to be, or gone as it was to be."""


class TokenRefusedError(Exception):
    """Telegram does not know this token; nothing can be sent or read until it is changed."""


def classify(answer: Answer, *, group: bool) -> Outcome:
    """Return what ``answer`` to a send says of the row.

    Args:
        answer: What came back.
        group: Whether it went to a group: a wait then holds that chat alone.

    Raises:
        TokenRefusedError: The token is unknown; the message was not sent.
    """
    said = answer.json()
    if said is None:
        return Uncertain(f"http {answer.status}")
    if said["ok"]:
        return _delivered(said.get("result"))
    reason = clean(str(said.get("description", "")))[:LONGEST_REASON]
    if answer.status == 429:
        return Deferred(_wait(said.get("parameters")), holds_all=not group)
    if answer.status in {401, 404}:
        raise TokenRefusedError(reason)
    if (moved := _moved(said.get("parameters"))) is not None:
        return Moved(moved)
    if answer.status in {400, 403}:
        return _refused(reason, answer.status, group=group)
    return Uncertain(f"http {answer.status}")


def of_edit(outcome: Outcome) -> Outcome:
    """Return what ``outcome`` means for an edit or a deletion: doing it twice is as once.

    The message is known already, and is not a new one.
    """
    match outcome:
        case Delivered():
            return Delivered()
        case Refused(reason) if any(words in reason for words in _DONE_ALREADY):
            return Delivered()
        case _:
            return outcome


def _refused(reason: str, status: int, *, group: bool) -> Outcome:
    """Return what a no means; a limit met on the way is no fault of the message or its reader."""
    if (asked := _WRAPPED_WAIT.search(reason)) is not None:
        wait = Deferred(_wait({"retry_after": int(asked[1])}), holds_all=not group)
        return Uncertain(reason, wait) if _OF_AN_ALBUM in reason else wait
    unreachable = status == 403 or "chat not found" in reason
    content = any(words in reason for words in _CONTENT_FAULTS)
    return Refused(reason, unreachable=unreachable, content=content)


def _delivered(result: object) -> Delivered:
    """Return what is known of what was sent; an album comes back as a list."""
    if not isinstance(result, list):
        return Delivered(_message_id(result))
    ids = [found for one in result if (found := _message_id(one)) is not None]
    return Delivered(ids[0], tuple(ids[1:])) if ids else Delivered()


def _message_id(result: object) -> int | None:
    """Return the id of the message that was sent, or None where it is no number to keep."""
    found = result.get("message_id") if isinstance(result, dict) else None
    return found if type(found) is int and 0 < found < 2**63 else None


def _moved(parameters: object) -> str | None:
    """Return the id of the supergroup that a group has become, or None."""
    found = parameters.get("migrate_to_chat_id") if isinstance(parameters, dict) else None
    return str(found) if type(found) is int and found < 0 else None


def _wait(parameters: object) -> float:
    """Return how long (s) the server asks to wait, within reason."""
    asked = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if not isinstance(asked, int | float) or asked != asked:  # noqa: PLR0124 - not a number
        return NO_SCOPE_WAIT
    return float(min(max(asked, 1.0), LONGEST_WAIT))
