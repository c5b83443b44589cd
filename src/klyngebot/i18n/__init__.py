"""Texts in the reader's language, with its plurals, dates and numbers.

Bokmål is what the code is written in; the other languages are catalogues in ``locales/``.
"""

from klyngebot.i18n.translator import LOCALES, Translator, norwegian, translator

__all__ = ["LOCALES", "Translator", "norwegian", "translator"]
