"""Text as people type it and as Telegram counts it."""

import re
import unicodedata

_LETTERS = str.maketrans(
    {"ø": "o", "ö": "o", "æ": "ae", "ä": "ae", "å": "a", "đ": "d", "ð": "d", "ŋ": "n", "ŧ": "t"}
)
_LAST_LETTERS = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})
_EMOJI = "\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff"
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b\u200c"
    "\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
    f"|(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])"
)
"""Controls, directions and joiners; a joiner between two emoji makes one of them, and stays."""


def fold(text: str) -> str:
    """Return ``text`` as it is searched: small plain letters, single spaces.

    ``Kåfjord``, ``Kafjord`` and ``KAFJORD`` meet, and so do ``Mørk`` and ``mork``.
    """
    seen = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    plain = seen.casefold().translate(_LETTERS)
    bare = _without_marks(plain).replace("aa", "a")  # the old spelling of å
    return " ".join(re.sub(r"[^\w]+", " ", bare).split())


def _without_marks(text: str) -> str:
    if text.isascii():  # most of it is by then, and the index of the look-up folds it all
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def clean(text: str) -> str:
    """Return one line of ``text`` without control and direction characters, spaces folded."""
    kept = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return " ".join(kept.encode("utf-8", "ignore").decode().split())


def sort_key(text: str) -> str:
    """Return what to sort ``text`` by: æ, ø and å last as in Norwegian lists, č beside c."""
    placed = unicodedata.normalize("NFC", text).casefold().translate(_LAST_LETTERS)
    return _without_marks(placed.translate(_LETTERS))


def utf16_length(text: str) -> int:
    """Return the length of ``text`` in UTF-16 units, which is how Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
