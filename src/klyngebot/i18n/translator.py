"""One translator per locale. A text is its own key: bokmål is never looked up."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup

SOURCE = "nb"
"""The locale the texts in the code are written in."""

LOCALES = ("nb", "nn", "en")
"""The locales there is a whole catalogue for, as they are offered."""

_PATTERNS = {
    "nb": ("EEEE d. MMMM y 'kl'. HH:mm", "d. MMM"),
    "nn": ("EEEE d. MMMM y 'kl'. HH:mm", "d. MMM"),
    "en": ("EEEE d MMMM y 'at' HH:mm", "d MMM"),
}


class Translator:
    """Says things in one language.

    ``tr(...)`` gives HTML for a message: the text's own tags stand, what is put into it is
    escaped. :meth:`label` gives plain text, for buttons and menus.
    """

    def __init__(self, locale: str, catalogue: Catalog | None) -> None:
        self.locale = locale
        self._babel = Locale.parse(locale)
        self._catalogue = catalogue

    def __call__(self, text: str, /, **values: object) -> Markup:
        """Return ``text`` as HTML, its ``%(name)s`` filled in and escaped."""
        return Markup(self._find(text)) % values  # noqa: S704

    def plural(self, one: str, many: str, count: int, /, **values: object) -> Markup:
        """Return ``one`` or ``many`` as HTML for ``count``, which is also ``%(count)s``."""
        text = self._find_plural(one, many, count)
        return Markup(text) % {"count": self.number(count), **values}  # noqa: S704

    def label(self, text: str, /, **values: object) -> str:
        """Return ``text`` as plain text, filled in."""
        return self._find(text) % values

    def number(self, value: int) -> str:
        """Return ``value`` as the language writes it."""
        return format_decimal(value, locale=self._babel)

    def listed(self, items: Iterable[object], *, either: bool = False) -> Markup:
        """Return ``items`` as "a, b og c", or with ``either`` as "a, b eller c"; escaped."""
        escaped = [str(Markup.escape(item)) for item in items]
        style: Literal["or", "standard"] = "or" if either else "standard"
        return Markup(format_list(escaped, style=style, locale=self._babel))  # noqa: S704

    def day(self, on: date) -> str:
        """Return a date with its year, short."""
        return format_date(on, "d.M.y" if self.locale != "en" else "d MMM y", self._babel)

    def date(self, on: date) -> str:
        """Return a date with its weekday."""
        return format_date(
            on, "EEEE d. MMMM" if self.locale != "en" else "EEEE d MMMM", self._babel
        )

    def moment(self, at: datetime) -> str:
        """Return weekday, date and time of ``at``, in the zone it carries."""
        return format_datetime(at, _PATTERNS[self.locale][0], tzinfo=at.tzinfo, locale=self._babel)

    def short_date(self, at: datetime) -> str:
        """Return day and month of ``at``, in the zone it carries."""
        return format_datetime(at, _PATTERNS[self.locale][1], tzinfo=at.tzinfo, locale=self._babel)

    def short_moment(self, at: datetime) -> str:
        """Return day, month and time of ``at``, in the zone it carries, short for a button."""
        return f"{self.short_date(at)} {self.time(at)}"

    def time(self, at: datetime) -> str:
        """Return hours and minutes of ``at``, in the zone it carries."""
        return format_time(at, "HH:mm", tzinfo=at.tzinfo, locale=self._babel)

    def _find(self, text: str) -> str:
        if self._catalogue is None:
            return text
        message = self._catalogue.get(text)
        return str(message.string) if message and message.string else text

    def _find_plural(self, one: str, many: str, count: int) -> str:
        message = None if self._catalogue is None else self._catalogue.get(one)
        forms = message.string if message and not isinstance(message.string, str) else None
        return (forms or (one, many))[0 if count == 1 else 1]


def read_catalogue(locale: str) -> Catalog:
    """Return the catalogue of ``locale`` as it lies in ``locales/``."""
    file = resources.files(__package__).joinpath("locales", f"{locale}.po")
    with file.open("rb") as lines:
        return read_po(lines, locale=locale)


@cache
def translator(locale: str) -> Translator:
    """Return the translator of ``locale``; an unknown one speaks bokmål."""
    if locale not in LOCALES:
        locale = SOURCE
    return Translator(locale, None if locale == SOURCE else read_catalogue(locale))


def norwegian(locale: str) -> Translator:
    """Return the translator for a Norwegian text to many, in the written form of who sends it."""
    return translator("nn" if locale == "nn" else SOURCE)
