"""Keep the catalogues in step with the texts in the code.

``python tools/catalogues.py`` adds what is new to each language and drops what is gone;
``--check`` only says what is missing or wrong, language by language, and fails then.
"""

import io
import re
import sys
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "klyngebot"
LOCALES = SOURCE / "i18n" / "locales"

_KEYWORDS = {"tr": None, "label": None, "_": None, "plural": (1, 2)}
_PLACEHOLDER = re.compile(r"%\(\w+\)s")
_PASSING = re.compile(r'"(Project-|POT?-|Report-|Last-|Language-Team|Gener)')
"""Header lines that change with every run and say nothing."""

_TAG = re.compile(r"</?\w+")


@cache
def texts() -> list[str | tuple[str, str]]:
    """Return every text in the code, plurals as pairs."""
    found: dict[str | tuple[str, str], None] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if "sandbox" in path.parts:
            continue
        with path.open("rb") as file:
            for _, message, _, _ in extract("python", file, keywords=_KEYWORDS):
                pair = (message[0], message[1]) if isinstance(message, tuple) else message
                if isinstance(pair, tuple):
                    found.pop(pair[0], None)
                found[pair] = None
    return list(found)


def read(path: Path) -> Catalog:
    """Return the catalogue in ``path``."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def problems(catalogue: Catalog) -> list[str]:
    """Return what is missing or does not fit in ``catalogue``."""
    found = []
    wanted = texts()
    for text in wanted:
        key = text[0] if isinstance(text, tuple) else text
        message = catalogue.get(key)
        forms = [] if message is None else message.string
        forms = [forms] if isinstance(forms, str) else list(forms or [])
        if not forms or not all(forms) or (isinstance(text, tuple) and len(forms) != 2):
            found.append(f"not translated: {key!r}")
        if message is not None and message.fuzzy:
            found.append(f"fuzzy: {key!r}")
        found.extend(
            f"differs in placeholders or tags: {key!r}"
            for form in forms
            if form and _marks(form) != _marks(key)
        )
    keys = {text[0] if isinstance(text, tuple) else text for text in wanted}
    found.extend(
        f"no longer used: {message.id!r}"
        for message in catalogue
        if message.id
        and (message.id[0] if isinstance(message.id, tuple) else message.id) not in keys
    )
    return found


def update(path: Path) -> None:
    """Bring the catalogue in ``path`` in step; what is new stands empty."""
    old = read(path)
    new = Catalog(locale=path.stem, charset="utf-8", header_comment="# klyngebot", fuzzy=False)
    for text in texts():
        key = text[0] if isinstance(text, tuple) else text
        message = old.get(key)
        fits = message is not None and isinstance(text, tuple) != isinstance(message.string, str)
        new.add(text, message.string if message and fits and not message.fuzzy else "")
    buffer = io.BytesIO()
    write_po(buffer, new, width=100, omit_header=False)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    kept = [line for line in lines if not _PASSING.match(line)]
    path.write_text("".join(kept), encoding="utf-8")


def _marks(text: str) -> list[str]:
    return sorted(set(_PLACEHOLDER.findall(text))) + sorted(_TAG.findall(text))


def main() -> int:
    """Check or update every catalogue and return an exit code."""
    wrong = 0
    for path in sorted(LOCALES.glob("*.po")):
        if "--check" not in sys.argv:
            update(path)
        for problem in problems(read(path)):
            sys.stdout.write(f"{path.name}: {problem}\n")
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
